/* The parse ops say how many cells break them, which, and where they are. */
#include "unit.h"

#include "opexample.h"

static void bad_cells_are_counted(void **state)
{
    static const struct {
        const char *op, *args, *csv, *words;
        int64_t count;
    } t[] = {
        {"parse_number", "{\"columns\":[\"c\"]}", "c\n\"1,5\"\nn/a\n\"2,25\"\n?\n", "1234,56", 2},
        {"parse_number", "{\"columns\":[\"c\"]}", "c\n\"1,234\"\n\"5,678\"\n", "\"decimal\":\",\"",
         2},
        {"parse_date", "{\"columns\":[\"c\"]}", "c\n31.03.2024\nn/a\n32.03.2024\n", "DD.MM.YYYY",
         2},
        {"parse_date", "{\"columns\":[\"c\"]}", "c\n01.02.2024\n02.03.2024\n", "\"order\":\"dmy\"",
         2},
        {"parse_date", "{\"columns\":[\"c\"]}", "c\n31/03/2024\n03/31/2024\n04/30/2024\n",
         "mixes orders: 2 cells can only be month first, 1 only day first", 3},
        {"parse_bool", "{\"columns\":[\"c\"]}", "c\nyes\nmaybe\nno\n", "neither", 1},
        {"cast", "{\"columns\":[\"c\"],\"to\":\"integer\"}", "c\n1\n1.5\nx\n", "no integer", 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct arena a;
        struct failures f;
        struct table in, out;
        const struct op *op = op_find(slice_z(t[i].op));
        struct op_example x = {.args = t[i].args, .before = t[i].csv};

        arena_init(&a, ARENA_NO_LIMIT);
        f = (struct failures){.arena = &a};
        assert_false(opexample_run(op, &x, &a, &in, &out, &f));
        assert_int_equal(f.n, 1);
        if (f.at[0].count != t[i].count || slice_find(f.at[0].message, slice_z(t[i].words)) < 0)
            fail_msg("case %zu: %lld, %.*s", i, (long long)f.at[0].count,
                     SLICE_ARG(f.at[0].message));
        assert_int_equal(f.at[0].ncell, t[i].count);
        assert_int_equal(f.at[0].cell[0].col, 1);
        arena_free(&a);
    }
}

int test_parse(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_cells_are_counted),
    };

    return run_group("parse", tests);
}
