/* runrecord.c - what is kept of a run: its row, its failure, and the pin it becomes. */
#include "runjob.h"

#include "clock.h"
#include "readopt.h"
#include <stdio.h>
#include <stdlib.h>

/* Where the source is, whatever the working folder of a later retry. */
static slice full_path(slice path, struct arena *a)
{
    char *z = slice_eqz(path, "-") ? NULL : realpath(arena_z(a, path), NULL);
    slice full = z != NULL ? arena_copy(a, slice_z(z)) : path;

    free(z);
    return full;
}

/* What the run had besides the columns of its row. */
static slice run_record(const struct runjob *j)
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

static bool record_calls(const struct runjob *j, struct err *e)
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

static bool record_failure(const struct runjob *j, struct err *e)
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
                            .plan = runjob_line(out->plan, j->a)};

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

bool runrecord_put(struct runjob *j, struct err *e)
{
    struct run_result *out = j->out;
    const struct run_request *q = j->q;
    bool ok = strcmp(out->outcome, "ok") == 0;
    slice plan = runjob_line(out->plan, j->a);
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
    if (strcmp(r->via, "code") == 0 && r->record.environment != NULL)
        jw_json(&w, "environment", r->record.environment);
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
                     .body = is_plan ? runjob_line(r->plan, &a) : r->code,
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
