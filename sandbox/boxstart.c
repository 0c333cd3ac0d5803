#include "boxio.h"

#include "buf.h"
#include "prelude.gen.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The launcher's path: $FETTLE_BOX, beside the program, or the install place. E_SANDBOX: not there.
 */
static bool launcher_path(char *path, size_t cap, struct err *e)
{
    const char *env = getenv("FETTLE_BOX");
    ssize_t n;

    if (env != NULL && env[0] == '/') {
        snprintf(path, cap, "%s", env);
        if (access(path, X_OK) == 0) return true;
    }
    /* Where it stands after a build, and after an installation that was moved. */
    for (int i = 0; i < 2; i++) {
        static const char *const beside[] = {"fettle-box", "../libexec/fettle/fettle-box"};
        char *slash;

        n = readlink("/proc/self/exe", path, cap - 32);
        if (n <= 0) break;
        path[n] = 0;
        slash = strrchr(path, '/');
        strcpy(slash == NULL ? path : slash + 1, beside[i]);
        if (access(path, X_OK) == 0) return true;
    }
    snprintf(path, cap, "%s/fettle-box", FETTLE_LIBEXEC);
    if (access(path, X_OK) == 0) return true;
    return err_set(e, E_SANDBOX,
                   "the sandbox's launcher fettle-box is not there: it belongs beside fettle or in "
                   "%s; reinstall fettle",
                   FETTLE_LIBEXEC);
}

int box_landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* ask for the version */);

    return abi < 0 ? 0 : (int)abi;
}

/* How many threads this user runs: RLIMIT_NPROC counts them where there is no user namespace. */
static int64_t user_threads(void)
{
    DIR *d = opendir("/proc");
    struct dirent *entry;
    int64_t n = 0;

    if (d == NULL) return 0;
    while ((entry = readdir(d)) != NULL) {
        char path[300];
        struct stat st;

        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        snprintf(path, sizeof path, "/proc/%s/task", entry->d_name);
        if (stat(path, &st) == 0 && st.st_uid == geteuid()) n += (int64_t)st.st_nlink - 2;
    }
    closedir(d);
    return n;
}

/* Each with a newline behind it. */
static bool put_paths(char *to, size_t room, const char *const *path, struct err *e)
{
    for (size_t i = 0, n = 0; path != NULL && path[i] != NULL; i++) {
        int more = snprintf(to + n, room - n, "%s\n", path[i]);

        if (more < 0 || (size_t)more >= room - n)
            return err_set(e, E_SANDBOX, "too many paths for the sandbox's view");
        n += (size_t)more;
    }
    return true;
}

/* Can the box's own user reach what is below this folder? Root gives its code another user. */
static bool may_enter(const char *folder)
{
    char path[256];
    struct stat st;

    if (geteuid() != 0) return true;
    snprintf(path, sizeof path, "%s", folder);
    for (char *end = path + strlen(path); end > path;) {
        if (stat(path, &st) != 0 || (st.st_mode & S_IXOTH) == 0) return false;
        while (end > path && *--end != '/') {
        }
        *end = 0;
    }
    return true;
}

static bool put_packages(struct box_config *c, const struct box_request *q, struct err *e)
{
    if (q->packages == NULL) return true;
    if (snprintf(c->packages, sizeof c->packages, "%s", q->packages) >= (int)sizeof c->packages)
        return err_set(e, E_SANDBOX, "the path of the packages is too long: %s", q->packages);
    if (!q->namespaces && !may_enter(q->packages))
        return err_set(e, E_SANDBOX,
                       "without namespaces the code's own user must be able to enter %s; name a "
                       "cache in a folder that everybody may enter with --cache",
                       q->packages);
    return true;
}

static bool send_config(const struct box_request *q, bool pool, const struct box_ends *b,
                        struct err *e)
{
    struct box_config c = {.magic = BOX_MAGIC,
                           .version = BOX_VERSION,
                           .flags = (q->namespaces ? BOX_NAMESPACES : 0u) | (pool ? BOX_POOL : 0u),
                           .memory = (uint64_t)q->limits.memory_bytes,
                           .cpu_s = (uint64_t)q->limits.cpu_s,
                           .out_bytes = (uint64_t)q->limits.out_bytes,
                           .processes = (uint64_t)q->limits.processes};

