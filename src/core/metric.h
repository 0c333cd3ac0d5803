/* metric.h - named formulas of a plan: each becomes a column of the result (contracts.md 4). */
#ifndef FETTLE_METRIC_H
#define FETTLE_METRIC_H

#include "failure.h"
#include "table.h"

/* Adds a column for each {"name","formula","unit"} of the array `metrics` (NULL: none) to the table
 * after the last step, in their order; a metric may use those before it. With a table without rows
 * this is the check: every problem of form and every name is found. False when a failure was added;
 * *out then is what could be made,
 * and without rows has the failed metrics as columns of numbers, so that the check can go on. */
bool metric_apply(const struct json *metrics, const struct table *in, struct arena *a,
                  struct table *out, struct failures *f);

#endif
