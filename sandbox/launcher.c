/* fettle-box: builds a box and starts the interpreter in it. It links libc and libseccomp only and
 * is meant to be read in one sitting: launcher.c (processes), launcher_root.c (namespaces and
 * view), launcher_filter.c (system calls), launcher_dir.c (private directories). What must happen
 * inside the interpreter (Landlock, seccomp) is in shim_confine.c. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST_UID = 2000000000 };

static void send_note(const struct box_note *n, const int *fd, int nfd)
{
    struct iovec io = {.iov_base = (void *)(uintptr_t)n, .iov_len = sizeof *n};
    union {
        char room[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    struct msghdr m = {.msg_iov = &io, .msg_iovlen = 1};

    if (nfd > 0) {
        struct cmsghdr *c;

        m.msg_control = control.room;
        m.msg_controllen = CMSG_SPACE((size_t)nfd * sizeof *fd);
        c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN((size_t)nfd * sizeof *fd);
        memcpy(CMSG_DATA(c), fd, (size_t)nfd * sizeof *fd);
    }
    while (sendmsg(BOX_FD_CONTROL, &m, MSG_NOSIGNAL) < 0 && errno == EINTR) continue;
}

_Noreturn void launcher_fail(const char *step)
{
    struct box_note n = {.magic = BOX_MAGIC, .kind = BOX_NOTE_FAIL, .error = errno};

    snprintf(n.step, sizeof n.step, "%s", step);
    send_note(&n, NULL, 0);
    _exit(71);
}

static void read_config(struct box_config *c)
{
    ssize_t n = recv(BOX_FD_CONTROL, c, sizeof *c, 0);

    if (n != (ssize_t)sizeof *c || c->magic != BOX_MAGIC || c->version != BOX_VERSION) {
        errno = EPROTO;
        launcher_fail("read the configuration");
    }
    c->python[sizeof c->python - 1] = c->prefix[sizeof c->prefix - 1] = 0;
    c->dir[sizeof c->dir - 1] = c->show[sizeof c->show - 1] = 0;
    c->packages[sizeof c->packages - 1] = c->hide[sizeof c->hide - 1] = 0;
}

/* The library beside this program. */
static int open_shim(void)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 32);
    char *slash;
    int fd;

    if (n < 0) launcher_fail("find the launcher's own folder (/proc must be mounted)");
    path[n] = 0;
    slash = strrchr(path, '/');
    strcpy(slash == NULL ? path : slash + 1, "fettle-shim.so");
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) launcher_fail("open fettle-shim.so beside fettle-box");
    return fd;
}

/* For the inside, which knows the packages by their place in the view. */
static int config_file(const struct box_config *c, bool full)
{
    int fd = memfd_create("config", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    struct box_config inside = *c;

    if (full && c->packages[0] != 0)
        snprintf(inside.packages, sizeof inside.packages, "%s", BOX_PACKAGES);
    if (fd < 0 || write(fd, &inside, sizeof inside) != (ssize_t)sizeof inside ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
        launcher_fail("seal the configuration");
    return fd;
}

/* Puts fd at the number `at`, without close-on-exec. */
static void place(int fd, int at)
{
    if (fd == at ? fcntl(fd, F_SETFD, 0) != 0 : dup2(fd, at) < 0)
        launcher_fail("place a descriptor");
}

/* The capabilities that the stage inside the interpreter needs: CAP_SYS_ADMIN of our own user
 * namespace for its three small mounts, CAP_SETPCAP to drop the bounding set. They end before the
 * first line of foreign code (shim_confine.c). */
static void keep_capabilities(void)
{
    static const int keep[] = {CAP_SETPCAP, CAP_SYS_ADMIN};
    struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct d[2] = {{0}};

    for (size_t i = 0; i < sizeof keep / sizeof *keep; i++) {
        d[0].permitted |= 1u << keep[i];
        d[0].effective |= 1u << keep[i];
        d[0].inheritable |= 1u << keep[i];
    }
    if (syscall(SYS_capset, &h, d) != 0) launcher_fail("set capabilities");
    for (size_t i = 0; i < sizeof keep / sizeof *keep; i++)
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, keep[i], 0, 0) != 0)
            launcher_fail("keep capabilities over exec");
}

