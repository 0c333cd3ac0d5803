#include "unit.h"

#include "change.h"

/* A table of one-letter columns from rows like "1:x,y" (source row before the colon). */
static struct table make(struct arena *a, const char *names, const char *const *row, int n)
{
    struct table t;

    assert_true(table_new(&t, a, (int)strlen(names), n, NULL));
    for (int c = 0; c < t.ncol; c++) t.col[c].name = (slice){names + c, 1};
    for (int r = 0; r < n; r++) {
        slice rest, number = slice_cut(slice_z(row[r]), ':', &rest);
        int64_t v;

        assert_true(slice_i64(number, &v));
        t.source_row[r] = (int32_t)v;
        for (int c = 0; c < t.ncol && rest.n >= 0; c++)
            column_put(&t.col[c], r, slice_cut(rest, ',', &rest));
    }
    return t;
}

static void cells_rows_and_columns_are_told_apart(void **state)
{
    static const char *const was[] = {"2:a,1,x", "3:Summe,9,x", "4:b,n/a,x"};
    static const char *const now[] = {"2:a,1,k", "4:b,,k"};
    struct arena a;
    struct table x, y;
    struct change c;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    x = make(&a, "ABC", was, 3);
    y = make(&a, "ABD", now, 2);
    y.col[1].kind = KIND_INTEGER;
    x.col[1].kind = KIND_TEXT;
    change_tables(&x, &y, &a, &c);
    assert_false(c.reshaped);
    assert_int_equal(c.gone, 1);
    assert_slice(c.row[0].text, "Summe  9  x");
    assert_int_equal(c.cells, 1);
    assert_int_equal(c.cell[0].row, 4);
    assert_slice(c.cell[0].was, "n/a");
    assert_slice(c.cell[0].now, "");
    assert_int_equal(c.nadded, 1);
    assert_slice(c.added[0], "D");
    assert_slice(c.removed[0], "C");
    assert_int_equal(c.nretyped, 1);
    assert_slice(change_text(&c, &a), "3 -> 2 rows, 1 column renamed, 1 cell changed, 1 retyped");
    arena_free(&a);
}

static void rows_of_one_source_row_are_compared_in_order(void **state)
{
    static const char *const was[] = {"2:a,n/a", "2:b,1", "3:c,2"};
    static const char *const now[] = {"2:a,", "2:b,1", "3:c,2"};
    struct arena a;
    struct table x, y;
    struct change c;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    x = make(&a, "AB", was, 3);
    y = make(&a, "AB", now, 3);
    change_tables(&x, &y, &a, &c);
    assert_false(c.reshaped);
    assert_int_equal(c.cells, 1);
    assert_slice(c.cell[0].was, "n/a");
    arena_free(&a);
}

static void reshaped_rows_are_not_compared(void **state)
{
    static const char *const was[] = {"2:a,1", "3:b,2"};
    static const char *const now[] = {"2:a,1", "2:a,2", "3:b,1"};
    struct arena a;
    struct table x, y;
    struct change c;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    x = make(&a, "AB", was, 2);
    y = make(&a, "AB", now, 3);
    change_tables(&x, &y, &a, &c);
    assert_true(c.reshaped);
    assert_int_equal(c.cells, 0);
    arena_free(&a);
}

/* What was compared with goes when the next run comes; what was found stays on the screen. */
static void it_outlives_both_tables(void **state)
{
    static const char *const was[] = {"2:a,x"}, *const now[] = {"2:b,x"};
    struct arena a, tables;
    struct table x, y;
    struct change c;
    char had[] = "AC", has[] = "AD";

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    arena_init(&tables, ARENA_NO_LIMIT);
    x = make(&tables, had, was, 1);
    y = make(&tables, has, now, 1);
    change_tables(&x, &y, &a, &c);
    arena_free(&tables);
    memset(had, '?', 2);
    memset(has, '?', 2);
    assert_slice(c.removed[0], "C");
    assert_slice(c.added[0], "D");
    assert_slice(c.cell[0].column, "A");
    assert_slice(c.cell[0].was, "a");
    assert_slice(c.cell[0].now, "b");
    arena_free(&a);
}

int test_change(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_rows_and_columns_are_told_apart),
        cmocka_unit_test(rows_of_one_source_row_are_compared_in_order),
        cmocka_unit_test(reshaped_rows_are_not_compared),
        cmocka_unit_test(it_outlives_both_tables),
    };

    return run_group("change", tests);
}
