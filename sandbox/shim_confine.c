/* The last steps of the confinement, taken by the interpreter itself before the first line of
 * foreign code: its small mounts, then rlimits, capabilities, Landlock, seccomp. Called by the
 * prelude through ctypes; a step that fails is reported and ends the process. */
#include "boxwire.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((visibility("default"))) void fettle_stage(void);
__attribute__((visibility("default"))) void fettle_confine(void);

/* Landlock, declared here: Debian 12's headers stop at ABI 2. Names and values are those of
 * Documentation/userspace-api/landlock.rst. */
enum {
    LL_EXECUTE = 1,
    LL_WRITE_FILE = 2,
    LL_READ_FILE = 4,
    LL_READ_DIR = 8,
    LL_REMOVE_DIR = 16,
    LL_REMOVE_FILE = 32,
    LL_MAKE_DIR = 128,
    LL_MAKE_REG = 256,
    LL_REFER = 8192,     /* ABI 2 */
    LL_TRUNCATE = 16384, /* ABI 3 */
    LL_IOCTL_DEV = 32768 /* ABI 5 */
};
struct ll_ruleset {
    uint64_t fs, net, scoped;
};
struct ll_beneath {
    uint64_t allowed;
    int32_t fd;
} __attribute__((packed));

static void send_frame(uint32_t kind, const void *body, size_t n, const int *fd, int nfd)
{
    struct box_frame h = {.magic = BOX_MAGIC, .kind = kind, .size = n};
    union {
        char room[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    struct iovec io[2] = {{&h, sizeof h}, {(void *)(uintptr_t)body, n}};
    struct msghdr m = {.msg_iov = io, .msg_iovlen = n > 0 ? 2 : 1};

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
    if (sendmsg(BOX_FD_CHANNEL, &m, MSG_NOSIGNAL) != (ssize_t)(sizeof h + n)) _exit(71);
}

static void fail(const char *step)
{
    struct box_note n = {.magic = BOX_MAGIC, .kind = BOX_NOTE_FAIL, .error = errno};

    snprintf(n.step, sizeof n.step, "%s", step);
    send_frame(BOX_FRAME_FAIL, &n, sizeof n, NULL, 0);
    _exit(71);
}

/* Mapped once; the zygote's spares find it there. */
static const struct box_config *config;

static const struct box_config *read_config(void)
{
    void *p;

    if (config != NULL) return config;
    p = mmap(NULL, sizeof *config, PROT_READ, MAP_PRIVATE, BOX_FD_CONFIG, 0);
    if (p == MAP_FAILED || ((const struct box_config *)p)->magic != BOX_MAGIC)
        fail("read the configuration");
    return config = p;
}

static void mount_small(const char *at, uint64_t size, unsigned inodes)
{
    char options[96];

    snprintf(options, sizeof options, "size=%llu,nr_inodes=%u,mode=0755", (unsigned long long)size,
             inodes);
    if (mount("tmpfs", at, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options) != 0)
        fail("mount a private folder");
}

static int open_dir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) fail("open a private folder");
    return fd;
}

/* Private /in, /out and /tmp; the parent gets the first two. Without namespaces the parent made
 * them and knows them already. */
