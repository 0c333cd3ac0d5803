/* header.h - how many rows at the top of a table are its heading, and the names they give.
 *
 * Where the lower half of a table has columns of values, the heading ends above the first row that
 * has values there: years, dates and evenly spaced numbers over other numbers are names too. In a
 * table of words a heading row says other things than the rows below it: each once, short, without
 * the values of the column; the share of columns that speak for and against decides. */
#ifndef FETTLE_HEADER_H
#define FETTLE_HEADER_H

#include "raster.h"

struct header_found {
    int rows;          /* 0: the table has no heading */
    int units;         /* how many of them, the last ones, only name units */
    double confidence; /* 0..1 */
    int other;         /* the depth that came second; -1: none */
};

/* Looks at the rows of `at` that are not empty. */
struct header_found header_detect(const struct raster *g, struct range at);
/* The text without a form feed at its front, as stands before the heading of a further page. */
slice header_on_page(slice s);
/* Do the two rows (0-based) have the same text in every column of `at`, in at least two? */
bool header_same_row(const struct sheet *s, struct range at, int64_t r, int64_t q);
/* The levels of the column (0-based, of the sheet) from the heading rows of the region: an empty
 * upper cell takes its left neighbour's text where a lower level has text. `rows` are the 0-based
 * heading rows. Writes n levels and gives the name: they joined with one blank. */
slice header_name(const struct sheet *s, struct range at, const int64_t *rows, int n, int col,
                  struct arena *a, slice *level);

#endif
