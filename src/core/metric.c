#include "metric.h"

#include "op.h"
#include "utf8.h"

static struct failure *metric_fail(struct failures *f, enum failure_code c, int i,
                                   const char *member, slice message)
{
    struct failure *x = failure_add(f, c, 0, "metric %d: %.*s", i + 1, SLICE_ARG(message));

    x->argument = slice_z(member);
    x->pointer =
        arena_printf(f->arena, "/metrics/%d%s%s", i, member ? "/" : "", member ? member : "");
    return x;
}

static bool text_member(const struct json *m, int i, const char *name, bool required, slice *out,
                        struct failures *f)
{
    const struct json *v = json_member(m, name);

    *out = json_text(v);
    if (v == NULL && !required) return true;
    if (v != NULL && v->type == J_TEXT && (!required || utf8_trim(*out).n > 0)) return true;
    metric_fail(
        f, v == NULL ? FAIL_MISSING_ARGUMENT : FAIL_BAD_ARGUMENT, i, name,
        arena_printf(f->arena, "\"%s\" must be a string%s", name, required ? " with text" : ""));
    return false;
}

static bool check_form(const struct json *m, int i, slice *name, slice *formula, struct failures *f)
{
    static const char *const known[] = {"name", "formula", "unit", NULL};
    bool ok = true;
    slice unit;

    if (!json_is(m, J_OBJECT)) {
        metric_fail(f, FAIL_BAD_ARGUMENT, i, NULL, S("a metric must be an object"));
        return false;
    }
    for (int k = 0; k < m->n; k++) {
        bool found = false;
        const char *near = NULL;
        int best = 3;
        struct failure *x;

        for (int j = 0; known[j] != NULL; j++) {
            int d = slice_distance(m->key[k], slice_z(known[j]), 2);

            found = found || slice_eqz(m->key[k], known[j]);
            if (d < best) best = d, near = known[j];
        }
        if (found) continue;
        x = metric_fail(
            f, FAIL_UNKNOWN_ARGUMENT, i, arena_z(f->arena, m->key[k]),
            arena_printf(f->arena, "a metric has no member \"%.*s\"", SLICE_ARG(m->key[k])));
        x->suggestion = slice_z(near);
        ok = false;
    }
    ok = text_member(m, i, "name", true, name, f) && ok;
    ok = text_member(m, i, "formula", true, formula, f) && ok;
    return text_member(m, i, "unit", false, &unit, f) && ok;
}

/* Adds one column. */
static bool add(int i, slice name, slice text, struct table *t, struct arena *a, struct failures *f)
{
    struct op_run run = {.arena = a, .failures = f};
    struct formula_error fe = {0};
    struct formula_counts counts;
    struct err e = {0};
    struct table in = *t;
    struct column *col;
    enum kind kind = KIND_TEXT;
    const struct formula *x;

    if (table_count_name(t, name) > 0) {
        metric_fail(f, FAIL_DUPLICATE_COLUMN, i, "name",
                    arena_printf(f->arena, "there is a column \"%.*s\" already", SLICE_ARG(name)));
        return false;
    }
    x = formula_parse(text, a, &fe);
    if (x == NULL || !formula_bind(x, t, a, &kind, &fe)) {
        struct failure *b =
            metric_fail(f, fe.code, i, "formula",
                        arena_printf(f->arena, "%s (at character %td of the formula)", fe.text,
                                     utf8_count(slice_sub(text, 0, fe.at)) + 1));

        if (fe.suggestion.n > 0) b->suggestion = arena_copy(f->arena, fe.suggestion);
        /* What names the metric later is not wrong because of it. */
        if (t->nrow == 0 && op_insert(&run, t, t->ncol, name))
            t->col[t->ncol - 1].kind = KIND_NUMBER;
        return false;
    }
    if (!op_insert(&run, t, t->ncol, name)) return false;
    col = &t->col[t->ncol - 1];
    col->kind = kind;
    if (formula_rows(x, &in, a, col->cell, &counts, &e)) return true;
    metric_fail(f, e.code == E_LIMIT ? FAIL_LIMIT : FAIL_STEP_FAILED, i, "formula",
                arena_printf(f->arena, "\"%.*s\" cannot be computed: %s", SLICE_ARG(name), e.text));
    return false;
}

bool metric_apply(const struct json *metrics, const struct table *in, struct arena *a,
                  struct table *out, struct failures *f)
{
    struct err e = {0};
    bool ok = true;

    if (!table_share(out, a, in, &e)) {
        failure_add(f, FAIL_LIMIT, 0, "%s", e.text);
        *out = (struct table){.arena = a};
        return false;
    }
    for (int i = 0; i < json_count(metrics); i++) {
        slice name, formula;

        ok = check_form(metrics->item[i], i, &name, &formula, f) &&
             add(i, name, formula, out, a, f) && ok;
    }
    return ok;
}
