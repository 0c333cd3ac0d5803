#include "unit.h"

#include "slice.h"

static void cut_gives_both_halves(void **state)
{
    slice rest;

    (void)state;
    assert_slice(slice_cut(S("a=b"), '=', &rest), "a");
    assert_slice(rest, "b");
    assert_slice(slice_cut(S("ab"), '=', &rest), "ab");
    assert_int_equal(rest.n, -1);
}

static void integers_at_the_edges(void **state)
{
    int64_t v;

    (void)state;
    assert_true(slice_i64(S("-9223372036854775808"), &v));
    assert_true(v == INT64_MIN);
    assert_true(slice_i64(S("9223372036854775807"), &v));
    assert_true(v == INT64_MAX);
    assert_false(slice_i64(S("9223372036854775808"), &v));
    assert_false(slice_i64(S(""), &v));
    assert_false(slice_i64(S("-"), &v));
    assert_false(slice_i64(S("1 "), &v));
}

static void distance_counts_swaps_once(void **state)
{
    (void)state;
    assert_int_equal(slice_distance(S("unpvot"), S("unpivot"), 3), 1);
    assert_int_equal(slice_distance(S("fiull"), S("fill"), 3), 1);
    assert_int_equal(slice_distance(S("ab"), S("ba"), 3), 1);
    assert_int_equal(slice_distance(S("abc"), S("xyz"), 2), 3);
}

int test_slice(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_gives_both_halves),
        cmocka_unit_test(integers_at_the_edges),
        cmocka_unit_test(distance_counts_swaps_once),
    };

    return run_group("slice", tests);
}
