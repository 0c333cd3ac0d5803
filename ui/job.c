#include "job.h"
#include "earlier.h"

#include "fs.h"
#include "planinput.h"
#include "sample.h"
#include "ziphead.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void job_start(struct app *app, enum slot slot, task_fn *fn, const void *in, struct arena *a)
{
    struct err e = {0};

    if (app->serial[slot] != 0) task_cancel(app->tasks, app->serial[slot]);
    app->serial[slot] = task_start(app->tasks, (int)slot, fn, in, a, &e);
    if (app->serial[slot] == 0) app_say(app, STYLE_ERROR, "! %s", e.text);
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---------------------------------------------------------------- open */

struct open_in {
    const char *path;
    struct read_options read;
};

static void *run_open(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct open_in *in = p;
    struct made_file *out = arena_new(a, struct made_file, 1);
    int64_t began = now_ms();

    task_progress(t, "reading");
    if (!source_open(&out->source, in->path, &in->read, a, e)) return NULL;
    if (task_cancelled(t)) return NULL;
    if (!workbook_read(&out->source, &in->read, a, &out->book, e)) return NULL;
    sample_learn(&out->book);
    out->ms = now_ms() - began;
    return out;
}

enum { HEAD_BYTES = 256 << 10, HEAD_ROWS = 500, HEAD_FROM = 4 << 20 };

/* The beginning of the file, whole lines; of an archive the beginning of each part. */
static bool read_head(int fd, struct arena *a, slice *out, struct err *e)
{
    char *bytes = arena_new(a, char, HEAD_BYTES);
    ssize_t n = fd >= 0 && bytes != NULL ? pread(fd, bytes, HEAD_BYTES, 0) : -1;

    if (n > 4 && memcmp(bytes, "PK\3\4", 4) == 0) return ziphead_read(fd, HEAD_BYTES, a, out, e);
    while (n > 0 && bytes[n - 1] != '\n') n--;
    /* Old workbooks and UTF-16 have no first rows that could be cut off like this. */
    if (n <= 0 || memchr(bytes, 0, (size_t)n) != NULL) return err_set(e, E_SOURCE, "no first rows");
    *out = (slice){bytes, n};
    return true;
}

/* The first rows of a big file: something to look at while the whole is read. */
static void *run_head(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct open_in *in = p;
    struct made_file *out = arena_new(a, struct made_file, 1);
    struct read_options o = in->read;
    int fd = open(in->path, O_RDONLY | O_CLOEXEC);
    bool ok = read_head(fd, a, &out->source.bytes, e);

    if (fd >= 0) close(fd);
    out->source.path = arena_copy(a, slice_z(in->path));
    out->source.name = fs_basename(out->source.path);
    o.rows_max = HEAD_ROWS;
    if (ok && workbook_read(&out->source, &o, a, &out->book, e)) return out;
    if (task_cancelled(t)) {
        err_set(e, E_CANCEL, "cancelled");
        return NULL;
    }
    /* a text that the first rows use may stand far behind in a workbook: then all of it */
    ok = zip_is(out->source.bytes) && fs_read(in->path, SOURCE_BYTES_MAX, a, &out->source.bytes, e);
    return ok && workbook_read(&out->source, &o, a, &out->book, e) ? out : NULL;
}

void job_open(struct app *app)
{
    struct stat st;

    if (app->serial[SLOT_FILE] != 0) task_cancel(app->tasks, app->serial[SLOT_FILE]);
    app->serial[SLOT_FILE] = 0;
    if (stat(app->o.path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= HEAD_FROM) {
        JOB(struct open_in, head);
        *head = (struct open_in){app->o.path, app->o.read};
        job_start(app, SLOT_HEAD, run_head, head, &job_arena);
    } else {
        job_whole(app);
    }
}

void job_whole(struct app *app)
{
    JOB(struct open_in, in);

    *in = (struct open_in){app->o.path, app->o.read};
    job_start(app, SLOT_FILE, run_open, in, &job_arena);
}

/* ---------------------------------------------------------------- look */

struct look_in {
    const struct made_file *file;
    struct read_options read;
    const char *cache;
    slice orca;
};

/* Which pin serves this file. Trouble with the cache is told and stops nothing. */
static void look_up_pin(const struct look_in *in, struct made_look *out, struct arena *a)
{
    struct err e = {0};
    struct store *s;

    if (in->orca.n == 0 || out->in.chosen < 0) return;
    if ((s = store_open(in->cache, false, &e)) == NULL ||
        !run_find_pin(s, in->orca.p, &out->schema, a, &out->pin, &e)) {
        out->pin = (struct run_pin_found){0};
        snprintf(out->pin_problem, sizeof out->pin_problem, "%.150s", e.text);
    }
    store_close(s);
}

static void *run_look(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct look_in *in = p;
    struct made_look *out = arena_new(a, struct made_look, 1);
    int64_t began = now_ms();

    task_progress(t, "looking for tables");
    if (!inspect(&in->file->book, &in->read, a, &out->in, e)) return NULL;
    if (out->in.chosen >= 0) {
        out->header_rows = out->in.region[out->in.chosen].header_rows;
        if (!inspect_sample(&out->in, -1, a, &out->table, e) ||
            !schema_of(&out->in, a, &out->schema, e))
            return NULL;
        schema_short(out->schema.fingerprint, out->fingerprint);
        if (!task_cancelled(t)) look_up_pin(in, out, a);
    }
    out->ms = now_ms() - began;
    return out;
}

void job_look(struct app *app, int header_rows)
{
    JOB(struct look_in, in);
    *in = (struct look_in){app->file, app->o.read, app->o.cache,
                           arena_copy(&job_arena, slice_z(app->orca))};
    if (header_rows >= 0) in->read.header_rows = header_rows;
    job_start(app, SLOT_LOOK, run_look, in, &job_arena);
}

/* ---------------------------------------------------------------- draft and apply */

struct draft_in {
    const struct made_look *look;
    slice target;
    const char *cache;
    slice orca;
};

static void *run_draft(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct draft_in *in = p;
    struct made_draft *out = arena_new(a, struct made_draft, 1);
    struct draft_options o = {.target = in->target, .top = 5};
    struct earlier earlier;
    int64_t began = now_ms();

    task_progress(t, "drafting plans");
    /* Trouble with the cache was told when the pin was looked for. */
    if (earlier_load(in->cache, in->orca.p, a, &earlier, NULL)) o.earlier = &earlier;
    if (!draft_table(&in->look->in, &in->look->table, &o, a, &out->draft, e)) return NULL;
    out->ms = now_ms() - began;
    return out;
}

void job_draft(struct app *app)
{
    JOB(struct draft_in, in);
    if (app->look == NULL || app->look->in.chosen < 0) {
        arena_free(&job_arena);
        return;
    }
    *in = (struct draft_in){app->look, app->o.target, app->o.cache,
                            arena_copy(&job_arena, slice_z(app->orca))};
    job_start(app, SLOT_DRAFT, run_draft, in, &job_arena);
}

struct apply_in {
    const struct made_look *look;
    const struct json *doc;
};

/* The plan on the table that its source part names. False: the table cannot be had (e). */
static bool apply(const struct made_look *look, const struct json *doc, bool keep, struct arena *a,
                  struct made_apply *out, struct err *e)
{
    struct plan_options o = {.keep_steps = keep};
    int64_t began = now_ms();

    *out = (struct made_apply){.doc = doc, .failures = {.arena = a}};
    out->usable = plan_parse(doc, a, &out->plan, &out->failures);
    if (!out->usable) return true;
    if (look->in.chosen < 0) return err_set(e, E_FAILED, "there is no table to apply a plan to");
    /* "As detected" becomes a number, so that the plan says what it starts from. */
    if (out->plan.header_rows < 0)
        plan_parse(run_fix_header(&out->plan, &look->in, a), a, &out->plan, &out->failures);
    o.source_name = look->in.book->source->name;
    o.sheet_name = look->in.book->sheet[look->in.region[look->in.chosen].sheet].name;
    o.sheet = &look->in.book->sheet[look->in.region[look->in.chosen].sheet].cells;
    if (!inspect_sample(&look->in, out->plan.header_rows, a, &out->in, e)) return false;
    out->ok = planinput_load(&out->plan, look->in.book, NULL, a, &out->failures) &&
              plan_apply(&out->plan, &out->in, &o, a, &out->result, &out->failures) &&
              out->failures.n == 0;
    out->ms = now_ms() - began;
    return true;
}

static void *run_apply(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct apply_in *in = p;
    struct made_apply *out = arena_new(a, struct made_apply, 1);

    task_progress(t, "applying the plan");
    if (!apply(in->look, in->doc, true, a, out, e)) return NULL;
    out->change = arena_new(a, struct change, out->plan.nstep + 1);
    for (int i = 0; out->result.after != NULL && i < out->result.done && !task_cancelled(t); i++)
        change_tables(&out->result.after[i], &out->result.after[i + 1], a, &out->change[i]);
    return out;
}

void job_apply(struct app *app, const struct json *doc)
{
    JOB(struct apply_in, in);
    if (app->look == NULL) {
        arena_free(&job_arena);
        return;
    }
    *in = (struct apply_in){app->look, doc};
    job_start(app, SLOT_APPLY, run_apply, in, &job_arena);
}

/* ---------------------------------------------------------------- ways on */

struct ways_in {
    const struct made_look *look;
    const struct made_apply *failed;
    const struct made_draft *draft;
    const char *author;
    bool author_is_builtin;
};

/* doc with the value at an RFC 6901 pointer replaced; doc itself when there is no such place. */
static const struct json *replaced(const struct json *doc, slice pointer, const struct json *value,
                                   struct arena *a)
{
    slice rest, key;
    struct json *copy;
    int64_t i;

    if (pointer.n <= 0) return value;
    key = slice_cut(slice_sub(pointer, 1, pointer.n), '/', &rest);
    rest = rest.n < 0 ? (slice){"", 0} : (slice){rest.p - 1, rest.n + 1};
    if (json_is(doc, J_OBJECT)) {
        const char *z = arena_z(a, key);

        if (json_member(doc, z) == NULL) return doc;
        copy = json_edit(a, doc);
        json_set(a, copy, z, replaced(json_member(doc, z), rest, value, a));
        return copy;
    }
    if (!json_is(doc, J_ARRAY) || !slice_i64(key, &i) || i < 0 || i >= doc->n) return doc;
    copy = json_new_array(a);
    for (int k = 0; k < doc->n; k++)
        json_push(a, copy, k == i ? replaced(doc->item[k], rest, value, a) : doc->item[k]);
    return copy;
}

static void add_plan_way(struct made_ways *w, const struct ways_in *in, slice text,
                         const struct json *doc, struct arena *a)
{
    struct way *way = &w->at[w->n];
    struct made_apply *got = arena_new(a, struct made_apply, 1);
    struct err e = {0};

    if (json_same(doc, in->failed->doc)) return;
    for (int i = 0; i < w->n; i++)
        if (w->at[i].doc != NULL && json_same(w->at[i].doc, doc)) return;
    *way = (struct way){.kind = WAY_PLAN, .text = text, .doc = doc};
    if (!apply(in->look, doc, false, a, got, &e))
        way->effect = arena_copy(a, slice_z(e.text));
    else if (got->ok)
        way->effect = arena_printf(a, "%" PRId64 " -> %" PRId64 " rows, %d columns", got->in.nrow,
                                   got->result.table.nrow, got->result.table.ncol);
    else if (got->failures.n > 0)
        way->effect = arena_printf(a, "then step %d: %s", got->failures.at[0].step,
                                   failure_name(got->failures.at[0].code));
    way->solves = got->ok;
    w->n++;
}

static void add_suggestion(struct made_ways *w, const struct ways_in *in, const struct failure *f,
                           struct arena *a)
{
    const struct json *value = json_new_text(a, f->suggestion);
    slice pointer = f->pointer;

    if (f->suggestion.n == 0) return;
    if (f->code == FAIL_UNKNOWN_OP && !slice_ends(pointer, S("/op")))
        pointer = arena_printf(a, "/steps/%d/op", f->step - 1);
    add_plan_way(
        w, in,
        f->code == FAIL_UNKNOWN_OP
            ? arena_printf(a, "use %.*s instead", SLICE_ARG(f->suggestion))
            : arena_printf(a, "step %d: write \"%.*s\"", f->step, SLICE_ARG(f->suggestion)),
        replaced(in->failed->doc, pointer, value, a), a);
}

/* All suggestions at once: the commonest repair when one rename broke several steps. */
static void add_all_suggestions(struct made_ways *w, const struct ways_in *in, struct arena *a)
{
    const struct json *doc = in->failed->doc;
    int n = 0;

    for (int i = 0; i < in->failed->failures.n; i++) {
        const struct failure *f = &in->failed->failures.at[i];

        if (f->suggestion.n == 0 || f->pointer.n == 0) continue;
        doc = replaced(doc, f->pointer, json_new_text(a, f->suggestion), a);
        n++;
    }
    if (n > 1) add_plan_way(w, in, arena_printf(a, "take all %d suggestions", n), doc, a);
}

/* A draft that changes nothing, or leaves much undone (a low score), "solves" every problem: such
 * come behind the ways that take work. */
static void add_drafts(struct made_ways *w, const struct ways_in *in, bool good, struct arena *a)
{
    static const char *const note[] = {"draft A", "draft B"};
    const double sure = 0.75;
    const struct draft *d = in->draft != NULL ? &in->draft->draft : NULL;

    for (int i = 0; d != NULL && i < d->n && i < (int)(sizeof note / sizeof *note); i++) {
        int steps = json_count(json_member(d->at[i].plan, "steps")), n = w->n;

        if ((steps > 0 && d->at[i].score >= sure) != good) continue;
        add_plan_way(w, in, arena_printf(a, "use %s: %.*s", note[i], SLICE_ARG(d->at[i].reason)),
                     d->at[i].plan, a);
        if (w->n > n) w->at[n].note = note[i];
    }
}

static void add_without(struct made_ways *w, const struct ways_in *in, struct arena *a)
{
    int step = in->failed->failures.n > 0 ? in->failed->failures.at[0].step : 0;

    if (step < 1 || step > in->failed->plan.nstep) return;
    add_plan_way(w, in, arena_printf(a, "take step %d out", step),
                 plan_without_step(&in->failed->plan, step - 1, a), a);
}

static int by_solves(const struct way *x, const struct way *y)
{
    return (int)y->solves - (int)x->solves;
}

static void *run_ways(struct task *t, const void *p, struct arena *a, struct err *e)
{
    enum { SUGGESTIONS = 6, MOST = 20 };
    const struct ways_in *in = p;
    const struct failures *f = &in->failed->failures;
    struct made_ways *out = arena_new(a, struct made_ways, 1);

    (void)e;
    task_progress(t, "computing ways on");
    out->at = arena_new(a, struct way, MOST);
    add_all_suggestions(out, in, a);
    for (int i = 0; i < f->n && i < SUGGESTIONS && !task_cancelled(t); i++)
        add_suggestion(out, in, &f->at[i], a);
    if (!task_cancelled(t)) add_drafts(out, in, true, a);
    if (!task_cancelled(t) && in->failed->usable && in->failed->plan.nstep > 1)
        add_without(out, in, a);
    /* Those that solve everything first; the order is kept otherwise. */
    for (int i = 1; i < out->n; i++)
        for (int k = i; k > 0 && by_solves(&out->at[k - 1], &out->at[k]) > 0; k--) {
            struct way swap = out->at[k];

            out->at[k] = out->at[k - 1];
            out->at[k - 1] = swap;
        }
    if (!in->author_is_builtin)
        out->at[out->n++] = (struct way){
            .kind = WAY_ASK_PLAN, .text = arena_printf(a, "ask %s for a new plan", in->author)};
    out->at[out->n++] = (struct way){.kind = WAY_CODE,
                                     .text = arena_printf(a, "write python for this"),
                                     .effect = arena_printf(a, "by %s, in a sandbox", in->author)};
    if (!task_cancelled(t)) add_drafts(out, in, false, a);
    if (!task_cancelled(t) && in->failed->usable && in->failed->plan.nstep == 1)
        add_without(out, in, a); /* no plan is left */
    out->at[out->n++] = (struct way){.kind = WAY_LEAVE,
                                     .text = S("leave it failed, note why"),
                                     .effect = S("to the failure queue")};
    return out;
}

void job_ways(struct app *app)
{
    JOB(struct ways_in, in);
    *in = (struct ways_in){app->look, app->apply, app->draft, app->o.author->name,
                           strcmp(app->o.author->name, "builtin") == 0};
    job_start(app, SLOT_WAYS, run_ways, in, &job_arena);
}

/* ---------------------------------------------------------------- author and code */

struct author_in {
    const char *cache;
    slice orca; /* empty: the call is not recorded */
    const struct author *author;
    struct author_config config;
    struct author_request q;
    bool plan;
};

/* Every answered question is kept with the orca it was for. */
static void keep_call(const struct author_in *in, const struct author_reply *reply, struct arena *a)
{
    digest d = hash_sha256(reply->request);
    struct author_call call = {.author = slice_z(in->author->name),
                               .model = reply->model,
                               .prompt_digest = arena_copy(a, slice_z(d.hex)),
                               .request = reply->request,
                               .response = reply->response,
                               .tokens_in = reply->tokens_in,
                               .tokens_out = reply->tokens_out,
                               .ms = reply->ms};
    struct store *s = in->orca.n > 0 ? store_open(in->cache, false, NULL) : NULL;

    if (s != NULL) store_author_call_add(s, in->orca.p, &call, NULL);
    store_close(s);
}

static void *run_author(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct author_in *in = p;
    struct made_author *out = arena_new(a, struct made_author, 1);
    struct author_reply reply = {0};

    task_progress(t, "asking %s", in->author->name);
    if (!author_ask(in->author, &in->config, &in->q, in->plan ? "plan" : "code", a, &reply, e))
        return NULL;
    keep_call(in, &reply, a);
    *out = (struct made_author){.is_plan = in->plan,
                                .plan = reply.plan,
                                .code = reply.code,
                                .note = reply.note,
                                .round = in->q.round,
                                .ms = reply.ms};
    return out;
}

void job_author(struct app *app, bool plan, bool repair, slice wish)
{
    JOB(struct author_in, in);
    if (app->look == NULL || app->look->in.chosen < 0) {
        arena_free(&job_arena);
        app_say(app, STYLE_WARN, "! There is no table to write a plan or code for.");
        return;
    }
    *in = (struct author_in){.cache = app->o.cache,
                             .orca = arena_copy(&job_arena, slice_z(app->orca)),
                             .author = app->o.author,
                             .config = app->o.author_config,
                             .plan = plan};
    in->q = (struct author_request){.in = &app->look->in,
                                    .table = &app->look->table,
                                    .target = app->o.target,
                                    .wish = arena_copy(&job_arena, wish)};
    /* A plan that works is no part of the question for another one. */
    if (app->apply != NULL && app->apply->usable && !(plan && app->apply->ok)) {
        in->q.plan = &app->apply->plan;
        in->q.failures = &app->apply->failures;
    }
    if (repair && app->run != NULL) {
        in->q.code = app->run->code;
        in->q.record = &app->run->record;
        in->q.round = app->code.round + 1;
    }
    job_start(app, SLOT_AUTHOR, run_author, in, &job_arena);
}

struct run_in {
    struct exec_request q;
    const struct source *source[1];
    const struct table *before;
};

static void *run_code(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct run_in *in = p;
    struct made_run *out = arena_new(a, struct made_run, 1);
    const struct backend *b = backend_find(S("local"));

    task_progress(t, "running in the sandbox");
    if (b == NULL) {
        err_set(e, E_SANDBOX, "this build has no local sandbox");
        return NULL;
    }
    out->code = in->q.code;
    if (!b->run(&in->q, task_cancel_fd(t), a, &out->record, e)) return NULL;
    if (out->record.success && out->record.has_table && in->before != NULL) {
        change_tables(in->before, &out->record.table, a, &out->change);
        out->compared = true;
    }
    return out;
}

void job_warm(struct app *app)
{
    if (app->pool == NULL)
        app->pool = exec_pool_open(runtime_find(S("python")), &exec_limits_default, NULL);
}

void job_run(struct app *app, slice code)
{
    JOB(struct run_in, in);
    if (app->look == NULL || app->look->in.chosen < 0 || code.n == 0) {
        arena_free(&job_arena);
        return;
    }
    job_warm(app);
    in->source[0] = &app->file->source;
    in->q = (struct exec_request){.runtime = runtime_find(S("python")),
                                  .code = arena_copy(&job_arena, code),
                                  .is_transform = true,
                                  .in = &app->look->in,
                                  .source = in->source,
                                  .nsource = 1,
                                  .target = app->o.target,
                                  .limits = exec_limits_default,
                                  .pool = app->pool};
    /* Against the last good result, else against the table as it was read. */
    in->before =
        app->run != NULL && app->run->record.success ? &app->run->record.table : &app->look->table;
    job_start(app, SLOT_RUN, run_code, in, &job_arena);
}
