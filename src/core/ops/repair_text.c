/* repair_text - text that was encoded twice, as it was. */
#include "mojibake.h"
#include "op.h"

struct args {
    struct op_columns columns;
};

static const struct op_param param[] = {{.name = "columns",
                                         .type = OP_COLUMNS,
                                         .at = offsetof(struct args, columns),
                                         .optional = true,
                                         .doc = "the columns; all of them when absent"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "StraÃŸe,n\nMÃ¼hlgasse â€“ Nord,1\nZürich,2\n",
     "Straße,n\nMühlgasse – Nord,1\nZürich,2\n", NULL},
    {"{\"columns\":[\"a\"]}", "a,b\nÅódź Å‚Ä…ka,Ä…\nŁódź,x\n", "a,b\nÅódź łąka,Ä…\nŁódź,x\n", NULL},
    {"{\"columns\":[\"c\"]}", "a\nx\n", NULL, "unknown_column"},
    {0}};

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int n = arg->columns.n > 0 ? arg->columns.n : in->ncol;
    const struct mojibake *m = mojibake_new(run->arena);

    if (m == NULL || !op_share(run, out, in)) return false;
    for (int i = 0; i < n; i++) {
        int c = arg->columns.n > 0 ? arg->columns.at[i] : i;
        struct column *col = &out->col[c];

        if (!op_own(run, out, c)) return false;
        col->name = mojibake_undo(m, col->name, run->arena);
        for (int64_t r = 0; r < out->nrow; r++)
            column_put(col, r, mojibake_undo(m, column_cell(col, r), run->arena));
    }
    return true;
}

const struct op op_repair_text = {
    .name = "repair_text",
    .version = 1,
    .group = "cells",
    .doc = "Undo a double encoding in names and cells: UTF-8 that was read in an older character "
           "set (MÃ¼nchen for München).",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .in_parts = true,
    .apply = apply,
};
