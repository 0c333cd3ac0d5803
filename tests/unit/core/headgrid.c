#include "headgrid.h"

#include "unit.h"

/* One row of cells below the names; both are separated by '|'. */
static void make(struct table *t, struct arena *a, const char *names, const char *cells)
{
    slice rest = slice_z(names), more = slice_z(cells);
    int n = 1;
    struct err e;

    for (const char *p = names; *p; p++) n += *p == '|';
    assert_true(table_new(t, a, n, 1, &e));
    for (int c = 0; c < n; c++) {
        t->col[c].name = slice_cut(rest, '|', &rest);
        t->col[c].cell[0] = slice_cut(more, '|', &more);
    }
}

static void years_behind_a_stub(void **state)
{
    struct arena a;
    struct table t;
    struct headgrid g;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    make(&t, &a, "id|Val 2019|Val 2020|Qty 2019|Qty 2020", "1|1571|1008|9|8");
    assert_true(headgrid_find(&t, 1, 4, &a, &g));
    assert_int_equal(g.nstub, 2);
    assert_slice(g.stub[0], "Val");
    assert_slice(g.value[1], "2020");
    arena_free(&a);
}

static void the_variable_may_come_first(void **state)
{
    struct arena a;
    struct table t;
    struct headgrid g;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    make(&t, &a, "S1.Name|S1.Hours|S2.Name|S2.Hours", "ann|3|bob|4");
    assert_true(headgrid_find(&t, 0, 3, &a, &g));
    assert_slice(g.stub[0], "Name");
    assert_slice(g.value[0], "S1");
    arena_free(&a);
}

static void kinds_decide_where_names_do_not(void **state)
{
    struct arena a;
    struct table t;
    struct headgrid g;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    make(&t, &a, "name north|price north|name south|price south", "x|1.5|y|2.5");
    assert_true(headgrid_find(&t, 0, 3, &a, &g));
    assert_slice(g.stub[1], "price");
    assert_slice(g.value[1], "north");
    arena_free(&a);
}

static void sizes_say_what_the_measures_are(void **state)
{
    struct arena a;
    struct table t;
    struct headgrid g;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    make(&t, &a, "Ulm Area|Ulm Visits|Bonn Area|Bonn Visits", "41|5100|38|4900");
    assert_true(headgrid_find(&t, 0, 3, &a, &g));
    assert_slice(g.stub[1], "Visits");
    assert_slice(g.value[1], "Ulm");
    arena_free(&a);
}

static void a_year_belongs_to_its_months(void **state)
{
    struct arena a;
    struct table t;
    struct headgrid g;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    make(&t, &a, "hours_2026_01|hours_2026_02|cost_2026_01|cost_2026_02", "10|11|300|330");
    assert_true(headgrid_find(&t, 0, 3, &a, &g));
    assert_slice(g.stub[0], "hours");
    assert_slice(g.value[1], "2026_02");
    arena_free(&a);
}

static void no_grid_no_answer(void **state)
{
    struct arena a;
    struct table t;
    struct headgrid g;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    make(&t, &a, "name|age|city|zip", "x|1|y|2");
    assert_false(headgrid_find(&t, 0, 3, &a, &g));
    make(&t, &a, "a 1|a 1|b 1|b 1", "1|2|3|4");
    assert_false(headgrid_find(&t, 0, 3, &a, &g));
    assert_false(headgrid_find(&t, 1, 0, &a, &g));
    arena_free(&a);
}

int test_headgrid(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_behind_a_stub),
        cmocka_unit_test(the_variable_may_come_first),
        cmocka_unit_test(kinds_decide_where_names_do_not),
        cmocka_unit_test(sizes_say_what_the_measures_are),
        cmocka_unit_test(a_year_belongs_to_its_months),
        cmocka_unit_test(no_grid_no_answer),
    };

    return run_group("headgrid", tests);
}
