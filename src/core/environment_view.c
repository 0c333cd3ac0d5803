/* environment_view.c - what a box is told of an environment: what it shows, what it hides, what its
 * importer refuses. */
#include "environment.h"

#include "version.h"
#include "wheel.h"
#include <stdio.h>

struct build {
    const struct environment *x;
    const struct runtime *runtime;
    struct distributions own; /* the interpreter's */
    bool *base, *allowed;     /* [own]: what the runtime loads; that and what the list allows */
    struct arena *arena;
    struct err *e;
};

/* Marks a distribution and all that it needs. */
static void mark(const struct build *b, bool *set, slice key)
{
    const struct distribution *d = distributions_find(&b->own, key);

    if (d == NULL || set[d - b->own.at]) return;
    set[d - b->own.at] = true;
    for (int i = 0; i < d->needs.n; i++) mark(b, set, d->needs.at[i]);
}

static const struct environment_wheel *find_wheel(const struct environment *x, slice key)
{
    for (int i = 0; i < x->nwheel; i++)
        if (slice_eq(x->wheel[i].key, key)) return &x->wheel[i];
    return NULL;
}

static bool choose(struct build *b)
{
    b->base = arena_new(b->arena, bool, b->own.n + 1);
    b->allowed = arena_new(b->arena, bool, b->own.n + 1);
    if (b->base == NULL || b->allowed == NULL)
        return err_set(b->e, E_LIMIT, "not enough memory for a list of packages");
    for (const char *const *m = b->runtime->base; *m != NULL; m++) mark(b, b->base, slice_z(*m));
    for (int i = 0; i < b->own.n; i++) b->allowed[i] = b->base[i] || !b->x->is_listed;
    for (int i = 0; i < b->x->allow.n; i++) {
        slice key = b->x->allow.at[i];

        if (distributions_find(&b->own, key) == NULL && find_wheel(b->x, key) == NULL)
            return err_set(b->e, E_USAGE,
                           "--allow: there is no distribution \"%.*s\" beside this Python; fettle "
                           "doctor lists them",
                           SLICE_ARG(key));
        mark(b, b->allowed, key);
    }
    for (int i = 0; i < b->x->nwheel; i++)
        for (int k = 0; k < b->x->wheel[i].must.n; k++)
            mark(b, b->allowed, requirement_key(b->x->wheel[i].must.at[k]));
    return true;
}

/* Is what the wheel needs there, and of the right version? A wheel is found before what is
 * installed. */
static bool check_need(const struct build *b, const struct environment_wheel *w, slice need)
{
    slice key = requirement_key(need), clauses = requirement_clauses(need);
    const struct distribution *own = distributions_find(&b->own, key);
    const struct environment_wheel *other = find_wheel(b->x, key);

    if (other != NULL && !version_fits(other->version, clauses))
        return err_set(b->e, E_USAGE, "the wheel %.*s needs %.*s, and the folder has %.*s",
                       SLICE_ARG(w->file), SLICE_ARG(need), SLICE_ARG(other->file));
    if (other == NULL && own != NULL && !version_fits(own->version, clauses))
        return err_set(b->e, E_USAGE,
                       "the wheel %.*s needs %.*s, and this Python has %.*s %.*s: put a wheel of a "
                       "version that fits into the folder too",
                       SLICE_ARG(w->file), SLICE_ARG(need), SLICE_ARG(own->name),
                       SLICE_ARG(own->version));
    return other != NULL || own != NULL ||
           err_set(b->e, E_USAGE,
                   "the wheel %.*s needs %.*s: put a wheel of that into the folder too",
                   SLICE_ARG(w->file), SLICE_ARG(need));
}

/* Of the interpreter's version two parts are known. */
static bool fits_python(slice clauses, int minor)
{
    char first[32], last[32];

    snprintf(first, sizeof first, "3.%d.0", minor);
    snprintf(last, sizeof last, "3.%d.99", minor);
    return version_fits(slice_z(first), clauses) || version_fits(slice_z(last), clauses);
}

/* The wheel against the interpreter and against what the runtime loads before any code. */
static bool check_wheel(const struct build *b, const struct environment_wheel *w, int minor)
{
    if (!fits_python(w->python, minor))
        return err_set(b->e, E_USAGE, "the wheel %.*s needs Python %.*s, and this is 3.%d",
                       SLICE_ARG(w->file), SLICE_ARG(w->python), minor);
    if (!wheel_fits(w->tags, minor))
        return err_set(b->e, E_USAGE, "the wheel %.*s is not for Python 3.%d on this machine",
                       SLICE_ARG(w->file), minor);
    for (int i = 0; i < b->own.n; i++) {
        const struct distribution *d = &b->own.at[i];

        if (!b->base[i]) continue;
        for (int k = 0; k < w->module.n; k++)
            if (slice_eq(d->key, w->key) || slices_have(&d->module, w->module.at[k]))
                return err_set(
                    b->e, E_USAGE,
                    "the wheel %.*s cannot take the place of %.*s %.*s, which the runtime "
                    "%s loads before the code; leave it out of the folder",
                    SLICE_ARG(w->file), SLICE_ARG(d->name), SLICE_ARG(d->version),
                    b->runtime->name);
    }
    for (int i = 0; i < w->must.n; i++)
        if (!check_need(b, w, w->must.at[i])) return false;
    return true;
}

