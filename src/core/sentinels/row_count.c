/* row_count - how many rows there are. */
#include "sentinelcheck.h"

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    (void)s;
    x->of += part->nrow;
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    x->measured = decimal_int(x->of, s->arena);
    x->what = S("number of rows");
}

const struct sentinel_check sentinel_row_count = {
    .name = "row_count",
    .doc = "the number of rows is within bounds",
    .on = CHECK_TABLE,
    .measures = true,
    .feed = feed,
    .close = judge,
};
