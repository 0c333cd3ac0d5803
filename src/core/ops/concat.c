/* concat - the cells of several columns as one. */
#include "op.h"

#include "buf.h"

struct args {
    struct op_columns columns;
    slice to, separator;
    bool keep;
};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .doc = "the columns, in the order of their parts"},
    {.name = "to",
     .type = OP_NAME,
     .at = offsetof(struct args, to),
     .doc = "the new column, at the place of the first one"},
    {.name = "separator",
     .type = OP_TEXT,
     .at = offsetof(struct args, separator),
     .fallback = "\" \"",
     .doc = "what stands between the parts; empty cells are left out"},
    {.name = "keep",
     .type = OP_BOOL,
     .at = offsetof(struct args, keep),
     .fallback = "false",
     .doc = "keep the old columns too"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"first\",\"last\"],\"to\":\"name\"}", "id,first,last\n1,Ann,Lee\n2,,Roy\n",
     "id,name\n1,Ann Lee\n2,Roy\n", NULL},
    {"{\"columns\":[\"y\",\"m\"],\"to\":\"ym\",\"separator\":\"-\",\"keep\":true}",
     "y,m\n2024,03\n", "ym,y,m\n2024-03,2024,03\n", NULL},
    {"{\"columns\":[\"a\"],\"to\":\"b\"}", "a,b\n1,2\n", NULL, "duplicate_column"},
    {0}};

static bool is_part(const struct args *arg, int c)
{
    for (int i = 0; i < arg->columns.n; i++)
        if (arg->columns.at[i] == c) return true;
    return false;
}

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    for (int c = 0; c < in->ncol; c++) {
        struct table one = {.col = &in->col[c], .ncol = 1};

        if (!arg->keep && is_part(arg, c)) continue;
        if (!op_fresh(run, "to", &one, arg->to, -1)) return false;
    }
    return true;
}

/* The joined cell is at the place of its first part that is filled. */
static bool join(const struct args *arg, const struct table *in, struct column *col,
                 struct op_run *run)
{
    struct buf b = {0};

    col->place = op_alloc(run, sizeof *col->place, in->nrow);
    if (col->place == NULL) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        buf_clear(&b);
        for (int i = 0; i < arg->columns.n; i++) {
            slice s = in->col[arg->columns.at[i]].cell[r];

            if (op_blank(s)) continue;
            if (b.n > 0)
                buf_put(&b, arg->separator);
            else
                col->place[r] = table_place(in, arg->columns.at[i], r);
            buf_put(&b, s);
        }
        column_put(col, r, arena_copy(run->arena, buf_slice(&b)));
        if (col->cell[r].p != NULL) continue;
        buf_free(&b);
        return op_out_of_memory(run);
    }
    buf_free(&b);
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int at = in->ncol, n = 0;

    for (int i = 0; i < arg->columns.n; i++)
        if (arg->columns.at[i] < at) at = arg->columns.at[i];
    if (!op_share(run, out, in) || !op_insert(run, out, at, arg->to)) return false;
    if (!join(arg, in, &out->col[at], run)) return false;
    if (arg->keep) return true;
    for (int c = 0; c < out->ncol; c++) {
        int old = c < at ? c : c - 1;

        if (c == at || !is_part(arg, old)) out->col[n++] = out->col[c];
    }
    out->ncol = n;
    return true;
}

const struct op op_concat = {
    .name = "concat",
    .version = 1,
    .group = "columns",
    .doc = "Join the cells of several columns into one column.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .check = check,
    .apply = apply,
};
