/* sort - rows in order; a stable merge sort, so that equal rows keep their order. */
#include "op.h"

struct args {
    struct op_columns by;
    bool descending;
};

static const struct op_param param[] = {
    {.name = "by",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, by),
     .doc = "the columns, the most important first"},
    {.name = "descending",
     .type = OP_BOOL,
     .at = offsetof(struct args, descending),
     .fallback = "false",
     .doc = "the largest first; empty cells are last either way"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"by\":[\"a\"]}", "a,n\ny,1\n,2\nx,3\nx,4\n", "a,n\nx,3\nx,4\ny,1\n,2\n", NULL},
    {"{\"by\":[\"a\",\"b\"],\"descending\":true}", "a,b\n1,1\n2,1\n,1\n2,2\n",
     "a,b\n2,2\n2,1\n1,1\n,1\n", NULL},
    {"{\"by\":[]}", "a\n1\n", NULL, "bad_argument"},
    {0}};

/* Canonical decimals without exponent ("-12.50"), exactly: sign, then the length of the whole part,
 * then the digits; trailing zeros of the fraction do not count. */
static int compare_numbers(slice a, slice b)
{
    bool na = a.p[0] == '-', nb = b.p[0] == '-';
    ptrdiff_t da, db, i;
    int d = 0;

    if (na != nb) return na ? -1 : 1;
    if (na) a = slice_sub(a, 1, a.n), b = slice_sub(b, 1, b.n);
    da = slice_find(a, S(".")), db = slice_find(b, S("."));
    if (da < 0) da = a.n;
    if (db < 0) db = b.n;
    if (da != db) {
        d = da < db ? -1 : 1;
    } else {
        for (i = 0; d == 0 && (i < a.n || i < b.n); i++) {
            char x = i < a.n ? a.p[i] : i == da ? '.' : '0';
            char y = i < b.n ? b.p[i] : i == db ? '.' : '0';

            d = (x > y) - (x < y);
        }
    }
    return na ? -d : d;
}

static int compare_cells(const struct column *col, slice a, slice b)
{
    if (col->kind == KIND_INTEGER || col->kind == KIND_NUMBER) return compare_numbers(a, b);
    /* Hours of a duration may pass 24: a longer text is a longer time. */
    if (col->kind == KIND_DURATION && a.n != b.n) return a.n < b.n ? -1 : 1;
    return slice_cmp(a, b);
}

static int compare(const struct args *arg, const struct table *in, int64_t r, int64_t s)
{
    for (int i = 0; i < arg->by.n; i++) {
        const struct column *col = &in->col[arg->by.at[i]];
        slice a = col->cell[r], b = col->cell[s];
        int d;

        if (a.n == 0 || b.n == 0) {
            if (a.n == b.n) continue;
            return a.n == 0 ? 1 : -1;
        }
        d = compare_cells(col, a, b);
        if (d != 0) return arg->descending ? -d : d;
    }
    return 0;
}

static void merge_sort(const struct args *arg, const struct table *in, int64_t *at, int64_t *tmp)
{
    for (int64_t width = 1; width < in->nrow; width *= 2) {
        for (int64_t from = 0; from < in->nrow; from += 2 * width) {
            int64_t mid = from + width < in->nrow ? from + width : in->nrow;
            int64_t to = mid + width < in->nrow ? mid + width : in->nrow;
            int64_t i = from, j = mid;

            for (int64_t k = from; k < to; k++)
                tmp[k] =
                    i < mid && (j >= to || compare(arg, in, at[i], at[j]) <= 0) ? at[i++] : at[j++];
        }
        memcpy(at, tmp, (size_t)in->nrow * sizeof *at);
    }
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t *at = op_alloc(run, sizeof *at, in->nrow);
    int64_t *tmp = op_alloc(run, sizeof *tmp, in->nrow);

    if (at == NULL || tmp == NULL) return false;
    for (int64_t r = 0; r < in->nrow; r++) at[r] = r;
    merge_sort(arg, in, at, tmp);
    return op_pick(run, out, in, at, in->nrow);
}

const struct op op_sort = {
    .name = "sort",
    .version = 1,
    .group = "rows",
    .doc = "Sort rows: numbers by value, dates by time, text by its characters.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .apply = apply,
};
