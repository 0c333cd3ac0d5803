#include "rowlist.h"

#include "unit.h"

static void says(const int64_t *row, int n, const char *text)
{
    struct arena a;
    struct rowlist l = {0};

    arena_init(&a, ARENA_NO_LIMIT);
    for (int i = 0; i < n; i++) rowlist_add(&l, row[i]);
    assert_int_equal(l.rows, n);
    assert_slice(rowlist_text(&l, &a), text);
    arena_free(&a);
}

static void names_rows(void **state)
{
    int64_t row[100], n = 0;

    (void)state;
    says((const int64_t[]){4}, 1, "row 4");
    says((const int64_t[]){4, 9}, 2, "rows 4 and 9");
    says((const int64_t[]){4, 9, 10, 11, 12, 30}, 6, "rows 4, 9-12 and 30");
    for (int i = 0; i < 40; i++) row[n++] = 2 * i + 1;
    says(row, 40, "rows 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31 and 24 more");
    /* A row next to the last named one is not named once others were left out. */
    row[16] = 32;
    row[17] = 99;
    row[18] = 100;
    says(row, 19, "rows 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31-32 and 2 more");
}

int test_rowlist(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_rows)};

    return run_group("rowlist", tests);
}
