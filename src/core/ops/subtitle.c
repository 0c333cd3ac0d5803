/* subtitle - title rows between the data become a column. */
#include "op.h"

struct args {
    slice to;
    bool drop_blank;
};

static const struct op_param param[] = {
    {.name = "to",
     .type = OP_NAME,
     .at = offsetof(struct args, to),
     .fallback = "\"subtitle\"",
     .doc = "the new first column, which holds the last title above"},
    {.name = "drop_blank",
     .type = OP_BOOL,
     .at = offsetof(struct args, drop_blank),
     .fallback = "true",
     .doc = "leave out columns that are empty once the titles are gone"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "item,n\nFruit,\nApple,1\nPear,2\nTools,\nSaw,3\n",
     "subtitle,item,n\nFruit,Apple,1\nFruit,Pear,2\nTools,Saw,3\n", NULL},
    {"{\"to\":\"group\"}", "title,item,n\nFruit,,\n,Apple,1\n,Pear,2\n",
     "group,item,n\nFruit,Apple,1\nFruit,Pear,2\n", NULL},
    {"{\"drop_blank\":false,\"to\":\"item\"}", "item,n\nFruit,\nApple,1\n", NULL,
     "duplicate_column"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    return op_fresh(run, "to", in, arg->to, -1);
}

/* The first cell is filled and all others are empty. */
static bool is_title(const struct table *in, int64_t r)
{
    if (in->ncol < 2 || op_blank(in->col[0].cell[r])) return false;
    for (int c = 1; c < in->ncol; c++)
        if (!op_blank(in->col[c].cell[r])) return false;
    return true;
}

static void drop_blank(struct table *out)
{
    int n = 1;

    for (int c = 1; c < out->ncol; c++) {
        bool filled = false;

        for (int64_t r = 0; r < out->nrow && !filled; r++) filled = !op_blank(out->col[c].cell[r]);
        if (filled) out->col[n++] = out->col[c];
    }
    out->ncol = n;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t n = 0, title = -1, *keep = op_alloc(run, sizeof *keep, in->nrow);
    int64_t *above = op_alloc(run, sizeof *above, in->nrow);
    struct column *col;

    if (keep == NULL || above == NULL) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        if (is_title(in, r)) {
            title = r;
            continue;
        }
        above[n] = title;
        keep[n++] = r;
    }
    if (!op_pick(run, out, in, keep, n) || !op_insert(run, out, 0, arg->to)) return false;
    col = &out->col[0];
    col->place = op_alloc(run, sizeof *col->place, n);
    if (col->place == NULL) return false;
    for (int64_t r = 0; r < n; r++) {
        if (above[r] < 0) {
            col->cell[r] = S("");
            continue;
        }
        col->cell[r] = in->col[0].cell[above[r]];
        col->place[r] = table_place(in, 0, above[r]);
    }
    if (arg->drop_blank && run->names_only)
        run->columns_unknown = true;
    else if (arg->drop_blank)
        drop_blank(out);
    return true;
}

const struct op op_subtitle = {
    .name = "subtitle",
    .version = 1,
    .group = "shape",
    .doc = "Turn title rows (only the first cell filled) into a column of the rows below them.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .dynamic = true,
    .reads_rows = true,
    .check = check,
    .apply = apply,
};
