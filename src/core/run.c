#include "run.h"

#include "earlier.h"

#include "clock.h"
#include "lineage.h"
#include "planinput.h"
#include "plantarget.h"
#include "readopt.h"
#include "rebind.h"
#include "sentinel.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* One question to an author, kept until the run's row is written. */
struct call {
    const struct author_reply *reply;
    digest prompt;
};
enum { CALLS_MAX = 8, HISTORY_RUNS = 100 };

/* Everything of one run. */
struct job {
    struct store *store;
    const struct run_request *q;
    struct arena *a;
    struct run_result *out;
    struct pin pin;    /* that runs, or the nearest */
    struct schema was; /* the schema of that pin */
    struct call call[CALLS_MAX];
    int ncall;
    struct table read; /* the input table with read_header_rows, if it is_read */
    int read_header_rows;
    bool is_read;
    slice target;          /* the Table Schema of a pinned code */
    const char *failed_as; /* failure_row.code when it is no failure of the list */
    int64_t begin;
};

static void stage(const struct job *j, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void stage(const struct job *j, const char *name, const char *fmt, ...)
{
    char text[640];
    va_list ap;

    if (j->q->on_stage == NULL) return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    j->q->on_stage(j->q->ctx, name, text);
}

/* The run ends here without a result. Returns false, so that callers can pass it on. */
static bool stop(struct job *j, const char *outcome, const char *failed_as, enum err_code code,
                 const char *fmt, ...) __attribute__((format(printf, 5, 6)));

static bool stop(struct job *j, const char *outcome, const char *failed_as, enum err_code code,
                 const char *fmt, ...)
{
    char text[sizeof j->out->stop.text];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    j->out->outcome = outcome;
    j->failed_as = failed_as;
    return err_set(&j->out->stop, code, "%s", text);
}

/* The first failure as the run's sentence. */
static bool stop_failures(struct job *j, const char *outcome)
{
    const struct failures *f = &j->out->failures;
    struct buf b = {0};

    if (f->n > 0) failure_text(&f->at[0], 0, &b);
    stop(j, outcome, f->n > 0 ? failure_name(f->at[0].code) : "failed", E_FAILED, "%.*s%s",
         SLICE_ARG(slice_trim(buf_slice(&b))), f->n > 1 ? " (and more)" : "");
    buf_free(&b);
    return false;
}

/* ----------------------------------------------------------------- pins */

static bool read_schema(struct job *j, struct pin *p, struct schema *out, struct err *e)
{
    const struct json *v = json_parse(j->a, p->schema, e);

    if (v != NULL && schema_parse(v, j->a, out, e)) return true;
    if (e != NULL) e->code = E_STORE;
    return err_wrap(e, "the schema of pin %lld", (long long)p->id);
}

/* How pin `id` fits; kept when it fits better than what was found before. Of equals the newest,
 * which comes first, stays. */
static bool try_pin(struct job *j, int64_t id, struct err *e)
{
    struct failures f = {.arena = j->a};
    struct plan plan;
    struct schema was;
    struct match m;
    struct pin p;

    if (!store_pin_get(j->store, j->q->orca, id, j->a, &p, e) || !read_schema(j, &p, &was, e))
        return false;
    if (p.is_plan && !plan_parse_text(p.body, j->a, &plan, &f))
        return err_set(e, E_STORE, "the plan of pin %lld cannot be read: %.*s", (long long)id,
                       SLICE_ARG(f.at[0].message));
    match_schema(&was, p.is_plan ? &plan : NULL, &j->out->schema, j->a, &m);
    if (j->pin.id != 0 && m.level <= j->out->match.level) return true;
    j->pin = p;
    j->was = was;
    j->out->match = m;
    j->out->nearest = m.level == MATCH_NONE ? 0 : p.id;
    return true;
}

/* The approved pin that fits best: the one with this fingerprint, else the best of the orca's. */
static bool find_pin(struct job *j, struct err *e)
{
    struct pin p, *all;
    bool found;
    int n;

    if (!store_pin_lookup(j->store, j->q->orca, j->out->schema.fingerprint, j->a, &p, &found, e))
        return false;
    if (found && !try_pin(j, p.id, e)) return false;
    if (j->out->match.level >= MATCH_COMPATIBLE) return true;
    if (!store_pins(j->store, j->q->orca, false, j->a, &all, &n, e)) return false;
    for (int i = 0; i < n; i++)
        if (all[i].state == PIN_APPROVED && !(found && all[i].id == p.id) &&
            !try_pin(j, all[i].id, e))
            return false;
    return true;
}

/* ---------------------------------------------------------------- plans */

const struct json *run_fix_header(const struct plan *p, const struct inspection *in,
                                  struct arena *a)
{
    struct json *doc, *source;
    const struct json *had = json_member(p->doc, "source");

    if (p->header_rows >= 0 || in->chosen < 0) return p->doc;
    doc = json_edit(a, p->doc);
    source = had != NULL ? json_edit(a, had) : json_new_object(a);
    json_set(a, source, "header_rows", json_new_int(a, in->region[in->chosen].header_rows));
    json_set(a, doc, "source", source);
    return doc;
}

static slice sheet_name(const struct inspection *in)
{
    return in->chosen >= 0 ? in->book->sheet[in->region[in->chosen].sheet].name : (slice){0};
}

/* What code made against the Table Schema; nobody sees one that fails it. */
static bool meets_target(struct job *j, struct table *t)
{
    j->out->target = (struct target_check){.schema = j->q->target.n > 0 ? j->q->target : j->target,
                                           .reject_rows = j->q->reject_rows};
    if (target_meet(&j->out->target, t, j->a, &j->out->failures, &j->out->warnings)) return true;
    stop_failures(j, "rejected");
    stage(j, "target", "%s", j->out->stop.text);
    return false;
}

static slice json_line(const struct json *v, struct arena *a)
{
    struct buf b = {0};

    if (v == NULL) return (slice){0};
    /* Not sorted: the order of what group makes is the order of its columns. */
    json_write(&b, v, 0);
    return buf_take(&b, a);
}

/* What the sentinels compare with. */
static bool earlier_runs(struct job *j, struct sentinel_history *out, struct err *e)
{
    digest d = hash_sha256(json_line(j->out->plan, j->a));

    return store_history(j->store, j->q->orca, j->out->pin, j->out->plan != NULL ? d.hex : "",
                         HISTORY_RUNS, j->a, out, e);
}

/* The input table with so many header rows (-1: as found), read once. NULL: `e` says why not. */
static const struct table *read_table(struct job *j, int header_rows, struct err *e)
{
    const struct inspection *in = j->q->in;

    if (header_rows < 0 && in->chosen >= 0) header_rows = in->region[in->chosen].header_rows;
    if (j->is_read && j->read_header_rows == header_rows) return &j->read;
    j->is_read = inspect_table(in, j->read_header_rows = header_rows, j->a, &j->read, e);
    return j->is_read ? &j->read : NULL;
}

/* Sentinels, metrics and target are the plan's business; this runs it and keeps the evidence. */
static bool apply_plan(struct job *j, const struct plan *p, const struct table *in, struct err *e)
{
    struct plan_options o = {.keep_steps = true,
                             .source_name = j->q->source->name,
                             .sheet_name = sheet_name(j->q->in),
                             .target = j->q->target,
                             .reject_rows = j->q->reject_rows,
                             .lineage = j->q->lineage};
    struct run_result *out = j->out;
    struct sentinel_history history;
    struct plan_result r;
    bool ok;

    if (p->sentinels != NULL) {
        if (!earlier_runs(j, &history, e)) return false;
        o.history = &history;
    }
    if (j->q->in->chosen >= 0)
        o.sheet = &j->q->in->book->sheet[j->q->in->region[j->q->in->chosen].sheet].cells;
    ok = plan_apply(p, in, &o, j->a, &r, &out->failures);
    out->warnings = r.warnings;
    out->ran = *p;
    out->read = *in;
    out->lineage = r.lineage;
    out->target = r.target;
    out->metric = r.metric;
    out->nmetric = r.nmetric;
    if (!ok) {
        bool sentinel = out->failures.n > 0 && (out->failures.at[0].code == FAIL_SENTINEL_FAILED ||
                                                out->failures.at[0].code == FAIL_TARGET_MISMATCH);

        stop_failures(j, r.done == 0 && out->failures.n > 0 &&
                                 out->failures.at[0].code != FAIL_STEP_FAILED
                             ? "rejected"
                             : "broken");
        if (sentinel) out->outcome = "rejected";
        return true;
    }
    out->outcome = "ok";
    out->table = r.table;
    lineage_of_plan(p, &r, o.sheet_name, j->a, &out->provenance, &out->nprovenance);
    return true;
}

/* Parses, checks and runs; what is wrong is in the failures. False: it could not even be tried. */
static bool run_plan(struct job *j, const struct json *doc, struct err *e)
{
    struct run_result *out = j->out;
    const struct table *in;
    struct plan p;

    out->plan = doc;
    out->failures = (struct failures){.arena = j->a};
    if (!plan_parse(doc, j->a, &p, &out->failures)) {
        stop_failures(j, "rejected");
        return true;
    }
    out->plan = run_fix_header(&p, j->q->in, j->a);
    if ((in = read_table(j, p.header_rows, e)) == NULL) return false;
    planinput_load(&p, j->q->in->book, NULL, j->a, &out->failures);
    plan_check(&p, in, j->a, NULL, &out->failures);
    if (out->failures.n > 0) {
        stop_failures(j, "rejected");
        stage(j, "check", "%s", out->stop.text);
        return true;
    }
    stage(j, "check", "%d steps, no failure", p.nstep);
    if (!apply_plan(j, &p, in, e)) return false;
    if (strcmp(out->outcome, "ok") == 0)
        stage(j, "apply", "%lld rows, %d columns", (long long)out->table.nrow, out->table.ncol);
    else
        stage(j, "apply", "%s", out->stop.text);
    return true;
}

/* ----------------------------------------------------------------- code */

static bool ask(struct job *j, const struct author_request *r, const char *what,
                struct author_reply **out, struct err *e)
{
    struct author_reply *reply = arena_new(j->a, struct author_reply, 1);
    bool ok = author_ask(j->q->author, &j->q->author_config, r, what, j->a, reply, e);

    j->out->author_calls++;
    if (j->ncall < CALLS_MAX) {
        j->call[j->ncall].reply = reply;
        j->call[j->ncall++].prompt = hash_sha256(reply->request);
    }
    *out = reply;
    return ok;
}

/* The plan's rules on the table that code made. */
static bool rules_hold(struct job *j, const struct json *sentinels, struct err *e)
{
    struct run_result *out = j->out;
    struct sentinel_history history;
    struct sentinel_options o = {.history = &history};

    if (sentinels == NULL) return true;
    if (!earlier_runs(j, &history, e)) return stop(j, "refused", "store", e->code, "%s", e->text);
    out->warnings = (struct failures){.arena = j->a};
    /* What the rules ask for must be there before they are run on it. */
    if (!sentinel_check_all(sentinels, &out->record.table, &o, &out->failures) ||
        !sentinel_run(sentinels, &out->record.table, &o, j->a, &out->failures, &out->warnings,
                      &out->metric, &out->nmetric)) {
        stop_failures(j, "rejected");
        stage(j, "sentinels", "%s", out->stop.text);
        return false;
    }
    stage(j, "sentinels", "%d hold%s", json_count(sentinels),
          out->warnings.n > 0 ? ", with warnings" : "");
    return true;
}

/* Runs code in the sandbox. False: stopped for good (no sandbox); else *good tells. */
static bool run_code(struct job *j, const struct runtime *runtime, slice code,
                     const struct json *sentinels, bool *good)
{
    struct run_result *out = j->out;
    const struct run_request *q = j->q;
    const struct source *source = q->source;
    struct exec_request r = {.runtime = runtime,
                             .code = code,
                             .is_transform = true,
                             .in = q->in,
                             .source = &source,
                             .nsource = 1,
                             .target = q->target,
                             .limits = q->limits};
    struct err e = {0};
    digest d = hash_sha256(code);
    int64_t *index = NULL; /* of the rows that were not rejected */

    *good = false;
    out->code = code;
    out->runtime = runtime;
    out->record = (struct exec_record){0};
    if (q->backend == NULL)
        return stop(j, "sandbox", "sandbox", E_SANDBOX, "there is no sandbox to run code in");
    if (!q->backend->run(&r, -1, j->a, &out->record, &e))
        return stop(j, "sandbox", "sandbox", e.code, "%s", e.text);
    if (!out->record.success || !out->record.has_table) {
        const struct exec_record *x = &out->record;
        bool killed = x->error >= EXEC_TIMEOUT && x->error <= EXEC_KILLED;

        stop(j, "code_failed", x->error != 0 ? exec_error_name(x->error) : "contract",
             killed ? E_SANDBOX : E_CODE, "%s%.*s%s", killed ? "" : "the code failed: ",
             SLICE_ARG(x->error_last_line.n > 0 ? x->error_last_line : x->error_message),
             x->success ? "it returned no table" : "");
        stage(j, "sandbox", "%s", out->stop.text);
        return true;
    }
    out->failures = (struct failures){.arena = j->a};
    if (!rules_hold(j, sentinels, &e)) return e.code == E_NONE;
    out->table = out->record.table;
    if (!meets_target(j, &out->table)) return true;
    *good = true;
    out->outcome = "ok";
    out->stop = (struct err){0}; /* what a plan or an earlier version of the code ended with */
    if (out->record.notice.n > 0) stage(j, "sandbox", "%.*s", SLICE_ARG(out->record.notice));
    stage(j, "sandbox", "%lld rows, %d columns", (long long)out->table.nrow, out->table.ncol);
    if (out->target.kept != NULL && out->record.index != NULL) {
        index = arena_new(j->a, int64_t, out->table.nrow + 1);
        for (int64_t k = 0; index != NULL && k < out->table.nrow; k++)
            index[k] = out->record.index[out->target.kept[k]];
    }
    lineage_of_code(&out->table, index != NULL ? index : out->record.index, sheet_name(q->in),
                    arena_copy(j->a, slice_z(d.hex)), j->a, &out->provenance, &out->nprovenance);
    return true;
}

/* How the code ended, to see whether a repair changed anything. */
static slice ending(const struct job *j)
{
    const struct exec_record *r = &j->out->record;

    if (!r->success || !r->has_table)
        return arena_printf(
            j->a, "%d %.*s", r->error,
            SLICE_ARG(r->error_last_line.n > 0 ? r->error_last_line : r->error_message));
    return slice_z(j->out->stop.text);
}

/* The fallback: code, its run, and repairs that are told how it ended. */
static bool fall_back(struct job *j, const struct plan *plan, const struct table *table)
{
    struct run_result *out = j->out;
    struct failures why = out->failures;
    struct author_request r = {
        .in = j->q->in, .table = table, .plan = plan, .failures = &why, .target = j->q->target};
    slice last = {0};

    for (r.round = 0; r.round <= j->q->repairs; r.round++) {
        struct author_reply *reply;
        struct exec_record *record;
        struct err e = {0};
        bool good;

        if (!ask(j, &r, "code", &reply, &e)) {
            stage(j, "author", "%s", e.text);
            /* A repair that nobody can make leaves the code's own ending to be told. */
            return r.round > 0 ? true : stop(j, "code_failed", "author", e.code, "%s", e.text);
        }
        out->via = "code";
        out->rounds = r.round;
        out->note = reply->note;
        stage(j, r.round == 0 ? "code" : "repair", "%s wrote %lld bytes%s%.*s", j->q->author->name,
              (long long)reply->code.n, reply->note.n > 0 ? ": " : "", SLICE_ARG(reply->note));
        if (!run_code(j, runtime_find(S("python")), reply->code,
                      plan != NULL ? plan->sentinels : NULL, &good))
            return true;
        if (good) return true;
        if (slice_eq(ending(j), last)) {
            stage(j, "repair", "the same error again: no further try");
            return true;
        }
        last = ending(j);
        r.code = reply->code;
        record = arena_new(j->a, struct exec_record, 1);
        *record = out->record;
        r.record = record;
        if (out->failures.n > 0) why = out->failures;
    }
    return true;
}

/* ------------------------------------------------------------- the flow */

/* The plan of the pin for this file: as it was accepted, under a rolling match with the new names
 * of its columns. */
static const struct json *pinned_plan(struct job *j, struct err *e)
{
    const struct json *doc = json_parse(j->a, j->pin.body, e);
    struct failures f = {.arena = j->a};
    struct plan plan;

    if (doc == NULL || j->out->match.level != MATCH_ROLLING) return doc;
    if (plan_parse(doc, j->a, &plan, &f))
        return rebind_plan(&plan, &j->was, &j->out->schema, j->a, &j->out->rebound);
    err_set(e, E_STORE, "the plan of pin %lld cannot be read", (long long)j->pin.id);
    return NULL;
}

bool run_find_pin(struct store *s, const char *orca, const struct schema *schema, struct arena *a,
                  struct run_pin_found *out, struct err *e)
{
    struct run_request q = {.orca = orca};
    struct run_result r = {.schema = *schema};
    struct job j = {.store = s, .q = &q, .a = a, .out = &r};

    *out = (struct run_pin_found){0};
    if (!find_pin(&j, e)) return false;
    if (j.pin.id == 0 || r.match.level == MATCH_NONE) return true;
    out->pin = j.pin;
    out->match = r.match;
    out->runs = match_runs(&r.match, j.pin.is_plan, j.pin.rolling);
    if (out->runs && j.pin.is_plan) return (out->plan = pinned_plan(&j, e)) != NULL;
    return true;
}

/* The pinned plan or code, as it was accepted; nobody is asked. */
static bool run_pinned(struct job *j, struct err *e)
{
    struct run_result *out = j->out;
    const struct pin *p = &j->pin;
    const struct json *doc, *evidence;
    struct err ignored = {0};
    bool good;

    out->via = "pin";
    out->pin = p->id;
    stage(j, "match", "pin %lld (%s) matches: %s%s", (long long)p->id, p->is_plan ? "plan" : "code",
          match_name(out->match.level),
          out->match.level == MATCH_SUPERSET ? ", columns were added or moved" : "");
    if (!p->is_plan) {
        const struct runtime *runtime = runtime_find(p->runtime);

        if (runtime == NULL)
            return err_set(e, E_STORE, "pin %lld needs the runtime %.*s, which this fettle has not",
                           (long long)p->id, SLICE_ARG(p->runtime));
        evidence = json_parse(j->a, p->evidence, &ignored);
        j->target = json_line(json_member(evidence, "target"), j->a);
        run_code(j, runtime, p->body, json_member(evidence, "sentinels"), &good);
        return true;
    }
    if ((doc = pinned_plan(j, e)) == NULL) return false;
    if (out->match.level == MATCH_ROLLING)
        stage(j, "rebind", "%d columns have their new names", json_count(out->rebound));
    return run_plan(j, doc, e);
}

/* unknown_op, and a step that breaks on real input, are what code may be written for. */
static bool may_fall_back(const struct run_result *r)
{
    for (int i = 0; i < r->failures.n; i++)
        if (r->failures.at[i].code == FAIL_UNKNOWN_OP || r->failures.at[i].code == FAIL_STEP_FAILED)
            return true;
    return false;
}

/* No pin serves: the plan first, code only when the plan cannot do it and the policy allows it. */
static bool run_unpinned(struct job *j, struct err *e)
{
    struct run_result *out = j->out;
    struct earlier earlier = {0};
    struct author_request r = {.in = j->q->in, .target = j->q->target, .earlier = &earlier};
    struct failures ignored = {.arena = j->a};
    const struct json *doc = j->q->plan;
    struct author_reply *reply;
    struct plan plan;
    struct err why = {0};
    bool parsed, good;

    if (j->q->code.n > 0) {
        out->via = "code";
        stage(j, "code", "as given, %lld bytes", (long long)j->q->code.n);
        run_code(j, j->q->runtime != NULL ? j->q->runtime : runtime_find(S("python")), j->q->code,
                 NULL, &good);
        return true;
    }
    if (doc == NULL && ((r.table = read_table(j, -1, e)) == NULL ||
                        !earlier_plans(j->store, j->q->orca, j->a, &earlier, e)))
        return false;
    out->via = "plan";
    if (doc != NULL) {
        stage(j, "plan", "as given");
    } else if (ask(j, &r, "plan", &reply, &why)) {
        doc = reply->plan;
        out->note = reply->note;
        stage(j, "plan", "author %s%s%.*s", j->q->author->name, reply->note.n > 0 ? ": " : "",
              SLICE_ARG(reply->note));
    } else {
        stage(j, "plan", "%s", why.text);
        stop(j, "rejected", "author", why.code, "%s", why.text);
        if (j->q->policy != RUN_CODE || why.code == E_USAGE) return true;
        fall_back(j, NULL, r.table);
        return true;
    }
    doc = plantarget_inline(doc, j->q->target, NULL, j->a);
    if (!run_plan(j, doc, e)) return false;
    if (strcmp(out->outcome, "ok") == 0 || !may_fall_back(out)) return true;
    if (j->q->policy != RUN_CODE) {
        stage(j, "policy", "code could be tried (--policy code)");
        return true;
    }
    parsed = plan_parse(out->plan, j->a, &plan, &ignored);
    if ((r.table = read_table(j, -1, e)) == NULL) return false;
    fall_back(j, parsed ? &plan : NULL, r.table);
    return true;
}

static void refuse(struct job *j)
{
    const struct run_result *out = j->out;
    char print[10];

    schema_short(out->schema.fingerprint, print);
    if (out->nearest == 0)
        stop(j, "refused", "unpinned", E_POLICY,
             "nothing is pinned for orca \"%s\" and files of this shape (%s), and the policy "
             "forbids asking an author",
             j->q->orca, print);
    else
        stop(j, "refused", "unpinned", E_POLICY,
             "no pin of orca \"%s\" may run on this file (%s) by itself: pin %lld matches only as "
             "\"%s\", and the policy forbids asking an author",
             j->q->orca, print, (long long)out->nearest, match_name(out->match.level));
}

/* ------------------------------------------------------------ recording */

/* Where the source is, whatever the working folder of a later retry. */
static slice full_path(slice path, struct arena *a)
{
    char *z = slice_eqz(path, "-") ? NULL : realpath(arena_z(a, path), NULL);
    slice full = z != NULL ? arena_copy(a, slice_z(z)) : path;

    free(z);
    return full;
}

/* What the run had besides the columns of its row. */
static slice run_record(const struct job *j)
{
    const struct run_result *out = j->out;
    struct buf b = {0}, pin = {0};
    struct json_writer w = {.out = &b, .first = true};

    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "run/1");
    jw_z(&w, "version", FETTLE_VERSION);
    if (out->nearest != 0) buf_printf(&pin, "%lld", (long long)out->nearest);
    match_json(&out->match, &w, "match", buf_slice(&pin));
    readopt_json(&j->q->read, &w, "read");
    if (out->rebound != NULL) jw_json(&w, "rebound", out->rebound);
    if (out->rounds > 0) jw_int(&w, "repairs", out->rounds);
    if (j->q->reject_rows) jw_int(&w, "rejected", out->target.result.nbad);
    if (out->record.backend.n > 0) record_json(&out->record, &w, "exec");
    jw_close(&w, '}');
    buf_free(&pin);
    return buf_take(&b, j->a);
}

