/* distinct - one row of those that are the same. */
#include "op.h"

struct args {
    struct op_columns columns;
    int keep;
};

enum { FIRST, LAST };
static const char *const keep[] = {"first", "last", NULL};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .optional = true,
     .doc = "the columns that must be the same; all of them when absent"},
    {.name = "keep",
     .type = OP_CHOICE,
     .at = offsetof(struct args, keep),
     .fallback = "\"first\"",
     .choice = keep,
     .doc = "which of the same rows stays"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "a,b\n1,x\n2,y\n1,x\n", "a,b\n1,x\n2,y\n", NULL},
    {"{\"columns\":[\"a\"],\"keep\":\"last\"}", "a,b\n1,x\n2,y\n1,z\n", "a,b\n2,y\n1,z\n", NULL},
    {"{\"columns\":[\"c\"]}", "a,b\n1,x\n", NULL, "unknown_column"},
    {0}};

static uint64_t hash_row(const struct table *in, const int *at, int n, int64_t r)
{
    uint64_t h = 0x9E3779B97F4A7C15u;

    for (int i = 0; i < n; i++) h = (h ^ slice_hash(in->col[at[i]].cell[r])) * 0xBF58476D1CE4E5B9u;
    return h ^ h >> 29;
}

static bool same(const struct table *in, const int *at, int n, int64_t r, int64_t s)
{
    for (int i = 0; i < n; i++)
        if (!slice_eq(in->col[at[i]].cell[r], in->col[at[i]].cell[s])) return false;
    return true;
}

/* Marks the rows that stay. slot holds 1-based rows. */
static bool mark(const struct table *in, const int *at, int n, bool last, bool *stays,
                 struct op_run *run)
{
    uint64_t size = 16;
    int64_t *slot;

    while (size < (uint64_t)in->nrow * 2) size *= 2;
    slot = op_alloc(run, sizeof *slot, (int64_t)size);
    if (slot == NULL) return false;
    for (int64_t i = 0; i < in->nrow; i++) {
        int64_t r = last ? in->nrow - 1 - i : i;
        uint64_t h = hash_row(in, at, n, r) & (size - 1);

        while (slot[h] != 0 && !same(in, at, n, r, slot[h] - 1)) h = (h + 1) & (size - 1);
        if (slot[h] != 0) continue;
        slot[h] = r + 1;
        stays[r] = true;
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int n = arg->columns.n > 0 ? arg->columns.n : in->ncol;
    int *at = op_alloc(run, sizeof *at, n);
    int64_t kept = 0, *rows = op_alloc(run, sizeof *rows, in->nrow);
    bool *stays = op_alloc(run, sizeof *stays, in->nrow);

    if (at == NULL || rows == NULL || stays == NULL) return false;
    for (int i = 0; i < n; i++) at[i] = arg->columns.n > 0 ? arg->columns.at[i] : i;
    if (!mark(in, at, n, arg->keep == LAST, stays, run)) return false;
    for (int64_t r = 0; r < in->nrow; r++)
        if (stays[r]) rows[kept++] = r;
    return op_pick(run, out, in, rows, kept);
}

const struct op op_distinct = {
    .name = "distinct",
    .version = 1,
    .group = "rows",
    .doc = "Keep one of the rows that are the same.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .reads_rows = true,
    .apply = apply,
};
