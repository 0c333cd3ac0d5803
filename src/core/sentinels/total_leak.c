/* total_leak - no row is the total of others. */
#include "sentinelcheck.h"
#include "total.h"

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *t)
{
    bool *is = arena_new(s->arena, bool, t->nrow > 0 ? t->nrow : 1);

    x->of = t->nrow;
    if (is == NULL || t->ncol == 0 ||
        total_find(t, s->column, s->ncolumn, NULL, 0, TOTAL_AUTO, s->arena, is) <= 0)
        return;
    for (int64_t r = 0; r < t->nrow; r++)
        if (is[r]) sentinelcheck_bad(x, t, s->ncolumn > 0 ? s->column[0] : 0, r);
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    (void)s;
    x->what = S("rows are totals of others");
}

const struct sentinel_check sentinel_total_leak = {
    .name = "total_leak",
    .doc = "no row is the total of others; \"columns\" are where labels may stand",
    .on = CHECK_ROWS,
    .whole = true,
    .feed = feed,
    .close = judge,
};
