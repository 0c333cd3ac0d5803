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

/* The groups: rows in the order of their group, and where each group begins. */
struct groups {
    int64_t *row;   /* nrow, grouped */
    int64_t *start; /* n + 1 */
    int64_t n;
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

/* Groups are in order of first appearance, rows within a group in their own order. */
static bool find_groups(const struct table *in, const struct op_columns *by, struct groups *g,
                        struct op_run *run)
{
    uint64_t size = 16;
    int64_t *slot, *of = op_alloc(run, sizeof *of, in->nrow), *first;

    while (size < 2 * (uint64_t)in->nrow) size *= 2;
    slot = op_alloc(run, sizeof *slot, (int64_t)size);
    first = op_alloc(run, sizeof *first, in->nrow);
    g->row = op_alloc(run, sizeof *g->row, in->nrow);
    g->start = op_alloc(run, sizeof *g->start, in->nrow + 2);
    if (of == NULL || slot == NULL || first == NULL || g->row == NULL || g->start == NULL)
        return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        uint64_t h = hash_row(in, by, r) & (size - 1);

        while (slot[h] != 0 && !same(in, by, r, first[slot[h] - 1])) h = (h + 1) & (size - 1);
        if (slot[h] == 0) {
            first[g->n++] = r;
            slot[h] = g->n;
        }
        of[r] = slot[h] - 1;
        g->start[of[r] + 2]++;
    }
    /* start[i + 1] runs from the beginning of group i to its end while rows are put. */
    for (int64_t i = 2; i <= g->n; i++) g->start[i] += g->start[i - 1];
    for (int64_t r = 0; r < in->nrow; r++) g->row[g->start[of[r] + 1]++] = r;
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

/* Rows of one group, as a window on the table whose rows are in the order of the groups. */
static void window(const struct table *all, int64_t from, int64_t to, struct table *out)
{
    for (int c = 0; c < all->ncol; c++) {
        out->col[c].cell = all->col[c].cell + from;
        if (all->col[c].place != NULL) out->col[c].place = all->col[c].place + from;
    }
    out->source_row = all->source_row + from;
    out->nrow = to - from;
}

static bool compute(const struct args *arg, int i, const struct table *all, const struct groups *g,
                    struct column *col, struct op_run *run)
{
    const struct formula *f = open_formula(arg, i, all, &col->kind, run);
    struct table part = *all;
    struct formula_counts counts;
    slice *cell = op_alloc(run, sizeof *cell, all->nrow);

    part.col = op_alloc(run, sizeof *part.col, all->ncol);
    if (f == NULL || cell == NULL || part.col == NULL) return false;
    memcpy(part.col, all->col, (size_t)all->ncol * sizeof *part.col);
    for (int64_t k = 0; k < g->n; k++) {
        struct arena scratch;
        struct err e = {0};
        bool ok;

        window(all, g->start[k], g->start[k + 1], &part);
        arena_init(&scratch, ARENA_NO_LIMIT);
        ok = formula_rows(f, &part, &scratch, cell, &counts, &e);
        if (ok) col->cell[k] = arena_copy(run->arena, cell[0]);
        arena_free(&scratch);
        if (!ok) {
            op_fail(run, e.code == E_LIMIT ? FAIL_LIMIT : FAIL_STEP_FAILED, "values",
                    "\"%.*s\" cannot be computed: %s", SLICE_ARG(arg->values.from[i]), e.text);
            return false;
        }
        if (col->cell[k].p == NULL) return op_out_of_memory(run);
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct groups g = {0};
    struct table all, keys;
    int64_t *first;

    if (!find_groups(in, &arg->by, &g, run) || !op_pick(run, &all, in, g.row, in->nrow))
        return false;
    first = op_alloc(run, sizeof *first, g.n);
    if (first == NULL || !op_new(run, out, arg->by.n + arg->values.n, g.n)) return false;
    for (int64_t k = 0; k < g.n; k++) first[k] = g.start[k];
    if (!op_pick(run, &keys, &all, first, g.n)) return false;
    for (int i = 0; i < arg->by.n; i++) {
        if (!op_track(run, &keys, arg->by.at[i])) return false;
        out->col[i] = keys.col[arg->by.at[i]];
    }
    for (int64_t k = 0; k < g.n; k++)
        out->source_row[k] = g.start[k + 1] - g.start[k] == 1 ? keys.source_row[k] : 0;
    for (int i = 0; i < arg->values.n; i++) {
        struct column *col = &out->col[arg->by.n + i];

        col->name = arg->values.from[i];
        if (!compute(arg, i, &all, &g, col, run)) return false;
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
