/* All sentinels together on 150,000 rows of ten columns (`make bench-sentinels`): CPU milliseconds
 * of one pass, of five. */
#include "heap.h"
#include "sentinel.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROWS = 150000, COLUMNS = 10 };

static const char rules[] =
    "[{\"check\":\"row_count\",\"min\":1},"
    "{\"check\":\"row_count_drift\"},"
    "{\"check\":\"not_null\",\"columns\":[\"id\",\"day\",\"site\",\"item\"]},"
    "{\"check\":\"null_rate\",\"columns\":[\"note\"],\"max\":60},"
    "{\"check\":\"null_rate_drift\",\"columns\":[\"note\",\"hours\"]},"
    "{\"check\":\"unique\",\"columns\":[\"id\"]},"
    "{\"check\":\"duplicate_rows\"},"
    "{\"check\":\"accepted_values\",\"columns\":[\"site\"],\"values\":[\"Graz\",\"Lyon\",\"Porto\","
    "\"Cork\"]},"
    "{\"check\":\"new_values\",\"columns\":[\"item\"]},"
    "{\"check\":\"range\",\"columns\":[\"hours\",\"price\"],\"min\":0,\"max\":100000},"
    "{\"check\":\"range\",\"columns\":[\"day\"],\"min\":\"2020-01-01\"},"
    "{\"check\":\"length\",\"columns\":[\"item\"],\"max\":10},"
    "{\"check\":\"pattern\",\"columns\":[\"item\"],\"pattern\":\"^A[0-9]{4}$\"},"
    "{\"check\":\"parse_rate\",\"columns\":[\"hours\"],\"kind\":\"number\"},"
    "{\"check\":\"date_format\",\"columns\":[\"day\"],\"pattern\":\"YYYY-MM-DD\"},"
    "{\"check\":\"freshness\",\"columns\":[\"day\"],\"not_before\":\"2021-01-01\"},"
    "{\"check\":\"sum_equals_total\",\"columns\":[\"one\"],\"total\":150000},"
    "{\"check\":\"column_order\",\"columns\":[\"id\",\"day\",\"site\",\"item\",\"hours\",\"price\","
    "\"cost\",\"one\",\"parent\",\"note\"]},"
    "{\"check\":\"monotonic\",\"columns\":[\"id\"],\"order\":\"strictly_increasing\"},"
    "{\"check\":\"greater_than\",\"columns\":[\"price\"],\"than\":\"cost\"},"
    "{\"check\":\"referential\",\"columns\":[\"parent\"],\"in\":\"id\"},"
    "{\"check\":\"distribution_drift\",\"columns\":[\"hours\",\"site\"]},"
    "{\"check\":\"magnitude\",\"columns\":[\"price\"],\"factor\":100000},"
    "{\"check\":\"total_leak\",\"columns\":[\"site\"]}]";

static void make(struct table *t, struct arena *a)
{
    static const char *const name[COLUMNS] = {"id",    "day",  "site", "item",   "hours",
                                              "price", "cost", "one",  "parent", "note"};
    static const enum kind kind[COLUMNS] = {KIND_INTEGER, KIND_DATE,   KIND_TEXT,   KIND_TEXT,
                                            KIND_NUMBER,  KIND_NUMBER, KIND_NUMBER, KIND_INTEGER,
                                            KIND_INTEGER, KIND_TEXT};
    static const char *const site[] = {"Graz", "Lyon", "Porto", "Cork"};
    struct err e = {0};

    srand(1);
    if (!table_new(t, a, COLUMNS, ROWS, &e)) exit(1);
    for (int c = 0; c < COLUMNS; c++) {
        t->col[c].name = slice_z(name[c]);
        t->col[c].kind = kind[c];
        t->col[c].source_col = c + 1;
    }
    for (int64_t r = 0; r < ROWS; r++) {
        slice *cell[COLUMNS];
        int price = 100 + rand() % 90000;

        for (int c = 0; c < COLUMNS; c++) cell[c] = &t->col[c].cell[r];
        t->source_row[r] = (int32_t)r + 2;
        *cell[0] = arena_printf(a, "%lld", (long long)r + 1);
        *cell[1] =
            arena_printf(a, "%d-%02d-%02d", 2020 + rand() % 5, 1 + rand() % 12, 1 + rand() % 28);
        *cell[2] = slice_z(site[rand() % 4]);
        *cell[3] = arena_printf(a, "A%04d", rand() % 5000);
        *cell[4] = rand() % 20 == 0 ? S("") : arena_printf(a, "%d.%d", rand() % 80, rand() % 10);
        *cell[5] = arena_printf(a, "%d.%02d", price, rand() % 100);
        *cell[6] = arena_printf(a, "%d.%02d", price - 1 - rand() % 50, rand() % 100);
        *cell[7] = S("1");
        *cell[8] = arena_printf(a, "%lld", 1 + rand() % (long long)(r + 1));
        *cell[9] = rand() % 2 == 0 ? S("") : S("please call before noon");
    }
}

int main(void)
{
    double best = 1e9;
    struct arena a;
    struct err e = {0};
    struct table t;
    const struct json *list;
    int failed = 0;

    heap_on_huge_pages(); /* as the program does */
    arena_init(&a, ARENA_NO_LIMIT);
    make(&t, &a);
    list = json_parse(&a, slice_z(rules), &e);
    if (list == NULL) return fprintf(stderr, "%s\n", e.text), 1;
    for (int i = 0; i < 5; i++) {
        struct arena work;
        struct failures f, w;
        struct sentinel_metric *metric;
        int n;
        clock_t from = clock();
        double ms;

        arena_init(&work, ARENA_NO_LIMIT);
        f = w = (struct failures){.arena = &work};
        sentinel_run(list, &t, NULL, &work, &f, &w, &metric, &n);
        ms = (double)(clock() - from) * 1000 / CLOCKS_PER_SEC;
        if (ms < best) best = ms;
        failed = f.n;
        for (int k = 0; k < f.n && i == 0; k++) printf("%.*s\n", SLICE_ARG(f.at[k].message));
        arena_free(&work);
    }
    printf("%d sentinels of every check, %d rows, %d columns: %.0f ms, %d failed (demand: < 200)\n",
           json_count(list), ROWS, COLUMNS, best, failed);
    arena_free(&a);
    return best >= 200;
}
