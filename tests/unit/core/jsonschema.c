/* JSON values against JSON Schemas. What is valid was told by Python's jsonschema (draft 2020-12).
 */
#include "unit.h"

#include "jsonschema.h"

static const struct json *json(const char *text, struct arena *a)
{
    struct err e = {0};
    const struct json *v = json_parse(a, slice_z(text), &e);

    if (v == NULL) fail_msg("%s: %s", text, e.text);
    return v;
}

/* A value that the schema allows and one that it does not. */
static void every_keyword(void **state)
{
    static const struct {
        const char *schema, *good, *bad;
    } t[] = {
        {"{\"type\":\"integer\"}", "2.0", "2.5"},
        {"{\"type\":[\"null\",\"string\"]}", "null", "1"},
        {"{\"type\":\"boolean\"}", "false", "0"},
        {"{\"enum\":[1,\"a\",{\"x\":[1]}]}", "{\"x\":[1.0]}", "{\"x\":[2]}"},
        {"{\"const\":{\"a\":1,\"b\":null}}", "{\"b\":null,\"a\":1}", "{\"a\":1}"},
        {"{\"minimum\":2,\"exclusiveMaximum\":3}", "2", "3"},
        {"{\"exclusiveMinimum\":2,\"maximum\":3}", "3", "2"},
        {"{\"minimum\":2}", "\"a\"", "1.9999"},
        {"{\"multipleOf\":0.01}", "19.99", "0.075"},
        {"{\"minLength\":2,\"maxLength\":3}", "\"äöü\"", "\"ä\""},
        {"{\"pattern\":\"^a.c\"}", "\"abcd\"", "\"xabc\""},
        {"{\"prefixItems\":[{\"type\":\"string\"}],\"items\":{\"type\":\"number\"}}", "[\"a\",1,2]",
         "[\"a\",1,\"b\"]"},
        {"{\"minItems\":1,\"maxItems\":2,\"uniqueItems\":true}", "[1,true]", "[1,1.0]"},
        {"{\"contains\":{\"type\":\"null\"},\"minContains\":2}", "[null,1,null]", "[null]"},
        {"{\"contains\":{\"const\":1},\"maxContains\":1}", "[1,2]", "[1,1]"},
        {"{\"required\":[\"a\",\"b\"]}", "{\"a\":1,\"b\":2,\"c\":3}", "{\"a\":1}"},
        {"{\"properties\":{\"a\":{\"minimum\":1}},\"additionalProperties\":false}", "{\"a\":1}",
         "{\"a\":1,\"b\":1}"},
        {"{\"patternProperties\":{\"^x\":{\"type\":\"number\"}},\"additionalProperties\":"
         "{\"type\":\"string\"}}",
         "{\"x1\":1,\"y\":\"s\"}", "{\"x1\":\"s\"}"},
        {"{\"propertyNames\":{\"maxLength\":2}}", "{\"ab\":1}", "{\"abc\":1}"},
        {"{\"minProperties\":1,\"maxProperties\":1}", "{\"a\":1}", "{}"},
        {"{\"dependentRequired\":{\"a\":[\"b\"]}}", "{\"b\":1}", "{\"a\":1}"},
        {"{\"dependentSchemas\":{\"a\":{\"required\":[\"c\"]}}}", "{\"a\":1,\"c\":2}", "{\"a\":1}"},
        {"{\"allOf\":[{\"minimum\":1},{\"maximum\":2}]}", "1.5", "3"},
        {"{\"anyOf\":[{\"minimum\":5},{\"maximum\":2}]}", "6", "3"},
        {"{\"oneOf\":[{\"minimum\":1},{\"maximum\":5}]}", "9", "3"},
        {"{\"not\":{\"type\":\"string\"}}", "1", "\"a\""},
        {"{\"if\":{\"type\":\"number\"},\"then\":{\"minimum\":1},\"else\":{\"minLength\":1}}",
         "\"a\"", "0"},
        {"{\"$ref\":\"#/$defs/a~1b\",\"$defs\":{\"a/b\":{\"type\":\"null\"}}}", "null", "1"},
        {"{\"properties\":{\"next\":{\"$ref\":\"#\"},\"v\":{\"type\":\"number\"}}}",
         "{\"next\":{\"next\":{\"v\":1}}}", "{\"next\":{\"next\":{\"v\":\"1\"}}}"},
        {"{\"items\":false}", "[]", "[1]"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct arena a;
        struct err e = {0};
        const struct json *schema;

        arena_init(&a, ARENA_NO_LIMIT);
        schema = json(t[i].schema, &a);
        if (!jsonschema_check(schema, &a, &e)) fail_msg("%s: %s", t[i].schema, e.text);
        if (!jsonschema_valid(schema, json(t[i].good, &a), &a))
            fail_msg("%s refuses %s", t[i].schema, t[i].good);
        if (jsonschema_valid(schema, json(t[i].bad, &a), &a))
            fail_msg("%s accepts %s", t[i].schema, t[i].bad);
        arena_free(&a);
    }
}

static void a_schema_that_cannot_be_checked_is_told(void **state)
{
    static const char *const t[][2] = {
        {"{\"type\":\"thing\"}", "its \"type\""},
        {"{\"allOf\":[{\"minimum\":\"1\"}]}", "its \"minimum\""},
        {"{\"pattern\":\"(\"}", "the pattern \"(\": "},
        {"{\"properties\":{\"a\":{\"$ref\":\"#/$defs/none\"}}}", "its \"$ref\""},
        {"{\"$ref\":\"https://example.org/s.json\"}", "its \"$ref\""},
        {"{\"unevaluatedProperties\":false}", "its \"unevaluatedProperties\""},
        {"[]", "a schema that is neither an object nor true or false"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        struct arena a;
        struct err e = {0};

        arena_init(&a, ARENA_NO_LIMIT);
        assert_false(jsonschema_check(json(t[i][0], &a), &a, &e));
        if (strncmp(e.text, t[i][1], strlen(t[i][1])) != 0) fail_msg("%s: %s", t[i][0], e.text);
        arena_free(&a);
    }
}

/* A schema that leads into itself without end, and twice each time. */
static void endless_schemas_end(void **state)
{
    struct arena a;
    struct err e = {0};
    const struct json *schema;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    schema = json("{\"anyOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}", &a);
    assert_true(jsonschema_check(schema, &a, &e));
    assert_false(jsonschema_valid(schema, json("1", &a), &a));
    arena_free(&a);
}

int test_jsonschema(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_keyword),
        cmocka_unit_test(a_schema_that_cannot_be_checked_is_told),
        cmocka_unit_test(endless_schemas_end),
    };

    return run_group("jsonschema", tests);
}
