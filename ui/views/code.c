/* code.c - transform code: its changes one by one, its run, what it does to the data. */
#include "job.h"

#include "frame.h"
#include <inttypes.h>
#include <stdio.h>

static const struct exec_record *record(const struct app *app)
{
    return app->run != NULL ? &app->run->record : NULL;
}

/* The code that the decisions give; open changes count as taken. */
static slice effective(const struct app *app, struct arena *a)
{
    return hunk_merge(&app->code.hunks, HUNK_ACCEPTED, a);
}

/* Did exactly this code run? */
static bool has_run(const struct app *app)
{
    struct arena a;
    slice code;
    bool same;

    if (app->run == NULL) return false;
    arena_init(&a, ARENA_NO_LIMIT);
    code = effective(app, &a);
    same = slice_eq(slice_trim(code), slice_trim(app->run->code));
    arena_free(&a);
    return same;
}

static const struct hunk_line *line_at(const struct app *app)
{
    const struct hunks *h = &app->code.hunks;

    return app->code.line >= 0 && app->code.line < h->nline ? &h->line[app->code.line] : NULL;
}

static int hunk_at(const struct app *app)
{
    const struct hunk_line *l = line_at(app);

    return l != NULL ? l->hunk : -1;
}

/* ---------------------------------------------------------------- layout */

/* Rows on the screen are lines, and a heading before each change. */
static int shown_rows(const struct app *app, int from, int to)
{
    const struct hunks *h = &app->code.hunks;
    int n = 0;

    for (int i = from; i < to && i < h->nline; i++) {
        if (app->code.plain && h->line[i].side == HUNK_OLD) continue;
        n += 1 + (!app->code.plain && h->line[i].hunk >= 0 && h->at[h->line[i].hunk].first == i);
    }
    return n;
}

static int bottom_rows(const struct app *app, struct rect body)
{
    const struct exec_record *r = record(app);

    if (r == NULL || body.rows < 12) return body.rows >= 6 ? 2 : 0;
    return r->success ? 2 : 7;
}

static void settle(struct app *app, struct rect body)
{
    int rows = body.rows - bottom_rows(app, body) - 2, n = app->code.hunks.nline;

    if (app->code.line >= n) app->code.line = n - 1;
    if (app->code.line < 0) app->code.line = 0;
    if (app->code.plain)
        while (app->code.line + 1 < n && line_at(app)->side == HUNK_OLD) app->code.line++;
    if (app->code.top > app->code.line) app->code.top = app->code.line;
    while (app->code.top < app->code.line &&
           shown_rows(app, app->code.top, app->code.line + 1) > rows)
        app->code.top++;
}

/* ---------------------------------------------------------------- drawing */

static void draw_heading(const struct app *app, struct screen *s, struct rect r, int row, int i)
{
    static const char *const mark[] = {"[ ]", "[x]", "[-]"};
    static const char *const word[] = {"", " accepted --", " rejected --"};
    static const enum style style[] = {STYLE_WARN, STYLE_OK, STYLE_REMOVED};
    const struct hunk *h = &app->code.hunks.at[i];

    screen_rule(s, row, r.col, r.cols);
    screen_print(s, row, r.col, r.cols, style[h->state], " %s %d of %d ", mark[h->state], i + 1,
                 app->code.hunks.n);
    if (h->state != HUNK_OPEN)
        screen_right(s, row, r.col + 16, r.cols - 17, style[h->state], slice_z(word[h->state]));
}

