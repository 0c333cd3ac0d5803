/* earlier.h - what the pinned plans of an orca say about names: the renames and value maps that its
 * files needed before are used again. */
#ifndef FETTLE_EARLIER_H
#define FETTLE_EARLIER_H

#include "json.h"
#include "store.h"

struct earlier {
    const struct json **plan; /* plan/1, newest first */
    int n;
};

/* The plans of the orca's newest approved pins, at most EARLIER_MOST. */
enum { EARLIER_MOST = 16 };
bool earlier_plans(struct store *s, const char *orca, struct arena *a, struct earlier *out,
                   struct err *e);
/* The same from the cache of that path. One that was never made has none, nor has no orca (NULL or
 * ""). */
bool earlier_load(const char *cache, const char *orca, struct arena *a, struct earlier *out,
                  struct err *e);

/* Adds the renames and maps of these plans that fit the columns of *now (names that are there,
 * values that the map knows), and applies them. The newest plan that names a column counts. `why`
 * gets a clause. NULL: there are none. */
void earlier_steps(const struct earlier *x, struct table *now, struct arena *a, struct json *steps,
                   struct buf *why);

#endif
