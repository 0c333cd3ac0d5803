#include "fs.h"

#include "buf.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads until the end or until p is full; -1 on error. */
static ssize_t read_some(int fd, char *p, size_t n)
{
    size_t done = 0;

    while (done < n) {
        ssize_t got = read(fd, p + done, n - done);

        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

static bool unreadable(struct err *e, const char *path)
{
    return err_set(e, E_SOURCE, "%s cannot be read: %s", path, strerror(errno));
}

static bool too_long(struct err *e, const char *path, size_t limit)
{
    return err_set(e, E_LIMIT, "%s has more than %zu bytes, the limit", path, limit);
}

/* A pipe or a device: its length shows only at its end. */
static bool read_stream(int fd, const char *path, size_t limit, struct arena *a, slice *out,
                        struct err *e)
{
    struct buf b = {0};
    ssize_t n;

    do {
        n = read_some(fd, buf_reserve(&b, 1 << 16), 1 << 16);
        if (n > 0) b.n += (size_t)n;
    } while (n > 0 && b.n <= limit);
    if (n < 0 || b.n > limit) {
        buf_free(&b);
        return n < 0 ? unreadable(e, path) : too_long(e, path, limit);
    }
    *out = buf_take(&b, a);
    return out->p != NULL || err_set(e, E_LIMIT, "%s does not fit the memory limit", path);
}

static bool read_fd(int fd, const char *path, size_t limit, struct arena *a, slice *out,
                    struct err *e)
{
    struct stat st;
    char *p;
    ssize_t n;

    /* Files in /proc say that they are regular and empty. */
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
        return read_stream(fd, path, limit, a, out, e);
    if ((uint64_t)st.st_size > limit) return too_long(e, path, limit);
    p = arena_alloc(a, 1, (size_t)st.st_size + 1);
    if (p == NULL) return err_set(e, E_LIMIT, "%s does not fit the memory limit", path);
    n = read_some(fd, p, (size_t)st.st_size);
    if (n < 0) return unreadable(e, path);
    *out = (slice){p, n};
    return true;
}

int fs_open(const char *path, struct err *e)
{
    struct stat st;
    int fd;

    if (strcmp(path, "-") == 0) return STDIN_FILENO;
    if (path[0] == 0) return err_set(e, E_USAGE, "the name of the file is empty"), -1;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        if (errno == ENOENT) return err_set(e, E_SOURCE, "%s: no such file", path), -1;
        return err_set(e, E_SOURCE, "%s cannot be opened: %s", path, strerror(errno)), -1;
    }
    if (fstat(fd, &st) != 0 || !S_ISDIR(st.st_mode)) return fd;
    close(fd);
    return err_set(e, E_SOURCE, "%s is a directory, not a file", path), -1;
}

bool fs_read(const char *path, size_t limit, struct arena *a, slice *out, struct err *e)
{
    int fd = fs_open(path, e);
    bool ok;

    if (fd < 0) return false;
    ok = read_fd(fd, fd == STDIN_FILENO ? "standard input" : path, limit, a, out, e);
    if (fd != STDIN_FILENO) close(fd);
    return ok;
}

struct fs_out {
    struct buf pending;
    char *path, *temp; /* temp NULL: written through, or without a name until fs_commit */
    int fd, error;
    bool nameless;
};

enum { FLUSH_AT = 1 << 20, TEMP_EXTRA = 48 };

static bool unwritable(struct err *e, const char *path, int error)
{
    ptrdiff_t folder = slice_z(path).n - fs_basename(slice_z(path)).n;

    if (path[0] == 0) return err_set(e, E_USAGE, "the name of the output is empty");
    if (error == EISDIR) return err_set(e, E_OUTPUT, "%s is a directory; name a file in it", path);
    if (error == ENOENT && folder > 0)
        return err_set(e, E_OUTPUT, "%s cannot be written: there is no folder %.*s", path,
                       (int)folder, path);
    return err_set(e, E_OUTPUT, "%s cannot be written: %s", path, strerror(error));
}

/* A file in the folder of o->path that has no name yet: whatever ends the process, nothing stays
 * behind. Not every file system can; the name is given by way of /proc. */
static bool open_nameless(struct fs_out *o)
{
    slice base = fs_basename(slice_z(o->path));
    ptrdiff_t n = slice_z(o->path).n - base.n;
    char proc[40];

    if (n > 0)
        snprintf(o->temp, (size_t)n + 1, "%s", o->path);
    else
        memcpy(o->temp, ".", 2);
    o->fd = open(o->temp, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (o->fd < 0) return false;
    snprintf(proc, sizeof proc, "/proc/self/fd/%d", o->fd);
    if (access(proc, F_OK) == 0) return true;
    close(o->fd);
    return false;
}

static void open_beside(struct fs_out *o, const struct stat *old)
{
    mode_t mask;

    o->nameless = open_nameless(o);
    if (!o->nameless) {
        snprintf(o->temp, strlen(o->path) + TEMP_EXTRA, "%s.XXXXXX", o->path);
        o->fd = mkostemp(o->temp, O_CLOEXEC);
    }
    if (o->fd < 0) return;
    umask(mask = umask(0));
    (void)fchmod(o->fd, old != NULL ? old->st_mode & 0777 : 0666 & ~mask);
    if (!o->nameless) return;
    free(o->temp);
    o->temp = NULL;
}

bool fs_is_stream(const char *path)
{
    struct stat st;

    return strcmp(path, "-") == 0 || (stat(path, &st) == 0 && !S_ISREG(st.st_mode));
}

struct fs_out *fs_create(const char *path, struct err *e)
{
    struct fs_out *o = calloc(1, sizeof *o);
    struct stat st;
    bool there = stat(path, &st) == 0;

    if (o == NULL) err_no_memory();
    if (strcmp(path, "-") == 0) {
        o->fd = STDOUT_FILENO;
        return o;
    }
    /* A symbolic link stays one: what it points to is replaced. */
    o->path = there ? realpath(path, NULL) : NULL;
    if (o->path == NULL) o->path = strdup(path);
    if (o->path == NULL) err_no_memory();
    if (there && !S_ISREG(st.st_mode)) {
        /* A device or a pipe is written through; a directory fails in open. */
        o->fd = open(path, O_WRONLY | O_CLOEXEC);
    } else if (path[0] == 0 || (there && access(path, W_OK) != 0)) {
        /* Renaming would get past the write protection of a file. */
        o->fd = -1;
    } else {
        o->temp = malloc(strlen(o->path) + TEMP_EXTRA);
        if (o->temp == NULL) err_no_memory();
        open_beside(o, there ? &st : NULL);
    }
    if (o->fd < 0) {
        unwritable(e, path, errno);
        free(o->temp);
        free(o->path);
        free(o);
        return NULL;
    }
    return o;
}

static void flush(struct fs_out *o)
{
    size_t done = 0;

    while (done < o->pending.n && o->error == 0) {
        ssize_t n = write(o->fd, o->pending.p + done, o->pending.n - done);

        if (n < 0 && errno != EINTR) o->error = errno;
        if (n > 0) done += (size_t)n;
    }
    buf_clear(&o->pending);
}

void fs_put(struct fs_out *o, slice s)
{
    buf_put(&o->pending, s);
    if (o->pending.n >= FLUSH_AT) flush(o);
}

static void release(struct fs_out *o)
{
    if (o->path != NULL) close(o->fd);
    buf_free(&o->pending);
    free(o->temp);
    free(o->path);
    free(o);
}

/* Gives the file without a name one beside the target, in o->temp, to be renamed. */
static bool give_name(struct fs_out *o)
{
    char proc[40];
    size_t n = strlen(o->path) + TEMP_EXTRA;
    char *temp = malloc(n);

    if (temp == NULL) err_no_memory();
    snprintf(proc, sizeof proc, "/proc/self/fd/%d", o->fd);
    for (int i = 0; i < 1000; i++) {
        snprintf(temp, n, "%s.%ld-%d", o->path, (long)getpid(), i);
        if (linkat(AT_FDCWD, proc, AT_FDCWD, temp, AT_SYMLINK_FOLLOW) == 0) {
            o->temp = temp;
            return true;
        }
        if (errno != EEXIST) break;
    }
    free(temp);
    return false;
}

bool fs_commit(struct fs_out *o, struct err *e)
{
    bool ok;

    flush(o);
    if (o->error == 0 && (o->temp != NULL || o->nameless)) {
        /* The data must be on disk before the name points to it. */
        if (fsync(o->fd) != 0 && errno != EINVAL)
            o->error = errno;
        else if (o->nameless && !give_name(o))
            o->error = errno;
        else if (rename(o->temp, o->path) != 0)
            o->error = errno;
    }
    ok = o->error == 0;
    if (!ok) {
        err_set(e, E_OUTPUT, "%s cannot be written: %s", o->path ? o->path : "standard output",
                strerror(o->error));
        if (o->temp != NULL) unlink(o->temp);
    }
    release(o);
    return ok;
}

void fs_abandon(struct fs_out *o)
{
    if (o == NULL) return;
    if (o->temp != NULL) unlink(o->temp);
    release(o);
}

bool fs_write(const char *path, slice s, struct err *e)
{
    struct fs_out *o = fs_create(path, e);

    if (o == NULL) return false;
    fs_put(o, s);
    return fs_commit(o, e);
}

bool fs_exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

bool fs_same(const char *a, const char *b)
{
    struct stat x, y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

/* After mkdir failed: fine when it is there; else *error says why. */
static bool is_folder(const char *path, int *error)
{
    struct stat st;

    *error = errno;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool fs_mkdirs(const char *path, struct err *e)
{
    char *z = strdup(path);
    bool ok = true;
    int error = 0;

    if (z == NULL) err_no_memory();
    for (char *p = z + 1; ok; p++) {
        if (*p != '/' && *p != 0) continue;
        char was = *p;

        *p = 0;
        if (mkdir(z, 0777) != 0 && !is_folder(z, &error))
            ok = error == EEXIST || error == ENOTDIR
                     ? err_set(e, E_OUTPUT, "%s is a file, not a folder", z)
                     : err_set(e, E_OUTPUT, "the folder %s cannot be made: %s", z, strerror(error));
        *p = was;
        if (was == 0) break;
    }
    free(z);
    return ok;
}

static slice home_path(struct arena *a, const char *variable, const char *below, const char *name)
{
    const char *xdg = getenv(variable), *home = getenv("HOME");

    if (xdg != NULL && xdg[0] == '/') return arena_printf(a, "%s/fettle/%s", xdg, name);
    if (home != NULL && home[0] == '/')
        return arena_printf(a, "%s/%s/fettle/%s", home, below, name);
    return (slice){NULL, 0};
}

slice fs_data_path(struct arena *a, const char *name)
{
    return home_path(a, "XDG_DATA_HOME", ".local/share", name);
}

slice fs_config_path(struct arena *a, const char *name)
{
    return home_path(a, "XDG_CONFIG_HOME", ".config", name);
}

slice fs_basename(slice path)
{
    for (ptrdiff_t i = path.n; i > 0; i--)
        if (path.p[i - 1] == '/') return slice_sub(path, i, path.n);
    return path;
}

slice fs_suffix(slice path)
{
    slice base = fs_basename(path);

    for (ptrdiff_t i = base.n - 1; i > 0; i--)
        if (base.p[i] == '.') return slice_sub(base, i, base.n);
    return (slice){NULL, 0};
}
