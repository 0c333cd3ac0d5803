#include "flow.h"

#include "textbook.h"

/* What came out, in order. */
struct seen {
    struct buf piece[FLOW_THREADS_MAX], all;
    int64_t stop_at; /* a batch that begins here fails; -1: none does */
    int ncol;
};

static bool write_rows(void *ctx, int worker, const struct flow_batch *b, struct err *e)
{
    struct seen *s = ctx;
    struct buf *out = &s->piece[worker];

    if (s->stop_at >= 0 && b->first >= s->stop_at) return err_set(e, E_FAILED, "stopped");
    buf_clear(out);
    for (int64_t r = 0; r < b->nrow; r++) {
        buf_printf(out, "%d:", b->source_row[r]);
        for (int c = 0; c < s->ncol; c++) buf_printf(out, "[%.*s]", SLICE_ARG(b->cell[c][r]));
        buf_putc(out, '\n');
    }
    return true;
}

static bool append(void *ctx, int worker, struct err *e)
{
    struct seen *s = ctx;

    (void)e;
    buf_put(&s->all, buf_slice(&s->piece[worker]));
    return true;
}

static bool run(const struct inspection *in, int threads, int64_t stop_at, struct seen *s)
{
    struct err e = {0};
    struct flow *f = flow_open(in, -1, &e);
    struct flow_use use = {write_rows, append, s};
    bool ok;

    assert_non_null(f);
    *s = (struct seen){.stop_at = stop_at, .ncol = f->ncol};
    ok = flow_run(f, threads, &use, &e);
    flow_close(f);
    for (int i = 0; i < FLOW_THREADS_MAX; i++) buf_free(&s->piece[i]);
    return ok;
}

static void rows_come_in_order_for_every_number_of_threads(void **state)
{
    struct buf b = {0};
    struct textbook t;
    struct seen s;
    slice first = {0};

    (void)state;
    buf_putz(&b, "id,note\n");
    for (int i = 0; i < 20000; i++) buf_printf(&b, "%d,\"note, %d\"\n", i, i % 13);
    textbook_read(&t, buf_slice(&b));
    for (int threads = 1; threads <= 4; threads++) {
        assert_true(run(&t.in, threads, -1, &s));
        if (threads == 1) first = buf_take(&s.all, &t.arena);
        if (threads > 1) assert_true(slice_eq(buf_slice(&s.all), first));
        buf_free(&s.all);
    }
    assert_true(slice_starts(first, S("2:[0][note, 0]\n3:[1][note, 1]\n")));
    assert_true(slice_ends(first, S("20001:[19999][note, 5]\n")));
    assert_false(run(&t.in, 3, 9000, &s));
    buf_free(&s.all);
    arena_free(&t.arena);
    buf_free(&b);
}

static void a_table_without_rows_gives_no_batch(void **state)
{
    struct textbook t;
    struct seen s;

    (void)state;
    textbook_read(&t, S(""));
    assert_true(run(&t.in, 2, -1, &s));
    assert_int_equal(s.all.n, 0);
    buf_free(&s.all);
    arena_free(&t.arena);
}

int test_flow(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_in_order_for_every_number_of_threads),
        cmocka_unit_test(a_table_without_rows_gives_no_batch),
    };

    return run_group("flow", tests);
}
