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
    return !slice_eq_nocase(slice_sub(fs_suffix(s->name), 0, 3), S(".xl"));
}

/* Is it a large file that may stay on disk? Its head and its stamp are then known. */
static bool stays(struct source *s, const struct read_options *o, struct arena *a)
{
    size_t most = o != NULL && o->whole_max > 0 ? o->whole_max : SOURCE_WHOLE_MAX;
    int fd = open(s->path.p, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    char *head;
    ssize_t n = 0;

    if (fd < 0) return false;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size > most &&
        (head = arena_new(a, char, HEAD)) != NULL && (n = pread(fd, head, HEAD, 0)) > 0) {
        s->head = (slice){head, n};
        s->size = st.st_size;
        s->stamp = stamp_of(&st);
        s->on_disk = may_be_text(s);
    }
    close(fd);
    return s->on_disk;
}

bool source_open(struct source *s, const char *path, const struct read_options *o, struct arena *a,
                 struct err *e)
{
    *s = (struct source){.path = arena_copy(a, slice_z(path))};
    s->name = strcmp(path, "-") == 0 ? S("stdin") : fs_basename(s->path);
    return (strcmp(path, "-") != 0 && stays(s, o, a)) || source_load(s, o, a, e);
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

bool source_load(struct source *s, const struct read_options *o, struct arena *a, struct err *e)
{
    size_t limit = o != NULL && o->bytes_max > 0 ? o->bytes_max : SOURCE_BYTES_MAX;
    const char *file, *member = member_of(s->path, a, &file);

    if (!fs_read(file, limit, a, &s->file, e)) return false;
    s->bytes = s->file;
    if (!unpack_all(&s->bytes, s->name, member, limit, a, &s->packed, e))
        return err_wrap(e, "%s", file);
    s->on_disk = false;
    s->sha256 = (digest){{0}};
    s->size = s->file.n;
    s->head = slice_sub(s->bytes, 0, HEAD);
    return true;
}

int source_reopen(const struct source *s, struct err *e)
{
    int fd = open(s->path.p, O_RDONLY | O_CLOEXEC);
    struct source_stamp now;
    struct stat st;

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
    return s->on_disk || s->sha256.hex[0] != 0 ? s->sha256 : hash_sha256(s->file);
}

bool source_hash(struct source *s, struct err *e)
{
    struct hash *h;
    char *piece;
    bool ok = true;
    int fd;

    s->sha256 = source_digest(s);
    if (s->sha256.hex[0] != 0) return true;
    if ((fd = source_reopen(s, e)) < 0) return false;
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
