#include "drafttarget.h"

#include "unit.h"

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

static void names_in_other_languages(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(drafttarget_similarity(S("Kosten EUR"), S("cost_eur"), &a) > 0.8);
    assert_true(drafttarget_similarity(S("Quantit\u00e9"), S("quantity"), &a) > 0.8);
    assert_true(drafttarget_similarity(S("custName"), S("customer_name"), &a) > 0.8);
    assert_true(drafttarget_similarity(S("unitPrice"), S("unit_price"), &a) > 0.95);
    assert_true(drafttarget_similarity(S("Amount"), S("Region"), &a) < 0.3);
    assert_true(drafttarget_similarity(S(""), S("x"), &a) < 0.1);
    arena_free(&a);
}

static void one_to_one(void **state)
{
    static const char schema[] =
        "{\"fields\":[{\"name\":\"branch\"},{\"name\":\"hours\",\"type\":\"number\"},"
        "{\"name\":\"cost_eur\",\"type\":\"number\"},{\"name\":\"weather\"}]}";
    struct drafttarget m;
    struct arena a;
    struct table t;
    struct err e;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    make(&t, &a, "Stunden|Filiale|Kosten EUR|Bemerkung", "12|Ulm|30.5|ok");
    assert_true(drafttarget_match(slice_z(schema), &t, &a, &m, &e));
    assert_int_equal(m.n, 4);
    assert_int_equal(m.at[0].column, 1);
    assert_int_equal(m.at[1].column, 0);
    assert_int_equal(m.at[2].column, 2);
    assert_int_equal(m.at[3].column, -1);
    arena_free(&a);
}

static void kinds_break_ties(void **state)
{
    struct drafttarget m;
    struct arena a;
    struct table t;
    struct err e;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    make(&t, &a, "Start|Start", "Berlin|2026-01-05");
    assert_true(drafttarget_match(S("{\"fields\":[{\"name\":\"start\",\"type\":\"date\"}]}"), &t,
                                  &a, &m, &e));
    assert_int_equal(m.at[0].column, 1);
    assert_false(drafttarget_match(S("{\"fields\":7}"), &t, &a, &m, &e));
    assert_int_equal(e.code, E_FAILED);
    assert_false(drafttarget_match(S("nonsense"), &t, &a, &m, &e));
    arena_free(&a);
}

int test_drafttarget(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_in_other_languages),
        cmocka_unit_test(one_to_one),
        cmocka_unit_test(kinds_break_ties),
    };

    return run_group("drafttarget", tests);
}
