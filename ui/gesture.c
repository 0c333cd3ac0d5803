#include "gesture.h"

#include "job.h"
#include <stdio.h>

static int steps(const struct app *app)
{
    return json_count(json_member(app_plan(app), "steps"));
}

/* The present plan, or an empty one for what is chosen, parsed into app->docs. */
static bool present(struct app *app, struct plan *out)
{
    struct arena *a = &app->docs;
    struct failures f = {.arena = a};
    const struct json *doc = app_plan(app);
    const struct region *r;

    if (app->look == NULL || app->look->in.chosen < 0) {
        app_say(app, STYLE_WARN, "! There is no table yet that a step could work on.");
        return false;
    }
    r = &app->look->in.region[app->look->in.chosen];
    if (doc == NULL)
        doc =
            plan_empty(app->look->in.book->sheet[r->sheet].name, r->id, app->look->header_rows, a);
    if (plan_parse(doc, a, out, &f)) return true;
    app_say(app, STYLE_ERROR, "! The present plan cannot be read; u takes back the last change.");
    return false;
}

void gesture_step(struct app *app, const struct json *step, const char *note)
{
    struct plan plan;

    if (step == NULL || !present(app, &plan)) return;
    app_set_plan(app, plan_with_step(&plan, plan.nstep, step, false, &app->docs), note);
    app->plan.step = plan.nstep + 1;
    app_say(app, STYLE_OK, "step %d: %s   u takes it back", plan.nstep + 1, note);
}

static struct json *new_step(struct app *app, const char *op)
{
    struct json *step;

    if (op_find(slice_z(op)) == NULL) {
        app_say(app, STYLE_WARN, "! This build has no op %s.", op);
        return NULL;
    }
    step = json_new_object(&app->docs);
    json_set(&app->docs, step, "op", json_new_text(&app->docs, slice_z(op)));
    return step;
}

static const struct json *one_name(struct app *app, slice column)
{
    struct json *list = json_new_array(&app->docs);

    json_push(&app->docs, list, json_new_text(&app->docs, column));
    return list;
}

static const char *note(struct app *app, const char *what, slice of)
{
    return arena_printf(&app->docs, "%s %.*s", what, SLICE_ARG(of)).p;
}

/* The name of the op's parameter that takes columns; NULL: none. */
static const struct op_param *column_param(const struct op *op)
{
    for (const struct op_param *p = op->param; p->name != NULL; p++)
        if (p->type == OP_COLUMNS || p->type == OP_COLUMN) return p;
    return NULL;
}

/* A step of op with the column as its first column argument. */
static struct json *column_step(struct app *app, const char *name, slice column)
{
    struct json *step = new_step(app, name);
    const struct op_param *p = step != NULL ? column_param(op_find(slice_z(name))) : NULL;

    if (p != NULL && column.n > 0)
        json_set(&app->docs, step, p->name,
                 p->type == OP_COLUMNS ? one_name(app, column) : json_new_text(&app->docs, column));
    return step;
}

void gesture_sort(struct app *app, slice column)
{
    gesture_step(app, column_step(app, "sort", column), note(app, "sort by", column));
}

void gesture_drop_column(struct app *app, slice column)
{
    gesture_step(app, column_step(app, "drop", column), note(app, "drop", column));
}

/* A column and a text as the formula language writes them. */
static slice comparison(struct app *app, slice column, const char *op, slice value)
{
    struct buf b = {0};

    buf_printf(&b, "[%.*s] %s '", SLICE_ARG(column), op);
    for (ptrdiff_t i = 0; i < value.n; i++) {
        if (value.p[i] == '\'') buf_putc(&b, '\''); /* doubled inside of quotes */
        buf_putc(&b, value.p[i]);
    }
    buf_putc(&b, '\'');
    return buf_take(&b, &app->docs);
}

