/* draftcount.h - what a drafted plan does to the cells, in numbers: how many change, and in columns
 * that are nearly all numbers, dates or booleans, how many cells stand in the way. */
#ifndef FETTLE_DRAFTCOUNT_H
#define FETTLE_DRAFTCOUNT_H

#include "json.h"
#include "table.h"

/* Adds {column, cells, changes, first: {row, from, to}} to `out` for each column whose cells
 * differ; both tables have the same rows and columns. `row` is the source row, `cells` the filled
 * ones. */
void draftcount_changes(const struct table *was, const struct table *now, struct arena *a,
                        struct json *out);
/* For a column that the plan leaves as it is: adds the offer to read it, {column, cells, as,
 * changes, fails, missing, first: {row, from, to}, first_fail: {row, text}, step}, when at least
 * half of the filled cells read as numbers, dates or booleans and something would change or fail,
 * or marks stand for missing values, which are no failures. `step` empties both. */
void draftcount_offer(const struct table *t, int c, struct arena *a, struct json *out);

#endif