void fettle_stage(void)
{
    const struct box_config *c = read_config();
    int fd[2];

    if (!(c->flags & BOX_NAMESPACES)) {
        send_frame(BOX_FRAME_DIRS, NULL, 0, NULL, 0);
        return;
    }
    mount_small("/in", (uint64_t)4 << 30, 4096);
    mount_small("/out", c->out_bytes + (1 << 20), 4096);
    mount_small("/tmp", c->out_bytes + (1 << 20), 4096);
    fd[0] = open_dir("/in");
    fd[1] = open_dir("/out");
    /* A second mount on top: read only for the code, while fd[0] stays writable for the parent. */
    if (mount("/in", "/in", NULL, MS_BIND, NULL) != 0 ||
        mount(NULL, "/in", NULL,
              MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
        fail("make /in read only");
    if (chdir("/out") != 0) fail("enter /out");
    send_frame(BOX_FRAME_DIRS, NULL, 0, fd, 2);
    close(fd[0]);
    close(fd[1]);
}

static void limit(int what, uint64_t value)
{
    struct rlimit r = {value, value};
    struct rlimit now;

    if (getrlimit((__rlimit_resource_t)what, &now) == 0 && now.rlim_max < r.rlim_max)
        r.rlim_cur = r.rlim_max = now.rlim_max;
    if (setrlimit((__rlimit_resource_t)what, &r) != 0) fail("set a resource limit");
}

static void set_limits(const struct box_config *c)
{
    limit(RLIMIT_AS, c->memory);
    limit(RLIMIT_DATA, c->memory);
    limit(RLIMIT_CPU, c->cpu_s);
    limit(RLIMIT_FSIZE, c->out_bytes);
    limit(RLIMIT_NOFILE, 256);
    if (c->processes > 0) limit(RLIMIT_NPROC, c->processes);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_STACK, 8 << 20);
    limit(RLIMIT_MEMLOCK, 0);
    limit(RLIMIT_MSGQUEUE, 0);
    limit(RLIMIT_SIGPENDING, 256);
    limit(RLIMIT_RTPRIO, 0);
    limit(RLIMIT_NICE, 0);
}

static void drop_capabilities(bool full)
{
    struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct d[2] = {{0}};

    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) fail("clear capabilities");
    if (full)
        for (unsigned long i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
            if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0) != 0) fail("drop the bounding set");
    if (syscall(SYS_capset, &h, d) != 0) fail("drop capabilities");
    memset(d, 0xff, sizeof d);
    if (syscall(SYS_capget, &h, d) != 0 || d[0].permitted != 0 || d[1].permitted != 0)
        fail("drop capabilities");
}

static void allow_path(int ruleset, const char *path, uint64_t allowed, uint64_t handled)
{
    struct ll_beneath b = {.fd = open(path, O_PATH | O_CLOEXEC)};
    struct stat st;

    if (b.fd < 0) return; /* what is not there needs no rule */
    if (fstat(b.fd, &st) != 0) fail("Landlock: look at a path");
    b.allowed = allowed & handled;
    if (!S_ISDIR(st.st_mode)) b.allowed &= LL_READ_FILE | LL_WRITE_FILE | LL_TRUNCATE;
    if (syscall(SYS_landlock_add_rule, ruleset, 1 /* path beneath */, &b, 0) != 0)
        fail("Landlock: add a rule");
    close(b.fd);
}

enum { LOOK = LL_READ_FILE | LL_READ_DIR };

/* Whether the list has the path itself, or one below it. */
static bool lists(const char *list, const char *path, bool below)
{
    size_t n = strlen(path);

    for (const char *s = list, *end; (end = strchr(s, '\n')) != NULL; s = end + 1)
        if ((size_t)(end - s) >= n && strncmp(s, path, n) == 0 && s[n] == (below ? '/' : '\n'))
            return true;
    return false;
}

/* May look at what is below, but for the folders of the list: their names, no files. */
static void allow_but(int ruleset, const char *path, const char *hide, uint64_t handled)
{
    struct dirent *entry;
    char real[PATH_MAX], down[PATH_MAX];
    DIR *d;

    if (hide[0] == 0 || realpath(path, real) == NULL) {
        allow_path(ruleset, path, LOOK, handled);
    } else if (lists(hide, real, false)) {
        allow_path(ruleset, real, LL_READ_DIR, handled);
    } else if (!lists(hide, real, true)) {
        allow_path(ruleset, real, LOOK, handled);
    } else if ((d = opendir(real)) != NULL) {
        allow_path(ruleset, real, LL_READ_DIR, handled);
        while ((entry = readdir(d)) != NULL)
            if (entry->d_name[0] != '.' && entry->d_type != DT_LNK &&
                snprintf(down, sizeof down, "%s/%s", real, entry->d_name) < (int)sizeof down)
                allow_but(ruleset, down, hide, handled);
        closedir(d);
    }
}

/* The rest of the view: what a view of its own shows is not hidden once more. */
static void allow_shown(int ruleset, const struct box_config *c, uint64_t handled)
{
    bool full = (c->flags & BOX_NAMESPACES) != 0;
    char path[300], folder[300];

    for (const char *s = c->show, *end; (end = strchr(s, '\n')) != NULL; s = end + 1) {
        snprintf(path, sizeof path, "%.*s", (int)(end - s), s);
        snprintf(folder, sizeof folder, "%s", path);
        if (strrchr(folder, '/') != NULL) *strrchr(folder, '/') = 0;
        if (!full || !lists(c->hide, folder, false)) allow_path(ruleset, path, LOOK, handled);
    }
    if (c->packages[0] != 0) allow_path(ruleset, c->packages, LOOK, handled);
}

