/* map - cells by a lookup table. */
#include "op.h"
#include "wordset.h"

struct args {
    struct op_columns columns;
    struct op_pairs values;
    int other;
};

enum { KEEP, EMPTY, FAIL };
static const char *const other[] = {"keep", "empty", "fail", NULL};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .doc = "the columns"},
    {.name = "values",
     .type = OP_PAIRS,
     .at = offsetof(struct args, values),
     .doc = "old values and new values"},
    {.name = "other",
     .type = OP_CHOICE,
     .at = offsetof(struct args, other),
     .fallback = "\"keep\"",
     .choice = other,
     .doc = "what becomes of a filled cell that is not in the table"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"s\"],\"values\":{\"F\":\"female\",\"M\":\"male\"}}", "s\nF\nx\nM\n",
     "s\nfemale\nx\nmale\n", NULL},
    {"{\"columns\":[\"s\"],\"values\":{\"F\":\"female\"},\"other\":\"empty\"}", "s,n\nF,1\nx,2\n",
     "s,n\nfemale,1\n,2\n", NULL},
    {"{\"columns\":[\"s\"],\"values\":{\"F\":\"female\"},\"other\":\"fail\"}", "s\nF\nx\n", NULL,
     "step_failed"},
    {0}};

static bool map_column(const struct args *arg, const struct wordset *x, const struct table *in,
                       struct table *out, int c, struct failure **f, struct op_run *run)
{
    struct column *col = &out->col[c];

    if (!op_own(run, out, c)) return false;
    for (int64_t r = 0; r < out->nrow; r++) {
        slice s = column_cell(col, r);
        int i = wordset_find(x, s);

        if (i >= 0) {
            column_put(col, r, arg->values.to[i]);
        } else if (arg->other == EMPTY) {
            column_put(col, r, S(""));
        } else if (arg->other == FAIL && s.n > 0) {
            if (*f == NULL)
                *f = op_fail(run, FAIL_STEP_FAILED, "values", "a value is not in the table");
            op_fail_cell(*f, in, c, r);
        }
    }
    col->kind = KIND_TEXT;
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct failure *f = NULL;
    struct wordset x;

    if (!op_share(run, out, in)) return false;
    if (!wordset_open(&x, arg->values.n, run->arena)) return op_out_of_memory(run);
    for (int i = 0; i < arg->values.n; i++) wordset_add(&x, arg->values.from[i]);
    for (int i = 0; i < arg->columns.n; i++)
        if (!map_column(arg, &x, in, out, arg->columns.at[i], &f, run)) return false;
    return f == NULL;
}

const struct op op_map = {
    .name = "map",
    .version = 1,
    .group = "cells",
    .doc = "Replace whole cells by a table of old and new values.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .apply = apply,
};
