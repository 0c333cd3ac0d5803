#include "cmdplan.h"

#include "cmdrun.h"
#include "fs.h"
#include "jsonpatch.h"
#include "plandiff.h"
#include "planimport.h"
#include <stdio.h>

enum { BYTES_MAX = 16 << 20 };

static const struct json *read_json(const struct cmd_env *env, const char *path, struct err *e)
{
    const struct json *v;
    slice text;

    if (!fs_read(path, BYTES_MAX, env->arena, &text, e)) return NULL;
    v = json_parse(env->arena, text, e);
    if (v == NULL) err_wrap(e, "%s", path);
    return v;
}

static bool read_plan(const struct cmd_env *env, const char *path, struct plan *out, struct err *e)
{
    struct failures f = {.arena = env->arena};
    const struct json *doc = read_json(env, path, e);

    if (doc == NULL) return false;
    if (plan_parse(doc, env->arena, out, &f) && f.n == 0) return true;
    return err_set(e, E_FAILED, "%s: %.*s", path, SLICE_ARG(f.at[0].message));
}

static void print(struct buf *b)
{
    cmd_print(buf_slice(b));
    buf_free(b);
}

/* A plan where -o says, or on standard output. */
static bool write_plan(const struct cmd_env *env, const struct json *doc, struct err *e)
{
    const char *out = cmd_text(env, "--output");
    struct buf b = {0};
    bool ok = true;

    json_write(&b, doc, 1);
    buf_putc(&b, '\n');
    if (out == NULL || strcmp(out, "-") == 0)
        cmd_print(buf_slice(&b));
    else
        ok = fs_write(out, buf_slice(&b), e);
    buf_free(&b);
    return ok;
}

bool cmdplan_diff(const struct cmd_env *env, struct err *e)
{
    struct plandiff d;
    struct plan x, y;
    struct buf b = {0};

    if (!read_plan(env, env->arg[1], &x, e) || !read_plan(env, env->arg[2], &y, e)) return false;
    if (!plandiff_find(&x, &y, env->arena, &d))
        return err_set(e, E_LIMIT, "the plans do not fit the memory limit");
    if (env->json) {
        struct json_writer w = {.out = &b, .indent = 2};

        jw_open(&w, NULL, '{');
        jw_z(&w, "fettle", "plan-diff/1");
        plandiff_json(&d, &w);
        jw_close(&w, '}');
    } else if (d.n == 0) {
        buf_putz(&b, "the plans are the same\n");
    } else {
        plandiff_text(&d, &b);
    }
    print(&b);
    return true;
}

bool cmdplan_patch(const struct cmd_env *env, struct err *e)
{
    struct failures f = {.arena = env->arena};
    const struct json *doc, *patch;
    struct plan p;
    struct buf b = {0};

    if (strcmp(env->arg[1], "-") == 0 && strcmp(env->arg[2], "-") == 0)
        return err_set(e, E_USAGE, "plan patch: only one of the files can be standard input");
    doc = read_json(env, env->arg[1], e);
    patch = doc != NULL ? read_json(env, env->arg[2], e) : NULL;
    if (patch == NULL) return false;
    doc = jsonpatch_apply(doc, patch, env->arena, e);
    if (doc == NULL) return err_wrap(e, "%s", env->arg[2]);
    /* What the patch made must still be a plan; its steps are checked against a file. */
    if (plan_parse(doc, env->arena, &p, &f) && f.n == 0) return write_plan(env, doc, e);
    for (int i = 0; i < f.n; i++) failure_text(&f.at[i], 5, &b);
    fwrite(b.p, 1, b.n, stderr);
    buf_free(&b);
    return err_set(e, E_FAILED, "the patched document is no plan; nothing was written");
}

/* ---------------------------------------------------------------- import */

static void entry_text(const struct planimport_entry *x, int number, struct buf *out)
{
    buf_printf(out, "%d %.*s: ", number, SLICE_ARG(x->op));
    if (x->state == PLANIMPORT_LEFT_OUT)
        buf_putz(out, "left out");
    else if (x->state == PLANIMPORT_NOTHING)
        buf_putz(out, "changes no data");
    else if (x->last > x->first)
        buf_printf(out, "steps %d to %d", x->first, x->last);
    else
        buf_printf(out, "step %d", x->first);
    if (x->note.n > 0) buf_printf(out, "; %.*s", SLICE_ARG(x->note));
    buf_putc(out, '\n');
}

static void import_json(const struct planimport *m)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2};

    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "plan-import/1");
    jw_int(&w, "left_out", m->left_out);
    jw_open(&w, "operations", '[');
    for (int i = 0; i < m->n; i++) {
        const struct planimport_entry *x = &m->at[i];

        jw_open(&w, NULL, '{');
        jw_text(&w, "op", x->op);
        jw_text(&w, "description", x->text);
        jw_z(&w, "state", planimport_state_name(x->state));
        if (x->note.n > 0) jw_text(&w, "note", x->note);
        if (x->first > 0) {
            jw_open(&w, "steps", '[');
            for (int k = x->first; k <= x->last; k++) jw_int(&w, NULL, k);
            jw_close(&w, ']');
        }
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_json(&w, "plan", m->plan);
    jw_close(&w, '}');
    print(&b);
}

bool cmdplan_import(const struct cmd_env *env, struct err *e)
{
    const struct json *history = read_json(env, env->arg[1], e);
    struct read_options o = cmd_read_options(env);
    struct cmdrun_input input;
    struct planimport m;
    struct table table;
    struct buf b = {0};

    if (history == NULL) return false;
    if (env->narg == 3 && (!cmdrun_read(env, env->arg[2], &o, &input, e) ||
                           !inspect_table(&input.in, o.header_rows, env->arena, &table, e)))
        return false;
    if (!planimport_openrefine(history, env->narg == 3 ? &table : NULL, env->arena, &m, e))
        return err_wrap(e, "%s", env->arg[1]);
    if (env->json) {
        import_json(&m);
    } else {
        if (!write_plan(env, m.plan, e)) return false;
        for (int i = 0; i < m.n; i++)
            if (m.at[i].state != PLANIMPORT_DONE) entry_text(&m.at[i], i + 1, &b);
        if (!env->quiet && b.n > 0) fwrite(b.p, 1, b.n, stderr);
        buf_free(&b);
    }
    if (m.left_out == 0) return true;
    return err_set(e, E_FAILED, "%d of %d operations have no counterpart and are not in the plan",
                   m.left_out, m.n);
}
