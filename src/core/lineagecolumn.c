#include "lineagecolumn.h"

/* The columns of all sources one after the other; seen[first[source] + column]. */
struct seen {
    const struct plan *plan;
    const struct plan_result *result;
    struct arena *arena;
    const struct table **table; /* [ninput + 1] */
    int *first;                 /* [ninput + 2] */
    bool *is;
    bool aggregate, changed;
};

static void mark(struct seen *s, struct place at)
{
    const struct table *t;

    if (at.col == 0 || (int)at.source > s->plan->ninput) return;
    t = s->table[at.source];
    for (int c = 0; t != NULL && c < t->ncol; c++)
        if (t->col[c].source_col == (int32_t)at.col) {
            s->is[s->first[at.source] + c] = true;
            return;
        }
}

/* Marks where cells of the column say they are from; false: none says anything. */
static bool mark_places(struct seen *s, const struct table *t, int c)
{
    const struct column *col = &t->col[c];
    struct place last = {0};
    bool any = false;

    if (col->place == NULL) {
        mark(s, (struct place){.row = 1, .col = (uint32_t)col->source_col & 0xFFFFF});
        return col->source_col > 0;
    }
    for (int64_t r = 0; r < t->nrow; r++) {
        struct place at = col->place[r];

        if (at.row == 0) continue;
        if (any && at.col == last.col && at.source == last.source) continue;
        mark(s, at);
        last = at;
        any = true;
    }
    return any;
}

static void trace(struct seen *s, int step, int c, int depth);

static void trace_formula(struct seen *s, slice text, int step, int depth)
{
    const struct table *was = &s->result->after[step];
    struct formula_error e;
    const struct formula *f = formula_parse(text, s->arena, &e);
    int *at = NULL, n = 0;

    if (f != NULL) formula_reads(f, was, s->arena, &at, &n);
    for (int i = 0; i < n; i++) trace(s, step, at[i], depth + 1);
}

/* What step (1-based) read to make a column of this name. */
static void trace_step(struct seen *s, int step, slice name, int depth)
{
    const struct plan_step *x = &s->plan->step[step - 1];
    const struct table *was = &s->result->after[step - 1];
    const struct json *values = json_member(x->doc, "values");
    struct failures none = {.arena = s->arena};
    struct op_run run = {.arena = s->arena,
                         .failures = &none,
                         .step = step,
                         .input = s->plan->table,
                         .ninput = s->plan->ninput};
    bool *reads = arena_new(s->arena, bool, was->ncol > 0 ? was->ncol : 1), by_position;
    void *args;

    s->changed = true;
    for (int i = 0; json_is(values, J_OBJECT) && i < values->n; i++)
        if (slice_eq(values->key[i], name)) {
            s->aggregate = true;
            trace_formula(s, json_text(values->item[i]), step - 1, depth);
            return;
        }
    args = op_parse(x->op, x->doc, was, &run);
    if (args == NULL || reads == NULL) return;
    op_reads(x->op, x->doc, args, was, s->arena, reads, &by_position);
    for (int c = 0; c < was->ncol; c++)
        if (reads[c]) trace(s, step - 1, c, depth + 1);
}

/* Column c after `step`: where its cells are from, else what it was made of. */
static void trace(struct seen *s, int step, int c, int depth)
{
    slice name = s->result->after[step].col[c].name;

    if (depth > 64 || mark_places(s, &s->result->after[step], c)) return;
    for (int k = step; k > 0; k--) {
        const struct json *values = json_member(s->plan->step[k - 1].doc, "values");
        int before = table_find(&s->result->after[k - 1], name, 1);
        bool made = before < 0;

        /* An aggregate may have the name of what it adds up. */
        for (int i = 0; json_is(values, J_OBJECT) && i < values->n; i++)
            made = made || slice_eq(values->key[i], name);
        if (made || mark_places(s, &s->result->after[k - 1], before)) {
            trace_step(s, k, name, depth);
            return;
        }
    }
}

/* Did any step give the column other cells than it found? */
static bool touched(const struct plan_result *r, const struct column *last)
{
    const struct table *first = &r->after[0];

    for (int c = 0; c < first->ncol; c++)
        if (first->col[c].source_col == last->source_col && last->place == NULL &&
            last->source_col > 0 && slice_eq(first->col[c].name, last->name))
            return first->col[c].cell != last->cell && first->nrow == r->table.nrow;
    return true;
}

static bool collect(struct seen *s, struct lineagecolumn *out)
{
    int all = s->first[s->plan->ninput + 1];

    out->how = s->aggregate ? LINEAGECOLUMN_AGGREGATION
               : s->changed ? LINEAGECOLUMN_TRANSFORMATION
                            : LINEAGECOLUMN_IDENTITY;
    for (int i = 0; i < all; i++) out->n += s->is[i];
    out->from = arena_new(s->arena, struct lineagecolumn_source, out->n > 0 ? out->n : 1);
    if (out->from == NULL) return false;
    out->n = 0;
    for (int k = 0; k <= s->plan->ninput; k++)
        for (int i = s->first[k]; i < s->first[k + 1]; i++)
            if (s->is[i])
                out->from[out->n++] =
                    (struct lineagecolumn_source){k, s->table[k]->col[i - s->first[k]].name};
    return true;
}

static bool open_sources(struct seen *s, const struct table *in)
{
    int n = s->plan->ninput;

    s->table = arena_alloc(s->arena, sizeof *s->table, (size_t)n + 1);
    s->first = arena_new(s->arena, int, n + 2);
    if (s->table == NULL || s->first == NULL) return false;
    for (int k = 0; k <= n; k++) {
        s->table[k] = k == 0 ? in : s->plan->table[k - 1].table;
        s->first[k + 1] = s->first[k] + (s->table[k] != NULL ? s->table[k]->ncol : 0);
    }
    s->is = arena_new(s->arena, bool, s->first[n + 1] > 0 ? s->first[n + 1] : 1);
    return s->is != NULL;
}

struct lineagecolumn *lineagecolumn_of(const struct plan *p, const struct plan_result *r,
                                       const struct table *in, struct arena *a)
{
    struct seen s = {.plan = p, .result = r, .arena = a};
    const struct table *last = &r->after[p->nstep];
    struct lineagecolumn *out =
        arena_new(a, struct lineagecolumn, r->table.ncol > 0 ? r->table.ncol : 1);

    if (out == NULL || !open_sources(&s, in)) return NULL;
    for (int c = 0; c < r->table.ncol; c++) {
        memset(s.is, 0, (size_t)s.first[p->ninput + 1] * sizeof *s.is);
        s.aggregate = false;
        out[c].name = r->table.col[c].name;
        if (c < last->ncol) {
            s.changed = touched(r, &last->col[c]);
            trace(&s, p->nstep, c, 0);
        } else {
            s.changed = true;
            for (int i = 0; i < json_count(p->metrics); i++)
                if (slice_eq(json_text(json_member(p->metrics->item[i], "name")), out[c].name))
                    trace_formula(&s, json_text(json_member(p->metrics->item[i], "formula")),
                                  p->nstep, 0);
        }
        if (!collect(&s, &out[c])) return NULL;
    }
    return out;
}
