/* plan - check a typed plan, apply it, and say which ops there are. */
#include "cmdguard.h"
#include "cmdplan.h"

#include "export.h"
#include "fs.h"
#include "inspect.h"
#include "opdoc.h"
#include "planflow.h"
#include "planinput.h"
#include "plantarget.h"
#include <stdio.h>

static const char *const formats[] = {"csv", "tsv", "jsonl", "sqlite", "xlsx", NULL};

static const struct cmd_option option[] = {
    {.name = "--output",
     .letter = 'o',
     .type = CMD_FILE,
     .value = "OUT",
     .doc = "apply, patch, import: where to write; - is standard output"},
    {.name = "--to",
     .type = CMD_CHOICE,
     .value = "FORMAT",
     .choice = formats,
     .doc = "apply: csv, tsv, jsonl, sqlite or xlsx instead of what the suffix says"},
    CMDGUARD_OPTIONS,
    {.name = "--target",
     .type = CMD_FILE,
     .value = "SCHEMA",
     .doc = "apply: the Table Schema that the result must meet, instead of the plan's"},
    {.name = "--upto",
     .type = CMD_INT,
     .value = "N",
     .min = 1,
     .max = 10000,
     .doc = "apply: only the first N steps"},
    {.name = "--inputs",
     .type = CMD_DIR,
     .value = "DIR",
     .doc = "check, apply: where the plan's further inputs lie (default: beside FILE)"},
    {.name = "--prompt", .type = CMD_FLAG, .doc = "ops: as a hint for a model"},
    {.name = "--schema", .type = CMD_FLAG, .doc = "ops: as a JSON Schema of plans"},
    {.name = "--mdoc", .type = CMD_FLAG, .doc = "ops: as the manual page fettle-ops(7)"},
    {0}};

static bool print_ops(const struct cmd_env *env, struct err *e)
{
    struct buf b = {0};

    (void)e;
    if (env->json) {
        struct json_writer w = {.out = &b, .indent = 2};

        opdoc_json(&w);
    } else if (cmd_flag(env, "--schema")) {
        opdoc_schema(&b);
    } else if (cmd_flag(env, "--mdoc")) {
        opdoc_mdoc(&b);
    } else if (cmd_flag(env, "--prompt")) {
        opdoc_prompt(&b);
    } else {
        for (const struct op *const *o = op_table; *o != NULL; o++)
            buf_printf(&b, "%-20s %s\n", (*o)->name, (*o)->doc);
    }
    cmd_print(buf_slice(&b));
    buf_free(&b);
    return true;
}

/* ---------------------------------------------------- plan and source */

/* A plan and the table that it is for. */
struct job {
    struct plan plan;
    struct failures failures;
    struct source source;
    struct workbook book;
    struct inspection in;
    struct table table;
    int header_rows;
    slice target; /* of --target */
};

enum { PLAN_BYTES_MAX = 16 << 20 };

/* What the command line says wins over what the plan says. */
static struct read_options options_for(const struct cmd_env *env, const struct plan *p)
{
    struct read_options o = cmd_read_options(env);

    if (o.sheet == NULL && p->sheet.n > 0) o.sheet = arena_z(env->arena, p->sheet);
    if (!cmd_given(env, "--region")) o.region = p->region;
    if (!cmd_given(env, "--header-rows")) o.header_rows = p->header_rows;
    return o;
}

/* Where a plan's target is looked for first: beside the plan. */
static const char *folder_of(const struct cmd_env *env, const char *path)
{
    slice folder = slice_z(path);

    folder.n -= fs_basename(folder).n;
    return folder.n > 0 ? arena_z(env->arena, folder) : NULL;
}

/* All but the table. False with E_NONE in e: the plan's form is so wrong that there is nothing to
 * go on with. */
