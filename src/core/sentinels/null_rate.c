/* null_rate - the share of empty cells. */
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
    x->what = sentinelcheck_about(s, "share of empty cells", x->col);
    x->measured = sentinelcheck_percent(x->bad, x->of, s->arena);
    x->unit = " %";
}

const struct sentinel_check sentinel_null_rate = {
    .name = "null_rate",
    .doc = "the share of empty cells, in percent, is within bounds",
    .on = CHECK_EACH_COLUMN,
    .measures = true,
    .feed = feed,
    .close = judge,
};
