#include "unit.h"

#include "backend.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the machine cannot build a box these tests say so and pass: tests/box reports it as well.
 */
static bool can_box;

static const struct backend *local(void)
{
    return backend_find(S("local"));
}

static struct exec_record run_code(const char *code, struct exec_pool *pool, int64_t wall_ms,
                                   struct arena *a)
{
    struct exec_request q = {.runtime = runtime_find(S("python")),
                             .code = slice_z(code),
                             .limits = exec_limits_default,
                             .pool = pool};
    struct exec_record r;
    struct err e = {0};

    if (wall_ms > 0) q.limits.wall_ms = wall_ms;
    if (!local()->run(&q, -1, a, &r, &e)) fail_msg("%s", e.text);
    return r;
}

static void a_box_can_be_built(void **state)
{
    struct exec_request q = {.runtime = runtime_find(S("python")),
                             .code = S("print(1)"),
                             .limits = exec_limits_default,
                             .isolation = "full"};
    struct exec_record r;
    struct err e = {0};
    struct arena a;

    (void)state;
    arena_init(&a, 64 << 20);
    can_box = local()->run(&q, -1, &a, &r, &e);
    if (!can_box) {
        assert_int_equal(e.code, E_SANDBOX);
        printf("backend_local: skipped, %s\n", e.text);
    }
    arena_free(&a);
}

static const char repeatable[] =
    "import random, time, os\n"
    "import numpy as np\n"
    "print(random.random(), np.random.rand(), time.time(), os.urandom(4).hex(), sorted('cab'))\n";

static void warm_runs_give_what_cold_runs_give(void **state)
{
    struct arena a;
    struct exec_pool *pool;
    struct exec_record cold, warm;

    (void)state;
    if (!can_box) return;
    arena_init(&a, 256 << 20);
    cold = run_code(repeatable, NULL, 0, &a);
    assert_true(cold.success);
    pool = exec_pool_open(runtime_find(S("python")), &exec_limits_default, NULL);
    for (int i = 0; i < 5; i++) {
        warm = run_code(repeatable, pool, 0, &a);
        assert_true(warm.success);
        assert_true(slice_eq(warm.out_text, cold.out_text));
        assert_true(slice_eq(warm.profile, cold.profile));
        for (int l = 0; cold.layer[l] != NULL; l++)
            assert_string_equal(warm.layer[l], cold.layer[l]);
    }
    exec_pool_close(pool);
    arena_free(&a);
}

static void a_warm_run_leaves_nothing_to_the_next(void **state)
{
    static const char leave[] = "import os, sys, builtins, pandas as pd\n"
                                "print(os.listdir('/tmp'), os.listdir('/out'),\n"
                                "      getattr(builtins, 'left', None), hasattr(pd, 'left'))\n"
                                "open('/tmp/left', 'w').write('x')\n"
                                "builtins.left = pd.left = 1\n";
    struct arena a;
    struct exec_pool *pool;

    (void)state;
    if (!can_box) return;
    arena_init(&a, 256 << 20);
    pool = exec_pool_open(runtime_find(S("python")), &exec_limits_default, NULL);
    for (int i = 0; i < 4; i++) {
        struct exec_record r = run_code(leave, pool, 0, &a);

        assert_true(r.success);
        assert_slice(r.out_text, "[] [] None False\n");
    }
    exec_pool_close(pool);
    arena_free(&a);
}

