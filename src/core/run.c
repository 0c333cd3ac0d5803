#include "run.h"

#include "runjob.h"

#include "clock.h"
#include "earlier.h"
#include "lineage.h"
#include "planinput.h"
#include "plantarget.h"
#include "rebind.h"
#include "sentinel.h"

/* ----------------------------------------------------------------- pins */

static bool read_schema(struct runjob *j, struct pin *p, struct schema *out, struct err *e)
{
    const struct json *v = json_parse(j->a, p->schema, e);

    if (v != NULL && schema_parse(v, j->a, out, e)) return true;
    if (e != NULL) e->code = E_STORE;
    return err_wrap(e, "the schema of pin %lld", (long long)p->id);
}

/* How pin `id` fits; kept when it fits better than what was found before. Of equals the newest,
 * which comes first, stays. */
static bool try_pin(struct runjob *j, int64_t id, struct err *e)
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
static bool find_pin(struct runjob *j, struct err *e)
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

/* The input table with so many header rows (-1: as found), read once. NULL: `e` says why not. */
static const struct table *read_table(struct runjob *j, int header_rows, struct err *e)
{
    const struct inspection *in = j->q->in;

    if (header_rows < 0 && in->chosen >= 0) header_rows = in->region[in->chosen].header_rows;
    if (j->is_read && j->read_header_rows == header_rows) return &j->read;
    j->is_read = inspect_table(in, j->read_header_rows = header_rows, j->a, &j->read, e);
    return j->is_read ? &j->read : NULL;
}

/* Sentinels, metrics and target are the plan's business; this runs it and keeps the evidence. */
static bool apply_plan(struct runjob *j, const struct plan *p, const struct table *in,
                       struct err *e)
{
    struct plan_options o = {.keep_steps = true,
                             .source_name = j->q->source->name,
                             .sheet_name = runjob_sheet_name(j->q->in),
                             .target = j->q->target,
                             .reject_rows = j->q->reject_rows,
                             .lineage = j->q->lineage};
    struct run_result *out = j->out;
    struct sentinel_history history;
    struct plan_result r;
    bool ok;

