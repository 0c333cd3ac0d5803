/* referential - cells are among those of another column, of this table or of another one. */
#include "keyset.h"
#include "sentinelcheck.h"

static const struct sentinel_member member[] = {
    {"in", MEMBER_TEXT, true, NULL, "the column that has the values"},
    {"of", MEMBER_TEXT, false, NULL,
     "the plan's further input that has that column; this table "
     "when it is not given"},
    {0}};

/* The table with the values; NULL: it could not be read. *known: there is an input of that name. */
static const struct table *other(const struct sentinel *s, bool *known)
{
    slice name = sentinelcheck_text(s, "of");

    *known = true;
    if (name.p == NULL) return s->in;
    for (int i = 0; i < s->options->ninput; i++)
        if (slice_eq(s->options->input[i].name, name)) return s->options->input[i].table;
    *known = false;
    return NULL;
}

static void check(struct sentinel *s)
{
    bool known;
    const struct table *t = other(s, &known);
    slice in = sentinelcheck_text(s, "in"), of = sentinelcheck_text(s, "of");
    struct arena *a = s->failures->arena;

    if (!known)
        sentinelcheck_fail(s, FAIL_BAD_ARGUMENT, "of",
                           arena_printf(a, "the plan has no input \"%.*s\"", SLICE_ARG(of)).p);
    else if (t != NULL && table_find(t, in, 1) < 0)
        sentinelcheck_fail(s, FAIL_UNKNOWN_COLUMN, "in",
                           arena_printf(a, "no column named \"%.*s\"%s%.*s", SLICE_ARG(in),
                                        of.n > 0 ? " in " : "", SLICE_ARG(of))
                               .p);
}

/* The keys of cells [from, to) of a column, at most KEYSET_AHEAD, whose places are being fetched.
 */
static void keys_of(const struct keyset *known, const struct column *c, int64_t from, int64_t to,
                    struct keyset_key *key)
{
    for (int64_t r = from; r < to; r++) {
        key[r - from] = keyset_key();
        keyset_cell(&key[r - from], column_cell(c, r));
        keyset_prefetch(known, &key[r - from]);
    }
}

static int64_t ahead(int64_t from, int64_t nrow)
{
    return from + KEYSET_AHEAD < nrow ? from + KEYSET_AHEAD : nrow;
}

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    bool there;
    const struct table *t = other(s, &there);
    int c = t != NULL ? table_find(t, sentinelcheck_text(s, "in"), 1) : -1;
    struct keyset *known = arena_new(s->arena, struct keyset, 1);
    struct keyset_key key[KEYSET_AHEAD];

    x->state = known;
    if (c < 0 || known == NULL || !keyset_open(known, s->arena, t->nrow)) return false;
    for (int64_t from = 0, to; from < t->nrow; from = to) {
        to = ahead(from, t->nrow);
        keys_of(known, &t->col[c], from, to, key);
        for (int64_t r = from; r < to; r++) keyset_put(known, key[r - from]);
    }
    return !known->full;
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    struct keyset_key key[KEYSET_AHEAD];

    (void)s;
    for (int64_t from = 0, to; from < part->nrow; from = to) {
        to = ahead(from, part->nrow);
        keys_of(x->state, &part->col[x->col], from, to, key);
        for (int64_t r = from; r < to; r++) {
            if (column_cell(&part->col[x->col], r).n == 0) continue;
            x->of++;
            if (!keyset_has(x->state, key[r - from])) sentinelcheck_bad(x, part, x->col, r);
        }
    }
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    slice of = sentinelcheck_text(s, "of");
    const char *what =
        arena_printf(s->arena, "cells are not in column \"%.*s\"%s%.*s:",
                     SLICE_ARG(sentinelcheck_text(s, "in")), of.n > 0 ? " of " : "", SLICE_ARG(of))
            .p;

    x->what = sentinelcheck_about(s, what, x->col);
}

const struct sentinel_check sentinel_referential = {
    .name = "referential",
    .doc = "filled cells are among those of column \"in\"",
    .on = CHECK_EACH_COLUMN,
    .whole = true,
    .member = member,
    .check = check,
    .open = open,
    .feed = feed,
    .close = judge,
};
