#include "cmdrun.h"
#include "fs.h"
#include "loop.h"
#include "script.h"
#include <stdio.h>
#include <stdlib.h>

static const struct cmd_option option[] = {
    CMDRUN_ORCA,
    CMDRUN_AUTHOR,
    {.name = "--theme",
     .type = CMD_TEXT,
     .value = "NAME",
     .doc = "dark, light, contrast, solarized or mono"},
    {.name = "--script",
     .type = CMD_FILE,
     .value = "FILE",
     .doc = "take keys from the file and print screens instead of using the terminal"},
    {.name = "--size",
     .type = CMD_TEXT,
     .value = "COLSxROWS",
     .doc = "the size of the screen for --script"},
    {.name = NULL}};

static bool run_script(struct cmd_env *env, const struct app_options *o, struct err *e)
{
    const char *size = cmd_text(env, "--size");
    struct buf out = {0};
    int rows = 0, cols = 0, end = 0;
    slice script;
    bool ok;

    if (size != NULL && (sscanf(size, "%4dx%4d%n", &cols, &rows, &end) != 2 || size[end] != 0 ||
                         rows < 1 || cols < 1))
        return err_set(e, E_USAGE, "--size is COLSxROWS, such as 100x30, not \"%s\"", size);
    if (!fs_read(cmd_text(env, "--script"), (size_t)4 << 20, env->arena, &script, e)) return false;
    ok = script_run(o, script, rows, cols, &out, e);
    cmd_print(buf_slice(&out));
    buf_free(&out);
    return ok;
}

static bool run(struct cmd_env *env, struct err *e)
{
    const char *target = cmd_text(env, "--target");
    struct app_options o = {.path = env->narg > 0 ? env->arg[0] : NULL,
                            .read = cmd_read_options(env),
                            .orca = cmd_text(env, "--orca"),
                            .cache = env->cache,
                            .who = cmdrun_who(),
                            .clock_fixed = getenv("FETTLE_CLOCK") != NULL};

    if (!cmdrun_author(env, &o.author, &o.author_config, e)) return false;
    if (target != NULL && !fs_read(target, (size_t)4 << 20, env->arena, &o.target, e)) return false;
    if (o.path != NULL && strcmp(o.path, "-") != 0 && !fs_exists(o.path))
        return err_set(
            e, E_SOURCE,
            "there is no file \"%s\", nor a command of that name; fettle --help lists the "
            "commands",
            o.path);
    if (cmd_given(env, "--script")) return run_script(env, &o, e);
    return loop_run(&o, cmd_text(env, "--theme"), e);
}

const struct cmd cmd_open = {
    .name = "open",
    .usage = "[FILE]",
    .doc = "Open the workbench on a file, or at home without one.",
    .detail =
        "The word open may be left out. Keys: ? shows them on every screen. Every gesture adds "
        "a step to the plan; the file is never changed.",
    .option = option,
    .reads_source = true,
    .arg_min = 0,
    .arg_max = 1,
    .run = run};
