/* lineage.h - where the cells of a result came from, as compact spans for the cache. */
#ifndef FETTLE_LINEAGE_H
#define FETTLE_LINEAGE_H

#include "plan.h"
#include "store.h"

/* Beyond this many spans the rest is left out: explain replays the plan for those cells. */
enum { LINEAGE_SPANS_MAX = 500000 };

/* Spans of a plan's result, from the places of its cells. r must have been run with keep_steps. */
bool lineage_of_plan(const struct plan *p, const struct plan_result *r, slice sheet,
                     struct arena *a, struct provenance_row **out, int *n);
/* Spans of a code's result: index[row] is the source row, or NULL when it was not kept; transform
 * is the code's digest. */
bool lineage_of_code(const struct table *t, const int64_t *index, slice sheet, slice transform,
                     struct arena *a, struct provenance_row **out, int *n);

#endif
