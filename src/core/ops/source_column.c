/* source_column - a new column that says where the rows came from. */
#include "op.h"

#include <stdio.h>

struct args {
    slice to;
    int of;
};

enum { OF_FILE, OF_SHEET, OF_ROW };
static const char *const of[] = {"file", "sheet", "row", NULL};

static const struct op_param param[] = {{.name = "to",
                                         .type = OP_NAME,
                                         .at = offsetof(struct args, to),
                                         .doc = "the new column, which becomes the last"},
                                        {.name = "of",
                                         .type = OP_CHOICE,
                                         .at = offsetof(struct args, of),
                                         .fallback = "\"file\"",
                                         .choice = of,
                                         .doc =
                                             "the file's name, the sheet's name or the number of "
                                             "the row in the source"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{\"to\":\"source\"}", "a\n1\n", "a,source\n1,hours.csv\n", NULL},
    {"{\"to\":\"sheet\",\"of\":\"sheet\"}", "a\n1\n", "a,sheet\n1,Sheet1\n", NULL},
    {"{\"to\":\"line\",\"of\":\"row\"}", "a\n1\n2\n", "a,line\n1,2\n2,3\n", NULL},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    return op_fresh(run, "to", in, arg->to, -1);
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct column *col;

    if (!op_share(run, out, in) || !op_insert(run, out, in->ncol, arg->to)) return false;
    col = &out->col[in->ncol];
    if (arg->of == OF_ROW) col->kind = KIND_INTEGER;
    for (int64_t r = 0; r < out->nrow; r++) {
        col->cell[r] = arg->of == OF_FILE ? run->source_name : run->sheet_name;
        if (arg->of != OF_ROW) continue;
        col->cell[r] = S("");
        if (in->source_row[r] == 0) continue;
        col->cell[r] = arena_printf(run->arena, "%d", in->source_row[r]);
        if (col->cell[r].p == NULL) {
            return op_out_of_memory(run);
        }
    }
    return true;
}

const struct op op_source_column = {
    .name = "source_column",
    .version = 1,
    .group = "columns",
    .doc = "Add a column with the file's name, the sheet's name or the source row of every row.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .check = check,
    .apply = apply,
};
