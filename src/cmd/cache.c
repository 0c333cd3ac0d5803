/* cache - the pins: list, show, pin, approve, retire, restore, history. */
#include "cmdcache.h"
#include "cmdrun.h"
#include "fs.h"
#include <assert.h>

static const char *const verb[] = {"ls",      "show",   "log",     "diff",   "pin",
                                   "approve", "retire", "restore", "verify", "export",
                                   "import",  "gc",     NULL};

static const struct cmd_option option[] = {
    CMDRUN_ORCA,
    {.name = "--all", .type = CMD_FLAG, .doc = "ls: retired pins too"},
    {.name = "--plan", .type = CMD_FILE, .value = "PLAN", .doc = "pin: this plan"},
    {.name = "--code", .type = CMD_FILE, .value = "CODE.py", .doc = "pin: this code"},
    {.name = "--approve",
     .type = CMD_FLAG,
     .doc = "pin, import: approved at once, not only proposed"},
    {.name = "--rolling",
     .type = CMD_FLAG,
     .doc = "pin: also for files whose dates in the header roll on"},
    {.name = "--note", .type = CMD_TEXT, .value = "TEXT", .doc = "why, for the event log"},
    {.name = "--output",
     .letter = 'o',
     .type = CMD_FILE,
     .value = "OUT",
     .doc = "pin: write the result too; export: the file"},
    {.name = "--older-than",
     .type = CMD_INT,
     .value = "DAYS",
     .min = 0,
     .max = 36500,
     .fallback = -1,
     .doc = "gc: also the cell provenance of runs this old (explain can then not cite them)"},
    {.name = "--dry-run", .type = CMD_FLAG, .doc = "gc: only tell what would go"},
    CMDRUN_LIMITS,
    CMDRUN_ENVIRONMENT,
    {0}};

/* ----------------------------------------------------------------- ls */

static const char *kind_of(const struct pin *p)
{
    return p->is_plan ? "plan" : "code";
}

static void pin_json(const struct pin *p, struct json_writer *w, const char *key)
{
    struct arena a;

    arena_init(&a, ARENA_NO_LIMIT);
    jw_open(w, key, '{');
    jw_int(w, "id", p->id);
    jw_text(w, "orca", p->orca);
    jw_text(w, "fingerprint", p->fingerprint);
    jw_text(w, "layout", p->layout);
    jw_z(w, "kind", kind_of(p));
    jw_text(w, "sha256", p->digest);
    jw_z(w, "state", pin_state_name(p->state));
    jw_bool(w, "rolling", p->rolling);
    jw_text(w, "note", p->note);
    jw_text(w, "who", p->who);
    jw_text(w, "when", p->when);
    if (p->supersedes != 0) jw_int(w, "supersedes", p->supersedes);
    jw_int(w, "runs", p->runs);
    jw_int(w, "failed_runs", p->failed_runs);
    if (p->last_run.n > 0) jw_text(w, "last_run", p->last_run);
    jw_json(w, "evidence", json_parse(&a, p->evidence, NULL));
    if (p->schema.n > 0) jw_json(w, "schema", json_parse(&a, p->schema, NULL));
    if (p->body.n > 0 && p->is_plan) jw_json(w, "plan", json_parse(&a, p->body, NULL));
    if (p->body.n > 0 && !p->is_plan) jw_text(w, "code", p->body);
    jw_close(w, '}');
    arena_free(&a);
}

static void print_buf(const struct cmd_env *env, struct buf *b)
{
    if (env->json)
        cmd_print(buf_slice(b));
    else
        cmd_print_text(buf_slice(b));
    buf_free(b);
}

static bool list(const struct cmd_env *env, struct store *s, struct err *e)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2, .first = true};
    struct pin *pin;
    int n;

    if (!store_pins(s, cmd_text(env, "--orca"), cmd_flag(env, "--all"), env->arena, &pin, &n, e) ||
        !store_pin_count(s, pin, n, env->arena, e))
        return false;
    if (env->json) {
        jw_open(&w, NULL, '{');
        jw_z(&w, "fettle", "pins/1");
        jw_open(&w, "pins", '[');
    }
    if (!env->json && n > 0)
        buf_printf(&b, "%4s  %-16s %-9s  %-4s  %-8s  %-7s %5s %6s  %-20s  %s\n", "pin", "orca",
                   "print", "kind", "state", "rolling", "runs", "failed", "last run", "note");
    for (int i = 0; i < n; i++) {
        const struct pin *p = &pin[i];
        char print[10];

        if (env->json)
            pin_json(p, &w, NULL);
        else
            buf_printf(&b, "%4lld  %-16.*s %-9s  %-4s  %-8s  %-7s %5lld %6lld  %-*.*s%s%.*s\n",
                       (long long)p->id, SLICE_ARG(p->orca),
                       schema_short(arena_z(env->arena, p->fingerprint), print), kind_of(p),
                       pin_state_name(p->state), p->rolling ? "yes" : "no", (long long)p->runs,
                       (long long)p->failed_runs, p->note.n > 0 ? 20 : 0,
                       SLICE_ARG(p->last_run.n > 0 ? p->last_run : S("never")),
                       p->note.n > 0 ? "  " : "", SLICE_ARG(p->note));
    }
    if (env->json) {
        jw_close(&w, ']');
        jw_close(&w, '}');
        buf_putc(&b, '\n');
    }
    print_buf(env, &b);
    if (n == 0) cmd_note(env, "no pins");
    return true;
}

