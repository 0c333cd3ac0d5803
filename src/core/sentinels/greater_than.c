/* greater_than - cells are greater than their neighbours in another column. */
#include "fixed.h"
#include "formulanode.h"
#include "sentinelcheck.h"

static const struct sentinel_member member[] = {
    {"than", MEMBER_COLUMN, true, NULL, "the column to compare with, in the same row"},
    {"or_equal", MEMBER_BOOL, false, NULL, "equal cells hold too"},
    {0}};

static bool greater(struct sentinel *s, const struct column *c, const struct column *d, int64_t r,
                    bool or_equal)
{
    slice a = column_cell(c, r), b = column_cell(d, r);
    struct fixed f, g;
    struct value v, w;
    int order;

    if ((c->kind == KIND_INTEGER || c->kind == KIND_NUMBER) && fixed_read(a, &f) &&
        fixed_read(b, &g)) {
        order = fixed_cmp(f, g);
    } else {
        if (!value_read(a, c->kind, s->scratch, &v) || !value_read(b, d->kind, s->scratch, &w))
            return false;
        order = value_cmp(&v, &w);
    }
    return order > 0 || (or_equal && order == 0);
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    bool or_equal = json_flag(sentinelcheck_member(s, "or_equal"), false);
    int than = table_find(part, sentinelcheck_text(s, "than"), 1);
    const struct column *c = &part->col[x->col], *d = &part->col[than];

    for (int64_t r = 0; r < part->nrow; r++) {
        if (column_cell(c, r).n == 0 || column_cell(d, r).n == 0) continue;
        x->of++;
        if (!greater(s, c, d, r, or_equal)) sentinelcheck_bad(x, part, x->col, r);
    }
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    bool or_equal = json_flag(sentinelcheck_member(s, "or_equal"), false);
    const char *what =
        arena_printf(s->arena, "cells are %s \"%.*s\"", or_equal ? "less than" : "not greater than",
                     SLICE_ARG(sentinelcheck_text(s, "than")))
            .p;

    x->what = sentinelcheck_about(s, what, x->col);
}

const struct sentinel_check sentinel_greater_than = {
    .name = "greater_than",
    .doc = "filled cells are greater than those of column \"than\"",
    .on = CHECK_EACH_COLUMN,
    .member = member,
    .feed = feed,
    .close = judge,
};
