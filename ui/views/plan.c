/* plan.c - the plan: drafts, steps with what each did, before and after, first result rows. When it
 * was rejected or broke, the problem page (problem.c). */
#include "cellinfo.h"
#include "gesture.h"
#include "job.h"
#include "problem.h"
#include "rawrows.h"
#include "tablegrid.h"
#include <inttypes.h>

enum { PANE_STEPS, PANE_DRAFTS, PANE_RESULT };
enum { DRAFTS_COLS = 31 };

static bool on_problem(const struct app *app)
{
    return app->plan.problem && app->apply != NULL && !app->apply->ok;
}

static int nstep(const struct app *app)
{
    return app->apply != NULL && app->apply->usable ? app->apply->plan.nstep : 0;
}

/* ---------------------------------------------------------------- where things are */

struct places {
    struct rect drafts, steps, before, result;
};

/* Below 100 columns the drafts have a page; what differs from a pin that nearly fits needs all of
 * it. */
static bool drift_page(const struct app *app, struct rect b)
{
    return b.cols < 100 && app->plan.pane == PANE_DRAFTS && app->look != NULL &&
           !app->look->pin.runs && app->look->pin.match.ndrift > 0 && app->look->pin.pin.id != 0;
}

static struct places places(const struct app *app, struct rect b)
{
    struct places p = {0};
    int top = b.rows, want = nstep(app) + 3;

    /* The result takes what is left when steps and changes have theirs. */
    if (b.rows >= 14 && !drift_page(app, b)) {
        top = want + 7 > b.rows * 6 / 10 ? b.rows * 6 / 10 : want + 7;
        p.result = (struct rect){b.row + top + 1, b.col, b.rows - top - 1, b.cols};
    }
    p.drafts = (struct rect){b.row, b.col, top, DRAFTS_COLS};
    p.steps = (struct rect){b.row, b.col + DRAFTS_COLS + 1, top, b.cols - DRAFTS_COLS - 1};
    if (b.cols < 100) { /* one of them at a time */
        p.drafts.cols = b.cols;
        p.steps = (struct rect){b.row, b.col, top, b.cols};
    }
    if (want < top - 1) {
        p.before = p.steps;
        p.before.row += want + 1;
        p.before.rows = top - want - 1;
        p.steps.rows = want;
    }
    return p;
}

/* ---------------------------------------------------------------- drafts */

/* Words of the text on lines of `cols` columns. */
static int wrap(struct screen *s, struct rect r, enum style style, slice text)
{
    int row = r.row, x = 0;
    slice rest = text;

    do {
        slice word = slice_cut(rest, ' ', &rest);
        int w = screen_width(word, r.cols);

        if (x > 0 && x + 1 + w > r.cols) {
            row++;
            x = 0;
        }
        if (row >= r.row + r.rows) return row;
        x += x > 0;
        x += screen_text(s, row, r.col + x, r.cols - x, style, word);
    } while (rest.n > 0);
    return row + 1;
}

static void draw_drafts(const struct app *app, struct screen *s, struct rect r, bool focus)
{
    const struct draft *d = app->draft != NULL ? &app->draft->draft : NULL;
    int row = r.row;

    if (d == NULL) {
        screen_text(s, row, 1, r.cols - 2, STYLE_HEAD, S("Drafts"));
        screen_text(s, row + 2, 1, r.cols - 2, STYLE_DIM,
                    app_busy(app, SLOT_DRAFT) ? S("drafting ...") : S("none yet"));
        return;
    }
    screen_print(s, row, 1, r.cols - 2, STYLE_HEAD, "Drafts (%d)", d->n);
    screen_rule(s, row + 1, 0, r.cols);
    row += 2;
    for (int i = 0; i < d->n && row < r.row + r.rows; i++, row++) {
        bool on = i == app->plan.draft;
        int n = json_count(json_member(d->at[i].plan, "steps"));
        enum style style = on && focus ? STYLE_CURSOR : on ? STYLE_CURSOR_LINE : STYLE_TEXT;

        screen_print(s, row, 0, r.cols - 1, style, "%c%c  typed, %d step%s%*s", on ? '>' : ' ',
                     'A' + i, n, n == 1 ? "" : "s", n == 1 ? 2 : 1, "");
        screen_print(s, row, r.cols - 11, 10, style, "score %.2f", d->at[i].score);
    }
    if (app->plan.draft < d->n && row + 1 < r.row + r.rows)
        row = wrap(s, (struct rect){row + 1, 1, r.row + r.rows - row - 1, r.cols - 3}, STYLE_DIM,
                   d->at[app->plan.draft].reason);
    if (app->look != NULL && !app->look->pin.runs)
        problem_drift(app, s, (struct rect){row + 1, 0, r.row + r.rows - row - 1, r.cols - 1});
}

