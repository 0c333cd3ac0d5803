#include "unit.h"

#include "fs.h"
#include "run.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What the fakes say and how often they were asked; one world at a time. */
static struct {
    int plans, codes, runs;
    const char *plan;        /* NULL: cannot say */
    const char *const *fail; /* the ending of each run of code; NULL: it works */
    bool no_sandbox;
} fake;

static bool fake_plan(const struct author_config *c, const struct author_request *q,
                      struct arena *a, struct author_reply *out, struct err *e)
{
    (void)c;
    (void)q;
    fake.plans++;
    if (fake.plan == NULL) return err_set(e, E_AUTHOR, "does not know");
    out->plan = json_parse(a, slice_z(fake.plan), e);
    return out->plan != NULL;
}

static bool fake_code(const struct author_config *c, const struct author_request *q,
                      struct arena *a, struct author_reply *out, struct err *e)
{
    (void)c;
    (void)e;
    assert_int_equal(q->round, fake.codes);
    /* A repair is told the code and how it ended. */
    if (q->round > 0) {
        assert_true(q->code.n > 0);
        assert_non_null(q->record);
        assert_true(q->record->traceback.n > 0 || (q->record->success && q->failures->n > 0));
    }
    out->code = arena_printf(a, "version %d", fake.codes++);
    return true;
}

static const struct author author = {.name = "fake", .plan = fake_plan, .code = fake_code};

static bool fake_run(const struct exec_request *q, int fd, struct arena *a, struct exec_record *out,
                     struct err *e)
{
    const char *fails = fake.fail != NULL ? fake.fail[fake.runs] : NULL;

    (void)q;
    (void)fd;
    fake.runs++;
    if (fake.no_sandbox) return err_set(e, E_SANDBOX, "user namespaces are off");
    *out = (struct exec_record){.success = fails == NULL, .backend = S("fake")};
    if (fails != NULL) {
        out->error = EXEC_EXCEPTION;
        out->error_last_line = out->error_message = out->traceback = slice_z(fails);
        return true;
    }
    out->has_table = true;
    assert_true(table_new(&out->table, a, 1, 2, e));
    out->table.col[0].name = S("made");
    column_put(&out->table.col[0], 0, S("by code"));
    return true;
}

static const struct backend backend = {.name = "fake", .run = fake_run};

struct world {
    struct arena arena;
    char dir[48], cache[64], file[64];
    struct store *store;
    struct source source;
    struct workbook book;
    struct inspection in;
    struct run_request q;
    struct run_result r;
    struct err e;
};

static void read_text(struct world *w, const char *text)
{
    struct read_options o = READ_DEFAULTS;

    assert_true(fs_write(w->file, slice_z(text), &w->e));
    assert_true(source_open(&w->source, w->file, &o, &w->arena, &w->e));
    assert_true(workbook_read(&w->source, &o, &w->arena, &w->book, &w->e));
    assert_true(inspect(&w->book, &o, &w->arena, &w->in, &w->e));
}

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    memset(&fake, 0, sizeof fake);
    arena_init(&w->arena, ARENA_NO_LIMIT);
    snprintf(w->dir, sizeof w->dir, "/tmp/fettle-run-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    snprintf(w->cache, sizeof w->cache, "%s/c.db", w->dir);
    snprintf(w->file, sizeof w->file, "%s/in.csv", w->dir);
    w->store = store_open(w->cache, false, &w->e);
    assert_non_null(w->store);
    read_text(w, "site,Q1,Q2\nLeeds,1,2\nYork,3,4\nHull,5,6\n");
    w->q = (struct run_request){.orca = "acme",
                                .source = &w->source,
                                .in = &w->in,
                                .read = READ_DEFAULTS,
                                .policy = RUN_CODE,
                                .author = &author,
                                .backend = &backend,
                                .repairs = 3,
                                .who = "mk"};
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    char cmd[80];

    store_close(w->store);
    snprintf(cmd, sizeof cmd, "rm -rf '%s'", w->dir);
    assert_int_equal(system(cmd), 0);
    arena_free(&w->arena);
    free(w);
    return 0;
}

#define UNPIVOT                                                                                    \
    "{\"fettle\":\"plan/1\",\"steps\":[{\"op\":\"unpivot\",\"from\":\"Q1\",\"to\":\"Q2\"}]}"
