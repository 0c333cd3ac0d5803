/* Numbers as people write them in Europe, the US, Switzerland and India. */
#include "unit.h"

#include "number.h"
#include <stdio.h>

static const char *read_with(const char *cell, const struct number_style *s, char out[64])
{
    ptrdiff_t n;

    if (!number_read(slice_z(cell), s, out, 63, &n)) return "refused";
    out[n] = 0;
    return out;
}

static void a_style_reads_its_cells(void **state)
{
    static const struct {
        const char *cell, *want;
        char decimal, group;
    } t[] = {
        {"1.234,56 €", "1234.56", ',', '.'},
        {"€ 1.234,56", "1234.56", ',', '.'},
        {"-1.234,56€", "-1234.56", ',', '.'},
        {"€ -5", "-5", ',', '.'},
        {"(1,234)", "-1234", '.', ','},
        {"1,234-", "-1234", '.', ','},
        {"−5", "-5", '.', ','},
        {"1\u00a0234,5", "1234.5", ',', ' '},
        {"1\u202f234\u2009567,50", "1234567.50", ',', ' '},
        {"1 234", "1234", ',', ' '},
        {"1'234.50", "1234.50", '.', '\''},
        {"1’234’567.50", "1234567.50", '.', '\''},
        {"12,34,567.8", "1234567.8", '.', ','},
        {"+12", "12", '.', 0},
        {".5", "0.5", '.', 0},
        {"5.", "5", '.', 0},
        {"007", "7", '.', 0},
        {"-0", "0", '.', 0},
        {"-0.00", "0.00", '.', 0},
        {"1e3", "1000", '.', 0},
        {"1.5E+05", "150000", '.', 0},
        {"-2.5e-3", "-0.0025", '.', 0},
        {"12345678901234567890.123456789", "12345678901234567890.123456789", '.', 0},
        {"1.50", "1.50", '.', 0},
        /* refused */
        {"1.23.456", "refused", ',', '.'},
        {"1234.567,1", "refused", ',', '.'},
        {"1,2,3", "refused", '.', ','},
        {"1.234,56", "refused", '.', ','},
        {"31.03.2024", "refused", ',', '.'},
        {"12 34", "refused", ',', ' '},
        {"(5", "refused", '.', ','},
        {"--5", "refused", '.', ','},
        {"5-3", "refused", '.', ','},
        {"n/a", "refused", '.', ','},
        {"", "refused", '.', ','},
        {"-", "refused", '.', ','},
        {"5 %", "refused", '.', ','},
        {"5 USD", "refused", '.', ','},
        {"1e99999", "refused", '.', ','},
        {"12.5k", "refused", '.', ','},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct number_style s = {.decimal = t[i].decimal,
                                 .group = t[i].group,
                                 .parens = true,
                                 .trailing_minus = true,
                                 .currency = S("€")};
        char out[64];
        const char *got = read_with(t[i].cell, &s, out);

        if (strcmp(got, t[i].want) != 0) fail_msg("\"%s\": %s, not %s", t[i].cell, got, t[i].want);
    }
}

static void words_that_multiply(void **state)
{
    static const struct {
        const char *cell, *want;
    } t[] = {{"12.5k", "12500"},
             {"0.8k", "800"},
             {"3 K", "3000"},
             {"-1.25M", "-1250000"},
             {"1.5 Mio.", "1500000"},
             {"2 tsd.", "2000"},
             {"(3.5bn)", "-3500000000"},
             {"1.2345k", "1234.5"},
             {"12.5k \u20ac", "12500"},
             {"2 crore", "20000000"},
             {"17", "17"},
             {"5 m", "refused"},
             {"5 t", "refused"},
             {"5 bio", "refused"},
             {"3kk", "refused"},
             {"3 k 5", "refused"},
             {"5k%", "refused"},
             {"12 kg", "refused"},
             {"k", "refused"},
             {"1e99k", "refused"}};

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct number_style s = {
            .decimal = '.', .parens = true, .scaled = true, .currency = S("\u20ac")};
        char out[64];
        const char *got = read_with(t[i].cell, &s, out);

        if (strcmp(got, t[i].want) != 0) fail_msg("\"%s\": %s, not %s", t[i].cell, got, t[i].want);
    }
}

struct column_case {
    const char *style; /* as text */
    int fits, filled;
    bool ambiguous;
    const char *first; /* the first cell read */
    const char *cell[8];
};

