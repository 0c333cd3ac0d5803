/* draft.h - the built-in author: ranked plans from the inspection and the table, no model. */
#ifndef FETTLE_DRAFT_H
#define FETTLE_DRAFT_H

#include "inspect.h"
#include "plan.h"

struct earlier;

/* One reshaping step with 1-based column positions before it (operators.md). */
struct draft_position {
    const char *op;
    int first, last, rows; /* 0: not used by this op */
};
struct draft_candidate {
    double score; /* 0..1 */
    double
        weight;   /* with a target: how much likelier its fields make the plan (drafttarget.h); 1 */
    slice reason; /* one sentence; what it leaves undone included */
    const struct json *plan; /* plan/1 */
    struct draft_position *position;
    int nposition;
    const struct json
        *fields;              /* with a target: the column of each field (drafttarget.h); or NULL */
    const struct json *cells; /* what changes in which column (draftcount.h); of the sample */
    const struct json
        *evidence; /* for each step its features: [{op,score,features:{name:points}}] */
};
struct draft {
    struct draft_candidate *at;
    int n;
};

struct draft_options {
    slice target;                  /* Table Schema text, or empty */
    const struct earlier *earlier; /* what the orca's pins say about names (earlier.h); NULL */
    int top;                       /* candidates at most */
};

/* Candidates, best first, at least one (perhaps without steps). Deterministic. */
bool draft_table(const struct inspection *in, const struct table *t, const struct draft_options *o,
                 struct arena *a, struct draft *out, struct err *e);
/* draft/1 of operators.md; with `evidence` the scores of the features too. */
void draft_json(const struct draft *d, bool evidence, struct json_writer *w);

/* The plan as pandas code against the transform contract (contracts.md 5). False with E_FAILED when
 * a step has no counterpart, which the sentence names. */
bool draft_code(const struct plan *p, struct arena *a, slice *code, struct err *e);

#endif