static void open_form(struct app *app, const char *op, const struct json *args)
{
    form_open(&app->form, op_find(slice_z(op)), args, steps(app), false);
    form_names(&app->form, gesture_columns_before(app, app->form.at));
    app->popup = POPUP_FORM;
}

void gesture_filter(struct app *app, slice column, slice value)
{
    struct json *step = new_step(app, "filter");

    if (step == NULL) return;
    json_set(&app->docs, step, "formula",
             json_new_text(&app->docs, value.n > 0 ? comparison(app, column, "=", value)
                                                   : arena_printf(&app->docs, "is_null([%.*s])",
                                                                  SLICE_ARG(column))));
    open_form(app, "filter", step);
}

/* By rule, never by row number: the form shows the rule before it becomes a step. */
void gesture_drop_row(struct app *app, slice column, slice value)
{
    struct json *step = new_step(app, "drop_rows");

    if (step == NULL) return;
    json_set(&app->docs, step, "column", json_new_text(&app->docs, column));
    if (value.n > 0)
        json_set(&app->docs, step, "equals", one_name(app, value));
    else
        json_set(&app->docs, step, "blank", json_new_bool(&app->docs, true));
    open_form(app, "drop_rows", step);
}

void gesture_form(struct app *app, const char *op, slice column)
{
    const struct json *step = column_step(app, op, column);

    if (step == NULL) return;
    form_open(&app->form, op_find(slice_z(op)), step, steps(app), false);
    form_names(&app->form, gesture_columns_before(app, app->form.at));
    app->popup = POPUP_FORM;
}

const char *gesture_type_op(enum kind now, slice format)
{
    switch (now) {
    case KIND_DATE:
    case KIND_DATETIME:
    case KIND_TIME:
        return "parse_date";
    case KIND_BOOL:
        return op_find(S("parse_bool")) != NULL ? "parse_bool" : "parse_number";
    case KIND_EMPTY:
    case KIND_INTEGER:
    case KIND_NUMBER:
    case KIND_DURATION:
    case KIND_TEXT:
        break;
    }
    return slice_find(format, S("YY")) >= 0 ? "parse_date" : "parse_number";
}

void gesture_edit_step(struct app *app, int step)
{
    struct plan plan;

    if (!present(app, &plan) || step < 1 || step > plan.nstep) return;
    if (plan.step[step - 1].op == NULL) {
        app_say(app, STYLE_WARN,
                "! No op \"%.*s\" and so no form for it: E opens the plan in the editor, x takes "
                "the step out.",
                SLICE_ARG(plan.step[step - 1].name));
        return;
    }
    form_open(&app->form, plan.step[step - 1].op, plan.step[step - 1].doc, step - 1, true);
    form_names(&app->form, gesture_columns_before(app, app->form.at));
    app->popup = POPUP_FORM;
}

void gesture_drop_step(struct app *app, int step)
{
    struct plan plan;
    slice text;

    if (!present(app, &plan) || step < 1 || step > plan.nstep) return;
    text = plan.step[step - 1].name;
    app_set_plan(app, plan_without_step(&plan, step - 1, &app->docs), note(app, "without", text));
    app_say(app, STYLE_OK, "step %d (%.*s) is out   u takes it back", step, SLICE_ARG(text));
}

void gesture_header(struct app *app)
{
    enum { MOST = 5 };
    struct plan plan;
    int now = app->look != NULL ? app->look->header_rows : 0;
    struct json *doc, *source;
    const struct json *old;

    if (!present(app, &plan)) return;
    if (plan.header_rows >= 0) now = plan.header_rows;
    now = (now + 1) % (MOST + 1);
    doc = json_edit(&app->docs, plan.doc);
    old = json_member(plan.doc, "source");
    source = old != NULL ? json_edit(&app->docs, old) : json_new_object(&app->docs);
    json_set(&app->docs, source, "header_rows", json_new_int(&app->docs, now));
    json_set(&app->docs, doc, "source", source);
    app_set_plan(app, doc, "header rows");
    job_look(app, now);
    app_say(app, STYLE_OK, "header: %d row%s   H again: one more   u takes it back", now,
            now == 1 ? "" : "s");
}

