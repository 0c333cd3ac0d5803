/* failures - the queue of failed runs: look, run again, dismiss. */
#include "cmdrun.h"
#include <stdio.h>

static const char *const verb[] = {"ls", "show", "retry", "dismiss", NULL};
static const char *const policy[] = {"pinned", "plan", "code", NULL};

static const struct cmd_option option[] = {
    CMDRUN_ORCA,
    {.name = "--all", .type = CMD_FLAG, .doc = "ls: those that were dealt with too"},
    {.name = "--note", .type = CMD_TEXT, .value = "TEXT", .doc = "why"},
    {.name = "--output",
     .letter = 'o',
     .type = CMD_FILE,
     .value = "OUT",
     .doc = "retry: where the table goes"},
    {.name = "--policy",
     .type = CMD_CHOICE,
     .value = "POLICY",
     .choice = policy,
     .doc = "retry: what may happen when no pin serves"},
    {.name = "--plan", .type = CMD_FILE, .value = "PLAN", .doc = "retry: with this plan"},
    CMDRUN_AUTHOR,
    CMDRUN_LIMITS,
    {0}};

static void row_json(const struct failure_row *f, struct json_writer *w)
{
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    jw_open(w, NULL, '{');
    jw_int(w, "id", f->id);
    jw_text(w, "orca", f->orca);
    jw_text(w, "when", f->when);
    jw_text(w, "state", f->state);
    jw_int(w, "run", f->run);
    if (f->pin != 0) jw_int(w, "pin", f->pin);
    jw_text(w, "source", f->source_name);
    jw_text(w, "path", f->source_path);
    jw_text(w, "code", f->code);
    jw_text(w, "message", f->message);
    jw_int(w, "retries", f->retries);
    if (f->note.n > 0) jw_text(w, "note", f->note);
    jw_json(w, "failures", json_parse(&a, f->failures, NULL));
    if (f->plan.n > 0) jw_json(w, "plan", json_parse(&a, f->plan, NULL));
    if (f->drift.n > 0) jw_json(w, "match", json_parse(&a, f->drift, NULL));
    jw_close(w, '}');
    arena_free(&a);
}

static bool list(const struct cmd_env *env, struct store *s, struct err *e)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2, .first = true};
    struct failure_row *f;
    int n;

    if (!store_failures(s, cmd_text(env, "--orca"), cmd_flag(env, "--all"), env->arena, &f, &n, e))
        return false;
    if (env->json) {
        jw_open(&w, NULL, '{');
        jw_z(&w, "fettle", "failures/1");
        jw_open(&w, "failures", '[');
    }
    for (int i = 0; i < n; i++) {
        if (env->json)
            row_json(&f[i], &w);
        else
            buf_printf(&b, "%4lld  %.*s  %-12.*s %-9.*s %.*s: %.*s\n", (long long)f[i].id,
                       SLICE_ARG(f[i].when), SLICE_ARG(f[i].orca), SLICE_ARG(f[i].state),
                       SLICE_ARG(f[i].source_name), SLICE_ARG(f[i].message));
    }
    if (env->json) {
        jw_close(&w, ']');
        jw_close(&w, '}');
        buf_putc(&b, '\n');
    }
    if (env->json)
        cmd_print(buf_slice(&b));
    else
        cmd_print_text(buf_slice(&b));
    buf_free(&b);
    if (n == 0) cmd_note(env, "no failed runs");
    return true;
}

static bool row_of(const struct cmd_env *env, struct store *s, struct failure_row *f, struct err *e)
{
    const char *orca = cmdrun_orca(env, e);
    int64_t id;

    if (orca == NULL) return false;
    if (env->narg != 2 || !slice_i64(slice_z(env->arg[1]), &id) || id < 1)
        return err_set(e, E_USAGE, "failures %s needs the number of a failure", env->arg[0]);
    return store_failure_get(s, orca, id, env->arena, f, e);
}

static void drift_text(const struct json *match, struct buf *b)
{
    const struct json *drift = json_member(match, "drift");

    buf_printf(b, "match        pin %.*s: %.*s\n", SLICE_ARG(json_text(json_member(match, "pin"))),
               SLICE_ARG(json_text(json_member(match, "level"))));
    for (int i = 0; i < json_count(drift); i++) {
        const struct json *d = drift->item[i];
        slice what = json_text(json_member(d, "what"));
        slice was = json_text(json_member(d, "was")), now = json_text(json_member(d, "now"));

        if (slice_eqz(what, "added") || slice_eqz(what, "removed"))
            buf_printf(b, "  %s %.*s\n", slice_eqz(what, "added") ? "+" : "-",
                       SLICE_ARG(json_text(json_member(d, "column"))));
        else
            buf_printf(b, "  ~ %.*s: %.*s %.*s -> %.*s\n",
                       SLICE_ARG(json_text(json_member(d, "column"))), SLICE_ARG(what),
                       SLICE_ARG(was), SLICE_ARG(now));
    }
}

