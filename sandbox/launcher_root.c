/* Namespaces and the view of the file system. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/mount.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* After linux/mount.h: glibc 2.36 declares the same names. */
int mount(const char *, const char *, const char *, unsigned long, const void *);
int umount2(const char *, int);
enum {
    DETACH = 2,
    BIND_TREE = 4096 | 16384,
    PRIVATE_TREE = (1 << 18) | 16384,
    NOSUID_NODEV = 2 | 4
};

void launcher_uid(const struct box_config *c)
{
    if (geteuid() != 0) return;
    if (c->uid == 0) {
        errno = EINVAL;
        launcher_fail("choose a user to run as");
    }
    if (setgroups(0, NULL) != 0 || setresgid(c->uid, c->uid, c->uid) != 0 ||
        setresuid(c->uid, c->uid, c->uid) != 0)
        launcher_fail("become the dedicated user");
    /* The change made us undumpable, and /proc/self/uid_map root's. */
    if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0) launcher_fail("stay dumpable");
}

static void write_file(const char *path, const char *text, const char *step)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t n = (ssize_t)strlen(text);

    if (fd < 0 || write(fd, text, (size_t)n) != n) launcher_fail(step);
    close(fd);
}

void launcher_namespaces(void)
{
    unsigned uid = geteuid(), gid = getegid();
    char map[64];

    if (unshare(CLONE_NEWUSER) != 0) launcher_fail("create a user namespace");
    if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) != 0)
        launcher_fail("create mount, pid, network, ipc and uts namespaces");
    write_file("/proc/self/setgroups", "deny", "deny setgroups");
    snprintf(map, sizeof map, "65534 %u 1", uid);
    write_file("/proc/self/uid_map", map, "map the user");
    snprintf(map, sizeof map, "65534 %u 1", gid);
    write_file("/proc/self/gid_map", map, "map the group");
    if (sethostname("box", 3) != 0 || setdomainname("box", 3) != 0)
        launcher_fail("set the host name");
}

/* Makes the mount at `path` and all below it read only, without setuid and (but for devices)
 * without device files. mount_setattr only adds flags: those that the host locked stay. */
static void read_only(const char *path, bool devices)
{
    struct mount_attr a = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
                                       (devices ? 0 : (uint64_t)MOUNT_ATTR_NODEV)};

    if (syscall(SYS_mount_setattr, AT_FDCWD, path, 0x8000 /* AT_RECURSIVE */, &a, sizeof a) != 0)
        launcher_fail("make the view read only (needs Linux 5.12)");
}

static void make_parents(char *path)
{
    for (char *s = strchr(path, '/'); s != NULL; s = strchr(s + 1, '/')) {
        if (s == path) continue;
        *s = 0;
        if (mkdir(path, 0755) != 0 && errno != EEXIST) launcher_fail("build the view");
        *s = '/';
    }
}

/* Shows host path `from` at ROOT/at, read only. Missing optional sources are left out. */
static void show(const char *from, const char *at, bool optional)
{
    char to[400];
    struct stat st;
    bool device;
    int fd;

    if (stat(from, &st) != 0) {
        if (optional) return;
        launcher_fail(from);
    }
    device = S_ISCHR(st.st_mode);
    snprintf(to, sizeof to, "./%s", at);
    make_parents(to);
    if (S_ISDIR(st.st_mode)) {
        if (mkdir(to, 0755) != 0 && errno != EEXIST) launcher_fail("build the view");
    } else {
        fd = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
        if (fd < 0) launcher_fail("build the view");
        close(fd);
    }
    if (mount(from, to, NULL, BIND_TREE, NULL) != 0) launcher_fail("bind into the view");
    read_only(to, device);
}

static void for_each(const char *list, void (*f)(const char *path))
{
    for (const char *s = list, *end; (end = strchr(s, '\n')) != NULL; s = end + 1) {
        char path[256];

        if (end - s >= (ptrdiff_t)sizeof path) {
            errno = ENAMETOOLONG;
            launcher_fail("build the view");
        }
        snprintf(path, sizeof path, "%.*s", (int)(end - s), s);
        if (path[0] == '/') f(path);
    }
}

static void show_path(const char *path)
{
    show(path, path + 1, true);
}

/* Covers a folder of the view with an empty one. */
static void empty(const char *path)
{
    struct stat st;

    if (stat(path + 1, &st) == 0 &&
        mount("tmpfs", path + 1, "tmpfs", NOSUID_NODEV, "size=64k,nr_inodes=4096,mode=0755") != 0)
        launcher_fail("hide a folder");
}

