/* The same bytes cold, warm, and on the first and last core. */
#include "boxtool.h"

#include "fs.h"
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TURNS = 2 };

static void pin(size_t cpu)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0) perror("boxtool: sched_setaffinity");
}

/* First and last core that this process may use. */
static void find_cores(size_t core[2])
{
    cpu_set_t set;

    core[0] = core[1] = 0;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return;
    for (size_t i = CPU_SETSIZE; i-- > 0;)
        if (CPU_ISSET(i, &set)) core[0] = i;
    for (size_t i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &set)) core[1] = i;
}

/* Everything that a run gave and that does not tell of the machine's speed. */
static void describe(const struct exec_record *r, struct buf *b)
{
    buf_printf(b, "success %d status %d error %d\n", r->success, r->exit_code, r->error);
    buf_put(b, r->error_message);
    buf_put(b, S("\n-- stdout\n"));
    buf_put(b, r->out_text);
    buf_put(b, S("\n-- stderr\n"));
    buf_put(b, r->err_text);
    buf_put(b, S("\n-- files\n"));
    for (int i = 0; i < r->nfile; i++)
        buf_printf(b, "%.*s %lld %.*s\n", SLICE_ARG(r->file[i].name), (long long)r->file[i].bytes,
                   SLICE_ARG(r->file[i].sha256));
}

/* The run's description in b; false when it was not run, or not as it should have been. */
static bool run(slice code, struct exec_pool *pool, struct buf *b)
{
    struct exec_record r;
    struct arena a;
    bool ok;

    arena_init(&a, BOXTOOL_ARENA);
    ok = boxtool_run(code, pool, 0, &a, &r);
    if (ok && r.warm != (pool != NULL))
        printf("boxtool: no spare of the pool was taken\n"), ok = false;
    if (ok) describe(&r, b);
    arena_free(&a);
    return ok;
}

static void show_difference(const struct buf *a, const struct buf *b)
{
    size_t at = 0, from;

    while (at < a->n && at < b->n && a->p[at] == b->p[at]) at++;
    from = at > 60 ? at - 60 : 0;
    printf("  first: %.*s\n  then:  %.*s\n", (int)(a->n - from < 160 ? a->n - from : 160),
           a->p + from, (int)(b->n - from < 160 ? b->n - from : 160), b->p + from);
}

/* Cold on each core, then warm from a pool of each core; returns whether all gave the same. */
static bool same(const char *path, struct exec_pool *const pool[2], const size_t core[2])
{
    struct buf first = {0}, again = {0};
    struct arena a;
    struct err e = {0};
    slice code;
    bool ok;

    arena_init(&a, BOXTOOL_ARENA);
    ok = fs_read(path, 1 << 20, &a, &code, &e);
    if (!ok) printf("boxtool: %s\n", e.text);
    for (int turn = 0; ok && turn < 2 + 2 * TURNS; turn++) {
        int which = turn % 2;

        pin(core[which]);
        buf_clear(&again);
        ok = run(code, turn < 2 ? NULL : pool[which], turn == 0 ? &first : &again);
        if (turn == 0 || !ok) continue;
        ok = slice_eq(buf_slice(&first), buf_slice(&again));
        if (ok) continue;
        printf("FAILED %s: run %d (%s, core %zu) gave something else\n", path, turn + 1,
               turn < 2 ? "cold" : "warm", core[which]);
        show_difference(&first, &again);
    }
    buf_free(&first);
    buf_free(&again);
    arena_free(&a);
    return ok;
}

int boxtool_same(int n, char **argv)
{
    struct exec_pool *pool[2];
    size_t core[2];
    int failed = 0;

    if (n < 1) return 2;
    find_cores(core);
    for (int i = 0; i < 2; i++) {
        pin(core[i]);
        pool[i] = boxtool_pool();
        if (!boxtool_wait_warm(pool[i]))
            printf("boxtool: the pool of core %zu has no spare\n", core[i]);
    }
    for (int i = 0; i < n; i++) failed += !same(argv[i], pool, core);
    for (int i = 0; i < 2; i++) exec_pool_close(pool[i]);
    printf("box: %d scripts, each run %d times: %d differ\n", n, 2 + 2 * TURNS, failed);
    return failed > 0;
}
