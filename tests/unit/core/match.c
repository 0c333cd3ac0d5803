#include "unit.h"

#include "match.h"
#include "rebind.h"
#include <stdio.h>

/* "name:kind:format, ..." as a schema. */
static struct schema make(struct arena *a, const char *text)
{
    struct inspected_column *col = arena_new(a, struct inspected_column, 32);
    struct inspection in = {.column = col};
    struct schema s;
    struct err e = {0};
    slice rest = slice_z(text);

    while (rest.n >= 0) {
        slice one = slice_trim(slice_cut(rest, '|', &rest)), more, format;
        slice name = slice_cut(one, ':', &more), kind = slice_cut(more, ':', &format);
        struct inspected_column *c = &col[in.ncolumn++];

        c->name = name;
        c->level = &c->name;
        c->nlevel = 1;
        if (format.n > 0) c->format = format;
        assert_true(kind_from_name(kind, &c->kind));
    }
    assert_true(schema_of(&in, a, &s, &e));
    return s;
}

static struct plan plan_of(struct arena *a, const char *steps)
{
    struct failures f = {.arena = a};
    struct plan p;
    slice text = arena_printf(a, "{\"fettle\":\"plan/1\",\"steps\":[%s]}", steps);

    if (!plan_parse_text(text, a, &p, &f) || f.n > 0) fail_msg("%s", f.at[0].message.p);
    return p;
}

static struct match matched(struct arena *a, const char *was, const char *steps, const char *now)
{
    struct schema x = make(a, was), y = make(a, now);
    struct plan p;
    struct match m;

    if (steps != NULL) p = plan_of(a, steps);
    match_schema(&x, steps != NULL ? &p : NULL, &y, a, &m);
    return m;
}

static void expect_level(const char *was, const char *steps, const char *now, const char *level)
{
    struct arena a;
    struct match m;

    arena_init(&a, ARENA_NO_LIMIT);
    m = matched(&a, was, steps, now);
    if (strcmp(match_name(m.level), level) != 0)
        fail_msg("%s -> %s: %s, not %s", was, now, match_name(m.level), level);
    arena_free(&a);
}

#define HOURS "Region:text|Month:date:DD.MM.YYYY|Hours:number:1.234,56"
#define SELECT "{\"op\":\"select\",\"columns\":[\"Region\",\"Hours\"]}"

static void the_same_is_exact(void **state)
{
    (void)state;
    expect_level(HOURS, NULL, HOURS, "exact");
    expect_level(HOURS, NULL, "REGION :text|month:date:DD.MM.YYYY|hours:number:1.234,56", "exact");
}

static void other_marks_are_drift_though_the_hash_is_equal(void **state)
{
    (void)state;
    expect_level(HOURS, SELECT, "Region:text|Month:date:DD.MM.YYYY|Hours:number:1,234.56", "near");
    expect_level(HOURS, NULL, "Region:text|Month:date:MM/DD/YYYY|Hours:number:1.234,56", "near");
    expect_level(HOURS, NULL, "Region:text|Month:date:DD.MM.YYYY|Hours:number:1.234,56 %", "near");
    /* The plan does not look at the dates. */
    expect_level(HOURS, SELECT, "Region:text|Month:date:MM/DD/YYYY|Hours:number:1.234,56",
                 "superset");
    /* A month of whole numbers, or of none above a thousand, says less but nothing else. */
    expect_level(HOURS, NULL, "Region:text|Month:date:DD.MM.YYYY|Hours:integer:1234", "compatible");
    expect_level(HOURS, NULL, "Region:text|Month:date:DD.MM.YYYY|Hours:number:1234,56",
                 "compatible");
    expect_level(HOURS, NULL, "Region:text|Month:date:DD.MM.YYYY|Hours:integer", "compatible");
    expect_level(HOURS, NULL, "Region:text|Month:date:DD.MM.YYYY|Hours:number:1.234,56 EUR",
                 "compatible");
    expect_level("a:number:1 EUR", NULL, "a:number:1 USD", "near");
}

