#include "unit.h"

#include "json.h"

static const struct json *parse(struct arena *a, const char *z)
{
    struct err e = {0};
    const struct json *v = json_parse(a, slice_z(z), &e);

    if (v == NULL) fail_msg("%s", e.text);
    return v;
}

static void keeps_order_numbers_and_escapes(void **state)
{
    static const char text[] =
        "{\"b\":[1,-2.5,1e300,true,null],\"a\":{\"x\":\"tab\\t quote\\\" \\u00e4\"}}";
    struct arena a;
    struct buf b = {0};

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    json_write(&b, parse(&a, text), 0);
    assert_slice(buf_slice(&b),
                 "{\"b\":[1,-2.5,1e+300,true,null],\"a\":{\"x\":\"tab\\t quote\\\" ä\"}}");
    buf_clear(&b);
    json_write_canonical(&b, parse(&a, "{\"b\":1,\"a\":{\"d\":2,\"c\":3}}"));
    assert_slice(buf_slice(&b), "{\"a\":{\"c\":3,\"d\":2},\"b\":1}");
    buf_clear(&b);
    json_write(&b, parse(&a, "[-0.0e3,0.0,1e15]"), 0);
    assert_slice(buf_slice(&b), "[0,0,1e+15]");
    buf_free(&b);
    arena_free(&a);
}

static void refuses_with_a_place(void **state)
{
    static const char *const bad[] = {"{\"a\":1,\"a\":2}", "{", "[1,]", "", "{} x", "\"\xff\""};
    struct arena a;
    struct err e = {0};
    struct buf deep = {0};

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(json_parse(&a, slice_z(bad[i]), &e));
        assert_int_equal(e.code, E_FAILED);
        assert_non_null(strstr(e.text, "line 1"));
    }
    for (int i = 0; i < 100000; i++) buf_putc(&deep, '[');
    assert_null(json_parse(&a, buf_slice(&deep), &e));
    buf_free(&deep);
    arena_free(&a);
}

static void is_bounded_by_the_arena(void **state)
{
    struct arena a;
    struct err e = {0};
    struct buf b = {0};

    (void)state;
    arena_init(&a, 4096);
    buf_putc(&b, '[');
    for (int i = 0; i < 1000; i++) buf_putz(&b, "1,");
    buf_putz(&b, "1]");
    assert_null(json_parse(&a, buf_slice(&b), &e));
    assert_int_equal(e.code, E_LIMIT);
    buf_free(&b);
    arena_free(&a);
}

static void editing_leaves_the_original(void **state)
{
    struct arena a;
    struct buf b = {0};
    const struct json *was;
    struct json *now;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    was = parse(&a, "{\"steps\":[1,2],\"x\":3}");
    now = json_edit(&a, was);
    json_set(&a, now, "x", NULL);
    json_set(&a, now, "y", json_new_text(&a, S("new")));
    json_write(&b, was, 0);
    buf_putc(&b, ' ');
    json_write(&b, now, 0);
    assert_slice(buf_slice(&b), "{\"steps\":[1,2],\"x\":3} {\"steps\":[1,2],\"y\":\"new\"}");
    assert_true(json_same(parse(&a, "{\"a\":1,\"b\":2}"), parse(&a, "{\"b\":2,\"a\":1}")));
    assert_false(json_same(parse(&a, "[1,2]"), parse(&a, "[2,1]")));
    buf_free(&b);
    arena_free(&a);
}

static void hostile_text_is_escaped(void **state)
{
    struct buf b = {0};

    (void)state;
    json_write_text(&b, S("\x1b[31m\xe2\x80\xa8\xff\xc2\x9b\x7f"));
    assert_slice(buf_slice(&b), "\"\\u001b[31m\\u2028\\ufffd\\u009b\\u007f\"");
    buf_free(&b);
}

static void writer_indents(void **state)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 1};

    (void)state;
    jw_open(&w, NULL, '{');
    jw_int(&w, "n", 1);
    jw_open(&w, "list", '[');
    jw_close(&w, ']');
    jw_real(&w, "r", 0.1);
    jw_close(&w, '}');
    assert_slice(buf_slice(&b), "{\n \"n\": 1,\n \"list\": [],\n \"r\": 0.1\n}\n");
    buf_free(&b);
}

int test_json(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_order_numbers_and_escapes),
        cmocka_unit_test(refuses_with_a_place),
        cmocka_unit_test(is_bounded_by_the_arena),
        cmocka_unit_test(editing_leaves_the_original),
        cmocka_unit_test(hostile_text_is_escaped),
        cmocka_unit_test(writer_indents),
    };

    return run_group("json", tests);
}
