/* not_null - no cell is empty. */
#include "sentinelcheck.h"

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    (void)s;
    x->of += part->nrow;
    for (int64_t r = 0; r < part->nrow; r++)
        if (column_cell(&part->col[x->col], r).n == 0) sentinelcheck_bad(x, part, x->col, r);
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    x->what = sentinelcheck_about(s, "empty cells", x->col);
}

const struct sentinel_check sentinel_not_null = {
    .name = "not_null",
    .doc = "no cell is empty",
    .on = CHECK_EACH_COLUMN,
    .feed = feed,
    .close = judge,
};
