/* pattern - cells match a regular expression. */
#include "pattern.h"
#include "sentinelcheck.h"

static const struct sentinel_member member[] = {
    {"pattern", MEMBER_PATTERN, true, NULL, "PCRE2; found anywhere in the cell unless anchored"},
    {0}};

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    struct err e = {0};

    x->state = pattern_open(sentinelcheck_text(s, "pattern"), false, &e);
    return x->state != NULL;
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    slice group[1];

    (void)s;
    for (int64_t r = 0; r < part->nrow; r++) {
        slice cell = column_cell(&part->col[x->col], r);

        if (cell.n == 0) continue;
        x->of++;
        if (pattern_find(x->state, cell, group, 1) != 1) sentinelcheck_bad(x, part, x->col, r);
    }
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    pattern_close(x->state);
    x->what = sentinelcheck_about(s, "cells do not match the pattern", x->col);
}

const struct sentinel_check sentinel_pattern = {
    .name = "pattern",
    .doc = "filled cells match the pattern",
    .on = CHECK_EACH_COLUMN,
    .member = member,
    .open = open,
    .feed = feed,
    .close = judge,
};