/* --------------------------------------------------------------- show */

static bool pin_of(const struct cmd_env *env, struct store *s, int arg, struct pin *p,
                   struct err *e)
{
    const char *orca = cmdrun_orca(env, e);
    int64_t id;

    if (orca == NULL) return false;
    if (env->narg <= arg)
        return err_set(e, E_USAGE, "cache %s needs the number of a pin", env->arg[0]);
    if (!slice_i64(slice_z(env->arg[arg]), &id) || id < 1)
        return err_set(e, E_USAGE, "\"%s\" is not the number of a pin", env->arg[arg]);
    return store_pin_get(s, orca, id, env->arena, p, e);
}

static void steps_text(const struct pin *p, struct arena *a, struct buf *b)
{
    struct failures f = {.arena = a};
    struct plan plan;

    if (!plan_parse_text(p->body, a, &plan, &f)) return;
    for (int i = 0; i < plan.nstep; i++)
        buf_printf(b, "%3d %.*s\n", i + 1, SLICE_ARG(plan_step_text(&plan.step[i], a)));
    for (int i = 0; i < json_count(plan.metrics); i++)
        buf_printf(b, "    %.*s = %.*s\n",
                   SLICE_ARG(json_text(json_member(plan.metrics->item[i], "name"))),
                   SLICE_ARG(json_text(json_member(plan.metrics->item[i], "formula"))));
}

static bool show(const struct cmd_env *env, struct store *s, struct err *e)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2, .first = true};
    struct schema schema;
    struct pin p;

    if (!pin_of(env, s, 1, &p, e) || !store_pin_count(s, &p, 1, env->arena, e)) return false;
    if (env->json) {
        pin_json(&p, &w, NULL);
        buf_putc(&b, '\n');
        print_buf(env, &b);
        return true;
    }
    buf_printf(&b, "pin          %lld, %s, %s%s\n", (long long)p.id, kind_of(&p),
               pin_state_name(p.state), p.rolling ? ", rolling" : "");
    buf_printf(&b, "orca         %.*s\n", SLICE_ARG(p.orca));
    buf_printf(&b, "fingerprint  %.*s\n", SLICE_ARG(p.fingerprint));
    buf_printf(&b, "layout       %.*s\n", SLICE_ARG(p.layout));
    buf_printf(&b, "made         %.*s by %.*s\n", SLICE_ARG(p.when), SLICE_ARG(p.who));
    if (p.note.n > 0) buf_printf(&b, "note         %.*s\n", SLICE_ARG(p.note));
    if (p.supersedes != 0) buf_printf(&b, "supersedes   %lld\n", (long long)p.supersedes);
    buf_printf(&b, "runs         %lld, %lld failed, last %.*s\n", (long long)p.runs,
               (long long)p.failed_runs, SLICE_ARG(p.last_run.n > 0 ? p.last_run : S("never")));
    buf_printf(&b, "evidence     %.*s\n", SLICE_ARG(p.evidence));
    if (schema_parse(json_parse(env->arena, p.schema, NULL), env->arena, &schema, NULL)) {
        buf_putz(&b, "columns\n");
        for (int i = 0; i < schema.n; i++)
            buf_printf(&b, "%3d %-9s %.*s%s%.*s\n", i + 1, kind_name(schema.col[i].kind),
                       SLICE_ARG(schema.col[i].shown), schema.col[i].format.n > 0 ? "   " : "",
                       SLICE_ARG(schema.col[i].format));
    }
    buf_printf(&b, "%s %.*s\n", p.is_plan ? "plan  " : "code  ", SLICE_ARG(p.digest));
    if (p.is_plan)
        steps_text(&p, env->arena, &b);
    else
        buf_put(&b, p.body);
    print_buf(env, &b);
    return true;
}

