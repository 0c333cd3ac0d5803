/* job_store.c - the jobs that read and write the cache. */
#include "job.h"

#include <inttypes.h>
#include <stdio.h>

struct store_in {
    const char *cache;
    slice orca, who, note;
    const struct made_file *file;
    const struct made_look *look;
    const struct made_apply *apply; /* NULL: code */
    struct read_options read;
    slice code, target;
    bool rolling;
    int64_t id;
    enum pin_state to;
};

static void start(struct app *app, enum slot slot, task_fn *fn, const struct store_in *in,
                  struct arena *a)
{
    struct store_in *copy = arena_new(a, struct store_in, 1);
    struct err e = {0};

    *copy = *in;
    copy->cache = app->o.cache;
    copy->who = slice_z(app->o.who);
    copy->note = arena_copy(a, in->note);
    copy->orca = arena_copy(a, in->orca);
    copy->code = arena_copy(a, in->code);
    app->serial[slot] = task_start(app->tasks, (int)slot, fn, copy, a, &e);
    if (app->serial[slot] == 0) app_say(app, STYLE_ERROR, "! %s", e.text);
}

/* ---------------------------------------------------------------- lists */

/* "unpivot > parse_number" or "31 lines": what a pin does, in a few words. */
static slice pin_steps(struct store *s, const struct pin *p, struct arena *a)
{
    struct buf b = {0};
    struct pin full;
    const struct json *steps;
    int lines = 0;

    if (!store_pin_get(s, p->orca.p, p->id, a, &full, NULL)) return (slice){"", 0};
    if (!p->is_plan) {
        for (ptrdiff_t i = 0; i < full.body.n; i++) lines += full.body.p[i] == '\n';
        return arena_printf(a, "%d lines of %.*s", lines, SLICE_ARG(p->runtime));
    }
    steps = json_member(json_parse(a, full.body, NULL), "steps");
    buf_putz(&b, "read");
    for (int i = 0; i < json_count(steps); i++)
        buf_printf(&b, " > %.*s", SLICE_ARG(json_text(json_member(steps->item[i], "op"))));
    return buf_take(&b, a);
}

static void *run_pins(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct store_in *in = p;
    struct made_pins *out = arena_new(a, struct made_pins, 1);
    struct store *s = store_open(in->cache, false, e);
    bool ok;

    (void)t;
    if (s == NULL) return NULL;
    snprintf(out->path, sizeof out->path, "%s", store_path(s));
    if (store_notice(s) != NULL) snprintf(out->notice, sizeof out->notice, "%s", store_notice(s));
    ok = store_pins(s, in->orca.p, true, a, &out->pin, &out->n, e) &&
         store_pin_count(s, out->pin, out->n, a, e) &&
         store_failures(s, in->orca.p, false, a, &out->failure, &out->nfailure, e) &&
         store_runs(s, in->orca.p, 0, 200, a, &out->run, &out->nrun, e);
    out->steps = arena_new(a, slice, out->n + 1);
    for (int i = 0; ok && i < out->n; i++) out->steps[i] = pin_steps(s, &out->pin[i], a);
    store_close(s);
    return ok ? out : NULL;
}

void job_pins(struct app *app)
{
    struct store_in in = {.orca = slice_z(app->orca)};
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    start(app, SLOT_PINS, run_pins, &in, &a);
}

/* ---------------------------------------------------------------- one pin */

static void put_json(struct buf *out, const char *title, slice text, struct arena *a)
{
    const struct json *j = text.n > 0 ? json_parse(a, text, NULL) : NULL;

    if (text.n == 0) return;
    buf_printf(out, "\n%s\n\n", title);
    if (j != NULL)
        json_write(out, j, 2);
    else
        buf_put(out, text);
    buf_putc(out, '\n');
}

static void *run_show(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct store_in *in = p;
    struct made_show *out = arena_new(a, struct made_show, 1);
    struct store *s = store_open(in->cache, true, e);
    struct event *event;
    struct pin pin;
    struct buf b = {0};
    int n = 0;
    bool ok;

    (void)t;
    if (s == NULL) return NULL;
    ok = store_pin_get(s, in->orca.p, in->id, a, &pin, e) &&
         store_events(s, in->orca.p, in->id, a, &event, &n, e);
    store_close(s);
    if (!ok) return NULL;
    snprintf(out->title, sizeof out->title, "Pin %" PRId64 "  %.40s  %s%s", pin.id, in->orca.p,
             pin_state_name(pin.state), pin.rolling ? ", rolling" : "");
    buf_putz(&b, "\nHistory\n\n");
    for (int i = 0; i < n; i++)
        buf_printf(&b, "  %.*s  %-10.*s by %.*s  %.*s\n",
                   SLICE_ARG(slice_sub(event[i].when, 0, 16)), SLICE_ARG(event[i].what),
                   SLICE_ARG(event[i].who), SLICE_ARG(event[i].note));
    if (pin.is_plan) {
        put_json(&b, "Plan", pin.body, a);
    } else {
        buf_printf(&b, "\nCode (%.*s)\n\n", SLICE_ARG(pin.runtime));
        buf_put(&b, pin.body);
    }
    put_json(&b, "Evidence", pin.evidence, a);
    out->text = buf_take(&b, a);
    return out;
}

void job_show_pin(struct app *app, slice orca, int64_t id)
{
    struct store_in in = {.orca = orca, .id = id};
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    start(app, SLOT_SHOW, run_show, &in, &a);
}

