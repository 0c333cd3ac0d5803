/* pins.c - what is pinned: a list and the evidence of one. */
#include "job.h"

#include <inttypes.h>
#include <stdio.h>

enum { DETAIL_ROWS = 9 };

static const struct pin *present(const struct app *app)
{
    return app->pins != NULL && app->pinview.sel < app->pins->n ? &app->pins->pin[app->pinview.sel]
                                                                : NULL;
}

static const char *health(const struct pin *p)
{
    if (p->state == PIN_RETIRED) return "retired";
    if (p->state == PIN_PROPOSED) return "REVIEW";
    return p->failed_runs > 0 ? "FAILED" : "ok";
}

static enum style health_style(const struct pin *p)
{
    if (p->state == PIN_RETIRED) return STYLE_DIM;
    return p->state == PIN_PROPOSED ? STYLE_WARN : p->failed_runs > 0 ? STYLE_ERROR : STYLE_OK;
}

/* "2026-01-02 03:04" of an ISO time. */
static slice short_time(slice iso, char out[20])
{
    snprintf(out, 20, "%.*s", iso.n > 16 ? 16 : (int)iso.n, iso.p ? iso.p : "");
    if (strlen(out) > 10) out[10] = ' ';
    return slice_z(out);
}

static void settle(struct app *app, struct rect body)
{
    int n = app->pins != NULL ? app->pins->n : 0;

    (void)body;
    if (app->pinview.sel >= n) app->pinview.sel = n - 1;
    if (app->pinview.sel < 0) app->pinview.sel = 0;
}

static void draw_list(const struct app *app, struct screen *s, struct rect r)
{
    int top = 0, room = r.rows - 2;

    screen_text(s, r.row, 1, r.cols - 2, STYLE_HEAD,
                S("pin   orca         fingerprint  kind    last run          runs  health   note"));
    screen_rule(s, r.row + 1, 0, r.cols);
    if (app->pinview.sel >= room) top = app->pinview.sel - room + 1;
    for (int i = top; i < app->pins->n && i - top < room; i++) {
        const struct pin *p = &app->pins->pin[i];
        int row = r.row + 2 + i - top;
        bool on = i == app->pinview.sel;
        enum style style = on ? STYLE_CURSOR : STYLE_TEXT;
        char full[80], fp[10], when[20];

        if (on) screen_fill(s, (struct rect){row, 0, 1, r.cols}, style, ' ');
        screen_print(s, row, 0, 6, style, "%c%" PRId64, on ? '>' : ' ', p->id);
        screen_text(s, row, 7, 12, style, p->orca);
        snprintf(full, sizeof full, "%.*s", SLICE_ARG(p->fingerprint));
        screen_text(s, row, 20, 10, style, slice_z(schema_short(full, fp)));
        screen_text(s, row, 33, 7, style, p->is_plan ? S("typed") : p->runtime);
        screen_text(s, row, 41, 17, style,
                    p->last_run.n > 0 ? short_time(p->last_run, when) : S("never"));
        screen_print(s, row, 58, 5, style, "%5" PRId64, p->runs);
        screen_text(s, row, 65, 8, on ? style : health_style(p), slice_z(health(p)));
        screen_text(s, row, 74, r.cols - 75, style, p->note);
    }
}

static void field(struct screen *s, int row, int cols, const char *name, slice text)
{
    screen_text(s, row, 1, 9, STYLE_DIM, slice_z(name));
    screen_text(s, row, 10, cols - 11, STYLE_TEXT, text);
}

static void draw_detail(const struct app *app, struct screen *s, struct rect r)
{
    const struct pin *p = present(app);
    struct buf b = {0};
    struct arena a;
    const struct json *evidence;
    int row = r.row;
    char when[20];

    if (p == NULL) return;
    arena_init(&a, ARENA_NO_LIMIT);
    screen_print(s, row++, 1, r.cols - 2, STYLE_HEAD, "Pin %" PRId64 "  %.*s  %s", p->id,
                 SLICE_ARG(p->orca), pin_state_name(p->state));
    buf_printf(&b, "%.*s by %.*s", SLICE_ARG(short_time(p->when, when)), SLICE_ARG(p->who));
    if (p->supersedes > 0) buf_printf(&b, ", supersedes %" PRId64, p->supersedes);
    if (p->rolling) buf_putz(&b, ", rolling");
    field(s, row++, r.cols, "made", buf_slice(&b));
    evidence = p->evidence.n > 0 ? json_parse(&a, p->evidence, NULL) : NULL;
    if (evidence != NULL) {
        buf_clear(&b);
        buf_printf(&b, "%.*s  %" PRId64 " rows x %" PRId64 " columns",
                   SLICE_ARG(json_text(json_member(json_member(evidence, "source"), "name"))),
                   json_i64(json_member(json_member(evidence, "result"), "rows"), 0),
                   json_i64(json_member(json_member(evidence, "result"), "columns"), 0));
        field(s, row++, r.cols, "source", buf_slice(&b));
    }
    field(s, row++, r.cols, p->is_plan ? "steps" : "code", app->pins->steps[app->pinview.sel]);
    field(s, row++, r.cols, "fp", p->fingerprint);
    buf_clear(&b);
    buf_printf(&b, "sha256 %.*s", SLICE_ARG(p->digest));
    field(s, row++, r.cols, "body", buf_slice(&b));
    buf_clear(&b);
    buf_printf(&b, "%" PRId64 ", %" PRId64 " failed", p->runs, p->failed_runs);
    field(s, row++, r.cols, "runs", buf_slice(&b));
    for (int i = 0; i < app->pins->nrun && row < r.row + r.rows; i++) {
        const struct run_row *x = &app->pins->run[i];

        if (x->pin != p->id) continue;
        buf_clear(&b);
        buf_printf(&b, "%.*s  %.*s  %" PRId64 " rows  %.*s", SLICE_ARG(short_time(x->when, when)),
                   SLICE_ARG(x->outcome), x->rows, SLICE_ARG(x->source_name));
        field(s, row++, r.cols, "", buf_slice(&b));
    }
    if (p->note.n > 0 && row < r.row + r.rows) field(s, row, r.cols, "note", p->note);
    buf_free(&b);
    arena_free(&a);
}