/* ---------------------------------------------------------------- before and after */

static void draw_change(const struct app *app, struct screen *s, struct rect r)
{
    const struct made_apply *m = app->apply;
    int step = app->plan.step, row = r.row + 1, end = r.row + r.rows;
    const struct change *c;
    struct arena a;

    if (m == NULL || !m->usable || r.rows < 2) return;
    arena_init(&a, ARENA_NO_LIMIT);
    if (step < 1 || step > m->result.done || m->change == NULL) {
        screen_text(s, r.row, r.col + 1, r.cols - 2, STYLE_HEAD,
                    step < 1 ? S("Read, before any step") : S("Not reached"));
        arena_free(&a);
        return;
    }
    c = &m->change[step - 1];
    screen_print(s, r.row, r.col + 1, r.cols - 2, STYLE_HEAD, "Step %d, before -> after  %.*s",
                 step, SLICE_ARG(change_text(c, &a)));
    for (int i = 0; i < c->nremoved && row < end && i < 3; i++)
        screen_print(s, row++, r.col + 3, r.cols - 4, STYLE_REMOVED, "- column %.*s",
                     SLICE_ARG(c->removed[i]));
    for (int i = 0; i < c->nadded && row < end && i < 3; i++)
        screen_print(s, row++, r.col + 3, r.cols - 4, STYLE_ADDED, "+ column %.*s",
                     SLICE_ARG(c->added[i]));
    for (int i = app->plan.change; i < c->nrow && row < end; i++)
        screen_print(s, row++, r.col + 3, r.cols - 4, STYLE_REMOVED, "- row %3" PRId64 "  %.*s",
                     c->row[i].row, SLICE_ARG(c->row[i].text));
    for (int i = app->plan.change; i < c->ncell && row < end; i++) {
        const struct change_cell *x = &c->cell[i];

        screen_print(s, row, r.col + 3, 8, STYLE_DIM, "row %3" PRId64, x->row);
        screen_text(s, row, r.col + 12, 16, STYLE_TEXT, x->column);
        screen_text(s, row, r.col + 29, 14, STYLE_REMOVED, x->was.n > 0 ? x->was : S("(empty)"));
        screen_text(s, row, r.col + 44, 2, STYLE_DIM, S("->"));
        screen_text(s, row, r.col + 47, r.cols - 48, STYLE_ADDED,
                    x->now.n > 0 ? x->now : S("(empty)"));
        row++;
    }
    for (int i = 0; i < c->nretyped && row < end; i++)
        screen_text(s, row++, r.col + 3, r.cols - 4, STYLE_DIM, c->retyped[i]);
    arena_free(&a);
}

/* Is there more to see of the selected step than its numbers? */
static bool has_change(const struct app *app)
{
    const struct made_apply *m = app->apply;
    const struct change *c;

    if (m == NULL || !m->usable || m->change == NULL) return false;
    if (app->plan.step < 1 || app->plan.step > m->result.done) return false;
    c = &m->change[app->plan.step - 1];
    return c->nremoved + c->nadded + c->nrow + c->ncell + c->nretyped > 0;
}

/* ---------------------------------------------------------------- together */

static void settle(struct app *app, struct rect body)
{
    const struct table *t = app_result(app);
    struct grid_source src = tablegrid(t, "  ");
    int n = app->draft != NULL ? app->draft->draft.n : 0;

    /* A step that was just added is not in what ran before. */
    if (app->plan.step > nstep(app) && !app_busy(app, SLOT_APPLY)) app->plan.step = nstep(app);
    if (app->plan.step < 0) app->plan.step = 0;
    if (app->plan.draft >= n) app->plan.draft = n > 0 ? n - 1 : 0;
    grid_settle(&app->plan.grid, &src, places(app, body).result.rows - 3, body.cols - 2);
}

