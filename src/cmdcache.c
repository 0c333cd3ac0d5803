#include "cmdcache.h"

#include "cmdrun.h"
#include "export.h"
#include "fs.h"
#include "plan.h"
#include "readopt.h"
#include <stdlib.h>
#include <unistd.h>

/* ----------------------------------------------------------------- diff */

struct lines {
    slice *at;
    int n;
};

/* A plan's steps as people read them, or code line by line. */
static struct lines lines_of(const struct pin *p, struct arena *a)
{
    struct failures none = {.arena = a};
    struct lines l = {0};
    struct plan plan;
    slice rest = p->body;

    if (p->is_plan && plan_parse_text(p->body, a, &plan, &none)) {
        l.at = arena_new(a, slice, plan.nstep + 1);
        for (int i = 0; i < plan.nstep; i++) l.at[l.n++] = plan_step_text(&plan.step[i], a);
        return l;
    }
    l.at = arena_new(a, slice, rest.n + 1);
    while (rest.n > 0) l.at[l.n++] = slice_cut(rest, '\n', &rest);
    return l;
}

enum { DIFF_CELLS_MAX = 16 << 20 };

/* The longest common subsequence, by table: code is at most some thousand lines. */
static void put_lines(const struct lines *x, const struct lines *y, struct arena *a,
                      struct buf *out)
{
    size_t width = (size_t)y->n + 1;
    int *best, i = 0, k = 0;

    if ((size_t)(x->n + 1) * width > DIFF_CELLS_MAX) {
        buf_printf(out, "too long to compare line by line: %d and %d lines\n", x->n, y->n);
        return;
    }
    best = arena_new(a, int, (size_t)(x->n + 1) * width);
    for (int r = x->n - 1; r >= 0; r--)
        for (int c = y->n - 1; c >= 0; c--) {
            int *at = &best[(size_t)r * width + (size_t)c];
            int down = at[width], right = at[1];

            *at = slice_eq(x->at[r], y->at[c]) ? at[width + 1] + 1 : down > right ? down : right;
        }
    while (i < x->n || k < y->n) {
        const int *at = &best[(size_t)i * width + (size_t)k];

        if (i < x->n && k < y->n && slice_eq(x->at[i], y->at[k])) {
            buf_printf(out, "  %.*s\n", SLICE_ARG(x->at[i]));
            i++, k++;
        } else if (i < x->n && (k == y->n || at[width] >= at[1])) {
            buf_printf(out, "- %.*s\n", SLICE_ARG(x->at[i]));
            i++;
        } else {
            buf_printf(out, "+ %.*s\n", SLICE_ARG(y->at[k]));
            k++;
        }
    }
}

static bool schema_of_pin(const struct pin *p, struct arena *a, struct schema *out)
{
    return schema_parse(json_parse(a, p->schema, NULL), a, out, NULL);
}

void cmdcache_diff(const struct pin *a, const struct pin *b, struct arena *arena, struct buf *out)
{
    struct schema x, y;
    struct match m;
    struct lines lx = lines_of(a, arena), ly = lines_of(b, arena);

    if (schema_of_pin(a, arena, &x) && schema_of_pin(b, arena, &y)) {
        match_schema(&x, NULL, &y, arena, &m);
        buf_printf(out, "columns: %s\n", match_name(m.level));
        for (int i = 0; i < m.ndrift; i++)
            buf_printf(out, "  %s %.*s%s%.*s%s%.*s\n", m.drift[i].what,
                       SLICE_ARG(m.drift[i].column), m.drift[i].was.n > 0 ? ": " : "",
                       SLICE_ARG(m.drift[i].was), m.drift[i].now.n > 0 ? " -> " : "",
                       SLICE_ARG(m.drift[i].now));
    }
    if (slice_eq(a->digest, b->digest)) {
        buf_putz(out, "the same content\n");
        return;
    }
    put_lines(&lx, &ly, arena, out);
}

/* --------------------------------------------------------------- export */

static void put_pin(const struct pin *p, struct arena *a, struct buf *out)
{
    struct json_writer w = {.out = out, .first = true};

    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "pin/1");
    jw_text(&w, "orca", p->orca);
    jw_text(&w, "fingerprint", p->fingerprint);
    jw_text(&w, "layout", p->layout);
    jw_z(&w, "kind", p->is_plan ? "plan" : "transform");
    jw_text(&w, "runtime", p->runtime);
    jw_text(&w, "sha256", p->digest);
    jw_text(&w, "body", p->body);
    jw_bool(&w, "rolling", p->rolling);
    jw_z(&w, "state", pin_state_name(p->state));
    jw_text(&w, "note", p->note);
    jw_text(&w, "who", p->who);
    jw_text(&w, "when", p->when);
    jw_json(&w, "schema", json_parse(a, p->schema, NULL));
    jw_json(&w, "evidence", json_parse(a, p->evidence, NULL));
    jw_close(&w, '}');
    buf_putc(out, '\n');
}

