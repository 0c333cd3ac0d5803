/* length - texts have from min to max characters. */
#include "sentinelcheck.h"
#include "utf8.h"

static const struct sentinel_member member[] = {
    {"min", MEMBER_COUNT, false, NULL, "the fewest characters"},
    {"max", MEMBER_COUNT, false, NULL, "the most characters"},
    {0}};

static void check(struct sentinel *s)
{
    if (sentinelcheck_text(s, "min").n + sentinelcheck_text(s, "max").n == 0)
        sentinelcheck_fail(s, FAIL_MISSING_ARGUMENT, "min", "it needs \"min\" or \"max\"");
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    int64_t min = json_i64(sentinelcheck_member(s, "min"), 0),
            max = json_i64(sentinelcheck_member(s, "max"), INT64_MAX);

    for (int64_t r = 0; r < part->nrow; r++) {
        slice cell = column_cell(&part->col[x->col], r);
        int64_t n;

        if (cell.n == 0) continue;
        x->of++;
        n = utf8_count(cell);
        if (n < min || n > max) sentinelcheck_bad(x, part, x->col, r);
    }
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    x->what = sentinelcheck_about(s, "cells of another length", x->col);
}

const struct sentinel_check sentinel_length = {
    .name = "length",
    .doc = "filled cells have \"min\" to \"max\" characters",
    .on = CHECK_EACH_COLUMN,
    .member = member,
    .check = check,
    .feed = feed,
    .close = judge,
};