static bool history(const struct cmd_env *env, struct store *s, struct err *e)
{
    const char *orca = cmdrun_orca(env, e);
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2, .first = true};
    struct event *event;
    struct pin p = {0};
    int n;

    if (orca == NULL || (env->narg > 1 && !pin_of(env, s, 1, &p, e)) ||
        !store_events(s, orca, p.id, env->arena, &event, &n, e))
        return false;
    if (env->json) {
        jw_open(&w, NULL, '{');
        jw_z(&w, "fettle", "events/1");
        jw_open(&w, "events", '[');
    }
    for (int i = 0; i < n; i++) {
        const struct event *x = &event[i];

        if (!env->json) {
            buf_printf(&b, "%.*s  pin %-4lld %-10.*s %.*s%s%.*s\n", SLICE_ARG(x->when),
                       (long long)x->pin, SLICE_ARG(x->what), SLICE_ARG(x->who),
                       x->note.n > 0 ? ": " : "", SLICE_ARG(x->note));
            continue;
        }
        jw_open(&w, NULL, '{');
        jw_text(&w, "when", x->when);
        jw_int(&w, "pin", x->pin);
        jw_text(&w, "what", x->what);
        jw_text(&w, "who", x->who);
        jw_text(&w, "note", x->note);
        jw_close(&w, '}');
    }
    if (env->json) {
        jw_close(&w, ']');
        jw_close(&w, '}');
        buf_putc(&b, '\n');
    }
    print_buf(env, &b);
    return true;
}

/* ------------------------------------------------------------- changes */

static bool change(const struct cmd_env *env, struct store *s, enum pin_state to, struct err *e)
{
    const char *note = cmd_text(env, "--note");
    struct pin p;

    if (!pin_of(env, s, 1, &p, e)) return false;
    if (strcmp(env->arg[0], "approve") == 0 && p.state == PIN_RETIRED)
        return err_set(e, E_USAGE, "pin %lld is retired; fettle cache restore brings it back",
                       (long long)p.id);
    if (strcmp(env->arg[0], "restore") == 0 && p.state != PIN_RETIRED)
        return err_set(e, E_USAGE, "pin %lld is %s, not retired", (long long)p.id,
                       pin_state_name(p.state));
    if (!store_pin_state(s, cmdrun_orca(env, e), p.id, to, cmdrun_who(), note != NULL ? note : "",
                         e))
        return false;
    cmd_note(env, "pin %lld is %s", (long long)p.id, pin_state_name(to));
    return true;
}

/* What is to be pinned first shows on the file that it works. */
static bool pin(const struct cmd_env *env, struct store *s, struct err *e)
{
    struct run_accept accept = {.who = cmdrun_who(),
                                .note = cmd_text(env, "--note"),
                                .state = cmd_flag(env, "--approve") ? PIN_APPROVED : PIN_PROPOSED,
                                .rolling = cmd_flag(env, "--rolling")};
    struct read_options o = cmd_read_options(env);
    struct cmdrun r;

    if (env->narg != 2) return err_set(e, E_USAGE, "cache pin needs the file it is for");
    if (cmd_given(env, "--plan") == cmd_given(env, "--code"))
        return err_set(e, E_USAGE, "cache pin needs either --plan PLAN or --code CODE.py");
    return cmdrun_begin(env, env->arg[1], &o, &r, e) && cmdrun_go(env, s, &r, &accept, e);
}

static bool diff(const struct cmd_env *env, struct store *s, struct err *e)
{
    struct buf b = {0};
    struct pin x, y;

    if (env->narg != 3) return err_set(e, E_USAGE, "cache diff needs the numbers of two pins");
    if (!pin_of(env, s, 1, &x, e) || !pin_of(env, s, 2, &y, e)) return false;
    cmdcache_diff(&x, &y, env->arena, &b);
    print_buf(env, &b);
    return true;
}

/* Whether the pin still gives the bytes it gave. */
static bool verify(const struct cmd_env *env, struct store *s, struct err *e)
{
    struct cmdcache_verified v;
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2, .first = true};
    struct pin p;

    if (!pin_of(env, s, 1, &p, e)) return false;
    if (!cmdcache_verify(env, s, &p, &b, &v, e)) {
        buf_free(&b);
        return false;
    }
    if (env->json) {
        buf_clear(&b);
        jw_open(&w, NULL, '{');
        jw_int(&w, "pin", p.id);
        jw_int(&w, "same", v.same);
        jw_int(&w, "changed", v.changed);
        jw_int(&w, "skipped", v.skipped);
        jw_close(&w, '}');
        buf_putc(&b, '\n');
    }
    print_buf(env, &b);
    if (v.changed > 0)
        return err_set(e, E_FAILED, "pin %lld no longer gives the same bytes for %d of %d inputs",
                       (long long)p.id, v.changed, v.same + v.changed);
    cmd_note(env, "pin %lld: %d inputs give the same bytes again, %d could not be tried",
             (long long)p.id, v.same, v.skipped);
    return true;
}

