/* derive - a new column by a formula. */
#include "op.h"

struct args {
    slice column;
    struct op_formula formula;
    bool replace, strict;
};

static const struct op_param param[] = {
    {.name = "column",
     .type = OP_NAME,
     .at = offsetof(struct args, column),
     .doc = "the name of the new column"},
    {.name = "formula",
     .type = OP_FORMULA,
     .at = offsetof(struct args, formula),
     .doc = "what it holds, like hours / (headcount * 40)"},
    {.name = "replace",
     .type = OP_BOOL,
     .at = offsetof(struct args, replace),
     .fallback = "false",
     .doc = "put the result into the column of that name instead of a new one at the end"},
    {.name = "strict",
     .type = OP_BOOL,
     .at = offsetof(struct args, strict),
     .fallback = "false",
     .doc = "stop at a division by zero instead of giving an empty cell"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"column\":\"label\",\"formula\":\"upper(name) + '-' + [unit no]\"}",
     "name,unit no\nann,7\nbob,\n", "name,unit no,label\nann,7,ANN-7\nbob,,\n", NULL},
    {"{\"column\":\"name\",\"formula\":\"coalesce(name, 'none')\",\"replace\":true}",
     "name,n\nann,7\n,8\n", "name,n\nann,7\nnone,8\n", NULL},
    {"{\"column\":\"n\",\"formula\":\"count() by k\"}", "k\na\nb\na\n", "k,n\na,2\nb,1\na,2\n",
     NULL},
    {"{\"column\":\"x\",\"formula\":\"hours * 2\"}", "hours\n7\n", NULL, "formula_kind"},
    {"{\"column\":\"x\",\"formula\":\"length(hous)\"}", "hours\n7\n", NULL, "formula_name"},
    {"{\"column\":\"x\",\"formula\":\"hours *\"}", "hours\n7\n", NULL, "formula_syntax"},
    {"{\"column\":\"hours\",\"formula\":\"1\"}", "hours\n7\n", NULL, "duplicate_column"},
    {"{\"column\":\"x\",\"formula\":\"1 / number(n)\"}", "n\n4\n0\n", "n,x\n4,0.25\n0,\n", NULL},
    {"{\"column\":\"x\",\"formula\":\"1 / number(n)\",\"strict\":true}", "n\n4\n0\n", NULL,
     "step_failed"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    if (!arg->replace) return op_fresh(run, "column", in, arg->column, -1);
    if (table_find(in, arg->column, 1) >= 0) return true;
    op_fail(run, FAIL_UNKNOWN_COLUMN, "column", "no column named \"%.*s\" to replace",
            SLICE_ARG(arg->column));
    return false;
}

static bool compute(const struct args *arg, const struct table *in, struct column *col,
                    struct op_run *run)
{
    struct formula_counts counts;
    struct err e = {0};
    struct failure *f;

    if (!formula_rows(arg->formula.formula, in, run->arena, col->cell, &counts, &e)) {
        f = op_fail(run, e.code == E_LIMIT ? FAIL_LIMIT : FAIL_STEP_FAILED, "formula",
                    "the formula cannot be computed: %s", e.text);
        if (e.row > 0) failure_cell(f, e.row, (int32_t)e.col, S(""), S(""));
        return false;
    }
    if (counts.divisions_by_zero == 0 || !arg->strict) return true;
    f = op_fail(run, FAIL_STEP_FAILED, "formula", "the formula divides by zero");
    f->count = counts.divisions_by_zero;
    return false;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int at = in->ncol;

    run->whole = formula_has_aggregate(arg->formula.formula);
    if (!op_share(run, out, in)) return false;
    if (arg->replace) {
        at = table_find(in, arg->column, 1);
        if (!op_own(run, out, at)) return false;
        out->col[at].source_col = 0;
        out->col[at].place = NULL;
    } else if (!op_insert(run, out, at, arg->column)) {
        return false;
    }
    out->col[at].kind = arg->formula.kind == KIND_EMPTY ? KIND_TEXT : arg->formula.kind;
    if (run->numbers && !run->whole)
        out->col[at].number = formula_numbers(arg->formula.formula, in, run->arena);
    if (out->col[at].number == NULL) return compute(arg, in, &out->col[at], run);
    out->col[at].cell = NULL;
    return true;
}

const struct op op_derive = {
    .name = "derive",
    .version = 1,
    .group = "tables",
    .doc = "Make a column by a formula over the columns of each row.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .takes_numbers = true,
    .check = check,
    .apply = apply,
};
