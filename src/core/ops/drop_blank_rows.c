/* drop_blank_rows - leave out rows without any value. */
#include "op.h"

struct args {
    struct op_columns columns;
};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .optional = true,
     .doc = "only these columns must be empty; all of them when absent"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "a,b\n1,2\n,\n3,\n", "a,b\n1,2\n3,\n", NULL},
    {"{\"columns\":[\"b\"]}", "a,b\n1,2\n,\n3,\n", "a,b\n1,2\n", NULL},
    {"{\"columns\":[\"a\",\"a\"]}", "a,b\n1,\n", NULL, "bad_argument"},
    {0}};

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t n = 0, *keep = op_alloc(run, sizeof *keep, in->nrow);

    if (keep == NULL) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        bool filled = false;

        for (int i = 0; i < arg->columns.n && !filled; i++)
            filled = !op_blank(in->col[arg->columns.at[i]].cell[r]);
        for (int c = 0; arg->columns.n == 0 && c < in->ncol && !filled; c++)
            filled = !op_blank(in->col[c].cell[r]);
        if (filled) keep[n++] = r;
    }
    return op_pick(run, out, in, keep, n);
}

const struct op op_drop_blank_rows = {
    .name = "drop_blank_rows",
    .version = 1,
    .group = "rows",
    .doc = "Leave out rows without any value.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .in_parts = true,
    .reads_rows = true,
    .apply = apply,
};