int cmdcache_export(struct store *s, const char *orca, struct arena *a, struct buf *out,
                    struct err *e)
{
    struct pin *list, p;
    int n;

    if (!store_pins(s, orca, false, a, &list, &n, e)) return -1;
    for (int i = n; i > 0; i--) {
        if (!store_pin_get(s, arena_z(a, list[i - 1].orca), list[i - 1].id, a, &p, e)) return -1;
        put_pin(&p, a, out);
    }
    return n;
}

/* --------------------------------------------------------------- import */

/* One line as a pin; its digest and fingerprint are computed again, not believed. */
static bool read_pin(const struct json *v, struct arena *a, struct pin *p, struct schema *schema,
                     struct err *e)
{
    struct buf evidence = {0};
    slice kind = json_text(json_member(v, "kind"));
    digest d;

    if (!slice_eqz(json_text(json_member(v, "fettle")), "pin/1"))
        return err_set(e, E_FAILED, "this is no \"pin/1\"");
    *p = (struct pin){.orca = json_text(json_member(v, "orca")),
                      .fingerprint = json_text(json_member(v, "fingerprint")),
                      .layout = json_text(json_member(v, "layout")),
                      .is_plan = slice_eqz(kind, "plan"),
                      .runtime = json_text(json_member(v, "runtime")),
                      .digest = json_text(json_member(v, "sha256")),
                      .body = json_text(json_member(v, "body")),
                      .rolling = json_flag(json_member(v, "rolling"), false),
                      .who = json_text(json_member(v, "who")),
                      .when = json_text(json_member(v, "when")),
                      .note = json_text(json_member(v, "note"))};
    if (!p->is_plan && !slice_eqz(kind, "transform"))
        return err_set(e, E_FAILED, "a pin of the unknown kind \"%.*s\"", SLICE_ARG(kind));
    d = hash_sha256(p->body);
    if (!slice_eqz(p->digest, d.hex))
        return err_set(e, E_FAILED, "the body has not the digest that the line states");
    if (!schema_parse(json_member(v, "schema"), a, schema, e)) return false;
    if (!slice_eqz(p->fingerprint, schema->fingerprint) || !slice_eqz(p->layout, schema->layout))
        return err_set(e, E_FAILED, "the fingerprint is not that of the columns in the line");
    if (json_member(v, "evidence") != NULL)
        json_write_canonical(&evidence, json_member(v, "evidence"));
    p->evidence = buf_take(&evidence, a);
    return true;
}

/* Is the same content live for the same orca and columns already? */
static bool is_known(struct store *s, const struct pin *p, struct arena *a, bool *known,
                     struct err *e)
{
    struct pin *list;
    int n;

    *known = false;
    if (!store_pins(s, arena_z(a, p->orca), false, a, &list, &n, e)) return false;
    for (int i = 0; i < n; i++)
        if (slice_eq(list[i].fingerprint, p->fingerprint) && slice_eq(list[i].digest, p->digest))
            *known = true;
    return true;
}

static bool import_line(struct store *s, slice line, const char *orca, const char *who,
                        bool approve, struct arena *a, int *added, int *known, struct err *e)
{
    const struct json *v = json_parse(a, line, e);
    struct schema schema;
    struct pin p;
    bool there;

    if (v == NULL || !read_pin(v, a, &p, &schema, e)) return false;
    if (orca != NULL && !slice_eqz(p.orca, orca)) return true;
    if (p.orca.n == 0) return err_set(e, E_FAILED, "the pin names no orca");
    if (!is_known(s, &p, a, &there, e)) return false;
    if (there) {
        ++*known;
        return true;
    }
    p.state = approve ? PIN_APPROVED : PIN_PROPOSED;
    p.note = arena_printf(a, "%.*s%simported; made %.*s by %.*s", SLICE_ARG(p.note),
                          p.note.n > 0 ? "; " : "", SLICE_ARG(p.when), SLICE_ARG(p.who));
    p.who = slice_z(who);
    ++*added;
    return store_pin_add(s, &p, &schema, e) != 0;
}

bool cmdcache_import(struct store *s, slice text, const char *orca, const char *who, bool approve,
                     struct arena *a, int *added, int *known, struct err *e)
{
    slice rest = text;
    bool ok = store_begin(s, e);
    int line = 0;

