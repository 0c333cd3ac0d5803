/* profile - full statistics of every column. */
#include "profile.h"
#include "cmd.h"
#include "inspect.h"

static bool run(struct cmd_env *env, struct err *e)
{
    struct read_options o = cmd_read_options(env);
    struct source s;
    struct workbook w;
    struct inspection in;
    struct table t;
    struct profile p;
    struct buf b = {0};

    if (!source_open(&s, env->arg[0], &o, env->arena, e) ||
        !workbook_read(&s, &o, env->arena, &w, e) || !inspect(&w, &o, env->arena, &in, e) ||
        !inspect_table(&in, -1, env->arena, &t, e) || !profile_table(&t, env->arena, &p, e))
        return false;
    if (env->json) {
        struct json_writer j = {.out = &b, .indent = 2};

        jw_open(&j, NULL, '{');
        jw_z(&j, "fettle", "profile/1");
        jw_text(&j, "source", s.name);
        jw_z(&j, "sha256", s.sha256.hex);
        profile_json(&p, &j);
        jw_close(&j, '}');
        buf_putc(&b, '\n');
    } else {
        profile_text(&p, &b);
    }
    cmd_print(buf_slice(&b));
    buf_free(&b);
    return true;
}

const struct cmd cmd_profile = {
    .name = "profile",
    .usage = "FILE",
    .doc = "Give full statistics of every column: kinds, ranges, common values, masks.",
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 1,
    .run = run,
};
