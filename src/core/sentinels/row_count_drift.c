/* row_count_drift - as many rows as earlier runs had. */
#include "sentinelcheck.h"

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    (void)s;
    x->of += part->nrow;
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    int n = sentinelcheck_runs(s), known = 0;
    struct arena *a = s->arena;
    const struct decimal *sum = decimal_int(0, a), *mean, *off;
    int64_t was;

    sentinelcheck_keep(s, S(""), "rows", arena_printf(a, "%lld", (long long)x->of));
    for (int i = 0; i < n; i++)
        if (slice_i64(sentinelcheck_was(s, i, S(""), "rows"), &was))
            sum = decimal_add(sum, decimal_int(was, a), a), known++;
    x->skipped = known == 0;
    if (x->skipped) return;
    mean = decimal_div(sum, decimal_int(known, a), a);
    off = decimal_sub(decimal_int(x->of, a), mean, a);
    if (decimal_sign(off) < 0) off = decimal_neg(off, a);
    x->measured = decimal_sign(mean) == 0
                      ? decimal_int(x->of == 0 ? 0 : 100, a)
                      : decimal_div(decimal_mul(off, decimal_int(100, a), a), mean, a);
    x->unit = " %";
    x->what = arena_printf(a, "there are %lld rows where %.*s had %.*s%s, a change",
                           (long long)x->of, SLICE_ARG(sentinelcheck_runs_text(s, n)),
                           SLICE_ARG(decimal_text(decimal_round(mean, 0, a), a)),
                           known > 1 ? " on average" : "");
}

const struct sentinel_check sentinel_row_count_drift = {
    .name = "row_count_drift",
    .doc = "the number of rows differs from the mean of earlier runs by no more than \"max\" "
           "percent (20)",
    .on = CHECK_TABLE,
    .measures = true,
    .drifts = true,
    .fallback_max = "20",
    .member = sentinelcheck_runs_member,
    .feed = feed,
    .close = judge,
};
