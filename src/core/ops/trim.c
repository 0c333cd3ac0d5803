/* trim - cells without white space at their ends. */
#include "op.h"

#include "buf.h"
#include "utf8.h"

struct args {
    struct op_columns columns;
    bool inner;
};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .optional = true,
     .doc = "the columns; all of them when absent"},
    {.name = "inner",
     .type = OP_BOOL,
     .at = offsetof(struct args, inner),
     .fallback = "false",
     .doc = "make one blank of every run of white space inside too"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "a,b\n x ,\"y\n\"\n", "a,b\nx,y\n", NULL},
    {"{\"columns\":[\"a\"],\"inner\":true}", "a,b\n x   z, y\n", "a,b\nx z, y\n", NULL},
    {"{\"columns\":[{\"column\":\"a\",\"nth\":3}]}", "a,a\n1,2\n", NULL, "unknown_column"},
    {0}};

static bool has_run(slice s)
{
    bool space = false;

    for (ptrdiff_t i = 0; i < s.n;) {
        int32_t cp;
        int n = utf8_decode(s.p + i, s.n - i, &cp);
        bool now = cp >= 0 && utf8_is_space(cp);

        if (now && (space || cp != ' ')) return true;
        space = now;
        i += n;
    }
    return false;
}

static slice collapse(slice s, struct arena *a)
{
    struct buf b = {0};

    if (!has_run(s)) return s;
    for (ptrdiff_t i = 0; i < s.n;) {
        int32_t cp;
        int n = utf8_decode(s.p + i, s.n - i, &cp);

        if (cp < 0 || !utf8_is_space(cp))
            buf_put(&b, (slice){s.p + i, n});
        else if (b.n > 0 && b.p[b.n - 1] != ' ')
            buf_putc(&b, ' ');
        i += n;
    }
    return buf_take(&b, a);
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int n = arg->columns.n > 0 ? arg->columns.n : in->ncol;

    if (!op_share(run, out, in)) return false;
    for (int i = 0; i < n; i++) {
        int c = arg->columns.n > 0 ? arg->columns.at[i] : i;
        struct column *col = &out->col[c];

        if (!op_own(run, out, c)) return false;
        for (int64_t r = 0; r < out->nrow; r++) {
            slice s = utf8_trim(column_cell(col, r));

            column_put(col, r, arg->inner ? collapse(s, run->arena) : s);
        }
    }
    return true;
}

const struct op op_trim = {
    .name = "trim",
    .version = 1,
    .group = "cells",
    .doc = "Take white space off both ends of cells.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .apply = apply,
};
