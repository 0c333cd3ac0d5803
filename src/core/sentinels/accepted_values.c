/* accepted_values - cells are among those listed. */
#include "keyset.h"
#include "sentinelcheck.h"

static const struct sentinel_member member[] = {
    {"values", MEMBER_VALUES, true, NULL, "the values that may be there"}, {0}};

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    const struct json *values = sentinelcheck_member(s, "values");
    struct keyset *set = arena_new(s->arena, struct keyset, 1);

    x->state = set;
    if (set == NULL || !keyset_open(set, s->arena, values->n)) return false;
    for (int i = 0; i < values->n; i++) {
        const struct json *v = values->item[i];
        struct keyset_key k = keyset_key();

        keyset_cell(&k, v->type == J_TRUE ? S("true") : v->type == J_FALSE ? S("false") : v->text);
        keyset_put(set, k);
    }
    return true;
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    (void)s;
    for (int64_t r = 0; r < part->nrow; r++) {
        slice cell = column_cell(&part->col[x->col], r);
        struct keyset_key k = keyset_key();

        if (cell.n == 0) continue;
        x->of++;
        keyset_cell(&k, cell);
        if (!keyset_has(x->state, k)) sentinelcheck_bad(x, part, x->col, r);
    }
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    x->what = sentinelcheck_about(s, "cells that are none of \"values\"", x->col);
}

const struct sentinel_check sentinel_accepted_values = {
    .name = "accepted_values",
    .doc = "filled cells are one of \"values\"",
    .on = CHECK_EACH_COLUMN,
    .member = member,
    .open = open,
    .feed = feed,
    .close = judge,
};
