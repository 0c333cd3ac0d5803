#include "unit.h"

#include "session.h"
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the strongest isolation that this machine allows; where none is, tests/box says so. */
static const char *mode;

static struct exec_request snippet(const char *code)
{
    return (struct exec_request){.runtime = runtime_find(S("python")),
                                 .code = slice_z(code),
                                 .limits = exec_limits_default,
                                 .isolation = mode};
}

static struct exec_record run(struct sessions *s, const char *orca, const char *code,
                              struct arena *a)
{
    struct exec_request q = snippet(code);
    struct exec_record r;
    struct err e = {0};

    q.limits.wall_ms = 2000;
    if (!sessions_run(s, slice_z(orca), &q, -1, a, &r, &e)) fail_msg("%s", e.text);
    return r;
}

static void an_isolation_is_chosen(void **state)
{
    static const char *const modes[] = {"full", "no-namespaces"};
    struct arena a;

    (void)state;
    for (int i = 0; i < 2 && mode == NULL; i++) {
        struct exec_request q = snippet("pass");
        struct exec_record r;
        struct err e = {0};

        arena_init(&a, 64 << 20);
        q.isolation = modes[i];
        if (backend_find(S("local"))->run(&q, -1, &a, &r, &e))
            mode = modes[i];
        else
            printf("session: skipped %s, %s\n", modes[i], e.text);
        arena_free(&a);
    }
}

static void no_child_is_left(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void variables_and_files_persist(void **state)
{
    struct sessions *s;
    struct exec_record r;
    struct arena a;

    (void)state;
    if (mode == NULL) return;
    s = sessions_open(SESSION_TTL_S);
    arena_init(&a, 256 << 20);
    r = run(s, "a", "import json\nx = [1]\nopen('f.txt', 'w').write('abc')", &a);
    assert_true(r.success && r.kept);
    assert_int_equal(r.snippet, 1);
    assert_int_equal(r.nfile, 1);
    r = run(s, "a", "x.append(2)\nprint(json.dumps(x), open('f.txt').read())", &a);
    assert_true(r.kept);
    assert_int_equal(r.snippet, 2);
    assert_slice(r.out_text, "[1, 2] abc\n");
    r = run(s, "a", "y = 5\n1 / 0", &a); /* an exception is the code's own business */
    assert_int_equal(r.error, EXEC_EXCEPTION);
    assert_int_equal(r.error_line, 2);
    assert_true(r.kept);
    r = run(s, "a", "print(y, len(x))", &a);
    assert_slice(r.out_text, "5 2\n");
    assert_int_equal(r.snippet, 4);
    sessions_close(s);
    arena_free(&a);
    no_child_is_left();
}

static void nobody_else_sees_them(void **state)
{
    static const char look[] = "import os, builtins, pandas as pd\n"
                               "print('x' in globals(), hasattr(builtins, 'left'),\n"
                               "      hasattr(pd, 'left'), os.listdir('.'))\n";
    struct sessions *s;
    struct exec_request q = snippet(look);
    struct exec_record r;
    struct arena a;
    struct err e = {0};

    (void)state;
    if (mode == NULL) return;
    s = sessions_open(SESSION_TTL_S);
    arena_init(&a, 256 << 20);
    r = run(s, "a",
            "import builtins, pandas as pd\nx = builtins.left = pd.left = 1\n"
            "open('f.txt', 'w').write('x')",
            &a);
    assert_true(r.kept);
    r = run(s, "b", look, &a);
    assert_slice(r.out_text, "False False False []\n");
    assert_true(sessions_run(s, (slice){"a\0b", 3}, &q, -1, &a, &r, &e));
    assert_slice(r.out_text, "False False False []\n");
    assert_true(backend_find(S("local"))->run(&q, -1, &a, &r, &e)); /* of no session */
    assert_slice(r.out_text, "False False False []\n");
    r = run(s, "a", look, &a);
    assert_slice(r.out_text, "True True True ['f.txt']\n");
    assert_int_equal(sessions_end(s, S("a")), 1);
    r = run(s, "a", look, &a);
    assert_slice(r.out_text, "False False False []\n");
    sessions_close(s);
    arena_free(&a);
    no_child_is_left();
}

/* What ends a session, and that the next snippet has a new one. */
static void what_breaks_ends_the_session(void **state)
{
    static const struct {
        const char *code;
        int error;
    } end[] = {
        {"while True: pass", EXEC_TIMEOUT},
        {"import os; os._exit(0)", EXEC_CONTRACT},
        {"import ctypes; ctypes.string_at(8)", EXEC_KILLED},
        /* a result for the next snippet */
        {"import os, struct\nh = lambda k, b: struct.pack('=IIQ', 0x31584246, k, len(b)) + b\n"
         "os.write(4, h(4, b'{}') + h(6, b'') + h(4, b'{}') + h(6, b''))\nimport time\n"
         "time.sleep(60)",
         EXEC_CONTRACT}};
    struct sessions *s;
    struct arena a;

    (void)state;
    if (mode == NULL) return;
    s = sessions_open(SESSION_TTL_S);
    arena_init(&a, 256 << 20);
    for (size_t i = 0; i < sizeof end / sizeof *end; i++) {
        struct exec_record r = run(s, "a", "x = 1", &a);

        assert_int_equal(r.snippet, 1);
        r = run(s, "a", end[i].code, &a);
        assert_int_equal(r.error, end[i].error);
        assert_false(r.kept);
        r = run(s, "a", "print('x' in globals())", &a);
        assert_slice(r.out_text, "False\n");
        assert_int_equal(r.snippet, 1);
        sessions_end(s, S("a"));
    }
    sessions_close(s);
    arena_free(&a);
    no_child_is_left();
}

/* Threads that go on do so in the time of a snippet only. */
static void it_stands_still_between_snippets(void **state)
{
    struct sessions *s;
    struct exec_record r;
    struct arena a;

    (void)state;
    if (mode == NULL) return;
    s = sessions_open(SESSION_TTL_S);
    arena_init(&a, 256 << 20);
    r = run(s, "a",
            "import threading, resource\nn = 0\ndef turn():\n    global n\n"
            "    while True: n += 1\nthreading.Thread(target=turn, daemon=True).start()\n"
            "used = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])\n"
            "before = used()",
            &a);
    assert_true(r.kept);
    usleep(1500000);
    r = run(s, "a", "print(used() - before < 1)", &a);
    assert_slice(r.out_text, "True\n");
    sessions_close(s);
    arena_free(&a);
    no_child_is_left();
}

static void idle_ones_end(void **state)
{
    struct sessions *s;
    struct exec_record r;
    struct arena a;

    (void)state;
    if (mode == NULL) return;
    s = sessions_open(1);
    arena_init(&a, 256 << 20);
    r = run(s, "a", "x = 1", &a);
    assert_true(r.kept);
    assert_int_equal(sessions_sweep(s), 0);
    usleep(1100000);
    assert_int_equal(sessions_sweep(s), 1);
    no_child_is_left();
    r = run(s, "a", "print('x' in globals())", &a);
    assert_slice(r.out_text, "False\n");
    sessions_close(s);
    arena_free(&a);
}

int test_session(void);
int test_session(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_isolation_is_chosen),
                                       cmocka_unit_test(variables_and_files_persist),
                                       cmocka_unit_test(nobody_else_sees_them),
                                       cmocka_unit_test(what_breaks_ends_the_session),
                                       cmocka_unit_test(it_stands_still_between_snippets),
                                       cmocka_unit_test(idle_ones_end)};

    return run_group("session", tests);
}
