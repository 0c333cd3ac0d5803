/* wide_to_long - several measures that are each spread over the same variable become columns. */
#include "headgrid.h"
#include "oprange.h"
#include "wordset.h"

struct args {
    struct oprange range;
    slice names_to, separator;
    int variable;
    struct op_texts stubs;
};

static const char *const variable[] = {"auto", "first", "last", NULL};

static const struct op_param param[] = {
    OPRANGE_PARAMS(struct args, range),
    {.name = "names_to",
     .type = OP_NAME,
     .at = offsetof(struct args, names_to),
     .fallback = "\"variable\"",
     .doc = "the new column for the variable's values"},
    {.name = "separator",
     .type = OP_TEXT,
     .at = offsetof(struct args, separator),
     .optional = true,
     .doc = "what stands between the two parts of a name; found when absent"},
    {.name = "variable",
     .type = OP_CHOICE,
     .at = offsetof(struct args, variable),
     .fallback = "\"auto\"",
     .choice = variable,
     .doc = "which part of a name is the variable; auto looks at the names and the cells"},
    {.name = "stubs",
     .type = OP_TEXTS,
     .at = offsetof(struct args, stubs),
     .optional = true,
     .doc = "the measures, as the names begin or end with them; found when absent"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"from\":\"hours 2023\",\"to\":\"cost 2024\",\"names_to\":\"year\"}",
     "id,hours 2023,hours 2024,cost 2023,cost 2024\n7,1,2,10,20\n8,3,4,30,40\n",
     "id,year,hours,cost\n7,2023,1,10\n7,2024,2,20\n8,2023,3,30\n8,2024,4,40\n", NULL},
    {"{\"from\":2,\"to\":5,\"names_to\":\"quarter\",\"separator\":\"_\",\"variable\":\"first\"}",
     "id,Q1_h,Q1_eur,Q2_h,Q2_eur\n7,1,10,2,20\n", "id,quarter,h,eur\n7,Q1,1,10\n7,Q2,2,20\n", NULL},
    {"{\"from\":2,\"to\":5,\"stubs\":[\"beds\",\"day beds\"],\"variable\":\"first\"}",
     "id,under 65 beds,under 65 day beds,65 and over beds,65 and over day beds\n7,1,2,3,4\n",
     "id,variable,beds,day beds\n7,under 65,1,2\n7,65 and over,3,4\n", NULL},
    {"{\"from\":2,\"to\":5,\"stubs\":[\"cost\"]}", "id,h 1,h 2,cost 1,cost 2\n7,1,2,3,4\n", NULL,
     "step_failed"},
    {"{\"from\":2,\"to\":5}", "id,alpha,beta,gamma,delta\n7,1,2,3,4\n", NULL, "step_failed"},
    {"{\"from\":2}", "id,a1,a2,b1,b2\n7,1,2,3,4\n", NULL, "missing_argument"},
    {"{\"from\":2,\"to\":5,\"names_to\":\"id\"}", "id,a1,a2,b1,b2\n7,1,2,3,4\n", NULL,
     "duplicate_column"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    int n;
    bool *is, ok = true;

    if (!oprange_check(&arg->range, in, run) ||
        oprange_columns(&arg->range, in, run, &n, &is) == NULL)
        return false;
    for (int c = 0; c < in->ncol; c++) {
        struct table one = {.col = &in->col[c], .ncol = 1};

        if (!is[c]) ok = op_fresh(run, "names_to", &one, arg->names_to, -1) && ok;
    }
    return ok;
}

/* The new columns (stubs), the values of the variable, and which of both each column is. */
struct grid {
    struct wordset stub, value;
    int *stub_of, *value_of;
};

static bool find_grid(const struct args *arg, const struct table *in, const int *at, int n,
                      struct grid *g, struct op_run *run)
{
    struct table sub = {.col = op_alloc(run, sizeof *sub.col, n), .ncol = n, .nrow = in->nrow};
    struct headgrid_hint hint = {arg->separator, (enum headgrid_side)arg->variable, arg->stubs.at,
                                 arg->stubs.n};
    struct headgrid names;

    g->stub_of = op_alloc(run, sizeof *g->stub_of, n);
    g->value_of = op_alloc(run, sizeof *g->value_of, n);
    if (sub.col == NULL || g->stub_of == NULL || g->value_of == NULL) return false;
    for (int i = 0; i < n; i++) sub.col[i] = in->col[at[i]];
    if (!headgrid_find_as(&sub, 0, n - 1, &hint, run->arena, &names)) {
        if (arg->stubs.n > 0)
            op_fail(run, FAIL_STEP_FAILED, "stubs",
                    "not each of the names of these %d columns begins, or each ends, with one of "
                    "the stubs and says more",
                    n);
        else
            op_fail(run, FAIL_STEP_FAILED, arg->range.columns_given ? "columns" : "from",
                    "the names of these %d columns are not made of measures and one variable, like "
                    "\"hours 2023\", \"hours 2024\", \"cost 2023\", \"cost 2024\"",
                    n);
        return false;
    }
    if (!wordset_open(&g->stub, n, run->arena) || !wordset_open(&g->value, n, run->arena))
        return op_out_of_memory(run);
    for (int i = 0; i < n; i++) {
        g->stub_of[i] = wordset_add(&g->stub, names.stub[i]);
        g->value_of[i] = wordset_add(&g->value, names.value[i]);
    }
    return true;
}

/* Every stub and value has at most one column, and no new name is there already. */
static bool check_grid(const struct args *arg, const struct table *in, const bool *is,
                       const struct grid *g, int n, struct op_run *run)
{
    bool *taken = op_alloc(run, sizeof *taken, (int64_t)g->stub.n * g->value.n);

    if (taken == NULL) return false;
    for (int i = 0; i < n; i++) {
        int64_t k = (int64_t)g->stub_of[i] * g->value.n + g->value_of[i];

        if (taken[k]) {
            op_fail(run, FAIL_STEP_FAILED, "from", "two columns are both \"%.*s\" of \"%.*s\"",
                    SLICE_ARG(g->stub.key[g->stub_of[i]]), SLICE_ARG(g->value.key[g->value_of[i]]));
            return false;
        }
        taken[k] = true;
    }
    for (int c = 0; c < in->ncol; c++) {
        int s = is[c] ? -1 : wordset_find(&g->stub, in->col[c].name);

        if (s >= 0) return op_fresh(run, "from", in, g->stub.key[s], -1);
    }
    if (wordset_find(&g->stub, arg->names_to) < 0) return true;
    op_fail(run, FAIL_DUPLICATE_COLUMN, "names_to", "a measure is named \"%.*s\" too",
            SLICE_ARG(arg->names_to));
    return false;
}

static bool put_measure(struct table *out, int o, const struct table *in, const int *at, int n,
                        const struct grid *g, int s, struct op_run *run)
{
    struct column *col = &out->col[o];
    bool first = true;

    col->name = g->stub.key[s];
    col->place = op_alloc(run, sizeof *col->place, out->nrow);
    if (col->place == NULL) return false;
    for (int64_t r = 0; r < out->nrow; r++) col->cell[r] = S("");
    for (int i = 0; i < n; i++) {
        const struct column *from = &in->col[at[i]];

        if (g->stub_of[i] != s) continue;
        col->kind = first ? from->kind : op_kind_union(col->kind, from->kind);
        first = false;
        for (int64_t r = 0; r < in->nrow; r++) {
            int64_t k = r * g->value.n + g->value_of[i];

            column_put(col, k, column_cell(from, r));
            col->place[k] = table_place(in, at[i], r);
        }
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct grid g;
    int n, o = 0;
    bool *is;
    const int *at = oprange_columns(&arg->range, in, run, &n, &is);
    int64_t k = 0, *keep;
    struct table ids;

    if (at == NULL || !find_grid(arg, in, at, n, &g, run) || !check_grid(arg, in, is, &g, n, run))
        return false;
    /* Which side is the variable may depend on what the cells look like. */
    if (run->names_only && arg->variable == HEADGRID_AUTO && arg->stubs.n == 0)
        run->columns_unknown = true;
    if (!op_grow(run, in->ncol - n + 1 + g.stub.n, g.value.n)) return false;
    if (!op_new(run, out, in->ncol - n + 1 + g.stub.n, in->nrow * g.value.n)) return false;
    keep = op_alloc(run, sizeof *keep, out->nrow);
    if (keep == NULL) return false;
    for (int64_t r = 0; r < in->nrow; r++)
        for (int i = 0; i < g.value.n; i++) keep[k++] = r;
    if (!op_pick(run, &ids, in, keep, out->nrow)) return false;
    out->source_row = ids.source_row;
    for (int c = 0; c < in->ncol; c++)
        if (!is[c]) out->col[o++] = ids.col[c];
    out->col[o].name = arg->names_to;
    for (int64_t r = 0; r < out->nrow; r++) out->col[o].cell[r] = g.value.key[r % g.value.n];
    o++;
    for (int s = 0; s < g.stub.n; s++)
        if (!put_measure(out, o++, in, at, n, &g, s, run)) return false;
    return true;
}

const struct op op_wide_to_long = {
    .name = "wide_to_long",
    .version = 1,
    .group = "shape",
    .doc = "Turn columns named by measure and variable into rows: one column for each measure, one "
           "row for each value of the variable.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .dynamic = true,
    .check = check,
    .apply = apply,
};
