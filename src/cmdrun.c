#include "cmdrun.h"

#include "cmdguard.h"
#include "export.h"
#include "fs.h"
#include "plantarget.h"
#include "readopt.h"
#include "utf8.h"
#include <stdlib.h>

enum { PLAN_BYTES_MAX = 16 << 20, CODE_BYTES_MAX = 256 << 10 };

bool cmdrun_read(const struct cmd_env *env, const char *path, const struct read_options *o,
                 struct cmdrun_input *out, struct err *e)
{
    out->read = *o;
    return source_open(&out->source, path, &out->read, env->arena, e) &&
           workbook_read(&out->source, &out->read, env->arena, &out->book, e) &&
           inspect(&out->book, &out->read, env->arena, &out->in, e) && source_hash(&out->source, e);
}

const char *cmdrun_orca(const struct cmd_env *env, struct err *e)
{
    const char *orca = cmd_text(env, "--orca");

    if (orca == NULL || orca[0] == 0) {
        err_set(e, E_USAGE, "%s: name the tenant with --orca ID", env->cmd->name);
        return NULL;
    }
    return orca;
}

const char *cmdrun_who(void)
{
    static const char *const from[] = {"FETTLE_USER", "USER", "LOGNAME", NULL};

    for (int i = 0; from[i] != NULL; i++) {
        const char *z = getenv(from[i]);

        if (z != NULL && z[0] != 0) return z;
    }
    return "unknown";
}

bool cmdrun_author(const struct cmd_env *env, const struct author **author,
                   struct author_config *config, struct err *e)
{
    const char *name = cmd_text(env, "--author");

    *config = (struct author_config){.command = cmd_text(env, "--author-command"),
                                     .replay = cmd_text(env, "--replay"),
                                     .record = cmd_text(env, "--record"),
                                     .wait_ms = cmd_int(env, "--wait") * 1000};
    /* Naming what an author needs is choosing it. */
    if (name == NULL)
        name = config->command != NULL ? "command" : config->replay != NULL ? "replay" : "builtin";
    *author = author_find(slice_z(name));
    if (*author == NULL) {
        struct buf b = {0};

        for (const struct author *const *a = author_table; *a != NULL; a++)
            buf_printf(&b, "%s%s", b.n > 0 ? ", " : "", (*a)->name);
        err_set(e, E_USAGE, "there is no author \"%s\"; there are %.*s", name,
                SLICE_ARG(buf_slice(&b)));
        buf_free(&b);
        return false;
    }
    return true;
}

bool cmdrun_environment(const struct cmd_env *env, struct environment **out, struct err *e)
{
    struct environment_options o = {
        .cache = env->cache, .dir = cmd_text(env, "--packages"), .allow = cmd_text(env, "--allow")};

    return environment_open(&o, env->arena, out, e);
}

struct store *cmdrun_store(const struct cmd_env *env, bool read_only, struct err *e)
{
    struct store *s = store_open(env->cache, read_only, e);

    if (s == NULL || store_notice(s) == NULL) return s;
    if (read_only) {
        cmd_note(env, "%s", store_notice(s));
        return s;
    }
    /* Every run and every change is recorded: better told before the work than after it. */
    err_set(e, E_STORE, "%s; choose another cache with --cache", store_notice(s));
    store_close(s);
    return NULL;
}

/* ------------------------------------------------------------------ run */

static void print_stage(void *ctx, const char *stage, const char *text)
{
    cmd_note(ctx, "%-12s %s", stage, text);
}

static bool read_file(const struct cmd_env *env, const char *option, size_t limit, slice *out,
                      struct err *e)
{
    const char *path = cmd_text(env, option);

    *out = (slice){0};
    return path == NULL || fs_read(path, limit, env->arena, out, e) || err_wrap(e, "%s", option);
}

bool cmdrun_options_of(const struct cmd_env *env, struct store *s, const char *orca, int64_t run,
                       struct read_options *o, struct err *e)
{
    struct read_options said = cmd_read_options(env);
    struct run_row row = {0};

    if (run != 0 && !store_run_get(s, orca, run, env->arena, &row, e)) return false;
    *o = readopt_parse(json_member(json_parse(env->arena, row.record, NULL), "read"), env->arena);
    if (said.sheet != NULL) o->sheet = said.sheet;
    if (said.region > 0) o->region = said.region;
    if (said.encoding != NULL) o->encoding = said.encoding;
    if (said.delimiter != NULL) o->delimiter = said.delimiter;
    if (said.quote != NULL) o->quote = said.quote;
    if (said.escape != NULL) o->escape = said.escape;
    if (said.header_rows >= 0) o->header_rows = said.header_rows;
    if (said.raw) o->raw = true;
    for (int i = 0; i < LIMIT_COUNT; i++)
        if (said.limits.at[i] > 0) o->limits.at[i] = said.limits.at[i];
    return true;
}

bool cmdrun_begin(const struct cmd_env *env, const char *path, const struct read_options *o,
                  struct cmdrun *r, struct err *e)
{
    const char *policy = cmd_text(env, "--policy");
    struct run_request *q = &r->request;
    struct environment *environment;
    slice plan;

