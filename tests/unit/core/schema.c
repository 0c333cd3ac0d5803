#include "unit.h"

#include "schema.h"

struct fake {
    struct arena arena;
    struct inspected_column column[8];
    struct inspection in;
    struct schema s;
};

/* One column: its levels ("a|b"), kind and format. */
static void add(struct fake *f, const char *levels, enum kind kind, const char *format)
{
    struct inspected_column *c = &f->column[f->in.ncolumn++];
    slice rest = slice_z(levels);

    *c = (struct inspected_column){.kind = kind, .format = slice_z(format)};
    c->level = arena_new(&f->arena, slice, 4);
    while (rest.n >= 0) c->level[c->nlevel++] = slice_cut(rest, '|', &rest);
    c->name = c->nlevel == 1 ? c->level[0]
                             : arena_printf(&f->arena, "%.*s %.*s", SLICE_ARG(c->level[0]),
                                            SLICE_ARG(c->level[1]));
}

static void begin(struct fake *f)
{
    memset(f, 0, sizeof *f);
    arena_init(&f->arena, ARENA_NO_LIMIT);
    f->in.column = f->column;
}

static struct schema *end(struct fake *f)
{
    struct err e = {0};

    assert_true(schema_of(&f->in, &f->arena, &f->s, &e));
    return &f->s;
}

static const char *base_fingerprint(struct fake *f)
{
    begin(f);
    add(f, "Region", KIND_TEXT, "");
    add(f, "Month", KIND_DATE, "DD.MM.YYYY");
    add(f, "Hours", KIND_NUMBER, "1.234,56");
    return end(f)->fingerprint;
}

static void canonical_text_is_what_the_contract_says(void **state)
{
    struct fake f;

    (void)state;
    begin(&f);
    add(&f, "  REGION\t name ", KIND_TEXT, "");
    add(&f, "Q1|Stunden", KIND_INTEGER, "");
    add(&f, "", KIND_EMPTY, "");
    add(&f, "", KIND_DATETIME, "");
    assert_slice(end(&f)->canonical, "fettle-schema 1\t4\n"
                                     "text\tregion name\n"
                                     "number\tq1\u203astunden\n"
                                     "empty\t\n"
                                     "date\t\n");
    assert_memory_equal(f.s.fingerprint, "f1:", 3);
    assert_int_equal(strlen(f.s.fingerprint), 3 + 64);
    assert_int_equal(strlen(f.s.layout), 3 + 64);
    arena_free(&f.arena);
}

static void names_order_and_kinds_change_it(void **state)
{
    struct fake a, b;

    (void)state;
    base_fingerprint(&a);
    begin(&b); /* reordered */
    add(&b, "Month", KIND_DATE, "");
    add(&b, "Region", KIND_TEXT, "");
    add(&b, "Hours", KIND_NUMBER, "");
    assert_string_not_equal(a.s.fingerprint, end(&b)->fingerprint);
    arena_free(&b.arena);
    begin(&b); /* renamed */
    add(&b, "Regions", KIND_TEXT, "");
    add(&b, "Month", KIND_DATE, "");
    add(&b, "Hours", KIND_NUMBER, "");
    assert_string_not_equal(a.s.fingerprint, end(&b)->fingerprint);
    arena_free(&b.arena);
    begin(&b); /* retyped */
    add(&b, "Region", KIND_TEXT, "");
    add(&b, "Month", KIND_TEXT, "");
    add(&b, "Hours", KIND_NUMBER, "");
    assert_string_not_equal(a.s.fingerprint, end(&b)->fingerprint);
    arena_free(&b.arena);
    begin(&b); /* one more */
    add(&b, "Region", KIND_TEXT, "");
    add(&b, "Month", KIND_DATE, "");
    add(&b, "Hours", KIND_NUMBER, "");
    add(&b, "Hours", KIND_NUMBER, "");
    assert_string_not_equal(a.s.fingerprint, end(&b)->fingerprint);
    arena_free(&b.arena);
    arena_free(&a.arena);
}

static void spelling_counts_and_formats_do_not(void **state)
{
    struct fake a, b;

    (void)state;
    base_fingerprint(&a);
    begin(&b);
    add(&b, " REGION ", KIND_TEXT, "");
    add(&b, "month", KIND_DATETIME, "YYYY-MM-DD");
    add(&b, "\xef\xbc\xa8ours", KIND_INTEGER, "1,234"); /* full-width H */
    b.column[0].nulls = 17;
    b.column[0].unique = 3;
    b.column[0].example[0] = S("elsewhere");
    b.column[0].nexample = 1;
    assert_string_equal(a.s.fingerprint, end(&b)->fingerprint);
    arena_free(&b.arena);
    arena_free(&a.arena);
}

/* The layouts of two one-column schemas. */
static bool same_layout(const char *x, const char *y)
{
    struct fake a, b;
    bool same;

    begin(&a);
    add(&a, x, KIND_TEXT, "");
    begin(&b);
    add(&b, y, KIND_NUMBER, "");
    same = strcmp(end(&a)->layout, end(&b)->layout) == 0;
    arena_free(&a.arena);
    arena_free(&b.arena);
    return same;
}

static void next_months_file_keeps_its_layout(void **state)
{
    (void)state;
    assert_true(same_layout("Hours Feb 2026", "Hours Mar 2026"));
    assert_true(same_layout("2025-12", "2026-01"));
    assert_true(same_layout("12/2025", "01/2026"));
    assert_true(same_layout("31.12.2025", "01.01.2026"));
    assert_true(same_layout("2026-02-01", "2026-03-01"));
    assert_true(same_layout("KW 7", "KW 11"));
    assert_true(same_layout("Q4 2025|Stunden", "Q1 2026|Stunden"));
    assert_true(same_layout("2025Q4", "2026Q1"));
    assert_true(same_layout("202512", "202601"));
    assert_true(same_layout("januar", "Dezember"));
    assert_false(same_layout("Hours Feb 2026", "Cost Mar 2026"));
    assert_false(same_layout("Q1", "Jan"));
    assert_false(same_layout("2026", "7"));
    assert_false(same_layout("march", "marching"));
}

static void json_gives_the_schema_back(void **state)
{
    struct fake f;
    struct schema back;
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};
    const struct json *v;
    struct err e = {0};

    (void)state;
    base_fingerprint(&f);
    schema_json(&f.s, &w, NULL);
    v = json_parse(&f.arena, buf_slice(&b), &e);
    assert_non_null(v);
    assert_true(schema_parse(v, &f.arena, &back, &e));
    assert_string_equal(back.fingerprint, f.s.fingerprint);
    assert_string_equal(back.layout, f.s.layout);
    assert_slice(back.col[2].format, "1.234,56");
    assert_slice(back.col[2].shown, "Hours");
    buf_free(&b);
    arena_free(&f.arena);
}

static void people_see_eight_digits(void **state)
{
    char out[10];

    (void)state;
    assert_string_equal(schema_short("f1:7c1e90b2aaaa", out), "7c1e-90b2");
    assert_string_equal(schema_short("f1:7c", out), "7c");
}

int test_schema(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_text_is_what_the_contract_says),
        cmocka_unit_test(names_order_and_kinds_change_it),
        cmocka_unit_test(spelling_counts_and_formats_do_not),
        cmocka_unit_test(next_months_file_keeps_its_layout),
        cmocka_unit_test(json_gives_the_schema_back),
        cmocka_unit_test(people_see_eight_digits),
    };

    return run_group("schema", tests);
}
