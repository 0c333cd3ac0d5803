/* flow.h - the rows of the chosen table in batches, whatever its size.
 *
 * A table that is in memory is given as it is; the rows of a large text file are read, cut and
 * repaired batch by batch and never held together. Both give the same rows, in the same order, for
 * every number of threads. */
#ifndef FETTLE_FLOW_H
#define FETTLE_FLOW_H

#include "inspect.h"

/* Rows that follow each other. Borrowed: valid until the function that got it returns. */
struct flow_batch {
    int64_t order;             /* grows from batch to batch in the order of the rows */
    int64_t nrow;              /* at least 1 */
    const slice *const *cell;  /* [column][row] */
    const int32_t *source_row; /* [row], 1-based */
};

struct flow {
    int ncol;
    slice *name;          /* [column]; of the heading, else column_1 ... */
    int32_t left;         /* 1-based source column of the first */
    int64_t rows;         /* of the table; -1: not known before the end */
    int64_t most;         /* it has no more rows than these */
    struct quirks quirks; /* what was done to rows of a file on disk, after flow_run */
    struct flow_own *own;
};

/* Opens the chosen table of an inspection, which outlives the flow; header_rows -1: as inspected.
 * NULL with e set. */
struct flow *flow_open(const struct inspection *in, int header_rows, struct err *e);
void flow_close(struct flow *f);

/* What is done with the batches. `worker`, 0 .. threads - 1, says which thread calls, so that each
 * can have a state of its own. */
struct flow_use {
    /* Any batch, in any order, by several threads at once. */
    bool (*work)(void *ctx, int worker, const struct flow_batch *b, struct err *e);
    /* The batch that `work` of this worker has seen last: one at a time and in the order of the
     * rows; may be NULL. */
    bool (*give)(void *ctx, int worker, struct err *e);
    void *ctx;
};
enum { FLOW_THREADS_MAX = 16 };
/* Gives all rows from the first on. How rows are parted into batches depends on nothing but the
 * file. False: what a function or the file said; the earliest in the order of rows wins. */
bool flow_run(struct flow *f, int threads, const struct flow_use *use, struct err *e);

#endif
