#include "draftfind.h"
#include "drafthead.h"
#include "draftsearch.h"

#include "texttable.h"
#include "unit.h"

#include <math.h>

/* The best plan for a table as "fill(1..1) unpivot(3..5)", positions from 1. */
static slice plan_of(struct arena *a, const char *text)
{
    struct draftplans *p = arena_new(a, struct draftplans, 1);
    struct buf b = {0};
    struct table t;

    texttable(&t, a, text);
    draftsearch_plans(&t, NULL, NULL, a, p);
    assert_true(p->n > 0);
    for (int i = 0; i < p->at[0].n; i++) {
        const struct draftstep *s = &p->at[0].step[i];

        if (i > 0) buf_putc(&b, ' ');
        buf_putz(&b, draftop_name(s->op));
        if (s->op != DRAFT_TRANSPOSE && s->op != DRAFT_SUBTITLE)
            buf_printf(&b, "(%d..%d)", s->first + 1, s->last + 1);
    }
    return buf_take(&b, a);
}

static void cells_alone(void **state)
{
    static const struct {
        const char *cell;
        enum draftcell kind;
    } want[] = {{"", DC_BLANK},
                {" n/a ", DC_BLANK},
                {"12", DC_NUMBER},
                {"-1.234,50 \u20ac", DC_NUMBER},
                {"(1,234)", DC_NUMBER},
                {"$(3,420.75)", DC_NUMBER},
                {"45 %", DC_NUMBER},
                {"1 234 567", DC_NUMBER},
                {"1.2.3", DC_TEXT},
                {"12.03.2024", DC_DATE},
                {"2024-03-12", DC_DATE},
                {"12-Mar-24", DC_DATE},
                {"March 5, 2010", DC_DATE},
                {"08:30", DC_DATE},
                {"yes", DC_BOOL},
                {"Room 4", DC_TEXT},
                {"555-555555", DC_TEXT},
                {"A-1", DC_TEXT}};

    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        if (draftcell_kind(slice_z(want[i].cell), NULL, NULL) != want[i].kind)
            fail_msg("\"%s\" is kind %d, not %d", want[i].cell,
                     (int)draftcell_kind(slice_z(want[i].cell), NULL, NULL), (int)want[i].kind);
}

static void heads_alone(void **state)
{
    static const struct {
        const char *name;
        enum drafthead class;
    } want[] = {{"2019", DH_YEAR},           {"2019/20", DH_YEAR},
                {"Jan", DH_MONTH},           {"Monday", DH_WEEKDAY},
                {"Q3", DH_SEQUENCE},         {"Week 12", DH_SEQUENCE},
                {"6th Grade", DH_SEQUENCE},  {"17", DH_INTEGER},
                {"18-24", DH_RANGE},         {"65+", DH_RANGE},
                {"Sales 2019", DH_HAS_YEAR}, {"19-Oct", DH_DATE},
                {"Name", DH_TEXT},           {"", DH_EMPTY}};
    const slice share[] = {S("Score north"), S("Score south"), S("Score east")};

    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        if (drafthead_class(slice_z(want[i].name)) != want[i].class)
            fail_msg("\"%s\" is class %d, not %d", want[i].name,
                     (int)drafthead_class(slice_z(want[i].name)), (int)want[i].class);
    assert_true(drafthead_is_field(S("Unit price")));
    assert_false(drafthead_is_field(S("Alster")));
    assert_true(drafthead_affix(share, 3) > 0.4);
}

/* What names share, added one by one: nothing that was seen before is looked at again. */
static void names_share_words(void **state)
{
    static const struct {
        const char *name[4];
        double share;
    } want[] = {{{"Sales 2019", "Sales 2020"}, 12.0 / 20},       /* a blank ends the word */
                {{"sales1", "sales10", "sales1b"}, 15.0 / 20},   /* digits are no part of it */
                {{"north", "norway"}, 0},                        /* no whole word */
                {{"a total", "b total", "c  total"}, 18.0 / 22}, /* an end */
                {{"total", "total x"}, 10.0 / 12},               /* a beginning may be all */
                {{"x total", "total"}, 0},                       /* an end not */
                {{"  unit A ", "unit B"}, 10.0 / 12},
                {{"1 2", "1 3"}, 0},
                {{"alone"}, 0}};
    char text[2][1000];
    slice across[2] = {{text[0], 1000}, {text[1], 1000}};

    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct drafthead_affix x = {.n = 0};

        for (int k = 0; k < 4 && want[i].name[k] != NULL; k++)
            drafthead_affix_add(&x, slice_z(want[i].name[k]));
        if (fabs(drafthead_affix_share(&x) - want[i].share) > 1e-9)
            fail_msg("\"%s\" and more share %f, not %f", want[i].name[0], drafthead_affix_share(&x),
                     want[i].share);
    }
    /* of long names only the beginning and the end are looked at */
    memset(text, 'x', sizeof text);
    assert_true(drafthead_affix(across, 2) < 0.01);
    text[0][100] = text[1][100] = ' ';
    assert_true(fabs(drafthead_affix(across, 2) - 0.101) < 1e-9);
}