static void an_empty_column_fits_any_kind(void **state)
{
    (void)state;
    expect_level(HOURS, NULL, "Region:text|Month:empty|Hours:number:1.234,56", "compatible");
    expect_level(HOURS, NULL, "Region:text|Month:text|Hours:number:1.234,56", "near");
}

static void added_columns_leave_a_plan_by_name_alone(void **state)
{
    const char *more = "Region:text|Site:text|Month:date:DD.MM.YYYY|Hours:number:1.234,56";

    (void)state;
    expect_level(HOURS, SELECT, more, "superset");
    expect_level(HOURS, SELECT, "Hours:number:1.234,56|Region:text", "superset");
    expect_level(HOURS, SELECT, "Region:text|Month:date:DD.MM.YYYY", "near");
    /* A column that no step reads, but that passes through to the result, is missed. */
    expect_level("id:text|team:text|Jan:number", "{\"op\":\"fill\",\"columns\":[\"id\"]}",
                 "id:text|Jan:number", "near");
    expect_level(HOURS, SELECT, "Region:text|Hours:number:1.234,56", "superset");
    /* A position now means another column. */
    expect_level(HOURS, "{\"op\":\"select\",\"columns\":[1,3]}", more, "near");
    /* A range now holds one more. */
    expect_level("id:text|Jan:number|Feb:number",
                 "{\"op\":\"unpivot\",\"from\":\"Jan\",\"to\":\"Feb\"}",
                 "id:text|Jan:number|note:text|Feb:number", "near");
    expect_level("id:text|Jan:number|Feb:number",
                 "{\"op\":\"unpivot\",\"from\":\"Jan\",\"to\":\"Feb\"}",
                 "id:text|dept:text|Jan:number|Feb:number", "superset");
}

static void months_roll(void **state)
{
    struct arena a;
    struct match m;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    m = matched(&a, "Site:text|Jan 2026:number|Feb 2026:number", NULL,
                "Site:text|Feb 2026:number|Mar 2026:number");
    assert_int_equal(m.level, MATCH_ROLLING);
    assert_int_equal(m.ndrift, 2);
    assert_string_equal(m.drift[0].what, "renamed");
    assert_slice(m.drift[0].was, "Jan 2026");
    assert_slice(m.drift[0].now, "Feb 2026");
    assert_false(match_runs(&m, true, false));
    assert_true(match_runs(&m, true, true));
    arena_free(&a);
}

static void what_runs_by_itself(void **state)
{
    struct match m = {.level = MATCH_SUPERSET};

    (void)state;
    assert_true(match_runs(&m, true, false));
    assert_false(match_runs(&m, false, false));
    m.level = MATCH_NEAR;
    assert_false(match_runs(&m, true, true));
    m.level = MATCH_COMPATIBLE;
    assert_true(match_runs(&m, false, false));
}

static const struct drift *drift_of(const struct match *m, const char *what)
{
    for (int i = 0; i < m->ndrift; i++)
        if (strcmp(m->drift[i].what, what) == 0) return &m->drift[i];
    fail_msg("no drift \"%s\"", what);
    return NULL;
}

static void drift_names_what_happened(void **state)
{
    struct arena a;
    struct match m;
    const struct drift *d;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    m = matched(&a, "site:text|headcount:integer|hours:number|note:text", NULL,
                "hours:number|site:text|head count:integer|cost:number");
    assert_int_equal(m.level, MATCH_NEAR);
    d = drift_of(&m, "renamed");
    assert_slice(d->was, "headcount");
    assert_slice(d->now, "head count");
    assert_true(d->similarity > 0.7 && d->similarity <= 1);
    assert_slice(drift_of(&m, "removed")->column, "note");
    assert_slice(drift_of(&m, "added")->column, "cost");
    d = drift_of(&m, "moved");
    assert_slice(d->column, "hours");
    assert_slice(d->was, "3");
    assert_slice(d->now, "1");
    assert_int_equal(m.ndrift, 4);
    m = matched(&a, "a:text|b:number", NULL, "a:text|b:date");
    assert_slice(drift_of(&m, "kind")->now, "date");
    m = matched(&a, "alpha:text|beta:number", NULL, "x1:date|y2:date|z3:text");
    assert_int_equal(m.level, MATCH_NONE);
    assert_int_equal(m.ndrift, 0);
    arena_free(&a);
}

