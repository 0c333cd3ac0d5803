#include "unit.h"

#include "opexample.h"
#include "plan.h"

/* What a test of a plan needs, in one arena. */
struct scene {
    struct arena a;
    struct failures f;
    struct plan plan;
    struct table in;
    struct plan_result out;
};

static struct scene *set_up(struct scene *s, const char *plan, const char *csv)
{
    *s = (struct scene){0};
    arena_init(&s->a, ARENA_NO_LIMIT);
    s->f.arena = &s->a;
    opexample_table(csv, &s->a, &s->in);
    plan_parse_text(slice_z(plan), &s->a, &s->plan, &s->f);
    return s;
}

/* A plan from its steps only. */
static struct scene *with_steps(struct scene *s, const char *steps, const char *csv)
{
    struct arena a;
    slice text;

    arena_init(&a, ARENA_NO_LIMIT);
    text = arena_printf(&a, "{\"fettle\":\"plan/1\",\"steps\":%s}", steps);
    set_up(s, text.p, csv);
    arena_free(&a);
    return s;
}

static void tear_down(struct scene *s)
{
    arena_free(&s->a);
}

static void has(const struct scene *s, int i, const char *code, int step, const char *pointer,
                const char *suggestion)
{
    assert_true(i < s->f.n);
    assert_string_equal(failure_name(s->f.at[i].code), code);
    assert_int_equal(s->f.at[i].step, step);
    assert_slice(s->f.at[i].pointer, pointer);
    assert_slice(s->f.at[i].suggestion, suggestion);
}

/* ---------------------------------------------------------------- form */

static void the_form_is_checked(void **state)
{
    struct scene s;

    (void)state;
    set_up(&s, "{\"fettle\":\"plan/1\",\"steps\":[]}", "a\n1\n");
    assert_int_equal(s.f.n, 0);
    assert_int_equal(s.plan.header_rows, -1);
    tear_down(&s);
    set_up(&s,
           "{\"fettle\":\"plan/2\",\"setps\":[],\"steps\":[1,{},{\"op\":3}],\"source\":{"
           "\"region\":0,\"shet\":\"x\"},\"target\":1,\"metrics\":{}}",
           "a\n1\n");
    has(&s, 0, "bad_argument", 0, "/fettle", "");
    has(&s, 1, "unknown_argument", 0, "/setps", "");
    has(&s, 2, "unknown_argument", 0, "/source/shet", "sheet");
    has(&s, 3, "bad_argument", 0, "/source/region", "");
    has(&s, 4, "bad_argument", 0, "/metrics", "");
    has(&s, 5, "bad_argument", 0, "/target", "");
    assert_int_equal(s.f.n, 6);
    assert_false(plan_check(&s.plan, &s.in, &s.a, NULL, &s.f));
    has(&s, 6, "bad_argument", 1, "/steps/0", "");
    has(&s, 7, "missing_argument", 2, "/steps/1/op", "");
    has(&s, 8, "bad_argument", 3, "/steps/2/op", "");
    assert_int_equal(s.f.n, 9);
    tear_down(&s);
    set_up(&s, "{\"steps\":1", "a\n");
    has(&s, 0, "bad_argument", 0, "", "");
    tear_down(&s);
    set_up(&s, "[]", "a\n");
    assert_int_equal(s.f.n, 1);
    tear_down(&s);
    set_up(&s, "{\"fettle\":\"plan/1\"}", "a\n");
    has(&s, 0, "missing_argument", 0, "/steps", "");
    tear_down(&s);
    /* A step without an op never passes, and applying says why (found by fuzzing). */
    with_steps(&s, "[{\"faop\":\"parse_date\",\"columns\":[\"a\"]}]", "a\n1\n");
    assert_false(plan_apply(&s.plan, &s.in, &(struct plan_options){0}, &s.a, &s.out, &s.f));
    has(&s, 0, "missing_argument", 1, "/steps/0/op", "");
    tear_down(&s);
}

/* ------------------------------------------------------------ checking */

