#include "unit.h"

#include "utf8.h"

static void finds_the_first_broken_byte(void **state)
{
    (void)state;
    assert_int_equal(utf8_invalid(S("plain ascii, more than eight")), -1);
    assert_int_equal(utf8_invalid(S("M\xc3\xbcnchen \xe2\x82\xac \xf0\x9f\x98\x80")), -1);
    assert_int_equal(utf8_invalid(S("abcdefghij\xff")), 10);
    assert_int_equal(utf8_invalid(S("\xc0\x80")), 0);          /* overlong */
    assert_int_equal(utf8_invalid(S("a\xed\xa0\x80")), 1);     /* surrogate */
    assert_int_equal(utf8_invalid(S("a\xf4\x90\x80\x80")), 1); /* beyond U+10FFFF */
    assert_int_equal(utf8_invalid(S("a\xe2\x82")), 1);         /* cut */
}

static void names_fold_as_the_contract_says(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_slice(utf8_fold_name(&a, S("  Kosten\xc2\xa0 \t EUR ")), "kosten eur");
    assert_slice(utf8_fold_name(&a, S("STRASSE")), "strasse");
    assert_slice(utf8_fold_name(&a, S("Stra\xc3\x9f"
                                      "e")),
                 "strasse");
    assert_slice(utf8_fold_name(&a, S("\xef\xbc\xa1\xef\xbc\xa2")), "ab"); /* full width */
    assert_slice(utf8_fold_name(&a, S("e\xcc\x81")), "\xc3\xa9");          /* composed */
    assert_slice(utf8_fold_name(&a, S("bad \xff  byte")), "bad \xff byte");
    assert_slice(utf8_fold_name(&a, S("")), "");
    arena_free(&a);
}

static void trims_unicode_blanks_only_at_the_ends(void **state)
{
    (void)state;
    assert_slice(utf8_trim(S("\xef\xbb\xbf\xc2\xa0 a\xc2\xa0"
                             "b \xe2\x80\x8b")),
                 "a\xc2\xa0"
                 "b");
    assert_slice(utf8_trim(S("\xc2\xa0")), "");
    assert_slice(utf8_trim(S("\xff")), "\xff");
}

static void round_trips_every_character(void **state)
{
    (void)state;
    for (int32_t cp = 0; cp <= 0x10FFFF; cp++) {
        char z[4];
        int32_t back;
        int n;

        if (cp >= 0xD800 && cp < 0xE000) continue;
        n = utf8_encode(cp, z);
        assert_int_equal(utf8_decode(z, n, &back), n);
        assert_int_equal(back, cp);
    }
}

static void widths(void **state)
{
    (void)state;
    assert_int_equal(utf8_width('a'), 1);
    assert_int_equal(utf8_width(0x4e2d), 2);
    assert_int_equal(utf8_width(0x301), 0);
    assert_int_equal(utf8_width('\r'), -1);
    assert_int_equal(utf8_width(0x9b), -1);
}

static void what_a_terminal_obeys_is_made_visible(void **state)
{
    struct buf b = {0};

    (void)state;
    utf8_visible(&b, S("a\x1b[2J\tb\n\xc2\x9b\xe2\x80\xae\xff M\xc3\xbc"));
    assert_slice(buf_slice(&b), "a\\x1b[2J\tb\n\\xc2\\x9b\\u202e\\xff M\xc3\xbc");
    buf_free(&b);
}

int test_utf8(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_terminal_obeys_is_made_visible),
        cmocka_unit_test(finds_the_first_broken_byte),
        cmocka_unit_test(names_fold_as_the_contract_says),
        cmocka_unit_test(trims_unicode_blanks_only_at_the_ends),
        cmocka_unit_test(round_trips_every_character),
        cmocka_unit_test(widths),
    };

    return run_group("utf8", tests);
}