/* ------------------------------------------------------------- paths */

static bool put_paths(const struct build *b, struct environment_view *out)
{
    int n = 0, nhide = 0, room = b->own.folder.n + 1;
    const char **show, **hide;

    for (const char *const *s = b->runtime->show; s != NULL && *s != NULL; s++) room++;
    for (int i = 0; i < b->own.n; i++) room += b->own.at[i].entry.n;
    show = arena_new(b->arena, const char *, room);
    hide = arena_new(b->arena, const char *, room);
    if (show == NULL || hide == NULL)
        return err_set(b->e, E_LIMIT, "not enough memory for a list of packages");
    for (const char *const *s = b->runtime->show; s != NULL && *s != NULL; s++) show[n++] = *s;
    for (int i = 0; i < b->own.n; i++)
        for (int k = 0; b->allowed[i] && k < b->own.at[i].entry.n; k++)
            show[n++] = b->own.at[i].entry.at[k].p;
    for (int i = 0; i < b->own.folder.n; i++) hide[nhide++] = b->own.folder.at[i].p;
    out->show = show;
    out->hide = hide;
    return true;
}

/* ------------------------------------------------------------- the importer's part */

static void put_names(struct json_writer *w, const struct slices *s)
{
    for (int i = 0; i < s->n; i++) jw_text(w, NULL, s->at[i]);
}

/* JSON of text, lists and objects is Python too. */
static slice entry_text(const struct build *b)
{
    struct buf out = {0};
    struct json_writer w = {.out = &out, .first = true};

    buf_put(&out, b->runtime->entry);
    buf_putz(&out, "\nFORBIDDEN = ");
    jw_open(&w, NULL, '{');
    for (int i = 0; i < b->own.n; i++) {
        const struct distribution *d = &b->own.at[i];

        for (int k = 0; !b->allowed[i] && k < d->module.n; k++)
            jw_text(&w, arena_z(b->arena, d->module.at[k]), d->name);
    }
    jw_close(&w, '}');
    if (b->x->nwheel > 0) {
        buf_putz(&out, "\nPACKED = ");
        w.first = true;
        jw_open(&w, NULL, '[');
        for (int i = 0; i < b->x->nwheel; i++) put_names(&w, &b->x->wheel[i].module);
        jw_close(&w, ']');
    }
    buf_putc(&out, '\n');
    return buf_take(&out, b->arena);
}

/* ------------------------------------------------------------- the record's part */

static struct json *describe(struct arena *a, slice name, slice version, const char *from)
{
    struct json *v = json_new_object(a);

    json_set(a, v, "name", json_new_text(a, name));
    json_set(a, v, "version", json_new_text(a, version));
    json_set(a, v, "from", json_new_text(a, slice_z(from)));
    return v;
}

static const struct json *document(const struct build *b)
{
    struct arena *a = b->arena;
    const struct environment *x = b->x;
    struct json *v = json_new_object(a), *list = json_new_array(a), *allow = NULL;
    struct buf text = {0};
    digest d;

    for (int i = 0; i < x->nwheel; i++) {
        struct json *w = describe(a, x->wheel[i].name, x->wheel[i].version, "wheel");

        json_set(a, w, "file", json_new_text(a, x->wheel[i].file));
        json_set(a, w, "sha256", json_new_text(a, x->wheel[i].sha256));
        json_push(a, list, w);
    }
    for (int i = 0; i < b->own.n; i++)
        if (b->allowed[i] && find_wheel(x, b->own.at[i].key) == NULL)
            json_push(a, list, describe(a, b->own.at[i].name, b->own.at[i].version, "system"));
    if (x->is_listed) {
        allow = json_new_array(a);
        for (int i = 0; i < x->allow.n; i++) json_push(a, allow, json_new_text(a, x->allow.at[i]));
        json_set(a, v, "allow", allow);
    }
    if (x->packages.n > 0) json_set(a, v, "packages", json_new_text(a, x->packages));
    json_set(a, v, "distributions", list);
    json_write_canonical(&text, v);
    d = hash_sha256(buf_slice(&text));
    buf_free(&text);
    json_set(a, v, "digest", json_new_text(a, arena_printf(a, "sha256:%s", d.hex)));
    return v;
}

/* N of ".../python3.N". */
static int minor_of(const char *python)
{
    const char *dot = strrchr(python, '.');
    int64_t v;

    return dot != NULL && slice_i64(slice_z(dot + 1), &v) && v >= 0 && v < 1000 ? (int)v : -1;
}

bool environment_view(const struct environment *x, const struct runtime *runtime,
                      const char *python, const char *prefix, struct arena *a,
                      struct environment_view *out, struct err *e)
{
    struct build b = {.x = x, .runtime = runtime, .arena = a, .e = e};

    *out = (struct environment_view){.entry = runtime->entry, .show = runtime->show};
    if (x == NULL) return true;
    distributions_read(prefix, a, &b.own);
    if (!choose(&b)) return false;
    for (int i = 0; i < x->nwheel; i++)
        if (!check_wheel(&b, &x->wheel[i], minor_of(python))) return false;
    if (x->is_listed && !put_paths(&b, out)) return false;
    if (x->nwheel > 0) out->packages = x->folder.p;
    out->entry = entry_text(&b);
    out->doc = document(&b);
    return true;
}