static bool record_calls(const struct job *j, struct err *e)
{
    for (int i = 0; i < j->ncall; i++) {
        const struct author_reply *r = j->call[i].reply;
        struct author_call c = {.author = slice_z(j->q->author->name),
                                .model = r->model,
                                .prompt_digest = slice_z(j->call[i].prompt.hex),
                                .request = r->request,
                                .response = r->response,
                                .run = j->out->run,
                                .tokens_in = r->tokens_in,
                                .tokens_out = r->tokens_out,
                                .ms = r->ms};

        if (!store_author_call_add(j->store, j->q->orca, &c, e)) return false;
    }
    return true;
}

static bool record_failure(const struct job *j, struct err *e)
{
    struct run_result *out = j->out;
    const struct run_request *q = j->q;
    struct buf list = {0}, drift = {0}, pin = {0};
    struct json_writer w = {.out = &list, .first = true}, d = {.out = &drift, .first = true};
    struct failure_row f = {.orca = slice_z(q->orca),
                            .run = out->run,
                            .pin = out->pin,
                            .when = slice_z(q->clock),
                            .source_name = q->source->name,
                            .source_path = full_path(q->source->path, j->a),
                            .code = slice_z(j->failed_as),
                            .message = slice_z(out->stop.text),
                            .plan = json_line(out->plan, j->a)};

    jw_open(&w, NULL, '[');
    for (int i = 0; i < out->failures.n; i++) failure_json(&out->failures.at[i], &w, NULL);
    jw_close(&w, ']');
    if (out->nearest != 0) {
        buf_printf(&pin, "%lld", (long long)out->nearest);
        match_json(&out->match, &d, NULL, buf_slice(&pin));
    }
    f.failures = buf_slice(&list);
    f.drift = buf_slice(&drift);
    out->failure = store_failure_add(j->store, &f, e);
    buf_free(&list);
    buf_free(&drift);
    buf_free(&pin);
    return out->failure != 0;
}

