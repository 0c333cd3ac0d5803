/* runcode.c - the part of a run that is code in the sandbox. */
#include "runjob.h"

#include "lineage.h"

/* What code made against the Table Schema; nobody sees one that fails it. */
static bool meets_target(struct runjob *j, struct table *t)
{
    j->out->target = (struct target_check){.schema = j->q->target.n > 0 ? j->q->target : j->target,
                                           .reject_rows = j->q->reject_rows};
    if (target_meet(&j->out->target, t, j->a, &j->out->failures, &j->out->warnings)) return true;
    runjob_stop_failures(j, "rejected");
    runjob_stage(j, "target", "%s", j->out->stop.text);
    return false;
}

/* The plan's rules on the table that code made. */
static bool rules_hold(struct runjob *j, const struct json *sentinels, struct err *e)
{
    struct run_result *out = j->out;
    struct sentinel_history history;
    struct sentinel_options o = {.history = &history};

    if (sentinels == NULL) return true;
    if (!runjob_earlier(j, &history, e))
        return runjob_stop(j, "refused", "store", e->code, "%s", e->text);
    out->warnings = (struct failures){.arena = j->a};
    /* What the rules ask for must be there before they are run on it. */
    if (!sentinel_check_all(sentinels, &out->record.table, &o, &out->failures) ||
        !sentinel_run(sentinels, &out->record.table, &o, j->a, &out->failures, &out->warnings,
                      &out->metric, &out->nmetric)) {
        runjob_stop_failures(j, "rejected");
        runjob_stage(j, "sentinels", "%s", out->stop.text);
        return false;
    }
    runjob_stage(j, "sentinels", "%d hold%s", json_count(sentinels),
                 out->warnings.n > 0 ? ", with warnings" : "");
    return true;
}

bool runcode_run(struct runjob *j, const struct runtime *runtime, slice code,
                 const struct environment *environment, const struct json *sentinels, bool *good)
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
                             .environment = environment,
                             .limits = q->limits};
    struct err e = {0};
    digest d = hash_sha256(code);
    int64_t *index = NULL; /* of the rows that were not rejected */

    *good = false;
    out->code = code;
    out->runtime = runtime;
    out->record = (struct exec_record){0};
    if (q->backend == NULL)
        return runjob_stop(j, "sandbox", "sandbox", E_SANDBOX,
                           "there is no sandbox to run code in");
    if (!q->backend->run(&r, -1, j->a, &out->record, &e))
        return runjob_stop(j, "sandbox", "sandbox", e.code, "%s", e.text);
    if (!out->record.success || !out->record.has_table) {
        const struct exec_record *x = &out->record;
        bool killed = x->error >= EXEC_TIMEOUT && x->error <= EXEC_KILLED;

        runjob_stop(j, "code_failed", x->error != 0 ? exec_error_name(x->error) : "contract",
                    killed ? E_SANDBOX : E_CODE, "%s%.*s%s", killed ? "" : "the code failed: ",
                    SLICE_ARG(x->error_last_line.n > 0 ? x->error_last_line : x->error_message),
                    x->success ? "it returned no table" : "");
        runjob_stage(j, "sandbox", "%s", out->stop.text);
        return true;
    }
    out->failures = (struct failures){.arena = j->a};
    if (!rules_hold(j, sentinels, &e)) return e.code == E_NONE;
    out->table = out->record.table;
    if (!meets_target(j, &out->table)) return true;
    *good = true;
    out->outcome = "ok";
    out->stop = (struct err){0}; /* what a plan or an earlier version of the code ended with */
    if (out->record.notice.n > 0) runjob_stage(j, "sandbox", "%.*s", SLICE_ARG(out->record.notice));
    runjob_stage(j, "sandbox", "%lld rows, %d columns", (long long)out->table.nrow,
                 out->table.ncol);
    if (out->target.kept != NULL && out->record.index != NULL) {
        index = arena_new(j->a, int64_t, out->table.nrow + 1);
        for (int64_t k = 0; index != NULL && k < out->table.nrow; k++)
            index[k] = out->record.index[out->target.kept[k]];
    }
    lineage_of_code(&out->table, index != NULL ? index : out->record.index,
                    runjob_sheet_name(q->in), arena_copy(j->a, slice_z(d.hex)), j->a,
                    &out->provenance, &out->nprovenance);
    return true;
}

/* How the code ended, to see whether a repair changed anything. */
static slice ending(const struct runjob *j)
{
    const struct exec_record *r = &j->out->record;

    if (!r->success || !r->has_table)
        return arena_printf(
            j->a, "%d %.*s", r->error,
            SLICE_ARG(r->error_last_line.n > 0 ? r->error_last_line : r->error_message));
    return slice_z(j->out->stop.text);
}

bool runcode_fall_back(struct runjob *j, const struct plan *plan, const struct table *table)
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

        if (!runjob_ask(j, &r, "code", &reply, &e)) {
            runjob_stage(j, "author", "%s", e.text);
            /* A repair that nobody can make leaves the code's own ending to be told. */
            return r.round > 0 ? true
                               : runjob_stop(j, "code_failed", "author", e.code, "%s", e.text);
        }
        out->via = "code";
        out->rounds = r.round;
        out->note = reply->note;
        runjob_stage(j, r.round == 0 ? "code" : "repair", "%s wrote %lld bytes%s%.*s",
                     j->q->author->name, (long long)reply->code.n, reply->note.n > 0 ? ": " : "",
                     SLICE_ARG(reply->note));
        if (!runcode_run(j, runtime_find(S("python")), reply->code, j->q->environment,
                         plan != NULL ? plan->sentinels : NULL, &good))
            return true;
        if (good) return true;
        if (slice_eq(ending(j), last)) {
            runjob_stage(j, "repair", "the same error again: no further try");
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
