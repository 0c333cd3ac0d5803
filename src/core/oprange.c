#include "oprange.h"

bool oprange_check(const struct oprange *x, const struct table *in, struct op_run *run)
{
    if (x->columns_given && (x->from_given || x->to_given)) {
        op_fail(run, FAIL_BAD_ARGUMENT, "columns", "%s takes \"columns\" or a range, not both",
                run->op);
        return false;
    }
    if (!x->columns_given && !(x->from_given && x->to_given)) {
        op_fail(run, FAIL_MISSING_ARGUMENT, x->from_given ? "to" : "from",
                "%s needs \"from\" and \"to\", or \"columns\"", run->op);
        return false;
    }
    if (!x->columns_given && x->from > x->to) {
        op_fail(run, FAIL_BAD_ARGUMENT, "from", "column \"%.*s\" comes after column \"%.*s\"",
                SLICE_ARG(in->col[x->from].name), SLICE_ARG(in->col[x->to].name));
        return false;
    }
    return true;
}

const int *oprange_columns(const struct oprange *x, const struct table *in, struct op_run *run,
                           int *n, bool **is)
{
    int *at = op_alloc(run, sizeof *at, in->ncol);

    *is = op_alloc(run, sizeof **is, in->ncol);
    if (at == NULL || *is == NULL) return NULL;
    *n = 0;
    if (x->columns_given)
        for (int i = 0; i < x->columns.n; i++) at[(*n)++] = x->columns.at[i];
    else
        for (int c = x->from; c <= x->to; c++) at[(*n)++] = c;
    for (int i = 0; i < *n; i++) (*is)[at[i]] = true;
    return at;
}