    *r = (struct cmdrun){0};
    if (!cmd_check_output(cmd_text(env, "--output"), path, e)) return false;
    *q = (struct run_request){.orca = cmdrun_orca(env, e),
                              .policy = RUN_PLAN,
                              .backend = backend_find(S("local")),
                              .limits = exec_limits_default,
                              .repairs = 3,
                              .who = cmdrun_who(),
                              .on_stage = print_stage,
                              .ctx = (void *)(uintptr_t)env};
    if (q->orca == NULL || !cmdrun_author(env, &q->author, &q->author_config, e)) return false;
    if (policy != NULL)
        q->policy = strcmp(policy, "pinned") == 0 ? RUN_PINNED_ONLY
                    : strcmp(policy, "code") == 0 ? RUN_CODE
                                                  : RUN_PLAN;
    if (!cmdrun_environment(env, &environment, e)) return false;
    q->environment = environment;
    if (cmd_int(env, "--timeout") > 0) q->limits.wall_ms = cmd_int(env, "--timeout") * 1000;
    if (cmd_int(env, "--memory") > 0) q->limits.memory_mib = cmd_int(env, "--memory");
    if (!read_file(env, "--plan", PLAN_BYTES_MAX, &plan, e) ||
        !read_file(env, "--code", CODE_BYTES_MAX, &q->code, e) ||
        !read_file(env, "--target", PLAN_BYTES_MAX, &q->target, e))
        return false;
    q->reject_rows = cmd_given(env, "--rejects");
    q->lineage = cmd_given(env, "--openlineage");
    if (plan.p != NULL) {
        const char *file = cmd_text(env, "--plan");
        slice folder = slice_z(file);

        if ((q->plan = json_parse(env->arena, plan, e)) == NULL)
            return err_wrap(e, "the plan %s", file);
        folder.n -= fs_basename(folder).n;
        q->plan = plantarget_inline(q->plan, S(""),
                                    folder.n > 0 ? arena_z(env->arena, folder) : NULL, env->arena);
    }
    if (cmd_given(env, "--code") && q->code.n == 0)
        return err_set(e, E_USAGE, "the code %s is empty", cmd_text(env, "--code"));
    if (q->code.n > 0) q->runtime = runtime_of_file(slice_z(cmd_text(env, "--code")));
    if (utf8_invalid(q->code) >= 0)
        return err_set(e, E_USAGE, "the code %s is not UTF-8", cmd_text(env, "--code"));
    if (!cmdrun_read(env, path, o, &r->input, e)) return false;
    q->source = &r->input.source;
    q->in = &r->input.in;
    q->read = r->input.read;
    cmd_note(env, "%-12s %.*s: %s, %d table%s", "read", SLICE_ARG(r->input.source.name),
             r->input.book.kind, r->input.in.nregion, r->input.in.nregion == 1 ? "" : "s");
    return true;
}

static void report_text(const struct cmd_env *env, const struct cmdrun *r)
{
    const struct run_result *x = &r->result;
    const char *out = cmd_text(env, "--output");

    if (strcmp(x->outcome, "ok") != 0) {
        struct buf b = {0};
        bool told = x->failures.n == 1 && x->failures.at[0].ncell == 0;

        /* A single failure without cells is what the last line says anyway. */
        for (int i = 0; i < x->failures.n && !told; i++) failure_text(&x->failures.at[i], 3, &b);
        cmd_note(env, "%-12s %s, author calls: %lld", "outcome", x->outcome,
                 (long long)x->author_calls);
        if (b.n > 0) cmd_note(env, "%.*s", SLICE_ARG(slice_trim(buf_slice(&b))));
        if (x->failure != 0)
            cmd_note(env, "%-12s fettle failures show %lld --orca %.*s", "evidence",
                     (long long)x->failure, SLICE_ARG(x->orca));
        buf_free(&b);
        return;
    }
    for (int i = 0; i < x->warnings.n; i++) {
        struct buf b = {0};

        failure_text(&x->warnings.at[i], 3, &b);
        cmd_note(env, "%-12s %.*s", "warning", SLICE_ARG(slice_trim(buf_slice(&b))));
        buf_free(&b);
    }
    cmd_note(env, "%-12s ok by %s%s, %lld rows, %d columns, author calls: %lld", "outcome", x->via,
             x->pin == 0 && r->pinned == 0 ? " (not pinned)" : "", (long long)x->table.nrow,
             x->table.ncol, (long long)x->author_calls);
    if (out != NULL) cmd_note(env, "%-12s %s", "written", out);
    if (r->pinned != 0) cmd_note(env, "%-12s as pin %lld", "pinned", (long long)r->pinned);
}

