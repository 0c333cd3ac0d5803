#include "change.h"

#include "buf.h"
#include <inttypes.h>

/* For each column of `to`, the same column of `from`, or -1. */
static int *pair_columns(const struct table *from, const struct table *to, struct arena *a)
{
    int *at = arena_new(a, int, to->ncol > 0 ? to->ncol : 1);

    for (int c = 0; at != NULL && c < to->ncol; c++) {
        int nth = 1;

        /* Wide tables rarely move columns; the same position is the cheap guess. */
        if (c < from->ncol && slice_eq(from->col[c].name, to->col[c].name)) {
            at[c] = c;
            continue;
        }
        for (int k = 0; k < c; k++) nth += slice_eq(to->col[k].name, to->col[c].name);
        at[c] = table_find(from, to->col[c].name, nth);
    }
    return at;
}

static slice row_text(const struct table *t, int64_t r, struct arena *a)
{
    struct buf b = {0};

    for (int c = 0; c < t->ncol && b.n < 160; c++) {
        slice s = column_cell(&t->col[c], r);

        if (s.n == 0) continue;
        if (b.n > 0) buf_putz(&b, "  ");
        buf_put(&b, slice_sub(s, 0, 160));
    }
    return buf_take(&b, a);
}

static void note_columns(const struct table *to, const int *pair, struct arena *a, slice **names,
                         int *n)
{
    *names = arena_new(a, slice, to->ncol > 0 ? to->ncol : 1);
    for (int c = 0; *names != NULL && c < to->ncol; c++)
        if (pair[c] < 0) (*names)[(*n)++] = arena_copy(a, to->col[c].name);
}

static void compare_row(const struct table *before, int64_t rb, const struct table *after,
                        int64_t ra, const int *pair, struct arena *a, struct change *out)
{
    for (int c = 0; c < after->ncol; c++) {
        slice was, now;

        if (pair[c] < 0) continue;
        was = column_cell(&before->col[pair[c]], rb);
        now = column_cell(&after->col[c], ra);
        if ((was.p == now.p && was.n == now.n) || slice_eq(was, now)) continue;
        out->cells++;
        if (out->ncell < CHANGE_KEEP)
            out->cell[out->ncell++] =
                (struct change_cell){before->source_row[rb], arena_copy(a, after->col[c].name),
                                     arena_copy(a, was), arena_copy(a, now)};
    }
}

static void gone_row(const struct table *t, int64_t r, struct arena *a, struct change *out)
{
    out->gone++;
    if (out->nrow < CHANGE_KEEP)
        out->row[out->nrow++] = (struct change_row){t->source_row[r], row_text(t, r, a)};
}

/* Source rows that only rise and are known: then rows can be told apart by them. */
static bool is_ordered(const struct table *t)
{
    for (int64_t r = 0; r < t->nrow; r++)
        if (t->source_row[r] <= 0 || (r > 0 && t->source_row[r] <= t->source_row[r - 1]))
            return false;
    return true;
}

/* The same rows in the same order: a step on cells, even where a source row gave several rows. */
static bool same_rows(const struct table *x, const struct table *y)
{
    return x->nrow == y->nrow &&
           (x->source_row == y->source_row || x->nrow == 0 ||
            memcmp(x->source_row, y->source_row, (size_t)x->nrow * sizeof *x->source_row) == 0);
}

void change_tables(const struct table *before, const struct table *after, struct arena *a,
                   struct change *out)
{
    int *now_was = pair_columns(before, after, a), *was_now = pair_columns(after, before, a);
    int64_t b = 0, n = 0;

    *out = (struct change){.rows_before = before->nrow,
                           .rows_after = after->nrow,
                           .cols_before = before->ncol,
                           .cols_after = after->ncol};
    out->cell = arena_new(a, struct change_cell, CHANGE_KEEP);
    out->row = arena_new(a, struct change_row, CHANGE_KEEP);
    out->retyped = arena_new(a, slice, CHANGE_KEEP);
    if (now_was == NULL || was_now == NULL || out->cell == NULL || out->row == NULL ||
        out->retyped == NULL) {
        out->reshaped = true;
        return;
    }
    note_columns(after, now_was, a, &out->added, &out->nadded);
    note_columns(before, was_now, a, &out->removed, &out->nremoved);
    for (int c = 0; c < after->ncol && out->nretyped < CHANGE_KEEP; c++)
        if (now_was[c] >= 0 && before->col[now_was[c]].kind != after->col[c].kind)
            out->retyped[out->nretyped++] = arena_printf(
                a, "%.*s: %s to %s", SLICE_ARG(after->col[c].name),
                kind_name(before->col[now_was[c]].kind), kind_name(after->col[c].kind));
    if (same_rows(before, after)) {
        for (; n < after->nrow; n++) compare_row(before, n, after, n, now_was, a, out);
        return;
    }
    if (!is_ordered(before) || !is_ordered(after)) {
        out->reshaped = true;
        return;
    }
    while (b < before->nrow || n < after->nrow) {
        int64_t rb = b < before->nrow ? before->source_row[b] : INT64_MAX;
        int64_t rn = n < after->nrow ? after->source_row[n] : INT64_MAX;

        if (rb == rn)
            compare_row(before, b++, after, n++, now_was, a, out);
        else if (rb < rn)
            gone_row(before, b++, a, out);
        else
            out->came++, n++;
    }
}

slice change_text(const struct change *c, struct arena *a)
{
    struct buf b = {0};

    if (c->rows_before != c->rows_after)
        buf_printf(&b, "%" PRId64 " -> %" PRId64 " rows", c->rows_before, c->rows_after);
    else
        buf_printf(&b, "%" PRId64 " rows", c->rows_after);
    if (c->cols_before != c->cols_after)
        buf_printf(&b, ", %d -> %d columns", c->cols_before, c->cols_after);
    else if (c->nadded > 0)
        buf_printf(&b, ", %d column%s renamed", c->nadded, c->nadded == 1 ? "" : "s");
    if (c->cells > 0)
        buf_printf(&b, ", %" PRId64 " cell%s changed", c->cells, c->cells == 1 ? "" : "s");
    if (c->nretyped > 0) buf_printf(&b, ", %d retyped", c->nretyped);
    return buf_take(&b, a);
}
