#include "problem.h"

#include "gesture.h"
#include "job.h"
#include "tablegrid.h"
#include <inttypes.h>

enum { LEFT_COLS = 42 };

/* Which failure belongs to this 1-based step; NULL: none. */
static const struct failure *failure_of(const struct made_apply *m, int step)
{
    for (int i = 0; i < m->failures.n; i++)
        if (m->failures.at[i].step == step) return &m->failures.at[i];
    return NULL;
}

static const struct failure *present(const struct app *app)
{
    const struct failures *f = &app->apply->failures;

    return f->n > 0 ? &f->at[app->plan.failure < f->n ? app->plan.failure : f->n - 1] : NULL;
}

static void draw_step(const struct app *app, struct screen *s, struct rect r, int step, int row,
                      bool compact)
{
    const struct made_apply *m = app->apply;
    bool on = step == app->plan.step;
    enum style style = on && app->plan.pane == 0 ? STYLE_CURSOR
                       : on                      ? STYLE_CURSOR_LINE
                                                 : STYLE_TEXT;
    const struct failure *f = step > 0 ? failure_of(m, step) : NULL;
    int text = r.cols - 22, x = r.col + r.cols - 20;
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    if (style == STYLE_CURSOR) screen_fill(s, (struct rect){row, r.col, 1, r.cols}, style, ' ');
    screen_text(s, row, r.col, 1, style, on ? S(">") : S(" "));
    if (step == 0) {
        screen_print(s, row, r.col + 1, text, style, "  read        header %d row%s",
                     m->plan.header_rows >= 0 ? m->plan.header_rows : app->look->header_rows,
                     m->plan.header_rows == 1 ? "" : "s");
    } else {
        slice said = plan_step_text(&m->plan.step[step - 1], &a);

        screen_print(s, row, r.col + 1, text, style, "%-2d%.*s", step, SLICE_ARG(said));
    }
    if (f != NULL) {
        screen_print(s, row, x, 20, style == STYLE_CURSOR ? style : STYLE_ERROR, "FAIL %s",
                     failure_name(f->code));
    } else if (step <= m->result.done && m->result.after != NULL) {
        if (!compact) screen_print(s, row, x, 10, style, "%10" PRId64, m->result.after[step].nrow);
        screen_text(s, row, compact ? x : x + 13, 6, style == STYLE_CURSOR ? style : STYLE_OK,
                    S("ok"));
    } else if (!m->ok) {
        screen_text(s, row, x, 19, style == STYLE_CURSOR ? style : STYLE_DIM,
                    S("--   not reached"));
    }
    arena_free(&a);
}

/* "Steps of draft A, changed": where the present plan began. */
static void draw_origin(const struct app *app, struct screen *s, struct rect r)
{
    int i = app->history.now;

    while (i > 0 && !slice_starts(slice_z(app->history.at[i].note), S("draft ")) &&
           !slice_starts(slice_z(app->history.at[i].note), S("pin ")) &&
           !slice_starts(slice_z(app->history.at[i].note), S("plan by ")))
        i--;
    if (i < 0 || (i == 0 && app->history.now == 0))
        screen_text(s, r.row, r.col + 1, r.cols - 2, STYLE_HEAD, S("Steps"));
    else if (i == 0)
        screen_text(s, r.row, r.col + 1, r.cols - 2, STYLE_HEAD, S("Steps, your own"));
    else
        screen_print(s, r.row, r.col + 1, r.cols - 2, STYLE_HEAD, "Steps of %s%s",
                     app->history.at[i].note, i < app->history.now ? ", changed" : "");
}

void problem_steps(const struct app *app, struct screen *s, struct rect r, bool compact)
{
    const struct made_apply *m = app->apply;
    int n = m != NULL && m->usable ? m->plan.nstep : 0, top = 0, room = r.rows - 2;

    draw_origin(app, s, r);
    if (!compact && r.cols >= 40)
        screen_text(s, r.row, r.col + r.cols - 14, 12, STYLE_HEAD, S("rows   ok"));
    if (m == NULL || !m->usable) {
        screen_text(s, r.row + 2, r.col + 1, r.cols - 2, STYLE_DIM,
                    app_busy(app, SLOT_APPLY) ? S("applying ...") : S("no plan yet"));
        return;
    }
    if (app->plan.step >= room) top = app->plan.step - room + 1;
    for (int i = top; i <= n && i - top < room; i++)
        draw_step(app, s, r, i, r.row + 2 + i - top, compact);
}