#define UNKNOWN_OP "{\"fettle\":\"plan/1\",\"steps\":[{\"op\":\"magic\"}]}"

static void run(struct world *w)
{
    if (!run_source(w->store, &w->q, &w->arena, &w->r, &w->e)) fail_msg("%s", w->e.text);
}

/* The newest run's row. */
static struct run_row row(struct world *w)
{
    struct run_row *list;
    int n;

    assert_true(store_runs(w->store, "acme", 0, 1, &w->arena, &list, &n, &w->e));
    assert_int_equal(n, 1);
    return list[0];
}

static void a_pin_runs_and_nobody_is_asked(void **state)
{
    struct world *w = *state;
    struct run_accept accept = {.who = "mk", .state = PIN_APPROVED};

    fake.plan = UNPIVOT;
    run(w);
    assert_string_equal(w->r.via, "plan");
    assert_int_equal(w->r.author_calls, 1);
    assert_true(run_pin(w->store, &w->q, &w->r, &accept, &w->e) > 0);
    for (int i = 0; i < 3; i++) {
        run(w);
        assert_string_equal(w->r.outcome, "ok");
        assert_string_equal(w->r.via, "pin");
        assert_int_equal(w->r.author_calls, 0);
        assert_int_equal(row(w).pin, w->r.pin);
    }
    assert_int_equal(fake.plans, 1);
    assert_int_equal(fake.runs, 0);
    assert_int_equal(store_author_calls(w->store, "acme", &w->e), 1);
    /* A pin's result is not pinned again. */
    assert_int_equal(run_pin(w->store, &w->q, &w->r, &accept, &w->e), 0);
}

static void a_proposed_pin_does_not_run(void **state)
{
    struct world *w = *state;
    struct run_accept propose = {.who = "mk", .state = PIN_PROPOSED};

    fake.plan = UNPIVOT;
    run(w);
    assert_true(run_pin(w->store, &w->q, &w->r, &propose, &w->e) > 0);
    w->q.policy = RUN_PINNED_ONLY;
    run(w);
    assert_string_equal(w->r.outcome, "refused");
    assert_int_equal(w->r.stop.code, E_POLICY);
    assert_true(w->r.failure > 0);
}

static void code_is_repaired_until_it_works(void **state)
{
    static const char *const fail[] = {"KeyError: 1", "ValueError: 2", NULL};
    struct world *w = *state;
    struct run_accept accept = {.who = "mk", .state = PIN_APPROVED};

    fake.plan = UNKNOWN_OP;
    fake.fail = fail;
    run(w);
    assert_string_equal(w->r.outcome, "ok");
    assert_string_equal(w->r.via, "code");
    assert_slice(w->r.code, "version 2");
    assert_int_equal(w->r.stop.code, E_NONE);
    assert_int_equal(w->r.rounds, 2);
    assert_int_equal(w->r.author_calls, 4);
    assert_int_equal(store_author_calls(w->store, "acme", &w->e), 4);
    assert_true(run_pin(w->store, &w->q, &w->r, &accept, &w->e) > 0);
    fake.fail = NULL;
    run(w);
    assert_string_equal(w->r.via, "pin");
    assert_slice(w->r.code, "version 2");
    assert_int_equal(w->r.author_calls, 0);
}

static void repairs_end(void **state)
{
    static const char *const fail[] = {"a", "b", "c", "d", "e", "f"};
    struct world *w = *state;

    fake.plan = UNKNOWN_OP;
    fake.fail = fail;
    run(w);
    assert_string_equal(w->r.outcome, "code_failed");
    assert_int_equal(fake.codes, 4); /* the first and three repairs */
    assert_int_equal(w->r.stop.code, E_CODE);
    assert_non_null(strstr(w->r.stop.text, "d"));
}

static void the_same_error_again_ends_them_at_once(void **state)
{
    static const char *const fail[] = {"KeyError: 1", "KeyError: 1", "KeyError: 1", "x"};
    struct world *w = *state;
    struct failure_row f;

    fake.plan = UNKNOWN_OP;
    fake.fail = fail;
    run(w);
    assert_string_equal(w->r.outcome, "code_failed");
    assert_int_equal(fake.codes, 2);
    assert_true(store_failure_get(w->store, "acme", w->r.failure, &w->arena, &f, &w->e));
    assert_slice(f.code, "exception");
    assert_true(slice_find(f.plan, S("magic")) >= 0);
}

