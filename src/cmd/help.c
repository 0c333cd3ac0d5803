/* help - the overview, one command's help, and the documents generated from the command table. */
#include "cmd.h"
#include "cmdhelp.h"

static const struct cmd_option option[] = {
    {.name = "--mdoc", .type = CMD_FLAG, .doc = "the manual page fettle(1) as mdoc"},
    {.name = "--bash", .type = CMD_FLAG, .doc = "completion for bash"},
    {.name = "--zsh", .type = CMD_FLAG, .doc = "completion for zsh"},
    {0}};

static bool run(struct cmd_env *env, struct err *e)
{
    struct buf b = {0};
    const struct cmd *c = env->narg > 0 ? cmd_find(slice_z(env->arg[0])) : NULL;

    if (env->narg > 0 && c == NULL)
        return err_set(e, E_USAGE, "no command \"%s\"; fettle help lists them", env->arg[0]);
    if (cmd_flag(env, "--mdoc"))
        cmdhelp_mdoc(&b);
    else if (cmd_flag(env, "--bash"))
        cmdhelp_bash(&b);
    else if (cmd_flag(env, "--zsh"))
        cmdhelp_zsh(&b);
    else if (c != NULL)
        cmdhelp_command(c, &b);
    else
        cmdhelp_overview(&b);
    cmd_print(buf_slice(&b));
    buf_free(&b);
    return true;
}

const struct cmd cmd_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .doc = "Say what fettle can do, or how one command is used.",
    .option = option,
    .arg_max = 1,
    .run = run,
};
