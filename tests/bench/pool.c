/* How long a request takes in a warm pool, full isolation on, against a cold start, a bare Python
 * that imports pandas, and the same in bubblewrap, in the same run:
 *     make bench-pool [RUNS=200]
 * Prints p50, p95 and p99 in ms, the ratios, and how many runs a second there are. Judge it on a
 * quiet machine. */
#include "backend.h"
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

/* One run; its milliseconds. Ends the program when it does not succeed. */
static double one(slice code, struct exec_pool *pool)
{
    struct exec_request q = {.runtime = runtime_find(S("python")),
                             .code = code,
                             .limits = exec_limits_default,
                             .pool = pool};
    struct exec_record r;
    struct err e = {0};
    struct arena a;
    double took = now_ms();

    arena_init(&a, (size_t)256 << 20);
    if (!backend_find(S("local"))->run(&q, -1, &a, &r, &e) || !r.success) {
        fprintf(stderr, "bench: %s %.*s\n", e.text, SLICE_ARG(r.error_message));
        exit(1);
    }
    took = now_ms() - took;
    arena_free(&a);
    return took;
}

/* One run of a program; 0: it is not there. Ends the program when it does not succeed. */
static double other(const char *const *argv)
{
    static char path[] = "PATH=/usr/bin:/bin";
    char *env[] = {path, NULL};
    double took = now_ms();
    int status;
    pid_t pid;

    if (access(argv[0], X_OK) != 0) return 0;
    if (posix_spawn(&pid, argv[0], NULL, NULL, (char *const *)(uintptr_t)argv, env) != 0 ||
        waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "bench: %s does not run\n", argv[0]);
        exit(1);
    }
    return now_ms() - took;
}

/* What is measured: code in the pool, or else in a box of its own; or a program. */
struct what {
    slice code;
    struct exec_pool *pool;
    const char *const *argv;
};

/* Runs n times with a pause, as a person or a pipeline would; returns the median. */
static double series(const char *name, struct what w, int n, unsigned pause_us)
{
    double *took = calloc((size_t)n, sizeof *took);
    double median;

    if (took == NULL) abort();
    for (int i = 0; i < n; i++) {
        took[i] = w.argv != NULL ? other(w.argv) : one(w.code, w.pool);
        usleep(pause_us);
    }
    qsort(took, (size_t)n, sizeof *took, by_size);
    median = took[n / 2];
    printf("%-24s p50 %7.2f  p95 %7.2f  p99 %7.2f ms\n", name, median, took[n * 95 / 100],
           took[n * 99 / 100]);
    free(took);
    return median;
}

/* Several callers of one pool, until together they had `left` runs. */
enum { CALLERS = 4 };
struct crowd {
    struct what w;
    atomic_int left;
};

static void *call(void *ctx)
{
    struct crowd *c = ctx;

    while (atomic_fetch_sub(&c->left, 1) > 0) one(c->w.code, c->w.pool);
    return NULL;
}

static void throughput(const char *name, struct what w, int n, int callers)
{
    struct crowd c = {.w = w};
    pthread_t thread[CALLERS];
    double start = now_ms();

    atomic_init(&c.left, n);
    for (int i = 0; i < callers; i++)
        if (pthread_create(&thread[i], NULL, call, &c) != 0) abort();
    for (int i = 0; i < callers; i++) pthread_join(thread[i], NULL);
    printf("%-24s %4.0f a second, %d at a time\n", name, n * 1000 / (now_ms() - start), callers);
}

int main(int argc, char **argv)
{
    const slice empty = S("pass"),
                group = S("import pandas as pd\n"
                          "df = pd.DataFrame({'g': list('abc') * 100, 'v': range(300)})\n"
                          "df.groupby('g').v.sum()\n");
    static const char *const bare[] = {"/usr/bin/python3", "-c", "import pandas", NULL};
    static const char *const wrapped[] = {"/usr/bin/bwrap",
                                          "--unshare-all",
                                          "--ro-bind",
                                          "/",
                                          "/",
                                          "--dev",
                                          "/dev",
                                          "--proc",
                                          "/proc",
                                          "/usr/bin/python3",
                                          "-c",
                                          "import pandas",
                                          NULL};
    int n = argc > 1 ? atoi(argv[1]) : 200;
    struct exec_pool *pool;
    double first, python, bwrap, warm, start;

    first = one(empty, NULL);
    printf("first run                %.0f ms\n", first);
    start = now_ms();

    if (n < 20) n = 20;
    pool = exec_pool_open(runtime_find(S("python")), &exec_limits_default, NULL);
    one(empty, pool);
    printf("pool ready after         %.0f ms\n", now_ms() - start);
    usleep(500000);
    python = series("python, import pandas", (struct what){.argv = bare}, n / 10, 0);
    bwrap = series("bubblewrap, the same", (struct what){.argv = wrapped}, n / 10, 0);
    printf("  the first run took %.2f times as long as the bare python\n", first / python);
    series("cold, empty", (struct what){.code = empty}, n / 10, 0);
    warm = series("warm, empty", (struct what){.code = empty, .pool = pool}, n, 100000);
    printf("  %.0f times as fast as the bare python, %.0f times as bubblewrap\n", python / warm,
           bwrap / warm);
    series("warm, small groupby", (struct what){.code = group, .pool = pool}, n, 100000);
    for (int callers = 1; callers <= CALLERS; callers *= 2) {
        throughput("empty", (struct what){.code = empty, .pool = pool}, n, callers);
        throughput("small groupby", (struct what){.code = group, .pool = pool}, n, callers);
    }
    exec_pool_close(pool);
    return 0;
}
