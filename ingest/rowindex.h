/* rowindex.h - where the rows of a large text file begin, sparsely: one entry for each piece of it.
 *
 * Made in one pass by the scanner, with the exact way for the rows that it does not understand, so
 * that every row has the number it has when the whole file is cut. Several threads count segments
 * of the file as if each began with a row, behind rows of the usual width; where that turns out to
 * be wrong, the segment is counted again from what was before it. */
#ifndef FETTLE_ROWINDEX_H
#define FETTLE_ROWINDEX_H

#include "csvcut.h"
#include "window.h"

struct rowindex_at {
    int64_t raw;               /* where the piece begins in the file */
    int64_t text;              /* and in the text */
    int64_t row;               /* rows that begin before the piece */
    int64_t skip;              /* bytes of its text before the first row that begins in it */
    int before[CSVCUT_BEFORE]; /* as in struct csvcut, for that row */
};

struct rowindex {
    struct rowindex_at *at; /* [n + 1]; at[n] is the end */
    int64_t n, cap;
    int64_t rows; /* up to the last that is not blank */
    int widest;   /* cells of the widest */
};

/* Told now and then how far the pass is: the entries [0, done) of x will not change any more. False
 * stops it with E_CANCEL. */
typedef bool rowindex_told(void *ctx, const struct rowindex *x, int64_t done);

/* The same for every number of threads. Free with rowindex_free, also on failure. `told` may be
 * NULL. */
bool rowindex_build(struct rowindex *x, const struct window *w, const struct dialect_found *f,
                    int threads, rowindex_told *told, void *ctx, struct err *e);
void rowindex_free(struct rowindex *x);
/* The piece in which row r (0-based, < rows) begins. */
int64_t rowindex_find(const struct rowindex *x, int64_t r);

#endif
