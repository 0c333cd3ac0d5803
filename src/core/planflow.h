/* planflow.h - a plan from the rows of a large file straight to the lines of another, part by part,
 * with no table in between (planparts.h). */
#ifndef FETTLE_PLANFLOW_H
#define FETTLE_PLANFLOW_H

#include "export.h"
#include "inspect.h"
#include "plan.h"

struct planflow_made {
    int64_t rows;
    int columns;
    struct failures failures, warnings; /* of the plan's sentinels */
};
/* Applies the plan to the inspected table and writes the result, all or nothing: not when a
 * sentinel fails. *done false: this plan, table or output is nothing for it, or a step failed;
 * plan_apply is to tell, and nothing was written. False with e set when the output cannot be
 * written. */
bool planflow_write(const struct plan *p, const struct inspection *in, int header_rows,
                    const struct plan_options *o, const char *path, const struct export_options *x,
                    struct arena *a, struct planflow_made *made, bool *done, struct err *e);

#endif
