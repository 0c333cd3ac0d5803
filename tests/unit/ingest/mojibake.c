#include "mojibake.h"

#include "textbook.h"

static void undone(const char *twice, const char *once)
{
    struct arena a;
    const struct mojibake *m;

    arena_init(&a, ARENA_NO_LIMIT);
    m = mojibake_new(&a);
    assert_non_null(m);
    assert_slice(mojibake_undo(m, slice_z(twice), &a), once);
    arena_free(&a);
}

static void what_was_read_wrong_is_undone(void **state)
{
    (void)state;
    undone("MÃ¼nchen â€“ StraÃŸe", "München – Straße");
    undone("MÃƒÂ¼nchen", "München");  /* three times */
    undone("GdaĹ„sk", "Gdańsk");      /* by way of windows-1250 */
    undone("РњРѕСЃРєРІР°", "Москва"); /* of windows-1251 */
    undone("M√ºnchen", "München");    /* of the Mac */
    undone("Zürich, KÃ¶ln", "Zürich, Köln");
}

static void what_is_right_stays(void **state)
{
    static const char *const right[] = {"",   "plain",  "Zürich", "Ана Б", "ÉCOLE «CAFÉ”",
                                        "Ні", "東京都", "100 €",  "ÂÃÄ",   "naïve…"};

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) undone(right[i], right[i]);
}

static void twice_and_plain_are_counted(void **state)
{
    struct arena a;
    struct mojibake_found f;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    f = mojibake_count(mojibake_new(&a), S("a,MÃ¼nchen\nb,Zürich\nc,KÃ¶ln\n"));
    assert_int_equal(f.twice, 2);
    assert_int_equal(f.plain, 1);
    assert_int_equal(f.first, 3);
    assert_string_equal(f.read_as, "windows-1252");
    f = mojibake_count(mojibake_new(&a), S("plain"));
    assert_int_equal(f.twice, 0);
    assert_null(f.read_as);
    arena_free(&a);
}

static void a_look_that_costs_nothing(void **state)
{
    (void)state;
    assert_true(mojibake_possible(S("M\u00c3\u00bcnchen")));
    assert_true(mojibake_possible(S("a\nb\u00e9c\n\u00c3\u00a9")));
    assert_false(mojibake_possible(S("M\u00fcnchen, caf\u00e9; \u00e9 \u00e8")));
    assert_false(mojibake_possible(S("plain")));
    assert_false(mojibake_possible(S("\u6771\u4eac")));
    assert_false(mojibake_possible(S("")));
}

int test_mojibake(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_read_wrong_is_undone), cmocka_unit_test(what_is_right_stays),
        cmocka_unit_test(twice_and_plain_are_counted), cmocka_unit_test(a_look_that_costs_nothing)};

    return run_group("mojibake", tests);
}
