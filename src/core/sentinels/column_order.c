/* column_order - the columns are exactly these, in order. */
#include "sentinelcheck.h"

static const struct sentinel_member member[] = {
    {"columns", MEMBER_VALUES, true, NULL, "the names of all columns in order"}, {0}};

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    const struct json *want = sentinelcheck_member(s, "columns");
    struct buf b = {0};
    bool same = json_count(want) == s->in->ncol;

    for (int c = 0; same && c < s->in->ncol; c++)
        same = slice_eq(json_text(want->item[c]), s->in->col[c].name);
    for (int c = 0; c < s->in->ncol; c++)
        buf_printf(&b, "%s%.*s", c > 0 ? ", " : "", SLICE_ARG(s->in->col[c].name));
    x->bad = !same;
    x->what = arena_printf(s->arena, "other order: the columns are %.*s", SLICE_ARG(buf_slice(&b)));
    buf_free(&b);
}

const struct sentinel_check sentinel_column_order = {
    .name = "column_order",
    .doc = "the columns are exactly \"columns\", in order",
    .on = CHECK_TABLE,
    .member = member,
    .close = judge,
};
