/* segment.h - the rows of one piece of a large text file. */
#ifndef FETTLE_SEGMENT_H
#define FETTLE_SEGMENT_H

#include "rowindex.h"

struct segment {
    struct csvcut cut;    /* the rows that begin in the piece, and some behind them for comparing */
    int64_t row, n;       /* 0-based number of the first, and how many begin in the piece */
    slice text;           /* that the rows are in */
    bool ends;            /* the file ends with the text */
    struct quirks quirks; /* what decoding had to repair */
    struct buf bytes;
    struct arena arena;
};

/* All-zero but for this. */
void segment_init(struct segment *s);
void segment_free(struct segment *s);
/* Replaces what s holds by the piece of an index that entry[0] is about; entry[1] is the next one.
 * E_SOURCE: the file is not as it was indexed. */
bool segment_read(struct segment *s, const struct window *w, const struct dialect_found *f,
                  const struct rowindex_at entry[2], struct err *e);

#endif
