#include "unit.h"

#include "table.h"
#include "utf8.h"

static void fill(struct table *t, int c, const char *name, const char *const *cell)
{
    t->col[c].name = slice_z(name);
    t->col[c].source_col = c + 1;
    for (int64_t r = 0; r < t->nrow; r++) column_put(&t->col[c], r, slice_z(cell[r]));
}

static void shared_cells_are_copied_before_writing(void **state)
{
    struct arena a;
    struct err e = {0};
    struct table t, u;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(table_new(&t, &a, 1, 2, &e));
    fill(&t, 0, "x", (const char *const[]){"1", "2"});
    assert_true(table_share(&u, &a, &t, &e));
    assert_true(table_own(&u, 0, &e));
    column_put(&u.col[0], 0, S("changed"));
    assert_slice(column_cell(&t.col[0], 0), "1");
    arena_free(&a);
}

static void picking_keeps_where_cells_came_from(void **state)
{
    struct arena a;
    struct err e = {0};
    struct table t, u;
    const int64_t keep[] = {2, 0, 2};

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(table_new(&t, &a, 2, 3, &e));
    fill(&t, 0, "x", (const char *const[]){"a", "b", "c"});
    fill(&t, 1, "y", (const char *const[]){"d", "e", "f"});
    for (int r = 0; r < 3; r++) t.source_row[r] = 10 + r;
    assert_true(table_track(&t, 1, &e));
    t.col[1].place[2] = (struct place){.row = 7, .col = 9};
    assert_true(table_pick(&u, &a, &t, keep, 3, &e));
    assert_slice(column_cell(&u.col[0], 0), "c");
    assert_int_equal(table_place(&u, 0, 0).row, 12);
    assert_int_equal(table_place(&u, 0, 1).row, 10);
    assert_int_equal(table_place(&u, 1, 2).row, 7);
    assert_int_equal(table_place(&u, 1, 2).col, 9);
    assert_int_equal(table_place(&u, 1, 1).col, 2);
    arena_free(&a);
}

static void finds_the_nth_of_a_repeated_name(void **state)
{
    struct arena a;
    struct err e = {0};
    struct table t;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(table_new(&t, &a, 3, 0, &e));
    for (int c = 0; c < 3; c++) t.col[c].name = c == 1 ? S("k") : S("v");
    assert_int_equal(table_find(&t, S("v"), 1), 0);
    assert_int_equal(table_find(&t, S("v"), 2), 2);
    assert_int_equal(table_find(&t, S("v"), 3), -1);
    assert_int_equal(table_find(&t, S("V"), 1), -1);
    assert_int_equal(table_count_name(&t, S("v")), 2);
    arena_free(&a);
}

static void limits_are_errors(void **state)
{
    struct arena a;
    struct err e = {0};
    struct table t;

    (void)state;
    arena_init(&a, 1 << 20);
    assert_false(table_new(&t, &a, 1000, 1000000, &e));
    assert_int_equal(e.code, E_LIMIT);
    assert_false(table_new(&t, &a, TABLE_COLUMNS_MAX + 1, 0, &e));
    assert_int_equal(e.code, E_LIMIT);
    arena_free(&a);
}

static void letters_of_columns(void **state)
{
    char z[8];

    (void)state;
    assert_string_equal(table_letters(1, z), "A");
    assert_string_equal(table_letters(26, z), "Z");
    assert_string_equal(table_letters(27, z), "AA");
    assert_string_equal(table_letters(702, z), "ZZ");
    assert_string_equal(table_letters(703, z), "AAA");
    assert_string_equal(table_letters(16384, z), "XFD");
}

static void arenas_grow_and_refuse(void **state)
{
    struct arena a, b;

    (void)state;
    arena_init(&a, 1 << 20);
    arena_init(&b, ARENA_NO_LIMIT);
    for (int i = 0; i < 100; i++) {
        unsigned char *p = arena_alloc(&a, 1, 1000);

        assert_non_null(p);
        for (int k = 0; k < 1000; k++) assert_int_equal(p[k], 0);
        memset(p, 0xff, 1000);
    }
    assert_null(arena_alloc(&a, 1, 1 << 20));
    assert_null(arena_alloc(&b, SIZE_MAX, 2));
    assert_non_null(arena_alloc(&a, 1, 10));
    arena_adopt(&b, &a);
    assert_int_equal(a.used, 0);
    arena_free(&b);
}

static void a_cleared_arena_is_as_new(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    arena_clear(&a);
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 100; i++) {
            unsigned char *p = arena_alloc(&a, 1, 1000);

            assert_non_null(p);
            for (int k = 0; k < 1000; k++) assert_int_equal(p[k], 0);
            memset(p, 0xff, 1000);
        }
        arena_clear(&a);
        assert_int_equal(a.used, 0);
    }
    arena_free(&a);
}

static void wrapped_errors_stay_whole(void **state)
{
    struct err e;

    (void)state;
    for (int cut = 1; cut < 8; cut++) {
        err_set(&e, E_SOURCE, "%0*d\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", (int)sizeof e.text - cut,
                0);
        assert_int_equal(utf8_invalid(slice_z(e.text)), -1);
    }
    err_set(&e, E_SOURCE, "no header");
    assert_false(err_wrap(&e, "sheet %d", 3));
    assert_string_equal(e.text, "sheet 3: no header");
    assert_int_equal(err_exit_status(e.code), 3);
}

int test_table(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_cells_are_copied_before_writing),
        cmocka_unit_test(picking_keeps_where_cells_came_from),
        cmocka_unit_test(finds_the_nth_of_a_repeated_name),
        cmocka_unit_test(limits_are_errors),
        cmocka_unit_test(letters_of_columns),
        cmocka_unit_test(arenas_grow_and_refuse),
        cmocka_unit_test(a_cleared_arena_is_as_new),
        cmocka_unit_test(wrapped_errors_stay_whole),
    };

    return run_group("table", tests);
}
