#include "csvrow.h"

#include "textbook.h"

struct rows {
    struct arena a;
    struct csvrow_cells cells;
    ptrdiff_t next;
    enum csvrow_repair repair;
};

/* Cuts the first row of the text as CSV with quotes; `want` cells are usual. */
static void cut(struct rows *r, const char *text, int want, const char *escape)
{
    struct dialect_found f = {.layout = LAYOUT_DELIMITED};

    f.d.delimiter = S(",");
    f.d.quote = S("\"");
    f.d.escape = slice_z(escape);
    f.d.doublequote = escape[0] == 0;
    memset(r, 0, sizeof *r);
    arena_init(&r->a, ARENA_NO_LIMIT);
    r->next = csvrow_next(&f, slice_z(text), 0, want, &r->a, &r->cells, &r->repair);
}

static void done(struct rows *r)
{
    csvrow_free(&r->cells);
    arena_free(&r->a);
}

static void rows_as_the_rfc_says(void **state)
{
    struct rows r;

    (void)state;
    cut(&r, "a,\"b, c\",\"d \"\"e\"\"\",\r\nnext", 4, "");
    assert_int_equal(r.cells.n, 4);
    assert_slice(r.cells.at[1], "b, c");
    assert_slice(r.cells.at[2], "d \"e\"");
    assert_slice(r.cells.at[3], "");
    assert_int_equal(r.repair, CSVROW_CLEAN);
    assert_int_equal(r.next, 21);
    done(&r);
    cut(&r, "1,\"two\nlines\",3\nx", 3, "");
    assert_int_equal(r.cells.n, 3);
    assert_slice(r.cells.at[1], "two\nlines");
    done(&r);
    cut(&r, "1,\"say \\\"hi\\\"\",3\n", 3, "\\");
    assert_slice(r.cells.at[1], "say \"hi\"");
    done(&r);
}

static void stray_quotes_cost_no_row(void **state)
{
    struct rows r;

    (void)state;
    cut(&r, "a,b,\"2024,x,\"y, z\"\nnext,row\n", 5, "");
    assert_int_equal(r.cells.n, 5);
    assert_slice(r.cells.at[2], "\"2024");
    assert_slice(r.cells.at[4], "y, z");
    assert_int_equal(r.repair, CSVROW_UNCLOSED);
    done(&r);
    cut(&r, "a,\"R \"Lab\"\",c\n", 3, "");
    assert_slice(r.cells.at[1], "R \"Lab\"");
    assert_int_equal(r.repair, CSVROW_STRAY);
    done(&r);
    cut(&r, "12\" pipe,2,3\n", 3, "");
    assert_slice(r.cells.at[0], "12\" pipe");
    assert_int_equal(r.repair, CSVROW_CLEAN);
    done(&r);
    cut(&r, "a,b,\"open\nc,d,e\n", 3, "");
    assert_slice(r.cells.at[2], "\"open");
    assert_int_equal(r.next, 10);
    done(&r);
}

static void missing_delimiters_beside_quotes(void **state)
{
    struct rows r;

    (void)state;
    cut(&r, "Bonn\"x, y\",3\n", 3, "");
    assert_int_equal(r.cells.n, 3);
    assert_slice(r.cells.at[0], "Bonn");
    assert_slice(r.cells.at[1], "x, y");
    assert_int_equal(r.repair, CSVROW_GLUED);
    done(&r);
}

/* A quote on every line must not make reading quadratic: ten thousand lines in well under a
 * second, checked by the test's own time limit. */
static void many_open_quotes(void **state)
{
    struct textbook t;
    struct buf b = {0};

    (void)state;
    for (int i = 0; i < 10000; i++) buf_printf(&b, "%d,\"x%d,y\n", i, i);
    textbook_read(&t, buf_slice(&b));
    assert_int_equal(t.book.sheet[0].cells.nrow, 10000);
    buf_free(&b);
    arena_free(&t.arena);
}

int test_csvrow(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_as_the_rfc_says),
        cmocka_unit_test(stray_quotes_cost_no_row),
        cmocka_unit_test(missing_delimiters_beside_quotes),
        cmocka_unit_test(many_open_quotes),
    };

    return run_group("csvrow", tests);
}