static void the_rules_of_the_plan_guard_the_code(void **state)
{
    struct world *w = *state;
    struct run_accept accept = {.who = "mk", .state = PIN_APPROVED};

    fake.plan = "{\"fettle\":\"plan/1\",\"steps\":[{\"op\":\"magic\"}],\"sentinels\":"
                "[{\"check\":\"row_count\",\"must_be_less_than\":2}]}";
    run(w);
    assert_string_equal(w->r.outcome, "rejected");
    assert_int_equal(w->r.failures.at[0].code, FAIL_SENTINEL_FAILED);
    assert_int_equal(fake.codes, 2); /* the repair failed in the same way */
    fake.codes = fake.runs = 0;
    fake.plan = "{\"fettle\":\"plan/1\",\"steps\":[{\"op\":\"magic\"}],\"sentinels\":"
                "[{\"check\":\"row_count\",\"must_be_less_than\":3}]}";
    run(w);
    assert_string_equal(w->r.outcome, "ok");
    /* They stay with the pin of the code. */
    assert_true(run_pin(w->store, &w->q, &w->r, &accept, &w->e) > 0);
    run(w);
    assert_string_equal(w->r.via, "pin");
    assert_string_equal(w->r.outcome, "ok");
}

static void a_result_must_meet_the_target(void **state)
{
    struct world *w = *state;

    fake.plan = UNPIVOT;
    w->q.policy = RUN_PLAN;
    w->q.target = S("{\"fields\":[{\"name\":\"site\"},{\"name\":\"name\"},{\"name\":\"value\"}]}");
    run(w);
    assert_string_equal(w->r.outcome, "ok");
    w->q.target = S("{\"fields\":[{\"name\":\"site\"},{\"name\":\"quarter\"}]}");
    run(w);
    assert_string_equal(w->r.outcome, "rejected");
    assert_int_equal(w->r.failures.at[0].code, FAIL_TARGET_MISMATCH);
    assert_int_equal(w->r.table.ncol, 0);
}

static void a_policy_without_code_runs_none(void **state)
{
    struct world *w = *state;

    fake.plan = UNKNOWN_OP;
    w->q.policy = RUN_PLAN;
    run(w);
    assert_string_equal(w->r.outcome, "rejected");
    assert_int_equal(fake.codes + fake.runs, 0);
    assert_int_equal(w->r.failures.n, 1);
}

static void a_wrong_column_is_no_case_for_code(void **state)
{
    struct world *w = *state;

    fake.plan = "{\"fettle\":\"plan/1\",\"steps\":[{\"op\":\"fill\",\"columns\":[\"nowhere\"]}]}";
    run(w);
    assert_string_equal(w->r.outcome, "rejected");
    assert_int_equal(fake.codes, 0);
}

static void no_sandbox_is_recorded_and_told(void **state)
{
    struct world *w = *state;

    fake.plan = UNKNOWN_OP;
    fake.no_sandbox = true;
    run(w);
    assert_string_equal(w->r.outcome, "sandbox");
    assert_int_equal(w->r.stop.code, E_SANDBOX);
    assert_int_equal(fake.codes, 1); /* a repair cannot help */
    assert_slice(row(w).outcome, "sandbox");
}

static void an_author_that_cannot_answer_is_recorded(void **state)
{
    struct world *w = *state;
    struct failure_row f;

    w->q.policy = RUN_PLAN;
    run(w);
    assert_string_equal(w->r.outcome, "rejected");
    assert_int_equal(w->r.stop.code, E_AUTHOR);
    assert_int_equal(row(w).author_calls, 1);
    assert_true(store_failure_get(w->store, "acme", w->r.failure, &w->arena, &f, &w->e));
    assert_slice(f.code, "author");
}

static void a_dry_run_leaves_no_trace(void **state)
{
    struct world *w = *state;
    struct run_row *list;
    int n;

    fake.plan = UNPIVOT;
    w->q.dry = true;
    run(w);
    assert_string_equal(w->r.outcome, "ok");
    assert_true(store_runs(w->store, "acme", 0, 1, &w->arena, &list, &n, &w->e));
    assert_int_equal(n, 0);
}

