#include "unit.h"

#include "measure.h"

static void units_at_the_end_of_names(void **state)
{
    static const char *const with[][2] = {{"Depth (m)", "m"},  {"Price [EUR]", "EUR"},
                                          {"Weight kg", "kg"}, {"Temperature in °C", "°C"},
                                          {"Share (%)", "%"},  {"Energy  kwh ", "kwh"},
                                          {"a b m³", "m³"}};
    static const char *const without[] = {"m",          "Plan A1",   "Depth",     "(m)", "",
                                          "Sales 2019", "Group (a)", "Vitamin M", "x ]"};

    (void)state;
    for (size_t i = 0; i < sizeof with / sizeof *with; i++)
        assert_slice(measure_unit_of(slice_z(with[i][0])), with[i][1]);
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        assert_int_equal(measure_unit_of(slice_z(without[i])).n, 0);
}

int test_measure(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(units_at_the_end_of_names)};

    return run_group("measure", tests);
}
