#include "loop.h"

#include "app.h"
#include "fs.h"
#include "term.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Signals that come as data instead of handlers; blocked in every thread that starts later. */
static int open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    sigaddset(&set, SIGTSTP);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void resize(struct app *app, struct term *t)
{
    int rows, cols;

    term_size(t, &rows, &cols);
    app_resize(app, rows, cols);
}

static void suspend(struct app *app, struct term *t)
{
    term_leave(t);
    kill(0, SIGSTOP); /* the whole job, as the shell expects of Ctrl-Z */
    term_return(t);
    resize(app, t);
}

static bool serve(struct app *app, struct term *t)
{
    switch (app_take_want(app)) {
    case WANT_QUIT:
        return false;
    case WANT_SUSPEND:
        suspend(app, t);
        break;
    case WANT_REDRAW:
        term_redraw(t);
        break;
    case WANT_COPY:
        term_copy(t, buf_slice(&app->clip));
        break;
    case WANT_EDITOR: {
        bool ok;

        term_leave(t);
        ok = app_run_editor(app);
        term_return(t);
        resize(app, t);
        app_edited(app, ok);
        break;
    }
    case WANT_NOTHING:
        break;
    }
    return true;
}

static void take_signals(struct app *app, struct term *t, int fd)
{
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof info) == (ssize_t)sizeof info)
        if (info.ssi_signo == SIGWINCH) {
            term_resize(t);
            resize(app, t);
        } else if (info.ssi_signo == SIGTSTP) {
            suspend(app, t);
        } else {
            app_key(app, 3, (slice){"", 0});
        }
}

static void drive(struct app *app, struct term *t, int signals)
{
    struct screen screen = {0};
    bool on = true;

    resize(app, t);
    while (on) {
        struct pollfd p[] = {{.fd = term_fd(t), .events = POLLIN},
                             {.fd = signals, .events = POLLIN},
                             {.fd = task_fd(app->tasks), .events = POLLIN}};
        int32_t key;

        app_draw(app, &screen);
        term_draw(t, &screen);
        if (poll(p, 3, -1) < 0 && errno != EINTR) break;
        take_signals(app, t, signals);
        app_mail(app);
        /* All keys that wait are taken before the next drawing: typing ahead stays fast. */
        while (on && (key = term_key(t)) != 0) {
            app_key(app, key, term_paste(t));
            on = serve(app, t);
        }
        if (on) on = serve(app, t);
        if ((p[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) break; /* the terminal is gone */
    }
    screen_free(&screen);
}

/* Keys that the person bound, from the configuration folder. */
static bool own_keys(struct app *app, struct err *e)
{
    slice path = fs_config_path(&app->docs, "keys"), text;

    if (path.n == 0 || !fs_exists(path.p)) return true;
    return fs_read(path.p, (size_t)1 << 20, &app->docs, &text, e) &&
           keymap_load(&app->keymap, text, e);
}

bool loop_run(const struct app_options *o, const char *theme, struct err *e)
{
    struct theme look;
    struct term *t;
    struct app *app;
    int signals;
    struct err mine = {0}, keys = {0};

    if (theme == NULL) theme = getenv("FETTLE_THEME");
    if (!theme_find(&look, slice_z(theme != NULL && theme[0] != 0 ? theme : "dark"), e))
        return false;
    signals = open_signals();
    if ((t = term_open(&look, e)) == NULL) {
        close(signals);
        return false;
    }
    app = app_open(o, &mine);
    if (app != NULL && !own_keys(app, &keys)) app_say(app, STYLE_ERROR, "! %s", keys.text);
    if (app != NULL) drive(app, t, signals);
    if (app != NULL && app->fatal.code != E_NONE) mine = app->fatal;
    term_close(t);
    close(signals);
    app_close(app);
    return (app != NULL && mine.code == E_NONE) || err_set(e, mine.code, "%s", mine.text);
}
