/* Warm spares: the zygote's fork into a fresh pid namespace, and the first steps of the child,
 * which becomes a box of its own (then fettle_stage and fettle_confine as in a cold start). */
#include "boxwire.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))

PUBLIC int fettle_fork_begin(void);
PUBLIC int fettle_fork_end(void);
PUBLIC void fettle_spare(int status);
PUBLIC void fettle_exit_note(int fd, int status, uint64_t cpu_us, uint64_t rss_kib);

/* The next child is pid 1 of a new namespace; fettle_fork_end undoes that for those after it. */
int fettle_fork_begin(void)
{
    return unshare(CLONE_NEWPID) == 0 ? 0 : -errno;
}

int fettle_fork_end(void)
{
    return setns(BOX_FD_PIDNS, CLONE_NEWPID) == 0 ? 0 : -errno;
}

static void send_spare(int pool, const int *fd)
{
    struct box_config c;
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

    if (pread(BOX_FD_CONFIG, &c, sizeof c, 0) != (ssize_t)sizeof c) _exit(71);
    n.uid = c.uid;
    h->cmsg_level = SOL_SOCKET;
    h->cmsg_type = SCM_RIGHTS;
    h->cmsg_len = CMSG_LEN(BOX_SPARE_FDS * sizeof(int));
    memcpy(CMSG_DATA(h), fd, BOX_SPARE_FDS * sizeof(int));
    if (sendmsg(pool, &m, MSG_NOSIGNAL) != (ssize_t)sizeof n) _exit(71);
}

/* In the child: streams and a channel of its own, offered to the parent; namespaces of its own. */
void fettle_spare(int status)
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

void fettle_exit_note(int fd, int status, uint64_t cpu_us, uint64_t rss_kib)
{
    struct box_note n = {.magic = BOX_MAGIC,
                         .kind = BOX_NOTE_EXIT,
                         .status = status,
                         .cpu_us = cpu_us,
                         .rss_kib = rss_kib};

    send(fd, &n, sizeof n, MSG_NOSIGNAL | MSG_DONTWAIT);
}