static void plan_text_of(slice text, struct arena *a, struct buf *b)
{
    struct failures none = {.arena = a};
    struct plan p;

    if (text.n == 0 || !plan_parse_text(text, a, &p, &none)) return;
    buf_printf(b, "plan         %d steps\n", p.nstep);
    for (int i = 0; i < p.nstep; i++)
        buf_printf(b, "%3d %.*s\n", i + 1, SLICE_ARG(plan_step_text(&p.step[i], a)));
}

static bool show(const struct cmd_env *env, struct store *s, struct err *e)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2, .first = true};
    const struct json *list;
    struct failure_row f;

    if (!row_of(env, s, &f, e)) return false;
    if (env->json) {
        row_json(&f, &w);
        buf_putc(&b, '\n');
    } else {
        buf_printf(&b, "failure      %lld, %.*s, %.*s\n", (long long)f.id, SLICE_ARG(f.state),
                   SLICE_ARG(f.when));
        buf_printf(&b, "source       %.*s\n", SLICE_ARG(f.source_path));
        buf_printf(&b, "why          %.*s: %.*s\n", SLICE_ARG(f.code), SLICE_ARG(f.message));
        if (f.note.n > 0) buf_printf(&b, "note         %.*s\n", SLICE_ARG(f.note));
        list = json_parse(env->arena, f.failures, NULL);
        for (int i = 0; i < json_count(list); i++) {
            struct failure x;

            if (failure_parse(list->item[i], env->arena, &x)) failure_text(&x, FAILURE_CELLS, &b);
        }
        plan_text_of(f.plan, env->arena, &b);
        if (f.drift.n > 0) drift_text(json_parse(env->arena, f.drift, NULL), &b);
    }
    if (env->json)
        cmd_print(buf_slice(&b));
    else
        cmd_print_text(buf_slice(&b));
    buf_free(&b);
    return true;
}

/* Runs the source again, now that a pin or a plan was mended. One that fails again takes its new
 * place in the queue and this one leaves it. */
static bool retry(const struct cmd_env *env, struct store *s, struct err *e)
{
    struct failure_row f;
    struct read_options o;
    struct cmdrun r;
    struct err kept;
    char note[64];
    bool ok;

    if (!row_of(env, s, &f, e)) return false;
    if (!slice_eqz(f.state, "open"))
        return err_set(e, E_USAGE, "failure %lld is %.*s already", (long long)f.id,
                       SLICE_ARG(f.state));
    if (!cmdrun_options_of(env, s, cmdrun_orca(env, e), f.run, &o, e) ||
        !cmdrun_begin(env, arena_z(env->arena, f.source_path), &o, &r, e))
        return false;
    ok = cmdrun_go(env, s, &r, NULL, e);
    if (r.result.run == 0) return false;
    kept = *e;
    snprintf(note, sizeof note, ok ? "run %lld gave a result" : "run %lld failed again",
             (long long)r.result.run);
    if (!store_failure_state(s, r.request.orca, f.id, "retried", cmdrun_who(), note, e))
        return false;
    if (!ok) *e = kept;
    return ok;
}

static bool dismiss(const struct cmd_env *env, struct store *s, struct err *e)
{
    const char *note = cmd_text(env, "--note");
    struct failure_row f;

    if (!row_of(env, s, &f, e)) return false;
    if (!slice_eqz(f.state, "open"))
        return err_set(e, E_USAGE, "failure %lld is %.*s already", (long long)f.id,
                       SLICE_ARG(f.state));
    if (!store_failure_state(s, cmdrun_orca(env, e), f.id, "dismissed", cmdrun_who(),
                             note != NULL ? note : "", e))
        return false;
    cmd_note(env, "failure %lld is dismissed", (long long)f.id);
    return true;
}

static bool run(struct cmd_env *env, struct err *e)
{
    bool reads = strcmp(env->arg[0], "ls") == 0 || strcmp(env->arg[0], "show") == 0, ok;
    struct store *s = cmdrun_store(env, reads, e);

    if (s == NULL) return false;
    if (strcmp(env->arg[0], "ls") == 0)
        ok = list(env, s, e);
    else if (strcmp(env->arg[0], "show") == 0)
        ok = show(env, s, e);
    else if (strcmp(env->arg[0], "retry") == 0)
        ok = retry(env, s, e);
    else
        ok = dismiss(env, s, e);
    store_close(s);
    return ok;
}

const struct cmd cmd_failures = {
    .name = "failures",
    .usage = "ls|show|retry|dismiss [FAILURE] --orca ID",
    .doc = "Deal with failed runs: see the evidence, run again, or dismiss.",
    .detail = "A failed run keeps the plan that failed, every failure with its cells, and how the "
              "file differs from the nearest pin. After a plan or a pin was mended, retry runs the "
              "file again.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 2,
    .verb = verb,
    .run = run,
};