static bool load(const struct cmd_env *env, struct job *j, struct err *e)
{
    struct read_options o;
    slice text;

    j->failures.arena = env->arena;
    if (!fs_read(env->arg[1], PLAN_BYTES_MAX, env->arena, &text, e)) return false;
    if (cmd_given(env, "--target") &&
        !fs_read(cmd_text(env, "--target"), PLAN_BYTES_MAX, env->arena, &j->target, e))
        return false;
    if (!plan_parse_text(text, env->arena, &j->plan, &j->failures)) return false;
    j->plan.doc = plantarget_inline(j->plan.doc, S(""), folder_of(env, env->arg[1]), env->arena);
    o = options_for(env, &j->plan);
    if (!source_open(&j->source, env->arg[2], &o, env->arena, e) ||
        !workbook_read(&j->source, &o, env->arena, &j->book, e) ||
        !inspect(&j->book, &o, env->arena, &j->in, e))
        return false;
    if (j->in.nregion == 0 && !o.raw)
        return err_set(e, E_SOURCE, "%.*s has no table", SLICE_ARG(j->source.name));
    j->header_rows = o.header_rows;
    planinput_load(&j->plan, &j->book, cmd_text(env, "--inputs"), env->arena, &j->failures);
    return true;
}

static bool load_table(const struct cmd_env *env, struct job *j, struct err *e)
{
    return inspect_table(&j->in, j->header_rows, env->arena, &j->table, e);
}

static void print_failures(const struct failures *f, FILE *to)
{
    struct buf b = {0};

    for (int i = 0; i < f->n; i++) failure_text(&f->at[i], 5, &b);
    if (b.n > 0) fwrite(b.p, 1, b.n, to);
    buf_free(&b);
}

static void put_failures(struct json_writer *w, const char *key, const struct failures *f)
{
    jw_open(w, key, '[');
    for (int i = 0; i < f->n; i++) failure_json(&f->at[i], w, NULL);
    jw_close(w, ']');
}