static void close_path(const char *path)
{
    struct stat st;

    if (stat(path + 1, &st) == 0) read_only(path + 1, false);
}

static void show_system(const struct box_config *c)
{
    static const char *const need[] = {"/usr/lib", "/dev/null", "/dev/zero", "/dev/urandom"};
    static const char *const want[] = {
        "/usr/lib64",      "/usr/lib32",       "/usr/share/zoneinfo", "/usr/share/python3",
        "/usr/share/mime", "/etc/ld.so.cache", "/etc/alternatives",   "/usr/local/lib/python3.11"};
    static const char *const link[] = {"lib", "lib64", "bin"};
    char target[32];
    struct stat st;

    for (size_t i = 0; i < sizeof need / sizeof *need; i++) show(need[i], need[i] + 1, false);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) show(want[i], want[i] + 1, true);
    for (size_t i = 0; i < sizeof link / sizeof *link; i++) {
        char host[16];

        snprintf(host, sizeof host, "/%s", link[i]);
        snprintf(target, sizeof target, "usr/%s", link[i]);
        if (lstat(host, &st) != 0) continue;
        if (S_ISLNK(st.st_mode)) {
            if (symlink(target, link[i]) != 0) launcher_fail("build the view");
        } else if (strcmp(link[i], "bin") != 0) {
            show(host, link[i], false);
        }
    }
    show(c->python, c->python + 1, false);
    if (c->prefix[0] == '/' && strcmp(c->prefix, "/usr") != 0 && c->prefix[1] != 0)
        show(c->prefix, c->prefix + 1, false);
    for_each(c->hide, empty);
    for_each(c->show, show_path);
    for_each(c->hide, close_path);
}

/* Opened where it is, by who may reach it there: root before it becomes another user. */
static int clone_packages(const struct box_config *c)
{
    int fd;

    if (c->packages[0] == 0) return -1;
    fd = (int)syscall(SYS_open_tree, AT_FDCWD, c->packages, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (fd < 0) launcher_fail("open the packages");
    return fd;
}

int launcher_packages(const struct box_config *c)
{
    return geteuid() == 0 ? clone_packages(c) : -1;
}

static void show_packages(const struct box_config *c, int tree)
{
    static const char at[] = BOX_PACKAGES;

    if (tree < 0) tree = clone_packages(c);
    if (tree < 0) return;
    if (mkdir(at + 1, 0755) != 0 ||
        syscall(SYS_move_mount, tree, "", AT_FDCWD, at + 1, MOVE_MOUNT_F_EMPTY_PATH) != 0)
        launcher_fail("show the packages");
    read_only(at + 1, false);
    close(tree);
}

/* A copy: its own mount belongs to the namespace that we left. */
static void copy_shim(int shim)
{
    int fd = open("box/shim.so", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    struct stat st;
    off_t at = 0;

    if (fd < 0 || fstat(shim, &st) != 0) launcher_fail("copy the shim");
    while (at < st.st_size)
        if (sendfile(fd, shim, &at, (size_t)(st.st_size - at)) <= 0) launcher_fail("copy the shim");
    close(fd);
}

void launcher_root(const struct box_config *c, int shim, int packages)
{
    static const char *const dir[] = {"in", "out", "tmp", "box"};

    if (c->python[0] != '/') {
        errno = EINVAL;
        launcher_fail("the interpreter needs an absolute path");
    }
    if (mount(NULL, "/", NULL, PRIVATE_TREE, NULL) != 0) launcher_fail("detach from host mounts");
    if (mount("tmpfs", "/tmp", "tmpfs", NOSUID_NODEV, "size=2m,nr_inodes=256,mode=0755") != 0)
        launcher_fail("mount an empty root");
    if (chdir("/tmp") != 0) launcher_fail("enter the empty root");
    for (size_t i = 0; i < sizeof dir / sizeof *dir; i++)
        if (mkdir(dir[i], 0755) != 0) launcher_fail("build the view");
    show_system(c);
    show_packages(c, packages);
    copy_shim(shim);
    if (syscall(SYS_pivot_root, ".", ".") != 0) launcher_fail("pivot_root");
    if (umount2(".", DETACH) != 0 || chdir("/") != 0) launcher_fail("leave the host's root");
    {
        struct mount_attr a = {.attr_set = MOUNT_ATTR_RDONLY};

        if (syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, &a, sizeof a) != 0)
            launcher_fail("make the root read only");
    }
}
