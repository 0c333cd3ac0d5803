/* unique - no two rows have the same cells in the columns. */
#include "keyset.h"
#include "sentinelcheck.h"

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    x->state = arena_new(s->arena, struct keyset, 1);
    return x->state != NULL && keyset_open(x->state, s->arena, s->in->nrow);
}

static void check(struct sentinel *s)
{
    if (s->ncolumn == 0)
        sentinelcheck_fail(s, FAIL_MISSING_ARGUMENT, "columns", "it needs \"columns\"");
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    sentinelcheck_repeats(x, part, s->column, s->ncolumn);
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    x->what = sentinelcheck_about(s, "rows repeat the key", s->column[0]);
}

const struct sentinel_check sentinel_unique = {
    .name = "unique",
    .doc = "no two rows have the same cells in the columns",
    .on = CHECK_ROWS,
    .check = check,
    .open = open,
    .feed = feed,
    .close = judge,
};
