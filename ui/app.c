#include "app.h"

#include "cellinfo.h"
#include "frame.h"
#include "gesture.h"
#include "job.h"
#include "place.h"
#include "rawrows.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define X(name) extern const struct view view_##name;
#include "views.gen.h"
#undef X

const struct view *const view_table[] = {
#define X(name) &view_##name,
#include "views.gen.h"
#undef X
    NULL};

const struct view *view_find(const char *name)
{
    for (int i = 0; view_table[i] != NULL; i++)
        if (strcmp(view_table[i]->name, name) == 0) return view_table[i];
    return NULL;
}

/* ---------------------------------------------------------------- small things */

void app_say(struct app *app, enum style style, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(app->message, sizeof app->message, fmt, ap);
    va_end(ap);
    app->message_style = style;
}

void app_ask(struct app *app, enum input_purpose p, slice text, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(app->prompt, sizeof app->prompt, fmt, ap);
    va_end(ap);
    app->purpose = p;
    input_set(&app->input, text);
}

void app_go(struct app *app, const char *view)
{
    const struct view *v = view_find(view);

    if (v == NULL || v == app->view) return;
    app->back = app->view;
    app->view = v;
    app->popup = POPUP_NONE;
    if (strcmp(view, "pins") == 0 || strcmp(view, "home") == 0) job_pins(app);
    if (strcmp(view, "code") == 0) job_warm(app);
    /* The first look at the plan takes the best draft. */
    if (strcmp(view, "plan") == 0 && app_plan(app) == NULL && app->file != NULL) {
        app->draft_opens = true;
        if (app->draft != NULL && app->draft->draft.n > 0) {
            app->plan.draft = 0;
            app_set_plan(app, app->draft->draft.at[0].plan, "draft A");
        }
    }
    if (strcmp(view, "result") == 0 && app_result(app) != NULL &&
        (app->profile == NULL || app->profile->of != app_result(app)))
        job_profile(app, app_result(app));
}

bool app_busy(const struct app *app, enum slot s)
{
    return app->serial[s] != 0;
}

bool app_reading(const struct app *app)
{
    return app_busy(app, SLOT_HEAD) || app_busy(app, SLOT_FILE);
}

int64_t app_ms(const struct app *app, int64_t ms)
{
    return app->o.clock_fixed ? 0 : ms;
}

const struct json *app_plan(const struct app *app)
{
    return app->history.now >= 0 ? app->history.at[app->history.now].doc : NULL;
}

void app_set_plan(struct app *app, const struct json *doc, const char *note)
{
    struct history *h = &app->history;
    struct buf b = {0};

    if (doc == NULL) return;
    /* A copy: the document may live in a job's message, which goes sooner than the history. */
    json_write(&b, doc, 0);
    if ((doc = json_parse(&app->docs, buf_take(&b, &app->docs), NULL)) == NULL) return;
    if (h->now >= 0 && json_same(h->at[h->now].doc, doc)) {
        if (!app_busy(app, SLOT_APPLY) && app->apply == NULL) job_apply(app, doc);
        return;
    }
    if (h->n == 0 && app->look != NULL && app->look->in.chosen >= 0) { /* undo ends at the file */
        const struct region *r = &app->look->in.region[app->look->in.chosen];

        h->at[0].doc = plan_empty(app->look->in.book->sheet[r->sheet].name, r->id,
                                  app->look->header_rows, &app->docs);
        h->at[0].note = "as read";
        h->now = 0;
    }
    if (h->now + 1 == HISTORY_MAX) { /* the oldest is forgotten */
        memmove(&h->at[0], &h->at[1], sizeof h->at[0] * (HISTORY_MAX - 1));
        h->now--;
    }
    h->now++;
    h->at[h->now].doc = doc;
    h->at[h->now].note = note;
    h->n = h->now + 1;
    app->accepted = false;
    app->pinned_as = 0;
    app->result_is_code = false;
    app->plan.failure = app->plan.way = 0;
    job_apply(app, doc);
}

const struct table *app_result(const struct app *app)
{
    if (app->result_is_code)
        return app->run != NULL && app->run->record.has_table ? &app->run->record.table : NULL;
    return app->apply != NULL && app->apply->ok ? &app->apply->result.table : NULL;
}

void app_accept(struct app *app)
{
    const struct table *t = app_result(app);

    if (t == NULL) {
        app_say(app, STYLE_WARN, "! There is no result yet that could be accepted.");
        return;
    }
    app->accepted = true;
    app_say(app, STYLE_OK, "accepted: %" PRId64 " rows x %d columns   P pins it", t->nrow, t->ncol);
}