static void report_json(const struct cmd_env *env, const struct cmdrun *r)
{
    const struct run_result *x = &r->result;
    struct buf b = {0}, pin = {0};
    struct json_writer w = {.out = &b, .indent = 2, .first = true};
    const char *out = cmd_text(env, "--output");

    if (x->nearest != 0) buf_printf(&pin, "%lld", (long long)x->nearest);
    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "run/1");
    jw_z(&w, "outcome", x->outcome);
    jw_z(&w, "via", x->via);
    if (x->stop.code != E_NONE) jw_z(&w, "message", x->stop.text);
    jw_text(&w, "orca", x->orca);
    jw_text(&w, "source", r->input.source.name);
    jw_z(&w, "fingerprint", x->schema.fingerprint);
    jw_z(&w, "layout", x->schema.layout);
    match_json(&x->match, &w, "match", buf_slice(&pin));
    jw_int(&w, "author_calls", x->author_calls);
    jw_int(&w, "repairs", x->rounds);
    jw_int(&w, "run", x->run);
    if (x->pin != 0) jw_int(&w, "pin", x->pin);
    if (r->pinned != 0) jw_int(&w, "pinned", r->pinned);
    if (x->failure != 0) jw_int(&w, "failure", x->failure);
    if (strcmp(x->outcome, "ok") == 0) {
        jw_int(&w, "rows", x->table.nrow);
        jw_int(&w, "columns", x->table.ncol);
        if (r->request.reject_rows) jw_int(&w, "rejected", x->target.rejected.nrow);
    }
    if (r->output.hex[0] != 0) {
        jw_open(&w, "output", '{');
        jw_z(&w, "path", out);
        jw_z(&w, "sha256", r->output.hex);
        jw_close(&w, '}');
    }
    if (x->rebound != NULL) jw_json(&w, "rebound", x->rebound);
    if (x->plan != NULL) jw_json(&w, "plan", x->plan);
    if (x->code.n > 0) jw_text(&w, "code", x->code);
    jw_open(&w, "failures", '[');
    for (int i = 0; i < x->failures.n; i++) failure_json(&x->failures.at[i], &w, NULL);
    jw_close(&w, ']');
    if (x->warnings.n > 0) {
        jw_open(&w, "warnings", '[');
        for (int i = 0; i < x->warnings.n; i++) failure_json(&x->warnings.at[i], &w, NULL);
        jw_close(&w, ']');
    }
    if (x->record.backend.n > 0) record_json(&x->record, &w, "exec");
    jw_close(&w, '}');
    buf_putc(&b, '\n');
    cmd_print(buf_slice(&b));
    buf_free(&b);
    buf_free(&pin);
}

/* Said, never silently altered: the cells may be meant. */
static void note_suspicious(const struct cmd_env *env, const struct table *t)
{
    struct place at = {0};
    int64_t n = export_suspicious(t, &at);
    char letters[8];

    if (n == 0) return;
    if (at.col > 0)
        cmd_note(env, "%-12s %lld cell%s would be a formula in a spreadsheet, the first from %s%d",
                 "beware", (long long)n, n == 1 ? "" : "s", table_letters(at.col, letters), at.row);
    else
        cmd_note(env, "%-12s %lld cell%s would be a formula in a spreadsheet", "beware",
                 (long long)n, n == 1 ? "" : "s");
}

bool cmdrun_go(const struct cmd_env *env, struct store *s, struct cmdrun *r,
               const struct run_accept *accept, struct err *e)
{
    const char *out = cmd_text(env, "--output");
    struct cmdguard g;
    bool ok;

    if (env->json && out != NULL && strcmp(out, "-") == 0)
        return err_set(e, E_USAGE, "%s: --json and -o - both want standard output", env->cmd->name);
    if (!cmdguard_check(env, e) || !run_source(s, &r->request, env->arena, &r->result, e))
        return false;
    ok = strcmp(r->result.outcome, "ok") == 0;
    if (ok && out != NULL) {
        struct export_options o = {.to = cmd_text(env, "--to")};

        if (!export_table(&r->result.table, out, &o, &r->output, e) ||
            !run_finish(s, &r->result, out, r->output, e))
            return false;
        note_suspicious(env, &r->result.table);
    }
    g = (struct cmdguard){.target = &r->result.target,
                          .table = &r->result.table,
                          .out = ok ? out : NULL,
                          .sha256 = r->output,
                          .source_name = r->input.source.name,
                          .source_sha256 = source_digest(&r->input.source),
                          .source_path = r->input.source.path,
                          .namespace = r->request.orca,
                          .job = "fettle run",
                          .error = ok ? NULL : r->result.stop.text,
                          .plan = r->result.ran.doc != NULL ? &r->result.ran : NULL,
                          .read = r->result.ran.doc != NULL ? &r->result.read : NULL,
                          .lineage = r->result.lineage};
    if (!cmdguard_report(env, &g, e) || (ok && !cmdguard_write(env, &g, e))) return false;
    if (ok && accept != NULL && strcmp(r->result.via, "pin") == 0)
        cmd_note(env, "%-12s pin %lld serves this file already; nothing new to accept", "pinned",
                 (long long)r->result.pin);
    else if (ok && accept != NULL &&
             (r->pinned = run_pin(s, &r->request, &r->result, accept, e)) == 0)
        return false;
    if (env->json) report_json(env, r);
    report_text(env, r);
    if (!ok) *e = r->result.stop;
    return ok;
}
