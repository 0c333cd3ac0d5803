/* reorder - move columns to the front or to the end. */
#include "op.h"

struct args {
    struct op_columns columns;
    int to;
};

enum { FIRST, LAST };
static const char *const to[] = {"first", "last", NULL};

static const struct op_param param[] = {{.name = "columns",
                                         .type = OP_COLUMNS,
                                         .at = offsetof(struct args, columns),
                                         .doc = "the columns to move, in their new order"},
                                        {.name = "to",
                                         .type = OP_CHOICE,
                                         .at = offsetof(struct args, to),
                                         .fallback = "\"first\"",
                                         .choice = to,
                                         .doc = "where they go; the others keep their order"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"c\",\"b\"]}", "a,b,c,d\n1,2,3,4\n", "c,b,a,d\n3,2,1,4\n", NULL},
    {"{\"columns\":[\"a\"],\"to\":\"last\"}", "a,b,c\n1,2,3\n", "b,c,a\n2,3,1\n", NULL},
    {"{\"columns\":[4]}", "a,b,c\n1,2,3\n", NULL, "unknown_column"},
    {0}};

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    bool *moved = op_alloc(run, sizeof *moved, in->ncol);
    int o = arg->to == FIRST ? 0 : in->ncol - arg->columns.n;

    if (moved == NULL || !op_share(run, out, in)) return false;
    for (int i = 0; i < arg->columns.n; i++) {
        moved[arg->columns.at[i]] = true;
        out->col[o + i] = in->col[arg->columns.at[i]];
    }
    o = arg->to == FIRST ? arg->columns.n : 0;
    for (int c = 0; c < in->ncol; c++)
        if (!moved[c]) out->col[o++] = in->col[c];
    return true;
}

const struct op op_reorder = {
    .name = "reorder",
    .version = 1,
    .group = "columns",
    .doc = "Move columns to the front or to the end.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .takes_numbers = true,
    .apply = apply,
};