static void a_column_tells_its_style(void **state)
{
    static const struct column_case t[] = {
        {"1.234,56 €", 3, 3, false, "1234.56", {"1.234,56 €", "12,00 €", "-3,50 €"}},
        {"$1,234.56", 2, 2, false, "1234.56", {"$1,234.56", "$0.50"}},
        {"CHF 1'234.56", 3, 3, false, "1234.50", {"CHF 1'234.50", "CHF 5.—", "CHF 12.00"}},
        {"(1,234.56)", 3, 3, false, "-1234.50", {"(1,234.50)", "17.25", "(3)"}},
        {"1,234-", 2, 2, true, "-1234", {"1,234-", "17"}},
        {"45%", 3, 3, false, "45", {"45 %", "12%", "0"}},
        {"45,6%", 2, 3, false, "45.5", {"45,5%", "12%", "7"}},
        {"1 234,56", 3, 3, false, "1234.5", {"1\u00a0234,5", "12,25", "3"}},
        {"1234.56", 3, 3, true, "1.234", {"1.234", "5.678", "9.012"}},
        {"1.234", 3, 3, false, "1234567", {"1.234.567", "1.234", "5"}},
        {"1234.56", 3, 3, false, "1.234", {"1.234", "0.5", "12"}},
        {"1234,56", 3, 3, false, "1.234", {"1,234", "1250", "7,125"}},
        {"1,234", 4, 4, false, "1234", {"1,234", "950", "12", "7"}},
        {"1,234", 2, 2, true, "1234", {"1,234", "5,678"}},
        {"1234.56 kg", 3, 3, false, "12.5", {"12.5 kg", "3 kg", "4.25 kg"}},
        {"1234", 2, 4, false, "1", {"1", "2", "n/a", "North"}},
        {"1234", 1, 2, false, "7", {"7", "12.5k", ""}},
        {"1.234,56", 3, 4, false, "1234.5", {"1.234,5", "2,25", "1,5", "1,234.5"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct number_style s;
        int64_t fits, filled;
        struct arena a;
        char out[64];
        slice cell[8], text;
        int n = 0;

        for (; n < 8 && t[i].cell[n] != NULL; n++) cell[n] = slice_z(t[i].cell[n]);
        arena_init(&a, ARENA_NO_LIMIT);
        assert_true(number_detect(cell, n, &s, &fits, &filled));
        text = number_style_text(&s, &a);
        if (!slice_eqz(text, t[i].style) || fits != t[i].fits || filled != t[i].filled ||
            s.ambiguous != t[i].ambiguous || strcmp(read_with(t[i].cell[0], &s, out), t[i].first))
            fail_msg("column %zu (%s): %.*s, %lld of %lld, ambiguous %d, first %s", i, t[i].cell[0],
                     SLICE_ARG(text), (long long)fits, (long long)filled, s.ambiguous,
                     read_with(t[i].cell[0], &s, out));
        arena_free(&a);
    }
}

static void cells_that_say_their_marks(void **state)
{
    static const struct {
        const char *cell, *want, *with_comma; /* the second: where ',' decides */
    } t[] = {{"1.234,5", "1234.5", "1234.5"},
             {"1,234.5", "1234.5", "1234.5"},
             {"1.234.567", "1234567", "1234567"},
             {"12,34,567.5", "1234567.5", "1234567.5"},
             {"0,5", "0.5", "0.5"},
             {"0.123", "0.123", "0.123"},
             {"1.234", "refused", "1234"},
             {"1,234", "refused", "1.234"},
             {"1 234,5", "1234.5", "1234.5"},
             {"1'234.5", "1234.5", "1234.5"},
             {"12", "12", "12"},
             {"1.2,3.4", "refused", "refused"},
             {"1,2,3", "refused", "refused"},
             {"-7,25", "-7.25", "-7.25"}};

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct number_style s = {.mixed = true}, comma = {.mixed = true, .decimal = ','};
        char out[64];

        if (strcmp(read_with(t[i].cell, &s, out), t[i].want) != 0)
            fail_msg("\"%s\": %s, not %s", t[i].cell, out, t[i].want);
        if (strcmp(read_with(t[i].cell, &comma, out), t[i].with_comma) != 0)
            fail_msg("\"%s\" with a comma: %s, not %s", t[i].cell, out, t[i].with_comma);
    }
}

static void one_thing_written_otherwise(void **state)
{
    static const struct {
        const char *cell, *want;
    } t[] = {{"5 EUR", "5"},       {"Euro 5", "5"},     {"5\u20ac", "5"},
             {"5 USD", "refused"}, {"$5", "refused"},   {"5 Eurocent", "refused"},
             {"5", "5"},           {"5 DR", "refused"}, {"5 H", "refused"}};
    static const struct {
        const char *cell, *want;
    } side[] = {{"5 DR", "-5"}, {"5CR", "5"},       {"5 dr.", "-5"},      {"5 S", "-5"},
                {"5 H", "5"},   {"5 s", "refused"}, {"5 DRY", "refused"}, {"5 CR DR", "refused"}};

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct number_style s = {.decimal = '.', .currency = S("\u20ac")};
        char out[64];

        if (strcmp(read_with(t[i].cell, &s, out), t[i].want) != 0)
            fail_msg("\"%s\": not %s", t[i].cell, t[i].want);
    }
    for (size_t i = 0; i < sizeof side / sizeof side[0]; i++) {
        struct number_style s = {.decimal = '.', .sides = true};
        char out[64];

        if (strcmp(read_with(side[i].cell, &s, out), side[i].want) != 0)
            fail_msg("\"%s\": not %s", side[i].cell, side[i].want);
    }
}

static void text_has_no_style(void **state)
{
    static const slice cell[] = {{"North", 5}, {"n/a", 3}, {"2024-03-31", 10}, {"Q1", 2}};
    struct number_style s;
    int64_t fits, filled;

    (void)state;
    assert_false(number_detect(cell, 4, &s, &fits, &filled));
    assert_int_equal(fits, 0);
    assert_int_equal(filled, 4);
}

static void room_is_respected(void **state)
{
    struct number_style s = {.decimal = '.'};
    char out[9] = "xxxxxxxx";
    ptrdiff_t n;

    (void)state;
    assert_true(number_read(S("1234"), &s, out, 8, &n));
    assert_false(number_read(S("123456789012"), &s, out, 8, &n));
    assert_false(number_read(S("1e200"), &s, out, 8, &n));
    assert_int_equal(out[8], 0);
}

int test_number(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_style_reads_its_cells),     cmocka_unit_test(words_that_multiply),
        cmocka_unit_test(a_column_tells_its_style),    cmocka_unit_test(text_has_no_style),
        cmocka_unit_test(room_is_respected),           cmocka_unit_test(cells_that_say_their_marks),
        cmocka_unit_test(one_thing_written_otherwise),
    };

    return run_group("number", tests);
}
