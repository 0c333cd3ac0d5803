/* run - the pipeline: fingerprint, pin, else plan, else code, by policy. */
#include "cmdguard.h"
#include "cmdrun.h"

static const char *const policy[] = {"pinned", "plan", "code", NULL};

static const struct cmd_option option[] = {
    CMDRUN_ORCA,
    {.name = "--output",
     .letter = 'o',
     .type = CMD_FILE,
     .value = "OUT",
     .doc = "where the table goes, by suffix .csv .tsv .jsonl .sqlite .xlsx; - for stdout"},
    {.name = "--to", .type = CMD_TEXT, .value = "FORMAT", .doc = "the format, whatever the suffix"},
    {.name = "--policy",
     .type = CMD_CHOICE,
     .value = "POLICY",
     .choice = policy,
     .doc = "what may happen when no pin serves; plan is the default"},
    {.name = "--plan", .type = CMD_FILE, .value = "PLAN", .doc = "try this plan; nobody is asked"},
    {.name = "--code",
     .type = CMD_FILE,
     .value = "CODE.py",
     .doc = "try this code in the sandbox; nobody is asked"},
    CMDGUARD_OPTIONS,
    {.name = "--accept", .type = CMD_FLAG, .doc = "pin what worked, approved"},
    {.name = "--rolling",
     .type = CMD_FLAG,
     .doc = "with --accept: also for files whose dates in the header roll on"},
    {.name = "--note", .type = CMD_TEXT, .value = "TEXT", .doc = "with --accept: why"},
    CMDRUN_AUTHOR,
    CMDRUN_LIMITS,
    CMDRUN_ENVIRONMENT,
    {0}};

static bool run(struct cmd_env *env, struct err *e)
{
    struct run_accept accept = {.who = cmdrun_who(),
                                .note = cmd_text(env, "--note"),
                                .state = PIN_APPROVED,
                                .rolling = cmd_flag(env, "--rolling")};
    struct read_options o = cmd_read_options(env);
    struct cmdrun r;
    struct store *s;
    bool ok;

    if (cmd_flag(env, "--rolling") && !cmd_flag(env, "--accept"))
        return err_set(e, E_USAGE, "run --rolling says how to pin: it needs --accept");
    if (cmd_given(env, "--plan") && cmd_given(env, "--code"))
        return err_set(e, E_USAGE, "run: either --plan or --code");
    if (!cmdrun_begin(env, env->arg[0], &o, &r, e)) return false;
    if ((s = cmdrun_store(env, false, e)) == NULL) return false;
    ok = cmdrun_go(env, s, &r, cmd_flag(env, "--accept") ? &accept : NULL, e);
    store_close(s);
    return ok;
}

const struct cmd cmd_run = {
    .name = "run",
    .usage = "FILE --orca ID [-o OUT]",
    .doc =
        "Turn a file into the table the pipeline wants: by its pin, else by a plan, else by code.",
    .detail =
        "The file's fingerprint is looked up among the approved pins of the orca. A pin that "
        "matches runs and no author is asked. Otherwise --policy decides: pinned stops with "
        "exit status 5, plan lets the author write a typed plan, code may fall back to code "
        "in the sandbox when a plan cannot do it. A result that no pin served is written and "
        "reported as not pinned; --accept pins it. Every run is recorded; a failed one goes "
        "to the failure queue (fettle failures). Code that is pinned keeps what it could import: "
        "its pin names the wheels by their digest, and a run that it serves takes them "
        "from the cache.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 1,
    .run = run,
};
