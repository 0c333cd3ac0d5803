/* cast - another kind for cells that are in canonical form already. */
#include "op.h"

#include "decimal.h"
#include "formulanode.h"
#include "utf8.h"

struct args {
    struct op_columns columns;
    int to, on_error;
};

static const char *const to[] = {"text",     "integer", "number",   "bool", "date",
                                 "datetime", "time",    "duration", NULL};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .doc = "the columns to cast"},
    {.name = "to",
     .type = OP_CHOICE,
     .at = offsetof(struct args, to),
     .choice = to,
     .doc = "the kind they get"},
    {.name = "on_error",
     .type = OP_CHOICE,
     .at = offsetof(struct args, on_error),
     .fallback = "\"fail\"",
     .choice = op_on_error,
     .doc = "what a cell that is none of it does: stop the step, or become empty"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"n\"],\"to\":\"integer\"}", "n\n12\n3.00\n-0\n", "n\n12\n3\n0\n", NULL},
    {"{\"columns\":[\"d\"],\"to\":\"date\"}", "d\n2024-03-31T08:00:00\n2024-04-01\n",
     "d\n2024-03-31\n2024-04-01\n", NULL},
    {"{\"columns\":[\"b\"],\"to\":\"bool\"}", "b\n1\n0\ntrue\n", "b\ntrue\nfalse\ntrue\n", NULL},
    {"{\"columns\":[\"n\"],\"to\":\"number\",\"on_error\":\"null\"}", "n,k\n1.5,a\nx,b\n",
     "n,k\n1.5,a\n,b\n", NULL},
    {"{\"columns\":[\"n\"],\"to\":\"integer\"}", "n\n12\n3.5\n", NULL, "step_failed"},
    {0}};

static bool canonical(slice s, enum kind kind, struct arena *a, slice *out)
{
    struct value v;

    if (kind == KIND_TEXT) return *out = s, true;
    if (kind == KIND_BOOL && (slice_eqz(s, "1") || slice_eqz(s, "0")))
        s = s.p[0] == '1' ? S("true") : S("false");
    if ((kind == KIND_INTEGER || kind == KIND_NUMBER) &&
        (slice_eqz(s, "true") || slice_eqz(s, "false")))
        s = s.p[0] == 't' ? S("1") : S("0");
    if (!value_read(s, kind, a, &v)) {
        /* A datetime's date. */
        if (kind != KIND_DATE || !value_read(s, KIND_DATETIME, a, &v)) return false;
        v.type = V_DATE;
    }
    if (kind == KIND_INTEGER) {
        if (!decimal_is_integer(v.num)) return false;
        v = value_number(decimal_round(v.num, 0, a));
    }
    *out = value_write(&v, a);
    return true;
}

static bool cast(const void *v, const struct table *in, struct table *out, int c,
                 struct op_run *run)
{
    const struct args *arg = v;
    struct failure *f = NULL;
    enum kind kind = KIND_TEXT;
    bool known = kind_from_name(slice_z(to[arg->to]), &kind);

    out->col[c].kind = known ? kind : KIND_TEXT;
    if (in->col[c].kind == kind || kind == KIND_TEXT || run->names_only) return true;
    if (!op_own(run, out, c)) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        slice s = utf8_trim(column_cell(&in->col[c], r)), made = S("");

        if (s.n > 0 && !canonical(s, kind, run->arena, &made)) {
            made = S("");
            if (arg->on_error == OP_ERROR_FAIL && f == NULL) {
                f = op_fail(run, FAIL_STEP_FAILED, "columns",
                            "column \"%.*s\" has cells that are no %s in canonical form",
                            SLICE_ARG(in->col[c].name), to[arg->to]);
            }
            if (f != NULL) op_fail_cell(f, in, c, r);
        }
        if (made.p == NULL) return op_out_of_memory(run);
        column_put(&out->col[c], r, made);
    }
    return f == NULL;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;

    return op_each(run, &arg->columns, arg, in, out, cast);
}

const struct op op_cast = {
    .name = "cast",
    .version = 1,
    .group = "cells",
    .doc = "Change the kind of columns whose cells are in canonical form.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .apply = apply,
};