/* The row, the bodies it points at, the calls, and the place in the failure queue: all or none. */
static bool record_run(struct job *j, struct err *e)
{
    struct run_result *out = j->out;
    const struct run_request *q = j->q;
    bool ok = strcmp(out->outcome, "ok") == 0;
    slice plan = json_line(out->plan, j->a);
    digest plan_sha = hash_sha256(plan), code_sha = hash_sha256(out->code);
    digest source_sha = source_digest(q->source);
    struct run_row r = {.orca = out->orca,
                        .pin = out->pin,
                        .when = slice_z(q->clock),
                        .outcome = slice_z(out->outcome),
                        .source_name = q->source->name,
                        .source_path = full_path(q->source->path, j->a),
                        .source_digest = slice_z(source_sha.hex),
                        .fingerprint = slice_z(out->schema.fingerprint),
                        .via = slice_z(out->via),
                        .plan_digest = slice_z(plan.n > 0 ? plan_sha.hex : ""),
                        .code_digest = slice_z(out->code.n > 0 ? code_sha.hex : ""),
                        .rows = ok ? out->table.nrow : 0,
                        .columns = ok ? out->table.ncol : 0,
                        .author_calls = out->author_calls,
                        .wall_ms = clock_is_fixed() ? 0 : clock_ms() - j->begin,
                        .record = run_record(j)};

    if (plan.n > 0 && !store_body_put(j->store, true, plan, plan_sha, e)) return false;
    if (out->code.n > 0 && !store_body_put(j->store, false, out->code, code_sha, e)) return false;
    out->run = store_run_add(j->store, &r, e);
    return out->run != 0 && store_metrics_put(j->store, out->run, out->metric, out->nmetric, e) &&
           record_calls(j, e) && (ok || record_failure(j, e));
}