static void every_failure_is_found(void **state)
{
    struct scene s;

    (void)state;
    with_steps(&s,
               "[{\"op\":\"fil\",\"columns\":[\"region\"]},"
               "{\"op\":\"fill\",\"colums\":[\"region\"]},"
               "{\"op\":\"select\",\"columns\":[\"regoin\",\"n\",9]},"
               "{\"op\":\"head\"},{\"op\":\"head\",\"rows\":\"3\"},"
               "{\"op\":\"frobnicate\"}]",
               "region,n\nNorth,1\n");
    assert_false(plan_check(&s.plan, &s.in, &s.a, NULL, &s.f));
    has(&s, 0, "unknown_op", 1, "/steps/0/op", "fill");
    has(&s, 1, "unknown_argument", 2, "/steps/1/colums", "columns");
    has(&s, 2, "unknown_column", 3, "/steps/2/columns/0", "region");
    has(&s, 3, "unknown_column", 3, "/steps/2/columns/2", "");
    has(&s, 4, "missing_argument", 4, "/steps/3/rows", "");
    has(&s, 5, "bad_argument", 5, "/steps/4/rows", "");
    has(&s, 6, "unknown_op", 6, "/steps/5/op", "");
    assert_int_equal(s.f.n, 7);
    tear_down(&s);
}

/* A guess helps to go on, but nothing that only follows from a guess is reported. */
static void guesses_do_not_accuse(void **state)
{
    struct scene s;

    (void)state;
    with_steps(&s,
               "[{\"op\":\"unpvot\",\"from\":\"Jan\",\"to\":\"Feb\",\"values_to\":\"h\"},"
               "{\"op\":\"fill\",\"columns\":[\"h\"]},"
               "{\"op\":\"drop\",\"columns\":[\"Jan\"]}]",
               "id,Jan,Feb\n1,2,3\n");
    plan_check(&s.plan, &s.in, &s.a, NULL, &s.f);
    has(&s, 0, "unknown_op", 1, "/steps/0/op", "unpivot");
    has(&s, 1, "unknown_column", 3, "/steps/2/columns/0", "");
    assert_int_equal(s.f.n, 2);
    tear_down(&s);
    with_steps(&s,
               "[{\"op\":\"frobnicate\",\"to\":\"h\"},{\"op\":\"fill\",\"columns\":[\"h\"]},"
               "{\"op\":\"fill\",\"columns\":\"h\"}]",
               "id\n1\n");
    plan_check(&s.plan, &s.in, &s.a, NULL, &s.f);
    has(&s, 0, "unknown_op", 1, "/steps/0/op", "");
    has(&s, 1, "bad_argument", 3, "/steps/2/columns", "");
    assert_int_equal(s.f.n, 2);
    tear_down(&s);
}

static void columns_after_the_plan_are_known(void **state)
{
    struct scene s;
    struct table out;

    (void)state;
    with_steps(&s,
               "[{\"op\":\"unpivot\",\"from\":2,\"to\":3,\"names_to\":\"m\"},"
               "{\"op\":\"rename\",\"columns\":{\"value\":\"h\"}}]",
               "id,Jan,Feb\n1,2,3\n");
    assert_true(plan_check(&s.plan, &s.in, &s.a, &out, &s.f));
    assert_int_equal(out.ncol, 3);
    assert_int_equal(out.nrow, 0);
    assert_slice(out.col[1].name, "m");
    assert_slice(out.col[2].name, "h");
    tear_down(&s);
}

static void repeated_names_must_be_told_apart(void **state)
{
    struct scene s;

    (void)state;
    with_steps(&s,
               "[{\"op\":\"drop\",\"columns\":[\"EUR\"]},"
               "{\"op\":\"drop\",\"columns\":[{\"column\":\"EUR\",\"nth\":3}]},"
               "{\"op\":\"drop\",\"columns\":[{\"column\":\"EUR\",\"nth\":0}]}]",
               "h,EUR,EUR\n1,2,3\n");
    plan_check(&s.plan, &s.in, &s.a, NULL, &s.f);
    has(&s, 0, "ambiguous_column", 1, "/steps/0/columns/0", "{\"column\":\"EUR\",\"nth\":1}");
    has(&s, 2, "bad_argument", 3, "/steps/2/columns/0", "");
    tear_down(&s);
    with_steps(&s, "[{\"op\":\"drop\",\"columns\":[{\"column\":\"EUR\",\"nth\":3}]}]",
               "h,EUR,EUR\n1,2,3\n");
    plan_check(&s.plan, &s.in, &s.a, NULL, &s.f);
    has(&s, 0, "unknown_column", 1, "/steps/0/columns/0", "{\"column\":\"EUR\",\"nth\":2}");
    tear_down(&s);
}

