/* duplicate_rows - no row repeats another. */
#include "keyset.h"
#include "sentinelcheck.h"

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    x->state = arena_new(s->arena, struct keyset, 1);
    return x->state != NULL && keyset_open(x->state, s->arena, s->in->nrow);
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    (void)s;
    if (part->ncol > 0) sentinelcheck_repeats(x, part, NULL, part->ncol);
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    (void)s;
    x->what = S("rows repeat another row");
}

const struct sentinel_check sentinel_duplicate_rows = {
    .name = "duplicate_rows",
    .doc = "no row repeats another in all of its cells",
    .on = CHECK_TABLE,
    .open = open,
    .feed = feed,
    .close = judge,
};