/* A hunk with the same lines as a decided one keeps the decision. */
static void keep_decisions(const struct hunks *old, struct hunks *now)
{
    for (int i = 0; i < now->n; i++)
        for (int k = 0; k < old->n; k++) {
            bool same = old->at[k].n == now->at[i].n && old->at[k].state != HUNK_OPEN;

            for (int l = 0; same && l < now->at[i].n; l++) {
                const struct hunk_line *x = &now->line[now->at[i].first + l];
                const struct hunk_line *y = &old->line[old->at[k].first + l];

                same = x->side == y->side && slice_eq(x->text, y->text);
            }
            if (same) now->at[i].state = old->at[k].state;
        }
}

static void compare_code(struct app *app)
{
    slice base = app->code.base.n > 0 ? app->code.base : app->code.code;

    hunk_make(base, app->code.code, &app->docs, &app->code.hunks);
    app->accepted = false;
    app->pinned_as = 0;
}

void app_set_code(struct app *app, slice code, slice note, bool keep_base)
{
    struct hunks old = app->code.hunks;
    int line = app->code.line;

    if (app->code.npast == CODE_PAST) {
        memmove(&app->code.past[0], &app->code.past[1], sizeof app->code.past[0] * (CODE_PAST - 1));
        app->code.npast--;
    }
    if (app->code.code.n > 0) {
        app->code.past[app->code.npast].base = app->code.base;
        app->code.past[app->code.npast].code = app->code.code;
        app->code.past[app->code.npast++].note = app->code.note;
    }
    if (!keep_base) app->code.base = app->code.code;
    app->code.code = arena_copy(&app->docs, code);
    app->code.note = arena_copy(&app->docs, note);
    compare_code(app);
    if (keep_base) keep_decisions(&old, &app->code.hunks);
    /* An edit stays where it is, new code starts at its first change. */
    app->code.line = keep_base && old.n > 0  ? line
                     : app->code.hunks.n > 0 ? app->code.hunks.at[0].first
                                             : 0;
}

void app_undo_code(struct app *app)
{
    if (app->code.npast == 0) {
        app_say(app, STYLE_DIM, "There is nothing to take back.");
        return;
    }
    app->code.npast--;
    app->code.base = app->code.past[app->code.npast].base;
    app->code.code = app->code.past[app->code.npast].code;
    app->code.note = app->code.past[app->code.npast].note;
    compare_code(app);
    app_say(app, STYLE_OK, "taken back; r runs it");
}

/* ---------------------------------------------------------------- what jobs made */

static const void **made_at(struct app *app, int slot)
{
    switch ((enum slot)slot) {
    case SLOT_HEAD:
        return (const void **)&app->head;
    case SLOT_FILE:
        return (const void **)&app->file;
    case SLOT_LOOK:
        return (const void **)&app->look;
    case SLOT_DRAFT:
        return (const void **)&app->draft;
    case SLOT_APPLY:
        return (const void **)&app->apply;
    case SLOT_WAYS:
        return (const void **)&app->ways;
    case SLOT_RUN:
        return (const void **)&app->run;
    case SLOT_PINS:
        return (const void **)&app->pins;
    case SLOT_EXPLAIN:
        return (const void **)&app->explain;
    case SLOT_PROFILE:
        return (const void **)&app->profile;
    case SLOT_AUTHOR:
    case SLOT_PIN:
    case SLOT_STATE:
    case SLOT_FIND:
    case SLOT_INDEX:
    case SLOT_PAGE:
    case SLOT_SHOW:
    case SLOT_COUNT:
        break;
    }
    return NULL;
}

/* Running jobs and other results may still read it: it waits until nothing runs. */
static void bury(struct app *app, struct task_message *m)
{
    if (m == NULL) return;
    m->next = app->grave;
    app->grave = m;
}

static void drop(struct app *app, enum slot slot)
{
    const void **made = made_at(app, (int)slot);

    bury(app, app->held[slot]);
    app->held[slot] = NULL;
    if (made != NULL) *made = NULL;
    if (app->serial[slot] != 0) task_cancel(app->tasks, app->serial[slot]);
    app->serial[slot] = 0;
}

static void empty_grave(struct app *app)
{
    struct task_message *next;

    if (task_running(app->tasks) > 0) return;
    for (; app->grave != NULL; app->grave = next) {
        next = app->grave->next;
        task_message_free(app->grave);
    }
}

/* Nobody is asked: what was pinned runs. */
static void use_pin(struct app *app, const struct run_pin_found *p)
{
    if (p->pin.is_plan) {
        app_set_plan(app, p->plan, arena_printf(&app->docs, "pin %" PRId64, p->pin.id).p);
    } else {
        app->code.base = (slice){"", 0};
        app_set_code(app, p->pin.body, arena_printf(&app->docs, "pin %" PRId64, p->pin.id), true);
        job_run(app, app->code.code);
    }
    app_say(app, STYLE_OK, "pin %" PRId64 " serves this file (%s); no author was asked", p->pin.id,
            match_name(p->match.level));
}