/* A step whose columns depend on cells ends what can be known; the rest is checked as it runs. */
static void after_a_dynamic_step_only_the_form_is_checked(void **state)
{
    static const char steps[] = "[{\"op\":\"promote_header\"},"
                                "{\"op\":\"fill\",\"columns\":[\"nope\"]},"
                                "{\"op\":\"fill\",\"columns\":7}]";
    struct plan_options o = {0};
    struct scene s;

    (void)state;
    with_steps(&s, steps, "column_1\nname\nAnn\n");
    assert_false(plan_check(&s.plan, &s.in, &s.a, NULL, &s.f));
    has(&s, 0, "bad_argument", 3, "/steps/2/columns", "");
    assert_int_equal(s.f.n, 1);
    s.f.n = 0;
    s.plan.nstep = 2;
    assert_false(plan_apply(&s.plan, &s.in, &o, &s.a, &s.out, &s.f));
    has(&s, 0, "unknown_column", 2, "/steps/1/columns/0", "");
    assert_int_equal(s.out.done, 1);
    assert_slice(opexample_csv(&s.out.table, &s.a), "name\nAnn\n");
    tear_down(&s);
}

/* ------------------------------------------------------------ applying */

static void steps_are_kept_on_request(void **state)
{
    struct plan_options o = {.keep_steps = true};
    struct scene s;

    (void)state;
    with_steps(&s,
               "[{\"op\":\"fill\",\"columns\":[\"a\"]},{\"op\":\"drop\",\"columns\":[\"b\"]},"
               "{\"op\":\"head\",\"rows\":1}]",
               "a,b\nx,1\n,2\n");
    assert_true(plan_apply(&s.plan, &s.in, &o, &s.a, &s.out, &s.f));
    assert_slice(opexample_csv(&s.out.after[0], &s.a), "a,b\nx,1\n,2\n");
    assert_slice(opexample_csv(&s.out.after[1], &s.a), "a,b\nx,1\nx,2\n");
    assert_slice(opexample_csv(&s.out.after[2], &s.a), "a\nx\nx\n");
    assert_slice(opexample_csv(&s.out.table, &s.a), "a\nx\n");
    o = (struct plan_options){.upto = 1};
    assert_true(plan_apply(&s.plan, &s.in, &o, &s.a, &s.out, &s.f));
    assert_int_equal(s.out.done, 1);
    assert_slice(opexample_csv(&s.out.table, &s.a), "a,b\nx,1\nx,2\n");
    tear_down(&s);
}

static void a_broken_step_shows_its_cells(void **state)
{
    struct plan_options o = {0};
    struct scene s;
    struct buf csv = {0};

    (void)state;
    buf_putz(&csv, "k\n");
    for (int i = 0; i < 30; i++) buf_printf(&csv, "bad%d\n", i);
    buf_putc(&csv, 0);
    with_steps(&s,
               "[{\"op\":\"head\",\"rows\":25},"
               "{\"op\":\"map\",\"columns\":[\"k\"],\"values\":{\"a\":\"b\"},\"other\":\"fail\"}]",
               csv.p);
    assert_false(plan_apply(&s.plan, &s.in, &o, &s.a, &s.out, &s.f));
    has(&s, 0, "step_failed", 2, "/steps/1/values", "");
    assert_int_equal(s.f.at[0].count, 25);
    assert_int_equal(s.f.at[0].ncell, FAILURE_CELLS);
    assert_int_equal(s.f.at[0].cell[3].row, 5); /* the header is row 1 */
    assert_slice(s.f.at[0].cell[3].column, "k");
    assert_slice(s.f.at[0].cell[3].value, "bad3");
    assert_int_equal(s.out.done, 1);
    assert_int_equal(s.out.table.nrow, 25);
    buf_free(&csv);
    tear_down(&s);
}