bool run_source(struct store *s, const struct run_request *q, struct arena *a,
                struct run_result *out, struct err *e)
{
    struct job j = {.store = s, .q = q, .a = a, .out = out, .begin = clock_ms()};
    bool given = q->plan != NULL || q->code.n > 0, ok;
    char print[10];

    *out = (struct run_result){
        .orca = arena_copy(a, slice_z(q->orca)), .outcome = "refused", .via = "none"};
    out->failures.arena = out->warnings.arena = a;
    if (!schema_of(q->in, a, &out->schema, e)) return false;
    stage(&j, "fingerprint", "%s, %d columns", schema_short(out->schema.fingerprint, print),
          out->schema.n);
    if (q->in->chosen < 0)
        return err_set(e, E_SOURCE, "%.*s has no table", SLICE_ARG(q->source->name));
    if (q->pin != 0 ? !try_pin(&j, q->pin, e) : !find_pin(&j, e)) return false;
    if (!given && j.pin.id != 0 && match_runs(&out->match, j.pin.is_plan, j.pin.rolling)) {
        ok = run_pinned(&j, e);
    } else {
        if (j.pin.id != 0 && out->match.level > MATCH_NONE)
            stage(&j, "match", "pin %lld is only %s", (long long)j.pin.id,
                  match_name(out->match.level));
        else
            stage(&j, "match", "nothing is pinned for orca %s", q->orca);
        if (q->policy == RUN_PINNED_ONLY && !given) {
            refuse(&j);
            ok = true;
        } else {
            ok = run_unpinned(&j, e);
        }
    }
    if (!ok) return false;
    if (q->dry) return true;
    return store_begin(s, e) && store_end(s, record_run(&j, e), e);
}

