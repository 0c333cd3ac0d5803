/* sum_equals_total - the cells add up to a number, or to the total rows that steps dropped. */
#include "fixed.h"
#include "number.h"
#include "sentinelcheck.h"

static const struct sentinel_member member[] = {
    {"total", MEMBER_SCALAR, true, NULL,
     "the number, or \"dropped\": what the total rows say that steps dropped"},
    {"tolerance", MEMBER_NUMBER, false, NULL, "how far off the sum may be (0)"},
    {0}};

struct sum {
    struct fixed_sum sum;
    bool *from; /* [TABLE_COLUMNS_MAX + 1] source columns of the cells, for "dropped" */
};

static bool is_dropped(const struct sentinel *s)
{
    return slice_eqz(sentinelcheck_text(s, "total"), "dropped");
}

static void check(struct sentinel *s)
{
    /* What a step drops is known when it has seen all rows. */
    s->whole = s->whole || is_dropped(s);
    if (!is_dropped(s) && decimal_parse(sentinelcheck_text(s, "total"), s->arena) == NULL)
        sentinelcheck_fail(s, FAIL_BAD_ARGUMENT, "total",
                           "\"total\" must be a number or \"dropped\"");
}

static bool open(struct sentinel *s, struct sentinel_target *x)
{
    struct sum *sum = arena_new(s->arena, struct sum, 1);

    x->state = sum;
    if (sum != NULL && is_dropped(s)) {
        sum->from = arena_new(s->arena, bool, TABLE_COLUMNS_MAX + 1);
        return sum->from != NULL;
    }
    return sum != NULL;
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *part)
{
    struct sum *sum = x->state;

    for (int64_t r = 0; r < part->nrow; r++) {
        slice cell = column_cell(&part->col[x->col], r);
        const struct decimal *d;
        struct fixed f;
        struct place at;

        if (cell.n == 0) continue;
        x->of++;
        if (fixed_read(cell, &f))
            fixed_add(&sum->sum, f, s->arena);
        else if ((d = decimal_parse(cell, s->arena)) != NULL)
            fixed_add_decimal(&sum->sum, d, s->arena);
        else
            sentinelcheck_bad(x, part, x->col, r);
        at = table_place(part, x->col, r);
        if (sum->from != NULL && at.source == 0 && at.col > 0 && at.col <= TABLE_COLUMNS_MAX)
            sum->from[at.col] = true;
    }
}

/* The total that one dropped row states over these source columns; NULL: it states none. */
static const struct decimal *stated(const struct table *t, int64_t row, const bool *from,
                                    const struct number_style *style, struct arena *a)
{
    const struct decimal *sum = NULL;

    for (int c = 0; c < t->ncol; c++) {
        slice cell = column_cell(&t->col[c], row);
        struct place at = table_place(t, c, row);
        const struct decimal *d;
        char text[420];
        ptrdiff_t n;

        if (cell.n == 0 || at.col == 0 || at.col > TABLE_COLUMNS_MAX || !from[at.col]) continue;
        if (t->col[c].kind == KIND_INTEGER || t->col[c].kind == KIND_NUMBER)
            d = decimal_parse(cell, a);
        else if (number_read(cell, &style[c], text, sizeof text, &n))
            d = decimal_parse(arena_copy(a, (slice){text, n}), a);
        else
            continue;
        if (d != NULL) sum = sum == NULL ? d : decimal_add(sum, d, a);
    }
    return sum;
}

static struct number_style *styles(const struct table *t, const bool *from, struct arena *a)
{
    struct number_style *style = arena_new(a, struct number_style, t->ncol > 0 ? t->ncol : 1);
    int64_t fits, filled;

    for (int c = 0; style != NULL && c < t->ncol; c++) {
        unsigned col = t->nrow > 0 ? table_place(t, c, 0).col : 0;

        if (col > 0 && col <= TABLE_COLUMNS_MAX && from[col])
            number_detect(t->col[c].cell, t->nrow, &style[c], &fits, &filled);
    }
    return style;
}

static bool near(const struct decimal *x, const struct decimal *y, const struct decimal *slack,
                 struct arena *a)
{
    const struct decimal *off = decimal_sub(x, y, a);

    if (off != NULL && decimal_sign(off) < 0) off = decimal_neg(off, a);
    return off != NULL && decimal_cmp(off, slack) <= 0;
}

/* Whether the sum is what one dropped row says (a grand total), or all of them together (totals of
 * groups). *last is what was said last, and in which row. */
static bool said(struct sentinel *s, const struct sum *sum, const struct decimal *total,
                 const struct decimal *slack, const struct decimal **last, int32_t *row)
{
    struct arena *a = s->arena;
    const struct decimal *all = decimal_int(0, a);

    for (int i = 0; i < s->options->ndropped; i++) {
        const struct sentinel_dropped *d = &s->options->dropped[i];
        const struct number_style *style = styles(d->from, sum->from, a);

        for (int64_t r = 0; style != NULL && r < d->n; r++) {
            const struct decimal *v = stated(d->from, d->row[r], sum->from, style, a);

            if (v == NULL) continue;
            if (near(v, total, slack, a)) return true;
            all = decimal_add(all, v, a);
            *last = v;
            *row = d->from->source_row[d->row[r]];
        }
    }
    return *last != NULL && near(all, total, slack, a);
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    struct arena *a = s->arena;
    const struct sum *sum = x->state;
    const struct decimal *total = fixed_total(&sum->sum, a), *want = NULL,
                         *slack = decimal_parse(sentinelcheck_text(s, "tolerance"), a);
    slice column = s->in->col[x->col].name;
    int32_t row = 0;

    x->what = sentinelcheck_about(s, "cells are no numbers", x->col);
    if (x->bad > 0) return;
    if (slack == NULL) slack = decimal_int(0, a);
    if (total != NULL && !is_dropped(s)) {
        want = decimal_parse(sentinelcheck_text(s, "total"), a);
        if (near(total, want, slack, a)) return;
    } else if (total != NULL && said(s, sum, total, slack, &want, &row)) {
        return;
    }
    x->bad = 1;
    if (total == NULL)
        x->what = sentinelcheck_about(s, "sum that has too many digits", x->col);
    else if (want == NULL)
        x->what = arena_printf(a,
                               "missing total: no step dropped a row that states one for column "
                               "\"%.*s\"",
                               SLICE_ARG(column));
    else if (row > 0)
        x->what =
            arena_printf(a, "sum of column \"%.*s\" is %.*s, but the total in row %d says %.*s",
                         SLICE_ARG(column), SLICE_ARG(decimal_text(total, a)), (int)row,
                         SLICE_ARG(decimal_text(want, a)));
    else
        x->what = arena_printf(a, "sum of column \"%.*s\" is %.*s, not %.*s", SLICE_ARG(column),
                               SLICE_ARG(decimal_text(total, a)), SLICE_ARG(decimal_text(want, a)));
}

const struct sentinel_check sentinel_sum_equals_total = {
    .name = "sum_equals_total",
    .doc = "the cells add up to \"total\"",
    .on = CHECK_EACH_COLUMN,
    .member = member,
    .check = check,
    .open = open,
    .feed = feed,
    .close = judge,
};
