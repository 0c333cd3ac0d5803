#include "unit.h"

#include "wire.h"
#include <math.h>
#include <stdlib.h>

/* A well-formed result: two columns, three rows, with an index. */
static void put32(struct buf *b, uint32_t v)
{
    buf_put(b, (slice){(const char *)&v, sizeof v});
}

static void put64(struct buf *b, uint64_t v)
{
    buf_put(b, (slice){(const char *)&v, sizeof v});
}

static void put_column(struct buf *b, const char *name, const char *kind, const char *const cell[3])
{
    size_t n = 0;

    for (int i = 0; i < 3; i++) n += strlen(cell[i]);
    put32(b, (uint32_t)strlen(name));
    put32(b, (uint32_t)strlen(kind));
    put32(b, WIRE_TEXT);
    put32(b, 0);
    put64(b, n);
    buf_putz(b, name);
    buf_putz(b, kind);
    for (int i = 0; i < 3; i++) put32(b, (uint32_t)strlen(cell[i]));
    for (int i = 0; i < 3; i++) buf_putz(b, cell[i]);
}

/* A column of values of eight bytes (of bools: of one) in a result of its own. */
static struct buf vector(enum wire_form form, const void *value, int n)
{
    struct buf b = {0};

    put32(&b, 0x32525446u);
    put32(&b, 1);
    put64(&b, (uint64_t)n);
    put64(&b, 0);
    put32(&b, 1);
    put32(&b, 5);
    put32(&b, form);
    put32(&b, 0);
    put64(&b, 0);
    buf_putz(&b, "vempty");
    buf_put(&b, (slice){value, n * (form == WIRE_BOOL ? 1 : 8)});
    return b;
}

static struct buf good(void)
{
    struct buf b = {0};
    const char *const text[] = {"North", "",
                                ("S\xc3\xbc"
                                 "d")},
                      *const number[] = {"1", "-2.50", ""};

    put32(&b, 0x32525446u);
    put32(&b, 2);
    put64(&b, 3);
    put32(&b, 1);
    put32(&b, 0);
    put64(&b, 4);
    put64(&b, 5);
    put64(&b, 9);
    put_column(&b, "region", "text", text);
    put_column(&b, "hours", "number", number);
    return b;
}

static bool reads(slice s, struct err *e)
{
    struct arena a;
    struct table t;
    int64_t *index;
    bool ok;

    arena_init(&a, 1 << 20);
    ok = wire_read_table(s, &a, &t, &index, e);
    arena_free(&a);
    return ok;
}

static void a_result_arrives_whole(void **state)
{
    struct arena a;
    struct table t;
    struct err e = {0};
    struct buf b = good();
    int64_t *index;

    (void)state;
    arena_init(&a, 1 << 20);
    assert_true(wire_read_table(buf_slice(&b), &a, &t, &index, &e));
    assert_int_equal(t.ncol, 2);
    assert_int_equal(t.nrow, 3);
    assert_slice(t.col[0].name, "region");
    assert_slice(column_cell(&t.col[0], 2), "S\xc3\xbc"
                                            "d");
    assert_slice(column_cell(&t.col[1], 1), "-2.50");
    assert_int_equal(t.col[1].kind, KIND_NUMBER);
    assert_non_null(index);
    assert_int_equal(index[2], 9);
    assert_int_equal(t.source_row[1], 5);
    arena_free(&a);
    buf_free(&b);
}

/* Every prefix and everything with a byte more must be refused, with a sentence. */
static void every_cut_is_refused(void **state)
{
    struct buf b = good();

    (void)state;
    for (size_t n = 0; n < b.n; n++) {
        /* An exact copy, so that the sanitizer sees a byte read behind it. */
        char *p = malloc(n + 1);
        struct err e = {0};

        assert_non_null(p);
        memcpy(p, b.p, n);
        assert_false(reads((slice){p, (ptrdiff_t)n}, &e));
        assert_int_equal(e.code, E_CODE);
        assert_true(e.text[0] != 0);
        free(p);
    }
    buf_putc(&b, 'x');
    assert_false(reads(buf_slice(&b), NULL));
    buf_free(&b);
}