/* ---------------------------------------------------------------- the right side */

static int draw_cells(struct screen *s, struct rect r, int row, const struct failure *f)
{
    int end = r.row + r.rows;

    for (int i = 0; i < f->ncell && i < 6 && row < end; i++) {
        const struct failure_cell *c = &f->cell[i];

        screen_print(s, row, r.col + 3, 9, STYLE_DIM, "row %" PRId64, c->row);
        screen_text(s, row, r.col + 13, 18, STYLE_TEXT, c->column);
        screen_text(s, row++, r.col + 32, r.cols - 33, STYLE_ERROR,
                    c->value.n > 0 ? c->value : S("(empty)"));
    }
    if (f->count > f->ncell && f->ncell > 0 && row < end)
        screen_print(s, row++, r.col + 3, r.cols - 4, STYLE_DIM, "%" PRId64 " in all", f->count);
    return row;
}

/* The longest beginning of s that fits `cols`: up to a blank or comma when there is one. */
static slice line_of(slice s, int cols)
{
    ptrdiff_t n = s.n < cols ? s.n : cols, cut;

    while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80) n--;
    while (n > 0 && screen_width(slice_sub(s, 0, n), cols + 1) > cols) n--;
    if (n >= s.n) return s;
    for (cut = n; cut > 0 && s.p[cut - 1] != ' ' && s.p[cut - 1] != ',';) cut--;
    return slice_sub(s, 0, cut > cols / 2 ? cut : n > 0 ? n : 1);
}

static int draw_lines(struct screen *s, struct rect r, int row, enum style style, slice text)
{
    while (text.n > 0 && row < r.row + r.rows) {
        slice now = line_of(text, r.cols - 2);

        screen_text(s, row++, r.col + 1, r.cols - 2, style, now);
        text = slice_sub(text, now.n, text.n);
    }
    return row;
}

static int draw_ways(const struct app *app, struct screen *s, struct rect r, int row)
{
    int end = r.row + r.rows, effect = r.cols > 76 ? r.cols - 34 : r.cols - 27, top = 0;

    if (row + 1 >= end) return row;
    screen_text(s, row, r.col + 1, effect - 2, STYLE_HEAD, S("Ways on, best first"));
    screen_text(s, row++, r.col + effect, r.cols - effect - 1, STYLE_HEAD, S("effect here"));
    if (app->ways == NULL) {
        screen_text(s, row++, r.col + 1, r.cols - 2, STYLE_DIM, S("computing ..."));
        return row;
    }
    if (app->plan.way >= end - row) top = app->plan.way - (end - row) + 1;
    for (int i = top; i < app->ways->n && row < end; i++, row++) {
        const struct way *w = &app->ways->at[i];
        bool on = i == app->plan.way;
        enum style style = on ? STYLE_CURSOR : STYLE_TEXT;

        if (on) screen_fill(s, (struct rect){row, r.col + 1, 1, r.cols - 2}, style, ' ');
        screen_text(s, row, r.col + 1, 1, style, on ? S(">") : S(" "));
        screen_text(s, row, r.col + 3, effect - 4, style, w->text);
        screen_text(s, row, r.col + effect, r.cols - effect - 2,
                    on          ? style
                    : w->solves ? STYLE_OK
                                : STYLE_DIM,
                    w->effect);
    }
    return row;
}

static void draw_failure(const struct app *app, struct screen *s, struct rect r)
{
    const struct failure *f = present(app);
    struct buf b = {0};
    int row = r.row;

    if (f == NULL) {
        screen_text(s, row, r.col + 1, r.cols - 2, STYLE_HEAD, S("Problem"));
        draw_ways(app, s, r, row + 2);
        return;
    }
    screen_print(s, row, r.col + 1, r.cols - 2, STYLE_HEAD, "Problem %d of %d",
                 app->plan.failure + 1, app->apply->failures.n);
    screen_right(s, row, r.col + 20, r.cols - 21, STYLE_ERROR, slice_z(failure_name(f->code)));
    screen_rule(s, row + 1, r.col, r.cols);
    row += 2;
    if (f->step > 0) buf_printf(&b, "Step %d: ", f->step);
    buf_put(&b, f->message);
    row = draw_lines(s, r, row, STYLE_TEXT, buf_slice(&b));
    buf_clear(&b);
    if (f->step > 0 && app->apply->usable && f->step <= app->apply->plan.nstep) {
        buf_putz(&b, "In the plan  ");
        json_write(&b, app->apply->plan.step[f->step - 1].doc, 0);
        row = draw_lines(s, r, row, STYLE_DIM, buf_slice(&b));
    }
    buf_free(&b);
    row = draw_cells(s, r, row, f);
    draw_ways(app, s, r, row + 1);
}