static void warm_endings_are_told_apart(void **state)
{
    static const struct {
        const char *code;
        int error;
        int64_t wall_ms;
    } end[] = {{"1 / 0", EXEC_EXCEPTION, 0},
               {"x = (", EXEC_SYNTAX, 0},
               {"while True: pass", EXEC_TIMEOUT, 300},
               {"import os; os._exit(0)", EXEC_CONTRACT, 0},
               {"import ctypes; ctypes.string_at(8)", EXEC_KILLED, 0},
               {"import os; os.fork()", EXEC_POLICY, 0},
               {"x = bytearray(1 << 34)", EXEC_MEMORY, 0},
               {"open('big', 'wb').write(bytes(100 << 20))", EXEC_OUTPUT, 0},
               {"open('a.txt', 'w').write('abc')", 0, 0}};
    struct arena a;
    struct exec_pool *pool;

    (void)state;
    if (!can_box) return;
    arena_init(&a, (size_t)512 << 20);
    pool = exec_pool_open(runtime_find(S("python")), &exec_limits_default, NULL);
    for (size_t i = 0; i < sizeof end / sizeof *end; i++) {
        struct exec_record r = run_code(end[i].code, pool, end[i].wall_ms, &a);

        assert_int_equal(r.error, end[i].error);
        assert_true(r.success == (end[i].error == 0));
        if (end[i].error == 0) {
            assert_int_equal(r.nfile, 1);
            assert_slice(r.file[0].body, "abc");
        }
    }
    exec_pool_close(pool);
    arena_free(&a);
}

/* Other limits than the pool's: a cold start, with those limits. */
static void other_limits_start_cold(void **state)
{
    struct arena a;
    struct exec_pool *pool;
    struct exec_request q = {.runtime = runtime_find(S("python")),
                             .code = S("x = bytearray(700 << 20)"),
                             .limits = exec_limits_default};
    struct exec_record r;
    struct err e = {0};

    (void)state;
    if (!can_box) return;
    arena_init(&a, 256 << 20);
    pool = exec_pool_open(runtime_find(S("python")), &exec_limits_default, NULL);
    q.pool = pool;
    q.limits.memory_mib = 1024;
    assert_true(local()->run(&q, -1, &a, &r, &e));
    assert_true(r.success);
    exec_pool_close(pool);
    arena_free(&a);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child of ours is left */
    assert_int_equal(errno, ECHILD);
}

/* kill -9 of the process that owns the pool: zygote, spares and a running child are gone soon. */
static void a_pool_dies_with_its_process(void **state)
{
    int ready[2];
    char byte;
    pid_t owner;
    int64_t left = -1;

    (void)state;
    if (!can_box) return;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
    assert_int_equal(pipe(ready), 0);
    owner = fork();
    assert_true(owner >= 0);
    if (owner == 0) {
        struct arena a;
        struct exec_pool *pool =
            exec_pool_open(runtime_find(S("python")), &exec_limits_default, NULL);

        arena_init(&a, 64 << 20);
        run_code("print(1)", pool, 0, &a);
        if (write(ready[1], "x", 1) != 1) _exit(1);
        run_code("while True: pass", pool, 0, &a);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    usleep(200000);
    kill(owner, SIGKILL);
    for (int i = 0; i < 40 && left != 0; i++) { /* 2 s: the machine may be busy */
        while (waitpid(-1, NULL, WNOHANG) > 0) continue;
        left = waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD ? 0 : 1;
        usleep(50000);
    }
    assert_int_equal(left, 0);
    close(ready[0]);
    close(ready[1]);
    prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
}

/* The children of a process, at most n. */
static int children_of(pid_t parent, pid_t *child, int n)
{
    char path[64];
    FILE *f;
    int got = 0;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
    f = fopen(path, "r");
    while (f != NULL && got < n && fscanf(f, "%d", &child[got]) == 1) got++;
    if (f != NULL) fclose(f);
    return got;
}

/* Kills the process and waits until it runs no more: a busy machine lets it live for a while. */
static void kill_now(pid_t pid)
{
    char path[64], state = 'R';

    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    kill(pid, SIGKILL);
    for (int i = 0; i < 5000 && state != 'Z' && state != 'X'; i++) {
        FILE *f = fopen(path, "r");

        if (f == NULL) return;
        if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1) state = 'X';
        fclose(f);
        usleep(1000);
    }
}

static pid_t only_child(pid_t parent)
{
    pid_t child[2];

    assert_int_equal(children_of(parent, child, 2), 1);
    return child[0];
}

