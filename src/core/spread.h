/* spread.h - how the values of a column are spread, small enough to be kept with each run: how
 * often each value occurs, or for numbers how many fall into each bin. A bin is a twelfth of an
 * octave wide (about 6 %), so that bins of two runs are the same without knowing the numbers
 * before; as in DDSketch (Masson, Rim, Lee 2019). */
#ifndef FETTLE_SPREAD_H
#define FETTLE_SPREAD_H

#include "json.h"
#include "kind.h"

enum { SPREAD_VALUES_MAX = 1000 }; /* different values; those that come after them are one */

struct spread;
/* Of numbers, or of values as they are. NULL when the arena's limit is passed. */
struct spread *spread_open(struct arena *a, bool numbers);
void spread_add(struct spread *s, slice cell);
/* {"n":…,"bins":[[…,…]]} or {"n":…,"values":{…}}, and back; spread_parse adds to what s has and is
 * false when the text is of another sort. */
slice spread_text(const struct spread *s, struct arena *a);
bool spread_parse(struct spread *s, slice text);

/* The population stability index of `now` against `was`, over at most ten groups of bins that hold
 * about the same share of `was`, or over values: sum of (p - q) ln(p / q). 0.1 is little, above
 * 0.25 is much by common convention. *worst: "from 200 to 400: 12 % before, 48 % now", the group
 * that adds most. */
double spread_psi(const struct spread *was, const struct spread *now, struct arena *a,
                  slice *worst);

#endif
