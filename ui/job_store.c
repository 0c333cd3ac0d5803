/* job_store.c - the jobs that read and write the cache. */
#include "job.h"

#include "export.h"
#include <stdio.h>

struct store_in {
    const char *cache;
    slice orca, who, note;
    const struct made_file *file;
    const struct made_look *look;
    const struct made_apply *apply; /* NULL: code */
    const struct table *table;
    slice code;
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

/* ---------------------------------------------------------------- pin */

/* What the person saw when it was accepted: the file, the result and how big it was. */
static slice evidence(const struct store_in *in, struct arena *a)
{
    struct buf csv = {0}, b = {0};
    struct json_writer w = {.out = &b, .first = true};
    digest d;

    export_csv(in->table, ',', true, &csv);
    d = hash_sha256(buf_slice(&csv));
    buf_free(&csv);
    jw_open(&w, NULL, '{');
    jw_open(&w, "source", '{');
    jw_text(&w, "name", in->file->source.name);
    jw_z(&w, "sha256", in->file->source.sha256.hex);
    jw_close(&w, '}');
    jw_open(&w, "result", '{');
    jw_int(&w, "rows", in->table->nrow);
    jw_int(&w, "columns", in->table->ncol);
    jw_z(&w, "sha256", d.hex);
    jw_close(&w, '}');
    jw_close(&w, '}');
    return buf_take(&b, a);
}

static void *run_pin(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct store_in *in = p;
    struct made_pin *out = arena_new(a, struct made_pin, 1);
    struct pin pin = {.orca = in->orca,
                      .fingerprint = slice_z(in->look->schema.fingerprint),
                      .layout = slice_z(in->look->schema.layout),
                      .is_plan = in->apply != NULL,
                      .state = PIN_APPROVED,
                      .note = in->note,
                      .who = in->who};
    struct store *s;
    digest d;

    task_progress(t, "pinning");
    if ((s = store_open(in->cache, false, e)) == NULL) return NULL;
    pin.body = pin.is_plan ? plan_text(&in->apply->plan, a) : in->code;
    d = pin.is_plan ? plan_digest(&in->apply->plan, a) : hash_sha256(in->code);
    pin.digest = slice_z(d.hex);
    pin.runtime = pin.is_plan ? (slice){"", 0} : S("python");
    pin.evidence = evidence(in, a);
    if (in->look->pinned) pin.supersedes = in->look->pin.id;
    out->id = store_pin_add(s, &pin, &in->look->schema, e);
    store_close(s);
    return out->id > 0 ? out : NULL;
}

void job_pin(struct app *app, slice note)
{
    struct store_in in = {.orca = slice_z(app->orca),
                          .note = note,
                          .file = app->file,
                          .look = app->look,
                          .table = app_result(app),
                          .apply = app->result_is_code ? NULL : app->apply,
                          .code = app->result_is_code ? app->run->code : (slice){"", 0}};
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    start(app, SLOT_PIN, run_pin, &in, &a);
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
    out->what = in->to == PIN_RETIRED ? "is retired" : "is approved";
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
    out->what = "is in the failure queue";
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