static void tidy_stays(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_slice(plan_of(&a, "order_id|ordered|country|customer|quantity|unit_price\n"
                             "1|2026-01-05|DE|Acme|12|49.90\n2|2026-01-05|FR|Lyon|1|1250.00\n"
                             "3|2026-01-06|US|Dale|3|15.25\n4|2026-01-07|DE|Kern|40|2.10"),
                 "");
    assert_slice(
        plan_of(&a, "name|age|height|weight\nann|31|1.62|58\nbob|42|1.80|81\ncy|29|1.75|70"), "");
    /* measures of one size that nothing stands before */
    assert_slice(plan_of(&a, "sal|lag|trend|dis\n7.6|8.2|4.1|23.0\n7.7|7.6|5.2|22.4\n"
                             "4.3|4.6|0.3|26.4\n5.9|4.3|1.4|24.8\n5.0|5.9|2.6|28.2"),
                 "");
    /* questions and features are variables of their own; four quarters are not */
    assert_slice(plan_of(&a, "who|age|q1|q2|q3|q4|q5|q6|q7|q8\na|31|5|4|1|2|3|5|4|1\n"
                             "b|42|4|4|2|2|1|3|5|2\nc|29|1|2|5|3|4|4|2|3\nd|55|3|3|4|1|2|5|1|4"),
                 "");
    /* numbers of one size, but not of one sort */
    assert_slice(plan_of(&a, "gene|fold|lfc|wald|p\na|-1.21|0.51|-2.331|0.01842\n"
                             "b|0.42|0.33|1.272|0.20331\nc|2.15|0.42|5.119|0.00002\n"
                             "d|-0.71|0.61|-1.163|0.24482\ne|1.52|0.71|2.141|0.03228\n"
                             "f|-2.03|0.48|-4.229|0.00011"),
                 "");
    /* yes and no say nothing about what the columns are */
    assert_slice(plan_of(&a, "kid|mom|urban|work|rural\n11|1|1|0|0\n14|2|0|1|1\n12|3|1|1|0\n"
                             "19|4|0|0|1\n16|5|1|0|0\n13|6|0|1|1\n18|7|0|1|1"),
                 "");
    arena_free(&a);
}

static void one_step_each(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_slice(plan_of(&a, "Region|Jan|Feb|Mar\nNorth|10|12|9\nSouth|7|8|6\nEast|5|5|4"),
                 "unpivot(2..4)");
    assert_slice(plan_of(&a, "id|Val 2019|Val 2020|Qty 2019|Qty 2020\n"
                             "a|1571.5|1008.1|9|8\nb|1994.2|2745.9|2|10\nc|2453.0|2568.3|5|6"),
                 "wide_to_long(2..5)");
    assert_slice(plan_of(&a, "Site|Alster|Elbe|Bille|Dove\nOpened|1998-04-01|2004-09-15|2011-02-01|"
                             "2019-06-17\nBeds|120|86|64|40\nManager|K. Brandt|S. Yildiz|T. Novak|"
                             "A. Rossi\nOccupancy|0.91|0.88|0.95|0.79"),
                 "transpose");
    assert_slice(plan_of(&a, "project|item|price\nred|pen|2\n|ink|3\n|pad|9\nblue|cup|4\n|tea|7"),
                 "fill(1..1)");
    assert_slice(plan_of(&a, "who|skills|city\nann|wood; steel|Bonn\nbob|steel|Kiel\n"
                             "cy|wood; glass; steel|Riga\ndi|glass|Cork"),
                 "explode(2..2)");
    assert_slice(plan_of(&a, "item|price|stock\nFruit||\nApple|2|40\nPear|3|17\nTools||\nSaw|12|3\n"
                             "Hammer|9|5"),
                 "subtitle");
    arena_free(&a);
}

