#include "quantile.h"

#include "hll.h"
#include "rowset.h"
#include "unit.h"
#include <math.h>
#include <stdlib.h>

static uint64_t mixed(uint64_t i)
{
    i = (i ^ i >> 30) * 0xbf58476d1ce4e5b9u;
    i = (i ^ i >> 27) * 0x94d049bb133111ebu;
    return i ^ i >> 31;
}

/* Ranks of 0 .. n - 1 in some order are the values themselves. */
static double worst_rank(int64_t n, bool sorted, int64_t times)
{
    struct quantile q;
    struct weighted *w;
    int64_t m, all = 0;
    double worst = 0;

    quantile_init(&q);
    for (int64_t i = 0; i < n; i++) {
        /* A permutation: an odd factor, modulo a power of 2. */
        int64_t v = sorted ? i : (int64_t)((uint64_t)i * 2654435761u & (uint64_t)(n - 1));

        quantile_add(&q, (double)v, times);
    }
    w = quantile_values(&q, &m);
    for (int64_t i = 0; i < m; i++) all += w[i].n;
    assert_true(fabs((double)all / (double)(n * times) - 1) < 0.01);
    for (int p = 0; p <= 100; p++) {
        double off = fabs(weighted_quantile(w, m, p / 100.0) / (double)n - p / 100.0);

        worst = off > worst ? off : worst;
    }
    free(w);
    quantile_free(&q);
    return worst;
}

static void ranks_are_near(void **state)
{
    (void)state;
    assert_true(worst_rank(1 << 9, false, 1) < 0.003); /* exact */
    assert_true(worst_rank(1 << 14, false, 1) < 0.01);
    assert_true(worst_rank(1 << 20, false, 1) < 0.01);
    assert_true(worst_rank(1 << 20, true, 1) < 0.01);
    assert_true(worst_rank(1 << 14, false, 1001) < 0.01);
}

static void interpolates_as_pandas_does(void **state)
{
    const struct weighted w[] = {{1, 1}, {2, 2}, {10, 1}};

    (void)state;
    assert_true(weighted_quantile(w, 3, 0.5) == 2);
    assert_true(weighted_quantile(w, 3, 0.75) == 4);
    assert_true(weighted_quantile(w, 3, 0) == 1);
    assert_true(weighted_quantile(w, 3, 1) == 10);
    assert_true(isnan(weighted_quantile(w, 0, 0.5)));
}

static void different_values_are_estimated(void **state)
{
    struct hll *h = calloc(1, sizeof *h);

    (void)state;
    for (int64_t n = 1, i = 0; n <= 4000000; n *= 5) {
        for (; i < n; i++) hll_add(h, mixed((uint64_t)i));
        assert_true(fabs(hll_count(h) / (double)n - 1) < 0.03);
    }
    free(h);
}

static void repeated_rows_are_found(void **state)
{
    struct rowset s;
    bool exact;

    (void)state;
    rowset_init(&s, 4096);
    for (uint64_t i = 0; i < 4000; i++) rowset_add(&s, &(uint64_t){mixed(i % 3990)}, 1);
    assert_int_equal(rowset_again(&s, &exact), 10);
    assert_true(exact);
    rowset_free(&s);
    /* One in ten is like an earlier one. */
    rowset_init(&s, 4096);
    for (uint64_t i = 0; i < 1000000; i++) {
        uint64_t h = mixed(i % 10 == 9 ? i - 9 : i);

        rowset_add(&s, &h, 1);
    }
    assert_true(fabs((double)rowset_again(&s, &exact) / 100000 - 1) < 0.2);
    assert_false(exact);
    rowset_free(&s);
}

int test_quantile(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ranks_are_near),
                                       cmocka_unit_test(interpolates_as_pandas_does),
                                       cmocka_unit_test(different_values_are_estimated),
                                       cmocka_unit_test(repeated_rows_are_found)};

    return run_group("quantile", tests);
}
