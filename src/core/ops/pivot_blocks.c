/* pivot_blocks - key/value lines: every block of n lines is one record. */
#include "op.h"

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
static bool find_names(const struct table *in, struct table *names, int *which, struct op_run *run)
{
    uint64_t size = 16;
    int *slot;

    while (size < (uint64_t)in->nrow * 2 && size < 4 * TABLE_COLUMNS_MAX) size *= 2;
    slot = op_alloc(run, sizeof *slot, (int64_t)size);
    names->col = op_alloc(run, sizeof *names->col,
                          in->nrow < TABLE_COLUMNS_MAX ? in->nrow : TABLE_COLUMNS_MAX);
    if (slot == NULL || names->col == NULL) return false;
    names->ncol = 0;
    for (int64_t r = 0; r < in->nrow; r++) {
        slice key, value;
        uint64_t h;

        pair(in, r, &key, &value);
        h = slice_hash(key) & (size - 1);
        while (slot[h] != 0 && !slice_eq(names->col[slot[h] - 1].name, key))
            h = (h + 1) & (size - 1);
        if (slot[h] == 0) {
            if (names->ncol == TABLE_COLUMNS_MAX)
                return op_new(run, names, (int64_t)TABLE_COLUMNS_MAX + 1, 0);
            names->col[names->ncol++].name = key;
            slot[h] = names->ncol;
        }
        which[r] = slot[h] - 1;
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int *which;
    struct table names = {0};
    int64_t blocks = (in->nrow + arg->rows - 1) / arg->rows;

    if (run->names_only) {
        run->columns_unknown = true;
        return op_share(run, out, in);
    }
    which = op_alloc(run, sizeof *which, in->nrow);
    if (which == NULL || !find_names(in, &names, which, run)) return false;
    if (!op_new(run, out, names.ncol, blocks)) return false;
    for (int c = 0; c < names.ncol; c++) {
        out->col[c].name = names.col[c].name;
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
