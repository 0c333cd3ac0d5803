#include "draftlevel.h"
#include "draftsearch.h"

#include "unit.h"

/* A heading as rows of labels apart by '|', carried already; the cells of one row below. */
static void make(struct draftlevels *l, struct table *t, struct arena *a, int n, const char *text,
                 int nrow, const char *cells)
{
    slice rest = slice_z(text), line, *level, *name;
    struct err e;
    int ncol = 1;

    line = slice_cut(rest, '\n', &rest);
    for (ptrdiff_t i = 0; i < line.n; i++) ncol += line.p[i] == '|';
    level = arena_new(a, slice, (int64_t)n * ncol);
    name = arena_new(a, slice, ncol);
    assert_true(table_new(t, a, ncol, nrow, &e));
    for (int k = 0; k < n; k++, line = slice_cut(rest, '\n', &rest)) {
        slice cell = line;

        for (int c = 0; c < ncol; c++) level[c * n + k] = slice_cut(cell, '|', &cell);
        if (k == n - 1) break;
    }
    for (int c = 0; c < ncol; c++) {
        struct buf b = {0};

        for (int k = 0; k < n; k++) {
            if (b.n > 0 && level[c * n + k].n > 0) buf_putc(&b, ' ');
            buf_put(&b, level[c * n + k]);
        }
        t->col[c].name = name[c] = buf_take(&b, a);
    }
    for (int r = 0; r < nrow; r++) {
        slice cell = slice_z(cells);

        for (int c = 0; c < ncol; c++) t->col[c].cell[r] = slice_cut(cell, '|', &cell);
    }
    *l = (struct draftlevels){n, ncol, name, level};
}

static const struct {
    const char *heading;
    int levels;
    const char *cells;
    int last;    /* -1: no grid */
    int measure; /* which of the levels that differ */
    bool evidence;
} heading[] = {
    /* both are values */
    {"Area|Own home|Own home|Rented flat|Rented flat\n|One person|Two persons|One person|Two "
     "persons",
     2, "x|12|25|11|18", 4, -1, false},
    {"Unit|FY22|FY22|FY23|FY23\n|Q1|Q2|Q1|Q2", 2, "x|12|25|11|18", 4, -1, false},
    {"Age|Women|Women|Men|Men\n|0-14|15-64|0-14|15-64", 2, "x|12|25|11|18", 4, -1, false},
    /* words below years are measures, and above them when they are no categories */
    {"Town|2021|2021|2022|2022\n|Owls|Larks|Owls|Larks", 2, "x|12|25|11|18", 4, 1, false},
    {"Town|Owls|Owls|Larks|Larks\n|2021|2022|2021|2022", 2, "x|12|25|11|18", 4, 0, false},
    /* names that measures often have; sexes are values even where one is a word of a name */
    {"Town|2021|2021|2022|2022\n|Births|Deaths|Births|Deaths", 2, "x|12|25|11|18", 4, 1, true},
    {"Grade|Full time|Full time|Part time|Part time\n|Men|Women|Men|Women", 2, "x|12|25|11|18", 4,
     -1, false},
    /* the cells say it: whole numbers and decimals; texts and numbers */
    {"Town|East|East|West|West\n|Stock|Share|Stock|Share", 2, "x|12|2.5|11|1.8", 4, 1, true},
    {"Town|Boss|Boss|Beds|Beds\n|East|West|East|West", 2, "x|Ann|Bob|11|18", 4, 0, true},
    /* three levels; one that all share says nothing */
    {"T|A|A|A|A|B|B|B|B\n|2021|2021|2022|2022|2021|2021|2022|2022\n|m|n|m|n|m|n|m|n", 3,
     "x|1|2|3|4|5|6|7|8", 8, 2, false},
    {"T|All|All|All|All\n|2021|2021|2022|2022\n|m|n|m|n", 3, "x|1|2|3|4", 4, 1, false},
    /* groups over columns of their own are no grid */
    {"T|Water|Water|Air|Air\n|pH|Salt|Dust|Ozone", 2, "x|7|2|5|6", -1, 0, false}};

static void levels_that_are_measures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof heading / sizeof *heading; i++) {
        struct draftlevel_reading x;
        struct draftlevels l;
        struct draftview v;
        struct arena a;
        struct table t;
        int last;

        arena_init(&a, ARENA_NO_LIMIT);
        make(&l, &t, &a, heading[i].levels, heading[i].heading, 4, heading[i].cells);
        assert_true(draftview_open(&v, &t, NULL, &a));
        v.levels = &l;
        last = draftlevel_run(&v, 1, &x);
        if (last != heading[i].last ||
            (last >= 0 && (x.measure != heading[i].measure || x.evidence != heading[i].evidence)))
            fail_msg("%s: last %d, measure %d, evidence %d", heading[i].heading, last, x.measure,
                     x.evidence);
        arena_free(&a);
    }
}

/* The step that takes names apart, and the columns it leaves. */
static const struct {
    const char *heading, *op, *columns;
    int levels;
} apart[] = {
    {"Area|Own|Own|Rent|Rent\n|One person|Two|One person|Two", "split",
     "Area|variable|variable_2|value", 2},
    {"Area|Own home|Own home|Rent|Rent\n|One|Two|One|Two", "split",
     "Area|variable|variable_2|value", 2},
    {"Area|Own home|Own home|Rent|Rent\n|One person|Two (or more)|One person|Two (or more)",
     "extract", "Area|variable|variable_2|value", 2},
    {"Area|Sex|Sex|Age|Age group\n|Men|Women|0-14|15 and over", "extract",
     "Area|variable|variable_2|value", 2},
    {"Area|All|Sex|Sex|Age\n||Men|Women|0-14", "extract", "Area|variable|variable_2|value", 2},
    {"Area|Region|Region|Region|Region\n|North|South|East|West", "extract", "Area|Region|value", 2},
    {"Area|A|A|B|B\n||x||y", "extract", "Area|variable|variable_2|value", 2}};

static void names_taken_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) {
        struct draftstep s = {.op = DRAFT_UNPIVOT, .first = 1, .last = 4};
        struct draftlevels l;
        struct buf names = {0}, why = {0};
        struct arena a;
        struct table t, now;
        struct json *steps;

        arena_init(&a, ARENA_NO_LIMIT);
        make(&l, &t, &a, apart[i].levels, apart[i].heading, 3, "x|1|2|3|4");
        steps = json_new_array(&a);
        assert_true(draftsearch_apply(draftsearch_json(&s, &t, &a), &t, &a, &now));
        draftlevel_split(&l, &t, 1, 4, -1, now.col[1].name, &a, steps, &now, &why);
        for (int c = 0; c < now.ncol; c++) {
            if (c > 0) buf_putc(&names, '|');
            buf_put(&names, now.col[c].name);
        }
        if (json_count(steps) != 1 ||
            !slice_eqz(json_text(json_member(steps->item[0], "op")), apart[i].op) ||
            !slice_eqz(buf_slice(&names), apart[i].columns))
            fail_msg("%s: %d steps, %.*s", apart[i].heading, json_count(steps),
                     SLICE_ARG(buf_slice(&names)));
        buf_free(&names);
        buf_free(&why);
        arena_free(&a);
    }
}

int test_draftlevel(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_that_are_measures),
        cmocka_unit_test(names_taken_apart),
    };

    return run_group("draftlevel", tests);
}
