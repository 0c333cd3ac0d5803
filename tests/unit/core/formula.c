/* The formula language: what it gives, what it refuses and where, and its renderings. */
#include "unit.h"

#include "formula.h"
#include "opexample.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const sheet =
    "region,hours,headcount,weeks,name,due,begin,took,ok,[odd] name\n"
    "North,312.5,4,2,Ann,2024-03-31,2024-01-31T08:00:00,12:30:00,true,1\n"
    "South,,0,2,bob,2024-02-29,2024-02-01T00:00:00+02:00,00:15:00,false,2\n"
    "North,10,5,1,,,,,,3\n";

static void fixture(struct arena *a, struct table *t)
{
    static const enum kind kind[] = {KIND_TEXT, KIND_NUMBER, KIND_INTEGER,  KIND_INTEGER,
                                     KIND_TEXT, KIND_DATE,   KIND_DATETIME, KIND_DURATION,
                                     KIND_BOOL, KIND_INTEGER};

    opexample_table(sheet, a, t);
    for (int c = 0; c < t->ncol; c++) t->col[c].kind = kind[c];
}

/* All rows' results joined with "|", or the error with its span. */
static const char *outcome(const char *text, struct arena *a, enum kind *kind)
{
    struct formula_counts counts;
    struct formula_error fe;
    struct err e = {0};
    struct buf b = {0};
    struct table t;
    const struct formula *f = formula_parse(slice_z(text), a, &fe);
    slice out[3];

    fixture(a, &t);
    if (f == NULL || !formula_bind(f, &t, a, kind, &fe)) {
        buf_printf(&b, "%s %td+%td: %s", failure_name(fe.code), fe.at, fe.n, fe.text);
        if (fe.suggestion.n > 0) buf_printf(&b, " -> %.*s", SLICE_ARG(fe.suggestion));
    } else if (!formula_rows(f, &t, a, out, &counts, &e)) {
        buf_printf(&b, "error: %s", e.text);
    } else {
        for (int r = 0; r < 3; r++) buf_printf(&b, "%s%.*s", r > 0 ? "|" : "", SLICE_ARG(out[r]));
    }
    return buf_take(&b, a).p;
}

struct formula_case {
    const char *text, *want;
};

static void run_cases(const struct formula_case *t, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        enum kind kind = KIND_EMPTY;
        struct arena a;
        const char *got;

        arena_init(&a, ARENA_NO_LIMIT);
        got = outcome(t[i].text, &a, &kind);
        if (strcmp(got, t[i].want) != 0)
            fail_msg("%s\n  gives %s\n  not   %s", t[i].text, got, t[i].want);
        arena_free(&a);
    }
}

