/* parse_bool - yes and no in the words that people use. */
#include "op.h"

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

/* `s` in small letters. */
static bool among(slice s, const struct op_texts *given, bool is_given, const char *const *usual,
                  struct arena *a)
{
    if (is_given) {
        for (int i = 0; i < given->n; i++)
            if (slice_eq_nocase(s, given->at[i]) || slice_eq(s, utf8_lower(a, given->at[i])))
                return true;
        return false;
    }
    for (; *usual != NULL; usual++)
        if (slice_eq_nocase(s, slice_z(*usual))) return true;
    return false;
}

static bool parse(const void *v, const struct table *in, struct table *out, int c,
                  struct op_run *run)
{
    const struct args *arg = v;
    static const char *const yes[] = {
        "true", "yes", "y", "t",    "1",    "ja",   "j",   "oui",    "si",     "s\u00ed", "s\u00ec",
        "sim",  "on",  "x", "wahr", "vrai", "vero", "tak", "\u2713", "\u2714", "\u2611",  NULL};
    static const char *const no[] = {
        "false", "no",    "n",   "f",   "0",   "nein",   "non",    "n\u00e3o", "off", "falsch",
        "faux",  "falso", "nie", "nej", "nee", "\u2717", "\u2718", "\u2610",   NULL};
    struct failure *f = NULL;

    if (in->col[c].kind == KIND_BOOL) return true;
    out->col[c].kind = KIND_BOOL;
    if (run->names_only) return true;
    if (!op_own(run, out, c)) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        slice s = utf8_trim(column_cell(&in->col[c], r)), made = S("");
        bool ascii = true;

        for (ptrdiff_t i = 0; i < s.n && ascii; i++) ascii = (unsigned char)s.p[i] < 0x80;
        if (!ascii) s = utf8_lower(run->arena, s); /* SÍ */

        if (s.n > 0 && among(s, &arg->yes, arg->yes_given, yes, run->arena)) {
            made = S("true");
        } else if (s.n > 0 && among(s, &arg->no, arg->no_given, no, run->arena)) {
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
