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
    assert_true(drafttarget_match(slice_z(schema), fieldwords_open(&a), &t, &a, &m, &e));
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
    assert_true(drafttarget_match(S("{\"fields\":[{\"name\":\"start\",\"type\":\"date\"}]}"),
                                  fieldwords_open(&a), &t, &a, &m, &e));
    assert_int_equal(m.at[0].column, 1);
    assert_false(drafttarget_match(S("{\"fields\":7}"), fieldwords_open(&a), &t, &a, &m, &e));
    assert_int_equal(e.code, E_FAILED);
    assert_false(drafttarget_match(S("nonsense"), fieldwords_open(&a), &t, &a, &m, &e));
    arena_free(&a);
}

/* Three rows; the names alone decide nothing. */
static void make_rows(struct table *t, struct arena *a)
{
    static const char *const cell[3][4] = {{"A", "ann@x.org", "120", "17"},
                                           {"C", "bo@y.de", "80", "3"},
                                           {"A", "cy@z.net", "310", "12"}};
    static const char *const name[] = {"f1", "f2", "f3", "f4"};
    struct err e;

    assert_true(table_new(t, a, 4, 3, &e));
    for (int c = 0; c < 4; c++) {
        t->col[c].name = slice_z(name[c]);
        for (int r = 0; r < 3; r++) t->col[c].cell[r] = slice_z(cell[r][c]);
    }
}

static void values_tell(void **state)
{
    static const struct {
        const char *field;
        int column;
    } want[] = {{"{\"name\":\"grade\",\"constraints\":{\"enum\":[\"a\",\"b\",\"c\"]}}", 0},
                {"{\"name\":\"contact\",\"format\":\"email\"}", 1},
                {"{\"name\":\"weight\",\"type\":\"number\",\"constraints\":{\"minimum\":50}}", 2},
                {"{\"name\":\"weight\",\"type\":\"number\",\"constraints\":{\"maximum\":20}}", 3},
                {"{\"name\":\"letter\",\"constraints\":{\"pattern\":\"[A-Z]\"}}", 0},
                /* what any column meets says nothing */
                {"{\"name\":\"letter\",\"constraints\":{\"pattern\":\".*\"}}", -1},
                /* a name whose values do not fit */
                {"{\"name\":\"f3\",\"constraints\":{\"enum\":[\"a\",\"b\",\"c\"]}}", 0}};

    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct drafttarget m;
        struct arena a;
        struct table t;
        struct err e;

        arena_init(&a, ARENA_NO_LIMIT);
        make_rows(&t, &a);
        assert_true(drafttarget_match(arena_printf(&a, "{\"fields\":[%s]}", want[i].field),
                                      fieldwords_open(&a), &t, &a, &m, &e));
        if (m.at[0].column != want[i].column)
            fail_msg("%s: column %d at %.2f", want[i].field, m.at[0].column, m.at[0].confidence);
        arena_free(&a);
    }
}

static void ties_are_asked(void **state)
{
    struct buf why = {0}, undone = {0};
    struct drafttarget m;
    struct arena a;
    struct table t;
    struct err e;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    make(&t, &a, "Kunde|Client|Ort", "Ann|Bo|Ulm");
    assert_true(drafttarget_match(S("{\"fields\":[{\"name\":\"customer\"}]}"), fieldwords_open(&a),
                                  &t, &a, &m, &e));
    assert_int_equal(m.at[0].column, -1);
    assert_true(m.at[0].confidence > DRAFTTARGET_SURE);
    drafttarget_steps(&m, &t, &a, json_new_array(&a), &why, &undone);
    assert_true(slice_find(buf_slice(&undone), S("\"Kunde\" or \"Client\"?")) > 0);
    assert_int_equal(json_count(json_member(drafttarget_json(&m, &t, &a)->item[0], "ask")), 2);
    /* once another field takes one of them, the other is free of doubt */
    assert_true(drafttarget_match(S("{\"fields\":[{\"name\":\"customer\"},{\"name\":\"client\"}]}"),
                                  fieldwords_open(&a), &t, &a, &m, &e));
    assert_int_equal(m.at[0].column, 0);
    assert_int_equal(m.at[1].column, 1);
    buf_free(&why);
    buf_free(&undone);
    arena_free(&a);
}

int test_drafttarget(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_to_one),
        cmocka_unit_test(kinds_break_ties),
        cmocka_unit_test(values_tell),
        cmocka_unit_test(ties_are_asked),
    };

    return run_group("drafttarget", tests);
}