/* ---------------------------------------------------------------- pin */

/* The accepted plan or code runs once more through the pipeline, which records the run that the pin
 * rests on; then it is pinned. */
static void *run_pin_job(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct store_in *in = p;
    struct made_pin *out = arena_new(a, struct made_pin, 1);
    struct run_request q = {.orca = in->orca.p,
                            .source = &in->file->source,
                            .in = &in->look->in,
                            .read = in->read,
                            .policy = in->apply != NULL ? RUN_PLAN : RUN_CODE,
                            .plan = in->apply != NULL ? in->apply->plan.doc : NULL,
                            .code = in->code,
                            .backend = backend_find(S("local")),
                            .limits = exec_limits_default,
                            .target = in->target,
                            .who = in->who.p};
    struct run_accept how = {
        .who = in->who.p, .note = in->note.p, .state = PIN_APPROVED, .rolling = in->rolling};
    struct run_result r;
    struct store *s;
    char note[64];

    task_progress(t, "pinning");
    if ((s = store_open(in->cache, false, e)) == NULL) return NULL;
    if (run_source(s, &q, a, &r, e)) {
        if (strcmp(r.outcome, "ok") != 0)
            err_set(e, E_FAILED, "it did not run again as it did before: %s", r.stop.text);
        else
            out->id = run_pin(s, &q, &r, &how, e);
    }
    /* It was the failed run that brought the person here: that is settled. */
    if (out->id > 0 && in->id > 0) {
        snprintf(note, sizeof note, "pin %" PRId64 " gave a result", out->id);
        out->settled = store_failure_state(s, in->orca.p, in->id, "retried", in->who.p, note, NULL);
    }
    store_close(s);
    return out->id > 0 ? out : NULL;
}

void job_pin(struct app *app, slice note, bool rolling)
{
    struct store_in in = {.orca = slice_z(app->orca),
                          .note = note,
                          .file = app->file,
                          .look = app->look,
                          .read = app->o.read,
                          .target = app->o.target,
                          .rolling = rolling,
                          .id = app->failure,
                          .apply = app->result_is_code ? NULL : app->apply,
                          .code = app->result_is_code ? app->run->code : (slice){"", 0}};
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    start(app, SLOT_PIN, run_pin_job, &in, &a);
}

/* ---------------------------------------------------------------- changes of state */

static void *run_state(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct store_in *in = p;
    struct made_pin *out = arena_new(a, struct made_pin, 1);
    struct store *s = store_open(in->cache, false, e);
    bool ok;

    (void)t;
    if (s == NULL) return NULL;
    out->id = in->id;
    snprintf(out->text, sizeof out->text, "pin %" PRId64 " is %s", in->id, pin_state_name(in->to));
    ok = store_pin_state(s, in->orca.p, in->id, in->to, in->who.p, in->note.p, e);
    store_close(s);
    return ok ? out : NULL;
}

void job_pin_state(struct app *app, slice orca, int64_t id, enum pin_state to, slice note)
{
    struct store_in in = {.orca = orca, .note = note, .id = id, .to = to};
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    start(app, SLOT_STATE, run_state, &in, &a);
}

static void *run_dismiss(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct store_in *in = p;
    struct made_pin *out = arena_new(a, struct made_pin, 1);
    struct store *s = store_open(in->cache, false, e);
    bool ok;

    (void)t;
    if (s == NULL) return NULL;
    out->id = in->id;
    snprintf(out->text, sizeof out->text, "failed run %" PRId64 " is dismissed", in->id);
    ok = store_failure_state(s, in->orca.p, in->id, "dismissed", in->who.p, in->note.p, e);
    store_close(s);
    return ok ? out : NULL;
}

void job_dismiss(struct app *app, slice orca, int64_t id, slice note)
{
    struct store_in in = {.orca = orca, .note = note, .id = id};
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    start(app, SLOT_STATE, run_dismiss, &in, &a);
}

static void *run_leave(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct store_in *in = p;
    struct made_pin *out = arena_new(a, struct made_pin, 1);
    const struct failures *f = &in->apply->failures;
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};
    struct failure_row row = {.orca = in->orca,
                              .state = S("open"),
                              .source_name = in->file->source.name,
                              .source_path = in->file->source.path,
                              .note = in->note};
    struct store *s = store_open(in->cache, false, e);

    (void)t;
    if (s == NULL) return NULL;
    jw_open(&w, NULL, '[');
    for (int i = 0; i < f->n; i++) failure_json(&f->at[i], &w, NULL);
    jw_close(&w, ']');
    row.failures = buf_take(&b, a);
    if (f->n > 0) {
        row.code = slice_z(failure_name(f->at[0].code));
        row.message = f->at[0].message;
    }
    if (in->apply->usable) row.plan = plan_text(&in->apply->plan, a);
    out->id = store_failure_add(s, &row, e);
    snprintf(out->text, sizeof out->text,
             "it is number %" PRId64 " in the failure queue (0 shows it)", out->id);
    store_close(s);
    return out->id > 0 ? out : NULL;
}

void job_leave(struct app *app, slice note)
{
    struct store_in in = {.orca = slice_z(app->orca),
                          .note = note,
                          .file = app->file,
                          .look = app->look,
                          .apply = app->apply};
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    start(app, SLOT_STATE, run_leave, &in, &a);
}