/* Each 32-bit field in turn holds each of the numbers that break readers. */
static void hostile_numbers_do_not_get_through(void **state)
{
    static const uint32_t evil[] = {0,          1,          2,          0x7fffffff, 0x80000000,
                                    0xffffffff, 0xfffffffe, 0x40000000, 0x10000,    100001};
    struct buf b = good();

    (void)state;
    for (size_t at = 0; at + 4 <= b.n; at++)
        for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
            char keep[4];

            memcpy(keep, b.p + at, 4);
            memcpy(b.p + at, &evil[i], 4);
            reads(buf_slice(&b), NULL); /* it must only return */
            memcpy(b.p + at, keep, 4);
        }
    assert_true(reads(buf_slice(&b), NULL));
    buf_free(&b);
}

static void a_cell_that_lies_about_its_kind_makes_text(void **state)
{
    static const char *const lies[][2] = {
        {"number", "1e5"}, {"integer", "1.0"}, {"bool", "yes"},        {"date", "2024-3-1"},
        {"datetime", "x"}, {"time", "8:00"},   {"duration", "12"},     {"number", "--1"},
        {"number", "1."},  {"empty", "no"},    {"date", "2024-03-011"}};

    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        const char *const cell[] = {"", lies[i][1], ""};
        struct buf b = {0};
        struct arena a;
        struct table t;
        int64_t *index;

        put32(&b, 0x32525446u);
        put32(&b, 1);
        put64(&b, 3);
        put64(&b, 0);
        put_column(&b, "c", lies[i][0], cell);
        arena_init(&a, 1 << 20);
        assert_true(wire_read_table(buf_slice(&b), &a, &t, &index, NULL));
        assert_int_equal(t.col[0].kind, KIND_TEXT);
        assert_null(index);
        arena_free(&a);
        buf_free(&b);
    }
}

static void vectors_become_canonical_text(void **state)
{
    static const int64_t whole[] = {0, -1, INT64_MAX, INT64_MIN};
    static const double number[] = {0.1,      -0.0,  1e21, 1.5e-7,
                                    12345.67, 1e-10, 2e16, -123456789012345680};
    static const int64_t moment[] = {0,         INT64_MIN,     INT64_C(1709251199123000000), -1,
                                     INT64_MAX, INT64_MIN + 1, INT64_C(1709251199500000000)};
    static const int64_t date[] = {0, -INT64_C(86400000000000), INT64_C(1709164800000000000)};
    static const uint8_t truth[] = {1, 0, 2, 7};
    static const struct {
        enum wire_form form;
        const void *value;
        int n;
        enum kind kind;
        const char *want[8];
    } is[] = {{WIRE_INT,
               whole,
               4,
               KIND_INTEGER,
               {"0", "-1", "9223372036854775807", "-9223372036854775808"}},
              {WIRE_FLOAT,
               number,
               8,
               KIND_NUMBER,
               {"0.1", "0", "1000000000000000000000", "0.00000015", "12345.67", "0.0000000001",
                "20000000000000000", "-123456789012345680"}},
              {WIRE_MOMENT,
               moment,
               7,
               KIND_DATETIME,
               {"1970-01-01T00:00:00", "", "2024-02-29T23:59:59.123000",
                "1969-12-31T23:59:59.999999999", "2262-04-11T23:47:16.854775807",
                "1677-09-21T00:12:43.145224193", "2024-02-29T23:59:59.500000"}},
              {WIRE_MOMENT, date, 3, KIND_DATE, {"1970-01-01", "1969-12-31", "2024-02-29"}},
              {WIRE_BOOL, truth, 4, KIND_BOOL, {"true", "false", "", ""}}};

    (void)state;
    for (size_t i = 0; i < sizeof is / sizeof *is; i++) {
        struct buf b = vector(is[i].form, is[i].value, is[i].n);
        struct arena a;
        struct table t;
        int64_t *index;

        arena_init(&a, 1 << 20);
        assert_true(wire_read_table(buf_slice(&b), &a, &t, &index, NULL));
        assert_int_equal(t.col[0].kind, is[i].kind);
        for (int r = 0; r < is[i].n; r++) assert_slice(column_cell(&t.col[0], r), is[i].want[r]);
        arena_free(&a);
        b.n--;
        assert_false(reads(buf_slice(&b), NULL));
        buf_free(&b);
    }
}

