/* rename - give columns new names. */
#include "op.h"

struct args {
    struct op_renames columns;
};

static const struct op_param param[] = {{.name = "columns",
                                         .type = OP_RENAMES,
                                         .at = offsetof(struct args, columns),
                                         .doc = "old names and their new names"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":{\"Region Name\":\"region\",\"n\":\"count\"}}", "Region Name,n\nNorth,1\n",
     "region,count\nNorth,1\n", NULL},
    {"{\"columns\":{\"a\":\"b\",\"b\":\"a\"}}", "a,b\n1,2\n", "b,a\n1,2\n", NULL},
    {"{\"columns\":{\"a\":\"b\"}}", "a,b\n1,2\n", NULL, "duplicate_column"},
    {"{\"columns\":{\"q\":\"b\"}}", "a,b\n1,2\n", NULL, "unknown_column"},
    {0}};

static bool renamed(const struct args *arg, const struct table *in, struct table *out,
                    struct op_run *run)
{
    if (!op_share(run, out, in)) return false;
    for (int i = 0; i < arg->columns.n; i++)
        out->col[arg->columns.column[i]].name = arg->columns.to[i];
    return true;
}

/* Names that were repeated before may stay so; new names must be new. */
static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    struct table out;
    bool ok = true;

    if (!renamed(arg, in, &out, run)) return false;
    for (int i = 0; i < arg->columns.n; i++)
        if (!op_fresh(run, "columns", &out, arg->columns.to[i], arg->columns.column[i])) ok = false;
    return ok;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    return renamed(v, in, out, run);
}

const struct op op_rename = {
    .name = "rename",
    .version = 1,
    .group = "columns",
    .doc = "Give columns new names.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .takes_numbers = true,
    .check = check,
    .apply = apply,
};
