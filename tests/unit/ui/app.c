/* The whole model without a terminal: keys in, text grid out. */
#include "unit.h"

#include "app.h"
#include "fs.h"
#include "script.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64], cache[96], source[96];

static int begin(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/fettle-ui-XXXXXX");
    if (mkdtemp(folder) == NULL) return 1;
    snprintf(cache, sizeof cache, "%s/cache.db", folder);
    snprintf(source, sizeof source, "%s/hours.csv", folder);
    return !fs_write(source, S("Region,Jan,Feb,Mar\nNorth,1,2,3\nSouth,4,5,6\nEast,7,8,9\n"), NULL);
}

static int end(void **state)
{
    static const char *const suffix[] = {"", "-wal", "-shm", "-lock"};
    char path[128];

    (void)state;
    for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++) {
        snprintf(path, sizeof path, "%s%s", cache, suffix[i]);
        unlink(path);
    }
    unlink(source);
    rmdir(folder);
    return 0;
}

static struct app_options options(const char *path)
{
    return (struct app_options){.path = path,
                                .read = READ_DEFAULTS,
                                .cache = cache,
                                .who = "tester",
                                .author = author_find(S("builtin")),
                                .clock_fixed = true};
}

static void settle(struct app *app)
{
    app_mail(app);
    for (int i = 0; task_running(app->tasks) > 0 && i < 600; i++) {
        struct pollfd p = {.fd = task_fd(app->tasks), .events = POLLIN};

        poll(&p, 1, 100);
        app_mail(app);
    }
    assert_int_equal(task_running(app->tasks), 0);
}

static void press(struct app *app, const char *keys)
{
    for (; *keys != 0; keys++) {
        app_key(app, *keys == '\n' ? K_RETURN : *keys, (slice){"", 0});
        settle(app);
    }
}

static void gestures_are_steps_and_the_file_stays(void **state)
{
    struct app_options o = options(source);
    struct app *app = app_open(&o, NULL);
    struct arena a;
    slice text;

    (void)state;
    settle(app);
    press(app, "ls");
    assert_int_equal(json_count(json_member(app_plan(app), "steps")), 1);
    press(app, "l-");
    assert_int_equal(json_count(json_member(app_plan(app), "steps")), 2);
    assert_int_equal(app_result(app)->ncol, 3);
    press(app, "uu");
    assert_int_equal(json_count(json_member(app_plan(app), "steps")), 0);
    assert_int_equal(app_result(app)->ncol, 4);
    app_key(app, 'R' - 'A' + 1, (slice){"", 0});
    settle(app);
    assert_int_equal(json_count(json_member(app_plan(app), "steps")), 1);
    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(fs_read(source, 1000, &a, &text, NULL));
    assert_slice(text, "Region,Jan,Feb,Mar\nNorth,1,2,3\nSouth,4,5,6\nEast,7,8,9\n");
    arena_free(&a);
    app_close(app);
}

/* What was not accepted cannot be pinned; what was is served without asking next time. */
static void only_what_was_accepted_is_pinned_and_then_served(void **state)
{
    struct app_options o = options(source);
    struct app *app;

    (void)state;
    o.orca = "acme";
    app = app_open(&o, NULL);
    settle(app);
    press(app, "2P");
    assert_int_equal(app->purpose, INPUT_NONE);
    press(app, "aPfirst\n\n");
    assert_true(app->pinned_as > 0);
    app_close(app);
    app = app_open(&o, NULL);
    settle(app);
    assert_true(app->look->pin.runs);
    assert_true(app_plan(app) != NULL && app_result(app) != NULL);
    app_close(app);
    o.orca = "another"; /* one orca never sees another's pin */
    app = app_open(&o, NULL);
    settle(app);
    assert_false(app->look->pin.runs);
    assert_null(app_plan(app));
    app_close(app);
}

