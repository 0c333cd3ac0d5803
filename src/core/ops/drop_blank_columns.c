/* drop_blank_columns - leave out columns without any value. */
#include "op.h"

struct args {
    bool unnamed;
};

static const struct op_param param[] = {{.name = "unnamed",
                                         .type = OP_BOOL,
                                         .at = offsetof(struct args, unnamed),
                                         .fallback = "false",
                                         .doc = "only those that have no name either"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "a,,c\n1,,\n2,,\n", "a\n1\n2\n", NULL},
    {"{\"unnamed\":true}", "a,,c\n1,,\n2,,\n", "a,c\n1,\n2,\n", NULL},
    {"{\"column\":\"a\"}", "a,b\n1,\n", NULL, "unknown_argument"},
    {0}};

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;

    if (!op_share(run, out, in)) return false;
    if (run->names_only) {
        run->columns_unknown = true;
        return true;
    }
    out->ncol = 0;
    for (int c = 0; c < in->ncol; c++) {
        bool filled = arg->unnamed && !op_blank(in->col[c].name);

        for (int64_t r = 0; r < in->nrow && !filled; r++) filled = !op_blank(in->col[c].cell[r]);
        if (filled) out->col[out->ncol++] = in->col[c];
    }
    return true;
}

const struct op op_drop_blank_columns = {
    .name = "drop_blank_columns",
    .version = 1,
    .group = "columns",
    .doc = "Leave out columns without any value.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .dynamic = true,
    .reads_rows = true,
    .apply = apply,
};
