#include "lines.h"

#include "textbook.h"

static void lines_end_in_any_way(void **state)
{
    static const char *const want[] = {"a", "", "b", "c", "d"};
    slice rest = S("a\n\nb\r\nc\rd"), line;
    int n = 0;

    (void)state;
    for (; lines_next(&rest, &line); n++) assert_slice(line, want[n]);
    assert_int_equal(n, 5);
}

static void lines_are_classed(void **state)
{
    struct lines_count n = lines_count(S("abc\nM\xC3\xBCller\nM\xFCller\nx\nK\xC3\xB6ln\xFC"));

    (void)state;
    assert_int_equal(n.utf8, 1);
    assert_int_equal(n.broken, 2);
    assert_int_equal(lines_class(S("")), LINES_ASCII);
}

static void places_are_told_in_short(void **state)
{
    struct lines_places p = {0};
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    lines_place(&p, 3);
    assert_slice(lines_words(&p, &a), "line 3");
    lines_place(&p, 4);
    lines_place(&p, 4);
    lines_place(&p, 9);
    assert_slice(lines_words(&p, &a), "lines 3-4, 9");
    for (int i = 20; i < 60; i += 2) lines_place(&p, i);
    assert_slice(lines_words(&p, &a), "lines 3-4, 9, 20, 22, 24, 26 and 16 more");
    arena_free(&a);
}

int test_lines(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_end_in_any_way),
                                       cmocka_unit_test(lines_are_classed),
                                       cmocka_unit_test(places_are_told_in_short)};

    return run_group("lines", tests);
}
