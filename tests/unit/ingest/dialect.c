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
    assert_slice(t.book.dialect.quote, "");
    arena_free(&t.arena);
}

/* A mark that stands in text has a backslash before it, and no quotes around. */
static void escaped_delimiters(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S("id,text,n\n1,one\\, two,5\n2,three,6\n3,four\\, five,7\n"));
    assert_slice(t.book.dialect.escape, "\\");
    assert_slice(textbook_cell(&t, 0, 1), "one, two");
    arena_free(&t.arena);
    textbook_read(&t, S("id,path,n\n1,C:\\x\\,5\n2,C:\\y\\,6\n3,C:\\z\\,7\n"));
    assert_slice(t.book.dialect.escape, "");
    assert_slice(textbook_cell(&t, 0, 1), "C:\\x\\");
    arena_free(&t.arena);
}

/* What parts cells and what only looks like it. */
static void parts_of_cells(void **state)
{
    static const struct {
        const char *text, *delimiter;
        int columns;
    } file[] = {
        {"Ada Abbott\nGwen Fischer\nTove Dahl\nMarek Castro\n", "", 1},
        {"Ada Abbott - Blue lamp\nGwen Fischer - Steel pump\nTove Dahl - Long hose (live)\nUwe Ito "
         "- Red cable\n",
         "", 1},
        {"http://a.example/x,y\nhttp://b.example/z?q=1,2\nhttp://c.example/\n", "", 1},
        {"/home/a/b.txt\n/home/c/d.txt\n/home/e/f.txt\n", "", 1},
        {"2020-01-02 10:00:05\n2020-01-03 11:10:06\n2020-01-04 12:20:07\n", "", 1},
        {"A report, made\nby hand\nfor us\nand you\nalone\na,1,x\nb,2,y\nc,3,z\n", ",", 3},
        {"a.b = 1\nc.d = on\ne.f = /var\ng = 22\n", "=", 2},
        {"1|{\"w\": 5, \"t\": [1, 2]}|7.0\n2|{\"w\": 6, \"t\": [3, 4]}|8.5\n3|{\"w\": 7, \"t\": "
         "[5, 6]}|9\n",
         "|", 3},
        {"1~|~a | b~|~x\n2~|~c | d~|~y\n3~|~e | f~|~z\n", "~|~", 3},
        {"1\t|\tall\t|\troot\t|\n2\t|\tBacteria\t|\tname\t|\n6\t|\tAzo\t|\tname\t|\n", "\t|", 3},
        {"n,v\n1,-5.5\n2,-6.5\n3,-7.25\n4,-1.5\n", ",", 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof file / sizeof file[0]; i++) {
        struct textbook t;

        textbook_read(&t, slice_z(file[i].text));
        assert_slice(t.book.dialect.delimiter, file[i].delimiter);
        assert_int_equal(t.table.ncol, file[i].columns);
        arena_free(&t.arena);
    }
}

static void first_column_without_name(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S("\"mpg\",\"cyl\",\"hp\"\n\"a\",21,6,110\n\"b\",22,4,93\n\"c\",18,8,"
                        "175\n\"d\",14,8,245\n"));
    assert_slice(t.table.col[0].name, "");
    assert_slice(t.table.col[1].name, "mpg");
    assert_slice(t.table.col[3].name, "hp");
    assert_int_equal(textbook_quirks(&t, "unnamed_index"), 1);
    arena_free(&t.arena);
    /* Rows that end in a delimiter have no such column. */
    textbook_read(&t, S("mpg,cyl,hp\n21,6,110,\n22,4,93,\n18,8,175,\n14,8,245,\n"));
    assert_slice(t.table.col[0].name, "mpg");
    arena_free(&t.arena);
}

static void ends_within_a_row(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S("id,a,b,c\n1,x,2,3\n2,y,3,4\n3,z,4,5\n4,u,5,6\n5,6"));
    assert_int_equal(t.table.nrow, 5);
    assert_slice(textbook_cell(&t, 4, 1), "6");
    assert_int_equal(textbook_quirks(&t, "cut_off"), 1);
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

/* The first row need not be in quotes; what is no row of the others' kind stays one cell. */
static void rows_in_quotes_whole(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(
        &t, S("id,name,town\n\"1,\"\"bob, jr\"\",Bonn\"\n\"2,cy,Kiel\"\n\"3,\"\"a\nb\"\",Ulm\"\n"));
    assert_slice(t.table.col[2].name, "town");
    assert_slice(textbook_cell(&t, 0, 1), "bob, jr");
    assert_slice(textbook_cell(&t, 2, 1), "a\nb");
    assert_slice(textbook_cell(&t, 2, 2), "Ulm");
    assert_int_equal(textbook_quirks(&t, "quoted_rows"), 1);
    arena_free(&t.arena);
    /* A damaged row does not make the others one cell each. */
    textbook_read(&t,
                  S("\"id,name,town\"\n\"1,ann,Bonn\"\n\"2,cy,Kiel\"\n\"3,dee,Ulm\n\"4,ed,Ulm\"\n"
                    "\"5,flo,Bonn\"\n\"6,gus,Kiel\"\n\"7,hal,Jena\"\n"));
    assert_int_equal(t.table.ncol, 3);
    assert_int_equal(t.table.nrow, 7);
    assert_slice(textbook_cell(&t, 1, 2), "Kiel");
    assert_slice(textbook_cell(&t, 2, 0), "3");
    assert_slice(textbook_cell(&t, 2, 1), "dee");
    assert_slice(textbook_cell(&t, 2, 2), "Ulm");
    assert_slice(textbook_cell(&t, 6, 0), "7");
    assert_int_equal(textbook_quirks(&t, "half_quoted_row"), 1);
    arena_free(&t.arena);
    textbook_read(&t, S("\"name\"\n\"Mann, Thomas\"\n\"Lee, Ann\"\n\"Grass, Ida\"\n"));
    assert_int_equal(t.table.ncol, 1);
    assert_slice(textbook_cell(&t, 0, 0), "Mann, Thomas");
    arena_free(&t.arena);
}

