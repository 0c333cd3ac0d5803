#include "script.h"

#include "app.h"
#include "utf8.h"
#include <poll.h>
#include <stdio.h>

/* Nothing runs any more, or it took two minutes. */
static bool settle(struct app *app, struct screen *s, struct err *e)
{
    enum { STEPS = 1200, STEP_MS = 100 };

    /* Drawing may ask for rows of a large file, which a job reads. */
    for (int i = 0; app_mail(app), app_draw(app, s), task_running(app->tasks) > 0; i++) {
        struct pollfd p = {.fd = task_fd(app->tasks), .events = POLLIN};

        if (i == STEPS) return err_set(e, E_FAILED, "a job did not end within 120 s");
        poll(&p, 1, STEP_MS);
    }
    return app->fatal.code == E_NONE;
}

/* The driver's side of app_take_want; false: the person left. */
static bool serve(struct app *app)
{
    switch (app_take_want(app)) {
    case WANT_QUIT:
        return false;
    case WANT_EDITOR:
        app_edited(app, app_run_editor(app));
        break;
    case WANT_SUSPEND:
    case WANT_REDRAW:
    case WANT_COPY:
    case WANT_NOTHING:
        break;
    }
    return true;
}

static bool press(struct app *app, struct screen *s, int32_t key, struct err *e)
{
    if (!settle(app, s, e)) return false;
    app_key(app, key, (slice){"", 0});
    return serve(app);
}

static bool type(struct app *app, struct screen *s, slice text, struct err *e)
{
    for (ptrdiff_t i = 0; i < text.n;) {
        int32_t c;

        i += utf8_decode(text.p + i, text.n - i, &c);
        if (!press(app, s, c, e)) return false;
    }
    return true;
}

static bool press_named(struct app *app, struct screen *s, slice arg, int line, struct err *e)
{
    slice times, name = slice_cut(arg, ' ', &times);
    int64_t n = 1;

    if (key_parse(name) == 0)
        return err_set(e, E_USAGE, "script, line %d: no key \"%.*s\"", line, SLICE_ARG(name));
    if (times.n >= 0 && !slice_i64(slice_trim(times), &n))
        return err_set(e, E_USAGE, "script, line %d: \"%.*s\" is no number of times", line,
                       SLICE_ARG(times));
    for (int64_t i = 0; i < n; i++)
        if (!press(app, s, key_parse(name), e)) return false;
    return true;
}

static bool size_arg(slice arg, int *rows, int *cols)
{
    slice r, c = slice_cut(arg, 'x', &r);
    int64_t y, x;

    if (!slice_i64(slice_trim(c), &x) || r.n < 0 || !slice_i64(slice_trim(r), &y)) return false;
    if (x < 1 || x > 2000 || y < 1 || y > 1000) return false;
    *rows = (int)y;
    *cols = (int)x;
    return true;
}

/* One line. False with e->code E_NONE: the person left. */
static bool step(struct app *app, struct screen *s, slice line, int number, struct buf *out,
                 struct err *e)
{
    slice arg, word = slice_cut(line, ' ', &arg);
    int rows, cols;

    if (arg.n < 0) arg = (slice){"", 0};
    if (slice_eqz(word, "key")) return press_named(app, s, slice_trim(arg), number, e);
    if (slice_eqz(word, "keys") || slice_eqz(word, "type")) return type(app, s, arg, e);
    if (slice_eqz(word, "orca")) {
        snprintf(app->orca, sizeof app->orca, "%.*s", SLICE_ARG(arg));
        return true;
    }
    if (slice_eqz(word, "size")) {
        if (!size_arg(arg, &rows, &cols))
            return err_set(e, E_USAGE, "script, line %d: a size is COLSxROWS, such as 100x30",
                           number);
        app_resize(app, rows, cols);
        return true;
    }
    if (slice_eqz(word, "screen")) {
        if (!settle(app, s, e)) return false;
        if (arg.n > 0) buf_printf(out, "--- %.*s\n", SLICE_ARG(arg));
        screen_dump(s, out);
        return true;
    }
    return err_set(e, E_USAGE,
                   "script, line %d: no \"%.*s\"; there are size, key, keys, type, screen, orca",
                   number, SLICE_ARG(word));
}

bool script_run(const struct app_options *o, slice script, int rows, int cols, struct buf *out,
                struct err *e)
{
    struct app_options mine = *o;
    struct screen s = {0};
    struct app *app;
    slice rest = script;
    struct err said = {0};
    bool go = true, first_size = rows > 0;

    if ((app = app_open(&mine, e)) == NULL) return false;
    if (rows > 0) app_resize(app, rows, cols);
    for (int number = 1; go && rest.n >= 0; number++) {
        slice line = slice_cut(rest, '\n', &rest);

        if (line.n > 0 && line.p[line.n - 1] == '\r') line.n--;
        if (slice_trim(line).n == 0 || line.p[0] == '#') continue;
        /* The caller's size stands for the first one of the script. */
        if (first_size && slice_starts(line, S("size "))) {
            first_size = false;
            continue;
        }
        go = step(app, &s, line, number, out, &said);
    }
    if (app->fatal.code != E_NONE) said = app->fatal;
    screen_free(&s);
    app_close(app);
    if (said.code != E_NONE && e != NULL) *e = said;
    return said.code == E_NONE;
}
