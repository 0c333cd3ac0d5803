#include "boolword.h"

#include "unit.h"

static void words_in_any_case(void **state)
{
    (void)state;
    assert_int_equal(boolword_read(S("Ja"), false), BOOLWORD_YES);
    assert_int_equal(boolword_read(S("S\u00cd"), false), BOOLWORD_YES);
    assert_int_equal(boolword_read(S("N\u00c3O"), false), BOOLWORD_NO);
    assert_int_equal(boolword_read(S("FALSCH"), false), BOOLWORD_NO);
    assert_int_equal(boolword_read(S(""), true), BOOLWORD_NONE);
    assert_int_equal(boolword_read(S("nobody"), true), BOOLWORD_NONE);
    assert_int_equal(boolword_read(S("n\xc3"), true), BOOLWORD_NONE);
}

static void marks_only_when_asked(void **state)
{
    (void)state;
    assert_int_equal(boolword_read(S("X"), true), BOOLWORD_YES);
    assert_int_equal(boolword_read(S("X"), false), BOOLWORD_NONE);
    assert_int_equal(boolword_read(S("0"), true), BOOLWORD_NO);
    assert_int_equal(boolword_read(S("0"), false), BOOLWORD_NONE);
    assert_int_equal(boolword_read(S("\u2713"), true), BOOLWORD_YES);
}

int test_boolword(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_in_any_case),
        cmocka_unit_test(marks_only_when_asked),
    };

    return run_group("boolword", tests);
}