/* Any keys in any order at any size: it neither crashes nor loses a job. */
static void random_keys_do_no_harm(void **state)
{
    static const int32_t special[] = {K_RETURN, K_ESCAPE, K_TAB,     K_UP,        K_DOWN,
                                      K_LEFT,   K_RIGHT,  K_PAGE_UP, K_PAGE_DOWN, K_HOME,
                                      K_END,    K_DELETE, 18 /*^R*/, K_BACKSPACE, 16 /*^P*/};
    static const int size[][2] = {{24, 80}, {30, 100}, {5, 20}, {1, 1}, {60, 200}, {12, 40}};
    const char *samples = getenv("FETTLE_SAMPLES");
    const char *steps = getenv("FETTLE_MONKEY"), *pick = getenv("FETTLE_MONKEY_SEED");
    char path[512];
    uint64_t seed = pick != NULL ? strtoull(pick, NULL, 10) : 1;
    int n = steps != NULL ? atoi(steps) : 400;
    struct screen s = {0};

    (void)state;
    for (int round = 0; round < 2; round++) {
        struct app_options o;
        struct app *app;

        snprintf(path, sizeof path, "%s/acme_hours.xlsx", samples != NULL ? samples : ".");
        o = options(round == 1 && fs_exists(path) ? path : source);
        o.orca = "monkey";
        app = app_open(&o, NULL);
        for (int i = 0; i < n; i++) {
            int32_t key;

            seed = seed * 6364136223846793005u + 1442695040888963407u;
            key = (int32_t)(seed >> 33) % 130;
            if (key < 15)
                key = special[key];
            else if (key < 32)
                key = "hjkl12345][aou/n"[key & 15];
            if (key == 'E' || key == 'w') continue; /* no editor and no sandbox here */
            if (seed >> 60 == 3)
                app_resize(app, size[(seed >> 40) % 6][0], size[(seed >> 40) % 6][1]);
            if ((seed >> 50 & 3) != 0) settle(app); /* else: while jobs run */
            app_draw(app, &s);
            app_key(app, key, S("pasted\ttext"));
            app_take_want(app);
        }
        settle(app);
        app_close(app);
    }
    screen_free(&s);
}

/* A pattern that would take for ever on a cell ends by its limit, which is said. */
static void a_costly_pattern_is_bounded(void **state)
{
    struct app_options o = options(source);
    struct buf text = {0};
    struct app *app;

    (void)state;
    buf_putz(&text, "Name,Code\n");
    for (int i = 0; i < 40; i++) {
        for (int k = 0; k < 60; k++) buf_putc(&text, 'a');
        buf_printf(&text, "!,%d\n", i);
    }
    assert_true(fs_write(source, buf_slice(&text), NULL));
    app = app_open(&o, NULL);
    settle(app);
    press(app, "/^(a+)+$\n");
    assert_non_null(strstr(app->message, "too costly"));
    press(app, "/^39$\n");
    assert_int_equal(app->raw.grid.row, 40);
    assert_int_equal(app->raw.grid.col, 1);
    app_close(app);
    buf_free(&text);
}

/* While a big file is read its first rows are there; then the whole takes their place. */
static void a_big_file_shows_its_first_rows_at_once(void **state)
{
    enum { ROWS = 400000 };
    struct app_options o = options(source);
    struct buf text = {0};
    struct screen s = {0};
    struct app *app;

    (void)state;
    buf_putz(&text, "Name,Code\n");
    for (int i = 0; i < ROWS; i++) buf_printf(&text, "name %d,%d\n", i, i);
    assert_true(fs_write(source, buf_slice(&text), NULL));
    app = app_open(&o, NULL);
    while (app->head == NULL && app->file == NULL) {
        struct pollfd p = {.fd = task_fd(app->tasks), .events = POLLIN};

        poll(&p, 1, 100);
        app_mail(app);
    }
    app_draw(app, &s);
    buf_clear(&text);
    screen_dump(&s, &text);
    buf_putc(&text, 0);
    assert_non_null(strstr(buf_slice(&text).p, "name 3"));
    settle(app);
    assert_null(app->head);
    assert_int_equal(app->file->book.sheet[0].cells.nrow, ROWS + 1);
    press(app, "G"); /* wide rows further down are read in full */
    app_draw(app, &s);
    buf_clear(&text);
    screen_dump(&s, &text);
    buf_putc(&text, 0);
    assert_non_null(strstr(buf_slice(&text).p, "name 399999"));
    app_close(app);
    screen_free(&s);
    buf_free(&text);
}

static void a_script_tells_its_wrong_line(void **state)
{
    struct app_options o = options(NULL);
    struct buf out = {0};
    struct err e = {0};

    (void)state;
    assert_false(script_run(&o, S("# fine\nkey Enter\nkey Nope\n"), 0, 0, &out, &e));
    assert_non_null(strstr(e.text, "line 3"));
    assert_false(script_run(&o, S("size 0x5\n"), 0, 0, &out, &e));
    assert_false(script_run(&o, S("fly\n"), 0, 0, &out, &e));
    assert_non_null(strstr(e.text, "\"fly\""));
    buf_free(&out);
}

int test_app(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gestures_are_steps_and_the_file_stays, begin, end),
        cmocka_unit_test_setup_teardown(only_what_was_accepted_is_pinned_and_then_served, begin,
                                        end),
        cmocka_unit_test_setup_teardown(random_keys_do_no_harm, begin, end),
        cmocka_unit_test_setup_teardown(a_costly_pattern_is_bounded, begin, end),
        cmocka_unit_test_setup_teardown(a_big_file_shows_its_first_rows_at_once, begin, end),
        cmocka_unit_test_setup_teardown(a_script_tells_its_wrong_line, begin, end),
    };

    return run_group("app", tests);
}
