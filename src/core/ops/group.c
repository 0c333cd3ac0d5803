/* group - one row for each group of rows, with formulas over the group. */
#include "fixed.h"
#include "op.h"
#include "utf8.h"
#include <stdlib.h>

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

/* One group. */
struct one {
    slice *cell; /* of its first row, for each column that is kept */
    struct place *place;
    int64_t first, rows; /* the position of that row; how many it has */
    int32_t source_row;
};

/* What is known from part to part: the groups, in the order in which they were met. */
struct groups {
    struct one *one;
    int64_t n, cap;
    int64_t *slot; /* hash table of groups + 1 */
    uint64_t mask;
    int64_t rows; /* that came so far */
    int *kept;    /* the columns that the keys and the formulas read; the keys first */
    int nkept;
    const struct formula **formula;
    struct formula_fold **fold; /* NULL: needs all rows in one part */
};

static uint64_t hash_row(const struct table *in, const struct op_columns *by, int64_t r)
{
    uint64_t h = 0x9E3779B97F4A7C15u;

    for (int i = 0; i < by->n; i++)
        h = (h ^ slice_hash(in->col[by->at[i]].cell[r])) * 0xBF58476D1CE4E5B9u;
    return h ^ h >> 29;
}

static uint64_t hash_key(const struct one *g, int n)
{
    uint64_t h = 0x9E3779B97F4A7C15u;

    for (int i = 0; i < n; i++) h = (h ^ slice_hash(g->cell[i])) * 0xBF58476D1CE4E5B9u;
    return h ^ h >> 29;
}

static bool same(const struct table *in, const struct op_columns *by, int64_t r,
                 const struct one *g)
{
    for (int i = 0; i < by->n; i++)
        if (!slice_eq(in->col[by->at[i]].cell[r], g->cell[i])) return false;
    return true;
}

/* Memory that stays while the rows come in parts. */
static struct arena *stay(struct op_run *run)
{
    return run->kept != NULL ? run->stay : run->arena;
}

static bool grow(const struct op_columns *by, struct groups *g, struct op_run *run)
{
    int64_t cap = g->cap == 0 ? 256 : g->cap * 4;
    struct one *one = arena_new(stay(run), struct one, cap);

    g->slot = arena_new(stay(run), int64_t, cap * 2);
    if (one == NULL || g->slot == NULL) return op_out_of_memory(run);
    if (g->n > 0) memcpy(one, g->one, (size_t)g->n * sizeof *one);
    g->one = one;
    g->mask = (uint64_t)cap * 2 - 1;
    g->cap = cap;
    for (int64_t k = 0; k < g->n; k++) {
        uint64_t h = hash_key(&one[k], by->n) & g->mask;

        while (g->slot[h] != 0) h = (h + 1) & g->mask;
        g->slot[h] = k + 1;
    }
    return true;
}

/* Row r is the first of the group, as far as the rows have come. */
static bool put_first(const struct groups *g, struct one *one, const struct table *in, int64_t r,
                      int64_t at, struct op_run *run)
{
    if (one->cell == NULL) {
        one->cell = arena_new(stay(run), slice, g->nkept);
        one->place = arena_new(stay(run), struct place, g->nkept);
        if (one->cell == NULL || one->place == NULL) return op_out_of_memory(run);
    }
    one->first = at;
    one->source_row = in->source_row[r];
    for (int i = 0; i < g->nkept; i++) {
        slice s = fixed_cell(&in->col[g->kept[i]], r, run->arena);

        if (s.n == 0)
            one->cell[i] = S("");
        else if (!slice_eq(one->cell[i], s))
            one->cell[i] = op_keep_text(run, s);
        if (one->cell[i].p == NULL) return false;
        one->place[i] = table_place(in, g->kept[i], r);
    }
    return true;
}

/* Are the key cells of row r the very same as those of the row before? */
static bool shared(const struct table *in, const struct op_columns *by, int64_t r)
{
    bool is = r > 0;

    for (int i = 0; is && i < by->n; i++) {
        const slice *s = &in->col[by->at[i]].cell[r];

        is = s[0].p == s[-1].p && s[0].n == s[-1].n;
    }
    return is;
}

/* The group of each row. */
static int64_t *find_groups(const struct table *in, const struct op_columns *by, int64_t at,
                            struct groups *g, struct op_run *run)
{
    int64_t *of = op_alloc(run, sizeof *of, in->nrow > 0 ? in->nrow : 1), last = -1;

    if (of == NULL || (g->cap == 0 && !grow(by, g, run))) return NULL;
    for (int64_t r = 0; r < in->nrow; r++) {
        struct one *one;
        uint64_t h;

        /* Rows of one group often stand together. */
        if (last < 0 || (!shared(in, by, r) && !same(in, by, r, &g->one[last]))) {
            if (g->n == g->cap && !grow(by, g, run)) return NULL;
            h = hash_row(in, by, r) & g->mask;
            while (g->slot[h] != 0 && !same(in, by, r, &g->one[g->slot[h] - 1]))
                h = (h + 1) & g->mask;
            if (g->slot[h] == 0) g->slot[h] = ++g->n;
            last = g->slot[h] - 1;
        }
        one = &g->one[of[r] = last];
        if ((one->rows++ == 0 || at + r < one->first) && !put_first(g, one, in, r, at + r, run))
            return NULL;
    }
    return of;
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

/* At the first part: the formulas, and what has to be kept of the first rows. */
static bool open_groups(const struct args *arg, const struct table *in, struct groups *g,
                        struct op_run *run)
{
    int n = arg->values.n;
    bool *is = op_alloc(run, sizeof *is, in->ncol), folds = true;
    struct op_run early = *run;

