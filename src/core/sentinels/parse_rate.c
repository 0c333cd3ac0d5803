/* parse_rate - the share of cells that are of a kind. */
#include "fixed.h"
#include "formulanode.h"
#include "sentinelcheck.h"

static const char *const kinds[] = {"integer",  "number", "bool",     "date",
                                    "datetime", "time",   "duration", NULL};
static const struct sentinel_member member[] = {
    {"kind", MEMBER_CHOICE, true, kinds, "what cells should be, in canonical form"}, {0}};

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    enum kind kind = KIND_TEXT;

    kind_from_name(sentinelcheck_text(s, "kind"), &kind);
    for (int64_t r = 0; r < part->nrow; r++) {
        slice cell = column_cell(&part->col[x->col], r);
        bool number = kind == KIND_INTEGER || kind == KIND_NUMBER;
        struct fixed f;
        struct value v;

        if (cell.n == 0) continue;
        x->of++;
        if (number && fixed_read(cell, &f) && (kind == KIND_NUMBER || f.scale == 0)) continue;
        if (!value_read(cell, kind, s->scratch, &v) ||
            (kind == KIND_INTEGER && !decimal_is_integer(v.num)))
            sentinelcheck_bad(x, part, x->col, r);
    }
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    struct arena *a = s->arena;
    const char *what =
        arena_printf(a, "share of cells that are %.*s", SLICE_ARG(sentinelcheck_text(s, "kind"))).p;

    x->what = sentinelcheck_about(s, what, x->col);
    x->measured =
        x->of == 0 ? decimal_int(100, a) : sentinelcheck_percent(x->of - x->bad, x->of, a);
    x->unit = " %";
}

const struct sentinel_check sentinel_parse_rate = {
    .name = "parse_rate",
    .doc = "the share of filled cells that are of \"kind\", in percent, is within bounds (100)",
    .on = CHECK_EACH_COLUMN,
    .measures = true,
    .fallback_min = "100",
    .member = member,
    .feed = feed,
    .close = judge,
};
