#include "buf.h"

#include "err.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
    b->n = 0;
}

char *buf_reserve(struct buf *b, size_t more)
{
    if (b->cap - b->n < more) {
        size_t cap = b->cap < 128 ? 256 : b->cap * 2;

        if (more > SIZE_MAX / 4 - b->n) err_no_memory();
        if (cap < b->n + more) cap = b->n + more;
        b->p = realloc(b->p, cap);
        if (b->p == NULL) err_no_memory();
        b->cap = cap;
    }
    return b->p + b->n;
}

void buf_put(struct buf *b, slice s)
{
    if (s.n <= 0) return;
    memcpy(buf_reserve(b, (size_t)s.n), s.p, (size_t)s.n);
    b->n += (size_t)s.n;
}

void buf_putz(struct buf *b, const char *z)
{
    buf_put(b, slice_z(z));
}

void buf_putc(struct buf *b, char c)
{
    *buf_reserve(b, 1) = c;
    b->n++;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n <= 0) return;
    buf_reserve(b, (size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->n += (size_t)n;
}

slice buf_slice(const struct buf *b)
{
    return (slice){b->p, (ptrdiff_t)b->n};
}

slice buf_take(struct buf *b, struct arena *a)
{
    enum { LARGE = 64 << 10 };
    slice s;

    if (b->n < LARGE) {
        s = arena_copy(a, buf_slice(b));
        buf_free(b);
        return s;
    }
    buf_putc(b, 0);
    b->n--;
    if (b->cap - b->n > b->n / 4) {
        char *less = realloc(b->p, b->n + 1);

        if (less != NULL) b->p = less, b->cap = b->n + 1;
    }
    s = buf_slice(b);
    if (!arena_own(a, b->p, b->cap)) s = (slice){NULL, 0};
    *b = (struct buf){0};
    return s;
}