static void headings_of_two_levels(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    /* groups of like columns are one variable, the last group no less than the whole */
    assert_slice(plan_of(&a, "Answer|Sex male|Sex female|Age 18-24|Age 25-39|Age 40+\n"
                             "yes|9.8|51.5|48.8|34.0|8.5\nno|16.4|6.2|23.1|33.1|54.9\n"
                             "perhaps|32.3|46.2|32.2|4.4|2.9\nnever|10.4|32.5|16.4|20.3|30.6"),
                 "unpivot(2..6)");
    /* other units are other measures */
    assert_slice(plan_of(&a, "Sample|Depth m|Warmth \u00b0C|Mass kg|Span mm\n"
                             "S-1|46.8|53.5|52.1|28.4\nS-2|11.9|32.7|18.8|15.2\n"
                             "S-3|49.3|5.8|45.3|5.9\nS-4|38.8|56.5|23.7|18.8"),
                 "");
    arena_free(&a);
}

static void two_steps(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_slice(plan_of(&a, "group|name|2019|2020|2021|2022\nA|x|1|2|3|4\n|y|5|4|3|2\n|z|1|1|2|3\n"
                             "B|u|6|5|6|7\n|v|4|3|2|2\n|w|9|8|7|6"),
                 "fill(1..1) unpivot(3..6)");
    assert_slice(plan_of(&a, "name|Jan|Feb|Mar|Apr\nNorth||||\nann|1|2|3|4\nbob|2|3|4|5\n"
                             "South||||\ncy|3|4|5|6\ndi|5|4|3|2"),
                 "subtitle unpivot(3..6)");
    arena_free(&a);
}

static void three_steps(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    /* a step that is put off stays in the plan: the titles are not lost to the lists */
    assert_slice(plan_of(&a, "name|tags|2019|2020|2021|2022\nNorth|||||\nann|wood; steel|1|2|3|4\n"
                             "bob|steel|2|3|4|5\ncy|wood; glass; steel|2|3|4|5\nSouth|||||\n"
                             "di|glass|3|4|5|6\ned|wood; glass|5|4|3|2\nflo|steel|1|1|2|2"),
                 "subtitle explode(3..3) unpivot(4..7)");
    /* gaps below a group are filled after the titles have left its column */
    assert_slice(plan_of(&a, "region|site|Jan|Feb|Mar|Apr\nAcme Ltd|||||\nNorth|Ulm|1|2|3|4\n"
                             "|Bonn|2|3|4|5\n|Kiel|2|3|4|5\nSouth|Cork|3|4|5|6\n|Leeds|5|4|3|2\n"
                             "Borg AG|||||\nNorth|Riga|4|2|3|4\n|Graz|2|6|4|5\nSouth|Pisa|2|3|1|5\n"
                             "|Turin|3|4|5|9\n|Brno|5|8|3|2"),
                 "subtitle fill(2..2) unpivot(4..7)");
    arena_free(&a);
}

static void odd_inputs_are_answered(void **state)
{
    static const char *const text[] = {"a",
                                       "a|b|c",
                                       "a\n1",
                                       "a\n\n\n\n",
                                       "||\n||\n||\n||",
                                       "a|b\nx|\n|y\nz|\n|w",
                                       "1|2|3|4\n5|6|7|8"};
    struct draftplans *p;
    struct arena a;
    struct table t;
    struct err e;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) (void)plan_of(&a, text[i]);
    assert_true(table_new(&t, &a, 0, 0, &e));
    p = arena_new(&a, struct draftplans, 1);
    draftsearch_plans(&t, NULL, NULL, &a, p);
    assert_int_equal(p->n, 1);
    assert_int_equal(p->at[0].n, 0);
    arena_free(&a);
}

static void wide_tables_stay_cheap(void **state)
{
    struct draftplans *p;
    struct arena a;
    struct table t;
    struct err e;

    (void)state;
    arena_init(&a, (size_t)1 << 30);
    assert_true(table_new(&t, &a, TABLE_COLUMNS_MAX, 3, &e));
    for (int c = 0; c < t.ncol; c++) {
        t.col[c].name = arena_printf(&a, "c%d", c);
        for (int r = 0; r < 3; r++) t.col[c].cell[r] = S("1");
    }
    p = arena_new(&a, struct draftplans, 1);
    draftsearch_plans(&t, NULL, NULL, &a, p);
    assert_true(p->n > 0);
    assert_true(a.used < (size_t)600 << 20);
    arena_free(&a);
}

int test_draftfind(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_alone),
        cmocka_unit_test(heads_alone),
        cmocka_unit_test(names_share_words),
        cmocka_unit_test(tidy_stays),
        cmocka_unit_test(one_step_each),
        cmocka_unit_test(headings_of_two_levels),
        cmocka_unit_test(two_steps),
        cmocka_unit_test(three_steps),
        cmocka_unit_test(odd_inputs_are_answered),
        cmocka_unit_test(wide_tables_stay_cheap),
    };

    return run_group("draftfind", tests);
}
