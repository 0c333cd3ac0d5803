/* parse_number - text as people write numbers to exact decimals. */
#include "op.h"

#include "decimal.h"
#include "number.h"

struct args {
    struct op_columns columns;
    int decimal, group, percent, on_error;
    bool decimal_given, group_given, currency_given, unit_given;
    slice currency, unit;
};

static const char *const decimal[] = {".", ",", NULL};
static const char *const group[] = {"none", ".", ",", " ", "'", NULL};
static const char *const percent[] = {"as_written", "fraction", NULL};
enum { AS_WRITTEN, FRACTION };

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .doc = "the columns to parse, each by itself"},
    {.name = "decimal",
     .type = OP_CHOICE,
     .at = offsetof(struct args, decimal),
     .optional = true,
     .given_at = offsetof(struct args, decimal_given),
     .choice = decimal,
     .doc = "the decimal mark; found from the column when it is not given"},
    {.name = "group",
     .type = OP_CHOICE,
     .at = offsetof(struct args, group),
     .optional = true,
     .given_at = offsetof(struct args, group_given),
     .choice = group,
     .doc = "the mark between groups of digits; found from the column when it is not given"},
    {.name = "currency",
     .type = OP_TEXT,
     .at = offsetof(struct args, currency),
     .optional = true,
     .given_at = offsetof(struct args, currency_given),
     .doc = "a currency that may stand before or behind the number"},
    {.name = "unit",
     .type = OP_TEXT,
     .at = offsetof(struct args, unit),
     .optional = true,
     .given_at = offsetof(struct args, unit_given),
     .doc = "a unit that may stand behind the number; it does not change the value"},
    {.name = "percent",
     .type = OP_CHOICE,
     .at = offsetof(struct args, percent),
     .fallback = "\"as_written\"",
     .choice = percent,
     .doc = "45 % becomes 45 or the fraction 0.45"},
    {.name = "on_error",
     .type = OP_CHOICE,
     .at = offsetof(struct args, on_error),
     .fallback = "\"fail\"",
     .choice = op_on_error,
     .doc = "what a cell that is no number does: stop the step, or become empty"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"n\"]}", "n\n\"1.234,56 €\"\n\"-3,50 €\"\n\n", "n\n1234.56\n-3.50\n\n", NULL},
    {"{\"columns\":[\"n\"]}", "n\n\"(1,234.50)\"\n12.25\n", "n\n-1234.50\n12.25\n", NULL},
    {"{\"columns\":[\"n\"],\"percent\":\"fraction\"}", "n\n45 %\n12.5 %\n", "n\n0.45\n0.125\n",
     NULL},
    {"{\"columns\":[\"n\"],\"decimal\":\",\"}", "n\n\"1,234\"\n\"5,678\"\n", "n\n1.234\n5.678\n",
     NULL},
    {"{\"columns\":[\"n\"],\"on_error\":\"null\"}", "n\n1\nn/a\n3\n", "n\n1\n\n3\n", NULL},
    {"{\"columns\":[\"n\"]}", "n\n1\nn/a\n3\n", NULL, "step_failed"},
    {"{\"columns\":[\"n\"]}", "n\n\"1,234\"\n\"5,678\"\n", NULL, "step_failed"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    (void)in;
    if (!arg->decimal_given || !arg->group_given ||
        strcmp(decimal[arg->decimal], group[arg->group]) != 0)
        return true;
    op_fail(run, FAIL_BAD_ARGUMENT, "group", "\"%s\" cannot be the decimal and the group mark",
            group[arg->group]);
    return false;
}

static bool ambiguous(const struct table *in, int c, const struct number_style *s,
                      struct op_run *run)
{
    char mark = s->decimal != 0 ? s->decimal : s->group;
    struct failure *f =
        op_fail(run, FAIL_STEP_FAILED, "decimal",
                "the \"%c\" in column \"%.*s\" may be a decimal or a group mark: every number has "
                "exactly three digits behind it; say \"decimal\":\"%c\" or \"group\":\"%c\"",
                mark, SLICE_ARG(in->col[c].name), mark, mark);

