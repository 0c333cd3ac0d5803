#include "cmdguard.h"

#include "clock.h"
#include "export.h"
#include "fs.h"
#include "package.h"
#include <sys/stat.h>

static int64_t bytes_of(const char *path)
{
    struct stat s;

    return path != NULL && stat(path, &s) == 0 ? (int64_t)s.st_size : 0;
}

static bool written(const struct cmdguard *g)
{
    return g->out != NULL && strcmp(g->out, "-") != 0 && g->sha256.hex[0] != 0;
}

bool cmdguard_check(const struct cmd_env *env, struct err *e)
{
    const char *out = cmd_text(env, "--output");

    if (cmd_given(env, "--package") && (out == NULL || strcmp(out, "-") == 0))
        return err_set(e, E_USAGE, "%s --package describes a file: it needs -o FILE",
                       env->cmd->name);
    if (cmd_given(env, "--rejects") && out == NULL)
        return err_set(e, E_USAGE, "%s --rejects needs -o: the other rows go there",
                       env->cmd->name);
    return true;
}

static bool put(const char *path, struct buf *b, struct err *e)
{
    bool ok;

    buf_putc(b, '\n');
    ok = fs_write(path, buf_slice(b), e);
    buf_free(b);
    return ok;
}

bool cmdguard_report(const struct cmd_env *env, const struct cmdguard *g, struct err *e)
{
    const char *path = cmd_text(env, "--report");
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 1, .first = true};
    bool whole;

    if (path == NULL) return true;
    if (!g->target->checked) {
        if (g->target->schema.n > 0) return true; /* it did not come to that */
        return err_set(e, E_USAGE, "%s --report: there is no target to report on; the plan names "
                                   "one, or --target does",
                       env->cmd->name);
    }
    whole = written(g) && g->target->rejected.nrow == 0;
    target_report(g->target, g->out != NULL ? g->out : "-", whole ? bytes_of(g->out) : 0,
                  whole ? g->sha256.hex : NULL, &w);
    return put(path, &b, e);
}

static bool write_package(const struct cmd_env *env, const struct cmdguard *g, struct err *e)
{
    const char *path = cmd_text(env, "--package"), *to = cmd_text(env, "--to");
    slice folder = slice_z(path), suffix = fs_suffix(slice_z(g->out));
    moment now = clock_now();
    struct package p = {.path = g->out,
                        .format = to != NULL      ? slice_z(to)
                                  : suffix.n > 1 ? slice_sub(suffix, 1, suffix.n)
                                                 : S("csv"),
                        .bytes = bytes_of(g->out),
                        .sha256 = g->sha256,
                        .schema = g->target->schema,
                        .source_name = g->source_name,
                        .source_sha256 = g->source_sha256,
                        .created = now.iso};
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 1, .first = true};

    folder.n -= fs_basename(folder).n;
    p.folder = arena_z(env->arena, folder);
    if (!package_write(&p, g->table, &w, e)) return false;
    return put(path, &b, e);
}

static bool write_rejects(const struct cmd_env *env, const struct cmdguard *g, struct err *e)
{
    const char *path = cmd_text(env, "--rejects");
    struct export_options o = {0};
    struct table none = *g->table;

    none.nrow = 0;
    if (!export_table(g->target->rejected.ncol > 0 ? &g->target->rejected : &none, path, &o, NULL,
                      e))
        return false;
    if (g->target->rejected.nrow > 0)
        cmd_note(env, "%-12s %lld of %lld rows, with the reason: %s", "rejected",
                 (long long)g->target->rejected.nrow, (long long)g->target->table.nrow, path);
    return true;
}

bool cmdguard_write(const struct cmd_env *env, const struct cmdguard *g, struct err *e)
{
    return (!cmd_given(env, "--rejects") || write_rejects(env, g, e)) &&
           (!cmd_given(env, "--package") || write_package(env, g, e));
}