static void draw_code(const struct app *app, struct screen *s, struct rect r)
{
    const struct hunks *h = &app->code.hunks;
    const struct exec_record *rec = record(app);
    int row = r.row, end = r.row + r.rows;

    for (int i = app->code.top; i < h->nline && row < end; i++) {
        const struct hunk_line *l = &h->line[i];
        bool heading = l->hunk >= 0 && h->at[l->hunk].first == i;
        bool failed = rec != NULL && !rec->success && l->side != HUNK_OLD &&
                      l->number == rec->error_line && has_run(app);
        enum style style = l->side == HUNK_OLD   ? STYLE_REMOVED
                           : l->side == HUNK_NEW ? STYLE_ADDED
                           : failed              ? STYLE_ERROR
                                                 : STYLE_TEXT;

        if (app->code.plain && l->side == HUNK_OLD) continue;
        if (!app->code.plain && heading) draw_heading(app, s, r, row++, l->hunk);
        if (row >= end) break;
        if (i == app->code.line) {
            style = STYLE_CURSOR;
            screen_fill(s, (struct rect){row, r.col, 1, r.cols}, style, ' ');
        }
        screen_print(s, row, r.col, 5, style == STYLE_CURSOR ? style : STYLE_DIM, "%4d", l->number);
        screen_text(s, row, r.col + 4, 2, failed ? STYLE_ERROR : style,
                    failed                ? S(" !")
                    : l->side == HUNK_OLD ? S(" -")
                    : l->side == HUNK_NEW ? S(" +")
                                          : S("  "));
        screen_text(s, row++, r.col + 7, r.cols - 7, style, l->text);
    }
}

static int draw_effect(const struct app *app, struct screen *s, struct rect r, int row)
{
    const struct exec_record *rec = record(app);
    const struct change *c = &app->run->change;
    int end = r.row + r.rows;

    screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "rows    %" PRId64 " -> %" PRId64,
                 app->run->compared ? c->rows_before : 0, rec->table.nrow);
    screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "columns %d -> %d",
                 app->run->compared ? c->cols_before : 0, rec->table.ncol);
    if (c->cells > 0)
        screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "cells   %" PRId64 " changed", c->cells);
    row++;
    for (int i = 0; i < c->nrow && i < 4 && row < end; i++)
        screen_print(s, row++, r.col, r.cols, STYLE_REMOVED, "- row %" PRId64 " %.*s",
                     c->row[i].row, SLICE_ARG(c->row[i].text));
    for (int i = 0; i < c->ncell && i < 4 && row < end; i++)
        screen_print(s, row++, r.col, r.cols, STYLE_TEXT, "row %" PRId64 " %.*s: %.*s -> %.*s",
                     c->cell[i].row, SLICE_ARG(slice_sub(c->cell[i].column, 0, 14)),
                     SLICE_ARG(slice_sub(c->cell[i].was, 0, 20)),
                     SLICE_ARG(slice_sub(c->cell[i].now, 0, 20)));
    for (int i = 0; i < c->nremoved && i < 6 && row < end; i++)
        screen_print(s, row++, r.col, r.cols, STYLE_REMOVED, "- %.*s", SLICE_ARG(c->removed[i]));
    for (int i = 0; i < c->nadded && i < 6 && row < end; i++)
        screen_print(s, row++, r.col, r.cols, STYLE_ADDED, "+ %.*s", SLICE_ARG(c->added[i]));
    return row + 1;
}

static void draw_side(const struct app *app, struct screen *s, struct rect r)
{
    const struct exec_record *rec = record(app);
    int row = r.row + 2, end = r.row + r.rows;

    screen_text(s, r.row, r.col, r.cols, STYLE_HEAD, S("What the code does to the data"));
    if (rec == NULL) {
        screen_text(s, row, r.col, r.cols, STYLE_DIM,
                    app_busy(app, SLOT_RUN) ? S("running ...") : S("not run yet: r"));
        return;
    }
    if (!has_run(app))
        screen_text(s, row++, r.col, r.cols, STYLE_WARN,
                    S("! of an earlier version; r runs this one"));
    if (rec->success && rec->has_table) {
        row = draw_effect(app, s, r, row);
    } else {
        screen_print(s, row++, r.col, r.cols, STYLE_ERROR, "failed: %s",
                     exec_error_name(rec->error) != NULL ? exec_error_name(rec->error) : "");
        screen_text(s, row++, r.col, r.cols, STYLE_TEXT,
                    S("no data came out, nothing was written"));
        row++;
    }
    if (row >= end) return;
    screen_text(s, row++, r.col, r.cols, STYLE_HEAD, S("Sandbox layers that held"));
    if (row < end) {
        struct buf b = {0};

        for (int i = 0; rec->layer != NULL && rec->layer[i] != NULL; i++)
            buf_printf(&b, "%s%s", i > 0 ? " " : "", rec->layer[i]);
        screen_text(s, row, r.col, r.cols, STYLE_DIM, buf_slice(&b));
        buf_free(&b);
    }
}

