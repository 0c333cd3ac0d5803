/* promote_header - a row of data becomes the column names. */
#include "op.h"

#include "utf8.h"

struct args {
    int64_t row;
    bool keep_above;
};

static const struct op_param param[] = {
    {.name = "row",
     .type = OP_INT,
     .at = offsetof(struct args, row),
     .fallback = "1",
     .min = 1,
     .max = 1000000,
     .doc = "which row, counted from 1"},
    {.name = "keep_above",
     .type = OP_BOOL,
     .at = offsetof(struct args, keep_above),
     .fallback = "false",
     .doc = "keep the rows above it as data; else they are left out"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "column_1,column_2\nid,name\n7,Ann\n", "id,name\n7,Ann\n", NULL},
    {"{\"row\":2}", "column_1,column_2\nReport,\nid,name\n7,Ann\n", "id,name\n7,Ann\n", NULL},
    {"{\"row\":2,\"keep_above\":true}", "a,b\nx,y\nid,name\n7,Ann\n", "id,name\nx,y\n7,Ann\n",
     NULL},
    {"{\"row\":9}", "a\nid\n7\n", NULL, "step_failed"},
    {0}};

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t head = arg->row - 1, n = 0, *keep;

    if (run->names_only) {
        run->columns_unknown = true;
        return op_share(run, out, in);
    }
    if (head >= in->nrow) {
        op_fail(run, FAIL_STEP_FAILED, "row", "there is no row %lld, the table has %lld rows",
                (long long)arg->row, (long long)in->nrow);
        return false;
    }
    keep = op_alloc(run, sizeof *keep, in->nrow);
    if (keep == NULL) return false;
    for (int64_t r = arg->keep_above ? 0 : head + 1; r < in->nrow; r++)
        if (r != head) keep[n++] = r;
    if (!op_pick(run, out, in, keep, n)) return false;
    for (int c = 0; c < in->ncol; c++) out->col[c].name = utf8_trim(in->col[c].cell[head]);
    return true;
}

const struct op op_promote_header = {
    .name = "promote_header",
    .version = 1,
    .group = "header",
    .doc = "Make a row of data the column names and leave out the rows above it.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .dynamic = true,
    .reads_rows = true,
    .apply = apply,
};
