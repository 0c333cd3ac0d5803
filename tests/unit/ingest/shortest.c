#include "unit.h"

#include "serial.h"
#include "shortest.h"
#include <stdio.h>

static void gives(const char *in, const char *want)
{
    char out[SHORTEST_MAX];
    double v;

    assert_true(shortest_read(slice_z(in), &v));
    assert_slice(((slice){out, shortest_write(v, out)}), want);
    /* what is taken for canonical must be canonical */
    if (shortest_is(slice_z(in))) assert_string_equal(in, want);
}

static void shortest_round_trip(void **state)
{
    (void)state;
    gives("0.1", "0.1");
    gives("0.30000000000000004", "0.30000000000000004");
    gives("1E+2", "100");
    gives("1.0", "1");
    gives("-0", "0");
    gives("1e21", "1e+21");
    gives("123456789012345678", "1.2345678901234568e+17");
    gives("4.9406564584124654E-324", "5e-324");
    gives("1.7976931348623157E308", "1.7976931348623157e+308");
    gives("0.12500", "0.125");
    gives("999999999999999", "999999999999999");
    gives("1E-7", "1e-07");
    gives("0.00001", "1e-05");
    gives("0.0001", "0.0001");
    gives("2.2000000000000002", "2.2");
    gives(" -12.50 ", "-12.5");
    gives("00012", "12");
    gives("9007199254740993", "9007199254740992");
    gives("0.000123456789012345", "0.000123456789012345");
}

static void no_numbers(void **state)
{
    static const char *const bad[] = {"",   " ",   "-",   ".",     "1x",  "0x10",
                                      "1e", "nan", "inf", "1e999", "1,5", "1 2"};
    double v;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(shortest_read(slice_z(bad[i]), &v));
}

static void elapsed(double v, const char *want)
{
    char out[SERIAL_MAX];
    ptrdiff_t n;

    assert_true(serial_elapsed(v, out, &n));
    assert_slice(((slice){out, n}), want);
}

static void hours_are_not_wrapped(void **state)
{
    char out[SERIAL_MAX];
    ptrdiff_t n;

    (void)state;
    elapsed(0, "0:00:00");
    elapsed(1.2576388888888888, "30:11:00");
    elapsed(-.5, "-12:00:00");
    elapsed(100 + 1 / 86400000., "2400:00:00.001");
    assert_true(serial_iso_duration(S("PT30H11M0.000S"), out, &n));
    assert_slice(((slice){out, n}), "30:11:00");
    assert_true(serial_iso_duration(S("-P1DT0.5S"), out, &n));
    assert_slice(((slice){out, n}), "-24:00:00.500");
    assert_false(serial_iso_duration(S("P"), out, &n));
    assert_false(serial_iso_duration(S("PT5"), out, &n));
    assert_false(serial_iso_duration(S("2024-01-01"), out, &n));
}

static void whole(uint64_t v, int width, const char *want)
{
    char out[SHORTEST_MAX];

    assert_slice(((slice){out, shortest_whole(v, width, out)}), want);
}

static void whole_numbers(void **state)
{
    uint64_t power = 1;

    (void)state;
    whole(0, 1, "0");
    whole(0, 3, "000");
    whole(7, 2, "07");
    whole(2026, 2, "2026");
    whole(10, 5, "00010");
    whole(UINT64_MAX, 1, "18446744073709551615");
    whole(1, 20, "00000000000000000001");
    for (int n = 1; n < 20; n++) { /* where the number of digits changes */
        char want[SHORTEST_MAX];

        power *= 10;
        for (uint64_t v = power - 1; v <= power + 1; v++) {
            snprintf(want, sizeof want, "%llu", (unsigned long long)v);
            whole(v, 1, want);
        }
    }
}

int test_shortest(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shortest_round_trip),
        cmocka_unit_test(no_numbers),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(hours_are_not_wrapped),
    };

    return run_group("shortest", tests);
}
