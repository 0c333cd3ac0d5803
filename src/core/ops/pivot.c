/* pivot - the values of one column become columns. */
#include "op.h"
#include "wordset.h"

struct args {
    int names_from, values_from;
    struct op_texts names;
    bool names_given;
    int repeated;
};

enum { FAIL, FIRST, LAST };
static const char *const repeated[] = {"fail", "first", "last", NULL};

static const struct op_param param[] = {
    {.name = "names_from",
     .type = OP_COLUMN,
     .at = offsetof(struct args, names_from),
     .doc = "the column whose values become column names"},
    {.name = "values_from",
     .type = OP_COLUMN,
     .at = offsetof(struct args, values_from),
     .doc = "the column whose cells fill them"},
    {.name = "names",
     .type = OP_TEXTS,
     .at = offsetof(struct args, names),
     .optional = true,
     .given_at = offsetof(struct args, names_given),
     .doc = "the new columns, when they are known; another value then stops the step"},
    {.name = "repeated",
     .type = OP_CHOICE,
     .at = offsetof(struct args, repeated),
     .fallback = "\"fail\"",
     .choice = repeated,
     .doc = "what to do with a second value for the same cell"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"names_from\":\"month\",\"values_from\":\"hours\"}",
     "id,month,hours\n7,Jan,1\n7,Feb,2\n8,Feb,3\n", "id,Jan,Feb\n7,1,2\n8,,3\n", NULL},
    {"{\"names_from\":\"k\",\"values_from\":\"v\",\"names\":[\"b\",\"a\"]}",
     "id,k,v\n1,a,x\n1,b,y\n", "id,b,a\n1,y,x\n", NULL},
    {"{\"names_from\":\"k\",\"values_from\":\"v\",\"names\":[\"b\"]}", "id,k,v\n1,a,x\n", NULL,
     "step_failed"},
    {"{\"names_from\":\"k\",\"values_from\":\"v\"}", "id,k,v\n1,a,x\n1,a,y\n", NULL, "step_failed"},
    {"{\"names_from\":\"k\",\"values_from\":\"k\"}", "id,k\n1,a\n", NULL, "bad_argument"},
    {0}};

/* What was found: the new names and the records, each row knowing both. */
struct found {
    struct wordset names;
    int64_t *record; /* the first row of each record */
    int64_t nrecord;
    int *name_of;
    int64_t *record_of;
};

static bool is_id(const struct args *arg, int c)
{
    return c != arg->names_from && c != arg->values_from;
}

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    bool ok = true;

    if (arg->names_from == arg->values_from) {
        op_fail(run, FAIL_BAD_ARGUMENT, "values_from",
                "\"names_from\" and \"values_from\" must be two columns");
        return false;
    }
    for (int i = 0; i < arg->names.n; i++)
        for (int c = 0; c < in->ncol; c++) {
            struct table one = {.col = &in->col[c], .ncol = 1};

            if (is_id(arg, c)) ok = op_fresh(run, "names", &one, arg->names.at[i], -1) && ok;
        }
    return ok;
}

static bool find_names(const struct args *arg, const struct table *in, struct found *x,
                       struct op_run *run)
{
    const struct column *col = &in->col[arg->names_from];
    int64_t most = in->nrow + arg->names.n;
    struct failure *f = NULL;

    x->name_of = op_alloc(run, sizeof *x->name_of, in->nrow);
    if (x->name_of == NULL) return false;
    if (!wordset_open(&x->names, most < TABLE_COLUMNS_MAX ? (int)most : TABLE_COLUMNS_MAX,
                      run->arena))
        return op_out_of_memory(run);
    for (int i = 0; i < arg->names.n; i++) wordset_add(&x->names, arg->names.at[i]);
    for (int64_t r = 0; r < in->nrow; r++) {
        int i = arg->names_given ? wordset_find(&x->names, col->cell[r])
                                 : wordset_add(&x->names, col->cell[r]);

        if (i < 0 && !arg->names_given) {
            struct table none;

            return op_new(run, &none, (int64_t)TABLE_COLUMNS_MAX + 1, 0);
        }
        if (i < 0) {
            if (f == NULL)
                f = op_fail(run, FAIL_STEP_FAILED, "names", "a value is not among the names");
            op_fail_cell(f, in, arg->names_from, r);
            continue;
        }
        x->name_of[r] = i;
    }
    return f == NULL;
}