_Noreturn static void run_python(const struct box_config *c, int shim, int filter, int config,
                                 int pidns, int proc, int alive)
{
    bool full = (c->flags & BOX_NAMESPACES) != 0;
    char temp[300], mpl[300], packages[300];
    const char *const env[] = {full ? "LD_PRELOAD=/box/shim.so" : "LD_PRELOAD=/proc/self/fd/8",
                               "PATH=/usr/bin",
                               "LANG=C.UTF-8",
                               "LC_ALL=C.UTF-8",
                               "TZ=UTC",
                               "PYTHONHASHSEED=0",
                               "NUMEXPR_MAX_THREADS=1",
                               "OPENBLAS_NUM_THREADS=1",
                               "OMP_NUM_THREADS=1",
                               "MKL_NUM_THREADS=1",
                               "MALLOC_ARENA_MAX=1",
                               "MPLBACKEND=Agg",
                               "HOME=/nonexistent",
                               "USER=box",
                               temp,
                               mpl,
                               packages,
                               c->flags & BOX_POOL ? "FETTLE_POOL=1" : NULL,
                               NULL};
    const char *const argv[] = {
        c->python, "-s", "-P",
        "-B",      "-c", "import os\nexec(compile(os.pread(5, 1 << 22, 0), '<fettle>', 'exec'))",
        NULL};
    struct pollfd up = {.fd = alive};

    snprintf(temp, sizeof temp, "TMPDIR=%s/tmp", c->dir);
    snprintf(mpl, sizeof mpl, "MPLCONFIGDIR=%s/tmp", c->dir);
    snprintf(packages, sizeof packages, "FETTLE_WHEELS=%s",
             full && c->packages[0] != 0 ? BOX_PACKAGES : c->packages);
    umask(022);
    /* Addresses show in hashes of objects: with random ones no two runs are the same. */
    if (personality(ADDR_NO_RANDOMIZE) < 0) launcher_fail("fix the addresses");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) launcher_fail("set no_new_privs");
    /* After the last change of credentials, which would clear it. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) launcher_fail("tie to the launcher");
    if (poll(&up, 1, 0) != 0) _exit(71); /* the launcher died before that line */
    /* All sources are moved out of the way first: they may hold each other's place. */
    filter = fcntl(filter, F_DUPFD_CLOEXEC, 20);
    config = fcntl(config, F_DUPFD_CLOEXEC, 20);
    shim = fcntl(shim, F_DUPFD_CLOEXEC, 20);
    pidns = fcntl(pidns, F_DUPFD_CLOEXEC, 20);
    proc = fcntl(proc, F_DUPFD_CLOEXEC, 20);
    if (filter < 0 || config < 0 || shim < 0 || pidns < 0 || proc < 0)
        launcher_fail("place a descriptor");
    place(filter, BOX_FD_FILTER);
    place(config, BOX_FD_CONFIG);
    if (!full) place(shim, BOX_FD_SHIM);
    if (c->flags & BOX_POOL) {
        place(pidns, BOX_FD_PIDNS);
        place(proc, BOX_FD_PROC);
    }
    if (fcntl(BOX_FD_CONTROL, F_SETFD, FD_CLOEXEC) != 0) launcher_fail("place a descriptor");
    execve(c->python, (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)env);
    launcher_fail("start the interpreter");
}

/* Waits for the child to end or the parent to go away; then nothing of the run is left. */
static void supervise(const struct box_config *c, pid_t child, int pidfd)
{
    struct pollfd p[2] = {{.fd = pidfd, .events = POLLIN},
                          {.fd = BOX_FD_CONTROL, .events = POLLIN}};
    struct box_note n = {.magic = BOX_MAGIC, .kind = BOX_NOTE_EXIT};
    struct rusage use;
    char byte;

    while (poll(p, 2, -1) < 0 && errno == EINTR) continue;
    if (!(p[0].revents & POLLIN)) kill(child, SIGKILL); /* pid 1 takes its namespace along */
    while (wait4(child, &n.status, 0, &use) < 0 && errno == EINTR) continue;
    n.cpu_us = (uint64_t)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000u +
               (uint64_t)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
    n.rss_kib = (uint64_t)use.ru_maxrss;
    send_note(&n, NULL, 0);
    /* The parent reads the outputs and then closes its end. */
    while (recv(BOX_FD_CONTROL, &byte, 1, 0) < 0 && errno == EINTR) continue;
    if (!(c->flags & BOX_NAMESPACES)) launcher_remove(c->dir);
}

int main(void)
{
    struct box_config c;
    struct box_note n = {.magic = BOX_MAGIC, .kind = BOX_NOTE_STARTED};
    int shim, filter, config, packages = -1, alive[2], pidfd;
    bool full;
    pid_t child;

    signal(SIGPIPE, SIG_IGN);
    if (close_range(BOX_FD_PRELUDE + 1, ~0u, 0) != 0) launcher_fail("close inherited descriptors");
    read_config(&c);
    full = (c.flags & BOX_NAMESPACES) != 0;
    if (full) c.dir[0] = 0; /* in, out and tmp are at the root of the view */
    /* A user of its own for each run, so that limits and signals meet nobody else. */
    c.uid = geteuid() == 0 ? FIRST_UID + (uint32_t)getpid() : geteuid();
    n.uid = c.uid;
    shim = open_shim();
    filter = launcher_filter(&c);
    config = config_file(&c, full);
    if (pipe2(alive, O_CLOEXEC) != 0) launcher_fail("make a pipe");
    if (full) {
        packages = launcher_packages(&c);
        launcher_uid(&c);
        launcher_namespaces();
        n.layers = BOX_LAYER_USERNS | BOX_LAYER_PIDNS | BOX_LAYER_MOUNTNS | BOX_LAYER_NETNS |
                   BOX_LAYER_IPCNS | BOX_LAYER_UTSNS | BOX_LAYER_ROOT | BOX_LAYER_UID;
    } else {
        launcher_sweep(c.dir);
        launcher_hand_over(&c);
        if (geteuid() == 0) n.layers = BOX_LAYER_UID;
    }
    child = fork();
    if (child < 0) launcher_fail("start a process");
    if (child == 0) {
        int pidns = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
        int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

        if (pidns < 0) launcher_fail("open the pid namespace");
        if (proc < 0) launcher_fail("open /proc");
        close(alive[1]);
        if (full) {
            launcher_root(&c, shim, packages);
            keep_capabilities();
        } else {
            launcher_uid(&c);
            if (chdir(c.dir) != 0 || chdir("out") != 0) launcher_fail("enter the output folder");
        }
        run_python(&c, shim, filter, config, pidns, proc, alive[0]);
    }
    /* The write end of `alive` stays open here: its closing tells the child. */
    close(alive[0]);
    close(BOX_FD_CHANNEL);
    close(BOX_FD_PRELUDE);
    if (dup2(0, 1) < 0 || dup2(0, 2) < 0) launcher_fail("let go of the streams");
    pidfd = (int)syscall(SYS_pidfd_open, child, 0);
    if (pidfd < 0) {
        kill(child, SIGKILL);
        launcher_fail("watch the child (needs Linux 5.3)");
    }
    send_note(&n, (const int[]){pidfd, filter}, 2);
    supervise(&c, child, pidfd);
    _exit(0);
}
