/* replace - text inside cells by other text. */
#include "op.h"

#include "buf.h"
#include "pattern.h"

struct args {
    struct op_columns columns;
    slice find, pattern, with;
    bool find_given, pattern_given, ignore_case;
};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .doc = "the columns"},
    {.name = "find",
     .type = OP_TEXT,
     .at = offsetof(struct args, find),
     .optional = true,
     .given_at = offsetof(struct args, find_given),
     .doc = "the text to replace, as it stands"},
    {.name = "pattern",
     .type = OP_PATTERN,
     .at = offsetof(struct args, pattern),
     .optional = true,
     .given_at = offsetof(struct args, pattern_given),
     .doc = "a pattern to replace, instead of a text"},
    {.name = "with",
     .type = OP_TEXT,
     .at = offsetof(struct args, with),
     .doc = "the new text; after a pattern $1 or ${name} stand for its groups"},
    {.name = "ignore_case",
     .type = OP_BOOL,
     .at = offsetof(struct args, ignore_case),
     .fallback = "false",
     .doc = "the pattern takes capital and small letters as the same"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"a\"],\"find\":\".\",\"with\":\"\"}", "a,b\n1.2.3,1.2\n", "a,b\n123,1.2\n",
     NULL},
    {"{\"columns\":[\"a\"],\"pattern\":\"(\\\\d+)-(\\\\d+)\",\"with\":\"$2/$1\"}", "a\nx 1-22 y\n",
     "a\nx 22/1 y\n", NULL},
    {"{\"columns\":[\"a\"],\"with\":\"\"}", "a\n1\n", NULL, "missing_argument"},
    {"{\"columns\":[\"a\"],\"pattern\":\"a\",\"with\":\"$9\"}", "a\na\n", NULL, "bad_argument"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    struct pattern *p;
    struct err e = {0};
    bool good;

    (void)in;
    if (arg->find_given == arg->pattern_given) {
        op_fail(run, arg->find_given ? FAIL_BAD_ARGUMENT : FAIL_MISSING_ARGUMENT, "find",
                "replace needs either \"find\" or \"pattern\"");
        return false;
    }
    if (arg->find_given) {
        if (arg->find.n > 0) return true;
        op_fail(run, FAIL_BAD_ARGUMENT, "find", "\"find\" must not be empty");
        return false;
    }
    p = pattern_open(arg->pattern, arg->ignore_case, &e);
    if (p == NULL) {
        op_fail(run, FAIL_BAD_ARGUMENT, "pattern", "%s", e.text);
        return false;
    }
    good = pattern_check(p, arg->with);
    pattern_close(p);
    if (good) return true;
    op_fail(run, FAIL_BAD_ARGUMENT, "with", "\"%.*s\" names a group that the pattern does not have",
            SLICE_ARG(arg->with));
    return false;
}

static slice literal(slice s, slice find, slice with, struct arena *a)
{
    ptrdiff_t at = slice_find(s, find);
    struct buf b = {0};

    if (at < 0) return s;
    while (at >= 0) {
        buf_put(&b, slice_sub(s, 0, at));
        buf_put(&b, with);
        s = slice_sub(s, at + find.n, s.n);
        at = slice_find(s, find);
    }
    buf_put(&b, s);
    return buf_take(&b, a);
}

static bool replace(const struct args *arg, const struct pattern *p, struct table *out, int c,
                    struct op_run *run)
{
    struct column *col = &out->col[c];

    for (int64_t r = 0; r < out->nrow; r++) {
        slice s = column_cell(col, r), got = s;
        int64_t n;

        if (s.n == 0 && p == NULL) continue;
        if (p == NULL) {
            got = literal(s, arg->find, arg->with, run->arena);
        } else if (pattern_replace(p, s, arg->with, run->arena, &got, &n) != 0) {
            op_fail_cell(op_fail(run, FAIL_LIMIT, "pattern",
                                 "the pattern takes too many steps on a cell: make it simpler"),
                         out, c, r);
            return false;
        }
        column_put(col, r, got);
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct pattern *p = NULL;
    struct err e = {0};
    bool ok = true;

    if (!op_share(run, out, in)) return false;
    if (arg->pattern_given && (p = pattern_open(arg->pattern, arg->ignore_case, &e)) == NULL) {
        op_fail(run, FAIL_BAD_ARGUMENT, "pattern", "%s", e.text);
        return false;
    }
    for (int i = 0; i < arg->columns.n && ok; i++) {
        int c = arg->columns.at[i];

        ok = op_own(run, out, c) && replace(arg, p, out, c, run);
        out->col[c].kind = KIND_TEXT;
    }
    pattern_close(p);
    return ok;
}

const struct op op_replace = {
    .name = "replace",
    .version = 1,
    .group = "cells",
    .doc = "Replace a text or a pattern inside cells.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .check = check,
    .apply = apply,
};
