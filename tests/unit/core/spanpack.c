/* Spans of provenance kept as one: each row is found again with its own source row. */
#include "unit.h"

#include "spanpack.h"

static struct provenance_row span(int64_t first, int64_t last, int64_t source, int64_t step)
{
    return (struct provenance_row){.column = 2,
                                   .column_name = S("hours"),
                                   .row_first = first,
                                   .row_last = last,
                                   .sheet = S("Sheet1"),
                                   .source_row = source,
                                   .source_step = step,
                                   .source_col = 3};
}

static void rows_are_found_again(void **state)
{
    /* the fourth goes back; the last is of another step */
    struct provenance_row s[] = {span(1, 4, 2, 1),         span(5, 5, 9, 0),
                                 span(6, 300, 1000, 1),    span(301, 303, 7, 1),
                                 span(304, 304, 70000, 0), span(305, 310, 1, 1)};
    struct buf b = {0};

    (void)state;
    s[5].step = 4;
    assert_int_equal(spanpack_put(s, 6, &b), 5);
    for (int64_t row = 0; row <= 305; row++) {
        struct provenance_row got = s[0];
        int k = 0;

        got.row_last = s[4].row_last;
        while (k < 5 && (row < s[k].row_first || row > s[k].row_last)) k++;
        assert_int_equal(spanpack_find(buf_slice(&b), row, &got), k < 5);
        if (k == 5) continue;
        assert_int_equal(got.row_first, s[k].row_first);
        assert_int_equal(got.row_last, s[k].row_last);
        assert_int_equal(got.source_row, s[k].source_row);
        assert_int_equal(got.source_step, s[k].source_step);
    }
    buf_free(&b);
}

static void what_is_unlike_stays_apart(void **state)
{
    struct provenance_row s[] = {span(1, 4, 2, 1), span(5, 8, 9, 0), span(10, 11, 3, 1)};
    struct buf b = {0};

    (void)state;
    assert_int_equal(spanpack_put(s, 3, &b), 1);     /* the second has one source row for all */
    assert_int_equal(spanpack_put(&s[1], 2, &b), 1); /* and a row lies between */
    s[1] = span(5, 8, 9, 1);
    s[1].sheet = S("Sheet2");
    assert_int_equal(spanpack_put(s, 2, &b), 1);
    s[1] = span(5, 8, 0, 1);
    assert_int_equal(spanpack_put(s, 2, &b), 1);
    assert_int_equal(b.n, 0);
}

static void nonsense_is_not_found(void **state)
{
    static const slice packed[] = {{"", 0},
                                   {"\x80\x80", 2},
                                   {"\x01\x05", 2},
                                   {"\x04", 1},
                                   {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01", 11}};

    (void)state;
    for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++) {
        struct provenance_row s = span(1, 9, 1, 1);

        assert_false(spanpack_find(packed[i], 5, &s));
    }
}

int test_spanpack(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found_again),
        cmocka_unit_test(what_is_unlike_stays_apart),
        cmocka_unit_test(nonsense_is_not_found),
    };

    return run_group("spanpack", tests);
}