static void empty_and_endless_numbers_have_kinds_of_their_own(void **state)
{
    static const double nothing[] = {NAN, NAN}, endless[] = {1, -INFINITY};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct buf b = vector(WIRE_FLOAT, i == 0 ? nothing : endless, 2);
        struct arena a;
        struct table t;
        int64_t *index;

        arena_init(&a, 1 << 20);
        assert_true(wire_read_table(buf_slice(&b), &a, &t, &index, NULL));
        assert_int_equal(t.col[0].kind, i == 0 ? KIND_EMPTY : KIND_TEXT);
        assert_slice(column_cell(&t.col[0], 1), i == 0 ? "" : "-inf");
        arena_free(&a);
        buf_free(&b);
    }
}

static void broken_text_is_refused(void **state)
{
    const char *const cut[] = {"\xc3", "\xbc", ""}, *const bad[] = {"\xff", "", ""};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct buf b = {0};
        struct err e = {0};

        put32(&b, 0x32525446u);
        put32(&b, 1);
        put64(&b, 3);
        put64(&b, 0);
        put_column(&b, "c", "text", i == 0 ? cut : bad);
        assert_false(reads(buf_slice(&b), &e));
        assert_int_equal(e.code, E_CODE);
        buf_free(&b);
    }
}

static void a_big_claim_allocates_nothing(void **state)
{
    struct buf b = {0};

    (void)state;
    put32(&b, 0x32525446u);
    put32(&b, 100000);
    put64(&b, 1u << 28);
    put64(&b, 0);
    assert_false(reads(buf_slice(&b), NULL));
    buf_free(&b);
}

static void an_archive_bomb_is_measured(void **state)
{
    struct buf b = {0};

    (void)state;
    buf_put(&b, S("PK\3\4"));
    for (int i = 0; i < 3; i++) {
        char entry[46] = {'P', 'K', 1, 2};
        uint32_t size = 1u << 30;

        memcpy(entry + 24, &size, 4);
        buf_put(&b, (slice){entry, sizeof entry});
    }
    {
        char end[22] = {'P', 'K', 5, 6};
        uint32_t at = 4;

        memcpy(end + 16, &at, 4);
        buf_put(&b, (slice){end, sizeof end});
    }
    assert_true(wire_unpacked_size(buf_slice(&b)) == (uint64_t)3 << 30);
    assert_true(wire_unpacked_size(S("PK\3\4 and then its writer was killed")) == UINT64_MAX);
    assert_true(wire_unpacked_size(S("PK, but no archive at all, really")) == 0);
    buf_free(&b);
}

int test_wire(void);
int test_wire(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_arrives_whole),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(hostile_numbers_do_not_get_through),
        cmocka_unit_test(a_cell_that_lies_about_its_kind_makes_text),
        cmocka_unit_test(vectors_become_canonical_text),
        cmocka_unit_test(empty_and_endless_numbers_have_kinds_of_their_own),
        cmocka_unit_test(broken_text_is_refused),
        cmocka_unit_test(a_big_claim_allocates_nothing),
        cmocka_unit_test(an_archive_bomb_is_measured)};

    return run_group("wire", tests);
}
