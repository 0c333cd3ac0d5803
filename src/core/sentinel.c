/* sentinel.c - the form of sentinels, and the frame around the checks of sentinelcheck.c. */
#include "sentinel.h"

#include "sentinelcheck.h"

#include "formula.h"
#include "pattern.h"
#include "utf8.h"
#include <stdio.h>

/* takes: c columns required, v values, m min or max needed, p pattern, k kind, t than, T total,
 * b bounds needed. */
const struct sentinel_check sentinel_table[] = {
    {"accepted_values", "cells are one of \"values\"", false},
    {"column_order", "the columns are exactly \"columns\", in order", false},
    {"date_format", "cells are dates written like \"pattern\"", false},
    {"distribution_drift", "the values are spread as in earlier runs", true},
    {"duplicate_rows", "no row repeats another", false},
    {"freshness", "the newest date is not before \"not_before\" or older than \"max_age_days\"",
     false},
    {"greater_than", "cells are greater than those of column \"than\"", false},
    {"length", "texts have \"min\" to \"max\" characters", false},
    {"magnitude", "no number is \"factor\" (1000) times the median", false},
    {"monotonic", "cells never go down (\"order\": increasing, strictly_increasing, decreasing)",
     false},
    {"new_values", "no value that earlier runs did not have", true},
    {"not_null", "no cell is empty", false},
    {"null_rate", "the share of empty cells, in percent, is within bounds", false},
    {"null_rate_drift", "the share of empty cells is as in earlier runs", true},
    {"parse_rate", "the share of cells that are of \"kind\", in percent, is within bounds", false},
    {"pattern", "cells match the pattern (PCRE2)", false},
    {"range", "cells are from \"min\" to \"max\"", false},
    {"referential", "cells are among those of column \"in\"", false},
    {"row_count", "the number of rows is within bounds", false},
    {"row_count_drift", "the number of rows is as in earlier runs", true},
    {"sum_equals_total", "the cells add up to \"total\"", false},
    {"total_leak", "no row is the total of others", false},
    {"unique", "no two rows have the same cells in the columns", false},
    {NULL, NULL, false}};

static const struct sentinel_check *check_named(slice name, slice *near)
{
    int best = 4;

    *near = S("");
    for (const struct sentinel_check *c = sentinel_table; c->name != NULL; c++) {
        int d = slice_distance(name, slice_z(c->name), 3);

        if (d == 0) return c;
        if (d < best) best = d, *near = slice_z(c->name);
    }
    return NULL;
}

static struct failure *fail(struct sentinel *s, enum failure_code c, const char *member,
                            const char *text)
{
    struct failure *x =
        failure_add(s->failures, c, 0, "sentinel %d%s%s: %s", s->index + 1,
                    s->check != NULL ? " " : "", s->check != NULL ? s->check->name : "", text);

    x->argument = slice_z(member);
    x->pointer = arena_printf(s->failures->arena, "/sentinels/%d%s%s", s->index,
                              *member != 0 ? "/" : "", member);
    return x;
}

static void wrong(struct sentinel *s, const char *member, const char *want)
{
    char text[200];

    snprintf(text, sizeof text, "\"%s\" must be %s", member, want);
    fail(s, FAIL_BAD_ARGUMENT, member, text);
}

/* ----------------------------------------------------------------- reading */

/* A bound: a number, or text in canonical form (a date for range). */
static slice bound_text(const struct json *v)
{
    return v != NULL && (v->type == J_NUMBER || v->type == J_TEXT) ? v->text : S("");
}

static void read_number(struct sentinel *s, const char *member, const struct decimal **out)
{
    const struct json *v = json_member(s->doc, member);

    if (v == NULL) return;
    *out = decimal_parse(bound_text(v), s->arena);
    if (*out == NULL) wrong(s, member, "a number");
}

static void read_bounds(struct sentinel *s)
{
    const struct json *v = json_member(s->doc, "must_be_between");

    read_number(s, "must_be", &s->lo);
    s->hi = s->lo;
    read_number(s, "must_be_less_than", &s->below);
    read_number(s, "must_be_greater_than", &s->above);
    if (v != NULL && (v->type != J_ARRAY || v->n != 2)) {
        wrong(s, "must_be_between", "an array of two numbers");
    } else if (v != NULL) {
        s->lo = decimal_parse(bound_text(v->item[0]), s->arena);
        s->hi = decimal_parse(bound_text(v->item[1]), s->arena);
        if (s->lo == NULL || s->hi == NULL) wrong(s, "must_be_between", "an array of two numbers");
    }
    s->bounded = s->lo != NULL || s->hi != NULL || s->below != NULL || s->above != NULL;
}