static void draw(const struct app *app, struct screen *s, struct rect body)
{
    struct places p = places(app, body);
    const struct table *t = app_result(app);
    bool narrow = body.cols < 100;

    if (on_problem(app)) {
        problem_draw(app, s, body);
        return;
    }
    if (!narrow || app->plan.pane == PANE_DRAFTS)
        draw_drafts(app, s, p.drafts, app->plan.pane == PANE_DRAFTS);
    if (!narrow || app->plan.pane != PANE_DRAFTS) {
        problem_steps(app, s, p.steps, false);
        if (!narrow || p.before.rows >= 3 || !has_change(app)) draw_change(app, s, p.before);
    }
    if (!narrow) {
        screen_rule(s, p.drafts.row + 1, 0, s->cols);
        screen_bar(s, body.row, DRAFTS_COLS, 1);
        screen_bar(s, body.row + 2, DRAFTS_COLS, p.drafts.rows - 2);
    } else {
        screen_rule(s, p.drafts.row + 1, 0, s->cols);
    }
    if (p.result.rows < 2) return;
    screen_rule(s, p.result.row - 1, 0, s->cols);
    /* No room for both: a step that is looked at shows what it did, else there is the result. */
    if (narrow && p.before.rows < 3 && app->plan.pane == PANE_STEPS && has_change(app)) {
        draw_change(app, s, p.result);
        return;
    }
    if (!narrow) screen_bar(s, body.row + 2, DRAFTS_COLS, p.drafts.rows - 2);
    screen_text(s, p.result.row, 1, 30, app->plan.pane == PANE_RESULT ? STYLE_TITLE_ON : STYLE_HEAD,
                S("Result, first rows"));
    if (t == NULL) {
        screen_text(s, p.result.row + 1, 1, s->cols - 2, STYLE_DIM,
                    app_busy(app, SLOT_APPLY) ? S("applying ...")
                    : app_plan(app) == NULL   ? S("no plan yet: Enter takes a draft, o adds a step")
                                              : S("no result: the plan has a problem (])"));
        return;
    }
    tablegrid_draw(&app->plan.grid, t, s,
                   (struct rect){p.result.row + 1, 1, p.result.rows - 1, s->cols - 2}, "  ",
                   app->plan.pane == PANE_RESULT);
}

static bool summary(const struct app *app, struct buf *out, enum style *style)
{
    const struct table *t = app->apply != NULL && app->apply->ok ? &app->apply->result.table : NULL;
    char rows[32];
    int64_t misfits = 0;

    if (on_problem(app)) return problem_summary(app, out, style);
    if (app->apply == NULL) return false;
    if (t == NULL) {
        buf_printf(out, "! %d problem%s; nothing was written. ] shows them.",
                   app->apply->failures.n, app->apply->failures.n == 1 ? "" : "s");
        *style = STYLE_ERROR;
        return true;
    }
    for (int i = 0; app->look != NULL && i < app->look->in.ncolumn; i++)
        misfits += app->look->in.column[i].misfits;
    buf_printf(out, "%s rows x %d columns", cellinfo_number(t->nrow, rows), t->ncol);
    rawrows_put_sample(app, out);
    if (misfits > 0 && nstep(app) == 0)
        buf_printf(out, "  ! %" PRId64 " cells do not fit their column", misfits);
    if (app->accepted) buf_putz(out, "  accepted");
    return true;
}

static void status(const struct app *app, struct buf *left, struct buf *right)
{
    const struct made_apply *m = app->apply;

    if (m == NULL) {
        buf_putz(left, app_busy(app, SLOT_APPLY) ? "applying" : "no plan");
        return;
    }
    if (app->history.now >= 0) buf_printf(left, "%s, ", app->history.at[app->history.now].note);
    if (app->plan.step == 0)
        buf_printf(left, "read, %d step%s", nstep(app), nstep(app) == 1 ? " follows" : "s follow");
    else
        buf_printf(left, "step %d of %d: %.*s", app->plan.step, nstep(app),
                   SLICE_ARG(app->plan.step <= nstep(app) ? m->plan.step[app->plan.step - 1].name
                                                          : S("")));
    buf_printf(right, "ran in %" PRId64 " ms", app_ms(app, m->ms));
}

static void take_draft(struct app *app)
{
    static const char *const name[] = {"draft A", "draft B", "draft C", "draft D", "draft E"};
    int i = app->plan.draft;

    if (app->draft == NULL || i >= app->draft->draft.n) return;
    app_set_plan(app, app->draft->draft.at[i].plan, name[i < 5 ? i : 4]);
    app_say(app, STYLE_OK, "%s is the plan now   u takes it back", name[i < 5 ? i : 4]);
}

static void accept(struct app *app)
{
    if (app->plan.pane == PANE_DRAFTS)
        take_draft(app);
    else
        app_accept(app);
}