static void draw_bottom(const struct app *app, struct screen *s, struct rect r)
{
    const struct exec_record *rec = record(app);
    slice rest;
    int row = r.row, lines = 0, skip;

    screen_rule(s, row++, 0, r.cols);
    if (rec == NULL) {
        screen_text(s, row, 1, r.cols - 2, STYLE_DIM,
                    app_busy(app, SLOT_RUN) ? S("Running in the sandbox ...") : S("Not run yet."));
        return;
    }
    screen_print(s, row++, 1, r.cols - 2, rec->success ? STYLE_OK : STYLE_ERROR,
                 "Run %s  exit %d  %" PRId64 " ms of %" PRId64 " s  %" PRId64 " MiB of %" PRId64
                 " MiB  no network  stdout %td bytes  %d artifact%s",
                 rec->success ? "ok" : "FAILED", rec->exit_code, app_ms(app, rec->wall_ms),
                 rec->limits.wall_ms / 1000, app_ms(app, rec->max_rss_kib / 1024),
                 rec->limits.memory_mib, rec->out_text.n, rec->nfile, rec->nfile == 1 ? "" : "s");
    if (rec->success) return;
    /* The end of the traceback says most. */
    rest = slice_trim(rec->traceback.n > 0 ? rec->traceback : rec->error_message);
    for (ptrdiff_t i = 0; i < rest.n; i++) lines += rest.p[i] == '\n';
    skip = lines + 1 - (r.rows - 2);
    for (int i = 0; rest.n > 0 && row < r.row + r.rows; i++) {
        slice now = slice_cut(rest, '\n', &rest);

        if (i >= skip) screen_text(s, row++, 1, r.cols - 2, STYLE_TEXT, now);
    }
}

static void draw(const struct app *app, struct screen *s, struct rect body)
{
    int bottom = bottom_rows(app, body), side = body.cols >= 100 ? 40 : 0,
        rows = body.rows - bottom;
    struct rect left = {body.row, 0, rows, body.cols - side - (side > 0)};

    if (app->code.code.n == 0) {
        screen_text(s, body.row + 1, 2, body.cols - 4, STYLE_DIM,
                    app_busy(app, SLOT_AUTHOR)
                        ? S("the author is writing ...")
                        : S("No code. The typed plan comes first; w asks the author for Python."));
        return;
    }
    if (side > 0 || app->code.pane == 0)
        screen_print(s, left.row, 1, left.cols - 16, STYLE_HEAD, "transform.py   %.*s",
                     SLICE_ARG(app->code.note));
    if (app->code.hunks.n > 0)
        screen_print(s, left.row, left.cols - 14, 12, STYLE_HEAD, "%d change%s", app->code.hunks.n,
                     app->code.hunks.n == 1 ? "" : "s");
    screen_rule(s, left.row + 1, 0, body.cols);
    if (side == 0 && app->code.pane == 1) {
        draw_side(app, s, (struct rect){left.row, 1, rows, body.cols - 2});
    } else {
        draw_code(app, s, (struct rect){left.row + 2, 0, rows - 2, left.cols});
    }
    if (side > 0) {
        draw_side(app, s, (struct rect){body.row, left.cols + 2, rows, side - 2});
        screen_rule(s, left.row + 1, 0, body.cols);
        screen_bar(s, body.row, left.cols, 1);
        screen_bar(s, body.row + 2, left.cols, rows - 2);
    }
    if (bottom > 0) draw_bottom(app, s, (struct rect){body.row + rows, 0, bottom, body.cols});
}

