/* monotonic - cells never go down, or up. */
#include "fixed.h"
#include "formulanode.h"
#include "sentinelcheck.h"

static const char *const orders[] = {"increasing", "strictly_increasing", "decreasing",
                                     "strictly_decreasing", NULL};
static const struct sentinel_member member[] = {
    {"order", MEMBER_CHOICE, false, orders, "increasing when it is not given"}, {0}};

struct last {
    slice cell;
};

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    return (x->state = arena_new(s->arena, struct last, 1)) != NULL;
}

/* False: one of them is not of the kind. */
static bool compare(struct sentinel *s, slice a, slice b, enum kind kind, int *out)
{
    struct fixed f, g;
    struct value v, w;

    if ((kind == KIND_INTEGER || kind == KIND_NUMBER) && fixed_read(a, &f) && fixed_read(b, &g)) {
        *out = fixed_cmp(f, g);
        return true;
    }
    if (!value_read(a, kind, s->scratch, &v) || !value_read(b, kind, s->scratch, &w)) return false;
    *out = value_cmp(&v, &w);
    return true;
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    slice order = sentinelcheck_text(s, "order");
    bool strict = slice_starts(order, S("strictly")), down = slice_ends(order, S("decreasing"));
    struct last *last = x->state;
    enum kind kind = part->col[x->col].kind;

    for (int64_t r = 0; r < part->nrow; r++) {
        slice cell = column_cell(&part->col[x->col], r);
        int c = 1;

        if (cell.n == 0) continue;
        x->of++;
        if (last->cell.n > 0 && !compare(s, cell, last->cell, kind, &c)) {
            sentinelcheck_bad(x, part, x->col, r);
            continue;
        }
        if (last->cell.n > 0 && (down ? -c : c) < (strict ? 1 : 0))
            sentinelcheck_bad(x, part, x->col, r);
        last->cell = cell;
    }
    last->cell = arena_copy(s->arena, last->cell);
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    slice order = sentinelcheck_text(s, "order");
    const char *what = slice_ends(order, S("decreasing")) ? "cells go up" : "cells go down";

    if (slice_starts(order, S("strictly"))) what = "cells do not go on";
    x->what = sentinelcheck_about(s, what, x->col);
}

const struct sentinel_check sentinel_monotonic = {
    .name = "monotonic",
    .doc = "filled cells never go down, or as \"order\" says",
    .on = CHECK_EACH_COLUMN,
    .member = member,
    .open = open,
    .feed = feed,
    .close = judge,
};
