/* new_values - no value that earlier runs did not have. */
#include "keyset.h"
#include "sentinelcheck.h"

enum { VALUES_MAX = 20000, SHOWN = 5 };

/* The different values of this run; beyond VALUES_MAX they are not kept. */
struct seen {
    struct keyset set, known;
    slice *value;
    int64_t n, cap;
    int runs; /* that known is from */
};

static struct keyset_key key_of(slice cell)
{
    struct keyset_key k = keyset_key();

    keyset_cell(&k, cell);
    return k;
}

/* Columns of which nothing is known yet: no run, or one with too many values. */
static void learn(struct sentinel *s, struct seen *x, slice column)
{
    int n = sentinelcheck_runs(s);

    for (int i = 0; i < n; i++) {
        slice text = sentinelcheck_was(s, i, column, "values");
        const struct json *v = text.n > 0 ? json_parse(s->arena, text, NULL) : NULL;

        if (!json_is(v, J_ARRAY)) continue;
        x->runs++;
        for (int k = 0; k < v->n; k++) keyset_put(&x->known, key_of(json_text(v->item[k])));
    }
}

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    struct seen *seen = arena_new(s->arena, struct seen, 1);

    x->state = seen;
    if (seen == NULL || !keyset_open(&seen->set, s->arena, 64) ||
        !keyset_open(&seen->known, s->arena, 64))
        return false;
    learn(s, seen, s->in->col[x->col].name);
    return true;
}

static void remember(struct seen *x, slice cell, struct arena *a)
{
    if (x->n == x->cap) {
        slice *more = arena_new(a, slice, x->cap = x->cap * 2 + 64);

        if (more == NULL) return;
        if (x->n > 0) memcpy(more, x->value, (size_t)x->n * sizeof *more);
        x->value = more;
    }
    x->value[x->n++] = arena_copy(a, cell);
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    struct seen *seen = x->state;

    for (int64_t r = 0; r < part->nrow; r++) {
        slice cell = column_cell(&part->col[x->col], r);
        struct keyset_key k = key_of(cell);

        if (cell.n == 0) continue;
        x->of++;
        if (seen->runs > 0 && !keyset_has(&seen->known, k)) sentinelcheck_bad(x, part, x->col, r);
        if (seen->n <= VALUES_MAX && !keyset_put(&seen->set, k)) remember(seen, cell, s->arena);
    }
}

static void keep(struct sentinel *s, const struct seen *seen, slice column)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};

    if (seen->n > VALUES_MAX) return;
    jw_open(&w, NULL, '[');
    for (int64_t i = 0; i < seen->n; i++) jw_text(&w, NULL, seen->value[i]);
    jw_close(&w, ']');
    sentinelcheck_keep(s, column, "values", buf_take(&b, s->arena));
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    const struct seen *seen = x->state;
    slice column = s->in->col[x->col].name;
    struct buf b = {0};
    int shown = 0;

    keep(s, seen, column);
    x->skipped = seen->runs == 0;
    if (x->bad == 0) return;
    buf_printf(&b,
               "cells of column \"%.*s\" have values that %.*s did not have:", SLICE_ARG(column),
               SLICE_ARG(sentinelcheck_runs_text(s, seen->runs)));
    for (int64_t i = 0; i < seen->n && shown <= SHOWN; i++) {
        if (keyset_has(&seen->known, key_of(seen->value[i]))) continue;
        if (shown++ == SHOWN)
            buf_putz(&b, " and more");
        else
            buf_printf(&b, "%s \"%.*s\"", shown > 1 ? "," : "", SLICE_ARG(seen->value[i]));
    }
    x->what = buf_take(&b, s->arena);
}

const struct sentinel_check sentinel_new_values = {
    .name = "new_values",
    .doc = "no value that earlier runs did not have",
    .on = CHECK_EACH_COLUMN,
    .drifts = true,
    .member = sentinelcheck_runs_member,
    .open = open,
    .feed = feed,
    .close = judge,
};
