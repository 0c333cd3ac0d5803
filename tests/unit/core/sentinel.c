/* Sentinels: every check, holding and failing; bounds, units, filters, levels. */
#include "unit.h"

#include "opexample.h"
#include "sentinel.h"
#include <stdio.h>

static const char *const sheet = "id,name,n,m,d,t\n"
                                 "1,ann,5,4,2024-03-01,x\n"
                                 "2,bob,7,7,2024-03-02,x\n"
                                 "2,cy,,1,2024-03-01,z\n"
                                 "4,ann,9000,1,2024-03-04,\n";

struct sentinel_case {
    const char *json;
    int fails;         /* 0 or 1 */
    int64_t count;     /* of the failure */
    const char *words; /* its message has these */
};

static slice words_of(const struct failures *f)
{
    struct buf b = {0};

    for (int i = 0; i < f->n; i++) failure_text(&f->at[i], FAILURE_CELLS, &b);
    return buf_take(&b, f->arena);
}

/* The same on one row after the other, none of which is kept; `want` is what was found. */
static void run_in_parts(const struct json *list, const struct table *t,
                         const struct failures *want)
{
    struct failures f = {.arena = want->arena}, warnings = {.arena = want->arena};
    struct sentinel_pass *p;
    struct sentinel_metric *metric;
    struct table columns;
    struct err e = {0};
    int nmetric;

    assert_true(table_share(&columns, want->arena, t, &e));
    columns.nrow = 0;
    if (!sentinel_in_parts(list, &columns, want->arena)) return;
    p = sentinel_open(list, &columns, NULL, want->arena, &f, &warnings);
    for (int64_t r = 0; r < t->nrow; r++) {
        struct arena passing;
        struct table part;

        arena_init(&passing, ARENA_NO_LIMIT);
        assert_true(table_new(&part, &passing, t->ncol, 1, &e));
        part.source_row[0] = t->source_row[r];
        for (int c = 0; c < t->ncol; c++) {
            part.col[c].name = arena_copy(&passing, t->col[c].name);
            part.col[c].kind = t->col[c].kind;
            part.col[c].source_col = t->col[c].source_col;
            part.col[c].cell[0] = arena_copy(&passing, column_cell(&t->col[c], r));
        }
        sentinel_put(p, &part);
        arena_free(&passing);
    }
    assert_int_equal(sentinel_close(p, &metric, &nmetric), want->n == 0);
    assert_true(slice_eq(words_of(&f), words_of(want)));
}

/* check_all and run on the sheet. */
static void run_case(const struct sentinel_case *x)
{
    static const enum kind kind[] = {KIND_INTEGER, KIND_TEXT, KIND_INTEGER,
                                     KIND_INTEGER, KIND_DATE, KIND_TEXT};
    struct arena a;
    struct failures f, warnings;
    struct err e = {0};
    struct table t;
    const struct json *list;
    struct sentinel_metric *metric;
    int nmetric;
    bool ok;

    arena_init(&a, ARENA_NO_LIMIT);
    f = warnings = (struct failures){.arena = &a};
    opexample_table(sheet, &a, &t);
    for (int c = 0; c < t.ncol; c++) t.col[c].kind = kind[c];
    list = json_parse(&a, arena_printf(&a, "[%s]", x->json), &e);
    assert_non_null(list);
    ok = sentinel_run(list, &t, NULL, &a, &f, &warnings, &metric, &nmetric);
    if (ok != (x->fails == 0) || f.n != x->fails || (f.n > 0 && f.at[0].count != x->count) ||
        (f.n > 0 && slice_find(f.at[0].message, slice_z(x->words)) < 0))
        fail_msg("%s\n  %d failures, count %lld: %.*s", x->json, f.n,
                 f.n > 0 ? (long long)f.at[0].count : 0LL,
                 SLICE_ARG(f.n > 0 ? f.at[0].message : S("")));
    run_in_parts(list, &t, &f);
    arena_free(&a);
}