static void provenance_is_compact_and_right(void **state)
{
    struct world *w = *state;
    struct provenance_row p;
    bool found;

    fake.plan = UNPIVOT;
    run(w);
    /* site: 2 spans; name: from nowhere, 1; value: one span for each unpivoted column. */
    assert_int_equal(w->r.nprovenance, 5);
    assert_true(run_finish(w->store, &w->r, "out.csv", hash_sha256(S("x")), &w->e));
    assert_true(store_provenance_at(w->store, w->r.run, 3, 5, &w->arena, &p, &found, &w->e));
    assert_true(found);
    assert_int_equal(p.source_col, 3);
    assert_int_equal(p.source_row + (5 - p.row_first) * p.source_step, 3);
    assert_int_equal(p.step, 1);
    assert_slice(row(w).output_path, "out.csv");
}

/* Columns that keep their rows share the spans of the rows, however many there are. */
static void columns_share_the_spans_of_their_rows(void **state)
{
    enum { ROWS = 600 };
    struct world *w = *state;
    struct provenance_row p;
    struct buf b = {0};
    bool found;

    buf_putz(&b, "site;Q1;Q2;kind\n");
    for (int i = 0; i < ROWS; i++)
        buf_printf(&b, "S%d;%d;%d;%s\n", i, i, 2 * i, i % 3 == 0 ? "out" : "in");
    buf_putc(&b, 0);
    read_text(w, b.p);
    fake.plan =
        "{\"fettle\":\"plan/1\",\"steps\":[{\"op\":\"filter\",\"formula\":\"kind = 'in'\"}]}";
    run(w);
    assert_int_equal(w->r.table.nrow, ROWS * 2 / 3);
    /* Two rows and then a gap: a span for each pair, and one for each of the four columns. */
    assert_int_equal(w->r.nprovenance, ROWS / 3 + 4);
    assert_true(run_finish(w->store, &w->r, "out.csv", hash_sha256(S("x")), &w->e));
    for (int64_t row = 1; row <= w->r.table.nrow; row += 7)
        for (int32_t c = 1; c <= 4; c++) {
            int32_t source = w->r.table.source_row[row - 1];

            assert_true(
                store_provenance_at(w->store, w->r.run, c, row, &w->arena, &p, &found, &w->e));
            assert_true(found);
            assert_int_equal(p.column, c);
            assert_int_equal(p.source_col, c);
            assert_int_equal(p.source_row + (row - p.row_first) * p.source_step, source);
        }
    buf_free(&b);
}

static void another_file_of_the_shape_runs_and_drift_is_told(void **state)
{
    struct world *w = *state;
    struct run_accept accept = {.who = "mk", .state = PIN_APPROVED};
    struct failure_row f;

    fake.plan = UNPIVOT;
    run(w);
    assert_true(run_pin(w->store, &w->q, &w->r, &accept, &w->e) > 0);
    w->q.policy = RUN_PINNED_ONLY;
    read_text(w, "site;Q1;Q2\nBath;10;20\n");
    run(w);
    assert_string_equal(w->r.via, "pin");
    assert_int_equal(w->r.table.nrow, 2);
    read_text(w, "Q1,Q2,head count\n1,2,3\n4,5,6\n");
    run(w);
    assert_string_equal(w->r.outcome, "refused");
    assert_true(store_failure_get(w->store, "acme", w->r.failure, &w->arena, &f, &w->e));
    assert_true(slice_find(f.drift, S("\"removed\"")) >= 0);
    assert_true(slice_find(f.drift, S("head count")) >= 0);
}

int test_run(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_pin_runs_and_nobody_is_asked),
        T(a_proposed_pin_does_not_run),
        T(code_is_repaired_until_it_works),
        T(repairs_end),
        T(the_same_error_again_ends_them_at_once),
        T(the_rules_of_the_plan_guard_the_code),
        T(a_result_must_meet_the_target),
        T(a_policy_without_code_runs_none),
        T(a_wrong_column_is_no_case_for_code),
        T(no_sandbox_is_recorded_and_told),
        T(an_author_that_cannot_answer_is_recorded),
        T(a_dry_run_leaves_no_trace),
        T(provenance_is_compact_and_right),
        T(columns_share_the_spans_of_their_rows),
        T(another_file_of_the_shape_runs_and_drift_is_told),
    };
#undef T

    return run_group("run", tests);
}