bool run_finish(struct store *s, const struct run_result *r, const char *output_path,
                digest output_digest, struct err *e)
{
    struct arena a;
    char *orca;
    bool ok;

    if (!store_begin(s, e)) return false;
    arena_init(&a, ARENA_NO_LIMIT);
    orca = arena_z(&a, r->orca);
    ok = store_run_output(s, orca, r->run, output_path, output_digest.hex, e) &&
         store_provenance_put(s, r->run, r->provenance, r->nprovenance, e);
    arena_free(&a);
    return store_end(s, ok, e);
}

/* -------------------------------------------------------------- pinning */

static slice evidence(const struct run_request *q, const struct run_result *r,
                      const struct json *sentinels, struct arena *a)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};

    jw_open(&w, NULL, '{');
    jw_open(&w, "source", '{');
    jw_text(&w, "name", q->source->name);
    jw_z(&w, "sha256", source_digest(q->source).hex);
    jw_close(&w, '}');
    jw_int(&w, "run", r->run);
    jw_open(&w, "result", '{');
    jw_int(&w, "rows", r->table.nrow);
    jw_int(&w, "columns", r->table.ncol);
    jw_close(&w, '}');
    if (sentinels != NULL) jw_json(&w, "sentinels", sentinels);
    /* A pinned plan holds its schema; code has only this. */
    if (strcmp(r->via, "code") == 0 && r->target.schema.n > 0)
        jw_json(&w, "target", json_parse(a, r->target.schema, NULL));
    jw_close(&w, '}');
    return buf_take(&b, a);
}

