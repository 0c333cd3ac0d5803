/* Runs code in boxes from one process, for tests that the command line cannot make.
 *
 * boxtool same CODE...
 *     each gives the same bytes cold, warm and on the first and last core
 * boxtool warm
 *     each line SECONDS TAB CODE TAB OUT of stdin in a spare of one pool: its record as a line of
 *     JSON, its files in the folder OUT
 * boxtool endure N CODE...
 *     N hostile runs in a row, as their comments say, leave nothing behind
 * boxtool together N CODE...
 *     eight threads, N runs each, own answers between hostile runs
 * boxtool starve N
 *     with 0 to N free descriptors
 *
 * Prints what is not as it should be; the exit status is 1 then. */
#include "boxtool.h"

#include <stdio.h>
#include <string.h>

/* Of FETTLE_PACKAGES and FETTLE_ALLOW. */
static const struct environment *environment(void)
{
    static struct environment *x;
    static struct arena a;
    const struct environment_options o = {0};
    struct err e = {0};

    if (x == NULL) {
        arena_init(&a, BOXTOOL_ARENA);
        if (!environment_open(&o, &a, &x, &e)) fprintf(stderr, "boxtool: %s\n", e.text);
    }
    return x;
}

struct exec_pool *boxtool_pool(void)
{
    return exec_pool_open(runtime_find(S("python")), &exec_limits_default, environment());
}

bool boxtool_run(slice code, struct exec_pool *pool, int64_t wall_ms, struct arena *a,
                 struct exec_record *r)
{
    struct exec_request q = {.runtime = runtime_find(S("python")),
                             .code = code,
                             .limits = exec_limits_default,
                             .isolation = "full",
                             .environment = environment(),
                             .pool = pool};
    struct err e = {0};

    if (wall_ms > 0) q.limits.wall_ms = wall_ms;
    if (backend_find(S("local"))->run(&q, -1, a, r, &e)) return true;
    fprintf(stderr, "boxtool: %s\n", e.text);
    return false;
}

bool boxtool_wait_warm(struct exec_pool *pool)
{
    bool warm = false;

    for (int i = 0; i < 10 && !warm; i++) {
        struct exec_record r;
        struct arena a;

        arena_init(&a, BOXTOOL_ARENA);
        if (boxtool_run(S("pass"), pool, 0, &a, &r))
            warm = r.warm;
        else
            i = 10;
        arena_free(&a);
    }
    return warm;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int n, char **argv);
    } word[] = {{"same", boxtool_same},
                {"warm", boxtool_warm},
                {"endure", boxtool_endure},
                {"together", boxtool_together},
                {"starve", boxtool_starve}};
    int status = 2;

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; argc > 1 && i < sizeof word / sizeof *word; i++)
        if (strcmp(argv[1], word[i].name) == 0) status = word[i].run(argc - 2, argv + 2);
    if (status == 2)
        fprintf(stderr, "usage: boxtool same|warm|endure|together|starve ARGUMENT...\n");
    return status;
}
