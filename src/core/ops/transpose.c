/* transpose - rows become columns, the header included. */
#include "op.h"

#include "utf8.h"

struct args {
    bool header;
};

static const struct op_param param[] = {
    {.name = "header",
     .type = OP_BOOL,
     .at = offsetof(struct args, header),
     .fallback = "true",
     .doc = "the column names take part and become the first column"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "field,r1,r2\nname,Ann,Bob\nage,31,42\n", "field,name,age\nr1,Ann,31\nr2,Bob,42\n",
     NULL},
    {"{\"header\":false}", "column_1,column_2,column_3\nname,Ann,Bob\nage,31,42\n",
     "name,age\nAnn,31\nBob,42\n", NULL},
    {"{\"header\":1}", "a,b\n1,2\n", NULL, "bad_argument"},
    {0}};

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t shift = arg->header ? 1 : 0, rows = in->ncol > 0 ? in->ncol - 1 : 0;

    if (run->names_only) {
        run->columns_unknown = true;
        return op_share(run, out, in);
    }
    if (in->ncol == 0 || in->nrow + shift == 0) return op_share(run, out, in);
    if (!op_new(run, out, in->nrow + shift, rows)) return false;
    if (arg->header) {
        out->col[0].name = in->col[0].name;
        for (int64_t r = 0; r < rows; r++) out->col[0].cell[r] = in->col[r + 1].name;
    }
    for (int64_t i = 0; i < in->nrow; i++) {
        struct column *col = &out->col[i + shift];

        col->name = utf8_trim(in->col[0].cell[i]);
        col->place = op_alloc(run, sizeof *col->place, rows);
        if (col->place == NULL) return false;
        for (int64_t r = 0; r < rows; r++) {
            col->cell[r] = in->col[r + 1].cell[i];
            col->place[r] = table_place(in, (int)r + 1, i);
        }
    }
    return true;
}

const struct op op_transpose = {
    .name = "transpose",
    .version = 1,
    .group = "shape",
    .doc = "Turn rows into columns: the first column becomes the names.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .dynamic = true,
    .reads_rows = true,
    .apply = apply,
};
