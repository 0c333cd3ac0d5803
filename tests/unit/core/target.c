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
    ok = target_check(slice_z(schema), &t, a, &f);
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

int test_target(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule),
    };

    return run_group("target", tests);
}
