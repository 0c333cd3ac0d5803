/* profilecolumn.h - the statistics of one column, built up from its batches in bounded memory.
 *
 * While a column has few different values they are only counted, and everything else is worked out
 * from the counts at the end: exactly. When they become too many the column streams: its kind is
 * decided, from then on every value is taken in as it comes, and what cannot be kept exactly is
 * estimated (different values by hll.h, common values and masks by tally.h, quantiles and histogram
 * by quantile.h). */
#ifndef FETTLE_PROFILECOLUMN_H
#define FETTLE_PROFILECOLUMN_H

#include "profile.h"
#include "profiledigest.h"

struct profilecolumn;

/* `share`: of how many columns this is one; it bounds the memory. */
struct profilecolumn *profilecolumn_open(int share);
void profilecolumn_close(struct profilecolumn *c);
/* How its cells are to be examined; NULL: not at all yet. Does not change once it is there. */
const struct reading *profilecolumn_reading(const struct profilecolumn *c);
/* Takes the next batch in. */
void profilecolumn_add(struct profilecolumn *c, struct profiledigest *d);
/* After all cells: its kind was decided before it streamed; do all cells say something else? Then
 * they must be given once more, from the first, and it is described right. */
bool profilecolumn_deceived(struct profilecolumn *c);
/* After all cells, once. */
void profilecolumn_describe(struct profilecolumn *c, struct arena *a, struct profile_column *out);

#endif
