/* valuecol.h - which columns of a table hold values: numbers, dates, marks for "no value".
 *
 * Only the lower half of the rows is looked at, which no heading reaches. */
#ifndef FETTLE_VALUECOL_H
#define FETTLE_VALUECOL_H

#include "raster.h"

enum { VALUECOL_MAX = 300, VALUECOL_ROWS = 60 };

struct valuecol {
    int from, n;                 /* 0-based first column; how many are looked at, from the left */
    int values;                  /* how many of them hold values */
    bool is_value[VALUECOL_MAX]; /* six of ten filled cells are values */
    bool is_time[VALUECOL_MAX];  /* ... and half of those are dates or years */
};
/* False: no column of the table holds values. */
bool valuecol_find(const struct raster *g, struct range at, struct valuecol *x);

/* Up to VALUECOL_ROWS rows of the table, evenly over those from row `from` (0-based) that are not
 * empty. */
struct valuecol_rows {
    int64_t row[VALUECOL_ROWS];
    int n;
};
void valuecol_rows(const struct raster *g, struct range at, int64_t from, struct valuecol_rows *b);

#endif
