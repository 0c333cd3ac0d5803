#include "source.h"

#include "fs.h"
#include "unpack.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 64 << 10, PIECE = 1 << 20 };

static struct source_stamp stamp_of(const struct stat *st)
{
    return (struct source_stamp){.device = (uint64_t)st->st_dev,
                                 .inode = (uint64_t)st->st_ino,
                                 .changed = (int64_t)st->st_mtim.tv_sec * 1000000000 +
                                            st->st_mtim.tv_nsec};
}

static bool has_changed(const struct source *s, struct err *e)
{
    return err_set(e, E_SOURCE, "%.*s has changed while it was read; read it again",
                   SLICE_ARG(s->path));
}

static bool is_workbook(const struct source *s)
{
    return slice_eq_nocase(slice_sub(fs_suffix(s->name), 0, 3), S(".xl"));
}

/* Archives, workbooks and old office files are read whole. */
static bool may_be_text(const struct source *s)
{
    static const slice magic[] = {{"PK", 2},
                                  {"\xD0\xCF\x11\xE0", 4},
                                  {"\x1F\x8B", 2},
                                  {"\x28\xB5\x2F", 3},
                                  {"BZh", 3},
                                  {"\xFD"
                                   "7z",
                                   3}};

    for (size_t i = 0; i < sizeof magic / sizeof magic[0]; i++)
        if (slice_starts(s->head, magic[i])) return false;
    return !is_workbook(s);
}

/* The part of a path that is a file, when the rest names a file in it ("a.zip/b.csv"): the rest,
 * else NULL. */
static const char *member_of(slice path, struct arena *a, const char **file)
{
    struct stat st;

    *file = path.p;
    if (strcmp(path.p, "-") == 0 || stat(path.p, &st) == 0) return NULL;
    for (ptrdiff_t i = path.n - 1; i > 0; i--) {
        const char *front;

        if (path.p[i] != '/' || (front = arena_z(a, slice_sub(path, 0, i))) == NULL) continue;
        if (stat(front, &st) != 0 || !S_ISREG(st.st_mode)) continue;
        *file = front;
        return path.p + i + 1;
    }
    return NULL;
}

static size_t memory_of(const struct read_options *o)
{
    return o != NULL && o->bytes_max > 0 ? o->bytes_max : SOURCE_BYTES_MAX;
}

/* More bytes than these stay on disk. */
static struct unpack_bounds bounds_of(const struct read_options *o)
{
    size_t held = o != NULL && o->whole_max > 0 ? o->whole_max : SOURCE_WHOLE_MAX;

    return (struct unpack_bounds){.held = held < memory_of(o) ? held : memory_of(o),
                                  .limit = limit_bytes(o != NULL ? &o->limits : NULL, LIMIT_TEMP)};
}

/* Takes what is in the spool: a large text stays where it is, with its descriptor in *fd; all else
 * comes into memory. */
static bool settle(struct source *s, struct spool *in, const struct read_options *o, int *fd,
                   slice *bytes, struct arena *a, struct err *e)
{
    slice all;

    s->length = in->n;
    if (in->fd >= 0) {
        if (!spool_bytes(in, &all, e)) return false;
        s->head = arena_copy(a, slice_sub(all, 0, HEAD));
        if (s->head.p == NULL) return err_set(e, E_LIMIT, "it does not fit the memory limit");
        s->on_disk = may_be_text(s);
        if (s->on_disk) *fd = spool_keep(in, a);
        if (s->on_disk) return *fd > 0 || err_set(e, E_SYSTEM, "a temporary file is lost");
    }
    if (!spool_take(in, memory_of(o), a, bytes, e)) return false;
    s->head = slice_sub(*bytes, 0, HEAD);
    return true;
}

/* Unpacks the file, which is all in the spool. */
static bool unwrap(struct source *s, struct spool *file, const char *member,
                   const struct read_options *o, struct arena *a, struct err *e)
{
    struct unpack_bounds most = bounds_of(o);
    struct spool inside;
    bool ok;

    s->size = file->n;
    if (!unpack_all(file, s->name, member, &most, a, &inside, &s->packed, e)) return false;
    if (s->packed.n == 0) {
        spool_close(&inside);
        ok = settle(s, file, o, &s->copy, &s->file, a, e);
        s->bytes = s->file;
        return ok;
    }
    ok = settle(s, &inside, o, &s->text, &s->bytes, a, e);
    spool_close(&inside);
    if (!ok || file->fd < 0 || !s->on_disk)
        return ok && spool_take(file, memory_of(o), a, &s->file, e);
    s->copy = spool_keep(file, a);
    return s->copy > 0 || err_set(e, E_SYSTEM, "a temporary file is lost");
}

/* Is it a large file whose text can be read where it is? Its head and its stamp are then known. */
static bool stays(struct source *s, int fd, const struct stat *st, struct arena *a)
{
    char *head = arena_new(a, char, HEAD);
    ssize_t n = head != NULL ? pread(fd, head, HEAD, 0) : 0;

    if (n <= 0) return false;
    s->head = (slice){head, n};
    s->size = s->length = st->st_size;
    s->stamp = stamp_of(st);
    s->on_disk = may_be_text(s);
    return s->on_disk;
}

