/* What a plan reads, its identity, its text for people, and edits that give a new document. */
#include "plan.h"

/* --------------------------------------------------------------- reads */

/* Where the columns of the names-only table came from: source_col is the 1-based input column. */
static bool input_columns(const struct table *in, struct arena *a, struct table *out)
{
    struct err e = {0};

    if (!table_share(out, a, in, &e)) return false;
    out->nrow = 0;
    for (int c = 0; c < out->ncol; c++) {
        out->col[c].place = NULL;
        out->col[c].source_col = c + 1;
    }
    return true;
}

static bool any_column_given(const struct plan_step *s)
{
    for (const struct op_param *p = s->op->param; p->name != NULL; p++)
        if (p->of == NULL &&
            (p->type == OP_COLUMN || p->type == OP_COLUMNS || p->type == OP_RENAMES) &&
            json_member(s->doc, p->name) != NULL)
            return true;
    return false;
}

static void mark(bool *input, const struct table *now, int c)
{
    if (c >= 0 && now->col[c].source_col > 0) input[now->col[c].source_col - 1] = true;
}

/* What the metrics and the sentinels read of the result. */
static void reads_of_result(const struct plan *p, const struct table *now, struct arena *a,
                            bool *input)
{
    for (int i = 0; i < json_count(p->metrics); i++) {
        struct formula_error e = {0};
        const struct formula *f =
            formula_parse(json_text(json_member(p->metrics->item[i], "formula")), a, &e);
        int *at = NULL, n = 0;

        if (f != NULL) formula_reads(f, now, a, &at, &n);
        for (int k = 0; k < n; k++) mark(input, now, at[k]);
    }
    for (int i = 0; i < json_count(p->sentinels); i++) {
        const struct json *columns = json_member(p->sentinels->item[i], "columns");

        for (int k = 0; json_is(columns, J_ARRAY) && k < columns->n; k++)
            mark(input, now, table_find(now, json_text(columns->item[k]), 1));
    }
}

bool plan_reads(const struct plan *p, const struct table *in, struct arena *a,
                struct op_columns *out, bool *reads_all)
{
    struct failures none = {.arena = a};
    struct op_run run = {
        .arena = a, .failures = &none, .names_only = true, .input = p->table, .ninput = p->ninput};
    bool *input = arena_new(a, bool, in->ncol), ok = true;
    struct table now;

    *out = (struct op_columns){.at = arena_new(a, int, in->ncol)};
    *reads_all = false;
    if (input == NULL || out->at == NULL || !input_columns(in, a, &now)) return false;
    for (int i = 0; i < p->nstep && ok && !*reads_all; i++) {
        const struct plan_step *s = &p->step[i];
        bool *reads = arena_new(a, bool, now.ncol);
        struct table after = {0};
        void *args;

        run.step = i + 1;
        args = s->op != NULL ? op_parse(s->op, s->doc, &now, &run) : NULL;
        if (args == NULL || reads == NULL) {
            ok = false;
            break;
        }
        op_reads(s->op, s->doc, args, &now, a, reads, reads_all);
        if (s->op->reads_rows && !any_column_given(s)) *reads_all = true;
        for (int c = 0; c < now.ncol; c++)
            if (reads[c]) mark(input, &now, c);
        run.columns_unknown = op_blind(s->op, args);
        if (run.columns_unknown) after = now;
        ok = run.columns_unknown || ((s->op->check == NULL || s->op->check(args, &now, &run)) &&
                                     s->op->apply(args, &now, &after, &run));
        /* What follows a step whose columns depend on cells cannot be told. */
        if (run.columns_unknown && i + 1 < p->nstep) *reads_all = true;
        now = after;
    }
    if (ok && !*reads_all) reads_of_result(p, &now, a, input);
    for (int c = 0; c < in->ncol; c++)
        if (input[c]) out->at[out->n++] = c;
    return ok;
}

/* --------------------------------------------------------------- needs */

/* Do columns that the step does not name pass through it and change nothing else? Without any of
 * its column arguments it works on all. */
static bool is_narrow(const struct plan_step *s)
{
    bool takes_columns = false;

    if (s->op->dynamic || s->op->drops_totals) return false;
    for (const struct op_param *p = s->op->param; p->name != NULL; p++) {
        if (p->type == OP_TABLE) return false;
        takes_columns = takes_columns || p->type == OP_COLUMN || p->type == OP_COLUMNS;
    }
    return any_column_given(s) || !(takes_columns || s->op->reads_rows);
}

/* The columns after the step, as its own apply makes them; reads NULL: not asked for. */
static bool names_after(const struct plan_step *s, const struct table *in, struct table *out,
                        bool *reads, bool *by_position, struct op_run *run)
{
    void *args = s->op != NULL ? op_parse(s->op, s->doc, in, run) : NULL;

    *out = (struct table){0};
    if (args == NULL || op_blind(s->op, args)) return false;
    if (reads != NULL) op_reads(s->op, s->doc, args, in, run->arena, reads, by_position);
    return (s->op->check == NULL || s->op->check(args, in, run)) &&
           s->op->apply(args, in, out, run) && !run->columns_unknown;
}

