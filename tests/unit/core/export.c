/* Tables out to files: nothing may be lost or change its meaning on the way. */
#include "unit.h"

#include "export.h"
#include "fs.h"
#include "opexample.h"
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const sheet = "name,n,ok,\"a,b\"\n"
                                 "\"say \"\"hi\"\"\",1.50,true,x\n"
                                 "\"two\nlines\",123456789012345678.25,false,\n"
                                 "=SUM(A1),-3,,+49 30\n";

static void fixture(struct arena *a, struct table *t)
{
    opexample_table(sheet, a, t);
    t->col[1].kind = KIND_NUMBER;
    t->col[2].kind = KIND_BOOL;
}

static void csv_keeps_every_cell(void **state)
{
    struct buf b = {0};
    struct arena a;
    struct table t, one;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    fixture(&a, &t);
    export_csv(&t, ',', true, &b);
    assert_slice(buf_slice(&b), sheet);
    buf_clear(&b);
    opexample_table("n\n1\n\n3\n", &a, &one);
    export_csv(&one, ',', false, &b);
    assert_slice(buf_slice(&b), "1\n\"\"\n3\n");
    buf_free(&b);
    arena_free(&a);
}

static slice exported(const char *suffix, struct arena *a, digest *d)
{
    char dir[] = "/tmp/fettle-export-XXXXXX";
    struct export_options o = {0};
    struct err e = {0};
    struct table t;
    slice path, bytes = {0};

    assert_non_null(mkdtemp(dir));
    path = arena_printf(a, "%s/out%s", dir, suffix);
    fixture(a, &t);
    if (!export_table(&t, path.p, &o, d, &e)) fail_msg("%s", e.text);
    assert_true(fs_read(path.p, 1 << 20, a, &bytes, &e));
    unlink(path.p);
    rmdir(dir);
    return bytes;
}

static void json_lines_have_types(void **state)
{
    struct arena a;
    digest d, want;
    slice got;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    got = exported(".jsonl", &a, &d);
    assert_slice(got, "{\"name\":\"say \\\"hi\\\"\",\"n\":1.50,\"ok\":true,\"a,b\":\"x\"}\n"
                      "{\"name\":\"two\\nlines\",\"n\":123456789012345678.25,\"ok\":false,"
                      "\"a,b\":null}\n"
                      "{\"name\":\"=SUM(A1)\",\"n\":-3,\"ok\":null,\"a,b\":\"+49 30\"}\n");
    want = hash_sha256(got);
    assert_string_equal(d.hex, want.hex);
    arena_free(&a);
}

static void sqlite_keeps_long_numbers(void **state)
{
    struct arena a;
    sqlite3 *db;
    sqlite3_stmt *st;
    slice got;
    unsigned char *copy;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    got = exported(".sqlite", &a, NULL);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    copy = sqlite3_malloc64((sqlite3_uint64)got.n);
    memcpy(copy, got.p, (size_t)got.n);
    assert_int_equal(
        sqlite3_deserialize(db, "main", copy, got.n, got.n, SQLITE_DESERIALIZE_FREEONCLOSE),
        SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT group_concat(n, ' '), sum(ok), count(\"a,b\") "
                                        "FROM data",
                                        -1, &st, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(st, 0), "1.50 123456789012345678.25 -3");
    assert_int_equal(sqlite3_column_int(st, 1), 1);
    assert_int_equal(sqlite3_column_int(st, 2), 2);
    sqlite3_finalize(st);
    sqlite3_close(db);
    arena_free(&a);
}

static void formulas_in_cells_are_counted(void **state)
{
    struct place first = {0};
    struct arena a;
    struct table t;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    fixture(&a, &t);
    assert_int_equal(export_suspicious(&t, &first), 2);
    assert_int_equal(first.row, 4);
    assert_int_equal(first.col, 1);
    arena_free(&a);
}

static void what_cannot_be_written_is_said(void **state)
{
    struct export_options o = {.to = "parquet"}, sqlite = {.to = "sqlite"};
    struct err e = {0};
    struct arena a;
    struct table t;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    fixture(&a, &t);
    assert_false(export_table(&t, "/tmp/x.csv", &o, NULL, &e));
    assert_int_equal(e.code, E_USAGE);
    assert_non_null(strstr(e.text, "parquet"));
    assert_false(export_table(&t, "-", &sqlite, NULL, &e));
    assert_int_equal(e.code, E_USAGE);
    o.to = NULL;
    assert_false(export_table(&t, "/nowhere/at/all.csv", &o, NULL, &e));
    assert_int_equal(e.code, E_OUTPUT);
    arena_free(&a);
}

int test_export(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_keeps_every_cell),
        cmocka_unit_test(json_lines_have_types),
        cmocka_unit_test(sqlite_keeps_long_numbers),
        cmocka_unit_test(formulas_in_cells_are_counted),
        cmocka_unit_test(what_cannot_be_written_is_said),
    };

    return run_group("export", tests);
}
