/* parse_bool - yes and no in the words that people use. */
#include "op.h"

#include "boolword.h"
#include "utf8.h"

struct args {
    struct op_columns columns;
    struct op_texts yes, no;
    bool yes_given, no_given;
    int on_error;
};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .doc = "the columns to parse"},
    {.name = "true_values",
     .type = OP_TEXTS,
     .at = offsetof(struct args, yes),
     .optional = true,
     .given_at = offsetof(struct args, yes_given),
     .doc =
         "what stands for true, in any case; else the usual words (true, yes, y, ja, oui, 1, x)"},
    {.name = "false_values",
     .type = OP_TEXTS,
     .at = offsetof(struct args, no),
     .optional = true,
     .given_at = offsetof(struct args, no_given),
     .doc = "what stands for false; else the usual words (false, no, n, nein, non, 0)"},
    {.name = "on_error",
     .type = OP_CHOICE,
     .at = offsetof(struct args, on_error),
     .fallback = "\"fail\"",
     .choice = op_on_error,
     .doc = "what any other cell does: stop the step, or become empty"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"b\"]}", "b,n\nyes,1\nNein,2\n,3\n", "b,n\ntrue,1\nfalse,2\n,3\n", NULL},
    {"{\"columns\":[\"b\"],\"true_values\":[\"active\"],\"false_values\":[\"left\"]}",
     "b\nActive\nleft\n", "b\ntrue\nfalse\n", NULL},
    {"{\"columns\":[\"b\"],\"on_error\":\"null\"}", "b,n\nyes,1\nmaybe,2\n", "b,n\ntrue,1\n,2\n",
     NULL},
    {"{\"columns\":[\"b\"]}", "b\nyes\nmaybe\n", NULL, "step_failed"},
    {0}};

/* One of the words that the step lists; `small`: the cell in small letters. */
static bool among(slice cell, slice small, const struct op_texts *given, struct arena *a)
{
    for (int i = 0; i < given->n; i++)
        if (slice_eq_nocase(cell, given->at[i]) || slice_eq(small, utf8_lower(a, given->at[i])))
            return true;
    return false;
}

static enum boolword meaning_of(slice s, const struct args *arg, struct arena *a)
{
    enum boolword usual = boolword_read(s, true);
    slice small;

    if (!arg->yes_given && usual == BOOLWORD_YES) return usual;
    if (arg->yes_given || arg->no_given) {
        small = utf8_lower(a, s);
        if (arg->yes_given && among(s, small, &arg->yes, a)) return BOOLWORD_YES;
        if (arg->no_given && among(s, small, &arg->no, a)) return BOOLWORD_NO;
    }
    return !arg->no_given && usual == BOOLWORD_NO ? usual : BOOLWORD_NONE;
}

static bool parse(const void *v, const struct table *in, struct table *out, int c,
                  struct op_run *run)
{
    const struct args *arg = v;
    struct failure *f = NULL;

    if (in->col[c].kind == KIND_BOOL) return true;
    out->col[c].kind = KIND_BOOL;
    if (run->names_only) return true;
    if (!op_own(run, out, c)) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        slice s = utf8_trim(column_cell(&in->col[c], r)), made = S("");
        enum boolword means = meaning_of(s, arg, run->arena);

        if (means == BOOLWORD_YES) {
            made = S("true");
        } else if (means == BOOLWORD_NO) {
            made = S("false");
        } else if (s.n > 0 && arg->on_error == OP_ERROR_FAIL) {
            if (f == NULL) {
                f = op_fail(run, FAIL_STEP_FAILED, "columns",
                            "column \"%.*s\" has cells that are neither true nor false",
                            SLICE_ARG(in->col[c].name));
            }
            op_fail_cell(f, in, c, r);
        }
        column_put(&out->col[c], r, made);
    }
    return f == NULL;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;

    return op_each(run, &arg->columns, arg, in, out, parse);
}

const struct op op_parse_bool = {
    .name = "parse_bool",
    .version = 1,
    .group = "cells",
    .doc = "Read yes and no in the words that people use as true and false.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .apply = apply,
};
