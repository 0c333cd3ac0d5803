/* plan - check a typed plan, apply it, and say which ops there are. */
#include "cmd.h"

#include "json.h"
#include "opdoc.h"

static const struct cmd_option option[] = {
    {.name = "--prompt", .type = CMD_FLAG, .doc = "ops: as a hint for a model"},
    {.name = "--schema", .type = CMD_FLAG, .doc = "ops: as a JSON Schema of plans"},
    {.name = "--mdoc", .type = CMD_FLAG, .doc = "ops: as the manual page fettle-ops(7)"},
    {0}};

static const char *const verb[] = {"ops", NULL};

static bool print_ops(const struct cmd_env *env)
{
    struct buf b = {0};

    if (env->json) {
        struct json_writer w = {.out = &b, .indent = 2};

        opdoc_json(&w);
        buf_putc(&b, '\n');
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

static bool run(struct cmd_env *env, struct err *e)
{
    (void)e;
    return print_ops(env);
}

const struct cmd cmd_plan = {
    .name = "plan",
    .usage = "check PLAN FILE | apply PLAN FILE -o OUT | ops",
    .doc = "Check a typed plan against a file, apply it, or list the operations.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 3,
    .verb = verb,
    .run = run,
};