static void a_rolled_plan_addresses_the_new_names(void **state)
{
    struct arena a;
    struct schema was, now;
    struct plan p;
    const struct json *renamed, *doc;
    struct buf b = {0};

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    was = make(&a, "Site:text|Jan:number|Feb:number|Feb:number");
    now = make(&a, "Site:text|Feb:number|Mar:number|Mar:number");
    p = plan_of(&a,
                "{\"op\":\"rename\",\"columns\":{\"Site\":\"site\"}},"
                "{\"op\":\"fill\",\"columns\":[\"Jan\",{\"column\":\"Feb\",\"nth\":2},\"site\"]},"
                "{\"op\":\"unpivot\",\"from\":\"Jan\",\"to\":4,\"names_to\":\"Jan\"},"
                "{\"op\":\"fill\",\"columns\":[\"Jan\"]}");
    doc = rebind_plan(&p, &was, &now, &a, &renamed);
    json_write(&b, json_member(doc, "steps"), 0);
    assert_slice(buf_slice(&b),
                 "[{\"op\":\"rename\",\"columns\":{\"Site\":\"site\"}},"
                 "{\"op\":\"fill\",\"columns\":[\"Feb\",{\"column\":\"Mar\",\"nth\":2},\"site\"]},"
                 "{\"op\":\"unpivot\",\"from\":\"Feb\",\"to\":4,\"names_to\":\"Jan\"},"
                 /* this "Jan" is the column the step before made */
                 "{\"op\":\"fill\",\"columns\":[\"Jan\"]}]");
    buf_clear(&b);
    json_write(&b, renamed, 0);
    assert_slice(buf_slice(&b), "{\"Jan\":\"Feb\",\"Feb\":\"Mar\"}");
    buf_free(&b);
    arena_free(&a);
}

static void formulas_follow_the_names(void **state)
{
    struct arena a;
    struct schema was, now;
    struct plan p;
    const struct json *renamed, *doc, *step;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    was = make(&a, "Site:text|jan:number|Feb 26:number");
    now = make(&a, "Site:text|feb:number|Mar 26:number");
    p = plan_of(&a, "{\"op\":\"derive\",\"column\":\"sum\",\"formula\":"
                    "\"jan * 2 + [Feb 26] + round(jan, 2) - if(Site = 'jan', 1, 0)\"}");
    doc = rebind_plan(&p, &was, &now, &a, &renamed);
    step = json_member(doc, "steps")->item[0];
    assert_slice(json_text(json_member(step, "formula")),
                 "[feb] * 2 + [Mar 26] + round([feb], 2) - if(Site = 'jan', 1, 0)");
    arena_free(&a);
}

int test_match(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_is_exact),
        cmocka_unit_test(other_marks_are_drift_though_the_hash_is_equal),
        cmocka_unit_test(an_empty_column_fits_any_kind),
        cmocka_unit_test(added_columns_leave_a_plan_by_name_alone),
        cmocka_unit_test(months_roll),
        cmocka_unit_test(what_runs_by_itself),
        cmocka_unit_test(drift_names_what_happened),
        cmocka_unit_test(a_rolled_plan_addresses_the_new_names),
        cmocka_unit_test(formulas_follow_the_names),
    };

    return run_group("match", tests);
}