    early.arena = stay(run);
    g->formula = op_alloc(&early, sizeof(struct formula *), n);
    g->fold = op_alloc(&early, sizeof *g->fold, n);
    g->kept = op_alloc(&early, sizeof *g->kept, in->ncol + arg->by.n);
    if (is == NULL || g->formula == NULL || g->fold == NULL || g->kept == NULL) return false;
    for (int i = 0; i < arg->by.n; i++) is[g->kept[g->nkept++] = arg->by.at[i]] = true;
    for (int i = 0; i < n; i++) {
        enum kind kind;
        int *at, nat;

        g->formula[i] = open_formula(arg, i, in, &kind, &early);
        if (g->formula[i] == NULL) return false;
        formula_reads(g->formula[i], in, run->arena, &at, &nat);
        for (int k = 0; k < nat; k++)
            if (!is[at[k]]) is[g->kept[g->nkept++] = at[k]] = true;
        folds = folds && formula_folds(g->formula[i]);
    }
    run->whole = !folds;
    for (int i = 0; i < n && folds; i++) {
        g->fold[i] = formula_fold_open(g->formula[i], early.arena);
        if (g->fold[i] == NULL) return op_out_of_memory(run);
    }
    return true;
}

static int by_first(const void *x, const void *y)
{
    const struct one *const *a = x, *const *b = y;

    return ((*a)->first > (*b)->first) - ((*a)->first < (*b)->first);
}

/* The groups as their first rows, in the order in which they were met; order[i] is the one that
 * comes i-th. */
static bool first_rows(const struct groups *g, const struct table *in, struct table *out,
                       int64_t **order, struct op_run *run)
{
    const struct one **sorted = op_alloc(run, sizeof *sorted, g->n);

    *order = op_alloc(run, sizeof **order, g->n);
    if (sorted == NULL || *order == NULL || !op_new(run, out, in->ncol, g->n)) return false;
    for (int c = 0; c < in->ncol; c++) {
        out->col[c].name = in->col[c].name;
        out->col[c].kind = in->col[c].kind;
    }
    for (int i = 0; i < g->nkept; i++) {
        struct column *col = &out->col[g->kept[i]];

        col->place = op_alloc(run, sizeof *col->place, g->n);
        if (col->place == NULL) return false;
        for (int64_t k = 0; k < g->n; k++) {
            col->cell[k] = g->one[k].cell[i];
            col->place[k] = g->one[k].place[i];
        }
    }
    for (int64_t k = 0; k < g->n; k++) {
        sorted[k] = &g->one[k];
        out->source_row[k] = g->one[k].rows == 1 ? g->one[k].source_row : 0;
    }
    qsort(sorted, (size_t)g->n, sizeof *sorted, by_first);
    for (int64_t k = 0; k < g->n; k++) (*order)[k] = sorted[k] - g->one;
    return true;
}

static bool failed(const struct args *arg, int i, const struct err *e, struct op_run *run)
{
    op_fail(run, e->code == E_LIMIT ? FAIL_LIMIT : FAIL_STEP_FAILED, "values",
            "\"%.*s\" cannot be computed: %s", SLICE_ARG(arg->values.from[i]), e->text);
    return false;
}

/* One row for each group. `of`: the groups of the rows of `in`, for the formulas that do not fold.
 */
static bool put_groups(const struct args *arg, const struct groups *g, const struct table *in,
                       const int64_t *of, struct table *out, struct op_run *run)
{
    int64_t *order, *first = op_alloc(run, sizeof *first, g->n);
    struct table firsts, keys;

    if (first == NULL || !first_rows(g, in, &firsts, &order, run) ||
        !op_pick(run, &keys, &firsts, order, g->n) ||
        !op_new(run, out, arg->by.n + arg->values.n, g->n))
        return false;
    for (int i = 0; i < arg->by.n; i++) out->col[i] = keys.col[arg->by.at[i]];
    for (int64_t k = 0; k < g->n; k++) {
        out->source_row[k] = keys.source_row[k];
        first[k] = g->one[order[k]].first;
    }
    for (int i = 0; i < arg->values.n; i++) {
        struct column *col = &out->col[arg->by.n + i];
        struct formula_error fe = {0};
        struct err e = {0};

        col->name = arg->values.from[i];
        if (!formula_bind(g->formula[i], in, run->arena, &col->kind, &fe)) return false;
        if (!(g->fold[i] != NULL
                  ? formula_fold_end(g->fold[i], &firsts, order, run->arena, col->cell, &e)
                  : formula_groups(g->formula[i], in, of, first, g->n, run->arena, col->cell, &e)))
            return failed(arg, i, &e, run);
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct groups *g = op_keep(run, sizeof *g, 1);
    struct table keyed;
    struct err e = {0};
    int64_t *of, at;

    if (!op_texts(run, &keyed, in, &arg->by)) return false;
    in = &keyed;
    if (g == NULL || (g->formula == NULL && !open_groups(arg, in, g, run))) return false;
    /* The order of the rows: lane by lane, and within a lane as they come. */
    at = g->rows + ((int64_t)run->lane << 40);
    of = find_groups(in, &arg->by, at, g, run);
    if (of == NULL) return false;
    g->rows += in->nrow;
    for (int i = 0; i < arg->values.n; i++)
        if (g->fold[i] != NULL && !formula_fold_rows(g->fold[i], in, of, at, g->n, run->arena, &e))
            return failed(arg, i, &e, run);
    if (!run->more) return put_groups(arg, g, in, of, out, run);
    return op_new(run, out, 0, 0);
}

const struct op op_group = {
    .name = "group",
    .version = 1,
    .group = "tables",
    .doc = "Make one row of each group of rows, with sums, counts and other formulas over it.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .in_parts = true,
    .takes_numbers = true,
    .folds = true,
    .check = check,
    .apply = apply,
};