static void unknown_column(struct sentinel *s, slice name)
{
    int best = name.n < 4 ? 2 : 4;
    struct failure *x;

    x = fail(s, FAIL_UNKNOWN_COLUMN, "columns",
             arena_printf(s->arena, "no column named \"%.*s\"", SLICE_ARG(name)).p);
    for (int c = 0; c < s->in->ncol; c++) {
        int d = slice_distance(name, s->in->col[c].name, best);

        if (d < best) best = d, x->suggestion = s->in->col[c].name;
    }
}

static int column_named(struct sentinel *s, const struct json *v)
{
    int c = json_is(v, J_TEXT) ? table_find(s->in, v->text, 1) : -1;

    if (!json_is(v, J_TEXT))
        wrong(s, "columns", "an array of column names");
    else if (c < 0)
        unknown_column(s, v->text);
    return c;
}

static void read_columns(struct sentinel *s)
{
    const struct json *v = json_member(s->doc, "columns"), *single = json_member(s->doc, "column");
    const char *name = s->check->name;
    bool needs = strcmp(name, "row_count") != 0 && strcmp(name, "row_count_drift") != 0 &&
                 strcmp(name, "duplicate_rows") != 0 && strcmp(name, "total_leak") != 0;
    int n = v != NULL ? json_count(v) : single != NULL;

    s->column = arena_new(s->arena, int, n > 0 ? n : 1);
    if (v != NULL && v->type != J_ARRAY) {
        wrong(s, "columns", "an array of column names");
        return;
    }
    if (n == 0 && needs) fail(s, FAIL_MISSING_ARGUMENT, "columns", "it needs \"columns\"");
    if (strcmp(name, "column_order") == 0 || s->column == NULL) return;
    for (int i = 0; i < n; i++) {
        int c = column_named(s, v != NULL ? v->item[i] : single);

        if (c >= 0) s->column[s->ncolumn++] = c;
    }
}

static void read_level(struct sentinel *s)
{
    slice level = json_text(json_member(s->doc, "level")),
          unit = json_text(json_member(s->doc, "unit"));

    s->warn = slice_eqz(level, "warn");
    s->percent = slice_eqz(unit, "percent");
    if (json_member(s->doc, "level") != NULL && !s->warn && !slice_eqz(level, "fail"))
        wrong(s, "level", "\"warn\" or \"fail\"");
    if (json_member(s->doc, "unit") != NULL && !s->percent && !slice_eqz(unit, "rows"))
        wrong(s, "unit", "\"rows\" or \"percent\"");
}

static void read_filter(struct sentinel *s)
{
    const struct json *v = json_member(s->doc, "filter");
    struct formula_error fe = {0};
    enum kind kind = KIND_BOOL;
    struct failure *x;

    if (v == NULL) return;
    if (v->type != J_TEXT) {
        wrong(s, "filter", "a formula");
        return;
    }
    s->filter = formula_parse(v->text, s->arena, &fe);
    if (s->filter == NULL || !formula_bind(s->filter, s->in, s->arena, &kind, &fe)) {
        x = fail(s, fe.code, "filter", fe.text);
        x->suggestion = fe.suggestion.n > 0 ? arena_copy(s->failures->arena, fe.suggestion) : S("");
    } else if (kind != KIND_BOOL && kind != KIND_EMPTY) {
        fail(s, FAIL_FORMULA_KIND, "filter", "the filter must be true or false");
    }
}

