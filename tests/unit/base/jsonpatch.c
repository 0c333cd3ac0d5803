/* RFC 6902: each kind of operation, what it refuses, and that a made patch does what it says. */
#include "unit.h"

#include "jsonpatch.h"

static const struct json *parse(struct arena *a, const char *z)
{
    struct err e = {0};
    const struct json *v = json_parse(a, slice_z(z), &e);

    if (v == NULL) fail_msg("%s: %s", z, e.text);
    return v;
}

/* want NULL: the patch is refused with a sentence that has `why`. */
static void check(const char *doc, const char *patch, const char *want, const char *why)
{
    struct arena a;
    struct err e = {0};
    const struct json *got;

    arena_init(&a, ARENA_NO_LIMIT);
    got = jsonpatch_apply(parse(&a, doc), parse(&a, patch), &a, &e);
    if (want == NULL) {
        if (got != NULL) fail_msg("%s: not refused", patch);
        if (strstr(e.text, why) == NULL) fail_msg("%s: %s", patch, e.text);
    } else {
        if (got == NULL) fail_msg("%s: %s", patch, e.text);
        if (!json_same(got, parse(&a, want))) {
            struct buf b = {0};

            json_write(&b, got, 0);
            fail_msg("%s gave %.*s", patch, (int)b.n, b.p);
        }
    }
    arena_free(&a);
}

static void operations(void **state)
{
    (void)state;
    check("{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/b\",\"value\":[2]}]", "{\"a\":1,\"b\":[2]}",
          NULL);
    check("{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/a\",\"value\":null}]", "{\"a\":null}", NULL);
    check("[1,3]", "[{\"op\":\"add\",\"path\":\"/1\",\"value\":2}]", "[1,2,3]", NULL);
    check("[1]",
          "[{\"op\":\"add\",\"path\":\"/-\",\"value\":2},{\"op\":\"add\",\"path\":\"/2\","
          "\"value\":3}]",
          "[1,2,3]", NULL);
    check("{\"a\":{\"b\":[0,1]}}", "[{\"op\":\"remove\",\"path\":\"/a/b/0\"}]",
          "{\"a\":{\"b\":[1]}}", NULL);
    check("{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"\",\"value\":[]}]", "[]", NULL);
    check("{\"a\":[1,2,3],\"b\":4}", "[{\"op\":\"move\",\"from\":\"/a/0\",\"path\":\"/a/2\"}]",
          "{\"a\":[2,3,1],\"b\":4}", NULL);
    check("{\"a\":{\"c\":1}}", "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/d\"}]",
          "{\"a\":{\"c\":1,\"d\":{\"c\":1}}}", NULL);
    check("{\"a/b\":1,\"m~n\":2,\"\":3}",
          "[{\"op\":\"test\",\"path\":\"/a~1b\",\"value\":1},"
          "{\"op\":\"test\",\"path\":\"/m~0n\",\"value\":2.0},{\"op\":\"remove\",\"path\":\"/\"}]",
          "{\"a/b\":1,\"m~n\":2}", NULL);
    /* Members that the standard does not know are left alone. */
    check("{}", "[{\"op\":\"add\",\"path\":\"/a\",\"value\":1,\"why\":\"x\"}]", "{\"a\":1}", NULL);
    check("[1]", "[]", "[1]", NULL);
}

static void refusals(void **state)
{
    (void)state;
    check("{\"a\":1}", "{}", NULL, "array of operations");
    check("{\"a\":1}", "[7]", NULL, "operation 1 must be an object");
    check("{\"a\":1}", "[{\"op\":\"add\",\"value\":1}]", NULL, "needs \"path\"");
    check("{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/b\"}]", NULL, "needs a \"value\"");
    check("{\"a\":1}", "[{\"op\":\"zap\",\"path\":\"/b\"}]", NULL, "add, remove, replace");
    check("{\"a\":1}", "[{\"op\":\"remove\",\"path\":\"/b\"}]", NULL, "nothing at /b");
    check("{\"a\":1}", "[{\"op\":\"remove\",\"path\":\"\"}]", NULL, "whole document");
    check("{\"a\":1}", "[{\"op\":\"remove\",\"path\":\"a\"}]", NULL, "no pointer");
    check("{\"a\":1}", "[{\"op\":\"remove\",\"path\":\"/~2\"}]", NULL, "no pointer");
    check("{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/b/c\",\"value\":1}]", NULL, "nothing at");
    check("{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/a/c\",\"value\":1}]", NULL, "neither");
    check("[1,2]", "[{\"op\":\"add\",\"path\":\"/3\",\"value\":1}]", NULL, "no such place");
    check("[1,2]", "[{\"op\":\"replace\",\"path\":\"/-\",\"value\":1}]", NULL, "nothing at");
    check("[1,2]", "[{\"op\":\"replace\",\"path\":\"/01\",\"value\":1}]", NULL, "nothing at");
    check("{\"a\":{}}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b\"}]", NULL,
          "into itself");
    check("{\"a\":1}",
          "[{\"op\":\"remove\",\"path\":\"/a\"},{\"op\":\"test\",\"path\":\"/a\","
          "\"value\":1}]",
          NULL, "operation 2 (test /a)");
    check("{\"a\":1}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]", NULL,
          "the document says 1");
}

/* Each copy doubles the document, or makes it as deep again: refused before it hurts. */
static void copies_of_copies(void **state)
{
    struct buf b = {0};

    (void)state;
    buf_putc(&b, '[');
    for (int i = 0; i < 100; i++)
        buf_printf(&b, "%s{\"op\":\"copy\",\"from\":\"\",\"path\":\"/c%d\"}", i > 0 ? "," : "", i);
    buf_putc(&b, ']');
    buf_putc(&b, 0);
    check("{\"a\":1}", b.p, NULL, "too large or too deep");
    buf_free(&b);
}

static uint32_t next(uint32_t *seed)
{
    return (*seed = *seed * 1664525u + 1013904223u) >> 8;
}

static struct json *random_value(struct arena *a, uint32_t *seed, int depth)
{
    static const char *const key[] = {"a", "b/c", "~d", "", "é"};
    struct json *v;
    uint32_t kind = next(seed) % (depth > 3 ? 2 : 6);

    if (kind == 0) return json_new_int(a, next(seed) % 4);
    if (kind == 1) return json_new_text(a, slice_z(key[next(seed) % 5]));
    v = kind < 4 ? json_new_array(a) : json_new_object(a);
    for (uint32_t i = next(seed) % 5; i > 0; i--) {
        if (kind < 4)
            json_push(a, v, random_value(a, seed, depth + 1));
        else
            json_set(a, v, key[next(seed) % 4 + (i > 2)], random_value(a, seed, depth + 1));
    }
    return v;
}

static void a_made_patch_leads_there(void **state)
{
    uint32_t seed = 7;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct arena a;
        struct err e = {0};
        const struct json *x, *y, *got;

        arena_init(&a, ARENA_NO_LIMIT);
        x = random_value(&a, &seed, 0), y = random_value(&a, &seed, 0);
        got = jsonpatch_apply(x, jsonpatch_between(x, y, &a), &a, &e);
        if (got == NULL) fail_msg("%s", e.text);
        assert_true(json_same(got, y));
        assert_int_equal(jsonpatch_between(y, y, &a)->n, 0);
        arena_free(&a);
    }
}

int test_jsonpatch(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operations),
        cmocka_unit_test(refusals),
        cmocka_unit_test(copies_of_copies),
        cmocka_unit_test(a_made_patch_leads_there),
    };

    return run_group("jsonpatch", tests);
}
