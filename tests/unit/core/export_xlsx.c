/* Workbooks out and in again: every cell must come back with its kind. */
#include "unit.h"

#include "export.h"
#include "fs.h"
#include "sheet.h"
#include <stdlib.h>
#include <unistd.h>

static const char *const text[][6] = {
    {"n", "when", "ok", "t", "x", "h"},
    {"1234.5", "2024-02-29", "true", "08:30:00", "_x0041_ = <b>&", "30:11:00"},
    {"123456789012345678.25", "1850-01-01", "false", "", "=SUM(A1)", "0:00:01.500"},
    {"0.30000000000000004", "2024-02-29T13:05:09.250", "maybe", "23:59:59.999", "two\r\nlines\x01",
     ""},
    {"", "9999-12-31", "", "", "\xC3\xA9\xF0\x9F\x98\x80 ", ""}};

static void fixture(struct table *t, struct arena *a)
{
    static const enum kind kind[] = {KIND_NUMBER, KIND_DATETIME, KIND_BOOL,
                                     KIND_TIME,   KIND_TEXT,     KIND_DURATION};
    struct err e;

    assert_true(table_new(t, a, 6, 4, &e));
    for (int c = 0; c < 6; c++) {
        t->col[c].name = slice_z(text[0][c]);
        t->col[c].kind = kind[c];
        for (int r = 0; r < 4; r++) column_put(&t->col[c], r, slice_z(text[r + 1][c]));
    }
}

static slice write_book(const struct table *t, struct arena *a, digest *d, struct err *e)
{
    char dir[] = "/tmp/fettle-export-XXXXXX";
    struct export_options o = {0};
    slice path, bytes = {0};

    assert_non_null(mkdtemp(dir));
    path = arena_printf(a, "%s/out.xlsx", dir);
    if (export_table(t, path.p, &o, d, e)) assert_true(fs_read(path.p, 1 << 22, a, &bytes, e));
    assert_int_equal(fs_exists(path.p), bytes.n > 0);
    unlink(path.p);
    rmdir(dir);
    return bytes;
}

static void comes_back_as_it_was(void **state)
{
    struct arena a;
    struct table t;
    struct source s = {.name = S("out.xlsx")};
    struct read_options o = READ_DEFAULTS;
    struct workbook b;
    struct err e = {0};
    digest one, two;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    fixture(&t, &a);
    s.bytes = write_book(&t, &a, &one, &e);
    if (s.bytes.n == 0 || !workbook_read(&s, &o, &a, &b, &e)) fail_msg("%s", e.text);
    for (int c = 0; c < 6; c++)
        for (int r = 0; r < 5; r++) {
            slice got = b.sheet[0].cells.col[c].cell[r];
            const char *want = text[r][c];

            if (c == 0 && r == 3) want = "0.3"; /* 16 digits is what libxlsxwriter writes */
            if (strcmp(want, "true") == 0) want = "TRUE";
            if (strcmp(want, "false") == 0) want = "FALSE";
            if (!slice_eqz(got, want)) fail_msg("%.*s is not %s", SLICE_ARG(got), want);
        }
    assert_int_equal(sheet_type(&b.sheet[0], 0, 1), CELL_NUMBER);
    assert_int_equal(sheet_type(&b.sheet[0], 0, 2), CELL_TEXT); /* a double would lose digits */
    assert_int_equal(sheet_type(&b.sheet[0], 0, 3), CELL_NUMBER);
    assert_int_equal(sheet_type(&b.sheet[0], 1, 1), CELL_DATE);
    assert_int_equal(sheet_type(&b.sheet[0], 1, 2), CELL_TEXT); /* before 1900 */
    assert_int_equal(sheet_type(&b.sheet[0], 1, 3), CELL_DATETIME);
    assert_int_equal(sheet_type(&b.sheet[0], 2, 1), CELL_BOOL);
    assert_int_equal(sheet_type(&b.sheet[0], 3, 1), CELL_TIME);
    assert_int_equal(sheet_type(&b.sheet[0], 5, 1), CELL_DURATION);
    assert_int_equal(sheet_look(&b.sheet[0], 0, 0) & LOOK_BOLD, LOOK_BOLD);
    /* the bytes do not depend on when they are written */
    write_book(&t, &a, &two, &e);
    assert_string_equal(one.hex, two.hex);
    arena_free(&a);
}

static void what_does_not_fit_is_refused(void **state)
{
    struct arena a;
    struct table t;
    struct err e = {0};
    digest d;
    char *longest;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(table_new(&t, &a, 1, 1, &e));
    longest = arena_new(&a, char, 40000);
    memset(longest, 'x', 40000);
    column_put(&t.col[0], 0, (slice){longest, 40000});
    assert_int_equal(write_book(&t, &a, &d, &e).n, 0);
    assert_int_equal(e.code, E_OUTPUT);
    assert_non_null(strstr(e.text, "A2"));
    assert_true(table_new(&t, &a, 1, 1048576, &e));
    assert_int_equal(write_book(&t, &a, &d, &e).n, 0);
    assert_non_null(strstr(e.text, "1048576 rows"));
    arena_free(&a);
}

int test_export_xlsx(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_as_it_was),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };

    return run_group("export_xlsx", tests);
}