/* One step of plan_needs: the table before it, the columns after it, and which of the former are
 * needed. source_col of a column is the 1-based column of the table before. */
struct need {
    struct table before, after;
    bool *live;
};

/* Finds need[i].live for all n steps, from the last one back. */
static bool find_live(const struct plan *p, int n, struct need *need, struct op_run *run)
{
    for (int i = 0; i < n; i++) {
        bool by_position = false;

        need[i].live = arena_new(run->arena, bool, need[i].before.ncol);
        run->step = i + 1;
        if (need[i].live == NULL ||
            !names_after(&p->step[i], &need[i].before, &need[i].after, need[i].live, &by_position,
                         run) ||
            !input_columns(&need[i].after, run->arena, &need[i + 1].before))
            return false;
        for (int c = 0; c < need[i].before.ncol && (by_position || !is_narrow(&p->step[i])); c++)
            need[i].live[c] = true;
    }
    for (int i = n - 1; i >= 0; i--)
        for (int c = 0; c < need[i].after.ncol; c++) {
            int from = need[i].after.col[c].source_col;

            if (from > 0 && (i == n - 1 || need[i + 1].live[c])) need[i].live[from - 1] = true;
        }
    return true;
}

/* Leaves out what is not needed before the step. */
static bool narrow(const struct need *x, struct table *now, struct op_columns *keep,
                   struct arena *a)
{
    keep->n = 0;
    keep->at = arena_new(a, int, now->ncol);
    if (keep->at == NULL) return false;
    for (int c = 0; c < now->ncol; c++)
        if (x->live[now->col[c].source_col - 1]) keep->at[keep->n++] = c;
    for (int k = 0; k < keep->n; k++) now->col[k] = now->col[keep->at[k]];
    now->ncol = keep->n;
    return true;
}

/* Are the columns of `got` those of x->after, but for some that the next step does not need? They
 * are numbered by them. */
static bool same_but_dead(const struct need *x, const bool *live, struct table *got)
{
    int c = 0;

    for (int f = 0; f < x->after.ncol; f++) {
        const struct column *want = &x->after.col[f], *have = &got->col[c];

        if (c < got->ncol && slice_eq(have->name, want->name) && have->kind == want->kind &&
            have->source_col == want->source_col)
            got->col[c++].source_col = f + 1;
        else if (live == NULL || live[f])
            return false;
    }
    return c == got->ncol;
}

struct op_columns *plan_needs(const struct plan *p, int n, const struct table *in, struct arena *a)
{
    struct failures none = {.arena = a};
    struct op_run run = {.arena = a,
                         .failures = &none,
                         .names_only = true,
                         .rows = -1,
                         .input = p->table,
                         .ninput = p->ninput};
    struct op_columns *keep = arena_new(a, struct op_columns, n + 1);
    struct need *need = arena_new(a, struct need, n + 1);
    struct table now, after;

    if (keep == NULL || need == NULL || !input_columns(in, a, &need[0].before) ||
        !find_live(p, n, need, &run) || !input_columns(in, a, &now))
        return NULL;
    /* The steps themselves say whether they make the same without the others. */
    for (int i = 0; i < n; i++) {
        run.step = i + 1;
        if (!narrow(&need[i], &now, &keep[i], a) ||
            !names_after(&p->step[i], &now, &after, NULL, NULL, &run) ||
            !input_columns(&after, a, &now))
            return NULL;
        for (int c = 0; c < now.ncol; c++) now.col[c].source_col = after.col[c].source_col;
        if (!same_but_dead(&need[i], i + 1 < n ? need[i + 1].live : NULL, &now)) return NULL;
    }
    return keep;
}

/* ------------------------------------------------------------ identity */

slice plan_text(const struct plan *p, struct arena *a)
{
    struct buf b = {0};

    json_write(&b, p->doc, 0);
    return buf_take(&b, a);
}

digest plan_digest(const struct plan *p, struct arena *a)
{
    struct buf b = {0};
    digest d;

    (void)a;
    json_write_canonical(&b, p->doc);
    d = hash_sha256(buf_slice(&b));
    buf_free(&b);
    return d;
}

/* --------------------------------------------------------------- edits */

static const struct json *with_steps(const struct plan *p, const struct json *steps,
                                     struct arena *a)
{
    struct json *doc = json_edit(a, p->doc);

    json_set(a, doc, "steps", steps);
    return doc;
}

const struct json *plan_with_step(const struct plan *p, int at, const struct json *step,
                                  bool replace, struct arena *a)
{
    struct json *steps = json_new_array(a);

    for (int i = 0; i <= p->nstep; i++) {
        if (i == at) json_push(a, steps, step);
        if (i < p->nstep && !(replace && i == at)) json_push(a, steps, p->step[i].doc);
    }
    return with_steps(p, steps, a);
}