static void look_came(struct app *app)
{
    const struct made_look *l = app->look;

    drop(app, SLOT_DRAFT);
    drop(app, SLOT_WAYS);
    drop(app, SLOT_EXPLAIN);
    drop(app, SLOT_PROFILE);
    drop(app, SLOT_APPLY);
    if (l->in.chosen < 0) {
        app_say(app, STYLE_WARN,
                "! No table was found in this file; the cells are shown as they stand.");
        return;
    }
    job_draft(app);
    if (l->pin_problem[0] != 0) app_say(app, STYLE_ERROR, "! %s", l->pin_problem);
    if (app_plan(app) != NULL)
        job_apply(app, app_plan(app));
    else if (l->pin.runs)
        use_pin(app, &l->pin);
    else if (l->pin.pin.id != 0) {
        if (app->cols < 100) app->plan.pane = 1; /* the page that shows them */
        app_say(app, STYLE_WARN,
                "! pin %" PRId64 " of %s nearly fits (%s): %d difference%s; 2 shows them",
                l->pin.pin.id, app->orca, match_name(l->pin.match.level), l->pin.match.ndrift,
                l->pin.match.ndrift == 1 ? "" : "s");
    }
}

static void apply_came(struct app *app)
{
    const struct made_apply *m = app->apply;

    app->plan.problem = !m->ok;
    drop(app, SLOT_WAYS);
    drop(app, SLOT_EXPLAIN);
    app->result.explain = false;
    if (!m->ok) {
        job_warm(app); /* code is one of the ways on */
        app->plan.failure = app->plan.way = app->plan.problem_pane = 0;
        if (m->failures.n > 0 && m->failures.at[0].step > 0)
            app->plan.step = m->failures.at[0].step;
        job_ways(app);
    } else if (app->result_is_code == false && strcmp(app->view->name, "result") == 0) {
        job_profile(app, app_result(app));
    }
}

static void author_came(struct app *app, const struct task_message *m)
{
    const struct made_author *made = m->body;

    if (made->is_plan) {
        app_set_plan(app, made->plan, "plan by the author");
        app_go(app, "plan");
        app_say(app, STYLE_OK, "new plan by %s  %.*s", app->o.author->name, SLICE_ARG(made->note));
        return;
    }
    app->code.round = made->round;
    app_set_code(app, made->code, made->note, false);
    app_go(app, "code");
    job_run(app, app->code.code);
}

static void run_came(struct app *app)
{
    const struct exec_record *r = &app->run->record;

    app->result_is_code = r->success && r->has_table;
    drop(app, SLOT_PROFILE);
    app->result.explain = false;
    for (int i = 0; !r->success && i < app->code.hunks.nline; i++)
        if (app->code.hunks.line[i].side != HUNK_OLD &&
            app->code.hunks.line[i].number == r->error_line)
            app->code.line = i;
    if (!r->success)
        app_say(app, STYLE_ERROR, "! %.*s   r asks %s for a repair, e edits the line",
                SLICE_ARG(r->error_last_line.n > 0 ? r->error_last_line : r->error_message),
                app->o.author->name);
}

static void pin_came(struct app *app, const struct task_message *m)
{
    const struct made_pin *made = m->body;

    if (made->text[0] != 0) {
        if (made->id == app->pinned_as && slice_starts(slice_z(made->text), S("pin ")))
            app->pinned_as = 0;
        app_say(app, STYLE_OK, "%s", made->text);
    } else {
        app->pinned_as = made->id;
        app_say(app, STYLE_OK,
                "pinned as %" PRId64 " for %s, fp %s: files of this shape now run from it%s",
                made->id, app->orca, app->look->fingerprint,
                made->settled ? "; the failed run is settled" : "");
        if (made->settled) app->failure = 0;
    }
    job_pins(app);
}

static void job_failed(struct app *app, const struct task_message *m)
{
    if (m->slot == SLOT_INDEX || m->slot == SLOT_PAGE) rawrows_failed(app);
    if (m->err.code == E_CANCEL || m->err.text[0] == 0) {
        app_say(app, STYLE_WARN, "cancelled; nothing was changed");
        return;
    }
    app_say(app, STYLE_ERROR, "! %s", m->err.text);
    if (m->slot == SLOT_FILE && !app->at_home && app->file == NULL) {
        app->fatal = m->err;
        app->want = WANT_QUIT;
    }
}

