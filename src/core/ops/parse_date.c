/* parse_date - text as people write dates and times to ISO 8601. */
#include "op.h"

#include "date.h"
#include "decimal.h"
#include "utf8.h"
#include <stdlib.h>

struct args {
    struct op_columns columns;
    slice pattern;
    struct op_texts patterns;
    bool pattern_given, patterns_given, order_given, serial;
    int order, on_error, epoch;
    int64_t window;
};

enum { EPOCH_1900, EPOCH_1904 };
static const char *const epoch[] = {"1900", "1904", NULL};

static const char *const order[] = {"dmy", "mdy", "ymd", NULL};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .doc = "the columns to parse, each by itself"},
    {.name = "pattern",
     .type = OP_TEXT,
     .at = offsetof(struct args, pattern),
     .optional = true,
     .given_at = offsetof(struct args, pattern_given),
     .doc = "how they are written, like DD.MM.YYYY, D-MMM-YY, MMMM YYYY, YYYY-MM-DDThh:mm:sszz, "
            "hh:mm AP, YYYY-Www-E (ISO week and day), YYYY-DDD (day of the year), YYYY-Qq; found "
            "from the column when it is not given"},
    {.name = "patterns",
     .type = OP_TEXTS,
     .at = offsetof(struct args, patterns),
     .optional = true,
     .given_at = offsetof(struct args, patterns_given),
     .doc = "several ways of one column; each cell is read by the first that fits"},
    {.name = "order",
     .type = OP_CHOICE,
     .at = offsetof(struct args, order),
     .optional = true,
     .given_at = offsetof(struct args, order_given),
     .choice = order,
     .doc = "the order of day, month and year; needed when no cell tells day and month apart"},
    {.name = "window",
     .type = OP_INT,
     .at = offsetof(struct args, window),
     .fallback = "50",
     .min = 1,
     .max = 100,
     .doc = "two-digit years below it are 20xx, others 19xx"},
    {.name = "serial",
     .type = OP_BOOL,
     .at = offsetof(struct args, serial),
     .fallback = "false",
     .doc = "whole and decimal numbers are days as Excel counts them"},
    {.name = "epoch",
     .type = OP_CHOICE,
     .at = offsetof(struct args, epoch),
     .fallback = "\"1900\"",
     .choice = epoch,
     .doc = "where those days count from; 1904 in workbooks that say so (old ones of the Mac)"},
    {.name = "on_error",
     .type = OP_CHOICE,
     .at = offsetof(struct args, on_error),
     .fallback = "\"fail\"",
     .choice = op_on_error,
     .doc = "what a cell that is no date does: stop the step, or become empty"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"columns\":[\"d\"]}", "d\n31.03.2024\n01.04.2024\n\n", "d\n2024-03-31\n2024-04-01\n\n",
     NULL},
    {"{\"columns\":[\"d\"],\"order\":\"mdy\"}", "d\n03/04/2024\n", "d\n2024-03-04\n", NULL},
    {"{\"columns\":[\"d\"],\"pattern\":\"D-MMM-YY\",\"window\":30}", "d\n1-Mar-24\n2-Mai-31\n",
     "d\n2024-03-01\n1931-05-02\n", NULL},
    {"{\"columns\":[\"d\"],\"patterns\":[\"YYYY-MM-DD\",\"DD.MM.YYYY\",\"D MMM YYYY\"]}",
     "d\n2024-03-31\n01.04.2024\n2 Apr 2024\n", "d\n2024-03-31\n2024-04-01\n2024-04-02\n", NULL},
    {"{\"columns\":[\"d\"],\"serial\":true}", "d\n45382\n2024-04-01\n",
     "d\n2024-03-31\n2024-04-01\n", NULL},
    {"{\"columns\":[\"d\"],\"serial\":true,\"epoch\":\"1904\"}", "d\n43920\n", "d\n2024-03-31\n",
     NULL},
    {"{\"columns\":[\"d\"],\"pattern\":\"YYYY-Www-E\"}", "d\n2024-W13-7\n", "d\n2024-03-31\n",
     NULL},
    {"{\"columns\":[\"d\"],\"pattern\":\"Qq YYYY\"}", "d\nQ2 2024\n", "d\n2024-04-01\n", NULL},
    {"{\"columns\":[\"d\"],\"on_error\":\"null\"}", "d\n2024-02-28\n2024-02-30\n",
     "d\n2024-02-28\n\n", NULL},
    {"{\"columns\":[\"d\"]}", "d\n03/04/2024\n05/06/2024\n", NULL, "step_failed"},
    {"{\"columns\":[\"d\"]}", "d\n31.03.2024\nn/a\n", NULL, "step_failed"},
    {"{\"columns\":[\"d\"],\"patterns\":[\"DD.MM.YYYY\"],\"pattern\":\"YYYY-MM-DD\"}",
     "d\n31.03.2024\n", NULL, "bad_argument"},
    {"{\"columns\":[\"d\"],\"pattern\":\"day one\"}", "d\n31.03.2024\n", NULL, "bad_argument"},
    {0}};