    *added = *known = 0;
    if (!ok) return false;
    while (ok && rest.n > 0) {
        slice at = slice_trim(slice_cut(rest, '\n', &rest));

        line++;
        if (at.n > 0 && !import_line(s, at, orca, who, approve, a, added, known, e))
            ok = err_wrap(e, "line %d", line);
    }
    return store_end(s, ok, e);
}

/* --------------------------------------------------------------- verify */

/* The digest that the table has as a file of this name. */
static bool digest_as(const struct table *t, slice path, struct arena *a, digest *d, struct err *e)
{
    const char *tmp = getenv("TMPDIR");
    slice dir = arena_printf(a, "%s/fettle-verify-XXXXXX", tmp != NULL ? tmp : "/tmp"), file;
    struct export_options o = {0};
    bool ok;

    if (mkdtemp((char *)(uintptr_t)dir.p) == NULL)
        return err_set(e, E_OUTPUT, "no temporary folder can be made in %s",
                       tmp != NULL ? tmp : "/tmp");
    file = arena_printf(a, "%s/out%.*s", dir.p, SLICE_ARG(fs_suffix(path)));
    ok = export_table(t, file.p, &o, d, e);
    unlink(file.p);
    rmdir(dir.p);
    return ok;
}

static bool verify_run(const struct cmd_env *env, struct store *s, const struct pin *p,
                       const struct run_row *row, struct buf *out, struct cmdcache_verified *v,
                       struct err *e)
{
    struct cmd_env silent = *env;
    struct read_options o;
    struct cmdrun r;
    struct err why = {0};
    digest d;

    if (!cmdrun_options_of(env, s, arena_z(env->arena, p->orca), row->id, &o, e)) return false;
    silent.quiet = true;
    if (!cmdrun_begin(&silent, arena_z(env->arena, row->source_path), &o, &r, &why)) {
        buf_printf(out, "skipped  %.*s\n", SLICE_ARG(slice_z(why.text)));
        v->skipped++;
        return true;
    }
    if (!slice_eqz(row->source_digest, source_digest(&r.input.source).hex)) {
        buf_printf(out, "skipped  %.*s is another file now\n", SLICE_ARG(row->source_path));
        v->skipped++;
        return true;
    }
    r.request.pin = p->id;
    r.request.dry = true;
    r.request.on_stage = NULL;
    if (!run_source(s, &r.request, env->arena, &r.result, e)) return false;
    if (strcmp(r.result.outcome, "ok") != 0 || strcmp(r.result.via, "pin") != 0) {
        buf_printf(out, "changed  %.*s: %s\n", SLICE_ARG(row->source_name),
                   r.result.stop.code != E_NONE ? r.result.stop.text
                                                : "the pin no longer serves it");
        v->changed++;
        return true;
    }
    if (!digest_as(&r.result.table, row->output_path, env->arena, &d, e)) return false;
    if (slice_eqz(row->output_digest, d.hex)) {
        buf_printf(out, "same     %.*s %.12s\n", SLICE_ARG(row->source_name), d.hex);
        v->same++;
    } else {
        buf_printf(out, "changed  %.*s: %.12s, was %.*s\n", SLICE_ARG(row->source_name), d.hex, 12,
                   row->output_digest.p);
        v->changed++;
    }
    return true;
}

/* The same input with the same output was looked at already? */
static bool is_repeat(const struct run_row *runs, int i)
{
    for (int k = 0; k < i; k++)
        if (slice_eq(runs[k].source_digest, runs[i].source_digest) &&
            slice_eq(runs[k].output_digest, runs[i].output_digest))
            return true;
    return false;
}

bool cmdcache_verify(const struct cmd_env *env, struct store *s, const struct pin *p,
                     struct buf *out, struct cmdcache_verified *v, struct err *e)
{
    const struct json *evidence = json_parse(env->arena, p->evidence, NULL);
    const char *orca = arena_z(env->arena, p->orca);
    int64_t first = json_i64(json_member(evidence, "run"), 0);
    struct run_row *runs, *all;
    int n;

    *v = (struct cmdcache_verified){0};
    if (!store_runs(s, orca, p->id, 0, env->arena, &runs, &n, e)) return false;
    all = arena_new(env->arena, struct run_row, n + 1);
    if (n > 0) memcpy(all, runs, sizeof *all * (size_t)n);
    /* The run that the pin was made from is not one of the pin's. */
    if (first > 0 && store_run_get(s, orca, first, env->arena, &all[n], NULL)) n++;
    for (int i = 0; i < n; i++)
        if (slice_eqz(all[i].outcome, "ok") && all[i].output_digest.n > 0 && !is_repeat(all, i) &&
            !verify_run(env, s, p, &all[i], out, v, e))
            return false;
    return true;
}
