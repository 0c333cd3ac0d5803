/* distribution_drift - the values are spread as in earlier runs. */
#include "sentinelcheck.h"
#include "spread.h"

static bool is_number(enum kind k)
{
    return k == KIND_INTEGER || k == KIND_NUMBER;
}

static void check(struct sentinel *s)
{
    for (int i = 0; i < s->ncolumn; i++) {
        const struct column *c = &s->in->col[s->column[i]];

        if (is_number(c->kind) || c->kind == KIND_TEXT || c->kind == KIND_BOOL ||
            c->kind == KIND_EMPTY)
            continue;
        sentinelcheck_fail(
            s, FAIL_KIND_MISMATCH, "columns",
            arena_printf(s->failures->arena,
                         "column \"%.*s\" is %s: dates and times move on by themselves",
                         SLICE_ARG(c->name), kind_name(c->kind))
                .p);
    }
}

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    x->state = spread_open(s->arena, is_number(s->in->col[x->col].kind));
    return x->state != NULL;
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    (void)s;
    for (int64_t r = 0; r < part->nrow; r++)
        spread_add(x->state, column_cell(&part->col[x->col], r));
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    slice column = s->in->col[x->col].name, worst;
    int n = sentinelcheck_runs(s), known = 0;
    struct arena *a = s->arena;
    struct spread *was = spread_open(a, is_number(s->in->col[x->col].kind));
    double psi;

    sentinelcheck_keep(s, column, "spread", spread_text(x->state, a));
    for (int i = 0; was != NULL && i < n; i++)
        known += spread_parse(was, sentinelcheck_was(s, i, column, "spread"));
    x->skipped = known == 0;
    if (x->skipped) return;
    psi = spread_psi(was, x->state, a, &worst);
    x->measured = decimal_parse(arena_printf(a, "%.3f", psi), a);
    x->what = arena_printf(
        a, "the values of column \"%.*s\" are spread differently than in %.*s%s%.*s; PSI",
        SLICE_ARG(column), SLICE_ARG(sentinelcheck_runs_text(s, n)), worst.n > 0 ? ", most " : "",
        SLICE_ARG(worst));
}

const struct sentinel_check sentinel_distribution_drift = {
    .name = "distribution_drift",
    .doc = "the values are spread as in earlier runs: a population stability index (PSI) of no "
           "more than \"max\" (0.25)",
    .on = CHECK_EACH_COLUMN,
    .measures = true,
    .drifts = true,
    .fallback_max = "0.25",
    .member = sentinelcheck_runs_member,
    .check = check,
    .open = open,
    .feed = feed,
    .close = judge,
};
