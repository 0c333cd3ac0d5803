/* sentinelcheck.h - what a check is. One check = one file in sentinels/ with one
 * `const struct sentinel_check sentinel_NAME`; reading, schema, manual and running follow it. */
#ifndef FETTLE_SENTINELCHECK_H
#define FETTLE_SENTINELCHECK_H

#include "decimal.h"
#include "formula.h"
#include "sentinel.h"

enum sentinel_type {
    MEMBER_TEXT,
    MEMBER_NUMBER, /* a decimal */
    MEMBER_COUNT,  /* a whole number from 1 */
    MEMBER_BOOL,
    MEMBER_SCALAR, /* a number or text: a bound in the column's kind */
    MEMBER_VALUES, /* an array of scalars */
    MEMBER_CHOICE,
    MEMBER_PATTERN, /* PCRE2 */
    MEMBER_COLUMN   /* a column of the result */
};
struct sentinel_member {
    const char *name; /* NULL at the end */
    enum sentinel_type type;
    bool required;
    const char *const *choice; /* MEMBER_CHOICE: NULL at the end */
    const char *doc;           /* one clause */
};

/* What a check works on: a column, or the rows of several, or the table. */
struct sentinel_target {
    int col; /* -1: the whole table, or all of the sentinel's columns together */
    int64_t bad, of;
    const struct decimal *measured; /* then this is judged instead of bad */
    const char *unit;               /* of measured: "", " %", " points" */
    slice what;                     /* NUL-terminated: "empty cells in column "hours"" */
    struct failure_cell cell[FAILURE_CELLS];
    int ncell;
    void *state;  /* the check's own */
    bool skipped; /* there was nothing to judge it by, which was said */
};

struct sentinel;
struct sentinel_check {
    const char *name, *doc; /* doc: one clause about what holds */
    enum { CHECK_TABLE, CHECK_EACH_COLUMN, CHECK_ROWS } on;
    bool measures;                           /* min and max are bounds of a measured value */
    bool whole;                              /* must see all rows at once: feed is called once */
    bool drifts;                             /* compares with earlier runs */
    const char *fallback_min, *fallback_max; /* bounds when none are given; NULL: none */
    const struct sentinel_member *member;    /* NULL: none of its own */
    /* Each may be NULL. What one member cannot say alone; adds failures. */
    void (*check)(struct sentinel *s);
    /* Before the first row. */
    bool (*open)(struct sentinel *s, struct sentinel_target *x);
    /* Rows of the result, in order. Their cells live only as long as this: what is kept is copied.
     */
    void (*feed)(struct sentinel *s, struct sentinel_target *x, const struct table *part);
    /* After the last. */
    void (*close)(struct sentinel *s, struct sentinel_target *x);
};

/* One sentinel, read. */
struct sentinel {
    const struct json *doc;
    const struct sentinel_check *check;
    int index;
    const struct table *in; /* the result's columns; all its rows when it runs */
    const struct sentinel_options *options;
    struct arena *arena, *scratch; /* scratch is emptied now and then */
    struct failures *failures, *warnings;
    int *column, ncolumn;
    struct sentinel_target *target;
    int ntarget;
    const struct formula *filter;
    bool warn, percent, bounded;
    bool whole;                                    /* it must see all rows at once */
    const struct decimal *lo, *hi, *below, *above; /* bounds; NULL: none */
    struct sentinel_metric *metric;                /* made by close */
    int nmetric, metric_cap;
};

/* A member of the sentinel's document. */
const struct json *sentinelcheck_member(const struct sentinel *s, const char *name);
slice sentinelcheck_text(const struct sentinel *s, const char *name);
/* A failure of the sentinel's form or of its running. */
struct failure *sentinelcheck_fail(struct sentinel *s, enum failure_code c, const char *member,
                                   const char *text);
/* Counts cell (col, r) of the rows at hand as one that is not as it must be. */
void sentinelcheck_bad(struct sentinel_target *x, const struct table *part, int col, int64_t r);
/* Counts the rows whose cells in column[0..n) (NULL: the first n) are in the keyset x->state
 * already; those of the others are put into it. */
void sentinelcheck_repeats(struct sentinel_target *x, const struct table *part, const int *column,
                           int n);
/* "WHAT in column "hours"" */
slice sentinelcheck_about(struct sentinel *s, const char *what, int col);
/* part / all in percent. */
const struct decimal *sentinelcheck_percent(int64_t part, int64_t all, struct arena *a);
/* Leaves a metric for later runs. */
void sentinelcheck_keep(struct sentinel *s, slice column, const char *what, slice value);
/* The number of earlier runs to compare with ("runs", at most those there are); 0 was said as a
 * warning. */
int sentinelcheck_runs(struct sentinel *s);
/* What run i (0: the newest) left of a column; the empty slice: nothing. */
slice sentinelcheck_was(const struct sentinel *s, int i, slice column, const char *what);
/* "the last 3 runs (7, 8, 9)" */
slice sentinelcheck_runs_text(const struct sentinel *s, int n);

extern const struct sentinel_member sentinelcheck_runs_member[]; /* "runs" alone */

#endif
