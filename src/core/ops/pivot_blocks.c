/* pivot_blocks - key/value lines: every block of n lines is one record. */
#include "op.h"
#include "wordset.h"

#include "utf8.h"

struct args {
    int64_t rows;
};

static const struct op_param param[] = {{.name = "rows",
                                         .type = OP_INT,
                                         .at = offsetof(struct args, rows),
                                         .min = 1,
                                         .max = 1000000,
                                         .doc = "how many rows one record has"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{\"rows\":2}", "column_1,column_2\nname,Ann\nage,31\nname,Bob\nage,42\n",
     "name,age\nAnn,31\nBob,42\n", NULL},
    {"{\"rows\":2}", "column_1\nname: Ann\nage: 31\nname: Bob\nurl: http://b\n",
     "name,age,url\nAnn,31,\nBob,,http://b\n", NULL},
    {"{\"rows\":2}", "a,b,c\n1,2,3\n", NULL, "step_failed"},
    {"{\"rows\":0}", "a,b\n1,2\n", NULL, "bad_argument"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    (void)v;
    if (in->ncol == 1 || in->ncol == 2) return true;
    op_fail(run, FAIL_STEP_FAILED, NULL,
            "pivot_blocks needs one or two columns (key and value), the table has %d", in->ncol);
    return false;
}

/* The key and the value of row r; one column is cut at the first colon. */
static void pair(const struct table *in, int64_t r, slice *key, slice *value)
{
    slice cell = in->col[0].cell[r];

    if (in->ncol > 1) {
        *key = utf8_trim(cell);
        *value = in->col[1].cell[r];
        return;
    }
    *key = slice_cut(cell, ':', value);
    *key = utf8_trim(*key);
    *value = value->n < 0 ? S("") : utf8_trim(*value);
}

/* The names in order of first appearance, and which of them each row has. */
static bool find_names(const struct table *in, struct wordset *names, int *which,
                       struct op_run *run)
{
    int most = in->nrow < TABLE_COLUMNS_MAX ? (int)in->nrow : TABLE_COLUMNS_MAX;

    if (!wordset_open(names, most, run->arena)) return op_out_of_memory(run);
    for (int64_t r = 0; r < in->nrow; r++) {
        slice key, value;

        pair(in, r, &key, &value);
        which[r] = wordset_add(names, key);
        if (which[r] < 0) {
            struct table none;

            return op_new(run, &none, (int64_t)TABLE_COLUMNS_MAX + 1, 0);
        }
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int *which;
    struct wordset names;
    int64_t blocks = (in->nrow + arg->rows - 1) / arg->rows;

    if (run->names_only) {
        run->columns_unknown = true;
        return op_share(run, out, in);
    }
    which = op_alloc(run, sizeof *which, in->nrow);
    if (which == NULL || !find_names(in, &names, which, run)) return false;
    if (!op_new(run, out, names.n, blocks)) return false;
    for (int c = 0; c < names.n; c++) {
        out->col[c].name = names.key[c];
        out->col[c].place = op_alloc(run, sizeof(struct place), blocks);
        if (out->col[c].place == NULL) return false;
        for (int64_t r = 0; r < blocks; r++) out->col[c].cell[r] = S("");
    }
    for (int64_t r = 0; r < in->nrow; r++) {
        struct column *col = &out->col[which[r]];
        int64_t block = r / arg->rows;
        slice key, value;

        if (r % arg->rows == 0) out->source_row[block] = in->source_row[r];
        /* The first value of a key counts: what is there is not written over. */
        if (col->place[block].row != 0 || col->cell[block].n > 0) continue;
        pair(in, r, &key, &value);
        column_put(col, block, value);
        col->place[block] = table_place(in, in->ncol > 1 ? 1 : 0, r);
    }
    return true;
}

const struct op op_pivot_blocks = {
    .name = "pivot_blocks",
    .version = 1,
    .group = "shape",
    .doc = "Turn key and value lines into records: every block of rows becomes one row.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .dynamic = true,
    .reads_rows = true,
    .check = check,
    .apply = apply,
};