static void status(const struct app *app, struct buf *left, struct buf *right)
{
    static const char *const word[] = {"undecided", "accepted", "rejected"};
    int h = hunk_at(app);
    const struct hunk_line *l = line_at(app);

    if (l == NULL || app->code.code.n == 0) return;
    if (h >= 0)
        buf_printf(left, "change %d of %d, %s  ", h + 1, app->code.hunks.n,
                   word[app->code.hunks.at[h].state]);
    buf_printf(left, "line %d", l->number);
    if (app->code.round > 0) buf_printf(right, "repair %d of 3  ", app->code.round);
    buf_printf(right, "author %s", app->o.author->name);
}

/* ---------------------------------------------------------------- actions */

static void next_hunk(struct app *app, int by)
{
    const struct hunks *h = &app->code.hunks;
    int now = hunk_at(app);

    if (h->n == 0) {
        app_say(app, STYLE_DIM, "This code has no changes to decide.");
        return;
    }
    if (now < 0) { /* the first change behind or before the cursor */
        now = by > 0 ? -1 : h->n;
        for (int i = 0; i < h->n; i++) {
            if (by > 0 && h->at[i].first < app->code.line) now = i;
            if (by < 0 && h->at[i].first > app->code.line && now == h->n) now = i;
        }
    }
    now = ((now + by) % h->n + h->n) % h->n;
    app->code.line = h->at[now].first;
}

static void decide(struct app *app, enum hunk_state state)
{
    struct hunks *h = &app->code.hunks;
    int now = hunk_at(app), open;

    if (now >= 0 && !(state == HUNK_ACCEPTED && hunk_open(h) == 0)) {
        h->at[now].state = state;
        app->accepted = false;
        open = hunk_open(h);
        app_say(app, STYLE_OK, "change %d %s%s", now + 1,
                state == HUNK_ACCEPTED ? "accepted" : "rejected",
                open > 0        ? "; ] next one"
                : !has_run(app) ? "; r runs what was decided"
                                : "; a once more accepts the whole");
        if (open > 0) next_hunk(app, 1);
        return;
    }
    if (state == HUNK_REJECTED) return;
    open = hunk_open(h);
    if (open > 0) {
        app_say(app, STYLE_WARN, "! %d change%s undecided: ] goes there.", open,
                open == 1 ? " is" : "s are");
    } else if (!has_run(app) || !record(app)->success || !record(app)->has_table) {
        app_say(app, STYLE_WARN,
                "! Only code that has run and gave a table can be accepted: r runs it.");
    } else {
        app->result_is_code = true;
        app_accept(app);
    }
}

static void run(struct app *app)
{
    enum { ROUNDS = 3 };
    struct arena a;

    if (app->code.code.n == 0) {
        app_say(app, STYLE_DIM, "No code to run; w asks the author for some.");
        return;
    }
    if (app->run != NULL && !app->run->record.success && has_run(app)) {
        if (app->code.round >= ROUNDS)
            app_say(app, STYLE_WARN,
                    "! %d repairs did not help: edit it (e, E) or change the plan.", ROUNDS);
        else
            job_author(app, false, true, (slice){"", 0});
        return;
    }
    arena_init(&a, ARENA_NO_LIMIT);
    job_run(app, effective(app, &a));
    arena_free(&a);
}

static bool move(struct app *app, enum action a)
{
    int page = app->body_rows > 6 ? app->body_rows - 6 : 1, by = 0;

    switch ((int)a) {
    case ACT_UP:
        by = -1;
        break;
    case ACT_DOWN:
        by = 1;
        break;
    case ACT_PAGE_UP:
        by = -page;
        break;
    case ACT_PAGE_DOWN:
        by = page;
        break;
    case ACT_TOP:
        app->code.line = 0;
        return true;
    case ACT_BOTTOM:
        app->code.line = app->code.hunks.nline - 1;
        return true;
    default:
        return false;
    }
    app->code.line += by;
    while (app->code.plain && line_at(app) != NULL && app->code.line > 0 &&
           line_at(app)->side == HUNK_OLD)
        app->code.line += by < 0 ? -1 : 1;
    return true;
}

