/* freshness - the newest date is new enough. */
#include "clock.h"
#include "formulanode.h"
#include "sentinelcheck.h"

static const struct sentinel_member member[] = {
    {"not_before", MEMBER_TEXT, false, NULL, "the oldest that the newest date may be"},
    {"max_age_days", MEMBER_COUNT, false, NULL, "or how many days it may be old"},
    {0}};

static void check(struct sentinel *s)
{
    if (sentinelcheck_member(s, "not_before") == NULL &&
        sentinelcheck_member(s, "max_age_days") == NULL)
        sentinelcheck_fail(s, FAIL_MISSING_ARGUMENT, "not_before",
                           "it needs \"not_before\" or \"max_age_days\"");
}

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    return (x->state = arena_new(s->arena, slice, 1)) != NULL;
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    slice *newest = x->state, had = *newest;

    for (int64_t r = 0; r < part->nrow; r++) {
        slice cell = column_cell(&part->col[x->col], r);

        /* Canonical dates sort as text. */
        if (slice_cmp(cell, *newest) > 0) *newest = cell;
    }
    if (newest->p != had.p) *newest = arena_copy(s->arena, *newest);
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    slice limit = sentinelcheck_text(s, "not_before"), newest = *(const slice *)x->state;
    int64_t age = json_i64(sentinelcheck_member(s, "max_age_days"), -1);
    moment clock = clock_now();
    struct value now;

    if (age >= 0 && value_read((slice){clock.iso, 10}, KIND_DATE, s->arena, &now)) {
        struct value oldest = value_date(now.at.days - age);

        limit = value_write(&oldest, s->arena);
    }
    x->bad = slice_cmp(newest, limit) < 0;
    x->what = newest.n == 0
                  ? arena_printf(s->arena, "column without any date: \"%.*s\"",
                                 SLICE_ARG(s->in->col[x->col].name))
                  : arena_printf(
                        s->arena, "column \"%.*s\" is stale: its newest date is %.*s, before %.*s",
                        SLICE_ARG(s->in->col[x->col].name), SLICE_ARG(newest), SLICE_ARG(limit));
}

const struct sentinel_check sentinel_freshness = {
    .name = "freshness",
    .doc = "the newest date is not before \"not_before\" or older than \"max_age_days\"",
    .on = CHECK_EACH_COLUMN,
    .member = member,
    .check = check,
    .open = open,
    .feed = feed,
    .close = judge,
};