static void draw(const struct app *app, struct screen *s, struct rect body)
{
    int detail = body.rows >= 14 ? DETAIL_ROWS : 0;

    if (app->pins == NULL) {
        screen_text(s, body.row + 1, 2, body.cols - 4, STYLE_DIM,
                    app_busy(app, SLOT_PINS) ? S("reading the cache ...")
                                             : S("the cache cannot be read"));
        return;
    }
    if (app->pins->n == 0) {
        screen_text(s, body.row + 1, 2, body.cols - 4, STYLE_DIM,
                    app->orca[0] != 0
                        ? S("Nothing is pinned for this orca. Accept a result (a), then P pins it.")
                        : S("Nothing is pinned yet. Accept a result (a), then P pins it."));
        return;
    }
    draw_list(app, s,
              (struct rect){body.row, 0, body.rows - (detail > 0 ? detail + 1 : 0), body.cols});
    if (detail == 0) return;
    screen_rule(s, body.row + body.rows - detail - 1, 0, body.cols);
    draw_detail(app, s, (struct rect){body.row + body.rows - detail, 0, detail, body.cols});
}

static bool summary(const struct app *app, struct buf *out, enum style *style)
{
    int look = 0;

    if (app->pins == NULL) return false;
    for (int i = 0; i < app->pins->n; i++)
        look += app->pins->pin[i].state == PIN_PROPOSED ||
                (app->pins->pin[i].state == PIN_APPROVED && app->pins->pin[i].failed_runs > 0);
    buf_printf(out, "%d pin%s  newest first", app->pins->n, app->pins->n == 1 ? "" : "s");
    if (look > 0) buf_printf(out, "  %d need a look", look);
    if (app->pins->notice[0] != 0) {
        buf_printf(out, "  ! %s", app->pins->notice);
        *style = STYLE_WARN;
    }
    return true;
}

static void status(const struct app *app, struct buf *left, struct buf *right)
{
    const struct pin *p = present(app);

    if (p != NULL) buf_printf(left, "pin %" PRId64 "  %s", p->id, health(p));
    if (app->pins != NULL && !app->o.clock_fixed) buf_printf(right, "%s", app->pins->path);
}

static bool act(struct app *app, enum action a)
{
    const struct pin *p = present(app);
    int n = app->pins != NULL ? app->pins->n : 0, page = app->body_rows / 2;

    switch ((int)a) {
    case ACT_UP:
        app->pinview.sel--;
        return true;
    case ACT_DOWN:
        app->pinview.sel++;
        return true;
    case ACT_PAGE_UP:
        app->pinview.sel -= page;
        return true;
    case ACT_PAGE_DOWN:
        app->pinview.sel += page;
        return true;
    case ACT_TOP:
        app->pinview.sel = 0;
        return true;
    case ACT_BOTTOM:
        app->pinview.sel = n - 1;
        return true;
    case ACT_RUN:
        job_pins(app);
        return true;
    default:
        break;
    }
    if (p == NULL) return false;
    switch ((int)a) {
    case ACT_ACCEPT:
        if (p->state == PIN_APPROVED)
            app_say(app, STYLE_DIM, "This pin is approved already.");
        else
            job_pin_state(app, p->orca, p->id, PIN_APPROVED, S("approved in the workbench"));
        return true;
    case ACT_REJECT:
        if (p->state == PIN_RETIRED)
            app_say(app, STYLE_DIM, "This pin is retired already; a restores it.");
        else
            app_ask(app, INPUT_RETIRE, S(""), "retire pin %" PRId64 " because:", p->id);
        return true;
    case ACT_ENTER:
        job_show_pin(app, p->orca, p->id);
        return true;
    case ACT_COPY:
        buf_clear(&app->clip);
        buf_printf(&app->clip, "%" PRId64, p->id);
        app->want = WANT_COPY;
        app_say(app, STYLE_OK, "id copied");
        return true;
    default:
        return false;
    }
}

static const char *hint(const struct app *app, enum action a)
{
    const struct pin *p = present(app);

    switch ((int)a) {
    case ACT_ENTER:
        return p != NULL ? "" : NULL;
    case ACT_COPY:
        return p != NULL ? "copy id" : NULL;
    case ACT_ACCEPT:
        return p == NULL || p->state == PIN_APPROVED ? NULL
               : p->state == PIN_RETIRED             ? "restore"
                                                     : "approve";
    case ACT_REJECT:
        return p != NULL && p->state != PIN_RETIRED ? "retire" : NULL;
    case ACT_RUN:
        return "read again";
    case ACT_FIND:
        return p != NULL ? "" : NULL;
    case ACT_BACK:
        return "";
    default:
        return NULL;
    }
}

const struct view view_pins = {.name = "pins",
                               .title = "Pins",
                               .number = 5,
                               .settle = settle,
                               .draw = draw,
                               .summary = summary,
                               .status = status,
                               .act = act,
                               .hint = hint};
