/* csvbreak.h - line ends that got lost between rows, and such that got into one.
 *
 * A row as wide as several, whose parts fit the columns, is several rows; where the line end alone
 * was lost, the cell that holds the end of one and the beginning of the next is cut where both
 * halves fit. Short rows behind each other that make up one, and fit the columns only so, are one
 * row. Nothing is changed that fits as well as it stands. */
#ifndef FETTLE_CSVBREAK_H
#define FETTLE_CSVBREAK_H

#include "csvcut.h"
#include "csvfit.h"

struct csvbreak {
    int64_t row;       /* of the text, 0-based: the first that is not a row by itself */
    int from, to;      /* how many rows of the text they are, and how many rows they should be */
    const slice *cell; /* of these: columns for each, in the arena */
};

/* All such places in the rows, in their order; *n of them. NULL: none, or the arena's limit. `fit`
 * has learnt the rows of `columns` cells. */
const struct csvbreak *csvbreak_find(struct csvcut *rows, int columns, const struct csvfit *fit,
                                     struct arena *a, int64_t *n);

#endif