static bool has(slice pattern, const char *token)
{
    return slice_find(pattern, slice_z(token)) >= 0;
}

static bool check_pattern(slice pattern, const char *arg, struct op_run *run)
{
    if (has(pattern, "YY") || has(pattern, "h")) return true;
    op_fail(run, FAIL_BAD_ARGUMENT, arg,
            "\"%.*s\" has neither a year (YYYY or YY) nor an hour (hh): it is no pattern of dates",
            SLICE_ARG(pattern));
    return false;
}

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    (void)in;
    if (arg->patterns_given && (arg->pattern_given || arg->patterns.n == 0)) {
        op_fail(run, FAIL_BAD_ARGUMENT, "patterns",
                arg->pattern_given ? "\"patterns\" and \"pattern\" say the same thing twice"
                                   : "\"patterns\" is empty");
        return false;
    }
    for (int i = 0; i < arg->patterns.n && arg->patterns_given; i++)
        if (!check_pattern(arg->patterns.at[i], "patterns", run)) return false;
    return !arg->pattern_given || check_pattern(arg->pattern, "pattern", run);
}

/* The pattern with its three numeric parts in another order; empty when it has not three. */
static slice reordered(slice pattern, const char *want, struct arena *a)
{
    ptrdiff_t at[3], n[3];
    char width[128] = {0};
    struct buf b = {0};
    int parts = 0;

    for (ptrdiff_t i = 0; i < pattern.n; i++) {
        char c = pattern.p[i];

        if (c != 'Y' && c != 'M' && c != 'D') continue;
        if (parts == 3) return S("");
        at[parts] = i;
        while (i < pattern.n && pattern.p[i] == c) i++;
        n[parts] = i - at[parts];
        width[(int)c] = (char)n[parts++];
        i--;
    }
    if (parts != 3 || width['M'] > 2 || width['Y'] == 0 || width['D'] == 0) return S("");
    for (int i = 0; i < 3; i++) {
        char c = (char)(want[i] - 'a' + 'A');
        ptrdiff_t from = i == 0 ? 0 : at[i - 1] + n[i - 1];

        buf_put(&b, slice_sub(pattern, from, at[i]));
        for (int k = 0; k < width[(int)c]; k++) buf_putc(&b, c);
    }
    buf_put(&b, slice_sub(pattern, at[2] + n[2], pattern.n));
    return buf_take(&b, a);
}

static bool unclear(const struct table *in, int c, slice pattern, struct op_run *run)
{
    struct arena *a = run->failures->arena;
    struct date_style s = {.pattern = pattern};
    bool day_first = slice_find(pattern, S("D")) < slice_find(pattern, S("M"));
    struct date_style t = {.pattern = reordered(pattern, day_first ? "mdy" : "dmy", a)};
    struct failure *f = op_fail(run, FAIL_STEP_FAILED, "order", "placeholder");
    int64_t mine = 0, others = 0;

    for (int64_t r = 0; r < in->nrow; r++) {
        slice cell = column_cell(&in->col[c], r);
        char out[40];
        ptrdiff_t n;
        enum kind k;
        bool x = date_read(cell, &s, out, &n, &k), y = date_read(cell, &t, out, &n, &k);

        mine += x && !y;
        others += y && !x;
        if (x || y) op_fail_cell(f, in, c, r);
    }
    if (mine + others == 0)
        f->message = arena_printf(a,
                                  "day and month cannot be told apart in column \"%.*s\": say "
                                  "\"order\":\"dmy\" or \"order\":\"mdy\"",
                                  SLICE_ARG(in->col[c].name));
    else
        f->message = arena_printf(a,
                                  "column \"%.*s\" mixes orders: %lld cells can only be %s, %lld "
                                  "only %s; say \"order\" and what to do with the others "
                                  "(\"on_error\":\"null\")",
                                  SLICE_ARG(in->col[c].name), (long long)mine,
                                  day_first ? "day first" : "month first", (long long)others,
                                  day_first ? "month first" : "day first");
    f->suggestion = day_first ? S("\"order\":\"dmy\"") : S("\"order\":\"mdy\"");
    return false;
}

static bool style_of(const struct args *arg, const struct table *in, int c, struct date_style *s,
                     struct op_run *run)
{
    int64_t fits, filled;
    enum kind kind;
    bool ambiguous;

    *s = (struct date_style){.pattern = arg->pattern, .window = (int)arg->window};
    if (arg->pattern_given || arg->patterns_given) return true;
    date_detect(in->col[c].cell, in->nrow, run->arena, s, &kind, &fits, &filled, &ambiguous);
    s->window = (int)arg->window;
    if (arg->order_given) {
        slice other = reordered(s->pattern, order[arg->order], run->arena);

        if (other.n > 0) s->pattern = other;
        return true;
    }
    return !ambiguous || unclear(in, c, s->pattern, run);
}