/* ---------------------------------------------------------------- the left side, below the steps
 */

static char drift_mark(const char *what)
{
    return strcmp(what, "added") == 0 ? '+' : strcmp(what, "removed") == 0 ? '-' : '~';
}

int problem_drift(const struct app *app, struct screen *s, struct rect r)
{
    const struct run_pin_found *p = &app->look->pin;
    int row = r.row, end = r.row + r.rows;

    if (p->pin.id == 0 || p->match.ndrift == 0 || r.rows < 2) return row;
    screen_print(s, row++, r.col + 1, r.cols - 2, STYLE_HEAD, "Schema now vs pin %" PRId64 " (%s)",
                 p->pin.id, match_name(p->match.level));
    for (int i = 0; i < p->match.ndrift && row < end; i++, row++) {
        const struct drift *d = &p->match.drift[i];
        char mark = drift_mark(d->what);
        bool same = d->was.n == 0 && d->now.n == 0;

        if (row + 1 == end && i + 1 < p->match.ndrift) { /* never cut in silence */
            screen_print(s, row, r.col + 1, r.cols - 2, STYLE_DIM, "  ... %d more",
                         p->match.ndrift - i);
            return row + 1;
        }
        if (slice_eqz(slice_z(d->what), "renamed")) {
            screen_print(s, row, r.col + 1, r.cols - 2, STYLE_WARN, "~ %.*s -> %.*s",
                         SLICE_ARG(d->was), SLICE_ARG(d->now));
            continue;
        }
        screen_print(s, row, r.col + 1, r.cols - 2,
                     mark == '+'   ? STYLE_ADDED
                     : mark == '-' ? STYLE_REMOVED
                                   : STYLE_WARN,
                     "%c %.*s  %s%s%.*s%s%.*s", mark, SLICE_ARG(d->column), d->what,
                     same ? "" : " ", SLICE_ARG(d->was), d->was.n > 0 && d->now.n > 0 ? " -> " : "",
                     SLICE_ARG(d->now));
    }
    return row + 1;
}

static void draw_schema(const struct app *app, struct screen *s, struct rect r)
{
    const struct inspection *in = &app->look->in;
    int end = r.row + r.rows, row = problem_drift(app, s, r);

    if (row + 1 >= end) return;
    screen_text(s, row++, r.col + 1, r.cols - 2, STYLE_HEAD, S("Columns of this file"));
    for (int i = 0; i < in->ncolumn && row < end; i++, row++) {
        screen_text(s, row, r.col + 3, 22, STYLE_TEXT, in->column[i].name);
        screen_text(s, row, r.col + 26, 8, STYLE_DIM, slice_z(kind_name(in->column[i].kind)));
    }
}

static void draw_input(const struct app *app, struct screen *s, struct rect r)
{
    const struct failure *f = present(app);
    int step = f != NULL && f->step > 0 ? f->step : 1;
    const struct table *t = gesture_columns_before(app, step - 1);
    struct grid g = {0};

    if (t == NULL || r.rows < 3) return;
    screen_print(s, r.row, 1, r.cols - 2, STYLE_HEAD, "Input at step %d%s  %" PRId64 " rows", step,
                 step > 1 ? "" : " (as read)", t->nrow);
    tablegrid_draw(&g, t, s, (struct rect){r.row + 1, 1, r.rows - 1, r.cols - 2}, "  ", false);
}

