/* planparts.h - the steps of a plan over rows that come in parts, of which none is kept. The ops
 * are the same as those of plan_apply, and what comes out is the same, or nothing: whatever needs
 * all rows at once, and whatever fails, is left to plan_apply, which then says why. */
#ifndef FETTLE_PLANPARTS_H
#define FETTLE_PLANPARTS_H

#include "plan.h"

struct planparts;
/* `in` has the columns of the plan's input, without rows, of which `most` may come; out->col gets
 * those of the result. NULL: the plan needs all rows at once. The arena keeps what the steps keep.
 */
struct planparts *planparts_open(const struct plan *p, const struct table *in, int64_t most,
                                 const struct plan_options *o, struct arena *a, struct table *out);
/* The rows after the last step that come of the next part of those before the first; they live
 * until the next call. False: the plan cannot be run in parts after all, or a step failed. */
bool planparts_put(struct planparts *x, const struct table *part, struct table *out);
/* Those that come when all parts were put: of a step that folds them, else none. `f` and `warnings`
 * become what the sentinels say of the result, in the arena of planparts_open; false: they have
 * seen no table. */
bool planparts_end(struct planparts *x, struct table *out, struct failures *f,
                   struct failures *warnings);
void planparts_close(struct planparts *x);

#endif