    if (pool) c.processes += 16; /* counted over the zygote and all its children */
    if (!q->namespaces && geteuid() != 0) c.processes += (uint64_t)user_threads();
    snprintf(c.python, sizeof c.python, "%s", q->python);
    snprintf(c.prefix, sizeof c.prefix, "%s", q->prefix);
    snprintf(c.dir, sizeof c.dir, "%s", b->dir);
    if (!put_paths(c.show, sizeof c.show, q->show, e) ||
        !put_paths(c.hide, sizeof c.hide, q->hide, e) || !put_packages(&c, q, e))
        return false;
    if (send(b->control, &c, sizeof c, MSG_NOSIGNAL) != (ssize_t)sizeof c)
        return err_set(e, E_SANDBOX, "the sandbox's launcher ended before it began");
    return true;
}

/* in, out and tmp in a fresh directory, locked against the sweep of later runs. */
static bool make_dir(struct box_ends *b, struct err *e)
{
    static const char *const sub[] = {"in", "out", "tmp"};
    const char *base = getenv("TMPDIR");
    int *fd[] = {&b->in_dir, &b->out_dir, &b->tmp_dir};

    if (base == NULL || base[0] != '/' || strlen(base) > 200 || !may_enter(base)) base = "/tmp";
    snprintf(b->dir, sizeof b->dir, "%s/fettle-box-XXXXXX", base);
    if (mkdtemp(b->dir) == NULL) {
        b->dir[0] = 0;
        return err_set(e, E_SANDBOX, "no private folder can be made in %s: %s", base,
                       strerror(errno));
    }
    b->lock = open(b->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (b->lock < 0 || flock(b->lock, LOCK_SH) != 0)
        return err_set(e, E_SANDBOX, "the private folder cannot be locked: %s", strerror(errno));
    for (int i = 0; i < 3; i++) {
        if (mkdirat(b->lock, sub[i], 0755) != 0)
            return err_set(e, E_SANDBOX, "no private folder: %s", strerror(errno));
        *fd[i] = openat(b->lock, sub[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (*fd[i] < 0) return err_set(e, E_SANDBOX, "no private folder: %s", strerror(errno));
    }
    return true;
}

static int prelude_file(slice entry)
{
    static const char last[] = "\nmain(Runtime())\n";
    const struct {
        const void *p;
        size_t n;
    } part[] = {{prelude_boot_py, sizeof prelude_boot_py - 1},
                {prelude_data_py, sizeof prelude_data_py - 1},
                {prelude_pool_py, sizeof prelude_pool_py - 1},
                {entry.p, (size_t)entry.n},
                {last, sizeof last - 1}};
    int fd = memfd_create("prelude", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    for (size_t i = 0; fd >= 0 && i < sizeof part / sizeof *part; i++)
        if (write(fd, part[i].p, part[i].n) != (ssize_t)part[i].n) {
            close(fd);
            return -1;
        }
    if (fd >= 0) fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    return fd;
}

/* Child's ends, at numbers where they do not get into each other's way. */
enum { C_NULL, C_OUT, C_ERR, C_CONTROL, C_CHANNEL, C_PRELUDE, C_COUNT };

static bool make_ends(struct box_ends *b, slice entry, bool pool, int child[C_COUNT], struct err *e)
{
    int pair[2], raw[C_COUNT];
    bool ok = true;

    for (int i = 0; i < C_COUNT; i++) raw[i] = child[i] = -1;
    raw[C_NULL] = open("/dev/null", O_RDWR | O_CLOEXEC);
    raw[C_PRELUDE] = prelude_file(entry);
    if (pipe2(pair, O_CLOEXEC) == 0) b->out = pair[0], raw[C_OUT] = pair[1];
    if (pipe2(pair, O_CLOEXEC) == 0) b->err = pair[0], raw[C_ERR] = pair[1];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0)
        b->control = pair[0], raw[C_CONTROL] = pair[1];
    if (socketpair(AF_UNIX, (pool ? SOCK_SEQPACKET : SOCK_STREAM) | SOCK_CLOEXEC, 0, pair) == 0)
        b->channel = pair[0], raw[C_CHANNEL] = pair[1];
    for (int i = 0; i < C_COUNT; i++) {
        child[i] = raw[i] < 0 ? -1 : fcntl(raw[i], F_DUPFD_CLOEXEC, 32);
        if (raw[i] >= 0) close(raw[i]);
        ok = ok && child[i] >= 0;
    }
    if (!ok) return err_set(e, E_SANDBOX, "no descriptors for the sandbox: %s", strerror(errno));
    return true;
}

static bool spawn(struct box_ends *b, const int child[C_COUNT], struct err *e)
{
    static const int at[C_COUNT] = {0, 1, 2, BOX_FD_CONTROL, BOX_FD_CHANNEL, BOX_FD_PRELUDE};
    char path[PATH_MAX], *argv[] = {NULL, NULL}, env0[] = "PATH=/usr/bin:/bin",
                         *env[] = {env0, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none;
    int rc;

    if (!launcher_path(path, sizeof path, e)) return false;
    argv[0] = path;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attr);
    /* A session of its own: no terminal to talk to, and Ctrl-C reaches the parent only. */
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attr, &none);
    for (int i = 0; i < C_COUNT; i++) posix_spawn_file_actions_adddup2(&actions, child[i], at[i]);
    rc = posix_spawn(&b->launcher, path, &actions, &attr, argv, env);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    if (rc == 0) return true;
    b->launcher = -1;
    return err_set(e, E_SANDBOX, "fettle-box cannot be started: %s", strerror(rc));
}

int64_t boxio_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void boxio_none(struct box_ends *b)
{
    *b = (struct box_ends){.launcher = -1,
                           .control = -1,
                           .channel = -1,
                           .out = -1,
                           .err = -1,
                           .in_dir = -1,
                           .out_dir = -1,
                           .tmp_dir = -1,
                           .lock = -1,
                           .pidfd = -1,
                           .listener = -1};
}

bool boxio_start(const struct box_request *q, bool pool, struct box_ends *b, struct err *e)
{
    int child[C_COUNT];
    bool ok;

    boxio_none(b);
    b->namespaces = q->namespaces;
    if (!q->namespaces && !make_dir(b, e)) return false;
    ok = make_ends(b, q->entry, pool, child, e) && spawn(b, child, e);
    for (int i = 0; i < C_COUNT; i++)
        if (child[i] >= 0) close(child[i]);
    return ok && send_config(q, pool, b, e);
}

static void remove_unused(struct box_ends *b)
{
    static const char *const sub[] = {"in", "out", "tmp"};

    if (b->dir[0] == 0 || b->launcher >= 0) return; /* else the launcher does it */
    for (int i = 0; i < 3; i++) unlinkat(b->lock, sub[i], AT_REMOVEDIR);
    rmdir(b->dir);
}

void boxio_stop(struct box_ends *b)
{
    int *fd[] = {&b->control, &b->channel, &b->out,   &b->err,     &b->in_dir,
                 &b->out_dir, &b->tmp_dir, &b->pidfd, &b->listener};

    remove_unused(b);
    for (size_t i = 0; i < sizeof fd / sizeof *fd; i++) {
        if (*fd[i] >= 0) close(*fd[i]);
        *fd[i] = -1;
    }
    if (b->launcher > 0)
        while (waitpid(b->launcher, NULL, 0) < 0 && errno == EINTR) continue;
    b->launcher = -1;
    if (b->lock >= 0) close(b->lock);
    b->lock = -1;
}

ssize_t boxio_receive(int socket, void *p, size_t n, int fd[2], int flags)
{
    struct iovec io = {p, n};
    union {
        char room[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct msghdr m = {.msg_iov = &io,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    ssize_t got;

    fd[0] = fd[1] = -1;
    do got = recvmsg(socket, &m, flags | MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0) return got;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c != NULL; c = CMSG_NXTHDR(&m, c)) {
        size_t bytes;

        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
        bytes = c->cmsg_len - CMSG_LEN(0);
        memcpy(fd, CMSG_DATA(c), bytes > 2 * sizeof(int) ? 2 * sizeof(int) : bytes);
    }
    return got;
}