static bool export(const struct cmd_env *env, struct store *s, struct err *e)
{
    const char *out = cmd_text(env, "--output");
    struct buf b = {0};
    int n = cmdcache_export(s, cmd_text(env, "--orca"), env->arena, &b, e);
    bool ok = n >= 0 && fs_write(out != NULL ? out : "-", buf_slice(&b), e);

    buf_free(&b);
    if (ok) cmd_note(env, "%d pins exported", n);
    return ok;
}

static bool import(const struct cmd_env *env, struct store *s, struct err *e)
{
    int added, known;
    slice text;

    if (env->narg != 2) return err_set(e, E_USAGE, "cache import needs the file to read");
    if (!fs_read(env->arg[1], (size_t)1 << 30, env->arena, &text, e)) return false;
    if (!cmdcache_import(s, text, cmd_text(env, "--orca"), cmdrun_who(), cmd_flag(env, "--approve"),
                         env->arena, &added, &known, e))
        return err_wrap(e, "nothing was imported from %s", env->arg[1]);
    cmd_note(env, "%d pins imported as %s, %d were here already", added,
             cmd_flag(env, "--approve") ? "approved" : "proposed", known);
    return true;
}

static bool gc(const struct cmd_env *env, struct store *s, struct err *e)
{
    static const char *const name[STORE_GC_KINDS] = {"plans", "transforms", "provenance"};
    bool dry = cmd_flag(env, "--dry-run");
    struct store_garbage g;
    struct slices needed;
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2, .first = true};
    int packages;

    if (!store_gc(s, cmd_int(env, "--older-than"), dry, &g, e) ||
        !store_packages(s, env->arena, &needed, e) ||
        !environment_sweep(store_path(s), &needed, dry, env->arena, &packages, e))
        return false;
    if (env->json) {
        jw_open(&w, NULL, '{');
        jw_z(&w, "fettle", "gc/1");
        jw_bool(&w, "dry_run", dry);
        for (int i = 0; i < STORE_GC_KINDS; i++) jw_int(&w, name[i], g.n[i]);
        jw_int(&w, "environments", packages);
        jw_int(&w, "bytes_before", g.bytes_before);
        jw_int(&w, "bytes_after", g.bytes_after);
        jw_close(&w, '}');
        buf_putc(&b, '\n');
        print_buf(env, &b);
        return true;
    }
    cmd_note(env,
             "%s %lld plans and %lld transforms that nothing refers to, %lld spans of cell "
             "provenance, %d environments of unpacked wheels",
             dry ? "would delete" : "deleted", (long long)g.n[STORE_GC_PLANS],
             (long long)g.n[STORE_GC_TRANSFORMS], (long long)g.n[STORE_GC_SPANS], packages);
    if (!dry)
        cmd_note(env, "the cache has %lld KiB, it had %lld KiB", (long long)g.bytes_after / 1024,
                 (long long)g.bytes_before / 1024);
    return true;
}

static bool run(struct cmd_env *env, struct err *e)
{
    static const struct {
        const char *verb;
        bool reads;
        bool (*go)(const struct cmd_env *env, struct store *s, struct err *e);
        enum pin_state to;
    } table[] = {{"ls", true, list, 0},
                 {"show", true, show, 0},
                 {"log", true, history, 0},
                 {"diff", true, diff, 0},
                 {"verify", true, verify, 0},
                 {"export", true, export, 0},
                 {"import", false, import, 0},
                 {"gc", false, gc, 0},
                 {"pin", false, pin, 0},
                 {"approve", false, NULL, PIN_APPROVED},
                 {"retire", false, NULL, PIN_RETIRED},
                 {"restore", false, NULL, PIN_APPROVED}};
    struct store *s;
    bool ok;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(env->arg[0], table[i].verb) != 0) continue;
        if ((s = cmdrun_store(env, table[i].reads, e)) == NULL) return false;
        ok = table[i].go != NULL ? table[i].go(env, s, e) : change(env, s, table[i].to, e);
        store_close(s);
        return ok;
    }
    assert(false && "a verb without a function");
    return false;
}

const struct cmd cmd_cache = {
    .name = "cache",
    .usage = "ls|show|log|diff|pin|approve|retire|restore|verify|export|import|gc [PIN|FILE]",
    .doc = "List, review and change the pins of the cache.",
    .detail =
        "cache pin FILE --orca ID --plan PLAN|--code CODE.py runs the plan or code on the "
        "file and proposes it as a pin; --approve makes it live at once. A live pin serves "
        "every file of the same shape, and one of the same orca and shape that it replaces "
        "is retired. No pin, run or event is deleted: cache log tells who did what when. export "
        "writes the live pins as JSON lines with their digests, import checks and proposes them "
        "elsewhere. gc deletes plans, code and unpacked wheels that no pin and no run refers to, "
        "and packs the file.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 3,
    .verb = verb,
    .run = run,
};
