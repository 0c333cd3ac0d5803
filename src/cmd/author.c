/* author - ask the configured author for a plan or for code, or see what it would be told. */
#include "cmdrun.h"
#include "fs.h"
#include <unistd.h>

static const struct cmd_option option[] = {
    {.name = "--plan", .type = CMD_FLAG, .doc = "ask for a typed plan"},
    {.name = "--code", .type = CMD_FLAG, .doc = "ask for transform code"},
    {.name = "--request", .type = CMD_FLAG, .doc = "print what would be sent; ask nobody"},
    {.name = "--failed",
     .type = CMD_FILE,
     .value = "PLAN",
     .doc = "with --code: the plan that could not do it"},
    {.name = "--wish",
     .type = CMD_TEXT,
     .value = "TEXT",
     .doc = "what the result should be, in words"},
    CMDRUN_AUTHOR,
    {0}};

/* The failed plan with what is wrong with it here. */
static bool read_failed(const struct cmd_env *env, struct author_request *q, struct plan *p,
                        struct failures *f, struct err *e)
{
    const char *path = cmd_text(env, "--failed");
    slice text;

    if (path == NULL) return true;
    if (!fs_read(path, 16 << 20, env->arena, &text, e)) return false;
    if (!plan_parse_text(text, env->arena, p, f))
        return err_set(e, E_FAILED, "%s: %.*s", path, SLICE_ARG(f->at[0].message));
    plan_check(p, q->table, env->arena, NULL, f);
    q->plan = p;
    q->failures = f;
    return true;
}

static bool run(struct cmd_env *env, struct err *e)
{
    bool code = cmd_flag(env, "--code");
    struct failures f = {.arena = env->arena};
    struct author_request q = {.wish = slice_z(cmd_text(env, "--wish"))};
    const struct author *author;
    struct author_config config;
    struct author_reply reply;
    struct read_options o = cmd_read_options(env);
    struct cmdrun_input input;
    struct buf b = {0};
    struct table table;
    struct plan failed;

    if (code == cmd_flag(env, "--plan"))
        return err_set(e, E_USAGE, "author: either --plan or --code");
    if (!cmdrun_author(env, &author, &config, e) || !cmdrun_read(env, env->arg[0], &o, &input, e))
        return false;
    if (input.in.chosen < 0)
        return err_set(e, E_SOURCE, "%.*s has no table", SLICE_ARG(input.source.name));
    if (!inspect_sample(&input.in, -1, env->arena, &table, e)) return false;
    q.in = &input.in;
    q.table = &table;
    if (cmd_text(env, "--target") != NULL &&
        !fs_read(cmd_text(env, "--target"), 16 << 20, env->arena, &q.target, e))
        return false;
    if (!read_failed(env, &q, &failed, &f, e)) return false;
    if (cmd_flag(env, "--request")) {
        cmd_print(author_request_text(&q, code ? "code" : "plan", env->arena));
        cmd_print(S("\n"));
        return true;
    }
    if (!author_ask(author, &config, &q, code ? "code" : "plan", env->arena, &reply, e))
        return false;
    if (reply.note.n > 0) cmd_note(env, "%s: %.*s", author->name, SLICE_ARG(reply.note));
    if (env->json || !code) {
        json_write(&b, env->json ? json_parse(env->arena, reply.response, NULL) : reply.plan, 2);
        buf_putc(&b, '\n');
    } else {
        buf_put(&b, reply.code);
    }
    /* On a terminal it is looked at; into a file it goes as it came. */
    if (isatty(STDOUT_FILENO))
        cmd_print_text(buf_slice(&b));
    else
        cmd_print(buf_slice(&b));
    buf_free(&b);
    return true;
}

const struct cmd cmd_author = {
    .name = "author",
    .usage = "FILE --plan|--code",
    .doc = "Ask the author for a plan or for transform code.",
    .detail = "The built-in author needs no model, no key and no network and is the default. "
              "--author-command runs any program: it reads the request as JSON on standard input "
              "and answers with {\"plan\":...} or {\"code\":\"...\"}. --request shows the bytes it "
              "would get: the shape of the data, not its values.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 1,
    .run = run,
};
