#include "lineage.h"

#include "planinput.h"

struct spans {
    struct arena *arena;
    struct provenance_row *at;
    int n, cap;
};

static bool add(struct spans *s, const struct provenance_row *row)
{
    if (s->n == LINEAGE_SPANS_MAX) return false;
    if (s->n == s->cap) {
        struct provenance_row *more =
            arena_new(s->arena, struct provenance_row, s->cap = s->cap * 2 + 64);

        if (more == NULL) return false;
        if (s->n > 0) memcpy(more, s->at, sizeof *more * (size_t)s->n);
        s->at = more;
    }
    s->at[s->n++] = *row;
    return true;
}

/* Does source row `row` go on where the span is? The second row decides the span's step. */
static bool extends(struct provenance_row *span, int64_t row)
{
    int64_t k = span->row_last - span->row_first + 1;

    if (k == 1) span->source_step = row - span->source_row;
    return span->source_row > 0 && row > 0 ? row == span->source_row + k * span->source_step
                                           : row == span->source_row;
}

/* Cuts column c (0-based) into spans of cells that one rule explains; label[place.source] is the
 * span's sheet. */
static bool put_column(struct spans *s, struct provenance_row span, const slice *label,
                       int64_t nrow, int c,
                       struct place (*place)(const void *ctx, int c, int64_t r), const void *ctx)
{
    unsigned source = 0;

    for (int64_t r = 0; r < nrow; r++) {
        struct place p = place(ctx, c, r);

        if (r > 0 && p.col == span.source_col && p.source == source && extends(&span, p.row)) {
            span.row_last = r + 1;
            continue;
        }
        if (r > 0) {
            if (span.row_last == span.row_first) span.source_step = 0;
            if (!add(s, &span)) return false;
        }
        span.row_first = span.row_last = r + 1;
        span.source_row = p.row;
        span.source_col = p.col;
        span.sheet = label[source = p.source];
        span.source_step = 0;
    }
    return nrow == 0 || add(s, &span);
}

/* ---------------------------------------------------------------- plans */

/* The last step that gave the column other cells than it found; 0: none. Steps share the cells of
 * the columns they leave alone. */
static int last_touch(const struct plan_result *r, slice name)
{
    for (int k = r->done; k > 0; k--) {
        const struct table *after = &r->after[k], *before = &r->after[k - 1];
        int x = table_find(after, name, 1), y = table_find(before, name, 1);

        if (x < 0) continue;
        if (y < 0 || before->nrow != after->nrow || before->col[y].cell != after->col[x].cell)
            return k;
    }
    return 0;
}

/* The formula that made the column in this step or as a metric; empty: none. */
static slice formula_of(const struct plan *p, int step, slice name)
{
    const struct plan_step *s = step > 0 ? &p->step[step - 1] : NULL;
    slice made = {0}, text = {0};

    for (int i = 0; i < json_count(p->metrics); i++)
        if (slice_eq(json_text(json_member(p->metrics->item[i], "name")), name))
            return json_text(json_member(p->metrics->item[i], "formula"));
    for (const struct op_param *q = s != NULL && s->op != NULL ? s->op->param : NULL;
         q != NULL && q->name != NULL; q++) {
        if (q->type == OP_NAME) made = json_text(json_member(s->doc, q->name));
        if (q->type == OP_FORMULA) text = json_text(json_member(s->doc, q->name));
    }
    return slice_eq(made, name) ? text : (slice){0};
}

static struct place table_cell(const void *ctx, int c, int64_t r)
{
    return table_place(ctx, c, r);
}

/* Does every cell come from the source row of its row? */
static bool keeps_rows(const struct column *c)
{
    return c->place == NULL && c->source_col > 0;
}

/* The spans of the rows, once for all columns that keep them. They are taken back where they are so
 * few that each column may as well have its own; *shared tells. */
static bool put_rows(struct spans *s, const struct table *t, const slice *label, bool *shared)
{
    enum { FEW = 64 };
    struct provenance_row span = {.column = 0, .column_name = S("")};
    int c = 0, before = s->n;

    while (c < t->ncol && !keeps_rows(&t->col[c])) c++;
    *shared = false;
    if (c == t->ncol) return true;
    if (!put_column(s, span, label, t->nrow, c, table_cell, t)) return false;
    *shared = s->n - before > FEW;
    if (!*shared) s->n = before;
    for (int i = before; i < s->n; i++) s->at[i].source_col = 0;
    return true;
}

bool lineage_of_plan(const struct plan *p, const struct plan_result *r, slice sheet,
                     struct arena *a, struct provenance_row **out, int *n)
{
    struct spans s = {.arena = a};
    const slice *label = planinput_labels(p, sheet, a);
    bool shared, ok = label != NULL && put_rows(&s, &r->table, label, &shared);

    for (int c = 0; ok && c < r->table.ncol; c++) {
        struct provenance_row span = {.column = c + 1, .column_name = r->table.col[c].name};

        if (r->after != NULL) span.step = last_touch(r, span.column_name);
        span.formula = formula_of(p, span.step, span.column_name);
        if (shared && keeps_rows(&r->table.col[c])) {
            span.row_first = 1;
            span.row_last = r->table.nrow;
            span.sheet = label[0];
            span.source_row = PROVENANCE_ROWS;
            span.source_col = r->table.col[c].source_col;
            ok = add(&s, &span);
        } else {
            ok = put_column(&s, span, label, r->table.nrow, c, table_cell, &r->table);
        }
    }
    *out = s.at;
    *n = s.n;
    return ok;
}

/* ----------------------------------------------------------------- code */

static struct place index_cell(const void *ctx, int c, int64_t r)
{
    const int64_t *index = ctx;

    (void)c;
    return (struct place){.row = index != NULL ? (int32_t)index[r] : 0};
}

bool lineage_of_code(const struct table *t, const int64_t *index, slice sheet, slice transform,
                     struct arena *a, struct provenance_row **out, int *n)
{
    struct spans s = {.arena = a};
    bool ok = true;

    for (int c = 0; ok && c < t->ncol; c++) {
        struct provenance_row span = {
            .column = c + 1, .column_name = t->col[c].name, .transform = transform};

        ok = put_column(&s, span, &sheet, t->nrow, c, index_cell, index);
    }
    *out = s.at;
    *n = s.n;
    return ok;
}
