#include "explain.h"

#include "formula.h"
#include "planinput.h"

/* A cell of one stage of the plan. */
struct spot {
    int64_t row;
    int col;
};

static bool same_place(struct place x, struct place y)
{
    return x.row == y.row && x.col == y.col && x.source == y.source && x.row > 0;
}

/* The row of `was` that row r of `now` came from, or -1. Rows are told apart by their source row;
 * where a source row gave several, by how many of the cells under equal names are equal. */
static int64_t row_before(const struct table *was, const struct table *now, int64_t r)
{
    int64_t best = -1;
    int best_same = -1;

    /* Steps that leave the rows alone share their numbers. */
    if (was->source_row == now->source_row) return r;
    for (int64_t k = 0; k < was->nrow; k++) {
        int same = 0;

        if (was->source_row[k] != now->source_row[r] || was->source_row[k] == 0) continue;
        for (int c = 0; c < now->ncol; c++) {
            int w = c < was->ncol && slice_eq(was->col[c].name, now->col[c].name)
                        ? c
                        : table_find(was, now->col[c].name, 1);

            same += w >= 0 && slice_eq(was->col[w].cell[k], now->col[c].cell[r]);
        }
        if (same > best_same) best_same = same, best = k;
    }
    return best;
}

/* The cell of `was` that has the same place as `now`'s cell: in the column of the same name if that
 * has one, else anywhere. */
static bool spot_by_place(const struct table *was, const struct table *now, struct spot s,
                          struct spot *out)
{
    struct place p = table_place(now, s.col, s.row);
    bool found = false;

    if (p.row == 0) return false;
    for (int c = 0; c < was->ncol; c++) {
        bool named = slice_eq(was->col[c].name, now->col[s.col].name);

        if (was->col[c].place == NULL && was->col[c].source_col != p.col) continue;
        if (found && !named) continue;
        for (int64_t r = 0; r < was->nrow; r++) {
            if (!same_place(table_place(was, c, r), p)) continue;
            *out = (struct spot){r, c};
            found = true;
            if (slice_eq(was->col[c].cell[r], now->col[s.col].cell[s.row])) break;
        }
        if (found && named) return true;
    }
    return found;
}

/* The same for a cell that no source cell gave: by its column's name and its row. */
static bool spot_by_name(const struct table *was, const struct table *now, struct spot s,
                         struct spot *out)
{
    int64_t r = row_before(was, now, s.row);
    int c = table_find(was, now->col[s.col].name, 1);

    if (r < 0) return false;
    /* A renamed column stands where it stood and says what it said. */
    if (c < 0 && s.col < was->ncol && was->ncol == now->ncol &&
        slice_eq(was->col[s.col].cell[r], now->col[s.col].cell[s.row]))
        c = s.col;
    *out = (struct spot){r, c};
    return c >= 0;
}

static bool spot_before(const struct table *was, const struct table *now, struct spot s,
                        struct spot *out)
{
    return table_place(now, s.col, s.row).row > 0 ? spot_by_place(was, now, s, out)
                                                  : spot_by_name(was, now, s, out);
}

/* The three renderings of a formula that gave the cell in row r of `in`. */
static void render(slice text, const struct table *in, int64_t r, const slice *label,
                   struct arena *a, struct explanation *out)
{
    struct formula_error fe;
    const struct formula *f = formula_parse(text, a, &fe);
    enum kind kind;

    out->formula = text;
    if (f == NULL || !formula_bind(f, in, a, &kind, &fe)) return;
    out->formula = formula_symbolic(f, a);
    if (r < 0) return;
    out->bound = formula_bound(f, in, r, a);
    out->cited = formula_cited(f, in, r, label, a);
}

static slice formula_of(const struct json *v)
{
    return json_text(json_member(v, "formula"));
}

/* The metric that made a column of this name, or NULL. */
static const struct json *metric_named(const struct plan *p, slice name)
{
    for (int i = 0; i < json_count(p->metrics); i++)
        if (slice_eq(json_text(json_member(p->metrics->item[i], "name")), name))
            return p->metrics->item[i];
    return NULL;
}

/* ------------------------------------------------------------- aggregates */

static bool add_row(struct explanation *out, int64_t row, struct arena *a)
{
    struct explain_span *last = out->nspan > 0 ? &out->span[out->nspan - 1] : NULL;

    out->rows++;
    if (row == 0 || (last != NULL && row == last->last)) return true;
    if (last != NULL && row == last->last + 1) {
        last->last = row;
        return true;
    }
    if (out->span == NULL) out->span = arena_new(a, struct explain_span, EXPLAIN_SPANS_MAX);
    if (out->span == NULL || out->nspan == EXPLAIN_SPANS_MAX) return false;
    out->span[out->nspan++] = (struct explain_span){row, row};
    return true;
}