/* What is packed, or comes as a stream. Large: it goes through a file of our own. */
static bool open_packed(struct source *s, int fd, const char *path, const char *member, bool large,
                        const struct read_options *o, struct arena *a, struct err *e)
{
    struct unpack_bounds most = bounds_of(o);
    const char *name = fd == STDIN_FILENO ? "standard input" : path;
    struct spool file;
    bool ok;

    if (large) {
        spool_open(&file, most.held, most.limit);
        ok = spool_copy(&file, fd, name, e);
    } else {
        ok = fs_read(path, memory_of(o), a, &s->file, e);
        spool_of(&file, s->file);
    }
    if (ok) ok = unwrap(s, &file, member, o, a, e) || err_wrap(e, "%s", path);
    spool_close(&file);
    return ok;
}

bool source_open(struct source *s, const char *path, const struct read_options *o, struct arena *a,
                 struct err *e)
{
    const char *file, *member;
    struct stat st;
    bool large, ok;
    int fd;

    *s = (struct source){.path = arena_copy(a, slice_z(path))};
    s->name = strcmp(path, "-") == 0 ? S("stdin") : fs_basename(s->path);
    member = member_of(s->path, a, &file);
    if ((fd = fs_open(file, e)) < 0) return false;
    if (fstat(fd, &st) != 0) st = (struct stat){.st_mode = S_IFIFO};
    large = !S_ISREG(st.st_mode) || (uint64_t)st.st_size > bounds_of(o).held;
    ok = S_ISREG(st.st_mode) && large && member == NULL && fd != STDIN_FILENO &&
         stays(s, fd, &st, a);
    /* A workbook is needed in memory. */
    if (!ok) ok = open_packed(s, fd, file, member, large && !is_workbook(s), o, a, e);
    if (fd != STDIN_FILENO) close(fd);
    return ok;
}

bool source_load(struct source *s, const struct read_options *o, struct arena *a, struct err *e)
{
    char *all;
    int fd;
    bool ok;

    if ((uint64_t)s->length > memory_of(o))
        return err_set(e, E_LIMIT, "%.*s has more than %zu bytes, the limit", SLICE_ARG(s->path),
                       memory_of(o));
    if ((fd = source_reopen(s, e)) < 0) return false;
    all = arena_new(a, char, s->length + 1);
    ok = all != NULL
             ? source_read(s, fd, 0, all, (ptrdiff_t)s->length, e)
             : err_set(e, E_LIMIT, "%.*s does not fit the memory limit", SLICE_ARG(s->path));
    close(fd);
    if (!ok) return false;
    s->bytes = (slice){all, (ptrdiff_t)s->length};
    if (s->packed.n == 0) { /* its digest is of these bytes from now on */
        s->file = s->bytes;
        s->sha256 = (digest){{0}};
    }
    s->head = slice_sub(s->bytes, 0, HEAD);
    s->on_disk = false;
    return true;
}

/* A descriptor of its own for one of the source's files. */
static int again(int fd, struct err *e)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);

    if (own < 0) err_set(e, E_SYSTEM, "no file can be opened: %s", strerror(errno));
    return own;
}

int source_reopen(const struct source *s, struct err *e)
{
    return s->text > 0 ? again(s->text, e) : source_original(s, e);
}

int source_original(const struct source *s, struct err *e)
{
    int fd = s->copy > 0 ? again(s->copy, e) : open(s->path.p, O_RDONLY | O_CLOEXEC);
    struct source_stamp now;
    struct stat st;

    if (s->copy > 0) return fd;
    if (fd < 0) {
        err_set(e, E_SOURCE, "%.*s cannot be opened any more: %s", SLICE_ARG(s->path),
                strerror(errno));
        return -1;
    }
    if (fstat(fd, &st) == 0) {
        now = stamp_of(&st);
        if (now.device == s->stamp.device && now.inode == s->stamp.inode &&
            now.changed == s->stamp.changed && st.st_size == s->size)
            return fd;
    }
    close(fd);
    has_changed(s, e);
    return -1;
}

void source_close(int fd)
{
    close(fd);
}

bool source_read(const struct source *s, int fd, int64_t at, char *to, ptrdiff_t n, struct err *e)
{
    while (n > 0) {
        ssize_t got = pread(fd, to, (size_t)n, at);

        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            return err_set(e, E_SOURCE, "%.*s cannot be read: %s", SLICE_ARG(s->path),
                           strerror(errno));
        if (got == 0) return has_changed(s, e);
        to += got;
        at += got;
        n -= got;
    }
    return true;
}

digest source_digest(const struct source *s)
{
    return s->sha256.hex[0] != 0 || s->file.p == NULL ? s->sha256 : hash_sha256(s->file);
}

bool source_hash(struct source *s, struct err *e)
{
    struct hash *h;
    char *piece;
    bool ok = true;
    int fd;

    s->sha256 = source_digest(s);
    if (s->sha256.hex[0] != 0) return true;
    if ((fd = source_original(s, e)) < 0) return false;
    piece = malloc(PIECE);
    if (piece == NULL) err_no_memory();
    h = hash_open();
    for (int64_t at = 0; ok && at < s->size;) {
        ptrdiff_t n = s->size - at < PIECE ? (ptrdiff_t)(s->size - at) : PIECE;

        ok = source_read(s, fd, at, piece, n, e);
        if (ok) hash_put(h, (slice){piece, n});
        at += n;
    }
    close(fd);
    free(piece);
    s->sha256 = hash_close(h);
    if (!ok) s->sha256.hex[0] = 0;
    return ok;
}

bool source_named(const struct source *s, struct err *e)
{
    if (e == NULL || e->code == E_NONE || e->code == E_USAGE ||
        slice_find(slice_z(e->text), s->name) >= 0)
        return false;
    return err_wrap(e, "%.*s", SLICE_ARG(s->name));
}
