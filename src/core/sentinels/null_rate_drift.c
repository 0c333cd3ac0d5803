/* null_rate_drift - as many empty cells as earlier runs had. */
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
    slice name = s->in->col[x->col].name;
    int n = sentinelcheck_runs(s), known = 0;
    struct arena *a = s->arena;
    const struct decimal *now = sentinelcheck_percent(x->bad, x->of, a), *sum = decimal_int(0, a),
                         *was, *mean, *off;

    sentinelcheck_keep(s, name, "null_percent", decimal_text(now, a));
    for (int i = 0; i < n; i++) {
        slice text = sentinelcheck_was(s, i, name, "null_percent");

        was = text.n > 0 ? decimal_parse(text, a) : NULL;
        if (was != NULL) sum = decimal_add(sum, was, a), known++;
    }
    x->skipped = known == 0;
    if (x->skipped) return;
    mean = decimal_div(sum, decimal_int(known, a), a);
    off = decimal_sub(now, mean, a);
    if (decimal_sign(off) < 0) off = decimal_neg(off, a);
    x->measured = off;
    x->unit = " points";
    x->what = arena_printf(
        a, "%.*s %% of the cells of column \"%.*s\" are empty where %.*s had %.*s %%, a change",
        SLICE_ARG(decimal_text(decimal_round(now, 1, a), a)), SLICE_ARG(name),
        SLICE_ARG(sentinelcheck_runs_text(s, n)),
        SLICE_ARG(decimal_text(decimal_round(mean, 1, a), a)));
}

const struct sentinel_check sentinel_null_rate_drift = {
    .name = "null_rate_drift",
    .doc = "the share of empty cells differs from the mean of earlier runs by no more than \"max\" "
           "percentage points (5)",
    .on = CHECK_EACH_COLUMN,
    .measures = true,
    .drifts = true,
    .fallback_max = "5",
    .member = sentinelcheck_runs_member,
    .feed = feed,
    .close = judge,
};