void gesture_region(struct app *app)
{
    const struct inspection *in = app->look != NULL ? &app->look->in : NULL;
    int next;

    if (in == NULL || in->nregion < 2) {
        app_say(app, STYLE_DIM, "This file has no other table.");
        return;
    }
    next = (in->chosen + 1) % in->nregion;
    app->o.read.region = in->region[next].id;
    app->o.read.sheet = NULL;
    app->history.n = 0;
    app->history.now = -1;
    app->accepted = false;
    app->raw.grid =
        (struct grid){.row = in->region[next].at.top - 1, .col = in->region[next].at.left - 1};
    job_look(app, -1);
    app_say(app, STYLE_OK, "table %d of %d; its plan starts anew", next + 1, in->nregion);
}

void gesture_add(struct app *app)
{
    struct plan plan;

    if (!present(app, &plan)) return;
    input_set(&app->palette.filter, S(""));
    app->palette.sel = 0;
    app->popup = POPUP_OPS;
}

const struct table *gesture_columns_before(const struct app *app, int at)
{
    if (app->apply == NULL || !app->apply->usable) return app->look ? &app->look->table : NULL;
    if (app->apply->result.after != NULL && at <= app->apply->result.done)
        return &app->apply->result.after[at];
    return at == 0 ? &app->apply->in : NULL;
}

void gesture_submit(struct app *app)
{
    struct form *f = &app->form;
    struct err e = {0};
    const struct json *step = form_step(f, &app->docs, &e);
    const struct table *in = gesture_columns_before(app, f->at);
    struct failures fail = {.arena = &app->docs};
    struct op_run run = {
        .arena = &app->docs, .failures = &fail, .step = f->at + 1, .names_only = true};
    struct plan plan;

    f->problem[0] = 0;
    if (step == NULL) {
        snprintf(f->problem, sizeof f->problem, "%.290s", e.text);
        return;
    }
    if (in != NULL && op_parse(f->op, step, in, &run) == NULL && fail.n > 0) {
        snprintf(f->problem, sizeof f->problem, "%.*s", SLICE_ARG(fail.at[0].message));
        if (fail.at[0].suggestion.n > 0)
            snprintf(f->problem, sizeof f->problem, "%.*s; did you mean \"%.*s\"?",
                     SLICE_ARG(fail.at[0].message), SLICE_ARG(fail.at[0].suggestion));
        return;
    }
    if (!present(app, &plan)) return;
    if (f->at > plan.nstep) f->at = plan.nstep;
    app_set_plan(app,
                 plan_with_step(&plan, f->at, step, f->replace && f->at < plan.nstep, &app->docs),
                 note(app, f->replace ? "edit" : "add", slice_z(f->op->name)));
    app->plan.step = f->at + 1;
    app->popup = POPUP_NONE;
    app_say(app, STYLE_OK, "step %d: %s   u takes it back", f->at + 1, f->op->name);
}

void gesture_undo(struct app *app, int by)
{
    struct history *h = &app->history;
    int to = h->now + by;
    const struct json *was = app_plan(app);

    if (to < 0 || to >= h->n) {
        app_say(app, STYLE_DIM,
                by < 0 ? "There is nothing to take back." : "There is nothing to do again.");
        return;
    }
    app_say(app, STYLE_OK, "%s: %s", by < 0 ? "taken back" : "done again",
            h->at[by < 0 ? h->now : to].note);
    h->now = to;
    app->accepted = false;
    app->result_is_code = false;
    if (json_i64(json_member(json_member(was, "source"), "header_rows"), -1) !=
        json_i64(json_member(json_member(app_plan(app), "source"), "header_rows"), -1))
        job_look(app, (int)json_i64(
                          json_member(json_member(app_plan(app), "source"), "header_rows"), -1));
    job_apply(app, app_plan(app));
}
