/* filter - keep the rows for which a formula holds. */
#include "op.h"

struct args {
    struct op_formula formula;
};

static const struct op_param param[] = {
    {.name = "formula",
     .type = OP_FORMULA,
     .at = offsetof(struct args, formula),
     .doc = "the condition; a row for which it is null is left out"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"formula\":\"region != 'Total' and not is_null(n)\"}",
     "region,n\nNorth,1\nTotal,1\nSouth,\n", "region,n\nNorth,1\n", NULL},
    {"{\"formula\":\"n in ('1', '3')\"}", "n\n1\n2\n3\n", "n\n1\n3\n", NULL},
    {"{\"formula\":\"upper(region)\"}", "region,n\nNorth,1\n", NULL, "formula_kind"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    (void)in;
    if (arg->formula.kind == KIND_BOOL || arg->formula.kind == KIND_EMPTY) return true;
    op_fail(run, FAIL_FORMULA_KIND, "formula", "a filter must be true or false, this is %s",
            kind_name(arg->formula.kind));
    return false;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t *keep = op_alloc(run, sizeof *keep, in->nrow > 0 ? in->nrow : 1), n = 0;
    slice *holds = op_alloc(run, sizeof *holds, in->nrow > 0 ? in->nrow : 1);
    struct err e = {0};
    struct failure *f;

    run->whole = formula_has_aggregate(arg->formula.formula);
    if (keep == NULL || holds == NULL) return false;
    if (!formula_rows(arg->formula.formula, in, run->arena, holds, NULL, &e)) {
        f = op_fail(run, e.code == E_LIMIT ? FAIL_LIMIT : FAIL_STEP_FAILED, "formula",
                    "the condition cannot be computed: %s", e.text);
        if (e.row > 0) failure_cell(f, e.row, (int32_t)e.col, S(""), S(""));
        return false;
    }
    for (int64_t r = 0; r < in->nrow; r++)
        if (slice_eqz(holds[r], "true")) keep[n++] = r;
    return op_pick(run, out, in, keep, n);
}

const struct op op_filter = {
    .name = "filter",
    .version = 1,
    .group = "rows",
    .doc = "Keep the rows for which a formula is true.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .in_parts = true,
    .takes_numbers = true,
    .reads_rows = false,
    .check = check,
    .apply = apply,
};
