/* The pool: a zygote whose confined, warmed children wait for a request each. The zygote offers a
 * child as one datagram with its descriptors, so threads that share the pool need no lock: the
 * kernel gives each datagram to one of them. Where a zygote died, whoever finds it so starts
 * another behind the same descriptor numbers, so that nothing changes for those that are waiting.
 */
#include "boxio.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct box_pool {
    struct box_request like;
    struct box_ends b; /* of the zygote; its channel carries the offers */
    atomic_flag renewing;
    atomic_int fruitless; /* zygotes that were started since the last offer */
    int64_t renewed;      /* monotonic, ms; of who holds `renewing` */
};

enum { OFFER_MS = 3000, FRUITLESS_MAX = 3, RENEW_AGAIN_MS = 60000 };

/* Descriptors of the zygote only: what it says goes nowhere. */
static bool start(const struct box_request *like, struct box_ends *b, struct err *e)
{
    if (!boxio_start(like, true, b, e)) {
        boxio_stop(b);
        return false;
    }
    close(b->out);
    close(b->err);
    b->out = b->err = -1;
    return true;
}

struct box_pool *box_pool_open(const struct box_request *like, struct err *e)
{
    struct box_pool *p = calloc(1, sizeof *p);

    if (p == NULL) err_no_memory();
    p->like = *like;
    atomic_flag_clear(&p->renewing);
    atomic_init(&p->fruitless, 1);
    if (start(like, &p->b, e)) return p;
    free(p);
    return NULL;
}

void box_pool_close(struct box_pool *p)
{
    if (p == NULL) return;
    boxio_stop(&p->b);
    free(p);
}

static bool is_same(const char *const *a, const char *const *b)
{
    if (a == NULL || b == NULL) return a == b;
    for (; *a != NULL && *b != NULL; a++, b++)
        if (*a != *b && strcmp(*a, *b) != 0) return false;
    return *a == *b;
}

static bool is_for(const struct box_pool *p, const struct box_request *q)
{
    const struct box_limits *a = &q->limits, *b = &p->like.limits;

    return q->namespaces && a->memory_bytes == b->memory_bytes && a->out_bytes == b->out_bytes &&
           a->cpu_s == b->cpu_s && a->processes == b->processes &&
           slice_eq(q->entry, p->like.entry) &&
           slice_eq(slice_z(q->packages), slice_z(p->like.packages)) &&
           is_same(q->hide, p->like.hide) && is_same(q->show, p->like.show);
}

/* Whether the zygote is gone: nobody else holds the other end of its channel. */
static bool is_dead(const struct box_pool *p)
{
    struct pollfd up = {.fd = p->b.channel};

    return poll(&up, 1, 0) > 0 && (up.revents & POLLHUP);
}

static void renew(struct box_pool *p)
{
    struct box_ends b;
    int64_t now = boxio_now_ms();
    struct err e = {0};

    if (atomic_flag_test_and_set(&p->renewing)) return; /* somebody is at it */
    /* One that dies before its first offer will most likely do so again. */
    if (is_dead(p) &&
        (atomic_load(&p->fruitless) < FRUITLESS_MAX || now - p->renewed > RENEW_AGAIN_MS) &&
        start(&p->like, &b, &e)) {
        p->renewed = now;
        atomic_fetch_add(&p->fruitless, 1);
        kill(p->b.launcher, SIGKILL);
        while (waitpid(p->b.launcher, NULL, 0) < 0 && errno == EINTR) continue;
        dup3(b.channel, p->b.channel, O_CLOEXEC);
        dup3(b.control, p->b.control, O_CLOEXEC);
        close(b.channel);
        close(b.control);
        p->b.launcher = b.launcher;
    }
    atomic_flag_clear(&p->renewing);
}

/* Waits for an offer of the zygote, as others may. False: none came in time, or the zygote died. */
static bool receive_offer(struct box_pool *p, struct msghdr *m)
{
    struct pollfd up = {.fd = p->b.channel, .events = POLLIN};
    int64_t until = boxio_now_ms() + OFFER_MS, left;
    ssize_t n;

    while ((left = until - boxio_now_ms()) > 0) {
        if (poll(&up, 1, (int)left) < 0 && errno != EINTR) return false;
        if (up.revents & POLLHUP) { /* what it offered died with it */
            renew(p);
            return false;
        }
        /* Each offer wakes all that wait, and one of them gets it. */
        n = recvmsg(p->b.channel, m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (n >= 0) return n == (ssize_t)sizeof(struct box_note);
        if (errno != EAGAIN && errno != EINTR) return false;
    }
    return false;
}

bool boxio_take(struct box_pool *p, const struct box_request *q, struct box_ends *b,
                uint32_t *layers, int *filter)
{
    struct box_note n;
    struct iovec io = {&n, sizeof n};
    union {
        char room[CMSG_SPACE(BOX_SPARE_FDS * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct msghdr m = {.msg_iov = &io,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    int fd[BOX_SPARE_FDS];
    struct cmsghdr *h;
    size_t nfd = 0;

    if (!is_for(p, q) || !receive_offer(p, &m)) return false;
    h = CMSG_FIRSTHDR(&m);
    if (h != NULL && h->cmsg_type == SCM_RIGHTS) nfd = (h->cmsg_len - CMSG_LEN(0)) / sizeof *fd;
    if (nfd > 0) memcpy(fd, CMSG_DATA(h), nfd * sizeof *fd);
    if (n.magic != BOX_MAGIC || n.kind != BOX_NOTE_SPARE || nfd != BOX_SPARE_FDS) {
        while (nfd-- > 0) close(fd[nfd]); /* we have no room for all of them */
        boxio_refill(p);
        return false;
    }
    atomic_store(&p->fruitless, 0);
    boxio_none(b);
    b->channel = fd[0];
    b->control = fd[1];
    b->out = fd[2];
    b->err = fd[3];
    b->pidfd = fd[4];
    *filter = fd[5];
    b->uid = n.uid;
    b->namespaces = b->warm = true;
    *layers = n.layers;
    return true;
}

void boxio_refill(struct box_pool *p)
{
    send(p->b.channel, "M", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}