/* The rows of `was` that have the key of this row of `now`, whose first columns are the key. */
static void cite_group(int keys, const struct table *was, const struct table *now, int64_t row,
                       struct arena *a, struct explanation *out)
{
    for (int64_t r = 0; r < was->nrow; r++) {
        bool same = true;

        for (int i = 0; same && i < keys; i++) {
            int c = table_find(was, now->col[i].name, 1);

            same = c >= 0 && slice_eq(was->col[c].cell[r], now->col[i].cell[row]);
        }
        if (same) add_row(out, was->source_row[r], a);
    }
}

/* A cell that this step made: by a formula, or as an aggregate of a group ("values" of group). */
static void made_by(const struct plan_step *s, const struct table *was, const struct table *now,
                    struct spot at, const slice *label, struct arena *a, struct explanation *out)
{
    const struct json *values = json_member(s->doc, "values");

    if (formula_of(s->doc).n > 0)
        render(formula_of(s->doc), was, row_before(was, now, at.row), label, a, out);
    for (int i = 0; json_is(values, J_OBJECT) && i < values->n; i++) {
        if (!slice_eq(values->key[i], now->col[at.col].name)) continue;
        render(json_text(values->item[i]), was, -1, label, a, out);
        cite_group(json_count(json_member(s->doc, "by")), was, now, at.row, a, out);
    }
}

/* Walks from the last stage back to the input; touches are collected last first. */
static void walk_back(const struct plan *p, const struct table *after, struct spot s,
                      const slice *label, struct arena *a, struct explanation *out)
{
    for (int k = p->nstep; k > 0; k--) {
        const struct table *now = &after[k], *was = &after[k - 1];
        struct explain_touch *t = &out->touch[out->ntouch];
        struct spot b;
        bool had = spot_before(was, now, s, &b);

        *t = (struct explain_touch){.step = k,
                                    .op = p->step[k - 1].name,
                                    .text = plan_step_text(&p->step[k - 1], a),
                                    .after = now->col[s.col].cell[s.row]};
        if (!had) {
            out->ntouch++;
            made_by(&p->step[k - 1], was, now, s, label, a, out);
            return;
        }
        t->before = was->col[b.col].cell[b.row];
        if (!slice_eq(t->before, t->after) || !slice_eq(was->col[b.col].name, now->col[s.col].name))
            out->ntouch++;
        s = b;
    }
}

/* What the source table says at a place; its own cells are of source 0. */
static slice raw_text(const struct table *t, struct place at)
{
    at.source = 0;
    for (int c = 0; c < t->ncol && at.row > 0; c++)
        for (int64_t r = 0; r < t->nrow; r++)
            if (same_place(table_place(t, c, r), at)) return t->col[c].cell[r];
    return S("");
}

bool explain_result(const struct plan *p, const struct plan_result *r, const struct table *in,
                    slice sheet, int64_t row, int col, struct arena *a, struct explanation *out,
                    struct err *e)
{
    const struct table *last = &r->after[p->nstep], *t = &r->table;
    const slice *label = planinput_labels(p, sheet, a);

    *out = (struct explanation){.sheet = sheet};
    if (row < 0 || row >= t->nrow || col < 0 || col >= t->ncol)
        return err_set(e, E_USAGE,
                       "row %lld, column %d: the result has %lld rows and %d columns below its "
                       "header",
                       (long long)row + 1, col + 1, (long long)t->nrow, t->ncol);
    out->column = t->col[col].name;
    out->value = t->col[col].cell[row];
    /* Rows that were put aside are still there after the steps. */
    if (r->target.kept != NULL) row = r->target.kept[row];
    out->touch = arena_new(a, struct explain_touch, p->nstep + 1);
    if (out->touch == NULL || label == NULL)
        return err_set(e, E_LIMIT, "the plan does not fit the memory limit");
    if (col >= last->ncol) {
        const struct json *metric = metric_named(p, out->column);

        if (metric != NULL) render(formula_of(metric), last, row, label, a, out);
        return true;
    }
    out->place = table_place(last, col, row);
    out->sheet = label[out->place.source];
    walk_back(p, r->after, (struct spot){row, col}, label, a, out);
    for (int i = 0; i < out->ntouch / 2; i++) {
        struct explain_touch first = out->touch[i];

        out->touch[i] = out->touch[out->ntouch - 1 - i];
        out->touch[out->ntouch - 1 - i] = first;
    }
    out->raw =
        raw_text(out->place.source == 0 ? in : p->table[out->place.source - 1].table, out->place);
    return true;
}

