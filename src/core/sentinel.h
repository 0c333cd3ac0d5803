/* sentinel.h - rules that a result must meet before anyone sees it (operators.md). */
#ifndef FETTLE_SENTINEL_H
#define FETTLE_SENTINEL_H

#include "failure.h"
#include "table.h"

/* One check. One descriptor each, in sentinel.c's table. */
struct sentinel_check {
    const char *name, *doc;
    bool needs_history;
};
extern const struct sentinel_check sentinel_table[]; /* name NULL at the end */

/* The form of a plan's "sentinels" array against the result's columns; every problem a failure. */
bool sentinel_check_all(const struct json *sentinels, const struct table *columns,
                        struct failures *f);
/* Runs them on a result. FAIL_SENTINEL_FAILED for each that fails at level "fail"; warnings are
 * added to `warnings`. True when none failed. */
bool sentinel_run(const struct json *sentinels, const struct table *t, struct arena *a,
                  struct failures *f, struct failures *warnings);

#endif
