/* group - one row for each group of rows, with formulas over the group. */
#include "op.h"
#include "utf8.h"

struct args {
    struct op_columns by;
    struct op_pairs values;
};

static const struct op_param param[] = {
    {.name = "by",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, by),
     .optional = true,
     .doc = "the columns that are the same within a group; one group of all rows when absent"},
    {.name = "values",
     .type = OP_PAIRS,
     .formulas = true,
     .at = offsetof(struct args, values),
     .doc = "new columns and their formulas, like sum(hours); what is no aggregate is taken from "
            "the first row of the group"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"by\":[\"site\"],\"values\":{\"rows\":\"count()\",\"first\":\"min(name)\"}}",
     "site,name\nKöln,Eva\nBonn,Jo\nKöln,Ann\n", "site,rows,first\nKöln,2,Ann\nBonn,1,Jo\n", NULL},
    {"{\"values\":{\"h\":\"sum(number(h))\"}}", "a,h\nx,1.5\ny,2\n", "h\n3.5\n", NULL},
    {"{\"by\":[\"site\"],\"values\":{\"site\":\"count()\"}}", "site\nKöln\n", NULL,
     "duplicate_column"},
    {"{\"by\":[\"site\"],\"values\":{\"n\":\"sum(hous)\"}}", "site,hours\nKöln,1\n", NULL,
     "formula_name"},
    {"{\"by\":[\"site\"],\"values\":{\"n\":\"sum(hours\"}}", "site,hours\nKöln,1\n", NULL,
     "formula_syntax"},
    {0}};

/* The groups, in order of first appearance. */
struct groups {
    int64_t *of;    /* [nrow] each row's group */
    int64_t *first; /* [n] each group's first row */
    int64_t *rows;  /* [n] how many it has */
    int64_t n, cap;
    int64_t *slot; /* hash table of groups + 1 */
    uint64_t mask;
};

static uint64_t hash_row(const struct table *in, const struct op_columns *by, int64_t r)
{
    uint64_t h = 0x9E3779B97F4A7C15u;

    for (int i = 0; i < by->n; i++)
        h = (h ^ slice_hash(in->col[by->at[i]].cell[r])) * 0xBF58476D1CE4E5B9u;
    return h ^ h >> 29;
}

static bool same(const struct table *in, const struct op_columns *by, int64_t r, int64_t s)
{
    for (int i = 0; i < by->n; i++)
        if (!slice_eq(in->col[by->at[i]].cell[r], in->col[by->at[i]].cell[s])) return false;
    return true;
}

static bool grow(const struct table *in, const struct op_columns *by, struct groups *g,
                 struct op_run *run)
{
    int64_t cap = g->cap == 0 ? 1024 : g->cap * 4, *first, *rows;

    first = op_alloc(run, sizeof *first, cap);
    rows = op_alloc(run, sizeof *rows, cap);
    g->slot = op_alloc(run, sizeof *g->slot, cap * 2);
    if (first == NULL || rows == NULL || g->slot == NULL) return false;
    g->mask = (uint64_t)cap * 2 - 1;
    g->cap = cap;
    for (int64_t k = 0; k < g->n; k++) {
        uint64_t h = hash_row(in, by, g->first[k]) & g->mask;

        while (g->slot[h] != 0) h = (h + 1) & g->mask;
        g->slot[h] = k + 1;
        first[k] = g->first[k];
        rows[k] = g->rows[k];
    }
    g->first = first;
    g->rows = rows;
    return true;
}

static bool find_groups(const struct table *in, const struct op_columns *by, struct groups *g,
                        struct op_run *run)
{
    g->of = op_alloc(run, sizeof *g->of, in->nrow > 0 ? in->nrow : 1);
    if (g->of == NULL || !grow(in, by, g, run)) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        uint64_t h;

        /* Rows of one group often stand together. */
        if (r > 0 && same(in, by, r, r - 1)) {
            g->of[r] = g->of[r - 1];
            g->rows[g->of[r]]++;
            continue;
        }
        if (g->n == g->cap && !grow(in, by, g, run)) return false;
        h = hash_row(in, by, r) & g->mask;
        while (g->slot[h] != 0 && !same(in, by, r, g->first[g->slot[h] - 1])) h = (h + 1) & g->mask;
        if (g->slot[h] == 0) {
            g->first[g->n++] = r;
            g->slot[h] = g->n;
        }
        g->of[r] = g->slot[h] - 1;
        g->rows[g->of[r]]++;
    }
    return true;
}

/* A failure of one formula, with a pointer to its member. */
static void formula_failed(struct op_run *run, slice name, slice text,
                           const struct formula_error *e)
{
    struct failure *f = op_fail(run, e->code, "values", "%s (at character %td of the formula)",
                                e->text, utf8_count(slice_sub(text, 0, e->at)) + 1);

    f->pointer =
        arena_printf(run->failures->arena, "%.*s/%.*s", SLICE_ARG(f->pointer), SLICE_ARG(name));
    if (e->suggestion.n > 0) f->suggestion = arena_copy(run->failures->arena, e->suggestion);
}

static const struct formula *open_formula(const struct args *arg, int i, const struct table *in,
                                          enum kind *kind, struct op_run *run)
{
    struct formula_error e = {0};
    slice text = arg->values.to[i];
    const struct formula *f = formula_parse(text, run->arena, &e);

    if (f != NULL && formula_bind(f, in, run->arena, kind, &e)) return f;
    formula_failed(run, arg->values.from[i], text, &e);
    return NULL;
}

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    bool ok = true;

    for (int i = 0; i < arg->values.n; i++) {
        enum kind kind;

        ok = open_formula(arg, i, in, &kind, run) != NULL && ok;
        for (int k = 0; k < arg->by.n; k++) {
            struct table one = {.col = &in->col[arg->by.at[k]], .ncol = 1};

            ok = op_fresh(run, "values", &one, arg->values.from[i], -1) && ok;
        }
    }
    return ok;
}

static bool compute(const struct args *arg, int i, const struct table *in, const struct groups *g,
                    struct column *col, struct op_run *run)
{
    const struct formula *f = open_formula(arg, i, in, &col->kind, run);
    struct err e = {0};

    if (f == NULL) return false;
    if (formula_groups(f, in, g->of, g->first, g->n, run->arena, col->cell, &e)) return true;
    op_fail(run, e.code == E_LIMIT ? FAIL_LIMIT : FAIL_STEP_FAILED, "values",
            "\"%.*s\" cannot be computed: %s", SLICE_ARG(arg->values.from[i]), e.text);
    return false;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct groups g = {0};
    struct table keys;

    if (!find_groups(in, &arg->by, &g, run) || !op_pick(run, &keys, in, g.first, g.n) ||
        !op_new(run, out, arg->by.n + arg->values.n, g.n))
        return false;
    for (int i = 0; i < arg->by.n; i++) {
        if (!op_track(run, &keys, arg->by.at[i])) return false;
        out->col[i] = keys.col[arg->by.at[i]];
    }
    for (int64_t k = 0; k < g.n; k++) out->source_row[k] = g.rows[k] == 1 ? keys.source_row[k] : 0;
    for (int i = 0; i < arg->values.n; i++) {
        struct column *col = &out->col[arg->by.n + i];

        col->name = arg->values.from[i];
        if (!compute(arg, i, in, &g, col, run)) return false;
    }
    return true;
}

const struct op op_group = {
    .name = "group",
    .version = 1,
    .group = "tables",
    .doc = "Make one row of each group of rows, with sums, counts and other formulas over it.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .check = check,
    .apply = apply,
};
