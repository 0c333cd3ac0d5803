/* case - cells in capital or small letters. */
#include "op.h"

#include "buf.h"
#include "utf8.h"

struct args {
    struct op_columns columns;
    int to;
};

enum { LOWER, UPPER, TITLE };
static const char *const to[] = {"lower", "upper", "title", NULL};

static const struct op_param param[] = {{.name = "columns",
                                         .type = OP_COLUMNS,
                                         .at = offsetof(struct args, columns),
                                         .doc = "the columns"},
                                        {.name = "to",
                                         .type = OP_CHOICE,
                                         .at = offsetof(struct args, to),
                                         .choice = to,
                                         .doc = "small letters, capitals, or a capital at the "
                                                "start of each word"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"a\"],\"to\":\"lower\"}", "a,b\nÄPFEL,X\n", "a,b\näpfel,X\n", NULL},
    {"{\"columns\":[\"a\"],\"to\":\"upper\"}", "a\nköln\n", "a\nKÖLN\n", NULL},
    {"{\"columns\":[\"a\"],\"to\":\"title\"}", "a\nBAD honnef\n", "a\nBad Honnef\n", NULL},
    {"{\"columns\":[\"a\"],\"to\":\"lover\"}", "a\nx\n", NULL, "bad_argument"},
    {0}};

static slice title(slice s, struct arena *a)
{
    slice low = utf8_lower(a, s);
    struct buf b = {0};
    bool inside = false;

    for (ptrdiff_t i = 0; i < low.n;) {
        int32_t cp;
        int n = utf8_decode(low.p + i, low.n - i, &cp);
        bool letter = cp >= 0 && (utf8_is_letter(cp) || utf8_is_digit(cp) || cp == '\'');

        buf_put(&b,
                letter && !inside ? utf8_upper(a, (slice){low.p + i, n}) : (slice){low.p + i, n});
        inside = letter;
        i += n;
    }
    return buf_take(&b, a);
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;

    if (!op_share(run, out, in)) return false;
    for (int i = 0; i < arg->columns.n; i++) {
        int c = arg->columns.at[i];
        struct column *col = &out->col[c];

        if (!op_own(run, out, c)) return false;
        for (int64_t r = 0; r < out->nrow; r++) {
            slice s = column_cell(col, r);

            if (s.n == 0) continue;
            column_put(col, r,
                       arg->to == LOWER   ? utf8_lower(run->arena, s)
                       : arg->to == UPPER ? utf8_upper(run->arena, s)
                                          : title(s, run->arena));
        }
    }
    return true;
}

const struct op op_case = {
    .name = "case",
    .version = 1,
    .group = "cells",
    .doc = "Write cells in small letters, capitals or title case.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .apply = apply,
};
