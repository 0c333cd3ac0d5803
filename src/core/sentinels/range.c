/* range - cells are from min to max, as numbers, dates or texts. */
#include "fixed.h"
#include "formulanode.h"
#include "sentinelcheck.h"

static const struct sentinel_member member[] = {
    {"min", MEMBER_SCALAR, false, NULL, "the least value, as it is written in the result"},
    {"max", MEMBER_SCALAR, false, NULL, "the greatest value"},
    {0}};

struct limit {
    bool given, is_fixed;
    struct value value;
    struct fixed fixed;
};
struct limits {
    struct limit min, max;
    enum kind kind;
};

static enum kind kind_of(enum kind k)
{
    return k == KIND_TEXT || k == KIND_EMPTY ? KIND_NUMBER : k;
}

static struct limit limit(struct sentinel *s, const char *member_name, enum kind kind)
{
    slice text = sentinelcheck_text(s, member_name);
    struct limit l = {.given = text.n > 0};

    if (!l.given) return l;
    l.is_fixed = fixed_read(text, &l.fixed);
    if (value_read(text, kind, s->arena, &l.value)) return l;
    l.given = false;
    sentinelcheck_fail(
        s, FAIL_BAD_ARGUMENT, member_name,
        arena_printf(s->failures->arena, "\"%.*s\" is no %s", SLICE_ARG(text), kind_name(kind)).p);
    return l;
}

static void check(struct sentinel *s)
{
    if (sentinelcheck_text(s, "min").n + sentinelcheck_text(s, "max").n == 0)
        sentinelcheck_fail(s, FAIL_MISSING_ARGUMENT, "min", "it needs \"min\" or \"max\"");
    for (int i = 0; i < s->ncolumn; i++) {
        enum kind kind = kind_of(s->in->col[s->column[i]].kind);

        limit(s, "min", kind);
        limit(s, "max", kind);
    }
}

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    struct limits *l = arena_new(s->arena, struct limits, 1);

    x->state = l;
    if (l == NULL) return false;
    l->kind = kind_of(s->in->col[x->col].kind);
    l->min = limit(s, "min", l->kind);
    l->max = limit(s, "max", l->kind);
    return true;
}

static bool inside(struct sentinel *s, const struct limits *l, slice cell)
{
    bool number = l->kind == KIND_INTEGER || l->kind == KIND_NUMBER;
    struct fixed f;
    struct value v;

    if (number && (!l->min.given || l->min.is_fixed) && (!l->max.given || l->max.is_fixed) &&
        fixed_read(cell, &f))
        return (!l->min.given || fixed_cmp(f, l->min.fixed) >= 0) &&
               (!l->max.given || fixed_cmp(f, l->max.fixed) <= 0);
    if (!value_read(cell, l->kind, s->scratch, &v)) return false;
    return (!l->min.given || value_cmp(&v, &l->min.value) >= 0) &&
           (!l->max.given || value_cmp(&v, &l->max.value) <= 0);
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    const struct limits *l = x->state;

    for (int64_t r = 0; r < part->nrow; r++) {
        slice cell = column_cell(&part->col[x->col], r);

        if (cell.n == 0) continue;
        x->of++;
        if (!inside(s, l, cell)) sentinelcheck_bad(x, part, x->col, r);
    }
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    slice min = sentinelcheck_text(s, "min"), max = sentinelcheck_text(s, "max");
    const char *text = arena_printf(s->arena, "cells outside %.*s%s%.*s", SLICE_ARG(min),
                                    min.n > 0 && max.n > 0 ? " to "
                                    : min.n > 0            ? " and up"
                                                           : "up to ",
                                    SLICE_ARG(max))
                           .p;

    x->what = sentinelcheck_about(s, text, x->col);
}

const struct sentinel_check sentinel_range = {
    .name = "range",
    .doc = "filled cells are from \"min\" to \"max\"",
    .on = CHECK_EACH_COLUMN,
    .member = member,
    .check = check,
    .open = open,
    .feed = feed,
    .close = judge,
};
