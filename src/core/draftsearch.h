/* draftsearch.h - a search over sequences of reshaping steps. A plan's score is the product of the
 * probabilities of its steps and of stopping after the last one; steps are tried on a sample of the
 * table with the ops themselves. */
#ifndef FETTLE_DRAFTSEARCH_H
#define FETTLE_DRAFTSEARCH_H

#include "draftfind.h"
#include "json.h"

enum { DRAFTSEARCH_STEPS = 3 };

struct draftplan {
    struct draftstep step[DRAFTSEARCH_STEPS];
    int n; /* 0: the table is fine as it is */
    double score;
    /* The most probable step that is not in it; undone_p 0: none. */
    struct draftstep undone;
    double undone_p;
};

enum { DRAFTSEARCH_PLANS = 64 };
struct draftplans {
    struct draftplan at[DRAFTSEARCH_PLANS];
    int n;
};

struct draftlevels;
/* All plans worth a thought, best first; the empty one is always among them. `levels`: of the
 * heading that t's names come from; NULL: it has one row. `weight` NULL: the defaults of
 * draftfeature.h. */
void draftsearch_plans(const struct table *t, const struct draftlevels *levels,
                       const double *weight, struct arena *a, struct draftplans *out);

/* The step as a plan's step on these columns. */
const struct json *draftsearch_json(const struct draftstep *s, const struct table *t,
                                    struct arena *a);
/* A column as a plan names it: its name, or name and number, or position. */
const struct json *draftsearch_column(const struct table *t, int c, struct arena *a);
/* A name for the column that takes these values ("year", "month", else "variable"), or that with a
 * number behind it where t has such a column. */
slice draftsearch_name(const struct table *t, const slice *value, int n, struct arena *a);
/* Runs one step object on a table with the op's own code. False when it does not fit. */
bool draftsearch_apply(const struct json *step, const struct table *in, struct arena *a,
                       struct table *out);

#endif