int64_t run_pin(struct store *s, const struct run_request *q, const struct run_result *r,
                const struct run_accept *how, struct err *e)
{
    bool is_plan = strcmp(r->via, "plan") == 0;
    struct arena a;
    struct pin p;
    digest d;
    int64_t id;

    if (strcmp(r->outcome, "ok") != 0 || (!is_plan && strcmp(r->via, "code") != 0)) {
        err_set(e, E_USAGE, "there is no new plan or code to pin: the run was %s by %s", r->outcome,
                r->via);
        return 0;
    }
    arena_init(&a, ARENA_NO_LIMIT);
    p = (struct pin){.orca = r->orca,
                     .fingerprint = slice_z(r->schema.fingerprint),
                     .layout = slice_z(r->schema.layout),
                     .is_plan = is_plan,
                     .body = is_plan ? json_line(r->plan, &a) : r->code,
                     .runtime = slice_z(is_plan ? "" : r->runtime->name),
                     .state = how->state,
                     .rolling = how->rolling,
                     .note = slice_z(how->note),
                     .who = slice_z(how->who),
                     .evidence =
                         evidence(q, r, is_plan ? NULL : json_member(r->plan, "sentinels"), &a)};
    d = hash_sha256(p.body);
    p.digest = slice_z(d.hex);
    id = store_pin_add(s, &p, &r->schema, e);
    arena_free(&a);
    return id;
}