static void results(void **state)
{
    static const struct formula_case t[] = {
        {"hours / (headcount * 40 * weeks)", "0.9765625||0.05"},
        {"hours / headcount", "78.125||2"},
        {"1 / headcount", "0.25||0.2"},
        {"headcount / 3", "1.333333333333333333333333333|0|1.666666666666666666666666667"},
        {"0.1 + 0.2", "0.3|0.3|0.3"},
        {"2 + 3 * 4 - -1", "15|15|15"},
        {"-7 % 3", "-1|-1|-1"},
        {"2 - 3 - 4", "-5|-5|-5"},
        {"[[odd]] name] * 2", "2|4|6"},
        {"1e3 + 1", "1001|1001|1001"},
        /* sums that pass what eighteen digits hold */
        {"sum((headcount + weeks) * 999999999999999999)",
         "13999999999999999986|13999999999999999986|13999999999999999986"},
        {"sum((headcount + weeks) * -9999999999.99999999)",
         "-139999999999.99999986|-139999999999.99999986|-139999999999.99999986"},
        /* nulls */
        {"hours + 1", "313.5||11"},
        {"hours > 11", "true||false"},
        {"hours > 11 or headcount = 0", "true|true|false"},
        {"hours > 11 and headcount = 0", "false||false"},
        {"not ok", "false|true|"},
        {"coalesce(hours, 0) + 1", "313.5|1|11"},
        {"is_null(hours)", "false|true|false"},
        {"null_if(headcount, 0)", "4||5"},
        {"if(headcount > 0, hours / headcount, 0)", "78.125|0|2"},
        {"if(null, 1, 2)", "2|2|2"},
        {"headcount in (4, 5)", "true|false|true"},
        {"headcount not in (4, 5)", "false|true|false"},
        {"headcount in (4, null)", "true||"},
        {"null + 1", "||"},
        /* text */
        {"upper(name) + '!'", "ANN!|BOB!|"},
        {"concat(name, '-', weeks)", "Ann-2|bob-2|-1"},
        {"left(region, 2)", "No|So|No"},
        {"right(region, 2)", "th|th|th"},
        {"substr(region, 2, 3)", "ort|out|ort"},
        {"length('M\xc3\xa4rz')", "4|4|4"},
        {"split_part('a/b/c', '/', 2)", "b|b|b"},
        {"pad_left(text(weeks), 3, '0')", "002|002|001"},
        {"replace(region, 'th', '')", "Nor|Sou|Nor"},
        {"matches(region, '^N')", "true|false|true"},
        {"matches(region, left(region, 1)) and matches(name, '(?i)^B')", "false|true|"},
        {"'it''s'", "it's|it's|it's"},
        {"number('1.50') * 2", "3.00|3.00|3.00"},
        /* dates */
        {"due + 1d", "2024-04-01|2024-03-01|"},
        {"due + 12h", "2024-03-31T12:00:00|2024-02-29T12:00:00|"},
        {"due - #2024-01-01#", "2160:00:00|1416:00:00|"},
        {"days(due - #2024-01-01#)", "90|59|"},
        {"due >= #2024-03-01#", "true|false|"},
        {"year(due) * 100 + month(due)", "202403|202402|"},
        {"weekday(due)", "7|4|"},
        {"week(#2021-01-03#)", "53|53|53"},
        {"quarter(due)", "1|1|"},
        {"month_end(begin)", "2024-01-31|2024-02-29|"},
        {"add_months(#2024-01-31#, 1)", "2024-02-29|2024-02-29|2024-02-29"},
        {"date(begin)", "2024-01-31|2024-02-01|"},
        {"date(2023, 2, 29)", "||"},
        {"hour(begin)", "8|0|"},
        {"hours(took)", "12.5|0.25|"},
        {"took * 2", "25:00:00|00:30:00|"},
        {"took / 15min", "50|1|"},
        {"took - 13h", "-00:30:00|-12:45:00|"},
        {"#2024-01-01T00:00:00+02:00# = #2023-12-31T22:00:00Z#", "true|true|true"},
        /* numbers */
        {"round(hours / 3, 2)", "104.17||3.33"},
        {"round(2.5)", "2|2|2"},
        {"floor(-1.5)", "-2|-2|-2"},
        {"ceil(-1.5)", "-1|-1|-1"},
        {"trunc(-1.5)", "-1|-1|-1"},
        {"power(2, 100)", "1267650600228229401496703205376|1267650600228229401496703205376|"
                          "1267650600228229401496703205376"},
        {"power(2, -2)", "0.25|0.25|0.25"},
        {"greatest(headcount, weeks, 3)", "4|3|5"},
        {"least(hours, 100)", "100|100|10"},
        {"abs(-3.5) * sign(-2)", "-3.5|-3.5|-3.5"},
        /* aggregates */
        {"sum(hours)", "322.5|322.5|322.5"},
        {"sum(hours) by region", "322.5||322.5"},
        {"hours / sum(hours) by region", "0.9689922480620155038759689922||"
                                         "0.03100775193798449612403100775"},
        {"count()", "3|3|3"},
        {"count(hours) by region", "2|0|2"},
        {"mean(hours)", "161.25|161.25|161.25"},
        {"median(headcount)", "4|4|4"},
        {"min(due)", "2024-02-29|2024-02-29|2024-02-29"},
        {"max(name)", "bob|bob|bob"},
        {"first(name)", "Ann|Ann|Ann"},
        {"last(name) by region", "Ann|bob|Ann"},
        {"count_distinct(region)", "2|2|2"},
        {"count() by (region, weeks)", "1|1|1"},
        {"sum(took)", "12:45:00|12:45:00|12:45:00"},
    };

    (void)state;
    run_cases(t, sizeof t / sizeof t[0]);
}

