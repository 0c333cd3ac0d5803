#include "spool.h"

#include "limit.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECE = 1 << 20 };

void spool_open(struct spool *s, size_t most, uint64_t limit)
{
    *s = (struct spool){.most = most, .limit = limit, .fd = -1};
}

void spool_of(struct spool *s, slice bytes)
{
    *s = (struct spool){.given = bytes, .n = bytes.n, .fd = -1};
}

static void unmap(struct spool *s)
{
    if (s->map.n > 0) munmap((void *)(uintptr_t)s->map.p, (size_t)s->map.n);
    s->map = (slice){"", 0};
}

void spool_close(struct spool *s)
{
    unmap(s);
    if (s->fd >= 0) close(s->fd);
    buf_free(&s->held);
    s->fd = -1;
}

static const char *folder(void)
{
    const char *tmp = getenv("TMPDIR");

    return tmp != NULL && tmp[0] == '/' ? tmp : "/tmp";
}

static bool no_room(const struct spool *s, struct err *e)
{
    return err_set(e, E_LIMIT,
                   "its text, %lld MiB so far, does not fit into a temporary file in %s: %s; make "
                   "room there, or set TMPDIR to a folder with more",
                   (long long)(s->n >> 20), folder(), strerror(errno));
}

/* Not every file system can make a file without a name: there it loses it at once. */
static int nameless(void)
{
    int fd = open(folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    char path[4096];

    if (fd >= 0) return fd;
    if (snprintf(path, sizeof path, "%s/fettle-XXXXXX", folder()) >= (int)sizeof path) return -1;
    if ((fd = mkostemp(path, O_CLOEXEC)) >= 0) unlink(path);
    return fd;
}

static bool write_all(struct spool *s, slice bytes, struct err *e)
{
    while (bytes.n > 0) {
        ssize_t n = write(s->fd, bytes.p, (size_t)bytes.n);

        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return no_room(s, e);
        bytes = slice_sub(bytes, n, bytes.n);
    }
    return true;
}

bool spool_put(struct spool *s, slice bytes, struct err *e)
{
    unmap(s);
    if ((uint64_t)s->n + (uint64_t)bytes.n > s->limit)
        return err_set(e, E_LIMIT, "its text has more than %llu MiB, the limit (%s)",
                       (unsigned long long)(s->limit >> 20), limit_table[LIMIT_TEMP].option);
    if (s->fd < 0 && s->held.n + (size_t)bytes.n > s->most) {
        if ((s->fd = nameless()) < 0 || !write_all(s, buf_slice(&s->held), e)) return no_room(s, e);
        buf_free(&s->held);
    }
    s->n += bytes.n;
    if (s->fd >= 0) return write_all(s, bytes, e);
    buf_put(&s->held, bytes);
    return true;
}

bool spool_copy(struct spool *s, int fd, const char *name, struct err *e)
{
    char *piece = malloc(PIECE);
    ssize_t n = 1;
    bool ok = true;

    if (piece == NULL) err_no_memory();
    while (ok && n > 0) {
        do n = read(fd, piece, PIECE);
        while (n < 0 && errno == EINTR);
        if (n < 0)
            ok = err_set(e, E_SOURCE, "%s cannot be read: %s", name, strerror(errno));
        else
            ok = spool_put(s, (slice){piece, n}, e) || err_wrap(e, "%s", name);
    }
    free(piece);
    return ok;
}

bool spool_bytes(struct spool *s, slice *out, struct err *e)
{
    if (s->fd >= 0 && s->map.n == 0 && s->n > 0) {
        void *p = mmap(NULL, (size_t)s->n, PROT_READ, MAP_PRIVATE, s->fd, 0);

        if (p == MAP_FAILED)
            return err_set(e, E_SYSTEM, "a temporary file cannot be mapped: %s", strerror(errno));
        s->map = (slice){p, (ptrdiff_t)s->n};
    }
    *out = s->fd >= 0 ? s->map : s->given.n > 0 ? s->given : buf_slice(&s->held);
    return true;
}

void spool_forget(const struct spool *s)
{
    if (s->map.n > 0) madvise((void *)(uintptr_t)s->map.p, (size_t)s->map.n, MADV_DONTNEED);
}

bool spool_take(struct spool *s, size_t limit, struct arena *a, slice *out, struct err *e)
{
    slice all;
    char *to;

    if ((uint64_t)s->n > limit)
        return err_set(e, E_LIMIT, "it has more than %zu bytes, the limit", limit);
    if (s->fd < 0 && s->given.n == 0) {
        *out = buf_take(&s->held, a);
        return out->p != NULL || err_set(e, E_LIMIT, "it does not fit the memory limit");
    }
    if (!spool_bytes(s, &all, e)) return false;
    to = arena_alloc(a, 1, (size_t)all.n + 1);
    if (to == NULL) return err_set(e, E_LIMIT, "it does not fit the memory limit");
    for (ptrdiff_t at = 0; at < all.n; at += PIECE) {
        slice piece = slice_sub(all, at, at + PIECE < all.n ? at + PIECE : all.n);

        memcpy(to + at, piece.p, (size_t)piece.n);
        spool_forget(s);
    }
    *out = (slice){to, all.n};
    return true;
}

int spool_keep(struct spool *s, struct arena *a)
{
    int fd = s->fd;

    unmap(s);
    s->fd = -1;
    return arena_own_fd(a, fd) ? fd : -1;
}