static void edit_line(struct app *app)
{
    const struct hunk_line *l = line_at(app);

    if (l == NULL) return;
    if (l->side == HUNK_OLD)
        app_say(app, STYLE_WARN,
                "! This line is of the old version; edit a line with + or without a mark.");
    else
        app_ask(app, INPUT_LINE, l->text, "line %d:", l->number);
}

static bool act(struct app *app, enum action a)
{
    if (move(app, a)) return true;
    switch ((int)a) {
    case ACT_ACCEPT:
        decide(app, HUNK_ACCEPTED);
        return true;
    case ACT_REJECT:
        decide(app, HUNK_REJECTED);
        return true;
    case ACT_NEXT_PROBLEM:
        next_hunk(app, 1);
        return true;
    case ACT_PREV_PROBLEM:
        next_hunk(app, -1);
        return true;
    case ACT_RUN:
        run(app);
        return true;
    case ACT_UNDO:
        app_undo_code(app);
        return true;
    case ACT_BYTES: {
        struct buf b = {0};

        if (app->run != NULL) {
            struct json_writer w = {.out = &b, .indent = 2, .first = true};

            record_json(&app->run->record, &w, NULL);
            popup_text(app, "The record of this run", buf_slice(&b));
        }
        buf_free(&b);
        return true;
    }
    case ACT_ENTER:
        if (app_result(app) != NULL && app->result_is_code)
            app_go(app, "result");
        else if (record(app) != NULL && !record(app)->success)
            popup_text(app, "Traceback", record(app)->traceback);
        return true;
    case ACT_EDIT:
        edit_line(app);
        return true;
    case ACT_EDITOR:
        if (app->code.code.n > 0) app_edit(app, app->code.code, false);
        return true;
    case ACT_SPLIT:
        if (hunk_at(app) >= 0 && hunk_split(&app->code.hunks, hunk_at(app), &app->docs))
            app_say(app, STYLE_OK, "split");
        else
            app_say(app, STYLE_DIM, "There is nothing here to split.");
        return true;
    case ACT_DIFF:
        app->code.plain = !app->code.plain;
        return true;
    case ACT_PANE:
        app->code.pane = !app->code.pane;
        return true;
    case ACT_COPY:
        buf_clear(&app->clip);
        buf_put(&app->clip, app->code.code);
        app->want = WANT_COPY;
        app_say(app, STYLE_OK, "code copied");
        return true;
    case ACT_PYTHON:
        app_ask(app, INPUT_WISH, S(""), "what shall the code do (may be empty):");
        return true;
    default:
        return false;
    }
}

static const char *hint(const struct app *app, enum action a)
{
    const struct exec_record *r = record(app);
    bool failed = r != NULL && !r->success && has_run(app);

    if (app->code.code.n == 0) return a == ACT_PYTHON ? "" : NULL;
    switch ((int)a) {
    case ACT_ACCEPT:
        return app->accepted ? NULL : "";
    case ACT_REJECT:
        return hunk_at(app) >= 0 ? "" : NULL;
    case ACT_SPLIT:
        return hunk_at(app) >= 0 ? "" : NULL;
    case ACT_EDIT:
        return "edit line";
    case ACT_EDITOR:
        return "";
    case ACT_RUN:
        return failed ? "repair" : "";
    case ACT_NEXT_PROBLEM:
        return app->code.hunks.n > 0 ? "next change" : NULL;
    case ACT_UNDO:
        return app->code.npast > 0 ? "" : NULL;
    case ACT_DIFF:
        return app->code.hunks.n > 0 ? "" : NULL;
    case ACT_PANE:
        return app->cols < 100 ? "" : NULL;
    case ACT_PIN:
        return app->accepted && app->pinned_as == 0 ? "" : NULL;
    case ACT_ENTER:
        return failed ? "traceback" : app->result_is_code ? "result" : NULL;
    default:
        return NULL;
    }
}

const struct view view_code = {.name = "code",
                               .title = "Code",
                               .number = 3,
                               .settle = settle,
                               .draw = draw,
                               .status = status,
                               .act = act,
                               .hint = hint};
