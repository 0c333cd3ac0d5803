/* unpivot - one variable that is spread over columns becomes rows. */
#include "oprange.h"

struct args {
    struct oprange range;
    slice names_to, values_to;
    bool drop_empty;
};

static const struct op_param param[] = {OPRANGE_PARAMS(struct args, range),
                                        {.name = "names_to",
                                         .type = OP_NAME,
                                         .at = offsetof(struct args, names_to),
                                         .fallback = "\"name\"",
                                         .doc = "the new column for the old column names"},
                                        {.name = "values_to",
                                         .type = OP_NAME,
                                         .at = offsetof(struct args, values_to),
                                         .fallback = "\"value\"",
                                         .doc = "the new column for the cells"},
                                        {.name = "drop_empty",
                                         .type = OP_BOOL,
                                         .at = offsetof(struct args, drop_empty),
                                         .fallback = "false",
                                         .doc = "leave out rows whose value is empty"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{\"from\":\"Jan\",\"to\":\"Feb\",\"names_to\":\"month\",\"values_to\":\"hours\"}",
     "id,Jan,Feb\n7,1,2\n8,3,\n", "id,month,hours\n7,Jan,1\n8,Jan,3\n7,Feb,2\n8,Feb,\n", NULL},
    {"{\"columns\":[\"Jan\",\"Feb\"],\"drop_empty\":true}", "Jan,id,Feb\n1,7,2\n3,8,\n",
     "id,name,value\n7,Jan,1\n8,Jan,3\n7,Feb,2\n", NULL},
    {"{\"from\":1,\"to\":2}", "a,b\n1,2\n", "name,value\na,1\nb,2\n", NULL},
    {"{\"from\":\"Feb\",\"to\":\"Jan\"}", "id,Jan,Feb\n7,1,2\n", NULL, "bad_argument"},
    {"{\"from\":\"Jan\",\"to\":\"Feb\",\"names_to\":\"id\"}", "id,Jan,Feb\n7,1,2\n", NULL,
     "duplicate_column"},
    {"{\"from\":2,\"to\":9}", "id,Jan,Feb\n7,1,2\n", NULL, "unknown_column"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    int n;
    bool *is, ok = true;

    if (!oprange_check(&arg->range, in, run) ||
        oprange_columns(&arg->range, in, run, &n, &is) == NULL)
        return false;
    if (slice_eq(arg->names_to, arg->values_to)) {
        op_fail(run, FAIL_DUPLICATE_COLUMN, "values_to",
                "the two new columns cannot both be named \"%.*s\"", SLICE_ARG(arg->names_to));
        ok = false;
    }
    for (int c = 0; c < in->ncol; c++) {
        struct table one = {.col = &in->col[c], .ncol = 1};

        if (is[c]) continue;
        ok = op_fresh(run, "names_to", &one, arg->names_to, -1) && ok;
        ok = op_fresh(run, "values_to", &one, arg->values_to, -1) && ok;
    }
    return ok;
}

/* The rows that column c contributes; all of them unless empty cells are dropped. */
static int64_t rows_of(const struct column *col, int64_t nrow, bool drop_empty)
{
    int64_t n = 0;

    if (!drop_empty) return nrow;
    for (int64_t r = 0; r < nrow; r++) n += !op_blank(col->cell[r]);
    return n;
}

/* Copies a column that stays beside the values of the unpivoted columns at[0..n). */
static bool put_id(struct table *out, int o, const struct table *in, int c, const int *at, int n,
                   bool drop_empty, struct op_run *run)
{
    struct column *to = &out->col[o];
    const struct column *from = &in->col[c];
    slice *cell = to->cell;
    int64_t k = 0;

    *to = *from;
    to->cell = cell;
    to->number = NULL;
    to->place = NULL;
    if (from->place != NULL) {
        to->place = op_alloc(run, sizeof *to->place, out->nrow);
        if (to->place == NULL) return false;
    }
    for (int i = 0; i < n; i++)
        for (int64_t r = 0; r < in->nrow; r++) {
            if (drop_empty && op_blank(in->col[at[i]].cell[r])) continue;
            if (from->place != NULL) to->place[k] = from->place[r];
            cell[k++] = from->cell[r];
        }
    return true;
}

static bool put_values(struct table *out, int o, const struct table *in, const int *at, int n,
                       bool drop_empty, struct op_run *run)
{
    struct column *name = &out->col[o], *value = &out->col[o + 1];
    int64_t k = 0;

    value->place = op_alloc(run, sizeof *value->place, out->nrow);
    if (value->place == NULL) return false;
    value->kind = n > 0 ? in->col[at[0]].kind : KIND_TEXT;
    for (int i = 0; i < n; i++) {
        const struct column *col = &in->col[at[i]];

        value->kind = op_kind_union(value->kind, col->kind);
        for (int64_t r = 0; r < in->nrow; r++) {
            if (drop_empty && op_blank(col->cell[r])) continue;
            out->source_row[k] = in->source_row[r];
            name->cell[k] = col->name;
            value->place[k] = table_place(in, at[i], r);
            value->cell[k++] = col->cell[r];
        }
    }
    return true;
}

/* The rows of one column of a part, without a copy of what stands beside it. */
static bool apply_lane(const struct args *arg, const struct table *in, const int *at, int n,
                       const bool *is, struct table *out, struct op_run *run)
{
    const struct column *from = &in->col[at[run->lane]];
    struct table all;
    int64_t rows = 0, *keep;
    int o = 0;

    if (!op_share(run, &all, in) || !op_insert(run, &all, in->ncol, arg->names_to)) return false;
    for (int c = 0; c <= in->ncol; c++)
        if (c == in->ncol || !is[c]) all.col[o++] = all.col[c];
    for (int64_t r = 0; r < in->nrow; r++) all.col[o - 1].cell[r] = from->name;
    all.ncol = o;
    if (!op_insert(run, &all, o, arg->values_to)) return false;
    all.col[o] = *from;
    all.col[o].name = arg->values_to;
    for (int i = 0; i < n; i++)
        all.col[o].kind = op_kind_union(all.col[o].kind, in->col[at[i]].kind);
    if (all.col[o].kind != KIND_INTEGER && all.col[o].kind != KIND_NUMBER) {
        if (!op_texts(run, &all, &all, NULL)) return false;
        all.col[o].number = NULL;
    }
    *out = all;
    if (!arg->drop_empty) return true;
    keep = op_alloc(run, sizeof *keep, in->nrow);
    if (keep == NULL) return false;
    for (int64_t r = 0; r < in->nrow; r++)
        if (from->cell != NULL ? !op_blank(from->cell[r]) : from->number[r].scale != FIXED_EMPTY)
            keep[rows++] = r;
    return op_pick(run, out, &all, keep, rows);
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t rows = 0;
    int n, o = 0;
    bool *is;
    const int *at = oprange_columns(&arg->range, in, run, &n, &is);

    if (at == NULL) return false;
    if (run->kept != NULL) {
        /* Lanes within lanes are not known. */
        run->whole = run->lanes > 0 || n == 0;
        run->lanes = n;
        return run->whole || apply_lane(arg, in, at, n, is, out, run);
    }
    for (int i = 0; i < n; i++) rows += rows_of(&in->col[at[i]], in->nrow, arg->drop_empty);
    if (!arg->drop_empty && !op_grow(run, in->ncol - n + 2, n)) return false;
    if (!op_new(run, out, in->ncol - n + 2, rows)) return false;
    for (int c = 0; c < in->ncol; c++)
        if (!is[c] && !put_id(out, o++, in, c, at, n, arg->drop_empty, run)) return false;
    out->col[o].name = arg->names_to;
    out->col[o + 1].name = arg->values_to;
    return put_values(out, o, in, at, n, arg->drop_empty, run);
}

const struct op op_unpivot = {
    .name = "unpivot",
    .version = 1,
    .group = "shape",
    .doc = "Turn columns that hold one variable into rows: one row for each old row and column.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .in_parts = true,
    .takes_numbers = true,
    .check = check,
    .apply = apply,
};