static void job_ended(struct app *app, struct task_message *m)
{
    const void **made = made_at(app, m->slot);

    app->serial[m->slot] = 0;
    if (m->slot != SLOT_HEAD) app->progress[0] = 0;
    if (m->body == NULL) {
        bool first = m->slot == SLOT_HEAD && m->err.code != E_CANCEL;

        if (first)
            job_whole(app); /* that tells better what is wrong */
        else
            job_failed(app, m);
        bury(app, m);
        return;
    }
    /* What was drafted and applied refers to the file: they go together. */
    if (m->slot == SLOT_FILE) drop(app, SLOT_HEAD);
    if (m->slot == SLOT_FILE)
        for (int i = SLOT_LOOK; i <= SLOT_WAYS; i++) drop(app, (enum slot)i);
    if (m->slot == SLOT_FILE)
        for (int i = SLOT_FIND; i <= SLOT_PAGE; i++) drop(app, (enum slot)i);
    bury(app, app->held[m->slot]);
    app->held[m->slot] = made != NULL ? m : NULL;
    if (made != NULL) *made = m->body;
    switch ((enum slot)m->slot) {
    case SLOT_HEAD:
        job_whole(app);
        break;
    case SLOT_FILE:
        rawrows_start(app);
        place_file_came(app);
        job_look(app, -1);
        break;
    case SLOT_LOOK:
        look_came(app);
        break;
    case SLOT_DRAFT:
        if (app->draft_opens && app_plan(app) == NULL && app->draft->draft.n > 0)
            app_set_plan(app, app->draft->draft.at[0].plan, "draft A");
        else if (app->apply != NULL && !app->apply->ok)
            job_ways(app); /* a draft may be one */
        break;
    case SLOT_APPLY:
        apply_came(app);
        break;
    case SLOT_AUTHOR:
        author_came(app, m);
        break;
    case SLOT_RUN:
        run_came(app);
        break;
    case SLOT_PIN:
    case SLOT_STATE:
        pin_came(app, m);
        break;
    case SLOT_PROFILE:
        cellinfo_counts_came(app);
        break;
    case SLOT_FIND:
        place_found(app, m->body);
        break;
    case SLOT_INDEX:
        rawrows_index_came(app, m->body);
        if (app->find_waits != 0) place_find(app, app->find_waits);
        break;
    case SLOT_PAGE:
        rawrows_page_came(app, m);
        return;
    case SLOT_SHOW: {
        const struct made_show *show = m->body;

        popup_text(app, show->title, show->text);
        break;
    }
    case SLOT_WAYS:
    case SLOT_PINS:
    case SLOT_EXPLAIN:
    case SLOT_COUNT:
        break;
    }
    if (made == NULL) bury(app, m);
}

void app_mail(struct app *app)
{
    for (struct task_message *m; (m = task_take(app->tasks)) != NULL;) {
        if (m->serial != app->serial[m->slot]) { /* an older question */
            if (m->last)
                bury(app, m);
            else
                task_message_free(m);
        } else if (m->last) {
            job_ended(app, m);
        } else if (m->body != NULL) {
            rawrows_index_came(app, m->body);
            task_message_free(m);
        } else {
            memcpy(app->progress, m->text, sizeof app->progress);
            task_message_free(m);
        }
    }
    empty_grave(app);
}

/* ---------------------------------------------------------------- life */

struct app *app_open(const struct app_options *o, struct err *e)
{
    struct app *app = calloc(1, sizeof *app);

    if (app == NULL || (app->tasks = task_open(e)) == NULL) {
        free(app);
        return NULL;
    }
    app->o = *o;
    app->history.now = -1;
    arena_init(&app->docs, ARENA_NO_LIMIT);
    keymap_default(&app->keymap);
    if (o->orca != NULL) snprintf(app->orca, sizeof app->orca, "%s", o->orca);
    app->view = view_find(o->path != NULL ? "raw" : "home");
    app_resize(app, 24, 80);
    app->at_home = o->path == NULL;
    if (o->path != NULL)
        job_open(app);
    else
        job_pins(app);
    return app;
}

void app_close(struct app *app)
{
    if (app == NULL) return;
    task_close(app->tasks);
    rawrows_clear(app);
    exec_pool_close(app->pool);
    for (int i = 0; i < SLOT_COUNT; i++) task_message_free(app->held[i]);
    for (struct task_message *m = app->grave, *next; m != NULL; m = next) {
        next = m->next;
        task_message_free(m);
    }
    arena_free(&app->docs);
    form_free(&app->form);
    input_free(&app->input);
    input_free(&app->palette.filter);
    buf_free(&app->find);
    buf_free(&app->clip);
    buf_free(&app->text.text);
    free(app);
}

void app_resize(struct app *app, int rows, int cols)
{
    app->rows = rows < 1 ? 1 : rows;
    app->cols = cols < 1 ? 1 : cols;
}

enum app_want app_take_want(struct app *app)
{
    enum app_want w = app->want;

    app->want = WANT_NOTHING;
    return w;
}
