/* parse_number - text as people write numbers to exact decimals. */
#include "op.h"

#include "fixed.h"
#include "number.h"

struct args {
    struct op_columns columns;
    int decimal, group, percent, on_error;
    bool scale, sides, mixed, decimal_given, group_given, currency_given, unit_given;
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
    {.name = "scale",
     .type = OP_BOOL,
     .at = offsetof(struct args, scale),
     .fallback = "false",
     .doc = "words behind a number multiply it: 12.5k becomes 12500 (k, M, tsd, Mio, mln, bn, Mrd, "
            "lakh, crore)"},
    {.name = "sides",
     .type = OP_BOOL,
     .at = offsetof(struct args, sides),
     .fallback = "false",
     .doc = "CR and DR behind a number say credit and debit, as on bank statements: 12 DR becomes "
            "-12"},
    {.name = "mixed",
     .type = OP_BOOL,
     .at = offsetof(struct args, mixed),
     .fallback = "false",
     .doc = "each cell says by itself which mark is the decimal one: 1.234,5 and 1,234.5 are the "
            "same; a cell that does not say (1.234) is read with \"decimal\", or is no number"},
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
    {"{\"columns\":[\"n\"],\"scale\":true}", "n\n12.5k\n$3 M\n800\n", "n\n12500\n3000000\n800\n",
     NULL},
    {"{\"columns\":[\"n\"]}", "n\n12.5k\n800\n", NULL, "step_failed"},
    {"{\"columns\":[\"n\"],\"sides\":true}", "n\n12.50 CR\n3 DR\n", "n\n12.50\n-3\n", NULL},
    {"{\"columns\":[\"n\"],\"mixed\":true}", "n\n\"1.234,5 €\"\n\"EUR 1,234.5\"\n7\n",
     "n\n1234.5\n1234.5\n7\n", NULL},
    {"{\"columns\":[\"n\"],\"mixed\":true,\"decimal\":\",\"}", "n\n\"1.234\"\n\"0.5\"\n",
     "n\n1234\n0.5\n", NULL},
    {"{\"columns\":[\"n\"]}", "n\n12.50 CR\n3 DR\n", NULL, "step_failed"},
    {"{\"columns\":[\"n\"],\"mixed\":true}", "n\n\"1.234\"\n\"0,5\"\n", NULL, "step_failed"},
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

/* The style of the column: what the step says, the rest as its cells do. */
static bool style_of(const struct args *arg, const struct table *in, int c, struct number_style *s,
                     struct op_run *run)
{
    if (arg->mixed) {
        number_mix(s);
        if (arg->decimal_given) s->decimal = decimal[arg->decimal][0];
    }
    if (s->ambiguous && !arg->decimal_given && !arg->group_given) return ambiguous(in, c, s, run);
    if (arg->decimal_given && !arg->mixed) {
        s->decimal = decimal[arg->decimal][0];
        if (s->group == s->decimal) s->group = 0;
        /* The mark that is not the decimal one groups, where there is one. */
        if (s->group == 0 && !arg->group_given) s->group = s->decimal == '.' ? ',' : '.';
    }
    if (arg->group_given && !arg->mixed) {
        s->group = arg->group == 0 ? 0 : group[arg->group][0];
        if (s->decimal == s->group && !arg->decimal_given) s->decimal = s->group == '.' ? ',' : '.';
    }
    if (arg->currency_given) s->currency = arg->currency;
    if (arg->unit_given) s->unit = arg->unit;
    return true;
}

/* A column over its parts: what its cells said so far, and how those before were read. */
struct reading {
    struct number_votes votes;
    struct number_style said, style; /* by the cells; with what the step says */
    bool begun;
};

/* Are the cells before, which were read in x->style, read alike in the style that all so far give?
 * What those cells did not have may still be found. */
static bool reads_alike(const struct args *arg, const struct reading *x,
                        const struct number_style *said, const struct number_style *style)
{
    const struct number_style *was = &x->style;
    bool affixes = arg->currency_given || arg->unit_given, alike;

    alike = was->percent == style->percent && slice_eq(was->currency, style->currency) &&
            slice_eq(was->unit, style->unit) &&
            (!affixes ||
             (was->parens == style->parens && was->trailing_minus == style->trailing_minus));
    if (arg->mixed || (x->said.decimal == 0 && x->said.group == 0))
        return alike; /* none had a mark */
    if (arg->decimal_given || arg->group_given)
        return alike && was->decimal == style->decimal && was->group == style->group;
    return alike && (x->said.decimal == 0 || x->said.decimal == said->decimal) &&
           (x->said.group == 0 || x->said.group == said->group);
}

/* Lets go of the cells. */
static bool keep_affixes(struct number_affix *list, struct op_run *run)
{
    for (int i = 0; i < NUMBER_AFFIXES && list[i].n > 0; i++) {
        list[i].text = op_keep_text(run, list[i].text);
        if (list[i].text.p == NULL) return false;
    }
    return true;
}

/* *plain: every cell is empty or reads as itself; number[r] (NULL: not wanted) is what such cells
 * are, FIXED_NONE of the others. */
static bool read_style(const struct args *arg, const struct table *in, int c, struct reading *x,
                       struct fixed *number, bool *plain, struct op_run *run)
{
    struct number_style said, style;
    struct number_votes votes = x->votes;
    int64_t others = 0;

