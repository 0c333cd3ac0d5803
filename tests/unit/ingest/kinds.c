/* Kinds of columns: pairs of yes and no, styles that come with a kind. */
#include "kinds.h"
#include "unit.h"

static struct kinds_found found(const char *const *z, struct arena *a)
{
    slice cell[40];
    struct kinds_found f;
    int n = 0;

    for (; z[n] != NULL; n++) cell[n] = slice_z(z[n]);
    kinds_detect(cell, n, a, &f);
    return f;
}

static void pairs(void **state)
{
    struct arena a;
    struct kinds_found f;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    f = found((const char *const[]){"Ja", "nein", " JA", "", "nein", NULL}, &a);
    assert_int_equal(f.kind, KIND_BOOL);
    assert_true(slice_eqz(f.format, "ja/nein"));
    assert_int_equal(f.misfits, 0);
    /* A mark for "no value" is a misfit, but does not speak against the pair. */
    f = found((const char *const[]){"yes", "no", "n/a", "no", "-", "yes", NULL}, &a);
    assert_int_equal(f.kind, KIND_BOOL);
    assert_int_equal(f.misfits, 2);
    /* One of the two only: true and false alone are enough, others are words. */
    f = found((const char *const[]){"true", "true", "true", NULL}, &a);
    assert_int_equal(f.kind, KIND_BOOL);
    f = found((const char *const[]){"n", "n", "n", NULL}, &a);
    assert_int_equal(f.kind, KIND_TEXT);
    /* Other words: up to a tenth of the pair's. */
    f = found((const char *const[]){"yes", "no", "yes", "no", "maybe", NULL}, &a);
    assert_int_equal(f.kind, KIND_TEXT);
    f = found((const char *const[]){"yes", "no", "yes", "no", "yes", "no", "yes", "no", "yes",
                                    "maybe", NULL},
              &a);
    assert_int_equal(f.kind, KIND_BOOL);
    assert_int_equal(f.misfits, 1);
    arena_free(&a);
}

static void styles(void **state)
{
    struct arena a;
    struct kinds_found f;
    char out[64];
    ptrdiff_t n;
    enum kind k;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    f = found((const char *const[]){"1.234,50", "7,25", "12.000,00", NULL}, &a);
    assert_int_equal(f.kind, KIND_NUMBER);
    assert_true(number_read(S("9.876,5"), &f.number, out, sizeof out, &n));
    assert_true(slice_eqz((slice){out, n}, "9876.5"));
    f = found((const char *const[]){"31.12.2023 23:59", "01.02.2024 00:00", NULL}, &a);
    assert_int_equal(f.kind, KIND_DATETIME);
    assert_true(date_read(S("05.06.2024 07:08"), &f.date, out, &n, &k));
    assert_true(slice_eqz((slice){out, n}, "2024-06-05T07:08:00"));
    arena_free(&a);
}

int test_kinds(void)
{
    const struct CMUnitTest t[] = {cmocka_unit_test(pairs), cmocka_unit_test(styles)};

    return cmocka_run_group_tests_name("kinds", t, NULL, NULL);
}
