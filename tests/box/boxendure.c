/* Hostile code over and over, from several threads, and with few descriptors. */
#include "boxtool.h"

#include "fs.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum mode { WARM, COLD, PLAIN /* without namespaces */ };
static const char *const mode_name[] = {"warm", "cold", "no-namespaces"};

/* A comment line's value: `# key: value`. */
static slice said(slice text, const char *key)
{
    char mark[16];
    const char *at;
    ptrdiff_t n = 0;

    snprintf(mark, sizeof mark, "# %s: ", key);
    at = memmem(text.p, (size_t)text.n, mark, strlen(mark));
    if (at == NULL) return (slice){0};
    at += strlen(mark);
    while (at + n < text.p + text.n && at[n] != '\n') n++;
    return (slice){at, n};
}

struct hostile *boxtool_read(int n, char **path, struct arena *a)
{
    struct hostile *h = arena_new(a, struct hostile, n);

    for (int i = 0; i < n; i++) {
        struct err e = {0};
        slice wall;

        h[i].path = path[i];
        if (!fs_read(path[i], 1 << 20, a, &h[i].code, &e)) {
            printf("boxtool: %s\n", e.text);
            exit(2);
        }
        h[i].ends = said(h[i].code, "ends");
        wall = said(h[i].code, "wall");
        h[i].wall_ms = wall.n > 0 ? strtoll(wall.p, NULL, 10) : 0;
        if (h[i].ends.n == 0) {
            printf("boxtool: %s does not say how it ends\n", path[i]);
            exit(2);
        }
    }
    return h;
}

bool boxtool_may_end(const struct hostile *h, const struct exec_record *r)
{
    slice kind = slice_z(r->error == 0 ? "none" : exec_error_name(r->error));

    for (slice rest = h->ends; rest.n > 0;) {
        slice word = slice_cut(rest, ' ', &rest);

        if (slice_eq(word, kind)) return true;
    }
    return false;
}

static bool run_as(const struct hostile *h, enum mode mode, struct exec_pool *pool, struct arena *a,
                   struct exec_record *r, struct err *e)
{
    struct exec_request q = {.runtime = runtime_find(S("python")),
                             .code = h->code,
                             .limits = exec_limits_default,
                             .isolation = mode == PLAIN ? "no-namespaces" : "full",
                             .pool = mode == WARM ? pool : NULL};

    q.limits.wall_ms = h->wall_ms > 0 ? h->wall_ms : 20000;
    return backend_find(S("local"))->run(&q, -1, a, r, e);
}

/* One run, judged; returns whether it was as it should be. */
static bool judge(const struct hostile *h, enum mode mode, struct exec_pool *pool)
{
    struct exec_record r;
    struct err e = {0};
    struct arena a;
    bool ok;

    arena_init(&a, BOXTOOL_ARENA);
    ok = run_as(h, mode, pool, &a, &r, &e);
    if (!ok) {
        printf("FAILED %s (%s): %s\n", h->path, mode_name[mode], e.text);
    } else if (!boxtool_may_end(h, &r)) {
        printf("FAILED %s (%s) ended with %s: %.*s\n", h->path, mode_name[mode],
               r.error == 0 ? "none" : exec_error_name(r.error), SLICE_ARG(r.error_message));
        ok = false;
    }
    arena_free(&a);
    return ok;
}

static bool is_possible(enum mode mode)
{
    struct hostile nothing = {.path = "", .code = S("pass"), .ends = S("none")};
    struct exec_record r;
    struct err e = {0};
    struct arena a;
    bool ok;

    arena_init(&a, BOXTOOL_ARENA);
    ok = run_as(&nothing, mode, NULL, &a, &r, &e);
    if (!ok)
        printf("box: skipped %s runs, this machine cannot do them: %s\n", mode_name[mode], e.text);
    arena_free(&a);
    return ok;
}

enum { ROUND = 8 };

/* The modes of a round: mostly warm, where a process that lives long runs everything. */
static int plan_modes(enum mode plan[ROUND])
{
    int n = 0;

    if (is_possible(PLAIN)) plan[n++] = PLAIN;
    if (!is_possible(COLD)) return n;
    plan[n++] = COLD;
    while (n < ROUND) plan[n++] = WARM;
    return n;
}

int boxtool_endure(int n, char **argv)
{
    int runs = n > 1 ? atoi(argv[0]) : 0, nmode, bad = 0, warm = 0;
    enum mode plan[ROUND];
    struct remains before;
    struct exec_pool *pool;
    struct hostile *h;
    struct arena a;

    if (runs < 1) return 2;
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    arena_init(&a, BOXTOOL_ARENA);
    h = boxtool_read(n - 1, argv + 1, &a);
    nmode = plan_modes(plan);
    before = boxtool_count();
    pool = boxtool_pool();
    for (int i = 0; i < runs && nmode > 0; i++) {
        enum mode mode = plan[(i + i / (n - 1)) % nmode];

        bad += !judge(&h[i % (n - 1)], mode, pool);
        warm += mode == WARM;
    }
    exec_pool_close(pool);
    printf(
        "box: %d hostile runs in a row, %d of them in warm interpreters: %d ended otherwise than "
        "they say\n",
        nmode > 0 ? runs : 0, warm, bad);
    bad += !boxtool_left_nothing(&before);
    arena_free(&a);
    return bad > 0;
}

/* ------------------------------------------------------------- many at once */

