/* constant - a new column with the same value in every row. */
#include "op.h"

struct args {
    slice to, value;
};

static const struct op_param param[] = {{.name = "to",
                                         .type = OP_NAME,
                                         .at = offsetof(struct args, to),
                                         .doc = "the new column, which becomes the last"},
                                        {.name = "value",
                                         .type = OP_TEXT,
                                         .at = offsetof(struct args, value),
                                         .doc = "the value of every row"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{\"to\":\"client\",\"value\":\"acme\"}", "a\n1\n2\n", "a,client\n1,acme\n2,acme\n", NULL},
    {"{\"to\":\"a\",\"value\":\"x\"}", "a\n1\n", NULL, "duplicate_column"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    return op_fresh(run, "to", in, arg->to, -1);
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;

    if (!op_share(run, out, in) || !op_insert(run, out, in->ncol, arg->to)) return false;
    for (int64_t r = 0; r < out->nrow; r++) out->col[in->ncol].cell[r] = arg->value;
    return true;
}

const struct op op_constant = {
    .name = "constant",
    .version = 1,
    .group = "columns",
    .doc = "Add a column with the same value in every row.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .check = check,
    .apply = apply,
};