/* What single checks need beyond columns and bounds. */
static void read_own(struct sentinel *s)
{
    const char *name = s->check->name;
    const struct json *v;
    struct err e = {0};
    struct pattern *p;

    s->min = bound_text(json_member(s->doc, "min"));
    s->max = bound_text(json_member(s->doc, "max"));
    if ((strcmp(name, "range") == 0 || strcmp(name, "length") == 0) && s->min.n + s->max.n == 0)
        fail(s, FAIL_MISSING_ARGUMENT, "min", "it needs \"min\" or \"max\"");
    if (strcmp(name, "accepted_values") == 0 && !json_is(json_member(s->doc, "values"), J_ARRAY))
        fail(s, FAIL_MISSING_ARGUMENT, "values", "it needs an array \"values\"");
    if (strcmp(name, "pattern") == 0 || strcmp(name, "date_format") == 0) {
        v = json_member(s->doc, "pattern");
        if (!json_is(v, J_TEXT)) {
            fail(s, FAIL_MISSING_ARGUMENT, "pattern", "it needs a \"pattern\"");
        } else if (strcmp(name, "pattern") == 0) {
            if ((p = pattern_open(v->text, false, &e)) == NULL)
                fail(s, FAIL_BAD_ARGUMENT, "pattern", e.text);
            pattern_close(p);
        }
    }
    if (strcmp(name, "parse_rate") == 0 &&
        !kind_from_name(json_text(json_member(s->doc, "kind")), &s->kind))
        fail(s, FAIL_MISSING_ARGUMENT, "kind", "it needs a \"kind\", like number or date");
    if (strcmp(name, "greater_than") == 0 || strcmp(name, "referential") == 0) {
        const char *member = name[0] == 'g' ? "than" : "in";

        v = json_member(s->doc, member);
        if (v == NULL)
            fail(s, FAIL_MISSING_ARGUMENT, member, "it needs the column to compare with");
        else
            s->other = column_named(s, v);
    }
    if (strcmp(name, "sum_equals_total") == 0 && json_member(s->doc, "total") == NULL)
        fail(s, FAIL_MISSING_ARGUMENT, "total", "it needs the \"total\"");
    if (strcmp(name, "freshness") == 0 && json_member(s->doc, "not_before") == NULL &&
        json_member(s->doc, "max_age_days") == NULL)
        fail(s, FAIL_MISSING_ARGUMENT, "not_before", "it needs \"not_before\" or \"max_age_days\"");
    /* Measured values: min and max are their bounds. */
    if (strcmp(name, "row_count") == 0 || strcmp(name, "null_rate") == 0 ||
        strcmp(name, "parse_rate") == 0) {
        if (s->min.n > 0) read_number(s, "min", &s->lo), s->bounded = true;
        if (s->max.n > 0) read_number(s, "max", &s->hi), s->bounded = true;
        if (!s->bounded && strcmp(name, "parse_rate") != 0)
            fail(s, FAIL_MISSING_ARGUMENT, "min", "it needs bounds, like \"min\" or \"max\"");
    }
}

static void unknown_members(struct sentinel *s)
{
    static const char *const known[] = {"check",
                                        "columns",
                                        "column",
                                        "must_be",
                                        "must_be_between",
                                        "must_be_less_than",
                                        "must_be_greater_than",
                                        "unit",
                                        "level",
                                        "filter",
                                        "min",
                                        "max",
                                        "values",
                                        "pattern",
                                        "kind",
                                        "than",
                                        "in",
                                        "total",
                                        "tolerance",
                                        "not_before",
                                        "max_age_days",
                                        "order",
                                        "or_equal",
                                        "factor",
                                        NULL};

    for (int i = 0; i < s->doc->n; i++) {
        slice near = S("");
        int best = 4;
        bool found = false;
        struct failure *x;

        for (int k = 0; known[k] != NULL; k++) {
            int d = slice_distance(s->doc->key[i], slice_z(known[k]), 3);

            found = found || d == 0;
            if (d < best) best = d, near = slice_z(known[k]);
        }
        if (found) continue;
        x = fail(s, FAIL_UNKNOWN_ARGUMENT, arena_z(s->failures->arena, s->doc->key[i]),
                 "it has no such member");
        x->suggestion = near;
    }
}

/* Everything about one sentinel; false when a failure was added. */
static bool sentinel_read(const struct json *v, int i, const struct table *in, struct arena *a,
                          struct failures *f, struct sentinel *s)
{
    int before = f->n;
    slice near;
    struct failure *x;

    *s = (struct sentinel){.doc = v, .index = i, .in = in, .arena = a, .failures = f, .other = -1};
    if (v->type != J_OBJECT || !json_is(json_member(v, "check"), J_TEXT)) {
        fail(s, FAIL_MISSING_ARGUMENT, "check", "a sentinel must be an object with a \"check\"");
        return false;
    }
    s->check = check_named(json_text(json_member(v, "check")), &near);
    if (s->check == NULL) {
        x = fail(s, FAIL_BAD_ARGUMENT, "check",
                 arena_printf(a, "there is no check \"%.*s\"",
                              SLICE_ARG(json_text(json_member(v, "check"))))
                     .p);
        x->suggestion = near;
        return false;
    }
    unknown_members(s);
    read_columns(s);
    read_bounds(s);
    read_level(s);
    read_filter(s);
    if (!s->check->needs_history) read_own(s);
    return f->n == before;
}

bool sentinel_check_all(const struct json *sentinels, const struct table *columns,
                        struct failures *f)
{
    int before = f->n;

    for (int i = 0; i < json_count(sentinels); i++) {
        struct sentinel s;

        sentinel_read(sentinels->item[i], i, columns, f->arena, f, &s);
    }
    return f->n == before;
}

/* ----------------------------------------------------------------- running */

