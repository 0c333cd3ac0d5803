#include "reading.h"

#include "calendar.h"
#include "unit.h"
#include <stdlib.h>

/* Does the fast way say the same as number_read? */
static void check_number(const struct number_style *style, slice cell)
{
    struct kinds_found f = {.kind = KIND_NUMBER, .number = *style};
    struct reading r;
    struct reading_value v;
    char text[READING_TEXT];
    ptrdiff_t n;
    bool fits = number_read(cell, style, text, sizeof text - 1, &n);

    reading_init(&r, &f);
    assert_int_equal(reading_value(&r, cell, &v), fits);
    if (!fits) return;
    text[n] = 0;
    assert_true(v.v == strtod(text, NULL));
    if (v.scale >= 0) {
        slice digits = slice_cut((slice){text, n}, '.', &(slice){0});
        ptrdiff_t behind = digits.n < n ? n - digits.n - 1 : 0;

        assert_int_equal(v.scale, behind);
    }
}

static uint64_t next(uint64_t *x)
{
    *x = *x * 6364136223846793005u + 1442695040888963407u;
    return *x >> 33;
}

static void numbers_are_read_alike(void **state)
{
    static const struct number_style style[] = {
        {.decimal = '.'},
        {.decimal = ','},
        {.decimal = 0},
        {.decimal = '.', .group = ','},
        {.decimal = ',', .group = '.'},
        {.decimal = ',', .group = ' '},
        {.decimal = '.', .group = '\''},
        {.group = ','},
        {.decimal = '.', .percent = true},
        {.decimal = '.', .group = ',', .parens = true, .trailing_minus = true}};
    static const char letter[] = "0123456789012345678901234567899.,,. '-+()%e€";
    uint64_t x = 1;

    (void)state;
    for (int i = 0; i < 300000; i++) {
        char cell[24];
        int n = (int)(next(&x) % 18) + 1;

        for (int k = 0; k < n; k++) cell[k] = letter[next(&x) % (sizeof letter - 1)];
        for (size_t k = 0; k < sizeof style / sizeof style[0]; k++)
            check_number(&style[k], (slice){cell, n});
    }
    check_number(&style[3], S("1,234,567.89"));
    check_number(&style[3], S("1,2345.0"));
    check_number(&style[0], S("123456789012345678901234567890.5"));
    check_number(&style[0], S("0.1234567890123456789"));
    check_number(&style[0], S("-0.0"));
}

static void dates_are_read_alike(void **state)
{
    static const char *const pattern[] = {"YYYY-MM-DD",
                                          "DD.MM.YYYY",
                                          "D.M.YYYY",
                                          "MM/DD/YY",
                                          "YYYYMMDD",
                                          "YYYY-MM-DDThh:mm:ss",
                                          "YYYY-MM-DD hh:mm:ss",
                                          "DD.MM.YYYY hh:mm",
                                          "hh:mm",
                                          "hh:mm:ss",
                                          "MM/YYYY",
                                          "D-MMM-YY",
                                          "YYYY-MM-DDThh:mm:sszz"};
    static const char digit[] = "00001111222233345678999";
    uint64_t x = 7;

    (void)state;
    for (size_t p = 0; p < sizeof pattern / sizeof pattern[0]; p++) {
        struct kinds_found f = {.date.pattern = slice_z(pattern[p])};

        f.kind = strchr(pattern[p], 'Y') == NULL   ? KIND_TIME
                 : strchr(pattern[p], 'h') != NULL ? KIND_DATETIME
                                                   : KIND_DATE;
        for (int i = 0; i < 40000; i++) {
            struct reading r;
            struct reading_value v;
            char cell[40], text[40];
            ptrdiff_t n = f.date.pattern.n, len;
            enum kind k;
            bool fits;

            for (ptrdiff_t c = 0; c < n; c++) {
                cell[c] = pattern[p][c];
                if (strchr("YMDhms", cell[c]) != NULL) cell[c] = digit[next(&x) % 23];
            }
            /* Sometimes something else at some place, or one less. */
            if (next(&x) % 8 == 0) cell[next(&x) % (uint64_t)n] = "0a-/: T"[next(&x) % 7];
            if (next(&x) % 8 == 0) n--;
            reading_init(&r, &f);
            fits = date_read((slice){cell, n}, &f.date, text, &len, &k);
            assert_int_equal(reading_value(&r, (slice){cell, n}, &v), fits);
            if (fits && k == KIND_DATE) {
                int y = atoi((char[]){text[0], text[1], text[2], text[3], 0});
                int m = (text[5] - '0') * 10 + text[6] - '0',
                    d = (text[8] - '0') * 10 + text[9] - '0';

                assert_true(v.v == (double)calendar_days(y, m, d) * 86400);
            }
        }
    }
}

static void moments_are_seconds(void **state)
{
    static const struct {
        const char *pattern, *cell;
        enum kind kind;
        double v;
    } t[] = {{"YYYY-MM-DDThh:mm:ss", "1970-01-02T00:00:01", KIND_DATETIME, 86401},
             {"YYYY-MM-DDThh:mm:sszz", "1970-01-01T02:00:00+02:00", KIND_DATETIME, 0},
             {"YYYY-MM-DDThh:mm:ss.fff", "1970-01-01T00:00:00.250", KIND_DATETIME, 0.25},
             {"hh:mm", "01:30", KIND_TIME, 5400},
             {"hh:mm", "100:30", KIND_DURATION, 361800},
             {"hh:mm", "-01:30", KIND_DURATION, -5400},
             {"DD.MM.YY", "31.12.69", KIND_DATE, -86400}};

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct kinds_found f = {.kind = t[i].kind, .date.pattern = slice_z(t[i].pattern)};
        struct reading r;
        struct reading_value v;

        reading_init(&r, &f);
        assert_true(reading_value(&r, slice_z(t[i].cell), &v));
        assert_true(v.v == t[i].v);
    }
}

int test_reading(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_are_read_alike),
                                       cmocka_unit_test(dates_are_read_alike),
                                       cmocka_unit_test(moments_are_seconds)};

    return run_group("reading", tests);
}