void problem_draw(const struct app *app, struct screen *s, struct rect body)
{
    bool narrow = body.cols < 100;
    int input = body.rows >= 18 ? 6 : 0, steps;
    struct rect top = {body.row, 0, body.rows - (input > 0 ? input + 1 : 0), body.cols};
    struct rect left = {top.row, 0, top.rows, LEFT_COLS}, right = top;

    right.col = LEFT_COLS + 1;
    right.cols = body.cols - right.col;
    if (narrow) {
        left.cols = body.cols;
        right = top;
    }
    steps = (app->apply->usable ? app->apply->plan.nstep : 0) + 3;
    if (!narrow || app->plan.problem_pane == 1) {
        screen_rule(s, top.row + 1, 0, left.cols);
        problem_steps(app, s, left, true);
        if (steps + 3 < left.rows)
            draw_schema(app, s,
                        (struct rect){left.row + steps + 1, 0, left.rows - steps - 1, left.cols});
    }
    if (!narrow || app->plan.problem_pane == 0) draw_failure(app, s, right);
    if (input > 0) {
        screen_rule(s, top.row + top.rows, 0, body.cols);
        draw_input(app, s, (struct rect){top.row + top.rows + 1, 0, input, body.cols});
    }
    if (!narrow) {
        screen_rule(s, top.row + 1, 0, body.cols);
        screen_bar(s, top.row, LEFT_COLS, 1);
        screen_bar(s, top.row + 2, LEFT_COLS, top.rows - 2);
    }
}

/* ---------------------------------------------------------------- actions */

static void take_way(struct app *app)
{
    const struct way *w;

    if (app->ways == NULL || app->plan.way >= app->ways->n) return;
    w = &app->ways->at[app->plan.way];
    switch (w->kind) {
    case WAY_PLAN:
        app_set_plan(app, w->doc, w->note != NULL ? w->note : arena_copy(&app->docs, w->text).p);
        app_say(app, STYLE_OK, "%.*s   u takes it back", SLICE_ARG(w->text));
        break;
    case WAY_ASK_PLAN:
        job_author(app, true, false, (slice){"", 0});
        break;
    case WAY_CODE:
        job_author(app, false, false, (slice){"", 0});
        break;
    case WAY_LEAVE:
        if (app->orca[0] == 0)
            app_say(app, STYLE_WARN, "! Say whose file this is first: start with --orca.");
        else
            app_ask(app, INPUT_LEAVE, S(""), "left failed because:");
        break;
    }
}

static void go_to_failure(struct app *app, int by)
{
    int n = app->apply->failures.n;

    if (n == 0) return;
    app->plan.failure = ((app->plan.failure + by) % n + n) % n;
    if (present(app)->step > 0) app->plan.step = present(app)->step;
}

static void copy_report(struct app *app)
{
    buf_clear(&app->clip);
    for (int i = 0; i < app->apply->failures.n; i++)
        failure_text(&app->apply->failures.at[i], FAILURE_CELLS, &app->clip);
    app->want = WANT_COPY;
    app_say(app, STYLE_OK, "report copied");
}

bool problem_act(struct app *app, enum action a)
{
    int n = app->ways != NULL ? app->ways->n : 0;

    switch ((int)a) {
    case ACT_UP:
        app->plan.way -= app->plan.way > 0;
        return true;
    case ACT_DOWN:
        app->plan.way += app->plan.way + 1 < n;
        return true;
    case ACT_ENTER:
        take_way(app);
        return true;
    case ACT_NEXT_PROBLEM:
        go_to_failure(app, 1);
        return true;
    case ACT_PREV_PROBLEM:
        go_to_failure(app, -1);
        return true;
    case ACT_PANE:
        app->plan.problem_pane = !app->plan.problem_pane;
        return true;
    case ACT_COPY:
        copy_report(app);
        return true;
    case ACT_ACCEPT:
        app_say(app, STYLE_WARN, "! What failed cannot be accepted.");
        return true;
    default:
        return false;
    }
}

const char *problem_hint(const struct app *app, enum action a)
{
    switch ((int)a) {
    case ACT_ENTER:
        return app->ways != NULL ? "use this way" : NULL;
    case ACT_PANE:
        return app->cols < 100 ? "" : NULL;
    case ACT_EDIT:
        return "edit step";
    case ACT_REJECT:
        return "reject step";
    case ACT_PYTHON:
    case ACT_RUN:
        return "";
    case ACT_NEXT_PROBLEM:
        return app->apply->failures.n > 1 ? "next problem" : NULL;
    default:
        return NULL;
    }
}

bool problem_summary(const struct app *app, struct buf *out, enum style *style)
{
    (void)app;
    *style = STYLE_ERROR;
    buf_putz(out, "! The plan stopped before any data was written. The file is as it was.");
    return true;
}