static void put_columns(struct json_writer *w, const struct table *t)
{
    jw_open(w, "columns", '[');
    for (int c = 0; c < t->ncol; c++) {
        jw_open(w, NULL, '{');
        jw_text(w, "name", t->col[c].name);
        jw_z(w, "kind", kind_name(t->col[c].kind));
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void print_json(struct buf *b)
{
    cmd_print(buf_slice(b));
    buf_free(b);
}

/* Failures were reported: exit status 1 without another sentence. */
static bool rejected(struct err *e)
{
    return err_set(e, E_FAILED, "%s", "");
}

/* --------------------------------------------------------------- verbs */

static bool check(const struct cmd_env *env, struct err *e)
{
    struct job j = {0};
    struct table after = {0};
    bool loaded = load(env, &j, e), ok = false;

    if ((!loaded && e->code != E_NONE) || (loaded && !load_table(env, &j, e))) return false;
    if (loaded) {
        plan_check(&j.plan, &j.table, env->arena, &after, &j.failures);
        ok = j.failures.n == 0;
    }
    if (env->json) {
        struct buf b = {0};
        struct json_writer w = {.out = &b, .indent = 2};

        jw_open(&w, NULL, '{');
        jw_z(&w, "fettle", "plan-check/1");
        jw_bool(&w, "ok", ok);
        jw_int(&w, "steps", j.plan.nstep);
        put_failures(&w, "failures", &j.failures);
        if (after.ncol > 0)
            put_columns(&w, &after);
        else
            jw_null(&w, "columns");
        jw_close(&w, '}');
        print_json(&b);
    } else if (ok) {
        struct buf b = {0};

        buf_printf(&b, "the plan holds: %d step%s", j.plan.nstep, j.plan.nstep == 1 ? "" : "s");
        if (after.ncol > 0)
            buf_printf(&b, ", %d column%s after the last\n", after.ncol,
                       after.ncol == 1 ? "" : "s");
        else
            buf_putz(&b, "; which columns come out depends on cells\n");
        cmd_print(buf_slice(&b));
        buf_free(&b);
    } else {
        print_failures(&j.failures, stdout);
    }
    return ok || rejected(e);
}

static void put_steps(struct json_writer *w, const struct plan *p, const struct plan_result *r,
                      struct arena *a)
{
    jw_open(w, "steps", '[');
    for (int i = 0; i < r->done; i++) {
        jw_open(w, NULL, '{');
        jw_int(w, "step", i + 1);
        jw_text(w, "op", p->step[i].name);
        jw_text(w, "text", plan_step_text(&p->step[i], a));
        jw_int(w, "rows", r->after[i + 1].nrow);
        jw_int(w, "columns", r->after[i + 1].ncol);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void report(const struct cmd_env *env, const struct job *j, const struct plan_result *r,
                   bool ok, const char *out, const digest *d)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2};

    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "plan-apply/1");
    jw_bool(&w, "ok", ok);
    jw_z(&w, "output", ok ? out : NULL);
    if (ok) jw_z(&w, "sha256", d->hex);
    jw_int(&w, "rows", r->table.nrow);
    if (r->target.reject_rows) jw_int(&w, "rejected", r->target.rejected.nrow);
    put_columns(&w, &r->table);
    if (r->after != NULL) put_steps(&w, &j->plan, r, env->arena);
    put_failures(&w, "failures", &j->failures);
    put_failures(&w, "warnings", &r->warnings);
    jw_close(&w, '}');
    print_json(&b);
}

static struct plan_options plan_options_for(const struct cmd_env *env, const struct job *j)
{
    struct plan_options o = {.keep_steps = env->json || cmd_given(env, "--openlineage"),
                             .lineage = cmd_given(env, "--openlineage"),
                             .upto = (int)cmd_int(env, "--upto"),
                             .target = j->target,
                             .reject_rows = cmd_given(env, "--rejects"),
                             .source_name = j->source.name};

    if (j->in.chosen >= 0) {
        const struct sheet *sheet = &j->book.sheet[j->in.region[j->in.chosen].sheet];

        o.sheet_name = sheet->name;
        o.sheet = &sheet->cells;
    }
    return o;
}

static void say_made(const struct cmd_env *env, int64_t rows, int columns)
{
    cmd_note(env, "%lld rows, %d columns", (long long)rows, columns);
}

/* Writes the result row by row where only that is wanted and the plan allows it. */
static bool apply_flow(const struct cmd_env *env, const struct job *j, const struct plan_options *o,
                       const char *out, const struct export_options *x, bool *done, struct err *e)
{
    struct planflow_made made;

    *done = false;
    if (j->failures.n > 0 || env->json || cmdguard_wanted(env)) return true;
    if (!planflow_write(&j->plan, &j->in, j->header_rows, o, out, x, env->arena, &made, done, e))
        return false;
    if (!*done) return true;
    if (!env->quiet) print_failures(&made.warnings, stderr);
    if (made.failures.n == 0) {
        say_made(env, made.rows, made.columns);
        return true;
    }
    print_failures(&made.failures, stderr);
    return rejected(e);
}

static bool apply(const struct cmd_env *env, struct err *e)
{
    const char *out = cmd_text(env, "--output");
    struct export_options x = {.to = cmd_text(env, "--to")};
    struct plan_result r = {0};
    struct job j = {0};
    digest d = {{0}};
    struct cmdguard g;
    bool ok, done;

    if (out == NULL)
        return err_set(e, E_USAGE,
                       "plan apply: say where to write: fettle plan apply PLAN FILE -o OUT");
    if (env->json && strcmp(out, "-") == 0)
        return err_set(e, E_USAGE,
                       "plan apply: --json needs standard output for its report; give -o a file");
    if (!cmdguard_check(env, e) || !cmd_check_output(out, env->arg[2], e) ||
        !cmd_check_output(out, env->arg[1], e))
        return false;
    ok = load(env, &j, e);
    if (!ok && e->code != E_NONE) return false;
    if (ok) {
        struct plan_options o = plan_options_for(env, &j);

        if (!apply_flow(env, &j, &o, out, &x, &done, e) || (!done && !load_table(env, &j, e)))
            return false;
        if (done) return true;
        ok = j.failures.n == 0 && plan_apply(&j.plan, &j.table, &o, env->arena, &r, &j.failures);
    }
    if (ok && !export_table(&r.table, out, &x, &d, e)) return false;
    g = (struct cmdguard){.target = &r.target,
                          .table = &r.table,
                          .out = ok ? out : NULL,
                          .sha256 = d,
                          .source_name = j.source.name,
                          .source_sha256 = source_digest(&j.source),
                          .source_path = j.source.path,
                          .namespace = "fettle",
                          .job = arena_z(env->arena, fs_basename(slice_z(env->arg[1]))),
                          .error = ok ? NULL
                                   : j.failures.n > 0
                                       ? arena_z(env->arena, j.failures.at[0].message)
                                       : "the plan was rejected",
                          .plan = &j.plan,
                          .read = &j.table,
                          .lineage = r.lineage};
    if (!cmdguard_report(env, &g, e) || (ok && !cmdguard_write(env, &g, e))) return false;
    if (!env->json && !env->quiet) print_failures(&r.warnings, stderr);
    if (env->json)
        report(env, &j, &r, ok, out, &d);
    else if (!ok)
        print_failures(&j.failures, stderr);
    else
        say_made(env, r.table.nrow, r.table.ncol);
    return ok || rejected(e);
}

static const struct {
    const char *name, *usage;
    int narg_min, narg_max; /* the verb counts */
    bool (*run)(const struct cmd_env *env, struct err *e);
} table[] = {{"check", " PLAN FILE", 3, 3, check},
             {"apply", " PLAN FILE -o OUT", 3, 3, apply},
             {"diff", " PLAN PLAN", 3, 3, cmdplan_diff},
             {"patch", " PLAN PATCH", 3, 3, cmdplan_patch},
             {"import", " HISTORY [FILE]", 2, 3, cmdplan_import},
             {"ops", "", 1, 1, print_ops}};
static const char *const verb[] = {"check", "apply", "diff", "patch", "import", "ops", NULL};

static bool run(struct cmd_env *env, struct err *e)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(env->arg[0], table[i].name) != 0) continue;
        if (env->narg >= table[i].narg_min && env->narg <= table[i].narg_max)
            return table[i].run(env, e);
        return err_set(e, E_USAGE, "usage: fettle plan %s%s", table[i].name, table[i].usage);
    }
    return err_set(e, E_USAGE, "plan: no verb %s", env->arg[0]);
}

