#include "dialect.h"

#include "textbook.h"

#define ROWS                                                                                       \
    {                                                                                              \
        {"id", "name", "when", "amount"}, {"1", "Ann Lee", "2024-01-02", "12.50"},                 \
            {"2", "Bo Ek", "2024-01-03", "7.25"}, {"3", "Cy Day", "2024-02-11", "130.00"},         \
            {"4", "Di Fox", "2024-02-17", "0.99"},                                                 \
    }

/* Rows joined by the delimiter must come back as they were. */
static void comes_back(const char *delimiter, const char *found)
{
    static const char *const row[][4] = ROWS;
    struct textbook t;
    struct buf b = {0};

    for (int r = 0; r < 5; r++)
        for (int c = 0; c < 4; c++) {
            bool quote = strcmp(delimiter, " ") == 0 && strchr(row[r][c], ' ') != NULL;

            buf_printf(&b, "%s%s%s%s", quote ? "\"" : "", row[r][c], quote ? "\"" : "",
                       c < 3 ? delimiter : "\n");
        }
    textbook_read(&t, buf_slice(&b));
    assert_slice(t.book.dialect.delimiter, found);
    assert_int_equal(t.table.ncol, 4);
    for (int r = 1; r < 5; r++)
        for (int c = 0; c < 4; c++) assert_slice(textbook_cell(&t, r - 1, c), row[r][c]);
    buf_free(&b);
    arena_free(&t.arena);
}

static void any_delimiter(void **state)
{
    (void)state;
    comes_back(",", ",");
    comes_back(";", ";");
    comes_back("\t", "\t");
    comes_back("|", "|");
    comes_back("^", "^");
    comes_back("~", "~");
    comes_back(":", ":");
    comes_back(" ", " ");
    comes_back("||", "||");
    comes_back("::", "::");
    comes_back("~|~", "~|~");
    comes_back("\x1F", "\x1F");
    comes_back(", ", ",");
    comes_back("\xC2\xA6", "\xC2\xA6");
}

static void quotes_and_escapes(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S("a,b,c\n1,'x, y',2\n3,'u, v',4\n5,w,6\n"));
    assert_slice(t.book.dialect.quote, "'");
    assert_slice(textbook_cell(&t, 1, 1), "u, v");
    arena_free(&t.arena);
    textbook_read(&t, S("a,b\n1,\"x \\\"y\\\"\"\n3,\"u, \\\"v\\\"\"\n"));
    assert_slice(t.book.dialect.escape, "\\");
    assert_slice(textbook_cell(&t, 1, 1), "u, \"v\"");
    arena_free(&t.arena);
    textbook_read(&t, S("a,b\nO'Neill,it's\nD'Arcy,'tis\n"));
    assert_slice(t.book.dialect.quote, "\"");
    arena_free(&t.arena);
}

static void sep_line_decides(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S("sep=;\r\na;b\r\n1,5;2,5\r\n3,5;4,5\r\n"));
    assert_slice(t.book.dialect.delimiter, ";");
    assert_slice(t.table.col[0].name, "a");
    assert_slice(textbook_cell(&t, 0, 0), "1,5");
    assert_int_equal(t.table.source_row[0], 3);
    arena_free(&t.arena);
}

static void fixed_width_and_padding(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S("name        city      n\nanna lee    bonn      1\nbob                  "
                        "22\neve moss    york    333\n"));
    assert_int_equal(t.table.ncol, 3);
    assert_slice(textbook_cell(&t, 0, 0), "anna lee");
    assert_slice(textbook_cell(&t, 1, 1), "");
    assert_slice(textbook_cell(&t, 1, 2), "22");
    arena_free(&t.arena);
    textbook_read(&t, S("name    , n  \nanna    , 1  \nbo      , 22 \n"));
    assert_slice(t.table.col[1].name, "n");
    assert_slice(textbook_cell(&t, 1, 0), "bo");
    assert_int_equal(textbook_quirks(&t, "padded_cells"), 1);
    arena_free(&t.arena);
}

static void options_win(void **state)
{
    struct textbook t;
    struct read_options o = READ_DEFAULTS;

    (void)state;
    o.delimiter = "b";
    textbook_options(&t, S("1b2,3\n4b5,6\n"), o);
    assert_slice(textbook_cell(&t, 0, 1), "2,3");
    assert_true(t.in.overridden);
    arena_free(&t.arena);
    o.delimiter = ",";
    o.quote = "";
    o.header_rows = 1;
    textbook_options(&t, S("a,b\n\"1,2\"\n3,4\n5,6\n7,8\n9,10\n"), o);
    assert_slice(textbook_cell(&t, 0, 0), "\"1");
    arena_free(&t.arena);
}

int test_dialect(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_delimiter),    cmocka_unit_test(quotes_and_escapes),
        cmocka_unit_test(sep_line_decides), cmocka_unit_test(fixed_width_and_padding),
        cmocka_unit_test(options_win),
    };

    return run_group("dialect", tests);
}
