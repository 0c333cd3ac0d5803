/* sentinelcheck.h - between sentinel.c (form, bounds, report) and sentinelcheck.c (the checks). */
#ifndef FETTLE_SENTINELCHECK_H
#define FETTLE_SENTINELCHECK_H

#include "decimal.h"
#include "formula.h"
#include "sentinel.h"

/* One sentinel, read. */
struct sentinel {
    const struct json *doc;
    const struct sentinel_check *check;
    int index;
    const struct table *in; /* the rows that the filter leaves */
    struct arena *arena;
    struct failures *failures;
    int *column, ncolumn;
    const struct formula *filter;
    bool warn, percent, bounded;
    const struct decimal *lo, *hi, *below, *above; /* bounds; NULL: none */
    slice min, max;
    enum kind kind;
    int other; /* the column to compare with; -1: none */
};

/* What a check found: offending rows, or a measured value. */
struct finding {
    int64_t bad, of;
    const struct decimal *measured; /* then this is judged instead of bad */
    bool in_percent;
    slice what; /* NUL-terminated: "empty cells in column "hours"" */
    struct {
        int col;
        int64_t row;
    } cell[FAILURE_CELLS];
    int ncell;
};
enum { SENTINEL_FINDINGS = 64 };

/* Runs the check; the number of findings (one for each column, at most SENTINEL_FINDINGS). */
int sentinelcheck_find(struct sentinel *s, struct finding *out);

#endif
