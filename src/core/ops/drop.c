/* drop - leave out the named columns. */
#include "op.h"

struct args {
    struct op_columns columns;
};

static const struct op_param param[] = {{.name = "columns",
                                         .type = OP_COLUMNS,
                                         .at = offsetof(struct args, columns),
                                         .doc = "the columns to leave out"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"b\"]}", "a,b,c\n1,2,3\n", "a,c\n1,3\n", NULL},
    {"{\"columns\":[1,3]}", "a,b,c\n1,2,3\n", "b\n2\n", NULL},
    {"{\"columns\":[\"a\",\"b\"]}", "a,b\n1,2\n", NULL, "bad_argument"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    if (arg->columns.n < in->ncol) return true;
    op_fail(run, FAIL_BAD_ARGUMENT, "columns", "no column would be left");
    return false;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    bool *gone = op_alloc(run, sizeof *gone, in->ncol);

    if (gone == NULL || !op_share(run, out, in)) return false;
    for (int i = 0; i < arg->columns.n; i++) gone[arg->columns.at[i]] = true;
    out->ncol = 0;
    for (int c = 0; c < in->ncol; c++)
        if (!gone[c]) out->col[out->ncol++] = in->col[c];
    return true;
}

const struct op op_drop = {
    .name = "drop",
    .version = 1,
    .group = "columns",
    .doc = "Leave out the named columns.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .takes_numbers = true,
    .check = check,
    .apply = apply,
};