    for (int64_t r = 0; r < in->nrow; r++)
        if (memchr(in->col[c].cell[r].p != NULL ? in->col[c].cell[r].p : "", mark,
                   (size_t)in->col[c].cell[r].n) != NULL)
            op_fail_cell(f, in, c, r);
    f->suggestion = arena_printf(run->failures->arena, "\"decimal\":\"%c\"", mark);
    return false;
}

/* The style of the column: what the step says, the rest from the cells. */
static bool style_of(const struct args *arg, const struct table *in, int c, struct number_style *s,
                     struct op_run *run)
{
    int64_t fits, filled;

    number_detect(in->col[c].cell, in->nrow, s, &fits, &filled);
    if (s->ambiguous && !arg->decimal_given && !arg->group_given) return ambiguous(in, c, s, run);
    if (arg->decimal_given) {
        s->decimal = decimal[arg->decimal][0];
        if (s->group == s->decimal) s->group = 0;
        /* The mark that is not the decimal one groups, where there is one. */
        if (s->group == 0 && !arg->group_given) s->group = s->decimal == '.' ? ',' : '.';
    }
    if (arg->group_given) {
        s->group = arg->group == 0 ? 0 : group[arg->group][0];
        if (s->decimal == s->group && !arg->decimal_given) s->decimal = s->group == '.' ? ',' : '.';
    }
    if (arg->currency_given) s->currency = arg->currency;
    if (arg->unit_given) s->unit = arg->unit;
    return true;
}

static slice fraction(slice number, struct arena *a)
{
    const struct decimal *hundredth = decimal_parse(S("0.01"), a), *x = decimal_parse(number, a);
    const struct decimal *y = x != NULL ? decimal_mul(x, hundredth, a) : NULL;

    return y != NULL ? decimal_text(y, a) : (slice){NULL, 0};
}

static struct failure *report(struct failure *f, const struct table *in, int c, int64_t r,
                              const struct number_style *s, struct op_run *run)
{
    if (f == NULL) {
        f = op_fail(run, FAIL_STEP_FAILED, "columns",
                    "column \"%.*s\" has cells that are no numbers like %.*s",
                    SLICE_ARG(in->col[c].name),
                    SLICE_ARG(number_style_text(s, run->failures->arena)));
    }
    op_fail_cell(f, in, c, r);
    return f;
}

static bool parse(const void *v, const struct table *in, struct table *out, int c,
                  struct op_run *run)
{
    const struct args *arg = v;
    struct column *col = &out->col[c];
    struct failure *f = NULL;
    struct number_style s;
    bool whole = true;

    if (in->col[c].kind == KIND_INTEGER || in->col[c].kind == KIND_NUMBER) return true;
    col->kind = KIND_NUMBER;
    if (run->names_only) return true;
    if (!style_of(arg, in, c, &s, run) || !op_own(run, out, c)) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        slice cell = column_cell(&in->col[c], r), made;
        char text[420];
        ptrdiff_t n;

        if (op_blank(cell)) {
            column_put(col, r, S(""));
            continue;
        }
        if (!number_read(cell, &s, text, sizeof text, &n)) {
            if (arg->on_error == OP_ERROR_FAIL) f = report(f, in, c, r, &s, run);
            column_put(col, r, S(""));
            continue;
        }
        made = slice_eq(cell, (slice){text, n}) ? cell : arena_copy(run->arena, (slice){text, n});
        if (s.percent && arg->percent == FRACTION) made = fraction(made, run->arena);
        if (made.p == NULL) return op_out_of_memory(run);
        whole = whole && memchr(made.p, '.', (size_t)made.n) == NULL;
        column_put(col, r, made);
    }
    if (whole && in->nrow > 0) col->kind = KIND_INTEGER;
    return f == NULL;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;

    return op_each(run, &arg->columns, arg, in, out, parse);
}

const struct op op_parse_number = {
    .name = "parse_number",
    .version = 1,
    .group = "cells",
    .doc = "Read numbers as people write them (1.234,56 €, (1,234), 45 %) as exact decimals.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .check = check,
    .apply = apply,
};
