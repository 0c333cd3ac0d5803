#include "flow.h"

#include "fs.h"
#include "textbook.h"
#include <stdio.h>
#include <unistd.h>

/* What came out, in order. */
struct seen {
    struct buf piece[FLOW_THREADS_MAX], all;
    int64_t stop_at; /* a batch that begins behind this row fails; -1: none does */
    int ncol;
};

static bool write_rows(void *ctx, int worker, const struct flow_batch *b, struct err *e)
{
    struct seen *s = ctx;
    struct buf *out = &s->piece[worker];

    if (s->stop_at >= 0 && b->source_row[0] > s->stop_at) return err_set(e, E_FAILED, "stopped");
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

/* The rows of a file; whole_max says whether it is read whole. */
static slice rows_of(const char *path, size_t whole_max, struct read_options o, int threads,
                     struct arena *a, bool *sampled)
{
    struct err e = {0};
    struct source source;
    struct workbook book;
    struct inspection in;
    struct table table;
    struct seen s;
    struct buf head = {0};

    o.whole_max = whole_max;
    assert_true(source_open(&source, path, &o, a, &e));
    if (!workbook_read(&source, &o, a, &book, &e) || !inspect(&book, &o, a, &in, &e))
        fail_msg("%s", e.text);
    *sampled = book.sample != NULL;
    assert_true(run(&in, threads, -1, &s));
    assert_true(inspect_table(&in, -1, a, &table, &e));
    for (int c = 0; c < table.ncol; c++) buf_printf(&head, "[%.*s]", SLICE_ARG(table.col[c].name));
    buf_printf(&head, "\n");
    buf_put(&head, buf_slice(&s.all));
    buf_free(&s.all);
    /* The table at once is the same. */
    for (int64_t r = 0; r < table.nrow; r++) {
        buf_printf(&s.all, "%d:", table.source_row[r]);
        for (int c = 0; c < table.ncol; c++)
            buf_printf(&s.all, "[%.*s]", SLICE_ARG(table.col[c].cell[r]));
        buf_putc(&s.all, '\n');
    }
    assert_true(slice_ends(buf_slice(&head), buf_slice(&s.all)));
    buf_free(&s.all);
    return buf_take(&head, a);
}

static void write_orders(struct buf *b, int kind)
{
    if (kind == 1) buf_putz(b, "Report of orders\n\n");
    buf_putz(b, "id,day,note,amount\n");
    for (int n = 0; n < 4000; n++) {
        int i = 1000 + n; /* all alike: how a row is mended depends on the rows learnt from */

        if (kind == 2 && i % 100 == 99) buf_putz(b, "id,day,note,amount\n\n");
        if (kind == 3 && n == 2100) buf_putz(b, "7,2024-01-01,one,2.5,more\n");
        if (kind == 4 && i % 7 == 0)
            buf_printf(b, "%d,2024-03-%02d,12\" pipe %d,%d.25\n", i, i % 28 + 1, i, i);
        else if (kind == 5 && i % 50 == 3)
            buf_printf(b, "%d,2024-03-%02d,%d.25\n", i, i % 28 + 1, i);
        else if (i % 11 == 0)
            buf_printf(b, "%d,2024-03-%02d,\"some, \"\"quoted\"\"\ntext %d\",%d.25\n", i,
                       i % 28 + 1, i, i);
        else
            buf_printf(b, "%d,2024-03-%02d,some text %d,%d.25\n", i, i % 28 + 1, i, i);
    }
    if (kind == 6) buf_putz(b, "\nSource: the warehouse\n");
    if (kind == 7) b->n -= 2;
}

static void a_file_on_disk_gives_the_rows_it_gives_in_memory(void **state)
{
    char path[64];

    (void)state;
    snprintf(path, sizeof path, "/tmp/fettle_flow_%d.csv", (int)getpid());
    for (int kind = 0; kind < 8; kind++)
        for (int raw = 0; raw < 2; raw++) {
            struct read_options o = READ_DEFAULTS;
            struct buf b = {0};
            struct arena a;
            bool sampled;
            slice want, got;

            arena_init(&a, ARENA_NO_LIMIT);
            write_orders(&b, kind);
            assert_true(fs_write(path, buf_slice(&b), NULL));
            o.raw = raw;
            want = rows_of(path, 1 << 30, o, 1, &a, &sampled);
            assert_false(sampled);
            got = rows_of(path, 40000, o, 2, &a, &sampled);
            if (!sampled) fail_msg("kind %d is read whole", kind);
            if (!slice_eq(want, got)) {
                ptrdiff_t i = 0;

                while (i < want.n && i < got.n && want.p[i] == got.p[i]) i++;
                fail_msg("kind %d, raw %d: differs at %.*s, not %.*s", kind, raw,
                         SLICE_ARG(slice_sub(got, i - 40, i + 60)),
                         SLICE_ARG(slice_sub(want, i - 40, i + 60)));
            }
            arena_free(&a);
            buf_free(&b);
        }
    unlink(path);
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
        cmocka_unit_test(a_file_on_disk_gives_the_rows_it_gives_in_memory),
        cmocka_unit_test(a_table_without_rows_gives_no_batch),
    };

    return run_group("flow", tests);
}
