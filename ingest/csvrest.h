/* csvrest.h - texts whose last column holds the delimiter without quotes, as addresses and messages
 * do: rows go on behind the last name, one with more pieces than the next. */
#ifndef FETTLE_CSVREST_H
#define FETTLE_CSVREST_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { CSVREST_WIDE = 8 };
/* What was seen of the rows; all zero before the first. */
struct csvrest {
    int names;                     /* cells of the heading; 0: not seen yet; -1: there is none */
    int64_t rows, longer, shorter; /* below it */
    int64_t turns;                 /* rows that are not as wide as the one before */
    int64_t wide[CSVREST_WIDE];    /* rows by how many cells they have too many */
    int before;                    /* how wide that one is */
    int64_t pieces, texts;         /* behind the last name; those that are no values */
};

/* Rows in their order, blank ones and remarks left out. */
void csvrest_see(struct csvrest *x, const slice *cell, int n);
/* How many columns there are when the last one takes all that is left of its row; 0: it is no such
 * text. */
int csvrest_columns(const struct csvrest *x);
/* The pieces as one cell: as they stand in the text that they were cut from, or, where quotes were
 * taken out, in the arena. */
slice csvrest_join(const slice *piece, ptrdiff_t n, slice text, slice delimiter, struct arena *a);

#endif
