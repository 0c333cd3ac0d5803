/* fill - carry a value into the empty cells that a merged or grouped cell left behind. */
#include "op.h"

struct args {
    struct op_columns columns;
    int from;
    slice value;
    bool constant;
};

enum { ABOVE, BELOW };
static const char *const from[] = {"above", "below", NULL};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .doc = "the columns to fill, each by itself"},
    {.name = "from",
     .type = OP_CHOICE,
     .at = offsetof(struct args, from),
     .fallback = "\"above\"",
     .choice = from,
     .doc = "which neighbour gives the value"},
    {.name = "value",
     .type = OP_TEXT,
     .at = offsetof(struct args, value),
     .optional = true,
     .given_at = offsetof(struct args, constant),
     .doc = "a constant that is put in instead of a neighbour's value"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"region\"]}", "region,n\n,0\nNorth,1\n,2\nSouth,3\n",
     "region,n\n,0\nNorth,1\nNorth,2\nSouth,3\n", NULL},
    {"{\"columns\":[\"region\"],\"from\":\"below\"}", "region,n\n,1\nNorth,2\n,3\n",
     "region,n\nNorth,1\nNorth,2\n,3\n", NULL},
    {"{\"columns\":[\"n\"],\"value\":\"0\"}", "region,n\nNorth,\nSouth,3\n",
     "region,n\nNorth,0\nSouth,3\n", NULL},
    {"{\"columns\":[\"regoin\"]}", "region,n\nNorth,\n", NULL, "unknown_column"},
    {0}};

/* The last filled cell of a column in the parts before, and its place. */
struct last {
    slice cell;
    struct place place;
};

/* A filled cell is at the place that its value was taken from. */
static bool fill(struct table *out, int c, bool below, struct last *before, struct op_run *run)
{
    struct column *col = &out->col[c];
    int64_t last = -1;

    if (!op_own(run, out, c) || !op_track(run, out, c)) return false;
    for (int64_t i = 0; i < out->nrow; i++) {
        int64_t r = below ? out->nrow - 1 - i : i;

        if (!op_blank(col->cell[r])) {
            last = r;
        } else if (last >= 0) {
            column_put(col, r, column_cell(col, last));
            col->place[r] = col->place[last];
        } else if (before->cell.n > 0) {
            column_put(col, r, before->cell);
            col->place[r] = before->place;
        }
    }
    if (last < 0) return true;
    *before = (struct last){op_keep_text(run, col->cell[last]), col->place[last]};
    return before->cell.p != NULL;
}

static bool constant(struct table *out, int c, slice value, struct op_run *run)
{
    struct column *col = &out->col[c];

    if (!op_own(run, out, c) || !op_track(run, out, c)) return false;
    for (int64_t r = 0; r < out->nrow; r++) {
        if (!op_blank(col->cell[r])) continue;
        column_put(col, r, value);
        col->place[r] = (struct place){0};
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct last *before = op_keep(run, sizeof *before, arg->columns.n);

    run->whole = !arg->constant && (arg->from == BELOW || run->lanes > 0);
    if (before == NULL || !op_share(run, out, in)) return false;
    for (int i = 0; i < arg->columns.n; i++) {
        int c = arg->columns.at[i];

        if (!(arg->constant ? constant(out, c, arg->value, run)
                            : fill(out, c, arg->from == BELOW, &before[i], run)))
            return false;
    }
    return true;
}

const struct op op_fill = {
    .name = "fill",
    .version = 1,
    .group = "cells",
    .doc = "Fill empty cells from the nearest filled cell above or below, or with a constant.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .apply = apply,
};
