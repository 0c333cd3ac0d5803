#include "unit.h"

#include "task.h"
#include <poll.h>

static void *sum(struct task *t, const void *in, struct arena *a, struct err *e)
{
    const int *n = in;
    long *out = arena_new(a, long, 1);

    (void)e;
    task_progress(t, "adding %d", *n);
    for (int i = 1; i <= *n; i++) *out += i;
    return out;
}

static void *wait_for_cancel(struct task *t, const void *in, struct arena *a, struct err *e)
{
    struct pollfd p = {.fd = task_cancel_fd(t), .events = POLLIN};

    (void)in;
    (void)a;
    poll(&p, 1, 10000);
    err_set(e, task_cancelled(t) ? E_CANCEL : E_FAILED, "stopped");
    return NULL;
}

static struct task_message *next(struct task_set *s)
{
    struct pollfd p = {.fd = task_fd(s), .events = POLLIN};

    assert_int_equal(poll(&p, 1, 10000), 1);
    return task_take(s);
}

static void a_job_reports_and_delivers(void **state)
{
    struct task_set *s = task_open(NULL);
    struct task_message *m;
    struct arena a;
    uint64_t serial;
    int *n;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    n = arena_new(&a, int, 1);
    *n = 100;
    serial = task_start(s, 7, sum, n, &a, NULL);
    assert_true(serial != 0);
    m = next(s);
    assert_false(m->last);
    assert_string_equal(m->text, "adding 100");
    assert_int_equal(task_running(s), 1);
    task_message_free(m);
    m = next(s);
    assert_true(m->last);
    assert_int_equal(m->slot, 7);
    assert_true(m->serial == serial);
    assert_int_equal(*(long *)m->body, 5050);
    assert_int_equal(task_running(s), 0);
    task_message_free(m);
    task_close(s);
}

static void cancel_wakes_a_waiting_job(void **state)
{
    struct task_set *s = task_open(NULL);
    struct task_message *m;
    struct arena a;
    uint64_t serial;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    serial = task_start(s, 0, wait_for_cancel, NULL, &a, NULL);
    task_cancel(s, serial);
    m = next(s);
    assert_null(m->body);
    assert_int_equal(m->err.code, E_CANCEL);
    task_message_free(m);
    task_close(s);
}

static void closing_with_jobs_running_waits_for_them(void **state)
{
    struct task_set *s = task_open(NULL);
    struct arena a;

    (void)state;
    for (int i = 0; i < 5; i++) {
        arena_init(&a, ARENA_NO_LIMIT);
        task_start(s, i, wait_for_cancel, NULL, &a, NULL);
    }
    task_close(s);
}

/* Pieces are numbers; each worker keeps its own. */
struct counter {
    long next, most, fails, mine[TASK_LINE_MAX], out[1000];
    int n;
};

static bool take_number(void *ctx, int worker, bool *more, struct err *e)
{
    struct counter *c = ctx;

    (void)e;
    *more = c->next < c->most;
    c->mine[worker] = c->next++;
    return true;
}

static bool square(void *ctx, int worker, struct err *e)
{
    struct counter *c = ctx;

    if (c->fails > 0 && c->mine[worker] >= c->fails)
        return err_set(e, E_FAILED, "piece %ld", c->mine[worker]);
    if (c->mine[worker] % 7 == 0) poll(NULL, 0, 1);
    c->mine[worker] *= c->mine[worker];
    return true;
}

static bool put_number(void *ctx, int worker, struct err *e)
{
    struct counter *c = ctx;

    (void)e;
    c->out[c->n++] = c->mine[worker];
    return true;
}

static void pieces_come_out_in_order_whoever_made_them(void **state)
{
    static const struct task_line line = {take_number, square, put_number};

    (void)state;
    for (int threads = 1; threads <= 5; threads++) {
        struct counter c = {.most = 200};
        struct err e = {0};

        assert_true(task_line_run(&line, threads, &c, &e));
        assert_int_equal(c.n, 200);
        for (int i = 0; i < 200; i++) assert_int_equal(c.out[i], (long)i * i);
        c = (struct counter){.most = 200, .fails = 60};
        assert_false(task_line_run(&line, threads, &c, &e));
        assert_string_equal(e.text, "piece 60");
        assert_int_equal(c.n, 60);
    }
}

static void *in_parts(struct task *t, const void *in, struct arena *a, struct err *e)
{
    (void)in;
    (void)e;
    for (int i = 0; i < 3; i++) {
        struct arena own;
        int *part;

        arena_init(&own, ARENA_NO_LIMIT);
        part = arena_new(&own, int, 1);
        *part = i;
        task_post(t, part, &own);
    }
    return arena_new(a, int, 1);
}

static void parts_come_before_the_whole(void **state)
{
    struct err e = {0};
    struct task_set *s = task_open(&e);
    struct arena a;
    int parts = 0;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    assert_int_not_equal(task_start(s, 5, in_parts, NULL, &a, &e), 0);
    while (task_running(s) > 0) {
        struct pollfd p = {.fd = task_fd(s), .events = POLLIN};
        struct task_message *m;

        poll(&p, 1, -1);
        if ((m = task_take(s)) == NULL) continue;
        assert_int_equal(m->slot, 5);
        if (!m->last) assert_int_equal(*(int *)m->body, parts++);
        task_message_free(m);
    }
    assert_int_equal(parts, 3);
    task_close(s);
}

int test_task(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_reports_and_delivers),
        cmocka_unit_test(cancel_wakes_a_waiting_job),
        cmocka_unit_test(parts_come_before_the_whole),
        cmocka_unit_test(closing_with_jobs_running_waits_for_them),
        cmocka_unit_test(pieces_come_out_in_order_whoever_made_them),
    };

    return run_group("task", tests);
}