static bool move(struct app *app, enum action a)
{
    int *at = app->plan.pane == PANE_DRAFTS ? &app->plan.draft : &app->plan.step;
    struct grid_source src = tablegrid(app_result(app), "  ");

    if (app->plan.pane == PANE_RESULT)
        return grid_move(&app->plan.grid, &src, a, app->body_rows / 3);
    switch ((int)a) {
    case ACT_UP:
        *at -= *at > 0;
        break;
    case ACT_DOWN:
        ++*at;
        break;
    case ACT_TOP:
        *at = 0;
        break;
    case ACT_BOTTOM:
        *at = nstep(app) + 100;
        break;
    case ACT_PAGE_DOWN:
        app->plan.change += 5;
        return true;
    case ACT_PAGE_UP:
        app->plan.change -= app->plan.change >= 5 ? 5 : app->plan.change;
        return true;
    case ACT_LEFT:
        app->plan.pane = PANE_DRAFTS;
        return true;
    case ACT_RIGHT:
        app->plan.pane = PANE_STEPS;
        return true;
    default:
        return false;
    }
    app->plan.change = 0;
    return true;
}

static bool act(struct app *app, enum action a)
{
    if (on_problem(app) && problem_act(app, a)) return true;
    if (move(app, a)) return true;
    switch ((int)a) {
    case ACT_PANE:
        app->plan.pane = (app->plan.pane + 1) % 3;
        return true;
    case ACT_ENTER:
        if (app->plan.pane == PANE_DRAFTS || app_plan(app) == NULL)
            take_draft(app);
        else if (app->plan.pane == PANE_STEPS && app->plan.step > 0)
            gesture_edit_step(app, app->plan.step);
        else
            app_go(app, "result");
        return true;
    case ACT_ACCEPT:
        accept(app);
        return true;
    case ACT_REJECT:
        if (app->plan.pane == PANE_DRAFTS)
            app_say(app, STYLE_DIM, "A draft is no step: Tab goes to the steps.");
        else
            gesture_drop_step(app, app->plan.step);
        return true;
    case ACT_EDIT:
        if (app->plan.pane == PANE_DRAFTS)
            app_say(app, STYLE_DIM, "A draft is no step: Tab goes to the steps.");
        else if (app->plan.step == 0)
            app_go(app, "raw");
        else
            gesture_edit_step(app, app->plan.step);
        return true;
    case ACT_RUN:
        if (app_plan(app) == NULL) {
            app_say(app, STYLE_DIM, "There is no plan to run yet; Enter takes a draft.");
        } else {
            app_say(app, STYLE_DIM, "The plan runs again on the file as it was read.");
            job_apply(app, app_plan(app));
        }
        return true;
    case ACT_EDITOR: {
        struct buf b = {0};

        if (app_plan(app) == NULL) return true;
        json_write(&b, app_plan(app), 2);
        buf_putc(&b, '\n');
        app_edit(app, buf_slice(&b), true);
        buf_free(&b);
        return true;
    }
    case ACT_NEXT_PROBLEM:
    case ACT_PREV_PROBLEM:
        if (app->apply != NULL && !app->apply->ok)
            app->plan.problem = true;
        else
            app_say(app, STYLE_DIM, "This plan has no problem.");
        return true;
    default:
        return false;
    }
}

static const char *hint(const struct app *app, enum action a)
{
    bool plan = app_plan(app) != NULL, drafts = app->plan.pane == PANE_DRAFTS;

    if (on_problem(app)) return problem_hint(app, a);
    switch ((int)a) {
    case ACT_ENTER:
        if (app->plan.pane == PANE_DRAFTS || !plan)
            return app->draft != NULL && app->draft->draft.n > 0 ? "take draft" : NULL;
        return app->plan.pane == PANE_STEPS && app->plan.step > 0 ? NULL : "result";
    case ACT_ACCEPT:
        return app->apply != NULL && app->apply->ok && !app->accepted && !drafts ? "" : NULL;
    case ACT_REJECT:
        return app->plan.step > 0 && !drafts ? "reject step" : NULL;
    case ACT_EDIT:
        return app->plan.step > 0 && !drafts ? "edit step" : NULL;
    case ACT_ASK:
        return app->look != NULL && strcmp(app->o.author->name, "builtin") != 0 ? "" : NULL;
    case ACT_ADD:
        return app->look != NULL ? "" : NULL;
    case ACT_RUN:
    case ACT_PANE:
        return plan ? "" : NULL;
    case ACT_FIND:
        return plan ? "" : NULL;
    case ACT_PIN:
        return app->accepted && app->pinned_as == 0 ? "" : NULL;
    case ACT_NEXT_PROBLEM:
        return app->apply != NULL && !app->apply->ok ? "problem" : NULL;
    default:
        return NULL;
    }
}

const struct view view_plan = {.name = "plan",
                               .title = "Plan",
                               .number = 2,
                               .settle = settle,
                               .draw = draw,
                               .summary = summary,
                               .status = status,
                               .act = act,
                               .hint = hint};
