/* explain.h - provenance of one output cell (contracts.md 1: fettle explain). */
#ifndef FETTLE_EXPLAIN_H
#define FETTLE_EXPLAIN_H

#include "plan.h"
#include "store.h"

struct explain_touch {
    int step;            /* 1-based */
    slice op, text;      /* the step as people read it */
    slice before, after; /* the cell before and after; before empty when it did not exist */
};
/* Source rows that an aggregate took in, as spans; both ends belong to it. */
struct explain_span {
    int64_t first, last;
};
enum { EXPLAIN_SPANS_MAX = 1000 };
struct explanation {
    slice sheet;
    struct place place; /* 0: made by a step */
    slice raw;          /* the source text */
    slice value;        /* the output text */
    slice column;
    struct explain_touch *touch;
    int ntouch;
    slice formula, bound, cited; /* the three renderings; empty when no formula made it */
    struct explain_span *span;   /* the first EXPLAIN_SPANS_MAX, of an aggregate over a group */
    int nspan;
    int64_t rows; /* how many rows the aggregate took in; 0: it is none */
};

/* Follows a cell of a plan's result back through the steps; r was made with keep_steps from `in`.
 * row and col are 0-based. */
bool explain_result(const struct plan *p, const struct plan_result *r, const struct table *in,
                    slice sheet, int64_t row, int col, struct arena *a, struct explanation *out,
                    struct err *e);
/* The same after applying the plan with the options of the run. */
bool explain_plan(const struct plan *p, const struct table *in, const struct plan_options *o,
                  int64_t row, int col, struct arena *a, struct explanation *out, struct err *e);
void explain_text(const struct explanation *x, struct buf *out);
void explain_json(const struct explanation *x, struct json_writer *w);

#endif
