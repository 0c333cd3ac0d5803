/* select - keep the named columns, in the order given. */
#include "op.h"

struct args {
    struct op_columns columns;
};

static const struct op_param param[] = {{.name = "columns",
                                         .type = OP_COLUMNS,
                                         .at = offsetof(struct args, columns),
                                         .doc = "the columns to keep, in their new order"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"c\",\"a\"]}", "a,b,c\n1,2,3\n", "c,a\n3,1\n", NULL},
    {"{\"columns\":[{\"column\":\"a\",\"nth\":2}]}", "a,a\n1,2\n", "a\n2\n", NULL},
    {"{\"columns\":[\"a\"]}", "a,a\n1,2\n", NULL, "ambiguous_column"},
    {"{\"columns\":[4]}", "a,b,c\n1,2,3\n", NULL, "unknown_column"},
    {0}};

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;

    return op_narrow(run, out, in, &arg->columns);
}

const struct op op_select = {
    .name = "select",
    .version = 1,
    .group = "columns",
    .doc = "Keep the named columns, in the order given.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .takes_numbers = true,
    .apply = apply,
};
