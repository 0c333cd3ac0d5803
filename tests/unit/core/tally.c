#include "tally.h"

#include "unit.h"
#include <stdio.h>

static void count(struct tally *t, const char *z)
{
    slice s = slice_z(z);

    assert_non_null(tally_add(t, s, slice_hash(s), 1, 1));
}

static void exact_until_it_is_full(void **state)
{
    struct tally t;
    int32_t top[3];
    char z[24];

    (void)state;
    tally_init(&t, 100, 10000);
    for (int i = 0; i < 100; i++) {
        snprintf(z, sizeof z, "value %d", i);
        for (int k = 0; k < (i == 7 ? 5 : i == 9 ? 3 : 1); k++) count(&t, z);
    }
    assert_int_equal(t.n, 100);
    assert_int_equal(tally_top(&t, 3, top), 3);
    assert_slice(tally_text(&t, &t.item[top[0]]), "value 7");
    assert_int_equal(t.item[top[0]].count, 5);
    assert_slice(tally_text(&t, &t.item[top[1]]), "value 9");
    assert_slice(tally_text(&t, &t.item[top[2]]), "value 0"); /* a tie: in byte order */
    assert_null(tally_add(&t, S("one more"), slice_hash(S("one more")), 1, 1));
    assert_null(tally_find(&t, S("one more"), slice_hash(S("one more"))));
    tally_free(&t);
}

/* No frequent value is missed, and no count is off by more than is said. */
static void frequent_ones_survive(void **state)
{
    struct tally t;
    int32_t top[2];
    char z[24];

    (void)state;
    tally_init(&t, 256, 1 << 16);
    tally_loosen(&t);
    for (int i = 0; i < 50000; i++) {
        snprintf(z, sizeof z, "%d", i);
        count(&t, z);
        if (i % 10 == 0) count(&t, "often");
        if (i % 25 == 0) count(&t, "less often");
    }
    assert_int_equal(tally_top(&t, 2, top), 2);
    assert_slice(tally_text(&t, &t.item[top[0]]), "often");
    assert_slice(tally_text(&t, &t.item[top[1]]), "less often");
    assert_true(t.item[top[0]].count <= 5000 && t.item[top[0]].count + t.lost >= 5000);
    assert_true(t.item[top[1]].count <= 2000 && t.item[top[1]].count + t.lost >= 2000);
    assert_true(t.lost <= 57000 / 64); /* a quarter of the items: what is taken off half of them */
    tally_free(&t);
}

int test_tally(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(exact_until_it_is_full),
                                       cmocka_unit_test(frequent_ones_survive)};

    return run_group("tally", tests);
}
