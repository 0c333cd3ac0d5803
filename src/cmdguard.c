#include "cmdguard.h"

#include "clock.h"
#include "export.h"
#include "fs.h"
#include "openlineage.h"
#include "package.h"
#include <stdlib.h>
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

bool cmdguard_wanted(const struct cmd_env *env)
{
    static const struct cmd_option option[] = {CMDGUARD_OPTIONS, {0}};

    for (const struct cmd_option *o = option; o->name != NULL; o++)
        if (cmd_given(env, o->name)) return true;
    return false;
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

/* The name of a file wherever it is read from later. */
static slice full_path(const char *path, struct arena *a)
{
    char *z = realpath(path, NULL);
    slice full = arena_copy(a, slice_z(z != NULL ? z : path));

    free(z);
    return full;
}

/* The source and the plan's further inputs, which lie beside it or are tables of it. */
static void put_sources(const struct cmdguard *g, const char *inputs, struct openlineage *x,
                        struct arena *a)
{
    int n = g->plan != NULL ? g->plan->ninput : 0;
    slice *path = arena_new(a, slice, n + 1), folder;
    const struct table **table = arena_alloc(a, sizeof *table, (size_t)n + 1);

    if (path == NULL || table == NULL) return;
    path[0] = full_path(arena_z(a, g->source_path), a);
    table[0] = g->read;
    folder = path[0];
    folder.n -= fs_basename(folder).n;
    for (int i = 0; i < n; i++) {
        const struct plan_input *in = &g->plan->input[i];
        slice file = inputs != NULL
                         ? arena_printf(a, "%s/%.*s", inputs, SLICE_ARG(in->file))
                         : arena_printf(a, "%.*s%.*s", SLICE_ARG(folder), SLICE_ARG(in->file));

        path[i + 1] = in->file.n > 0 ? full_path(arena_z(a, file), a) : path[0];
        table[i + 1] = g->plan->table[i].table;
    }
    x->source = path;
    x->source_table = table;
    x->nsource = n + 1;
}

static bool write_event(const struct cmd_env *env, const struct cmdguard *g, const char *path,
                        struct err *e)
{
    moment now = clock_now();
    struct arena *a = env->arena;
    struct openlineage x = {.namespace = g->namespace,
                            .job = g->job,
                            .time = now.iso,
                            .error = g->error,
                            .table = g->table,
                            .column = g->lineage};
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 1, .first = true};

    x.identity = arena_printf(a, "%s/%s/%s/%s/%s", g->namespace, g->job, now.iso,
                              g->source_sha256.hex, g->sha256.hex);
    if (written(g)) x.output = arena_z(a, full_path(g->out, a));
    put_sources(g, cmd_text(env, "--inputs"), &x, a);
    openlineage_write(&x, &w);
    return put(path, &b, e);
}

bool cmdguard_report(const struct cmd_env *env, const struct cmdguard *g, struct err *e)
{
    const char *event = cmd_text(env, "--openlineage");
    const char *path = cmd_text(env, "--report");
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 1, .first = true};
    bool whole;

    if (event != NULL && !write_event(env, g, event, e)) return false;
    if (path == NULL) return true;
    if (!g->target->checked) {
        if (g->target->schema.n > 0) return true; /* it did not come to that */
        return err_set(e, E_USAGE,
                       "%s --report: there is no target to report on; the plan names "
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
                        .format = to != NULL     ? slice_z(to)
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