static void limits_name_the_number(void **state)
{
    struct plan_options o = {.cells_max = 20};
    struct scene s;

    (void)state;
    with_steps(&s, "[{\"op\":\"unpivot\",\"from\":1,\"to\":4}]",
               "a,b,c,d\n1,2,3,4\n1,2,3,4\n1,2,3,4\n");
    assert_false(plan_apply(&s.plan, &s.in, &o, &s.a, &s.out, &s.f));
    has(&s, 0, "limit", 1, "/steps/0", "");
    assert_true(slice_find(s.f.at[0].message, S("24 cells")) > 0);
    tear_down(&s);
}

/* A pattern that explodes ends with a clear failure, quickly. */
static void exploding_patterns_end(void **state)
{
    struct plan_options o = {0};
    struct scene s;

    (void)state;
    with_steps(&s, "[{\"op\":\"drop_rows\",\"matches\":\"^(a+)+$\"}]",
               "a\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX\n");
    assert_false(plan_apply(&s.plan, &s.in, &o, &s.a, &s.out, &s.f));
    has(&s, 0, "limit", 1, "/steps/0/matches", "");
    tear_down(&s);
}

static void metrics_become_columns(void **state)
{
    struct plan_options o = {0};
    struct scene s;

    (void)state;
    set_up(&s,
           "{\"fettle\":\"plan/1\",\"steps\":[{\"op\":\"parse_number\",\"columns\":[\"h\",\"n\"]}],"
           "\"metrics\":[{\"name\":\"rate\",\"formula\":\"h / (n * 2)\",\"unit\":\"ratio\"},"
           "{\"name\":\"twice\",\"formula\":\"rate * 2\"}]}",
           "h,n\n10,4\n1,0\n");
    assert_true(plan_apply(&s.plan, &s.in, &o, &s.a, &s.out, &s.f));
    assert_slice(opexample_csv(&s.out.table, &s.a), "h,n,rate,twice\n10,4,1.25,2.50\n1,0,,\n");
    tear_down(&s);
    set_up(&s,
           "{\"fettle\":\"plan/1\",\"steps\":[],\"metrics\":[{\"name\":\"h\",\"formula\":\"1\"},"
           "{\"name\":\"x\",\"formula\":\"qqqq + 1\"},{\"name\":\"y\"},7,"
           "{\"name\":\"z\",\"formula\":\"1 +\",\"unti\":\"\"}]}",
           "h,n\n10,4\n");
    assert_false(plan_check(&s.plan, &s.in, &s.a, NULL, &s.f));
    has(&s, 0, "duplicate_column", 0, "/metrics/0/name", "");
    has(&s, 1, "formula_name", 0, "/metrics/1/formula", "");
    has(&s, 2, "missing_argument", 0, "/metrics/2/formula", "");
    has(&s, 3, "bad_argument", 0, "/metrics/3", "");
    has(&s, 4, "unknown_argument", 0, "/metrics/4/unti", "unit");
    tear_down(&s);
}

/* --------------------------------------------------------------- reads */

static void reads(const char *steps, const char *csv, const char *want)
{
    struct scene s;
    struct op_columns c;
    bool all;
    struct buf b = {0};

    with_steps(&s, steps, csv);
    assert_true(plan_reads(&s.plan, &s.in, &s.a, &c, &all));
    for (int i = 0; i < c.n; i++) buf_printf(&b, "%d ", c.at[i] + 1);
    buf_putz(&b, all ? "all" : "");
    assert_slice(buf_slice(&b), want);
    buf_free(&b);
    tear_down(&s);
}