static void refusals(void **state)
{
    static const struct formula_case t[] = {
        {"hous / 2", "formula_name 0+4: no column named \"hous\" -> hours"},
        {"1 + summ(hours)", "formula_name 4+4: no function named \"summ\" -> sum"},
        {"hours *", "formula_syntax 7+1: expected a value, found the end of the formula"},
        {"(hours", "formula_syntax 6+1: expected \")\", found the end of the formula"},
        {"hours hours", "formula_syntax 6+5: expected an operator or the end of the formula, found "
                        "\"hours\""},
        {"", "formula_syntax 0+1: the formula is empty"},
        {"1 < hours < 2",
         "formula_syntax 10+1: comparisons do not chain: join them with and -> and"},
        {"a && b", "formula_syntax 2+1: a formula has no sign \"&\" -> and"},
        {"'open", "formula_syntax 0+5: the text is not closed with a quote"},
        {"12abc", "formula_syntax 0+3: a number runs into a word; durations end in w, d, h, min or "
                  "s"},
        {"round()", "formula_syntax 0+7: round takes at least 1 value, not 0"},
        {"name * 2", "formula_kind 0+4: column \"name\" is text, not a number: parse it first with "
                     "parse_number -> parse_number"},
        {"due > '2024-01-01'",
         "formula_kind 0+18: cannot compare a date and text: a date is written "
         "#2024-03-31#"},
        {"due + 7", "formula_kind 0+7: cannot add a date and a number: seven days are written 7d"},
        {"hours and ok", "formula_kind 0+5: column \"hours\" is a number, not true or false"},
        {"if(ok, 1, 'x')", "formula_kind 10+3: if gives a number here and text there"},
        {"sum(sum(hours))", "formula_kind 4+10: an aggregate stands inside an aggregate"},
        {"#2024-02-30#", "formula_syntax 0+12: a date is written #2024-03-31# or "
                         "#2024-03-31T08:00:00#, not \"2024-02-30\""},
        {"matches(region, '(a')",
         "formula_syntax 16+4: the pattern is wrong at character 3: missing "
         "closing parenthesis"},
        {"power(10, 20000)", "error: the result of power has more than 10000 digits"},
        {"#9999-12-31# + 1d", "error: \"#9999-12-31# + 1d\" has a result that does not fit"},
    };

    (void)state;
    run_cases(t, sizeof t / sizeof t[0]);
}

static void renderings(void **state)
{
    struct formula_error fe;
    struct arena a;
    struct table t;
    const struct formula *f;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    fixture(&a, &t);
    f = formula_parse(S("hours/(headcount*40*weeks)"), &a, &fe);
    assert_slice(formula_symbolic(f, &a), "hours / (headcount * 40 * weeks)");
    assert_slice(formula_bound(f, &t, 0, &a), "312.5 / (4 * 40 * 2) = 0.9765625");
    assert_slice(formula_bound(f, &t, 1, &a), "null / (0 * 40 * 2) = null");
    assert_slice(formula_cited(f, &t, 0, &S("Sheet1"), &a),
                 "Sheet1!B2 / (Sheet1!C2 * 40 * Sheet1!D2)");
    assert_slice(formula_cited(f, &t, 0, &S("My sheet"), &a),
                 "'My sheet'!B2 / ('My sheet'!C2 * 40 * 'My sheet'!D2)");
    f = formula_parse(S("1.50 + 4e6000"), &a, &fe);
    assert_slice(formula_symbolic(f, &a), "1.50 + 4e6000");
    f = formula_parse(S("hours / sum(hours) by region"), &a, &fe);
    assert_slice(formula_bound(f, &t, 2, &a), "10 / 322.5 = 0.03100775193798449612403100775");
    assert_slice(formula_cited(f, &t, 2, NULL, &a), "B4 / sum(B2:B4) by region");
    arena_free(&a);
}

static void divisions_by_zero_are_counted(void **state)
{
    struct formula_counts counts;
    struct formula_error fe;
    struct err e = {0};
    struct arena a;
    struct table t;
    slice out[3];

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    fixture(&a, &t);
    assert_true(
        formula_rows(formula_parse(S("weeks / headcount"), &a, &fe), &t, &a, out, &counts, &e));
    assert_int_equal(counts.divisions_by_zero, 1);
    assert_int_equal(counts.nulls, 1);
    arena_free(&a);
}

/* ------------------------------------------------- parse(render(x)) is x */