/* A remark's words do not stand where the columns do. */
static void remarks_over_fixed_width(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S("# run of the 12th\n# time  energy  temperature\n0.0   -1.502   300.1\n"
                        "0.5   -1.498   301.7\n1.0   -1.511   299.2\n"));
    assert_int_equal(t.table.ncol, 3);
    assert_int_equal(t.table.nrow, 3);
    assert_slice(textbook_cell(&t, 0, 0), "0.0");
    arena_free(&t.arena);
}

static void any_line_end(void **state)
{
    static const char *const end[] = {"\n",       "\r\n", "\r", "\xE2\x80\xA8", "\xE2\x80\xA9",
                                      "\xC2\x85", "\v",   "\f", "\x1E"};

    (void)state;
    for (size_t i = 0; i < sizeof end / sizeof end[0]; i++) {
        struct textbook t;
        struct buf b = {0};

        buf_printf(&b, "id,name%s1,x%s2,y", end[i], end[i]);
        textbook_read(&t, buf_slice(&b));
        assert_slice(t.book.dialect.lineterminator, end[i]);
        assert_int_equal(t.table.nrow, 2);
        assert_slice(textbook_cell(&t, 1, 1), "y");
        buf_free(&b);
        arena_free(&t.arena);
    }
    /* Where lines end as usual, the sign is part of a cell. */
    {
        struct textbook t;

        textbook_read(&t, S("id,name\n1,x\vz\n2,y\n"));
        assert_slice(textbook_cell(&t, 0, 1), "x\vz");
        arena_free(&t.arena);
    }
}

static void remarks_are_no_rows(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t,
                  S("// made by hand, in a hurry, twice\nid,name,n\n1,x,5\n// half, way\n2,y,6\n"));
    assert_int_equal(t.table.nrow, 2);
    assert_slice(t.table.col[1].name, "name");
    assert_int_equal(textbook_quirks(&t, "comment_rows"), 1);
    arena_free(&t.arena);
    /* The last marked line at the top has the cells of the rows: it names them. */
    textbook_read(&t,
                  S("##version=1, of 2\n#chrom\tpos\tref\nchr1\t17\tA\nchr1\t29\tC\nchr2\t3\tG\n"));
    assert_slice(t.table.col[0].name, "#chrom");
    assert_int_equal(t.table.nrow, 3);
    arena_free(&t.arena);
    /* More of them than rows, with a blank behind every mark. */
    textbook_read(&t, S("a,b,c,e\n# Very Long\n# Remark 2\ng,h,i,j\n# Very Long\n\n# Remark "
                        "3\nl,m,n,o\n"));
    assert_slice(t.book.dialect.delimiter, ",");
    assert_int_equal(t.table.nrow, 2);
    assert_slice(textbook_cell(&t, 1, 3), "o");
    arena_free(&t.arena);
    /* Cells that begin with the mark. */
    textbook_read(&t, S("tag,n\n#red,5\nblue,7\n#green,1\nwhite,2\nblack,3\n"));
    assert_int_equal(t.table.nrow, 5);
    arena_free(&t.arena);
    /* A remark with a quote that nothing closes swallows no rows. */
    textbook_read(&t,
                  S("# it was, \"they say\n1,x,5\n2,y,6\n# 12\" or so, \"more\n3,z,7\n4,u,8\n"));
    assert_int_equal(t.table.nrow, 4);
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
        cmocka_unit_test(any_delimiter),        cmocka_unit_test(quotes_and_escapes),
        cmocka_unit_test(sep_line_decides),     cmocka_unit_test(fixed_width_and_padding),
        cmocka_unit_test(rows_in_quotes_whole), cmocka_unit_test(remarks_over_fixed_width),
        cmocka_unit_test(options_win),          cmocka_unit_test(any_line_end),
        cmocka_unit_test(remarks_are_no_rows),  cmocka_unit_test(escaped_delimiters),
        cmocka_unit_test(parts_of_cells),       cmocka_unit_test(first_column_without_name),
        cmocka_unit_test(ends_within_a_row),
    };

    return run_group("dialect", tests);
}