const struct cmd cmd_plan = {
    .name = "plan",
    .usage = "check PLAN FILE | apply PLAN FILE -o OUT | diff PLAN PLAN | patch PLAN PATCH | "
             "import HISTORY [FILE] | ops",
    .doc = "Check a typed plan against a file, apply it, compare, patch or import plans, or list "
           "the operations.",
    .detail =
        "check finds every problem that can be known before running: unknown ops, columns and "
        "arguments, with what was probably meant. apply checks, runs the steps in order and "
        "writes the result; it stops at the first step that real cells break and shows them. "
        "Both exit with 1 when the plan is rejected. The plan says which sheet, region and "
        "header rows it is for; options win over it. ops lists the operations; fettle-ops(7) "
        "describes them.\n"
        "diff says what two plans do differently, step by step; with --json also as a JSON Patch. "
        "patch applies such a patch (RFC 6902: add, remove, replace, move, copy, test), all or "
        "nothing, and prints the new plan.\n"
        "import prints the operation history of an OpenRefine project as a plan. What the plan "
        "does in another way and what has no counterpart is listed on standard error; with "
        "something left out the exit status is 1. FILE, the file the history is for, helps with "
        "operations that count columns. With --json all of it is one document.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 3,
    .verb = verb,
    .run = run,
};