static bool read_serial(slice cell, bool date_1904, char out[40], ptrdiff_t *n, enum kind *kind)
{
    struct arena a;
    bool ok;

    arena_init(&a, 65536);
    ok = decimal_parse(utf8_trim(cell), &a) != NULL &&
         date_from_serial(strtod(arena_z(&a, utf8_trim(cell)), NULL), date_1904, out, n, kind);
    arena_free(&a);
    return ok;
}

/* By the style, or the first of several patterns. */
static bool read_cell(const struct args *arg, slice cell, const struct date_style *s, char text[40],
                      ptrdiff_t *n, enum kind *kind)
{
    for (int i = 0; arg->patterns_given && i < arg->patterns.n; i++) {
        struct date_style one = {.pattern = arg->patterns.at[i], .window = s->window};

        if (date_read(cell, &one, text, n, kind)) return true;
    }
    return s->pattern.n > 0 && date_read(cell, s, text, n, kind);
}

/* How they are written, for a sentence. */
static slice written(const struct args *arg, const struct date_style *s, struct arena *a)
{
    struct buf b = {0};

    if (!arg->patterns_given) return s->pattern;
    for (int i = 0; i < arg->patterns.n; i++)
        buf_printf(&b, "%s%.*s", i > 0 ? " or " : "", SLICE_ARG(arg->patterns.at[i]));
    return buf_take(&b, a);
}

/* What a pattern that is given makes of a column, before any cell is seen. */
static enum kind kind_said(const struct args *arg)
{
    bool timed = arg->pattern_given && has(arg->pattern, "h");
    bool dated = arg->pattern_given && has(arg->pattern, "YY");

    for (int i = 0; arg->patterns_given && i < arg->patterns.n; i++) {
        timed = timed || has(arg->patterns.at[i], "h");
        dated = dated || has(arg->patterns.at[i], "YY");
    }
    return !timed ? KIND_DATE : dated ? KIND_DATETIME : KIND_TIME;
}

static enum kind joined(enum kind all, enum kind one)
{
    if (all == KIND_EMPTY || all == one) return one;
    if ((all == KIND_DATE || all == KIND_DATETIME) && (one == KIND_DATE || one == KIND_DATETIME))
        return KIND_DATETIME;
    if ((all == KIND_TIME || all == KIND_DURATION) && (one == KIND_TIME || one == KIND_DURATION))
        return KIND_DURATION;
    return KIND_TEXT;
}

static struct failure *report(struct failure *f, const struct table *in, int c, int64_t r,
                              slice pattern, struct op_run *run)
{
    if (f == NULL) {
        f = op_fail(run, FAIL_STEP_FAILED, "columns",
                    "column \"%.*s\" has cells that are no dates%s%.*s", SLICE_ARG(in->col[c].name),
                    pattern.n > 0 ? " written " : "", SLICE_ARG(pattern));
    }
    op_fail_cell(f, in, c, r);
    return f;
}

static bool parse(const void *v, const struct table *in, struct table *out, int c,
                  struct op_run *run)
{
    const struct args *arg = v;
    enum kind was = in->col[c].kind, all = KIND_EMPTY, kind;
    struct column *col = &out->col[c];
    struct failure *f = NULL;
    struct date_style s;

    if (was == KIND_DATE || was == KIND_DATETIME || was == KIND_TIME || was == KIND_DURATION)
        return true;
    col->kind = kind_said(arg);
    if (run->names_only) return true;
    if (!style_of(arg, in, c, &s, run) || !op_own(run, out, c)) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        slice cell = column_cell(&in->col[c], r), made = S("");
        char text[40];
        ptrdiff_t n;

        if (op_blank(cell)) {
            column_put(col, r, S(""));
            continue;
        }
        if (read_cell(arg, cell, &s, text, &n, &kind) ||
            (arg->serial && read_serial(cell, arg->epoch == EPOCH_1904, text, &n, &kind))) {
            made = arena_copy(run->arena, (slice){text, n});
            all = joined(all, kind);
        } else if (arg->on_error == OP_ERROR_FAIL) {
            f = report(f, in, c, r, written(arg, &s, run->failures->arena), run);
        }
        if (made.p == NULL) return op_out_of_memory(run);
        column_put(col, r, made);
    }
    if (all != KIND_EMPTY) col->kind = all;
    return f == NULL;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;

    /* What is not said about the way they are written is found from all cells. */
    run->whole = !arg->pattern_given && !arg->patterns_given;
    return op_each(run, &arg->columns, arg, in, out, parse);
}

const struct op op_parse_date = {
    .name = "parse_date",
    .version = 1,
    .group = "cells",
    .doc = "Read dates and times as people write them (31.03.2024, 3/31/24, 1-Mar-2024) as ISO "
           "8601.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .check = check,
    .apply = apply,
};
