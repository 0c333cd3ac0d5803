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
    bool ok;

    arena_init(&a, ARENA_NO_LIMIT);
    f = warnings = (struct failures){.arena = &a};
    opexample_table(sheet, &a, &t);
    for (int c = 0; c < t.ncol; c++) t.col[c].kind = kind[c];
    list = json_parse(&a, arena_printf(&a, "[%s]", x->json), &e);
    assert_non_null(list);
    ok = sentinel_run(list, &t, &a, &f, &warnings);
    if (ok != (x->fails == 0) || f.n != x->fails || (f.n > 0 && f.at[0].count != x->count) ||
        (f.n > 0 && slice_find(f.at[0].message, slice_z(x->words)) < 0))
        fail_msg("%s\n  %d failures, count %lld: %.*s", x->json, f.n,
                 f.n > 0 ? (long long)f.at[0].count : 0LL,
                 SLICE_ARG(f.n > 0 ? f.at[0].message : S("")));
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
        {"{\"check\":\"row_count_drift\"}", 1, 1, "earlier runs"},
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

int test_sentinel(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check),
    };

    return run_group("sentinel", tests);
}
