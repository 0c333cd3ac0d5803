/* Files into and out of the box. What comes out was named and written by foreign code. */
#include "boxio.h"

#include "utf8.h"
#include "wire.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    DEPTH_MAX = 3,      /* folders of /out that are looked into */
    WATCH_DEPTH = 32,   /* deeper is over the limit, without namespaces */
    ENTRIES_MAX = 4096, /* of /out and /tmp together; the mounts have the same limit */
    FILES_MAX = 512     /* that are taken */
};
#define UNPACKED_MAX ((uint64_t)512 << 20)

/* The private mounts belong to the code's user; a root without that user's name may not write in
 * another user namespace's file system. Per thread. */
static void as_user(const struct box_ends *b, bool on)
{
    if (geteuid() != 0 || !b->namespaces) return;
    setfsgid(on ? b->uid : 0);
    setfsuid(on ? b->uid : 0);
}

static bool put_body(int fd, slice body)
{
    while (body.n > 0) {
        ssize_t n = write(fd, body.p, (size_t)body.n);

        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        body.p += n;
        body.n -= n;
    }
    return true;
}

/* Creates the file and the folder that its name has in front; as_user is on. */
static int create(int dir, char *name)
{
    char *slash = strchr(name, '/');

    if (slash != NULL) {
        *slash = 0;
        if (mkdirat(dir, name, 0755) != 0 && errno != EEXIST) return -1;
        *slash = '/';
    }
    return openat(dir, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
}

static bool put_file(const struct box_ends *b, const struct box_request *q,
                     const struct box_file *file, struct err *e)
{
    struct err why = {0};
    char name[512];
    bool ok;
    int fd;

    snprintf(name, sizeof name, "%.*s", SLICE_ARG(file->name));
    as_user(b, true);
    fd = create(b->in_dir, name);
    as_user(b, false);
    ok = fd >= 0 && (file->body.p != NULL ? put_body(fd, file->body)
                                          : q->give(q->give_ctx, file->name, fd, &why));
    if (!ok && e != NULL && why.code != 0) *e = why;
    if (!ok && why.code == 0)
        err_set(e, E_SANDBOX, "the input %s cannot be put into the sandbox: %s", name,
                strerror(errno));
    if (fd >= 0) close(fd);
    return ok;
}

bool boxio_give(const struct box_ends *b, const struct box_request *q, struct err *e)
{
    for (int i = 0; i < q->nfile && !b->kept; i++)
        if (!put_file(b, q, &q->file[i], e)) return false;
    return true;
}

bool boxio_answer(const struct box_ends *b, const struct box_request *q, slice name, struct err *e)
{
    struct err why = {0};
    char path[96];
    bool ok;
    int fd;

    snprintf(path, sizeof path, ".fettle/%.*s", SLICE_ARG(name));
    as_user(b, true);
    fd = create(b->in_dir, path);
    as_user(b, false);
    if (fd < 0 && errno == EEXIST) return true;
    if (fd < 0) return err_set(e, E_SANDBOX, "no input can be made: %s", strerror(errno));
    ok = q->give(q->give_ctx, slice_z(path), fd, &why);
    close(fd);
    if (ok) return true;
    as_user(b, true);
    unlinkat(b->in_dir, path, 0);
    as_user(b, false);
    if (e != NULL) *e = why;
    return false;
}

/* ------------------------------------------------------------- watching */

static bool measure(int dir, int depth, int64_t *bytes, int *entries)
{
    int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;
    bool ok = true;

    if (d == NULL) {
        if (fd >= 0) close(fd);
        return true; /* it is just being removed */
    }
    while (ok && (entry = readdir(d)) != NULL) {
        struct stat st;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (++*entries > ENTRIES_MAX) ok = false;
        if (fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        *bytes += st.st_blocks * 512;
        if (S_ISDIR(st.st_mode)) {
            int sub = openat(dir, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

            if (depth == 0) ok = false;
            if (sub < 0) continue;
            ok = ok && measure(sub, depth - 1, bytes, entries);
            close(sub);
        }
    }
    closedir(d);
    return ok;
}

bool boxio_within(const struct box_ends *b, int64_t bytes_max)
{
    int64_t bytes = 0;
    int entries = 0;

    return measure(b->out_dir, WATCH_DEPTH, &bytes, &entries) &&
           (b->tmp_dir < 0 || measure(b->tmp_dir, WATCH_DEPTH, &bytes, &entries)) &&
           bytes <= 2 * bytes_max + (2 << 20);
}

/* ------------------------------------------------------------- collecting */

struct collect {
    struct arena *arena;
    struct box_outcome *out;
    int64_t left;
    int entries, cap;
};

/* A name that is safe to print and to create: broken UTF-8, control characters and what turns text
 * around become '_', and no part hides itself. */
static slice clean_name(struct arena *a, const char *prefix, const char *name)
{
    slice in = slice_z(name);
    struct buf b = {0};

    buf_putz(&b, prefix);
    for (ptrdiff_t i = 0; i < in.n && i < 120;) {
        int32_t cp;
        int n = utf8_decode(in.p + i, in.n - i, &cp);
        bool bad = cp < 32 || cp == 127 || (cp >= 0x80 && cp < 0xa0) || cp == '\\' ||
                   (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
                   (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff ||
                   (i == 0 && (cp == '.' || cp == '-'));

        if (bad)
            buf_putc(&b, '_');
        else
            buf_put(&b, (slice){in.p + i, n});
        i += n;
    }
    return buf_take(&b, a);
}

static bool name_taken(const struct box_outcome *o, slice name)
{
    for (int i = 0; i < o->nfile; i++)
        if (slice_eq_nocase(o->file[i].name, name)) return true;
    return false;
}

/* Still the file that was looked at: in a session its writer lives. */
static bool is_plain(int fd, const struct stat *st)
{
    struct stat now;

    return fstat(fd, &now) == 0 && S_ISREG(now.st_mode) && now.st_nlink == 1 &&
           now.st_ino == st->st_ino && now.st_dev == st->st_dev;
}

static bool read_plain(struct collect *c, int dir, const char *name, const struct stat *st,
                       slice *body)
{
    int fd;
    char *p;
    ssize_t n, have = 0;

    if (st->st_size > c->left) return false;
    fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && fchmodat(dir, name, 0600, 0) == 0)
        fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    p = fd < 0 || !is_plain(fd, st) ? NULL : arena_new(c->arena, char, st->st_size + 1);
    while (p != NULL && have < st->st_size) {
        n = read(fd, p + have, (size_t)(st->st_size - have));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        have += n;
    }
    if (fd >= 0) close(fd);
    *body = (slice){p, have};
    c->left -= have;
    return p != NULL && have == st->st_size;
}

static void take_file(struct collect *c, int dir, const char *prefix, const char *name,
                      const struct stat *st)
{
    struct box_outcome *o = c->out;
    slice clean = clean_name(c->arena, prefix, name), body, try = clean;

    if (o->nfile >= FILES_MAX || st->st_nlink != 1 || !read_plain(c, dir, name, st, &body) ||
        wire_unpacked_size(body) > UNPACKED_MAX) {
        o->nskipped++;
        return;
    }
    for (int i = 2; name_taken(o, try); i++)
        try = arena_printf(c->arena, "%.*s-%d", SLICE_ARG(clean), i);
    if (o->nfile == c->cap) {
        int cap = c->cap > 0 ? 2 * c->cap : 16;
        struct box_out_file *more = arena_new(c->arena, struct box_out_file, cap);

        if (more == NULL) {
            o->nskipped++;
            return;
        }
        if (o->nfile > 0) memcpy(more, o->file, (size_t)o->nfile * sizeof *more);
        o->file = more;
        c->cap = cap;
    }
    o->file[o->nfile++] = (struct box_out_file){.name = try, .body = body};
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int not_dots(const struct dirent *d)
{
    return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
}

static void collect_dir(struct collect *c, int dir, const char *prefix, int depth)
{
    struct dirent **list;
    int n = scandirat(dir, ".", &list, not_dots, by_name);

    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        struct stat st;

        if (++c->entries > ENTRIES_MAX || fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
            c->out->nskipped++;
        } else if (S_ISREG(st.st_mode)) {
            take_file(c, dir, prefix, name, &st);
        } else if (S_ISDIR(st.st_mode) && depth > 0) {
            int sub = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            slice clean = clean_name(c->arena, prefix, name);
            slice below = arena_printf(c->arena, "%.*s/", SLICE_ARG(clean));

            if (sub >= 0 && below.p != NULL)
                collect_dir(c, sub, below.p, depth - 1);
            else
                c->out->nskipped++;
            if (sub >= 0) close(sub);
        } else {
            c->out->nskipped++;
        }
        free(list[i]);
    }
    if (n >= 0) free(list);
}

bool boxio_empty(const struct box_ends *b)
{
    enum { DOTS = 2 * 24 }; /* what getdents64 says of "." and ".." */
    char entry[256];
    long n;
    int fd;

    as_user(b, true);
    fd = openat(b->out_dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    n = fd < 0 ? -1 : syscall(SYS_getdents64, fd, entry, sizeof entry);
    if (fd >= 0) close(fd);
    as_user(b, false);
    return n == DOTS;
}

void boxio_collect(const struct box_ends *b, int64_t bytes_max, struct arena *a,
                   struct box_outcome *out)
{
    struct collect c = {.arena = a, .out = out, .left = bytes_max};

    if (b->out_dir < 0) return;
    as_user(b, true);
    collect_dir(&c, b->out_dir, "", DEPTH_MAX - 1);
    as_user(b, false);
}