static void what_a_plan_reads(void **state)
{
    (void)state;
    reads("[]", "a,b\n", "");
    reads("[{\"op\":\"fill\",\"columns\":[\"b\"]}]", "a,b,c\n", "2 ");
    /* Through renames, moves and new columns back to the input. */
    reads("[{\"op\":\"rename\",\"columns\":{\"c\":\"x\"}},{\"op\":\"reorder\",\"columns\":[\"x\"]},"
          "{\"op\":\"constant\",\"to\":\"k\",\"value\":\"1\"},"
          "{\"op\":\"fill\",\"columns\":[\"k\",\"x\"]}]",
          "a,b,c\n", "3 ");
    reads("[{\"op\":\"unpivot\",\"from\":\"b\",\"to\":\"d\"}]", "a,b,c,d\n", "2 3 4 ");
    reads("[{\"op\":\"fill\",\"columns\":[2]}]", "a,b\n", "2 all");
    reads("[{\"op\":\"drop_blank_rows\"}]", "a,b\n", "all");
    reads("[{\"op\":\"drop_blank_rows\",\"columns\":[\"a\"]}]", "a,b\n", "1 ");
    reads("[{\"op\":\"transpose\"}]", "a,b\n", "all");
    reads("[{\"op\":\"head\",\"rows\":3}]", "a,b\n", "");
    reads("[{\"op\":\"filter\",\"formula\":\"b = 'x'\"}]", "a,b,c\n", "2 ");
    reads("[{\"op\":\"group\",\"by\":[\"a\"],\"values\":{\"n\":\"count(c)\"}}]", "a,b,c\n", "1 3 ");
    reads(
        "[{\"op\":\"rename\",\"columns\":{\"a\":\"k\"}}],\"metrics\":[{\"name\":\"m\",\"formula\":"
        "\"length(c)\"}],\"sentinels\":[{\"check\":\"not_null\",\"columns\":[\"k\"]}]",
        "a,b,c\n", "1 3 ");
}

/* --------------------------------------------------- identity and edits */

static void the_digest_ignores_spelling_only(void **state)
{
    struct scene s, t;

    (void)state;
    set_up(&s, "{\"fettle\":\"plan/1\",\"steps\":[{\"op\":\"head\",\"rows\":3}],\"metrics\":[]}",
           "a\n");
    set_up(&t, "{ \"steps\": [ {\"rows\": 3, \"op\": \"head\"} ], \"fettle\": \"plan/1\" }", "a\n");
    assert_string_equal(plan_digest(&s.plan, &s.a).hex, plan_digest(&t.plan, &t.a).hex);
    tear_down(&t);
    set_up(&t, "{\"fettle\":\"plan/1\",\"steps\":[{\"op\":\"head\",\"rows\":4}]}", "a\n");
    assert_string_not_equal(plan_digest(&s.plan, &s.a).hex, plan_digest(&t.plan, &t.a).hex);
    tear_down(&t);
    tear_down(&s);
}

static void edits_make_new_documents(void **state)
{
    struct scene s;
    struct plan p;
    const struct json *doc;
    struct err e = {0};

    (void)state;
    set_up(&s,
           "{\"fettle\":\"plan/1\",\"source\":{\"header_rows\":2},"
           "\"steps\":[{\"op\":\"head\",\"rows\":1},{\"op\":\"head\",\"rows\":2}]}",
           "a\n");
    doc = json_parse(&s.a, S("{\"op\":\"trim\"}"), &e);
    assert_true(plan_parse(plan_with_step(&s.plan, 1, doc, false, &s.a), &s.a, &p, &s.f));
    assert_int_equal(p.nstep, 3);
    assert_slice(p.step[1].name, "trim");
    assert_int_equal(p.header_rows, 2);
    assert_true(plan_parse(plan_with_step(&s.plan, 2, doc, false, &s.a), &s.a, &p, &s.f));
    assert_slice(p.step[2].name, "trim");
    assert_true(plan_parse(plan_with_step(&s.plan, 0, doc, true, &s.a), &s.a, &p, &s.f));
    assert_int_equal(p.nstep, 2);
    assert_slice(p.step[0].name, "trim");
    assert_true(plan_parse(plan_without_step(&s.plan, 0, &s.a), &s.a, &p, &s.f));
    assert_int_equal(p.nstep, 1);
    assert_slice(plan_step_text(&p.step[0], &s.a), "head rows=2");
    assert_int_equal(s.plan.nstep, 2);
    assert_true(plan_parse(plan_empty(S("Hours"), 1, 0, &s.a), &s.a, &p, &s.f));
    assert_slice(p.sheet, "Hours");
    assert_int_equal(p.header_rows, 0);
    assert_int_equal(s.f.n, 0);
    tear_down(&s);
}

