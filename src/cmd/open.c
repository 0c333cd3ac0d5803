#include "cmd.h"

#include "fs.h"
#include "loop.h"
#include "script.h"
#include <stdio.h>
#include <stdlib.h>

static const struct cmd_option option[] = {
    {.name = "--orca",
     .type = CMD_TEXT,
     .value = "ID",
     .doc = "whose file this is: its pins serve and receive"},
    {.name = "--author",
     .type = CMD_TEXT,
     .value = "NAME",
     .doc = "who writes plans and code; builtin by default"},
    {.name = "--command",
     .type = CMD_TEXT,
     .value = "PROGRAM",
     .doc = "the program that author command runs"},
    {.name = "--replay",
     .type = CMD_FILE,
     .value = "FILE",
     .doc = "the recorded calls that author replay answers from"},
    {.name = "--record",
     .type = CMD_FILE,
     .value = "FILE",
     .doc = "append every call of an author to this file"},
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

static bool find_author(struct cmd_env *env, struct app_options *o, struct err *e)
{
    const char *name = cmd_text(env, "--author");

    o->author_config = (struct author_config){.command = cmd_text(env, "--command"),
                                              .replay = cmd_text(env, "--replay"),
                                              .record = cmd_text(env, "--record")};
    if (name == NULL)
        name = o->author_config.replay != NULL    ? "replay"
               : o->author_config.command != NULL ? "command"
                                                  : "builtin";
    o->author = author_find(slice_z(name));
    if (o->author != NULL) return true;
    return err_set(e, E_USAGE, "no author \"%s\"", name);
}

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
    const char *who = getenv("USER");
    struct app_options o = {.path = env->narg > 0 ? env->arg[0] : NULL,
                            .read = cmd_read_options(env),
                            .orca = cmd_text(env, "--orca"),
                            .cache = env->cache,
                            .who = who != NULL && who[0] != 0 ? who : "someone",
                            .clock_fixed = getenv("FETTLE_CLOCK") != NULL};

    if (!find_author(env, &o, e)) return false;
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