/* Runs until a spare takes it; every run must end well on the way. */
static void becomes_warm(struct exec_pool *pool, struct arena *a)
{
    bool warm = false;

    for (int i = 0; i < 20 && !warm; i++) {
        struct exec_record r = run_code("print(1)", pool, 0, a);

        if (!r.success) fail_msg("%.*s", SLICE_ARG(r.error_message));
        warm = r.warm;
    }
    assert_true(warm);
}

static void a_pool_outlives_what_it_is_made_of(void **state)
{
    struct arena a;
    struct exec_pool *pool;
    pid_t spare[16];
    int n;

    (void)state;
    if (!can_box) return;
    arena_init(&a, 256 << 20);
    pool = exec_pool_open(runtime_find(S("python")), &exec_limits_default, NULL);
    becomes_warm(pool, &a);
    for (int round = 0; round < 2; round++) { /* spares that were offered already */
        n = 0;
        for (int i = 0; i < 50 && n == 0; i++) { /* 5 s: the machine may be busy */
            usleep(i == 0 ? 300000 : 100000);
            n = children_of(only_child(only_child(getpid())), spare, 16);
        }
        assert_in_range(n, 1, 8);
        for (int i = 0; i < n; i++) kill_now(spare[i]);
        becomes_warm(pool, &a);
    }
    for (int i = 0; i < 100; i++) { /* and such as were not */
        n = children_of(only_child(only_child(getpid())), spare, 16);
        for (int k = 0; k < n; k++) kill_now(spare[k]);
        usleep(1000);
    }
    becomes_warm(pool, &a);
    kill_now(only_child(only_child(getpid()))); /* the zygote */
    becomes_warm(pool, &a);
    kill_now(only_child(getpid())); /* the launcher, which takes the zygote along */
    becomes_warm(pool, &a);
    exec_pool_close(pool);
    arena_free(&a);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* How many pages a small script has to have made; on standard output. */
static const char faults[] = "import resource\n"
                             "before = resource.getrusage(0).ru_minflt\n"
                             "import pandas as pd\n"
                             "df = pd.DataFrame({'g': list('abc') * 100, 'v': range(300)})\n"
                             "df.groupby('g').v.sum()\n"
                             "print(resource.getrusage(0).ru_minflt - before)\n";

/* Also one whose first request came before it was ready: its spares have the pages of typical work,
 * and those that are wanted soon after each other, without time to rehearse all of it, too. Without
 * them the script takes a thousand. (Spares wanted as fast as they can be made pay for what they
 * use.)
 */
static void a_pool_learns_though_it_is_used_at_once(void **state)
{
    enum { FAST = 3, MOST = 300, PAUSE_US = 120000 };
    struct arena a;
    struct exec_pool *pool;
    int64_t least = INT64_MAX;

    (void)state;
    if (!can_box) return;
    arena_init(&a, 256 << 20);
    pool = exec_pool_open(runtime_find(S("python")), &exec_limits_default, NULL);
    becomes_warm(pool, &a);
    for (int i = 0; i < 20 && least > MOST; i++) {
        usleep(500000);
        for (int k = 0; k < FAST; k++) { /* the last of them were made since the first */
            struct exec_record r;

            usleep(PAUSE_US);
            r = run_code(faults, pool, 0, &a);
            if (r.warm && k == FAST - 1) assert_true(slice_i64(slice_trim(r.out_text), &least));
        }
    }
    assert_in_range(least, 0, MOST);
    exec_pool_close(pool);
    arena_free(&a);
}

int test_backend_local(void);
int test_backend_local(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_box_can_be_built),
                                       cmocka_unit_test(warm_runs_give_what_cold_runs_give),
                                       cmocka_unit_test(a_warm_run_leaves_nothing_to_the_next),
                                       cmocka_unit_test(warm_endings_are_told_apart),
                                       cmocka_unit_test(other_limits_start_cold),
                                       cmocka_unit_test(a_pool_learns_though_it_is_used_at_once),
                                       cmocka_unit_test(a_pool_outlives_what_it_is_made_of),
                                       cmocka_unit_test(a_pool_dies_with_its_process)};

    return run_group("backend_local", tests);
}
