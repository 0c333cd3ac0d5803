/* csvrest.h - texts whose cells hold the delimiter without quotes, so that most rows have more
 * pieces than the heading has names: which pieces are one cell.
 *
 * Of the ways to join them the first is taken that makes (nearly) all rows as wide as the heading:
 * HTML's entities ("&amp;" where ; cuts), pieces that begin with a blank where others do not,
 * digits of one number (1,250 or 3,50 where a comma cuts); else the last column takes all that is
 * left, as addresses and messages do. */
#ifndef FETTLE_CSVREST_H
#define FETTLE_CSVREST_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

enum csvrest {
    CSVREST_NONE,
    CSVREST_ENTITY,
    CSVREST_BLANK,
    CSVREST_DIGITS,
    CSVREST_LAST,
    CSVREST_WAYS
};

enum { CSVREST_WIDE = 8 };
/* What was seen of the rows; all zero before the first, but for the delimiter. */
struct csvrest_seen {
    slice delimiter;
    int names;                     /* cells of the heading; 0: not seen yet; -1: there is none */
    bool pairs;                    /* the first row is a key, a colon, and a value */
    int64_t rows, longer, shorter; /* below it */
    int64_t fits[CSVREST_WAYS];    /* rows that are as wide as it when joined so */
    int64_t turns;                 /* rows that are not as wide as the one before */
    int64_t wide[CSVREST_WIDE];    /* rows by how many cells they have too many */
    int before;                    /* how wide that one is */
    int64_t pieces, texts;         /* behind the last name; those that are no values */
};

/* Rows in their order, blank ones and remarks left out. */
void csvrest_see(struct csvrest_seen *x, const slice *cell, int n);
/* How pieces are to be joined, so that there are x->names columns. */
enum csvrest csvrest_way(const struct csvrest_seen *x);
/* The n pieces as `want` cells (n > want): as they stand in the text that they were cut from, or,
 * where quotes were taken out, in the arena. False: this way they cannot be so many. */
bool csvrest_join(enum csvrest way, const slice *piece, int n, slice text, slice delimiter,
                  struct arena *a, slice *out, int want);

#endif
