/* Warm spares: the zygote's fork into a fresh pid namespace, and the first steps of the child,
 * which becomes a box of its own (then fettle_stage and fettle_confine as in a cold start). */
#include "boxwire.h"
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))
#define WEAK __attribute__((weak))

PUBLIC int fettle_pool_fork(void);
PUBLIC int fettle_pool_serve(int until);
extern void PyOS_AfterFork_Child(void) WEAK;

enum { CHILDREN_MAX = 256 };
struct child {
    pid_t pid;
    int fd, status; /* its pidfd; our end of the socket that gives its exit note */
};
/* Of the zygote. It forks and waits here, not in Python, so that its heap stays as it is: what it
 * wrote there would cost a copy of the page each time. */
static struct child child[CHILDREN_MAX];
static int nchild;
/* Spares may be wanted faster than ones that rehearse everything can be made. */
enum { BUSY_MS = 300, HASTY_MS = 80, ALL_PARTS = 1000, BUSY_PARTS = 2 };
static int64_t wanted_ms; /* when the last one was; 0: never */
static int parts = ALL_PARTS;

int fettle_pool_parts(void)
{
    return parts;
}

static void note_wanted(void)
{
    struct timespec now;
    int64_t ms, since;

    /* The kernel's: shim_clock's stands still once the zygote has rehearsed. */
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    since = wanted_ms != 0 ? ms - wanted_ms : BUSY_MS;
    parts = since < HASTY_MS ? 0 : since < BUSY_MS ? BUSY_PARTS : ALL_PARTS;
    wanted_ms = ms;
}

static void send_spare(int pool, const int *fd)
{
    struct box_note n = {.magic = BOX_MAGIC,
                         .kind = BOX_NOTE_SPARE,
                         .layers = BOX_LAYER_USERNS | BOX_LAYER_PIDNS | BOX_LAYER_MOUNTNS |
                                   BOX_LAYER_NETNS | BOX_LAYER_IPCNS | BOX_LAYER_UTSNS |
                                   BOX_LAYER_ROOT | BOX_LAYER_UID};
    union {
        char room[CMSG_SPACE(BOX_SPARE_FDS * sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    struct iovec io = {&n, sizeof n};
    struct msghdr m = {.msg_iov = &io,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);

    if (pread(BOX_FD_CONFIG, &n.uid, sizeof n.uid, offsetof(struct box_config, uid)) !=
        (ssize_t)sizeof n.uid)
        _exit(71);
    h->cmsg_level = SOL_SOCKET;
    h->cmsg_type = SCM_RIGHTS;
    h->cmsg_len = CMSG_LEN(BOX_SPARE_FDS * sizeof(int));
    memcpy(CMSG_DATA(h), fd, BOX_SPARE_FDS * sizeof(int));
    if (sendmsg(pool, &m, MSG_NOSIGNAL) != (ssize_t)sizeof n) _exit(71);
}

/* In the child: streams and a channel of its own, offered to the parent; namespaces of its own. */
static void become_spare(int status)
{
    int pool = fcntl(BOX_FD_CHANNEL, F_DUPFD_CLOEXEC, 20), channel[2], out[2], err[2], self;

    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) _exit(71);
    self = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (pool < 0 || self < 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0 ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0)
        _exit(71);
    send_spare(pool, (const int[]){channel[0], status, out[0], err[0], self, BOX_FD_FILTER});
    if (send(status, "O", 1, MSG_NOSIGNAL) != 1) _exit(71); /* the zygote counts on its offer now */
    if (dup2(channel[1], BOX_FD_CHANNEL) < 0 || dup2(out[1], 1) < 0 || dup2(err[1], 2) < 0)
        _exit(71);
    close(pool);
    close(status);
    close(self);
    for (int i = 0; i < 2; i++) {
        close(channel[i]);
        close(out[i]);
        close(err[i]);
    }
    if (unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) != 0) _exit(71);
}

/* 1 in the child, which is pid 1 of a namespace of its own; 0 in the zygote. Called with the
 * interpreter's lock. */
int fettle_pool_fork(void)
{
    int pair[2], fd;
    pid_t pid;

    if (nchild == CHILDREN_MAX) return 0; /* runs start cold until some have ended */
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0 ||
        unshare(CLONE_NEWPID) != 0)
        _exit(71);
    pid = fork();
    if (pid == 0) {
        close(pair[0]);
        for (int i = 0; i < nchild; i++) {
            close(child[i].fd);
            close(child[i].status);
        }
        if (PyOS_AfterFork_Child != NULL) PyOS_AfterFork_Child();
        become_spare(pair[1]);
        return 1;
    }
    close(pair[1]);
    fd = pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0 || setns(BOX_FD_PIDNS, CLONE_NEWPID) != 0) _exit(71);
    child[nchild++] = (struct child){pid, fd, pair[0]};
    return 0;
}

/* A child that ended: its exit note for the parent. False: the parent does not know of it, so
 * nobody will ask for another in its place. */
static bool bury(int i)
{
    struct box_note n = {.magic = BOX_MAGIC, .kind = BOX_NOTE_EXIT};
    struct child c = child[i];
    struct rusage use;
    char offered;
    bool known;

    child[i] = child[--nchild];
    while (wait4(c.pid, &n.status, 0, &use) < 0 && errno == EINTR) continue;
    n.cpu_us = (uint64_t)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000u +
               (uint64_t)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
    n.rss_kib = (uint64_t)use.ru_maxrss;
    send(c.status, &n, sizeof n, MSG_NOSIGNAL | MSG_DONTWAIT);
    known = recv(c.status, &offered, 1, MSG_DONTWAIT) == 1;
    close(c.fd);
    close(c.status);
    return known;
}

/* Forks a spare for each request of the parent, and ends with it; 1 in the spares only. 0 when
 * `until` can be read and nothing waits; -1: never. */
int fettle_pool_serve(int until)
{
    for (;;) {
        struct pollfd p[2 + CHILDREN_MAX] = {{.fd = BOX_FD_CHANNEL, .events = POLLIN},
                                             {.fd = until, .events = POLLIN}};
        int wanted = 0, n = nchild;
        char byte[16];

        for (int i = 0; i < n; i++) p[2 + i] = (struct pollfd){.fd = child[i].fd, .events = POLLIN};
        if (poll(p, 2 + (nfds_t)n, -1) < 0) continue;
        if (p[0].revents) {
            if (read(BOX_FD_CHANNEL, byte, sizeof byte) <= 0) _exit(0);
            wanted++;
            note_wanted();
        }
        for (int i = n - 1; i >= 0; i--)
            if (p[2 + i].revents && !bury(i)) wanted++;
        if (wanted == 0 && p[1].revents) return 0;
        while (wanted-- > 0)
            if (fettle_pool_fork()) return 1;
    }
}
