/* home.c - where fettle starts without a file: failed runs, pins, recent sources. Enter opens. */
#include "job.h"

#include <inttypes.h>
#include <stdio.h>

/* The entries one below the other: open failures, then sources of recent runs, newest first. */
struct entry {
    const struct failure_row *failure;
    const struct run_row *run;
};

static bool is_repeat(const struct made_pins *m, int i)
{
    for (int k = 0; k < i; k++)
        if (slice_eq(m->run[k].source_path, m->run[i].source_path)) return true;
    return false;
}

/* Entry n; false: there are fewer. */
static bool entry_at(const struct app *app, int n, struct entry *out)
{
    const struct made_pins *m = app->pins;

    *out = (struct entry){0};
    if (m == NULL || n < 0) return false;
    if (n < m->nfailure) {
        out->failure = &m->failure[n];
        return true;
    }
    n -= m->nfailure;
    for (int i = 0; i < m->nrun; i++) {
        if (m->run[i].source_path.n == 0 || is_repeat(m, i)) continue;
        if (n-- == 0) {
            out->run = &m->run[i];
            return true;
        }
    }
    return false;
}

static void settle(struct app *app, struct rect body)
{
    struct entry e;

    (void)body;
    if (app->home.sel < 0) app->home.sel = 0;
    while (app->home.sel > 0 && !entry_at(app, app->home.sel, &e)) app->home.sel--;
}

static void draw(const struct app *app, struct screen *s, struct rect body)
{
    const struct made_pins *m = app->pins;
    int row = body.row, end = body.row + body.rows, n = 0;
    struct entry e;

    if (m == NULL) {
        screen_text(s, row + 1, 2, body.cols - 4, STYLE_DIM, S("reading the cache ..."));
        return;
    }
    screen_print(s, row++, 1, body.cols - 2, STYLE_HEAD, "Failed runs (%d)", m->nfailure);
    for (; entry_at(app, n, &e) && row < end; n++) {
        bool on = n == app->home.sel;
        enum style style = on ? STYLE_CURSOR : STYLE_TEXT;

        if (n == m->nfailure) {
            row++;
            screen_text(s, row++, 1, body.cols - 2, STYLE_HEAD, S("Recent sources"));
        }
        if (row >= end) break;
        if (on) screen_fill(s, (struct rect){row, 0, 1, body.cols}, style, ' ');
        if (e.failure != NULL)
            screen_print(s, row++, 1, body.cols - 2, style, "%c %-12.*s %-28.*s %.*s",
                         on ? '>' : ' ', SLICE_ARG(e.failure->orca),
                         SLICE_ARG(e.failure->source_name), SLICE_ARG(e.failure->message));
        else
            screen_print(s, row++, 1, body.cols - 2, style,
                         "%c %-12.*s %-28.*s %.*s, %" PRId64 " rows", on ? '>' : ' ',
                         SLICE_ARG(e.run->orca), SLICE_ARG(e.run->source_name),
                         SLICE_ARG(e.run->outcome), e.run->rows);
    }
    if (n == 0) {
        screen_text(s, row++, 3, body.cols - 4, STYLE_DIM, S("none"));
        row++;
        screen_text(
            s, row++, 1, body.cols - 2, STYLE_TEXT,
            S("Open a file with: fettle FILE, or fettle FILE --orca WHO to use and make pins."));
    }
    row++;
    if (row < end)
        screen_print(s, row, 1, body.cols - 2, STYLE_HEAD, "%d pin%s in the cache   5 shows them",
                     m->n, m->n == 1 ? "" : "s");
}

static void status(const struct app *app, struct buf *left, struct buf *right)
{
    struct entry e;

    if (entry_at(app, app->home.sel, &e))
        buf_printf(left, "%.*s",
                   SLICE_ARG(e.failure != NULL ? e.failure->source_path : e.run->source_path));
    if (app->pins != NULL && !app->o.clock_fixed) buf_printf(right, "%s", app->pins->path);
}

static void open_entry(struct app *app)
{
    struct entry e;
    slice path;

    if (!entry_at(app, app->home.sel, &e)) return;
    path = e.failure != NULL ? e.failure->source_path : e.run->source_path;
    if (path.n == 0) {
        app_say(app, STYLE_WARN, "! Where this source was is not recorded.");
        return;
    }
    app->o.path = arena_z(&app->docs, path);
    snprintf(app->orca, sizeof app->orca, "%.*s",
             SLICE_ARG(e.failure != NULL ? e.failure->orca : e.run->orca));
    app->history.n = 0;
    app->history.now = -1;
    app->failure = e.failure != NULL ? e.failure->id : 0;
    app->accepted = false;
    app->pinned_as = 0;
    memset(app->mark, 0, sizeof app->mark);
    if (e.failure != NULL && e.failure->plan.n > 0) {
        const struct json *doc =
            json_parse(&app->docs, arena_copy(&app->docs, e.failure->plan), NULL);

        app->history.at[0].doc = doc;
        app->history.at[0].note = "the plan that failed";
        app->history.n = doc != NULL;
        app->history.now = doc != NULL ? 0 : -1;
    }
    job_open(app);
    app_go(app, app_plan(app) != NULL ? "plan" : "raw");
}

static bool act(struct app *app, enum action a)
{
    struct entry e;

    switch ((int)a) {
    case ACT_UP:
        app->home.sel--;
        return true;
    case ACT_DOWN:
        app->home.sel++;
        return true;
    case ACT_TOP:
        app->home.sel = 0;
        return true;
    case ACT_BOTTOM:
        app->home.sel = 10000;
        return true;
    case ACT_ENTER:
        open_entry(app);
        return true;
    case ACT_REJECT:
        if (entry_at(app, app->home.sel, &e) && e.failure != NULL)
            app_ask(app, INPUT_DISMISS, S(""),
                    "dismiss failed run %" PRId64 " because:", e.failure->id);
        else
            app_say(app, STYLE_DIM, "Only a failed run can be dismissed.");
        return true;
    case ACT_RUN:
        job_pins(app);
        return true;
    default:
        return false;
    }
}

static const char *hint(const struct app *app, enum action a)
{
    struct entry e;

    switch ((int)a) {
    case ACT_ENTER:
        return entry_at(app, app->home.sel, &e) ? "" : NULL;
    case ACT_REJECT:
        return entry_at(app, app->home.sel, &e) && e.failure != NULL ? "dismiss" : NULL;
    case ACT_RUN:
        return "read again";
    case ACT_VIEW_PINS:
        return "pins";
    case ACT_PALETTE:
        return "";
    case ACT_BACK:
        return "leave";
    default:
        return NULL;
    }
}

const struct view view_home = {.name = "home",
                               .title = "Home",
                               .number = 0,
                               .settle = settle,
                               .draw = draw,
                               .status = status,
                               .act = act,
                               .hint = hint};
