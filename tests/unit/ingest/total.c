#include "unit.h"

#include "table.h"
#include "total.h"
#include "totalword.h"

static void words_of_many_languages(void **state)
{
    static const char *const all[] = {"Total",         "GRAND TOTAL:",  "Sub-Total", "Summe",
                                      "Zwischensumme", "Total général", "Totale",    "Suma",
                                      "Totaal",        "Summa",         "ИТОГО",     "Ogółem",
                                      "Összesen",      "合计",          "* Gesamt *"};
    static const char *const part[] = {"Summe Köln", "Total for 2024", "North total", "Gesamt: A"};
    static const char *const none[] = {"Totally", "Summer", "Sumo", "Gesamtschule",
                                       "Köln",    "",       "1234", "subtotality"};
    slice rest;

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        assert_int_equal(totalword_find(slice_z(all[i]), NULL, 0, &rest), TOTALWORD_ALL);
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        assert_int_equal(totalword_find(slice_z(part[i]), NULL, 0, &rest), TOTALWORD_PART);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(totalword_find(slice_z(none[i]), NULL, 0, &rest), TOTALWORD_NONE);
    totalword_find(S("Summe Köln"), NULL, 0, &rest);
    assert_slice(rest, "Köln");
    totalword_find(S("North total"), NULL, 0, &rest);
    assert_slice(rest, "North");
}

/* One cell of the CSV up to a comma or the end of the line; quotes hold commas together. */
static slice next_cell(const char **p, bool *last)
{
    slice s = {*p, 0};
    bool quoted = **p == '"';

    if (quoted) s.p++;
    for (*p += quoted; **p != '\n' && **p != 0 && (quoted || **p != ','); ++*p) {
        if (**p == '"') quoted = false;
        s.n += **p != '"';
    }
    *last = **p != ',';
    if (**p != 0) ++*p;
    return s;
}

/* The lines below the first as a table. */
static void read_csv(const char *csv, struct arena *a, struct table *t)
{
    struct err e;
    int ncol = 1;
    int64_t nrow = -1;
    bool last;

    for (const char *p = csv; *p != 0; p++) nrow += *p == '\n';
    for (const char *p = csv; *p != '\n'; p++) ncol += *p == ',';
    assert_true(table_new(t, a, ncol, nrow, &e));
    for (int c = 0; c < ncol; c++) next_cell(&csv, &last);
    for (int64_t r = 0; r < nrow; r++)
        for (int c = 0; c < ncol; c++) column_put(&t->col[c], r, next_cell(&csv, &last));
}

/* Which rows of the CSV are totals, as "..x". */
static void expect(const char *csv, enum total_check check, const char *want)
{
    struct arena a;
    struct table t;
    bool is[64];
    char got[65];

    arena_init(&a, ARENA_NO_LIMIT);
    read_csv(csv, &a, &t);
    assert_true(total_find(&t, NULL, 0, NULL, 0, check, &a, is) >= 0);
    for (int64_t r = 0; r < t.nrow; r++) got[r] = is[r] ? 'x' : '.';
    got[t.nrow] = 0;
    assert_string_equal(got, want);
    arena_free(&a);
}

static void arithmetic_decides(void **state)
{
    (void)state;
    /* A word alone drops nothing where the numbers say otherwise. */
    expect("firm,h\nAcme,1\nTotal SA,5\nBolt,2\n", TOTAL_AUTO, "...");
    expect("firm,h\nAcme,1\nBolt,2\nTotal,3\n", TOTAL_AUTO, "..x");
    /* Columns that do not add up (prices, rates) do not speak against those that do. */
    expect("firm,h,rate\nAcme,1,10\nBolt,2,20\nTotal,3,15\n", TOTAL_AUTO, "..x");
    /* Nested totals. */
    expect("g,s,h\nA,a,1\nA,b,2\nTotal A,,3\nB,c,4\nTotal B,,4\nGrand total,,7\n", TOTAL_AUTO,
           "..x.xx");
    expect("r,s,h\nN,a,1\nN,b,2\nsubtotal,,3\nN,c,4\nN,d,1\nsubtotal,,5\nTotal N,,8\nS,e,2\n"
           "subtotal,,2\nTotal S,,2\nTotal,,10\n",
           TOTAL_AUTO, "..x..xx.xxx");
    /* Totals above their rows. */
    expect("g,s,h\nTotal,,6\nA,a,1\nA,b,2\nB,c,3\n", TOTAL_AUTO, "x...");
    /* No label: only rows without text, and every number must add up. */
    expect("g,s,h,k\nA,a,1,2\nA,b,2,3\n,,3,5\nB,c,3,1\n", TOTAL_AUTO, "..x.");
    expect("g,s,h,k\nA,a,1,2\nA,b,2,3\n,,3,9\nB,c,3,1\n", TOTAL_AUTO, "....");
    expect("n\n1\n2\n3\n", TOTAL_AUTO, "...");
    /* Thousands and decimal marks as people write them. */
    expect("g,h\nA,\"1.000,50\"\nB,\"2.000,25\"\nSumme,\"3.000,75\"\n", TOTAL_AUTO, "..x");
}

static void shape_helps_where_sums_are_wrong(void **state)
{
    (void)state;
    /* Names the group above and leaves the otherwise filled id empty: a total, though it is off. */
    expect("site,id,h\nKöln,1,5\nKöln,2,6\nSumme Köln,,12\nBonn,3,4\nBonn,4,4\nBonn,5,4\nAhr,6,1\n"
           "Ahr,7,1\nAhr,8,1\n",
           TOTAL_AUTO, "..x......");
    expect("site,id,h\nKöln,1,5\nKöln,2,6\nSumme Köln,9,12\n", TOTAL_AUTO, "...");
    expect("site,id,h\nKöln,1,5\nKöln,2,6\nSumme Köln,,12\n", TOTAL_BY_SUM, "...");
    expect("site,id,h\nKöln,1,5\nTotal SA,2,6\n", TOTAL_BY_LABEL, ".x");
}

static void nothing_to_add_up(void **state)
{
    (void)state;
    expect("a,b\nx,y\nTotal,\n", TOTAL_AUTO, ".x");
    expect("a,b\nx,y\nTotal recall,film\n", TOTAL_AUTO, "..");
    expect("a\n", TOTAL_AUTO, "");
    expect("h\nTotal\n", TOTAL_AUTO, "x");
}

int test_total(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_many_languages),
        cmocka_unit_test(arithmetic_decides),
        cmocka_unit_test(shape_helps_where_sums_are_wrong),
        cmocka_unit_test(nothing_to_add_up),
    };

    return run_group("total", tests);
}
