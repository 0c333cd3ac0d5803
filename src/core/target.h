/* target.h - a result against a Frictionless Table Schema: names, types, constraints, missing
 * values, primary key. */
#ifndef FETTLE_TARGET_H
#define FETTLE_TARGET_H

#include "failure.h"
#include "table.h"

/* schema: the document's text. Each field, type or constraint that the table does not meet becomes
 * a FAIL_TARGET_MISMATCH with its cells. Columns are found by name, in any order, and there must be
 * no others, unless "fieldsMatch" is "exact" (in order too), or "subset" or "partial" (others may
 * be there). A table without rows is checked for its columns only. */
bool target_check(slice schema, const struct table *t, struct arena *a, struct failures *f);

#endif
