/* window.h - the text of a file on disk piece by piece, as UTF-8, at any place of it.
 *
 * The file is read by pread, never mapped: a file that shrinks while it is open is an error of that
 * read and no signal. Any number of threads may read from one window. */
#ifndef FETTLE_WINDOW_H
#define FETTLE_WINDOW_H

#include "recode.h"
#include "sheet.h"

enum { WINDOW_PIECE = 256 << 10 };

struct window {
    const struct source *source;
    struct encoding encoding;
    struct recoder recoder; /* where it is not UTF-8 */
    int64_t begin;          /* offset of the text's first byte: behind the byte order mark */
    ptrdiff_t piece;        /* bytes that are read at once */
    int fd;
};

/* The source outlives the window. E_SOURCE: the file is gone, or another one than when the source
 * was opened. */
bool window_open(struct window *w, const struct source *s, const struct encoding *enc,
                 struct err *e);
void window_close(struct window *w);

/* Appends the text of the bytes from `raw` on, a piece of them that goes no further than `to`, to
 * `out` and gives the offset behind it, the source's size at its end. The piece ends with a line if
 * one ends in it, else with a character. What does not fit the encoding is repaired as when the
 * whole is read; what that was goes to q, its rows counted from the piece's first line. -1 with e
 * set. */
int64_t window_read(const struct window *w, int64_t raw, int64_t to, struct buf *out,
                    struct quirks *q, struct err *e);
/* The offset behind the first line end from `raw` on, or the source's size; -1 with e set. */
int64_t window_line(const struct window *w, int64_t raw, struct err *e);

#endif