static bool same_record(const struct args *arg, const struct table *in, int64_t r, int64_t s)
{
    for (int c = 0; c < in->ncol; c++)
        if (is_id(arg, c) && !slice_eq(in->col[c].cell[r], in->col[c].cell[s])) return false;
    return true;
}

static bool find_records(const struct args *arg, const struct table *in, struct found *x,
                         struct op_run *run)
{
    uint64_t size = 16;
    int64_t *slot;

    while (size < 2 * (uint64_t)in->nrow) size *= 2;
    slot = op_alloc(run, sizeof *slot, (int64_t)size);
    x->record = op_alloc(run, sizeof *x->record, in->nrow);
    x->record_of = op_alloc(run, sizeof *x->record_of, in->nrow);
    if (slot == NULL || x->record == NULL || x->record_of == NULL) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        uint64_t h = 0x9E3779B97F4A7C15u;

        for (int c = 0; c < in->ncol; c++)
            if (is_id(arg, c)) h = (h ^ slice_hash(in->col[c].cell[r])) * 0xBF58476D1CE4E5B9u;
        h = (h ^ h >> 29) & (size - 1);
        while (slot[h] != 0 && !same_record(arg, in, r, x->record[slot[h] - 1]))
            h = (h + 1) & (size - 1);
        if (slot[h] == 0) {
            x->record[x->nrecord++] = r;
            slot[h] = x->nrecord;
        }
        x->record_of[r] = slot[h] - 1;
    }
    return true;
}

/* Puts the values; first[] holds for each new cell the 1-based row that filled it. */
static bool put_values(const struct args *arg, const struct table *in, struct table *out, int ids,
                       const struct found *x, struct op_run *run)
{
    const struct column *value = &in->col[arg->values_from];
    struct failure *f = NULL;

    for (int i = 0; i < x->names.n; i++) {
        struct column *col = &out->col[ids + i];

        col->name = x->names.key[i];
        col->kind = value->kind;
        col->place = op_alloc(run, sizeof *col->place, out->nrow);
        if (col->place == NULL) return false;
        for (int64_t r = 0; r < out->nrow; r++) col->cell[r] = (slice){NULL, 0};
    }
    for (int64_t r = 0; r < in->nrow; r++) {
        struct column *col = &out->col[ids + x->name_of[r]];
        int64_t o = x->record_of[r];

        if (col->cell[o].p != NULL && arg->repeated == FIRST) continue;
        if (col->cell[o].p != NULL && arg->repeated == FAIL) {
            if (f == NULL)
                f = op_fail(run, FAIL_STEP_FAILED, "values_from",
                            "there is more than one value for the same row and new column");
            op_fail_cell(f, in, arg->values_from, r);
            continue;
        }
        column_put(col, o, value->cell[r].p != NULL ? value->cell[r] : S(""));
        col->place[o] = table_place(in, arg->values_from, r);
    }
    for (int i = 0; i < x->names.n; i++)
        for (int64_t r = 0; r < out->nrow; r++)
            if (out->col[ids + i].cell[r].p == NULL) out->col[ids + i].cell[r] = S("");
    return f == NULL;
}

/* A new name that an id column has already would make two of it. */
static bool names_are_fresh(const struct args *arg, const struct table *in, const struct found *x,
                            struct op_run *run)
{
    for (int i = 0; i < x->names.n; i++)
        for (int c = 0; c < in->ncol; c++) {
            struct table one = {.col = &in->col[c], .ncol = 1};

            if (is_id(arg, c) && !op_fresh(run, "names_from", &one, x->names.key[i], -1))
                return false;
        }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct found x = {0};
    struct table ids;
    int n = 0;

    if (run->names_only && !arg->names_given) run->columns_unknown = true;
    if (!find_names(arg, in, &x, run) || !find_records(arg, in, &x, run) ||
        !names_are_fresh(arg, in, &x, run))
        return false;
    if (!op_new(run, out, in->ncol - 2 + x.names.n, x.nrecord)) return false;
    if (!op_pick(run, &ids, in, x.record, x.nrecord)) return false;
    for (int c = 0; c < in->ncol; c++)
        if (is_id(arg, c)) out->col[n++] = ids.col[c];
    out->source_row = ids.source_row;
    return put_values(arg, in, out, n, &x, run);
}

const struct op op_pivot = {
    .name = "pivot",
    .version = 1,
    .group = "shape",
    .doc = "Turn the values of one column into columns; the other columns tell the rows apart.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .dynamic = true,
    .reads_rows = false,
    .check = check,
    .apply = apply,
};