/* The ABI that is in force; 0: this kernel has none. */
static uint32_t landlock(const struct box_config *c)
{
    static const char *const see[] = {"/usr/lib",       "/usr/lib64",       "/usr/lib32",
                                      "/usr/share",     "/usr/local/lib",   "/lib",
                                      "/lib64",         "/etc/ld.so.cache", "/etc/alternatives",
                                      "/etc/localtime", "/dev/urandom",     "/dev/zero"};
    const uint64_t change = LOOK | LL_WRITE_FILE | LL_REMOVE_DIR | LL_REMOVE_FILE | LL_MAKE_DIR |
                            LL_MAKE_REG | LL_REFER | LL_TRUNCATE;
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* version */);
    struct ll_ruleset r = {0};
    const char *hide = c->flags & BOX_NAMESPACES ? "" : c->hide;
    char path[300];
    int fd;

    if (abi < 1) return 0;
    r.fs = abi >= 5 ? 0xffff : abi >= 3 ? 0x7fff : abi >= 2 ? 0x3fff : 0x1fff;
    if (abi >= 4) r.net = 3;    /* bind and connect */
    if (abi >= 6) r.scoped = 3; /* abstract sockets and signals */
    fd = (int)syscall(SYS_landlock_create_ruleset, &r, abi >= 6 ? 24 : abi >= 4 ? 16 : 8, 0);
    if (fd < 0) fail("Landlock: create a ruleset");
    for (size_t i = 0; i < sizeof see / sizeof *see; i++) allow_but(fd, see[i], hide, r.fs);
    if (c->prefix[0] == '/' && c->prefix[1] != 0 && strcmp(c->prefix, "/usr") != 0)
        allow_but(fd, c->prefix, hide, r.fs);
    allow_shown(fd, c, r.fs);
    allow_path(fd, "/dev/null", LL_READ_FILE | LL_WRITE_FILE, r.fs);
    snprintf(path, sizeof path, "%s/in", c->dir);
    allow_path(fd, path, LOOK, r.fs);
    snprintf(path, sizeof path, "%s/out", c->dir);
    allow_path(fd, path, change, r.fs);
    snprintf(path, sizeof path, "%s/tmp", c->dir);
    allow_path(fd, path, change, r.fs);
    if (syscall(SYS_landlock_restrict_self, fd, 0) != 0) fail("Landlock: restrict");
    close(fd);
    return (uint32_t)abi;
}

static int seccomp_filter(const struct sock_filter *code, size_t n)
{
    struct sock_fprog program = {.len = (unsigned short)n,
                                 .filter = (struct sock_filter *)(uintptr_t)code};
    int fd = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
                          &program);

    if (fd < 0) fail("install the system call filter (needs Linux 5.0)");
    return fd;
}

void fettle_confine(void)
{
    static struct sock_filter code[4096];
    const struct box_config *c = read_config();
    struct box_ready ready = {.layers = BOX_LAYER_RLIMITS | BOX_LAYER_CAPS | BOX_LAYER_NNP |
                                        BOX_LAYER_SECCOMP | BOX_LAYER_CLOSED};
    ssize_t n;
    int listener;

    n = pread(BOX_FD_FILTER, code, sizeof code, 0);
    if (n <= 0 || n % (ssize_t)sizeof *code != 0 || (size_t)n == sizeof code)
        fail("read the system call filter");
    if (close_range(BOX_FD_CHANNEL + 1, ~0u, 0) != 0) fail("close inherited descriptors");
    drop_capabilities((c->flags & BOX_NAMESPACES) != 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        fail("set no_new_privs");
    ready.landlock = landlock(c);
    if (ready.landlock > 0)
        ready.layers |= BOX_LAYER_LANDLOCK;
    else if (!(c->flags & BOX_NAMESPACES)) {
        errno = ENOSYS;
        fail("Landlock (without namespaces it is what guards the files)");
    }
    set_limits(c);
    munmap((void *)(uintptr_t)c, sizeof *c);
    config = NULL;
    listener = seccomp_filter(code, (size_t)n / sizeof *code);
    send_frame(BOX_FRAME_READY, &ready, sizeof ready, &listener, 1);
    close(listener);
}