    if (p->sentinels != NULL) {
        if (!runjob_earlier(j, &history, e)) return false;
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

        runjob_stop_failures(j, r.done == 0 && out->failures.n > 0 &&
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
static bool run_plan(struct runjob *j, const struct json *doc, struct err *e)
{
    struct run_result *out = j->out;
    const struct table *in;
    struct plan p;

    out->plan = doc;
    out->failures = (struct failures){.arena = j->a};
    if (!plan_parse(doc, j->a, &p, &out->failures)) {
        runjob_stop_failures(j, "rejected");
        return true;
    }
    out->plan = run_fix_header(&p, j->q->in, j->a);
    if ((in = read_table(j, p.header_rows, e)) == NULL) return false;
    planinput_load(&p, j->q->in->book, NULL, j->a, &out->failures);
    plan_check(&p, in, j->a, NULL, &out->failures);
    if (out->failures.n > 0) {
        runjob_stop_failures(j, "rejected");
        runjob_stage(j, "check", "%s", out->stop.text);
        return true;
    }
    runjob_stage(j, "check", "%d steps, no failure", p.nstep);
    if (!apply_plan(j, &p, in, e)) return false;
    if (strcmp(out->outcome, "ok") == 0)
        runjob_stage(j, "apply", "%lld rows, %d columns", (long long)out->table.nrow,
                     out->table.ncol);
    else
        runjob_stage(j, "apply", "%s", out->stop.text);
    return true;
}

/* ------------------------------------------------------------- the flow */

/* The plan of the pin for this file: as it was accepted, under a rolling match with the new names
 * of its columns. */
static const struct json *pinned_plan(struct runjob *j, struct err *e)
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
    struct runjob j = {.store = s, .q = &q, .a = a, .out = &r};

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
static bool run_pinned(struct runjob *j, struct err *e)
{
    struct run_result *out = j->out;
    const struct pin *p = &j->pin;
    const struct json *doc, *evidence;
    struct environment *environment;
    struct err ignored = {0};
    bool good;

    out->via = "pin";
    out->pin = p->id;
    runjob_stage(j, "match", "pin %lld (%s) matches: %s%s", (long long)p->id,
                 p->is_plan ? "plan" : "code", match_name(out->match.level),
                 out->match.level == MATCH_SUPERSET ? ", columns were added or moved" : "");
    if (!p->is_plan) {
        const struct runtime *runtime = runtime_find(p->runtime);

        if (runtime == NULL)
            return err_set(e, E_STORE, "pin %lld needs the runtime %.*s, which this fettle has not",
                           (long long)p->id, SLICE_ARG(p->runtime));
        evidence = json_parse(j->a, p->evidence, &ignored);
        j->target = runjob_line(json_member(evidence, "target"), j->a);
        if (!environment_again(json_member(evidence, "environment"), store_path(j->store), j->a,
                               &environment, e))
            return err_wrap(e, "pin %lld", (long long)p->id);
        runcode_run(j, runtime, p->body, environment, json_member(evidence, "sentinels"), &good);
        environment_close(environment);
        return true;
    }
    if ((doc = pinned_plan(j, e)) == NULL) return false;
    if (out->match.level == MATCH_ROLLING)
        runjob_stage(j, "rebind", "%d columns have their new names", json_count(out->rebound));
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
static bool run_unpinned(struct runjob *j, struct err *e)
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
        runjob_stage(j, "code", "as given, %lld bytes", (long long)j->q->code.n);
        runcode_run(j, j->q->runtime != NULL ? j->q->runtime : runtime_find(S("python")),
                    j->q->code, j->q->environment, NULL, &good);
        return true;
    }
    if (doc == NULL && ((r.table = read_table(j, -1, e)) == NULL ||
                        !earlier_plans(j->store, j->q->orca, j->a, &earlier, e)))
        return false;
    out->via = "plan";
    if (doc != NULL) {
        runjob_stage(j, "plan", "as given");
    } else if (runjob_ask(j, &r, "plan", &reply, &why)) {
        doc = reply->plan;
        out->note = reply->note;
        runjob_stage(j, "plan", "author %s%s%.*s", j->q->author->name,
                     reply->note.n > 0 ? ": " : "", SLICE_ARG(reply->note));
    } else {
        runjob_stage(j, "plan", "%s", why.text);
        runjob_stop(j, "rejected", "author", why.code, "%s", why.text);
        if (j->q->policy != RUN_CODE || why.code == E_USAGE) return true;
        runcode_fall_back(j, NULL, r.table);
        return true;
    }
    doc = plantarget_inline(doc, j->q->target, NULL, j->a);
    if (!run_plan(j, doc, e)) return false;
    if (strcmp(out->outcome, "ok") == 0 || !may_fall_back(out)) return true;
    if (j->q->policy != RUN_CODE) {
        runjob_stage(j, "policy", "code could be tried (--policy code)");
        return true;
    }
    parsed = plan_parse(out->plan, j->a, &plan, &ignored);
    if ((r.table = read_table(j, -1, e)) == NULL) return false;
    runcode_fall_back(j, parsed ? &plan : NULL, r.table);
    return true;
}

static void refuse(struct runjob *j)
{
    const struct run_result *out = j->out;
    char print[10];

    schema_short(out->schema.fingerprint, print);
    if (out->nearest == 0)
        runjob_stop(
            j, "refused", "unpinned", E_POLICY,
            "nothing is pinned for orca \"%s\" and files of this shape (%s), and the policy "
            "forbids asking an author",
            j->q->orca, print);
    else
        runjob_stop(
            j, "refused", "unpinned", E_POLICY,
            "no pin of orca \"%s\" may run on this file (%s) by itself: pin %lld matches only as "
            "\"%s\", and the policy forbids asking an author",
            j->q->orca, print, (long long)out->nearest, match_name(out->match.level));
}

bool run_source(struct store *s, const struct run_request *q, struct arena *a,
                struct run_result *out, struct err *e)
{
    struct runjob j = {.store = s, .q = q, .a = a, .out = out, .begin = clock_ms()};
    bool given = q->plan != NULL || q->code.n > 0, ok;
    char print[10];

    *out = (struct run_result){
        .orca = arena_copy(a, slice_z(q->orca)), .outcome = "refused", .via = "none"};
    out->failures.arena = out->warnings.arena = a;
    if (!schema_of(q->in, a, &out->schema, e)) return false;
    runjob_stage(&j, "fingerprint", "%s, %d columns", schema_short(out->schema.fingerprint, print),
                 out->schema.n);
    if (q->in->chosen < 0)
        return err_set(e, E_SOURCE, "%.*s has no table", SLICE_ARG(q->source->name));
    if (q->pin != 0 ? !try_pin(&j, q->pin, e) : !find_pin(&j, e)) return false;
    if (!given && j.pin.id != 0 && match_runs(&out->match, j.pin.is_plan, j.pin.rolling)) {
        ok = run_pinned(&j, e);
    } else {
        if (j.pin.id != 0 && out->match.level > MATCH_NONE)
            runjob_stage(&j, "match", "pin %lld is only %s", (long long)j.pin.id,
                         match_name(out->match.level));
        else
            runjob_stage(&j, "match", "nothing is pinned for orca %s", q->orca);
        if (q->policy == RUN_PINNED_ONLY && !given) {
            refuse(&j);
            ok = true;
        } else {
            ok = run_unpinned(&j, e);
        }
    }
    if (!ok) return false;
    if (q->dry) return true;
    return store_begin(s, e) && store_end(s, runrecord_put(&j, e), e);
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
