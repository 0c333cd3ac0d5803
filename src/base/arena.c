#include "arena.h"

#include "err.h"
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char data[];
};

struct arena_owned {
    struct arena_owned *next;
    void *p;
    int fd; /* -1: none */
};

enum {
    BLOCK_FIRST = 1 << 10,
    BLOCK_MIN = 64 << 10,
    BLOCK_TOUCH = 4 << 20, /* most of a block is used, but not of the very large ones */
    ALIGN = alignof(max_align_t),
    HUGE_PAGE = 2 << 20
};

size_t arena_machine(void)
{
    const char *said = getenv("FETTLE_MEMORY");
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    size_t all = pages > 0 && size > 0 ? (size_t)pages * (size_t)size : ARENA_NO_LIMIT;
    struct rlimit r;
    int64_t mib;

    if (said != NULL && slice_i64(slice_z(said), &mib) && mib > 0 && mib < INT64_MAX >> 20)
        return (size_t)mib << 20;
    if (getrlimit(RLIMIT_AS, &r) == 0 && r.rlim_cur != RLIM_INFINITY && r.rlim_cur < all)
        all = r.rlim_cur;
    return all / 4 * 3;
}

void arena_init(struct arena *a, size_t limit)
{
    *a = (struct arena){.limit = limit};
}

static void free_owned(struct arena *a)
{
    for (; a->owned != NULL; a->owned = a->owned->next) {
        free(a->owned->p);
        if (a->owned->fd >= 0) close(a->owned->fd);
    }
}

void arena_free(struct arena *a)
{
    free_owned(a); /* the list is in the blocks */
    for (struct arena_block *b = a->head, *next; b != NULL; b = next) {
        next = b->next;
        free(b);
    }
    arena_init(a, a->limit);
}

/* Tables are hundreds of megabytes that are written once: a fault for every 4 KiB of them costs
 * more than the work on them. */
static void ask_huge_pages(void *p, size_t n)
{
    uintptr_t from = ((uintptr_t)p + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
    uintptr_t to = ((uintptr_t)p + n) & ~(uintptr_t)(HUGE_PAGE - 1);

    if (n >= (size_t)HUGE_PAGE) madvise((void *)from, to - from, MADV_HUGEPAGE);
}

#ifndef MADV_POPULATE_WRITE /* Linux 5.14; older kernels refuse it, which does no harm */
#define MADV_POPULATE_WRITE 23
#endif

void arena_touch(void *p, size_t n)
{
    enum { PAGE = 4096, LEAST = 16 * PAGE };
    uintptr_t from = (uintptr_t)p & ~(uintptr_t)(PAGE - 1);
    uintptr_t to = ((uintptr_t)p + n + PAGE - 1) & ~(uintptr_t)(PAGE - 1);

    if (n >= LEAST) madvise((void *)from, to - from, MADV_POPULATE_WRITE);
}

static struct arena_block *block_new(size_t need, size_t used)
{
    /* Blocks grow with the arena, so that their number stays logarithmic and thousands of arenas
     * with a few bytes each, as the columns of a wide table have, stay small. */
    size_t size = used < BLOCK_FIRST ? BLOCK_FIRST : used < BLOCK_MIN ? used : BLOCK_MIN;
    struct arena_block *b;

    if (used / 4 > size) size = used / 4;
    if (size > (size_t)64 << 20) size = (size_t)64 << 20;
    if (size < need) size = need;
    /* calloc: large blocks come zeroed from the kernel, and a block's bytes are handed out once. */
    b = calloc(1, sizeof *b + size);
    if (b == NULL) err_no_memory();
    ask_huge_pages(b, sizeof *b + size);
    if (size <= BLOCK_TOUCH) arena_touch(b, sizeof *b + size);
    b->size = size;
    return b;
}

void arena_clear(struct arena *a)
{
    struct arena_block *b = a->head;
    size_t all = 0;

    free_owned(a);
    a->used = 0;
    if (b == NULL) return;
    if (b->next == NULL) {
        memset(b->data, 0, b->used);
        b->used = 0;
        return;
    }
    for (; b != NULL; b = b->next) all += b->size;
    arena_free(a);
    a->head = block_new(all, 0);
}

void *arena_alloc(struct arena *a, size_t size, size_t count)
{
    size_t n;
    struct arena_block *b = a->head;
    void *p;

    if (__builtin_mul_overflow(size, count, &n) || n > SIZE_MAX - 2 * ALIGN) return NULL;
    n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (n > a->limit - a->used) return NULL;
    if (b == NULL || b->size - b->used < n) {
        struct arena_block *fresh = block_new(n, a->used);

        /* A large single item must not waste the rest of the current block. */
        if (b != NULL && n > BLOCK_MIN && b->size - b->used > fresh->size - n) {
            fresh->next = b->next;
            b->next = fresh;
        } else {
            fresh->next = b;
            a->head = fresh;
        }
        b = fresh;
    }
    p = b->data + b->used;
    b->used += n;
    a->used += n;
    return p;
}

bool arena_own(struct arena *a, void *p, size_t n)
{
    struct arena_owned *o = n <= a->limit - a->used ? arena_new(a, struct arena_owned, 1) : NULL;

    if (o == NULL || n > a->limit - a->used) {
        free(p);
        return false;
    }
    *o = (struct arena_owned){a->owned, p, -1};
    a->owned = o;
    a->used += n;
    return true;
}

bool arena_own_fd(struct arena *a, int fd)
{
    struct arena_owned *o = arena_new(a, struct arena_owned, 1);

    if (o == NULL) {
        close(fd);
        return false;
    }
    *o = (struct arena_owned){a->owned, NULL, fd};
    a->owned = o;
    return true;
}

void arena_adopt(struct arena *to, struct arena *from)
{
    struct arena_block *last = from->head;
    struct arena_owned *owned = from->owned;

    if (last == NULL) return;
    while (last->next != NULL) last = last->next;
    last->next = to->head;
    to->head = from->head;
    if (owned != NULL) {
        while (owned->next != NULL) owned = owned->next;
        owned->next = to->owned;
        to->owned = from->owned;
    }
    to->used += from->used;
    arena_init(from, from->limit);
}

slice arena_copy(struct arena *a, slice s)
{
    char *p = arena_alloc(a, 1, (size_t)s.n + 1);

    if (p == NULL) return (slice){NULL, 0};
    if (s.n > 0) memcpy(p, s.p, (size_t)s.n);
    return (slice){p, s.n};
}

char *arena_z(struct arena *a, slice s)
{
    char *p = arena_alloc(a, 1, (size_t)s.n + 1);

    if (p != NULL && s.n > 0) memcpy(p, s.p, (size_t)s.n);
    return p;
}

slice arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    int n;
    char *p;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0 || (p = arena_alloc(a, 1, (size_t)n + 1)) == NULL) return (slice){NULL, 0};
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return (slice){p, n};
}
