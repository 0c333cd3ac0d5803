/* nulls - what stands for "nothing" becomes the empty cell. */
#include "op.h"

#include "utf8.h"

struct args {
    struct op_columns columns;
    struct op_texts tokens;
    bool columns_given, tokens_given;
};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .optional = true,
     .given_at = offsetof(struct args, columns_given),
     .doc = "the columns; all when it is not given"},
    {.name = "tokens",
     .type = OP_TEXTS,
     .at = offsetof(struct args, tokens),
     .optional = true,
     .given_at = offsetof(struct args, tokens_given),
     .doc = "the texts that stand for nothing, as a whole cell; else the usual ones (n/a, NULL, -, "
            "#N/A, k.A. …)"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "a,b\nn/a,1\n-,-\n#DIV/0!,x\n", "a,b\n,1\n,\n,x\n", NULL},
    {"{\"columns\":[\"a\"],\"tokens\":[\"999\"]}", "a,b\n999,999\nn/a,1\n", "a,b\n,999\nn/a,1\n",
     NULL},
    {"{\"columns\":[\"c\"]}", "a,b\n1,-\n", NULL, "unknown_column"},
    {0}};

static bool usual(slice s)
{
    static const char *const token[] = {
        "-",       "--",     "---",    "\u2013",  "\u2014",  "\u2212",  "n/a",    "na",
        "n.a.",    "n.a",    "#n/a",   "#na",     "null",    "(null)",  "<null>", "\\n",
        "none",    "nil",    "nan",    "(blank)", "(empty)", "?",       "k.a.",   "k. a.",
        "n.v.",    "n.b.",   "nd",     "n.d.",    "n/d",     "s/d",     "#ref!",  "#value!",
        "#div/0!", "#name?", "#null!", "#num!",   "#wert!",  "#bezug!", "#nv",    NULL};

    for (int i = 0; token[i] != NULL; i++)
        if (slice_eq_nocase(s, slice_z(token[i]))) return true;
    return false;
}

static bool is_null(const struct args *arg, slice s)
{
    if (s.n == 0) return true;
    if (!arg->tokens_given) return usual(s);
    for (int i = 0; i < arg->tokens.n; i++)
        if (slice_eq(s, utf8_trim(arg->tokens.at[i]))) return true;
    return false;
}

static bool empty(const struct args *arg, struct table *out, int c, struct op_run *run)
{
    struct column *col = &out->col[c];
    bool own = false;

    for (int64_t r = 0; r < out->nrow; r++) {
        slice cell = column_cell(col, r);

        if (cell.n == 0 || !is_null(arg, utf8_trim(cell))) continue;
        if (!own && !op_own(run, out, c)) return false;
        own = true;
        column_put(col, r, S(""));
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;

    if (!op_share(run, out, in)) return false;
    for (int i = 0; i < (arg->columns_given ? arg->columns.n : in->ncol); i++)
        if (!empty(arg, out, arg->columns_given ? arg->columns.at[i] : i, run)) return false;
    return true;
}

const struct op op_nulls = {
    .name = "nulls",
    .version = 1,
    .group = "cells",
    .doc = "Empty the cells that say there is nothing, like n/a or a dash.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .reads_rows = true,
    .apply = apply,
};