static bool keep_filtered(struct sentinel *s)
{
    int64_t *keep = arena_new(s->arena, int64_t, s->in->nrow > 0 ? s->in->nrow : 1), n = 0;
    slice *holds = arena_new(s->arena, slice, s->in->nrow > 0 ? s->in->nrow : 1);
    struct table *t = arena_new(s->arena, struct table, 1);
    struct err e = {0};

    if (keep == NULL || holds == NULL || t == NULL ||
        !formula_rows(s->filter, s->in, s->arena, holds, NULL, &e)) {
        fail(s, FAIL_SENTINEL_FAILED, "filter", e.text[0] != 0 ? e.text : "out of memory");
        return false;
    }
    for (int64_t r = 0; r < s->in->nrow; r++)
        if (slice_eqz(holds[r], "true")) keep[n++] = r;
    if (!table_pick(t, s->arena, s->in, keep, n, &e)) {
        fail(s, FAIL_LIMIT, "filter", e.text);
        return false;
    }
    s->in = t;
    return true;
}

static bool within(const struct sentinel *s, const struct decimal *v)
{
    return (s->lo == NULL || decimal_cmp(v, s->lo) >= 0) &&
           (s->hi == NULL || decimal_cmp(v, s->hi) <= 0) &&
           (s->below == NULL || decimal_cmp(v, s->below) < 0) &&
           (s->above == NULL || decimal_cmp(v, s->above) > 0);
}

static void bounds_text(const struct sentinel *s, struct buf *b)
{
    struct arena *a = s->arena;

    if (s->lo != NULL && s->hi != NULL && decimal_cmp(s->lo, s->hi) == 0)
        buf_printf(b, " exactly %.*s", SLICE_ARG(decimal_text(s->lo, a)));
    else if (s->lo != NULL)
        buf_printf(b, " at least %.*s", SLICE_ARG(decimal_text(s->lo, a)));
    if (s->hi != NULL && (s->lo == NULL || decimal_cmp(s->lo, s->hi) != 0))
        buf_printf(b, "%s at most %.*s", s->lo != NULL ? " and" : "",
                   SLICE_ARG(decimal_text(s->hi, a)));
    if (s->above != NULL) buf_printf(b, " more than %.*s", SLICE_ARG(decimal_text(s->above, a)));
    if (s->below != NULL) buf_printf(b, " less than %.*s", SLICE_ARG(decimal_text(s->below, a)));
}

static const struct decimal *percent(int64_t part, int64_t all, struct arena *a)
{
    const struct decimal *v = decimal_mul(decimal_int(part, a), decimal_int(100, a), a);

    return all > 0 ? decimal_div(v, decimal_int(all, a), a) : decimal_int(0, a);
}

/* Judges what a check found, and reports. */
static void judge(struct sentinel *s, struct finding *x)
{
    struct arena *a = s->arena;
    bool measured = x->measured != NULL;
    const struct decimal *v = measured     ? x->measured
                              : s->percent ? percent(x->bad, x->of, a)
                                           : decimal_int(x->bad, a);
    struct buf b = {0};
    struct failure *f;

    if (s->bounded ? within(s, v) : !measured && x->bad == 0) return;
    if (measured || s->percent)
        buf_printf(&b, "%s: %.*s%s", x->what.p, SLICE_ARG(decimal_text(v, a)),
                   s->percent || x->in_percent ? " %" : "");
    else
        buf_printf(&b, "%lld %s", (long long)x->bad, x->what.p);
    if (s->bounded) {
        buf_putz(&b, "; must be");
        bounds_text(s, &b);
    }
    f = fail(s, FAIL_SENTINEL_FAILED, "", buf_take(&b, a).p);
    if (x->bad == 0) return;
    f->count = 0;
    for (int i = 0; i < x->ncell; i++) {
        struct place at = table_place(s->in, x->cell[i].col, x->cell[i].row);

        failure_cell(f, at.row, at.col, s->in->col[x->cell[i].col].name,
                     column_cell(&s->in->col[x->cell[i].col], x->cell[i].row));
    }
    f->count = x->bad;
}

bool sentinel_run(const struct json *sentinels, const struct table *t, struct arena *a,
                  struct failures *f, struct failures *warnings)
{
    int before = f->n;

    for (int i = 0; i < json_count(sentinels); i++) {
        struct finding x[SENTINEL_FINDINGS];
        struct sentinel s;
        int n;

        if (!sentinel_read(sentinels->item[i], i, t, a, f, &s)) continue;
        if (s.warn && warnings != NULL) s.failures = warnings;
        if (s.check->needs_history) {
            fail(&s, FAIL_SENTINEL_FAILED, "",
                 "it compares with earlier runs of a pin, and there are none to compare with");
            continue;
        }
        if (s.filter != NULL && !keep_filtered(&s)) continue;
        n = sentinelcheck_find(&s, x);
        for (int k = 0; k < n; k++) judge(&s, &x[k]);
    }
    return f->n == before;
}
