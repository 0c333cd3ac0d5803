#include "unit.h"

#include "numfmt.h"
#include "sheet.h"

static void is(const char *code, enum numfmt want, int want_looks)
{
    int looks = 0;
    enum numfmt got = numfmt_class(slice_z(code), &looks);

    if (got != want || looks != want_looks) print_message("format %s\n", code);
    assert_int_equal(got, want);
    assert_int_equal(looks, want_looks);
}

static void formats_as_files_have_them(void **state)
{
    (void)state;
    is("General", NUMFMT_NUMBER, 0);
    is("yyyy\\-mm\\-dd", NUMFMT_DATE, 0);
    is("DD.MM.YYYY", NUMFMT_DATE, 0);
    is("[h]:mm:ss", NUMFMT_ELAPSED, 0);
    is("[mm]:ss", NUMFMT_ELAPSED, 0);
    is("mm:ss.0", NUMFMT_DATE, 0);
    is("0.0%", NUMFMT_NUMBER, LOOK_PERCENT);
    is("\"day\" 0", NUMFMT_NUMBER, 0);
    is("[Red]0.00", NUMFMT_NUMBER, 0);
    is("[$-409]d\\-mmm\\-yy;@", NUMFMT_DATE, 0);
    is("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", NUMFMT_DATE, 0);
    is("#,##0.00\\ \"€/h\"", NUMFMT_NUMBER, LOOK_CURRENCY);
    is("[$€-407] #,##0", NUMFMT_NUMBER, LOOK_CURRENCY);
    is("0\\d", NUMFMT_NUMBER, 0);
    is("\\y0;[Blue]d", NUMFMT_NUMBER, 0);
    is("_-* #,##0.00_d_-", NUMFMT_NUMBER, 0);
    is("0.00E+00", NUMFMT_NUMBER, 0);
    is("General\" days\"", NUMFMT_NUMBER, 0);
    is("@", NUMFMT_TEXT, 0);
    is("yyyy年m月d日", NUMFMT_DATE, 0);
    is("\"open", NUMFMT_NUMBER, 0);
    is("[open", NUMFMT_NUMBER, 0);
    is("0\\", NUMFMT_NUMBER, 0);
}

static void builtins(void **state)
{
    int looks = 0;

    (void)state;
    for (int id = 14; id <= 22; id++)
        assert_int_equal(numfmt_class(numfmt_builtin(id), &looks), NUMFMT_DATE);
    assert_int_equal(numfmt_class(numfmt_builtin(46), &looks), NUMFMT_ELAPSED);
    assert_int_equal(numfmt_class(numfmt_builtin(31), &looks), NUMFMT_DATE);
    for (int id = 0; id <= 13; id++)
        assert_int_equal(numfmt_class(numfmt_builtin(id), &looks), NUMFMT_NUMBER);
    for (int id = 37; id <= 44; id++)
        assert_int_equal(numfmt_class(numfmt_builtin(id), &looks), NUMFMT_NUMBER);
}

int test_numfmt(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_as_files_have_them),
        cmocka_unit_test(builtins),
    };

    return run_group("numfmt", tests);
}