static unsigned next_random(unsigned *seed, unsigned n)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % n;
}

static void generate(struct buf *b, unsigned *seed, int depth)
{
    static const char *const leaf[] = {"hours",        "[odd [x]] name]",
                                       "12.50",        "'it''s \"x\"'",
                                       "#2024-03-31#", "1.5h",
                                       "null",         "true",
                                       "\xc3\xa4rger", "0.001",
                                       "[by]",         "3d"};
    static const char *const op[] = {
        "+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">=", "and", "or"};

    switch (depth <= 0 ? 0 : next_random(seed, 8)) {
    case 0:
        buf_putz(b, leaf[next_random(seed, 12)]);
        break;
    case 1:
        buf_putz(b, "(not (");
        generate(b, seed, depth - 1);
        buf_putz(b, "))");
        break;
    case 2:
        buf_putz(b, "-(");
        generate(b, seed, depth - 1);
        buf_putz(b, ")");
        break;
    case 3:
        buf_putz(b, "if(");
        for (int i = 0; i < 3; i++) {
            if (i > 0) buf_putz(b, ",");
            generate(b, seed, depth - 1);
        }
        buf_putz(b, ")");
        break;
    case 4:
        buf_putz(b, "((");
        generate(b, seed, depth - 1);
        buf_putz(b, ") in (");
        generate(b, seed, depth - 1);
        buf_putz(b, ", 2))");
        break;
    case 5:
        buf_putz(b, "sum(");
        generate(b, seed, depth - 1);
        buf_putz(b, ") by (region, [odd [x]] name])");
        break;
    default:
        buf_putz(b, "((");
        generate(b, seed, depth - 1);
        buf_printf(b, ") %s (", op[next_random(seed, 13)]);
        generate(b, seed, depth - 1);
        buf_putz(b, "))");
        break;
    }
}

static void what_is_rendered_reads_back(void **state)
{
    unsigned seed = 1;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        struct formula_error fe;
        struct buf b = {0};
        struct arena a;
        const struct formula *f, *g;
        slice one, two;

        arena_init(&a, ARENA_NO_LIMIT);
        generate(&b, &seed, 5);
        f = formula_parse(buf_slice(&b), &a, &fe);
        if (f == NULL) fail_msg("%.*s\n%s", SLICE_ARG(buf_slice(&b)), fe.text);
        one = formula_symbolic(f, &a);
        g = formula_parse(one, &a, &fe);
        if (g == NULL)
            fail_msg("%.*s\nas\n%.*s\n%s", SLICE_ARG(buf_slice(&b)), SLICE_ARG(one), fe.text);
        two = formula_symbolic(g, &a);
        if (!formula_same(f, g) || !slice_eq(one, two))
            fail_msg("%.*s\nis rendered %.*s\nwhich is another formula", SLICE_ARG(buf_slice(&b)),
                     SLICE_ARG(one));
        buf_free(&b);
        arena_free(&a);
    }
}

static void deep_formulas_are_refused(void **state)
{
    struct formula_error fe;
    struct buf b = {0};
    struct arena a;

    (void)state;
    for (int i = 0; i < 30000; i++) buf_putz(&b, "(");
    arena_init(&a, ARENA_NO_LIMIT);
    assert_null(formula_parse(buf_slice(&b), &a, &fe));
    for (size_t i = 0; i < b.n; i++) b.p[i] = '-';
    assert_null(formula_parse(buf_slice(&b), &a, &fe));
    arena_free(&a);
    buf_free(&b);
}

static void a_caret_points_at_the_span(void **state)
{
    struct formula_error fe;
    struct arena a;
    slice text = S("[M\xc3\xa4rz] + hous");

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    fe = (struct formula_error){.at = 10, .n = 4};
    assert_slice(formula_caret(text, &fe, &a), "[M\xc3\xa4rz] + hous\n         ^^^^");
    arena_free(&a);
}

int test_formula(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results),
        cmocka_unit_test(refusals),
        cmocka_unit_test(renderings),
        cmocka_unit_test(divisions_by_zero_are_counted),
        cmocka_unit_test(what_is_rendered_reads_back),
        cmocka_unit_test(deep_formulas_are_refused),
        cmocka_unit_test(a_caret_points_at_the_span),
    };

    return run_group("formula", tests);
}
