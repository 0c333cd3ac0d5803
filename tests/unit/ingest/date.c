/* Dates as people write them, and which of the readings a column proves. */
#include "calendar.h"
#include "unit.h"

#include "date.h"
#include <stdio.h>

static void a_pattern_reads_its_cells(void **state)
{
    static const struct {
        const char *pattern, *cell, *want;
        enum kind kind;
    } t[] = {
        {"DD.MM.YYYY", "31.03.2024", "2024-03-31", KIND_DATE},
        {"DD.MM.YYYY", "1.3.2024", "2024-03-01", KIND_DATE},
        {"DD.MM.YYYY", "31.02.2024", NULL, KIND_DATE},
        {"DD.MM.YYYY", "29.02.2024", "2024-02-29", KIND_DATE},
        {"DD.MM.YYYY", "29.02.2023", NULL, KIND_DATE},
        {"DD.MM.YYYY", "29.02.1900", NULL, KIND_DATE},
        {"DD.MM.YYYY", "31.03.24", NULL, KIND_DATE},
        {"DD.MM.YYYY", "31.03.2024 ", "2024-03-31", KIND_DATE},
        {"DD.MM.YYYY", "31.03.2024x", NULL, KIND_DATE},
        {"M/D/YY", "3/31/24", "2024-03-31", KIND_DATE},
        {"M/D/YY", "3/31/50", "1950-03-31", KIND_DATE},
        {"M/D/YY", "3/31/49", "2049-03-31", KIND_DATE},
        {"D-MMM-YYYY", "1-Mar-2024", "2024-03-01", KIND_DATE},
        {"D-MMM-YYYY", "1-März-2024", "2024-03-01", KIND_DATE},
        {"D. MMMM YYYY", "1. Dezember 2024", "2024-12-01", KIND_DATE},
        {"MMMM YYYY", "März 2024", "2024-03-01", KIND_DATE},
        {"MMMM D, YYYY", "March 31st, 2024", "2024-03-31", KIND_DATE},
        {"YYYY-Www", "2024-W13", "2024-03-25", KIND_DATE},
        {"YYYY-Www", "2020-W53", "2020-12-28", KIND_DATE},
        {"YYYY-Www", "2021-W53", NULL, KIND_DATE},
        {"YYYYMMDD", "20240331", "2024-03-31", KIND_DATE},
        {"YYYYMMDD", "2024331", NULL, KIND_DATE},
        {"EEE DD.MM.YYYY", "So 31.03.2024", "2024-03-31", KIND_DATE},
        {"EEE DD.MM.YYYY", "Mo 31.03.2024", NULL, KIND_DATE},
        {"YYYY-MM-DDThh:mm:sszz", "2024-03-31T08:05:09Z", "2024-03-31T08:05:09+00:00",
         KIND_DATETIME},
        {"YYYY-MM-DDThh:mm:ss.fffzz", "2024-03-31T08:05:09.250-0330",
         "2024-03-31T08:05:09.250-03:30", KIND_DATETIME},
        {"DD.MM.YYYY hh:mm", "31.03.2024\u00a08:05", "2024-03-31T08:05:00", KIND_DATETIME},
        {"DD.MM.YYYY hh:mm", "31.03.2024 24:05", NULL, KIND_DATETIME},
        {"M/D/YYYY h:mm AP", "3/31/2024 12:05 AM", "2024-03-31T00:05:00", KIND_DATETIME},
        {"M/D/YYYY h:mm AP", "3/31/2024 1:05 p.m.", "2024-03-31T13:05:00", KIND_DATETIME},
        {"hh:mm", "08:30", "08:30:00", KIND_TIME},
        {"hh:mm", "8:60", NULL, KIND_TIME},
        {"hh:mm:ss", "123:04:05", "123:04:05", KIND_DURATION},
        {"hh:mm", "-1:30", "-01:30:00", KIND_DURATION},
        {"hh:mmzz", "12:30-00", NULL, KIND_TIME},
        {"YYYY", "2024", NULL, KIND_DATE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct date_style s = {.pattern = slice_z(t[i].pattern)};
        char out[40];
        ptrdiff_t n = 0;
        enum kind kind = KIND_EMPTY;
        bool ok = date_read(slice_z(t[i].cell), &s, out, &n, &kind);

        if (ok != (t[i].want != NULL) ||
            (ok && (!slice_eqz((slice){out, n}, t[i].want) || kind != t[i].kind)))
            fail_msg("\"%s\" as %s: %.*s (%s)", t[i].cell, t[i].pattern, ok ? (int)n : 7,
                     ok ? out : "refused", kind_name(kind));
    }
}

struct column_case {
    const char *pattern;
    enum kind kind;
    int fits, filled;
    bool ambiguous;
    const char *cell[8];
};

static void a_column_tells_its_pattern(void **state)
{
    static const struct column_case t[] = {
        {"DD.MM.YYYY", KIND_DATE, 3, 3, false, {"31.03.2024", "01.04.2024", "02.04.2024"}},
        {"D.M.YYYY", KIND_DATE, 2, 2, false, {"31.3.2024", "1.4.2024"}},
        {"DD.MM.YYYY", KIND_DATE, 2, 2, true, {"01.03.2024", "02.03.2024"}},
        {"MM/DD/YYYY", KIND_DATE, 2, 2, false, {"03/31/2024", "04/01/2024"}},
        {"DD/MM/YYYY", KIND_DATE, 2, 2, false, {"31/03/2024", "01/04/2024"}},
        {"MM/DD/YYYY", KIND_DATE, 2, 2, true, {"03/01/2024", "04/01/2024"}},
        {"MM/DD/YYYY", KIND_DATE, 2, 2, false, {"03/03/2024", "04/04/2024"}},
        {"MM/DD/YYYY", KIND_DATE, 2, 3, true, {"03/31/2024", "31/03/2024", "04/01/2024"}},
        {"M/D/YY", KIND_DATE, 2, 2, false, {"3/31/24", "4/1/24"}},
        {"YYYY-MM-DD", KIND_DATE, 3, 4, false, {"2024-03-01", "2024-03-02", "n/a", "2024-04-01"}},
        {"D-MMM-YYYY", KIND_DATE, 2, 2, false, {"1-Mar-2024", "12-Apr-2024"}},
        {"MMMM YYYY", KIND_DATE, 2, 2, false, {"März 2024", "Dezember 2024"}},
        {"D. MMMM YYYY", KIND_DATE, 2, 2, false, {"1. März 2024", "12. Dezember 2024"}},
        {"YYYY-Www", KIND_DATE, 2, 2, false, {"2024-W13", "2024-W14"}},
        {"YYYY-MM-DDThh:mm:sszz",
         KIND_DATETIME,
         2,
         2,
         false,
         {"2024-03-31T08:00:00Z", "2024-03-31T09:00:00+02:00"}},
        {"YYYY-MM-DD hh:mm:ss", KIND_DATETIME, 1, 1, false, {"2024-03-31 08:00:00"}},
        {"DD.MM.YYYY, hh:mm", KIND_DATETIME, 1, 1, false, {"31.03.2024, 08:00"}},
        {"M/D/YYYY hh:mm AP", KIND_DATETIME, 1, 1, false, {"3/31/2024 8:00 PM"}},
        {"hh:mm", KIND_TIME, 2, 2, false, {"08:00", "12:30"}},
        {"hh:mm:ss", KIND_DURATION, 2, 2, false, {"08:00:00", "112:30:00"}},
        {"YYYYMMDD", KIND_DATE, 2, 2, false, {"20240331", "20240401"}},
        {"EEE, DD.MM.YYYY", KIND_DATE, 2, 2, false, {"So, 31.03.2024", "Mo, 01.04.2024"}},
        {"MM/YYYY", KIND_DATE, 2, 2, false, {"03/2024", "12/2024"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct date_style s;
        int64_t fits, filled;
        struct arena a;
        enum kind kind;
        slice cell[8];
        bool ambiguous;
        int n = 0;

        for (; n < 8 && t[i].cell[n] != NULL; n++) cell[n] = slice_z(t[i].cell[n]);
        arena_init(&a, ARENA_NO_LIMIT);
        if (!date_detect(cell, n, &a, &s, &kind, &fits, &filled, &ambiguous))
            fail_msg("column %zu (%s): nothing found", i, t[i].cell[0]);
        if (!slice_eqz(s.pattern, t[i].pattern) || kind != t[i].kind || fits != t[i].fits ||
            filled != t[i].filled || ambiguous != t[i].ambiguous)
            fail_msg("column %zu (%s): %.*s %s, %lld of %lld, ambiguous %d", i, t[i].cell[0],
                     SLICE_ARG(s.pattern), kind_name(kind), (long long)fits, (long long)filled,
                     ambiguous);
        arena_free(&a);
    }
}

static void other_text_is_no_date(void **state)
{
    static const char *const cell[] = {"North",       "12.5",   "1.234,56",       "A-1-2024-x",
                                       "10.0.0.1",    "3/4",    "Mo Di 1.1.2024", "2024",
                                       "+49 30 1234", "1-2-3-4"};

    (void)state;
    for (size_t i = 0; i < sizeof cell / sizeof cell[0]; i++) {
        slice one = slice_z(cell[i]);
        struct date_style s;
        int64_t fits, filled;
        struct arena a;
        enum kind kind;
        bool ambiguous;

        arena_init(&a, ARENA_NO_LIMIT);
        if (date_detect(&one, 1, &a, &s, &kind, &fits, &filled, &ambiguous))
            fail_msg("\"%s\" read as %.*s", cell[i], SLICE_ARG(s.pattern));
        arena_free(&a);
    }
}

static void days_and_back(void **state)
{
    int y, m, d;

    (void)state;
    assert_int_equal(calendar_days(1970, 1, 1), 0);
    assert_int_equal(calendar_days(2000, 3, 1), 11017);
    for (int64_t day = calendar_days(1, 1, 1); day <= calendar_days(9999, 12, 31); day += 97) {
        calendar_date(day, &y, &m, &d);
        assert_int_equal(calendar_days(y, m, d), day);
    }
}

static void serials(void **state)
{
    static const struct {
        double serial;
        bool date_1904;
        const char *want;
    } t[] = {
        {0.5, false, "12:00:00"},
        {0, false, "00:00:00"},
        {1, false, "1900-01-01"},
        {59, false, "1900-02-28"},
        {60, false, "1900-02-29"},
        {61, false, "1900-03-01"},
        {45382, false, "2024-03-31"},
        {45382.25, false, "2024-03-31T06:00:00"},
        {45382.000011574074, false, "2024-03-31T00:00:01"},
        {45382.1234567, false, "2024-03-31T02:57:46.659"},
        {43920, true, "2024-03-31"},
        {1, true, "1904-01-02"},
        {2958465, false, "9999-12-31"},
        {2958466, false, NULL},
        {2958465, true, NULL},
        {-1, false, NULL},
        {0.0 / 1.0 - 0.5, false, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        char out[40];
        ptrdiff_t n = 0;
        enum kind kind;
        bool ok = date_from_serial(t[i].serial, t[i].date_1904, out, &n, &kind);

        if (ok != (t[i].want != NULL) || (ok && !slice_eqz((slice){out, n}, t[i].want)))
            fail_msg("%f: %.*s", t[i].serial, (int)n, out);
    }
}

int test_date(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_reads_its_cells),
        cmocka_unit_test(a_column_tells_its_pattern),
        cmocka_unit_test(other_text_is_no_date),
        cmocka_unit_test(days_and_back),
        cmocka_unit_test(serials),
    };

    return run_group("date", tests);
}