static void steps_read_as_sentences(void **state)
{
    struct scene s;

    (void)state;
    with_steps(&s,
               "[{\"op\":\"unpivot\",\"from\":\"Jan\",\"to\":\"Dec\",\"names_to\":\"month\","
               "\"values_to\":\"hours\"},"
               "{\"op\":\"rename\",\"columns\":{\"a\":\"b\"}},"
               "{\"op\":\"drop\",\"columns\":[\"a\",2,{\"column\":\"EUR\",\"nth\":2}]},"
               "{\"op\":\"explode\",\"column\":\"t\",\"delimiter\":\";\"},{\"op\":\"zap\"}]",
               "a\n");
    assert_slice(plan_step_text(&s.plan.step[0], &s.a), "unpivot Jan..Dec → month, hours");
    assert_slice(plan_step_text(&s.plan.step[1], &s.a), "rename a → b");
    assert_slice(plan_step_text(&s.plan.step[2], &s.a), "drop a, #2, EUR #2");
    assert_slice(plan_step_text(&s.plan.step[3], &s.a), "explode t delimiter=\";\"");
    assert_slice(plan_step_text(&s.plan.step[4], &s.a), "zap (unknown)");
    tear_down(&s);
}

/* ------------------------------------------------------------- failures */

static void failures_survive_json(void **state)
{
    struct scene s;
    struct buf b = {0}, text = {0};
    struct json_writer w = {.out = &b};
    struct failure back;
    struct err e = {0};

    (void)state;
    with_steps(&s,
               "[{\"op\":\"map\",\"columns\":[\"k\"],\"values\":{\"a\":\"b\"},\"other\":\"fail\"}]",
               "k\nx\ny\n");
    assert_false(plan_apply(&s.plan, &s.in, &(struct plan_options){0}, &s.a, &s.out, &s.f));
    failure_json(&s.f.at[0], &w, NULL);
    assert_true(failure_parse(json_parse(&s.a, buf_slice(&b), &e), &s.a, &back));
    assert_int_equal(back.code, FAIL_STEP_FAILED);
    assert_int_equal(back.count, 2);
    assert_int_equal(back.ncell, 2);
    assert_slice(back.cell[1].value, "y");
    assert_int_equal(back.cell[1].row, 3);
    failure_text(&back, 1, &text);
    assert_slice(buf_slice(&text), "step 1 (map): a value is not in the table\n"
                                   "  row 2 column k \"x\"\n  … and 1 more\n");
    buf_free(&b);
    buf_free(&text);
    tear_down(&s);
}

int test_plan(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_is_checked),
        cmocka_unit_test(every_failure_is_found),
        cmocka_unit_test(guesses_do_not_accuse),
        cmocka_unit_test(columns_after_the_plan_are_known),
        cmocka_unit_test(repeated_names_must_be_told_apart),
        cmocka_unit_test(after_a_dynamic_step_only_the_form_is_checked),
        cmocka_unit_test(steps_are_kept_on_request),
        cmocka_unit_test(a_broken_step_shows_its_cells),
        cmocka_unit_test(limits_name_the_number),
        cmocka_unit_test(exploding_patterns_end),
        cmocka_unit_test(metrics_become_columns),
        cmocka_unit_test(what_a_plan_reads),
        cmocka_unit_test(the_digest_ignores_spelling_only),
        cmocka_unit_test(edits_make_new_documents),
        cmocka_unit_test(steps_read_as_sentences),
        cmocka_unit_test(failures_survive_json),
    };

    return run_group("plan", tests);
}
