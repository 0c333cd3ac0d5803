/* buf.h - bytes that grow. Owned; freed with buf_free. */
#ifndef FETTLE_BUF_H
#define FETTLE_BUF_H

#include "arena.h"

struct buf {
    char *p;
    size_t n, cap;
};

/* All-zero is the empty buffer. Running out of memory says so and aborts. */
void buf_free(struct buf *b);
void buf_clear(struct buf *b);
/* Room for `more` bytes after .n; returns where they go. */
char *buf_reserve(struct buf *b, size_t more);
void buf_put(struct buf *b, slice s);
void buf_putz(struct buf *b, const char *z);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The bytes so far, borrowed until the next put. */
slice buf_slice(const struct buf *b);
/* The bytes in the arena, with a NUL after them (.p is NULL once its limit is passed); the buffer
 * is empty afterwards. What is large is not copied. */
slice buf_take(struct buf *b, struct arena *a);

#endif
