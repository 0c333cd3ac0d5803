/* lineagecolumn.h - which columns of the sources each column of a result was made of. */
#ifndef FETTLE_LINEAGECOLUMN_H
#define FETTLE_LINEAGECOLUMN_H

#include "plan.h"

struct lineagecolumn_source {
    int source;  /* 0: the plan's source, k: its k-th further input */
    slice field; /* the column's name there */
};
struct lineagecolumn {
    slice name;
    enum { LINEAGECOLUMN_IDENTITY, LINEAGECOLUMN_TRANSFORMATION, LINEAGECOLUMN_AGGREGATION } how;
    struct lineagecolumn_source *from; /* in the order of the sources' columns */
    int n;
};
/* Of a result that was made from `in` with keep_steps: from the places of the cells, and for cells
 * of no place from what the step that made the column reads. One for each column of r->table; NULL
 * when the arena's limit is passed. */
struct lineagecolumn *lineagecolumn_of(const struct plan *p, const struct plan_result *r,
                                       const struct table *in, struct arena *a);

#endif
