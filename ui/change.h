/* change.h - what happened to the data between two tables. */
#ifndef FETTLE_CHANGE_H
#define FETTLE_CHANGE_H

#include "table.h"

struct change_cell {
    int64_t row; /* source row; 0: none */
    slice column, was, now;
};
struct change_row {
    int64_t row;
    slice text; /* its filled cells, joined */
};
enum { CHANGE_KEEP = 200 }; /* of each kind; the counts are of all */

struct change {
    int64_t rows_before, rows_after;
    int cols_before, cols_after;
    bool reshaped; /* rows of one are not rows of the other: only shapes can be compared */
    int64_t cells; /* changed, in rows and columns that both have */
    int64_t gone, came;
    struct change_cell *cell;
    int ncell;
    struct change_row *row; /* that went */
    int nrow;
    slice *added, *removed; /* columns */
    int nadded, nremoved;
    slice *retyped; /* "hours: text to number" */
    int nretyped;
};

/* Rows are told apart by their source rows, columns by name and repeat. Everything in *out is in
 * `a`: it outlives both tables, one of which is often the run before, which goes. */
void change_tables(const struct table *before, const struct table *after, struct arena *a,
                   struct change *out);
/* "28 -> 24 rows, 2 columns added, 96 cells changed": one line. */
slice change_text(const struct change *c, struct arena *a);

#endif