const struct json *plan_without_step(const struct plan *p, int at, struct arena *a)
{
    struct json *steps = json_new_array(a);

    for (int i = 0; i < p->nstep; i++)
        if (i != at) json_push(a, steps, p->step[i].doc);
    return with_steps(p, steps, a);
}

const struct json *plan_empty(slice sheet, int region, int header_rows, struct arena *a)
{
    struct json *doc = json_new_object(a), *source = json_new_object(a);

    json_set(a, doc, "fettle", json_new_text(a, S("plan/1")));
    if (sheet.n > 0) json_set(a, source, "sheet", json_new_text(a, sheet));
    if (region > 0) json_set(a, source, "region", json_new_int(a, region));
    if (header_rows >= 0) json_set(a, source, "header_rows", json_new_int(a, header_rows));
    if (source->n > 0) json_set(a, doc, "source", source);
    json_set(a, doc, "steps", json_new_array(a));
    return doc;
}

/* ---------------------------------------------------------- for people */

static void put_column(struct buf *b, const struct json *v)
{
    if (json_is(v, J_OBJECT)) {
        buf_put(b, json_text(json_member(v, "column")));
        buf_printf(b, " #%lld", (long long)json_i64(json_member(v, "nth"), 1));
    } else if (json_is(v, J_NUMBER)) {
        buf_putz(b, "#");
        buf_put(b, v->text);
    } else {
        buf_put(b, json_text(v));
    }
}

/* A list is shortened in the middle: people look at its ends. */
static void put_list(struct buf *b, const struct json *v, bool columns)
{
    for (int i = 0; i < json_count(v); i++) {
        if (v->n > 6 && i == 3) {
            buf_printf(b, ", … (%d)", v->n);
            i = v->n - 2;
            continue;
        }
        if (i > 0) buf_putz(b, ", ");
        if (columns)
            put_column(b, v->item[i]);
        else
            json_write_text(b, v->item[i]->text);
    }
}

static void put_pairs(struct buf *b, const struct json *v)
{
    for (int i = 0; i < json_count(v); i++) {
        if (i == 3 && v->n > 4) {
            buf_printf(b, ", … (%d)", v->n);
            return;
        }
        if (i > 0) buf_putz(b, ", ");
        buf_put(b, v->key[i]);
        buf_putz(b, " → ");
        if (v->type != J_OBJECT || json_text(v->item[i]).n > 0)
            buf_put(b, json_text(v->item[i]));
        else
            buf_putz(b, "\"\"");
    }
}

static void put_argument(struct buf *b, const struct op_param *p, const struct json *v)
{
    switch (p->type) {
    case OP_COLUMN:
        put_column(b, v);
        break;
    case OP_COLUMNS:
        if (json_is(v, J_ARRAY)) put_list(b, v, true);
        break;
    case OP_TEXTS:
        if (json_is(v, J_ARRAY)) put_list(b, v, false);
        break;
    case OP_PAIRS:
    case OP_RENAMES:
        if (json_is(v, J_OBJECT)) put_pairs(b, v);
        break;
    case OP_FORMULA:
    case OP_NAME:
    case OP_TABLE:
        buf_put(b, json_text(v));
        break;
    case OP_TEXT:
    case OP_PATTERN:
        buf_printf(b, "%s=", p->name);
        json_write_text(b, json_text(v));
        break;
    case OP_CHOICE:
        buf_printf(b, "%s=%.*s", p->name, SLICE_ARG(json_text(v)));
        break;
    case OP_INT:
        buf_printf(b, "%s=%.*s", p->name, SLICE_ARG(v->text));
        break;
    case OP_BOOL:
        buf_printf(b, "%s%s", v->type == J_TRUE ? "" : "no ", p->name);
        break;
    }
}

slice plan_step_text(const struct plan_step *s, struct arena *a)
{
    struct buf b = {0};
    bool arrow = false;

    buf_put(&b, s->name.n > 0 ? s->name : S("(no op)"));
    if (s->op == NULL) {
        buf_putz(&b, " (unknown)");
        return buf_take(&b, a);
    }
    /* What it works on, then what it makes. */
    for (const struct op_param *p = s->op->param; p->name != NULL; p++) {
        const struct json *v = json_member(s->doc, p->name);
        bool range = p->type == OP_COLUMN && strcmp(p->name, "to") == 0;

        if (v == NULL || p->type == OP_NAME) continue;
        buf_putz(&b, range ? ".." : " ");
        put_argument(&b, p, v);
    }
    for (const struct op_param *p = s->op->param; p->name != NULL; p++) {
        const struct json *v = json_member(s->doc, p->name);

        if (v == NULL || p->type != OP_NAME) continue;
        buf_putz(&b, arrow ? ", " : " → ");
        arrow = true;
        put_argument(&b, p, v);
    }
    return buf_take(&b, a);
}
