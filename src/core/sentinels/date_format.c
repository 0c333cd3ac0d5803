/* date_format - cells are dates written in one way. */
#include "date.h"
#include "sentinelcheck.h"

static const struct sentinel_member member[] = {
    {"pattern", MEMBER_TEXT, true, NULL, "like YYYY-MM-DD or DD.MM.YYYY, as in parse_date"}, {0}};

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    struct date_style style = {.pattern = sentinelcheck_text(s, "pattern")};

    for (int64_t r = 0; r < part->nrow; r++) {
        slice cell = column_cell(&part->col[x->col], r);
        char out[40];
        ptrdiff_t n;
        enum kind kind;

        if (cell.n == 0) continue;
        x->of++;
        if (!date_read(cell, &style, out, &n, &kind)) sentinelcheck_bad(x, part, x->col, r);
    }
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    slice pattern = sentinelcheck_text(s, "pattern");

    x->what = sentinelcheck_about(
        s, arena_printf(s->arena, "cells are no dates like %.*s", SLICE_ARG(pattern)).p, x->col);
}

const struct sentinel_check sentinel_date_format = {
    .name = "date_format",
    .doc = "filled cells are dates written like \"pattern\"",
    .on = CHECK_EACH_COLUMN,
    .member = member,
    .feed = feed,
    .close = judge,
};