enum { CALLERS = 8 };

struct caller {
    int number, runs, bad;
    int own, warm; /* runs of its own code, and those of them that a spare took */
    const struct hostile *hostile;
    int nhostile;
    struct exec_pool *pool;
    enum mode mode;
};

/* Own code, whose answer nobody else has, between hostile runs. */
static void *call(void *p)
{
    struct caller *c = p;

    for (int i = 0; i < c->runs; i++) {
        struct exec_record r;
        struct err e = {0};
        struct arena a;
        struct hostile own = {.path = "own code", .ends = S("none")};
        char want[64];

        if (i % 2 == 1) {
            c->bad += !judge(&c->hostile[(c->number + i / 2) % c->nhostile], c->mode, c->pool);
            continue;
        }
        arena_init(&a, BOXTOOL_ARENA);
        own.code = arena_printf(&a, "print(%d * 1000 + %d)", c->number, i);
        snprintf(want, sizeof want, "%d\n", c->number * 1000 + i);
        r.warm = false;
        if (!run_as(&own, c->mode, c->pool, &a, &r, &e) || !r.success ||
            !slice_eqz(r.out_text, want)) {
            printf("FAILED caller %d, run %d: %s %.*s\n", c->number, i, e.text,
                   SLICE_ARG(r.error_message));
            c->bad++;
        }
        c->own++;
        c->warm += r.warm;
        arena_free(&a);
    }
    return NULL;
}

int boxtool_together(int n, char **argv)
{
    int runs = n > 1 ? atoi(argv[0]) : 0, bad = 0;
    struct remains before;
    struct arena a;
    struct hostile *h;

    if (runs < 1) return 2;
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    arena_init(&a, BOXTOOL_ARENA);
    h = boxtool_read(n - 1, argv + 1, &a);
    for (enum mode mode = WARM; mode <= PLAIN; mode += PLAIN - WARM) {
        struct caller c[CALLERS];
        pthread_t thread[CALLERS];
        struct exec_pool *pool;
        int own = 0, warm = 0;

        if (!is_possible(mode == WARM ? COLD : mode)) continue;
        before = boxtool_count();
        pool = boxtool_pool();
        for (int i = 0; i < CALLERS; i++) {
            c[i] = (struct caller){.number = i + 1,
                                   .runs = runs,
                                   .hostile = h,
                                   .nhostile = n - 1,
                                   .pool = pool,
                                   .mode = mode};
            if (pthread_create(&thread[i], NULL, call, &c[i]) != 0) abort();
        }
        for (int i = 0; i < CALLERS; i++) {
            pthread_join(thread[i], NULL);
            bad += c[i].bad;
            own += c[i].own;
            warm += c[i].warm;
        }
        exec_pool_close(pool);
        /* Callers wait for a spare in turn. A few may wait too long, beside what uses up memory. */
        if (mode == WARM && warm * 4 < own * 3) {
            printf("FAILED %d of %d runs of callers at once started cold\n", own - warm, own);
            bad++;
        }
        bad += !boxtool_left_nothing(&before);
    }
    printf("box: %d callers at once, %d runs each: %d not as they should be\n", CALLERS, runs, bad);
    arena_free(&a);
    return bad > 0;
}

/* ------------------------------------------------------------- few descriptors */

static int64_t seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec;
}

/* With every number of free descriptors from none on a run works or is an error with a sentence,
 * and none is lost on the way. */
int boxtool_starve(int n, char **argv)
{
    struct hostile one = {.path = "", .code = S("print(1)"), .ends = S("none")};
    int most = n > 0 ? atoi(argv[0]) : 32, bad = 0, worked = 0, refused = 0;
    struct exec_pool *pool;
    struct remains before;
    struct rlimit all;

    if (!is_possible(COLD)) return 0;
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    getrlimit(RLIMIT_NOFILE, &all);
    before = boxtool_count();
    pool = boxtool_pool();
    bad += !judge(&one, WARM, pool);
    for (int free = 0; free <= most; free++)
        for (enum mode mode = WARM; mode <= PLAIN; mode++) {
            struct rlimit few = {(rlim_t)boxtool_count().descriptors + (rlim_t)free, all.rlim_max};
            struct exec_record r;
            struct err e = {0};
            struct arena a;
            int64_t began = seconds();
            bool ok;

            arena_init(&a, BOXTOOL_ARENA);
            setrlimit(RLIMIT_NOFILE, &few);
            ok = run_as(&one, mode, pool, &a, &r, &e);
            setrlimit(RLIMIT_NOFILE, &all);
            ok ? worked++ : refused++;
            if (ok ? !r.success : e.code != E_SANDBOX || e.text[0] == 0) {
                slice why = ok ? r.error_message : slice_z(e.text);

                printf("FAILED with %d descriptors (%s): %.*s\n", free, mode_name[mode],
                       SLICE_ARG(why));
                bad++;
            }
            if (seconds() - began > 20) {
                printf("FAILED with %d descriptors (%s): it took %lld s\n", free, mode_name[mode],
                       (long long)(seconds() - began));
                bad++;
            }
            arena_free(&a);
        }
    bad += !judge(&one, WARM, pool);
    exec_pool_close(pool);
    bad += !boxtool_left_nothing(&before);
    printf("box: few descriptors: %d runs worked, %d were refused, %d not as they should be\n",
           worked, refused, bad);
    return bad > 0 || worked == 0 || refused == 0;
}