static void every_check(void **state)
{
    static const struct sentinel_case t[] = {
        {"{\"check\":\"row_count\",\"min\":4,\"max\":4}", 0, 0, NULL},
        {"{\"check\":\"row_count\",\"min\":5}", 1, 1, "number of rows: 4; must be at least 5"},
        {"{\"check\":\"row_count\",\"must_be_less_than\":4}", 1, 1, "less than 4"},
        {"{\"check\":\"row_count\",\"must_be_between\":[1,2],\"filter\":\"n > 5\"}", 0, 0, NULL},
        {"{\"check\":\"not_null\",\"columns\":[\"id\",\"name\"]}", 0, 0, NULL},
        {"{\"check\":\"not_null\",\"columns\":[\"n\"]}", 1, 1, "1 empty cells in column \"n\""},
        {"{\"check\":\"not_null\",\"columns\":[\"n\"],\"must_be_less_than\":30,\"unit\":"
         "\"percent\"}",
         0, 0, NULL},
        {"{\"check\":\"not_null\",\"columns\":[\"n\"],\"must_be_less_than\":25,\"unit\":"
         "\"percent\"}",
         1, 1, "25 %; must be less than 25"},
        {"{\"check\":\"null_rate\",\"columns\":[\"t\"],\"max\":20}", 1, 1, "25 %"},
        {"{\"check\":\"unique\",\"columns\":[\"id\"]}", 1, 1, "repeat the key"},
        {"{\"check\":\"unique\",\"columns\":[\"id\",\"name\"]}", 0, 0, NULL},
        {"{\"check\":\"duplicate_rows\"}", 0, 0, NULL},
        {"{\"check\":\"accepted_values\",\"columns\":[\"t\"],\"values\":[\"x\"]}", 1, 1, "\"t\""},
        {"{\"check\":\"accepted_values\",\"columns\":[\"id\"],\"values\":[1,2,4]}", 0, 0, NULL},
        {"{\"check\":\"range\",\"columns\":[\"n\"],\"min\":0,\"max\":100}", 1, 1, "\"n\""},
        {"{\"check\":\"range\",\"columns\":[\"d\"],\"min\":\"2024-03-02\"}", 1, 2, "\"d\""},
        {"{\"check\":\"length\",\"columns\":[\"name\"],\"min\":3}", 1, 1, "\"name\""},
        {"{\"check\":\"pattern\",\"columns\":[\"name\"],\"pattern\":\"^[a-c]\"}", 0, 0, NULL},
        {"{\"check\":\"pattern\",\"columns\":[\"name\"],\"pattern\":\"^a\"}", 1, 2, "\"name\""},
        {"{\"check\":\"parse_rate\",\"columns\":[\"name\"],\"kind\":\"number\",\"min\":50}", 1, 4,
         "0 %"},
        {"{\"check\":\"date_format\",\"columns\":[\"d\"],\"pattern\":\"YYYY-MM-DD\"}", 0, 0, NULL},
        {"{\"check\":\"date_format\",\"columns\":[\"d\"],\"pattern\":\"DD.MM.YYYY\"}", 1, 4,
         "\"d\""},
        {"{\"check\":\"freshness\",\"columns\":[\"d\"],\"not_before\":\"2024-03-04\"}", 0, 0, NULL},
        {"{\"check\":\"freshness\",\"columns\":[\"d\"],\"not_before\":\"2024-03-05\"}", 1, 1,
         "2024-03-04"},
        {"{\"check\":\"sum_equals_total\",\"columns\":[\"m\"],\"total\":13}", 0, 0, NULL},
        {"{\"check\":\"sum_equals_total\",\"columns\":[\"m\"],\"total\":12}", 1, 1,
         "is 13, not 12"},
        {"{\"check\":\"sum_equals_total\",\"columns\":[\"m\"],\"total\":12,\"tolerance\":1}", 0, 0,
         NULL},
        {"{\"check\":\"column_order\",\"columns\":[\"id\",\"name\",\"n\",\"m\",\"d\",\"t\"]}", 0, 0,
         NULL},
        {"{\"check\":\"column_order\",\"columns\":[\"name\",\"id\"]}", 1, 1, "id, name"},
        {"{\"check\":\"monotonic\",\"columns\":[\"id\"]}", 0, 0, NULL},
        {"{\"check\":\"monotonic\",\"columns\":[\"id\"],\"order\":\"strictly_increasing\"}", 1, 1,
         "\"id\""},
        {"{\"check\":\"greater_than\",\"columns\":[\"n\"],\"than\":\"m\"}", 1, 1, "\"n\""},
        {"{\"check\":\"greater_than\",\"columns\":[\"n\"],\"than\":\"m\",\"or_equal\":true}", 0, 0,
         NULL},
        {"{\"check\":\"referential\",\"columns\":[\"id\"],\"in\":\"m\"}", 1, 2, "\"id\""},
        {"{\"check\":\"magnitude\",\"columns\":[\"n\"]}", 1, 1, "beyond the median"},
        {"{\"check\":\"total_leak\"}", 0, 0, NULL},
        {"{\"check\":\"row_count_drift\"}", 0, 0, NULL},
        {"{\"check\":\"not_null\",\"columns\":[\"n\"],\"level\":\"warn\"}", 0, 0, NULL},
        /* form */
        {"{\"check\":\"not_nul\",\"columns\":[\"n\"]}", 1, 1, "no check \"not_nul\""},
        {"{\"check\":\"not_null\",\"columns\":[\"k\"]}", 1, 1, "no column named \"k\""},
        {"{\"check\":\"not_null\",\"columns\":[\"n\"],\"levle\":\"warn\"}", 1, 1, "no such member"},
        {"{\"check\":\"range\",\"columns\":[\"n\"]}", 1, 1, "needs \"min\" or \"max\""},
        {"{\"check\":\"pattern\",\"columns\":[\"name\"],\"pattern\":\"(\"}", 1, 1, ""},
        {"{\"check\":\"not_null\",\"columns\":[\"n\"],\"filter\":\"hous > 1\"}", 1, 1,
         "no column named \"hous\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) run_case(&t[i]);
}

/* One sentinel on a column of numbers or texts, with what earlier runs left of it. */
static slice drift(struct arena *a, const char *json, const char *csv, enum kind kind,
                   const struct sentinel_history *h, struct sentinel_metric **metric, int *nmetric)
{
    struct sentinel_options o = {.history = h};
    struct failures f = {.arena = a}, warnings = {.arena = a};
    struct err e = {0};
    struct table t;

    opexample_table(csv, a, &t);
    t.col[0].kind = kind;
    sentinel_run(json_parse(a, slice_z(json), &e), &t, &o, a, &f, &warnings, metric, nmetric);
    return f.n > 0 ? f.at[0].message : warnings.n > 0 ? warnings.at[0].message : S("");
}

static void drift_looks_at_earlier_runs(void **state)
{
    static const char *const rows = "[{\"check\":\"row_count_drift\"}]",
                             *const values = "[{\"check\":\"new_values\",\"columns\":[\"v\"]}]",
                             *const nulls = "[{\"check\":\"null_rate_drift\",\"columns\":[\"v\"]}]";
    int64_t run[] = {7};
    struct sentinel_history h = {0};
    struct sentinel_metric *m;
    struct arena a;
    int n;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(slice_find(drift(&a, rows, "v\nx\n", KIND_TEXT, &h, &m, &n), S("no earlier run")) >
                0);
    assert_int_equal(n, 1);
    m[0].run = 7;
    h = (struct sentinel_history){.run = run, .nrun = 1, .at = m, .n = n};
    assert_int_equal(drift(&a, rows, "v\ny\n", KIND_TEXT, &h, &m, &n).n, 0);
    assert_true(slice_find(drift(&a, rows, "v\ny\nz\n", KIND_TEXT, &h, &m, &n),
                           S("2 rows where the last run (7) had 1, a change: 100 %")) > 0);

    h = (struct sentinel_history){0};
    drift(&a, values, "v\nx\ny\n", KIND_TEXT, &h, &m, &n);
    m[0].run = 7;
    h = (struct sentinel_history){.run = run, .nrun = 1, .at = m, .n = n};
    assert_int_equal(drift(&a, values, "v\ny\ny\n", KIND_TEXT, &h, &m, &n).n, 0);
    assert_true(slice_find(drift(&a, values, "v\nq\ny\nq\n", KIND_TEXT, &h, &m, &n),
                           S("2 cells of column \"v\" have values that the last run (7) did not "
                             "have: \"q\"")) > 0);

    h = (struct sentinel_history){0};
    drift(&a, nulls, "v,w\nx,1\ny,1\n", KIND_TEXT, &h, &m, &n);
    m[0].run = 7;
    h = (struct sentinel_history){.run = run, .nrun = 1, .at = m, .n = n};
    assert_true(slice_find(drift(&a, nulls, "v,w\n,1\ny,1\n", KIND_TEXT, &h, &m, &n),
                           S("50 points; must be at most 5")) > 0);
    arena_free(&a);
}

static const char *numbers(struct arena *a, int from, int step)
{
    struct buf b = {0};

    buf_putz(&b, "v\n");
    for (int i = 0; i < 400; i++) buf_printf(&b, "%d.5\n", from + i * 7919 % 400 * step);
    return buf_take(&b, a).p;
}

static void spread_tells_another_spread_only(void **state)
{
    static const char *const rule = "[{\"check\":\"distribution_drift\",\"columns\":[\"v\"]}]";
    int64_t run[] = {3};
    struct sentinel_history h = {0};
    struct sentinel_metric *m, *kept;
    struct arena a;
    slice said;
    int n;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    drift(&a, rule, numbers(&a, 100, 1), KIND_NUMBER, &h, &kept, &n);
    kept[0].run = 3;
    h = (struct sentinel_history){.run = run, .nrun = 1, .at = kept, .n = n};
    said = drift(&a, rule, numbers(&a, 101, 1), KIND_NUMBER, &h, &m, &n);
    assert_int_equal(said.n, 0);
    said = drift(&a, rule, numbers(&a, 100, 1000), KIND_NUMBER, &h, &m, &n);
    assert_true(slice_find(said, S("0 % before, 100 % now")) > 0);
    /* Of dates there is no drift to speak of. */
    said = drift(&a, rule, "v\n2024-01-01\n", KIND_DATE, &h, &m, &n);
    assert_true(slice_find(said, S("is date")) > 0);
    arena_free(&a);
}

static void other_tables_and_dropped_totals(void **state)
{
    static const char *const refer = "[{\"check\":\"referential\",\"columns\":[\"id\"],\"in\":"
                                     "\"key\",\"of\":\"sites\"}]",
                             *const total = "[{\"check\":\"sum_equals_total\",\"columns\":[\"n\"],"
                                            "\"total\":\"dropped\"}]";
    struct table t, sites, before;
    struct op_table in = {.name = S("sites"), .table = &sites};
    int64_t row[] = {2};
    struct sentinel_dropped dropped = {.from = &before, .row = row, .n = 1};
    struct sentinel_options o = {.input = &in, .ninput = 1, .dropped = &dropped, .ndropped = 1};
    struct sentinel_metric *m;
    struct failures f, w;
    struct err e = {0};
    struct arena a;
    int n;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    f = w = (struct failures){.arena = &a};
    opexample_table("id,n\n1,1000.50\n2,2000.25\n", &a, &t);
    opexample_table("key\n1\n3\n", &a, &sites);
    opexample_table("id,n\n1,\"1.000,50\"\n2,\"2.000,25\"\nTotal,\"3.000,75\"\n", &a, &before);
    sentinel_run(json_parse(&a, slice_z(refer), &e), &t, &o, &a, &f, &w, &m, &n);
    assert_int_equal(f.n, 1);
    assert_true(slice_find(f.at[0].message, S("1 cells are not in column \"key\" of sites")) > 0);
    f.n = 0;
    assert_true(sentinel_run(json_parse(&a, slice_z(total), &e), &t, &o, &a, &f, &w, &m, &n));
    t.col[1].cell[0] = S("1000");
    assert_false(sentinel_run(json_parse(&a, slice_z(total), &e), &t, &o, &a, &f, &w, &m, &n));
    assert_true(slice_find(f.at[0].message, S("is 3000.25, but the total in row")) > 0);
    o.ndropped = 0;
    f.n = 0;
    sentinel_run(json_parse(&a, slice_z(total), &e), &t, &o, &a, &f, &w, &m, &n);
    assert_true(slice_find(f.at[0].message, S("no step dropped a row")) > 0);
    arena_free(&a);
}

int test_sentinel(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check),
        cmocka_unit_test(drift_looks_at_earlier_runs),
        cmocka_unit_test(spread_tells_another_spread_only),
        cmocka_unit_test(other_tables_and_dropped_totals),
    };

    return run_group("sentinel", tests);
}
