/* The pool: a zygote whose confined, warmed children wait for a request each. The zygote offers a
 * child as one datagram with its descriptors, so threads that share the pool need no lock: the
 * kernel gives each datagram to one of them. */
#include "boxio.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct box_pool {
    struct box_ends b; /* of the zygote; its channel carries the offers */
    struct box_limits limits;
};

enum { OFFER_MS = 3000 };

struct box_pool *box_pool_open(const struct box_request *like, struct err *e)
{
    struct box_pool *p = calloc(1, sizeof *p);

    if (p == NULL) err_no_memory();
    p->limits = like->limits;
    if (!boxio_start(like, true, &p->b, e)) {
        boxio_stop(&p->b);
        free(p);
        return NULL;
    }
    close(p->b.out);
    close(p->b.err);
    p->b.out = p->b.err = -1;
    return p;
}

void box_pool_close(struct box_pool *p)
{
    if (p == NULL) return;
    boxio_stop(&p->b);
    free(p);
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
    struct pollfd up = {.fd = p->b.channel, .events = POLLIN};
    int fd[BOX_SPARE_FDS];
    struct cmsghdr *h;

    if (!q->namespaces || q->limits.memory_bytes != p->limits.memory_bytes ||
        q->limits.out_bytes != p->limits.out_bytes || q->limits.cpu_s != p->limits.cpu_s ||
        q->limits.processes != p->limits.processes)
        return false;
    if (poll(&up, 1, OFFER_MS) <= 0 || !(up.revents & POLLIN)) return false;
    if (recvmsg(p->b.channel, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != (ssize_t)sizeof n)
        return false;
    h = CMSG_FIRSTHDR(&m);
    if (n.magic != BOX_MAGIC || n.kind != BOX_NOTE_SPARE || h == NULL ||
        h->cmsg_type != SCM_RIGHTS || h->cmsg_len != CMSG_LEN(sizeof fd))
        return false; /* never from our own zygote, which runs no foreign code */
    memcpy(fd, CMSG_DATA(h), sizeof fd);
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
