/* rebind.h - a pinned plan for next month's file: the same steps, the columns under their new
 * names. For pins that were accepted as rolling, where the layout is equal and column i is column
 * i. */
#ifndef FETTLE_REBIND_H
#define FETTLE_REBIND_H

#include "plan.h"
#include "schema.h"

/* The plan with every reference to a column of `was` turned into the column at the same place of
 * `now`; what a step itself names (new columns, values) stays. *renamed gets {"old":"new",...} of
 * the names that differ, for the record. The schemas must have equally many columns. */
const struct json *rebind_plan(const struct plan *p, const struct schema *was,
                               const struct schema *now, struct arena *a,
                               const struct json **renamed);

#endif
