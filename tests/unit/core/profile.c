#include "profile.h"

#include "unit.h"
#include <math.h>

static void columns_are_described(void **state)
{
    static const char *const cell[][5] = {
        {"10,00", "2,50", "", "n/a", "2,50"},
        {"31.12.2023", "01.02.2024", "", "05.01.2024", "01.02.2024"},
        {"AB-1", "AB-2", "ab 3", "", "AB-2"}};
    struct arena a;
    struct table t;
    struct profile p;
    struct err e = {0};

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(table_new(&t, &a, 3, 5, &e));
    for (int c = 0; c < 3; c++)
        for (int r = 0; r < 5; r++) column_put(&t.col[c], r, slice_z(cell[c][r]));
    assert_true(profile_table(&t, &(struct profile_options){0}, &a, &p, &e));
    assert_int_equal(p.rows, 5);
    assert_int_equal(p.duplicate_rows, 1);
    assert_int_equal(p.col[0].kind, KIND_NUMBER);
    assert_int_equal(p.col[0].nulls, 1);
    assert_int_equal(p.col[0].missing, 1);
    assert_int_equal(p.col[0].misfits, 0);
    assert_slice(p.col[0].min, "2.50");
    assert_slice(p.col[0].max, "10.00");
    assert_true(fabs(p.col[0].mean - 5) < 1e-9);
    assert_true(fabs(p.col[0].quantile[PROFILE_MEDIAN] - 2.5) < 1e-9);
    assert_slice(p.col[0].top[0].text, "2,50");
    assert_int_equal(p.col[0].top[0].count, 2);
    assert_int_equal(p.col[1].kind, KIND_DATE);
    assert_slice(p.col[1].min, "2023-12-31");
    assert_slice(p.col[1].max, "2024-02-01");
    assert_slice(p.col[2].mask[0].text, "AA-9");
    assert_int_equal(p.col[2].mask[0].count, 3);
    assert_int_equal(p.col[2].distinct, 3);
    arena_free(&a);
}

/* Counted by cells, at the first row that has one; tabs and line ends are usual. */
static void control_characters_are_counted(void **state)
{
    static const char *const cell[][6] = {{"a", "b\tc", "a\x02z", "b", "a\x02z", "\x7f"},
                                          {"1", "2", "3", "4\x01", "5", "6"}};
    struct arena a;
    struct table t;
    struct profile p;
    struct err e = {0};

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(table_new(&t, &a, 2, 6, &e));
    for (int c = 0; c < 2; c++)
        for (int r = 0; r < 6; r++) column_put(&t.col[c], r, slice_z(cell[c][r]));
    assert_true(profile_table(&t, &(struct profile_options){0}, &a, &p, &e));
    assert_int_equal(p.col[0].controls, 3);
    assert_int_equal(p.col[0].control_row, 3);
    assert_int_equal(p.col[1].controls, 1);
    assert_int_equal(p.col[1].control_row, 4);
    arena_free(&a);
}

static void no_rows(void **state)
{
    struct arena a;
    struct table t;
    struct profile p;
    struct err e = {0};

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(table_new(&t, &a, 1, 0, &e));
    assert_true(profile_table(&t, &(struct profile_options){0}, &a, &p, &e));
    assert_int_equal(p.col[0].kind, KIND_EMPTY);
    assert_int_equal(p.col[0].ntop, 0);
    arena_free(&a);
}

int test_profile(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(columns_are_described),
                                       cmocka_unit_test(control_characters_are_counted),
                                       cmocka_unit_test(no_rows)};

    return run_group("profile", tests);
}