bool explain_plan(const struct plan *p, const struct table *in, const struct plan_options *o,
                  int64_t row, int col, struct arena *a, struct explanation *out, struct err *e)
{
    struct failures f = {.arena = a};
    struct plan_options keep = *o;
    struct plan_result r = {0};

    keep.keep_steps = true;
    if (!plan_apply(p, in, &keep, a, &r, &f) || r.after == NULL)
        return err_set(e, E_FAILED, "the plan does not run on this source any more");
    return explain_result(p, &r, in, o->sheet_name, row, col, a, out, e);
}

/* -------------------------------------------------------------- renderings */

static void cell_name(const struct explanation *x, struct buf *out)
{
    char letters[8];

    if (x->sheet.n > 0) buf_printf(out, "%.*s!", SLICE_ARG(x->sheet));
    buf_printf(out, "%s%d", table_letters(x->place.col, letters), (int)x->place.row);
}

static void quoted(struct buf *out, slice s)
{
    if (s.n == 0)
        buf_putz(out, "(empty)");
    else
        json_write_text(out, s);
}

static void rows_text(const struct explanation *x, struct buf *out)
{
    enum { SHOWN = 20 };

    buf_printf(out, "rows     %lld", (long long)x->rows);
    if (x->nspan > 0)
        buf_printf(out, " from %.*s%s", SLICE_ARG(x->sheet), x->sheet.n > 0 ? " " : "row ");
    for (int i = 0; i < x->nspan && i < SHOWN; i++) {
        buf_printf(out, "%s%lld", i > 0 ? ", " : "", (long long)x->span[i].first);
        if (x->span[i].last > x->span[i].first)
            buf_printf(out, "-%lld", (long long)x->span[i].last);
    }
    if (x->nspan > SHOWN) buf_putz(out, " and more");
    buf_putc(out, '\n');
}

void explain_text(const struct explanation *x, struct buf *out)
{
    buf_printf(out, "column   %.*s\nvalue    ", SLICE_ARG(x->column));
    quoted(out, x->value);
    buf_putz(out, "\nsource   ");
    if (x->place.row > 0) {
        cell_name(x, out);
        buf_putz(out, " = ");
        quoted(out, x->raw);
    } else {
        buf_putz(out, "no single cell: made by the plan");
    }
    buf_putc(out, '\n');
    for (int i = 0; i < x->ntouch; i++) {
        const struct explain_touch *t = &x->touch[i];

        buf_printf(out, "step %-3d %.*s: ", t->step, SLICE_ARG(t->text));
        if (t->before.n > 0 && !slice_eq(t->before, t->after)) {
            quoted(out, t->before);
            buf_putz(out, " -> ");
        }
        quoted(out, t->after);
        buf_putc(out, '\n');
    }
    if (x->formula.n > 0) buf_printf(out, "formula  %.*s\n", SLICE_ARG(x->formula));
    if (x->rows > 0) rows_text(x, out);
    if (x->bound.n > 0) buf_printf(out, "bound    %.*s\n", SLICE_ARG(x->bound));
    if (x->cited.n > 0) buf_printf(out, "cited    %.*s\n", SLICE_ARG(x->cited));
}

void explain_json(const struct explanation *x, struct json_writer *w)
{
    jw_text(w, "column", x->column);
    jw_text(w, "value", x->value);
    if (x->place.row > 0) {
        jw_open(w, "source", '{');
        jw_text(w, "sheet", x->sheet);
        jw_int(w, "row", x->place.row);
        jw_int(w, "column", x->place.col);
        jw_text(w, "text", x->raw);
        jw_close(w, '}');
    } else {
        jw_null(w, "source");
    }
    jw_open(w, "steps", '[');
    for (int i = 0; i < x->ntouch; i++) {
        jw_open(w, NULL, '{');
        jw_int(w, "step", x->touch[i].step);
        jw_text(w, "op", x->touch[i].op);
        jw_text(w, "text", x->touch[i].text);
        jw_text(w, "before", x->touch[i].before);
        jw_text(w, "after", x->touch[i].after);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    if (x->rows > 0) {
        jw_open(w, "aggregate", '{');
        jw_int(w, "rows", x->rows);
        jw_open(w, "source_rows", '[');
        for (int i = 0; i < x->nspan; i++) {
            jw_open(w, NULL, '[');
            jw_int(w, NULL, x->span[i].first);
            jw_int(w, NULL, x->span[i].last);
            jw_close(w, ']');
        }
        jw_close(w, ']');
        jw_close(w, '}');
    }
    if (x->formula.n == 0) return;
    jw_open(w, "formula", '{');
    jw_text(w, "symbolic", x->formula);
    jw_text(w, "bound", x->bound);
    jw_text(w, "cited", x->cited);
    jw_close(w, '}');
}
