/* csvcut.h - all rows of a delimited text as they stand in it, before any is mended.
 *
 * Rows that are as RFC 4180 says are found by the scanner (scan.h), many at a time; csvrow cuts and
 * repairs the others, so that the result is the same as if it had cut them all. */
#ifndef FETTLE_CSVCUT_H
#define FETTLE_CSVCUT_H

#include "csvrow.h"

struct csvcut {
    struct csvrow_cells cells;
    ptrdiff_t *first; /* row r has cells [first[r], first[r + 1]) */
    ptrdiff_t *line;  /* offset of the row in the text */
    uint8_t *repair;  /* enum csvrow_repair */
    int64_t n, cap;
};

/* Cells of row i. */
static inline int csvcut_width(const struct csvcut *r, int64_t i)
{
    return (int)(r->first[i + 1] - r->first[i]);
}

/* Cuts the text, a "sep=" line in front as a row of its own. The rows are the caller's to free,
 * also on failure: E_LIMIT for too many rows, columns, or bytes in a cell. `exact`: without the
 * scanner; for comparing. */
bool csvcut_all(struct csvcut *r, const struct dialect_found *f, slice text, bool exact,
                struct arena *a, struct err *e);
void csvcut_free(struct csvcut *r);

#endif
