/* sentinel.h - rules that a result must meet before anyone sees it (operators.md). */
#ifndef FETTLE_SENTINEL_H
#define FETTLE_SENTINEL_H

#include "op.h"

struct sentinel_check;
extern const struct sentinel_check *const sentinel_table[]; /* NULL at the end */

/* One value that a run leaves behind for the drift checks of later ones. */
struct sentinel_metric {
    int64_t run;               /* whose it is; 0: the present run's */
    slice column, what, value; /* column empty: of the table; value: JSON */
};
/* What earlier runs left behind, newest run first. */
struct sentinel_history {
    const int64_t *run;
    int nrun;
    const struct sentinel_metric *at;
    int n;
};
/* Total rows that a step dropped from a table. */
struct sentinel_dropped {
    const struct table *from;
    const int64_t *row; /* 0-based in from */
    int64_t n;
};
struct sentinel_options {
    const struct sentinel_history *history; /* NULL: there is no pin whose runs could be told */
    const struct op_table *input;           /* the plan's further tables */
    int ninput;
    const struct sentinel_dropped *dropped;
    int ndropped;
};

/* The form of a plan's "sentinels" array against the result's columns; every problem a failure.
 * `o` may be NULL. */
bool sentinel_check_all(const struct json *sentinels, const struct table *columns,
                        const struct sentinel_options *o, struct failures *f);
/* Runs them on a result in one pass over it. FAIL_SENTINEL_FAILED for each that fails at level
 * "fail"; warnings are added to `warnings`, as are drift checks that have no earlier run to look
 * at. True when none failed. metric[0..*nmetric) is what later runs will want to know. */
bool sentinel_run(const struct json *sentinels, const struct table *t,
                  const struct sentinel_options *o, struct arena *a, struct failures *f,
                  struct failures *warnings, struct sentinel_metric **metric, int *nmetric);

/* The same on rows that come in parts and are not kept, for sentinels of which none needs all rows
 * at once. `columns` are the result's, without rows; it stays until the end. NULL: the arena's
 * limit is passed. */
struct sentinel_pass;
bool sentinel_in_parts(const struct json *sentinels, const struct table *columns, struct arena *a);
struct sentinel_pass *sentinel_open(const struct json *sentinels, const struct table *columns,
                                    const struct sentinel_options *o, struct arena *a,
                                    struct failures *f, struct failures *warnings);
void sentinel_put(struct sentinel_pass *p, const struct table *part);
/* Judges and frees what is not the arena's; called once for each that was opened. */
bool sentinel_close(struct sentinel_pass *p, struct sentinel_metric **metric, int *nmetric);

/* {"check","columns",...}: the JSON Schema of one sentinel. */
void sentinel_schema(struct json_writer *w, const char *key);
/* The section of the manual. */
void sentinel_mdoc(struct buf *out);

#endif