    for (int64_t r = 0; r < in->nrow; r++) {
        slice cell = in->col[c].cell[r];
        struct fixed f = {0};

        if (cell.n == 0) {
            f.scale = FIXED_EMPTY;
        } else if (number_plain(cell, &f.v)) {
            number_vote_plain(&votes, cell);
        } else {
            f.scale = FIXED_NONE;
            others++;
            number_vote(&votes, cell);
        }
        if (number != NULL) number[r] = f;
    }
    x->votes = votes;
    if (!keep_affixes(x->votes.currency, run) || !keep_affixes(x->votes.unit, run)) return false;
    number_decide(&x->votes, &said);
    style = said;
    if (!style_of(arg, in, c, &style, run)) return false;
    run->whole = run->whole || (x->begun && !reads_alike(arg, x, &said, &style));
    /* Cells that are no number in any style say nothing, unless the step knows their affix. */
    x->begun = x->votes.read > 0 || ((arg->currency_given || arg->unit_given) && in->nrow > 0);
    x->said = said;
    x->style = style;
    *plain = others == 0 && !style.percent;
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

/* Reads the cells that are not plain as numbers, without a text of them. False: one is none, or has
 * more digits. */
static bool read_numbers(const struct column *col, int64_t n, const struct number_style *s,
                         struct fixed *number)
{
    if (s->percent) return false;
    for (int64_t r = 0; r < n; r++) {
        char text[420];
        ptrdiff_t len;

        if (number[r].scale != FIXED_NONE) continue;
        if (op_blank(col->cell[r]))
            number[r].scale = FIXED_EMPTY;
        else if (!number_read(col->cell[r], s, text, sizeof text, &len) ||
                 !fixed_read((slice){text, len}, &number[r]))
            return false;
    }
    return true;
}

static bool read_cells(const struct args *arg, const struct table *in, struct table *out, int c,
                       const struct number_style *s, struct op_run *run)
{
    struct column *col = &out->col[c];
    struct failure *f = NULL;
    bool whole = true;

    if (!op_own(run, out, c)) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        slice cell = column_cell(&in->col[c], r), made;
        char text[420];
        ptrdiff_t n;
        int64_t plain;

        if (number_plain(cell, &plain) && !s->percent) continue;
        if (op_blank(cell)) {
            column_put(col, r, S(""));
            continue;
        }
        if (!number_read(cell, s, text, sizeof text, &n)) {
            if (arg->on_error == OP_ERROR_FAIL) f = report(f, in, c, r, s, run);
            column_put(col, r, S(""));
            continue;
        }
        made = slice_eq(cell, (slice){text, n}) ? cell : arena_copy(run->arena, (slice){text, n});
        if (s->percent && arg->percent == FRACTION) made = fraction(made, run->arena);
        if (made.p == NULL) return op_out_of_memory(run);
        whole = whole && memchr(made.p, '.', (size_t)made.n) == NULL;
        column_put(col, r, made);
    }
    if (whole && in->nrow > 0) col->kind = KIND_INTEGER;
    return f == NULL;
}

static bool parse(const struct args *arg, const struct table *in, struct table *out, int c,
                  struct reading *x, struct op_run *run)
{
    struct column *col = &out->col[c];
    struct fixed *number = NULL;
    bool plain, whole = true;

    if (in->col[c].kind == KIND_INTEGER || in->col[c].kind == KIND_NUMBER) return true;
    col->kind = KIND_NUMBER;
    if (run->names_only) return true;
    if (run->numbers && (number = op_alloc(run, sizeof *number, in->nrow)) == NULL) return false;
    if (!read_style(arg, in, c, x, number, &plain, run)) return false;
    /* Nothing has to be written; or nobody wants it written. */
    if (!plain && (number == NULL || !read_numbers(&in->col[c], in->nrow, &x->style, number)))
        return read_cells(arg, in, out, c, &x->style, run);
    /* Provenance knows by the cells which step made a column. */
    if (number == NULL && !op_own(run, out, c)) return false;
    if (!plain) col->cell = NULL;
    col->number = number;
    for (int64_t r = 0; !plain && whole && r < in->nrow; r++) whole = number[r].scale <= 0;
    if (whole && in->nrow > 0) col->kind = KIND_INTEGER;
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct reading *x = op_keep(run, sizeof *x, arg->columns.n);
    bool ok = true;

    if (x == NULL || !op_share(run, out, in)) return false;
    for (int i = 0; i < arg->columns.n; i++) {
        x[i].votes.scaled = arg->scale;
        x[i].votes.sides = arg->sides;
    }
    /* All are tried, so that the cells of all are reported. */
    for (int i = 0; i < arg->columns.n; i++)
        ok = parse(arg, in, out, arg->columns.at[i], &x[i], run) && ok;
    return ok;
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
    .in_parts = true,
    .takes_numbers = true,
    .check = check,
    .apply = apply,
};
