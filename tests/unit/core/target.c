/* Results against a Table Schema. */
#include "unit.h"

#include "opexample.h"
#include "target.h"

/* "pointer:count" of every failure, one after the other. */
static const char *outcome(const char *schema, const char *csv, struct arena *a)
{
    struct failures f = {.arena = a};
    struct buf b = {0};
    struct table t;
    bool ok;

    opexample_table(csv, a, &t);
    ok = target_check(slice_z(schema), &t, NULL, a, NULL, &f);
    assert_true(ok == (f.n == 0));
    for (int i = 0; i < f.n; i++) {
        assert_int_equal(f.at[i].code, FAIL_TARGET_MISMATCH);
        buf_printf(&b, "%s%.*s:%lld", i > 0 ? " " : "", SLICE_ARG(f.at[i].pointer),
                   (long long)f.at[i].count);
    }
    return buf_take(&b, a).p;
}

static void every_rule(void **state)
{
    static const struct {
        const char *schema, *csv, *want;
    } t[] = {
        {"{\"fields\":[{\"name\":\"n\",\"type\":\"number\"}]}", "n\n1.5\n\n-2\n", ""},
        {"{\"fields\":[{\"name\":\"n\",\"type\":\"integer\"}]}", "n\n1.5\n2\nx\n",
         "/fields/0/type:2"},
        {"{\"fields\":[{\"name\":\"d\",\"type\":\"date\"}]}", "d\n2024-02-29\n2023-02-29\n",
         "/fields/0/type:1"},
        {"{\"fields\":[{\"name\":\"n\"},{\"name\":\"m\"}]}", "m,k\n1,2\n", "/fields/0:1 /fields:1"},
        {"{\"fields\":[{\"name\":\"n\"}],\"fieldsMatch\":\"subset\"}", "m,n\n1,2\n", ""},
        {"{\"fields\":[{\"name\":\"n\"},{\"name\":\"m\"}],\"fieldsMatch\":\"exact\"}", "m,n\n1,2\n",
         "/fields/0:1 /fields/1:1"},
        {"{\"fields\":[{\"name\":\"n\",\"constraints\":{\"required\":true,\"unique\":true}}],"
         "\"missingValues\":[\"\",\"-\"]}",
         "n\n1\n-\n1\n\n", "/fields/0/constraints/required:2 /fields/0/constraints/unique:1"},
        {"{\"fields\":[{\"name\":\"n\",\"type\":\"number\",\"constraints\":{\"minimum\":0,"
         "\"maximum\":\"10\"}}]}",
         "n\n-1\n5\n10\n11\n", "/fields/0/constraints/minimum:1 /fields/0/constraints/maximum:1"},
        {"{\"fields\":[{\"name\":\"s\",\"constraints\":{\"enum\":[\"a\",\"b\"],\"maxLength\":1,"
         "\"pattern\":\"[a-c]+\"}}]}",
         "s\na\nc\nab\nad\n",
         "/fields/0/constraints/enum:3 /fields/0/constraints/pattern:1 "
         "/fields/0/constraints/maxLength:2"},
        {"{\"fields\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"primaryKey\":[\"a\",\"b\"]}",
         "a,b\n1,1\n1,2\n1,1\n", "/primaryKey:1"},
        {"{\"fields\":[{\"name\":\"s\",\"constraints\":{\"pattern\":\"(\"}}]}", "s\na\n",
         "/fields/0/constraints/pattern:1"},
        {"{\"fields\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"uniqueKeys\":[[\"a\"],[\"a\",\"b\"]],"
         "\"primaryKey\":\"b\"}",
         "a,b\n1,1\n1,2\n,\n,3\n", "/primaryKey:1 /uniqueKeys/0:1"},
        {"{\"fields\":[{\"name\":\"n\"}],\"fieldsMatch\":[\"subset\"]}", "m,n\n1,2\n", ""},
        {"{\"fields\":[{\"name\":\"n\"},{\"name\":\"m\"}],\"fieldsMatch\":[\"superset\"]}",
         "m\n1\n", ""},
        {"{\"fields\":[{\"name\":\"n\"}],\"fieldsMatch\":\"partial\"}", "m\n1\n", "/fields:1"},
        {"{\"fields\":[{\"name\":\"n\"}],\"fieldsMatch\":\"some\"}", "n\n1\n", "/fieldsMatch:1"},
        {"{\"fields\":[{\"name\":\"n\",\"type\":\"integer\",\"missingValues\":[\"-\"],"
         "\"constraints\":{\"exclusiveMinimum\":1,\"exclusiveMaximum\":4}}]}",
         "n\n1\n2\n-\n4\n",
         "/fields/0/constraints/exclusiveMinimum:1 /fields/0/constraints/exclusiveMaximum:1"},
        {"{\"fields\":[{\"name\":\"n\",\"type\":\"number\",\"decimalChar\":\",\",\"groupChar\":\"."
         "\","
         "\"bareNumber\":false}]}",
         "n\n\"1.234,5 EUR\"\n-3\nx\n", "/fields/0/type:1"},
        {"{\"fields\":[{\"name\":\"n\",\"type\":\"numbr\"}]}", "n\n1\n", "/fields/0/type:1"},
        {"{\"fields\":[{\"name\":\"d\",\"type\":\"duration\",\"constraints\":{\"maximum\":"
         "\"P2D\",\"minimum\":\"-PT1H\"}}]}",
         "d\nPT36H\nP3D\nP1M\n-P1D\n-PT30M\n",
         "/fields/0/constraints/minimum:1 /fields/0/constraints/maximum:2"},
        {"{\"fields\":[{\"name\":\"s\",\"categories\":[\"a\",{\"value\":\"b\",\"label\":\"B\"}],"
         "\"constraints\":{\"enum\":[\"b\",\"c\"]}}]}",
         "s\na\nb\nc\n", "/fields/0/categories:1 /fields/0/constraints/enum:1"},
        {"{\"fields\":[{\"name\":\"o\",\"type\":\"object\",\"constraints\":{\"jsonSchema\":"
         "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"integer\"}}}}}]}",
         "o\n{\"a\":1}\n{\"a\":\"x\"}\n{}\n", "/fields/0/constraints/jsonSchema:2"},
        {"{\"fields\":[{\"name\":\"o\",\"type\":\"object\",\"constraints\":{\"jsonSchema\":"
         "{\"type\":\"thing\"}}}]}",
         "o\n{}\n", "/fields/0/constraints/jsonSchema:1"},
        {"{\"fields\":[{\"name\":\"s\",\"constraints\":{\"jsonSchema\":{}}}]}", "s\na\n",
         "/fields/0/constraints/jsonSchema:1"},
        {"[]", "s\na\n", ":1"},
        {"{", "s\na\n", ":1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct arena a;
        const char *got;

        arena_init(&a, ARENA_NO_LIMIT);
        got = outcome(t[i].schema, t[i].csv, &a);
        if (strcmp(got, t[i].want) != 0)
            fail_msg("%s\n  %s\n  not %s", t[i].schema, got, t[i].want);
        arena_free(&a);
    }
}

/* Every type and format: a cell that is of it and one that is not. */
static void every_type(void **state)
{
    static const struct {
        const char *type, *format, *good, *bad;
    } t[] = {
        {"string", "email", "a@b.org", "nobody"},
        {"string", "uri", "https://x.org/a", "x.org"},
        {"string", "uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"},
        {"string", "binary", "aGVsbG8=", "a%"},
        {"number", "", "-1.5", "1,5"},
        {"number", "", "INF", "infinite"},
        {"integer", "", "7", "7.5"},
        {"integer", "", "+007", "7.0"},
        {"boolean", "", "TRUE", "yes"},
        {"object", "", "{\"a\":1}", "[1]"},
        {"array", "", "[1,2]", "{}"},
        {"list", "", "a,b", NULL},
        {"date", "", "2024-02-29", "2023-02-29"},
        {"date", "%d.%m.%Y", "29.02.2024", "2024-02-29"},
        {"date", "any", "2024-02-29", "soon"},
        {"date", "any", "Feb 3, 2024", "31.02.2024"},
        {"time", "", "08:30:00", "25:00:00"},
        {"time", "%H:%M", "08:30", "08:30:00"},
        {"time", "", "08:30:00.5", "08:30"},
        {"datetime", "", "2024-01-01T08:30:00", "2024-01-01"},
        {"datetime", "any", "1 Feb 2024 10:00", "later"},
        {"datetime", "", "2024-01-01T08:30:00Z", "2024-13-01T00:00:00"},
        {"datetime", "%d/%m/%Y %H:%M", "01/02/2024 08:30", "2024-02-01"},
        {"year", "", "2024", "24"},
        {"yearmonth", "", "2024-02", "2024-13"},
        {"duration", "", "P1Y2M10DT2H30M", "1h"},
        {"duration", "", "PT5M", "P"},
        {"geopoint", "", "90.5, 45.5", "200, 45"},
        {"geopoint", "array", "[90.5, 45.5]", "90.5, 45.5"},
        {"geopoint", "object", "{\"lon\":1,\"lat\":2}", "{\"lon\":1}"},
        {"geojson", "", "{\"type\":\"Point\",\"coordinates\":[1,2]}", "{\"type\":\"Dot\"}"},
        {"geojson", "topojson", "{\"type\":\"Topology\"}", "{\"type\":\"Point\"}"},
        {"any", "", "?", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++)
        for (int bad = 0; bad < (t[i].bad != NULL ? 2 : 1); bad++) {
            struct failures f;
            struct target_result r;
            struct arena a;
            struct table one;
            slice schema;
            bool ok;

            arena_init(&a, ARENA_NO_LIMIT);
            f = (struct failures){.arena = &a};
            opexample_table("x\n1\n", &a, &one);
            one.col[0].cell[0] = slice_z(bad ? t[i].bad : t[i].good);
            schema = arena_printf(&a, "{\"fields\":[{\"name\":\"x\",\"type\":\"%s\"%s%s%s}]}",
                                  t[i].type, t[i].format[0] != 0 ? ",\"format\":\"" : "",
                                  t[i].format, t[i].format[0] != 0 ? "\"" : "");
            ok = target_check(schema, &one, NULL, &a, &r, &f);
            if (ok != (bad == 0) || r.nbad != bad)
                fail_msg("%s %s: \"%s\" is taken for %s", t[i].type, t[i].format,
                         bad ? t[i].bad : t[i].good, ok ? "right" : "wrong");
            arena_free(&a);
        }
}

static void keys_and_other_tables(void **state)
{
    static const char *const foreign =
        "{\"fields\":[{\"name\":\"site\"}],\"foreignKeys\":[{\"fields\":\"site\","
        "\"reference\":{\"resource\":\"sites\",\"fields\":\"id\"}}]}";
    struct table t, sites, good, bad;
    struct op_table in = {.name = S("sites"), .table = &sites};
    struct target_options o = {.input = &in, .ninput = 1};
    struct target_result r;
    struct failures f;
    const int64_t *kept;
    struct err e = {0};
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    f = (struct failures){.arena = &a};
    opexample_table("site\nGraz\nLyon\n\nCork\n", &a, &t);
    opexample_table("id\nGraz\nCork\n", &a, &sites);
    assert_false(target_check(slice_z(foreign), &t, &o, &a, &r, &f));
    assert_string_equal(r.error[0].type, "foreign-key");
    assert_true(r.nbad == 1 && r.bad[1] && !r.columns_wrong);
    assert_true(target_split(&t, &r, &a, &good, &bad, &kept, &e));
    assert_true(good.nrow == 3 && bad.nrow == 1 && kept[1] == 2);
    assert_true(slice_find(bad.col[1].cell[0], S("wants the values of column \"site\"")) > 0);
    /* A table that nobody gave is said, not passed over. */
    f.n = 0;
    assert_false(target_check(slice_z(foreign), &t, NULL, &a, &r, &f));
    assert_true(slice_find(f.at[0].message, S("no input of the plan")) > 0);
    arena_free(&a);
}

int test_target(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule),
        cmocka_unit_test(every_type),
        cmocka_unit_test(keys_and_other_tables),
    };

    return run_group("target", tests);
}
