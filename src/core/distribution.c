#include "distribution.h"

#include "buf.h"
#include "fs.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEAD_MAX = 4 << 20, LIST_MAX = 16 << 20, MINOR_FIRST = 9, MINOR_LAST = 30 };

bool slices_have(const struct slices *s, slice x)
{
    for (int i = 0; i < s->n; i++)
        if (slice_eq(s->at[i], x)) return true;
    return false;
}

/* Once each. */
static void add(struct slices *s, slice x, struct arena *a)
{
    slice *more;

    if (x.n <= 0 || slices_have(s, x)) return;
    if ((s->n & (s->n + 1)) == 0) { /* 0, 1, 3, 7 ...: full */
        more = arena_new(a, slice, 2 * s->n + 1);
        if (more == NULL) return;
        if (s->n > 0) memcpy(more, s->at, sizeof *more * (size_t)s->n);
        s->at = more;
    }
    s->at[s->n] = arena_copy(a, x);
    if (s->at[s->n].p != NULL) s->n++;
}

slice distribution_key(slice name, struct arena *a)
{
    struct buf b = {0};

    for (ptrdiff_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool mark = c == '-' || c == '_' || c == '.';

        if (mark && b.n > 0 && b.p[b.n - 1] == '-') continue;
        buf_putc(&b, mark ? '-' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    return buf_take(&b, a);
}

slice requirement_key(slice s)
{
    ptrdiff_t n = 0;

    while (n < s.n && ((s.p[n] >= '0' && s.p[n] <= '9') || (s.p[n] >= 'A' && s.p[n] <= 'Z') ||
                       (s.p[n] >= 'a' && s.p[n] <= 'z') || memchr("-_.", s.p[n], 3) != NULL))
        n++;
    return slice_sub(s, 0, n);
}

slice requirement_clauses(slice s)
{
    return slice_sub(s, requirement_key(s).n, s.n);
}

/* "Some_Name[extra] (>=2, <3)" as "some-name>=2,<3". A place to get it from, "@ https://…", demands
 * no version. */
static slice requirement(slice s, struct arena *a)
{
    struct buf b = {0};
    slice name = requirement_key(s), rest = slice_trim(slice_sub(s, name.n, s.n));

    buf_put(&b, distribution_key(name, a));
    if (rest.n > 0 && rest.p[0] == '[') slice_cut(rest, ']', &rest);
    rest = slice_trim(rest);
    for (ptrdiff_t i = 0; i < rest.n && rest.p[0] != '@'; i++)
        if (memchr(" \t()", rest.p[i], 4) == NULL) buf_putc(&b, rest.p[i]);
    return buf_take(&b, a);
}

void distribution_head(slice text, struct arena *a, struct distribution *out)
{
    slice rest = text;

    while (rest.n > 0) {
        slice line = slice_cut(rest, '\n', &rest), value, key = slice_cut(line, ':', &value);

        if (slice_trim(line).n == 0) break; /* the description follows */
        if (value.n < 0) continue;
        if (slice_eq_nocase(key, S("Name")) && out->name.n == 0)
            out->name = arena_copy(a, slice_trim(value));
        else if (slice_eq_nocase(key, S("Version")) && out->version.n == 0)
            out->version = arena_copy(a, slice_trim(value));
        else if (slice_eq_nocase(key, S("Requires-Python")) && out->python.n == 0)
            out->python = arena_copy(a, slice_trim(value));
        else if (slice_eq_nocase(key, S("Requires-Dist")) && slice_find(value, S("extra ==")) < 0) {
            value = slice_trim(value);
            add(&out->needs, distribution_key(requirement_key(value), a), a);
            if (slice_find(value, S(";")) < 0) add(&out->must, requirement(value, a), a);
        }
    }
    out->key = distribution_key(out->name, a);
}

/* ------------------------------------------------------------- one site folder */

struct site {
    slice path;
    struct slices name;   /* of all that is in it */
    struct slices cached; /* of its __pycache__ */
    struct arena *arena;
    struct distributions *out;
};

static void read_folder(const char *path, struct slices *out, struct arena *a)
{
    DIR *d = opendir(path);
    struct dirent *entry;

    if (d == NULL) return;
    while ((entry = readdir(d)) != NULL)
        if (entry->d_name[0] != '.') add(out, slice_z(entry->d_name), a);
    closedir(d);
}

static slice read_text(const struct site *s, slice info, const char *name, size_t limit)
{
    slice text = {0}, path = arena_printf(s->arena, "%.*s/%.*s%s%s", SLICE_ARG(s->path),
                                          SLICE_ARG(info), name[0] != 0 ? "/" : "", name);
    struct err none = {0};

    if (!fs_exists(path.p) || !fs_read(path.p, limit, s->arena, &text, &none)) return (slice){0};
    return text;
}

static void add_entry(const struct site *s, struct distribution *d, slice name)
{
    add(&d->entry, arena_printf(s->arena, "%.*s/%.*s", SLICE_ARG(s->path), SLICE_ARG(name)),
        s->arena);
}

/* "numpy" of "numpy", "six.py" and "_brotli.cpython-311-x86_64-linux-gnu.so". */
static slice module_of(slice name)
{
    slice rest;

    return slice_cut(name, '.', &rest);
}

/* The module's folder or files, whichever there are. */
static void add_module(const struct site *s, struct distribution *d, slice module)
{
    bool any = false;

    if (slice_find(module, S("/")) >= 0 || slices_have(&d->module, module)) return;
    for (int i = 0; i < s->name.n; i++) {
        slice name = s->name.at[i];

        if (!slice_eq(module_of(name), module) ||
            !(name.n == module.n || slice_ends(name, S(".py")) || slice_ends(name, S(".so"))))
            continue;
        add_entry(s, d, name);
        any = true;
    }
    if (!any) return;
    add(&d->module, module, s->arena);
    for (int i = 0; i < s->cached.n; i++)
        if (slice_eq(module_of(s->cached.at[i]), module))
            add_entry(s, d, arena_printf(s->arena, "__pycache__/%.*s", SLICE_ARG(s->cached.at[i])));
}

/* requires.txt of older forms: those before the first extra. */
static void read_requires(slice text, struct distribution *d, struct arena *a)
{
    slice rest = text;

    while (rest.n > 0) {
        slice line = slice_trim(slice_cut(rest, '\n', &rest));

        if (line.n > 0 && line.p[0] == '[' && !slice_starts(line, S("[:"))) break;
        if (line.n > 0 && line.p[0] != '[')
            add(&d->needs, distribution_key(requirement_key(slice_trim(line)), a), a);
    }
}

/* By the list of its files, of its modules, or by its own name. */
static void read_modules(const struct site *s, slice info, struct distribution *d)
{
    slice rest = read_text(s, info, "RECORD", LIST_MAX);
    int before = d->module.n;

    while (rest.n > 0) {
        slice path = slice_cut(slice_cut(rest, '\n', &rest), ',', &(slice){0}), below,
              first = slice_cut(path, '/', &below);

        if (!slice_starts(path, S("../")) && !slice_ends(first, S("-info")) &&
            !slice_eq(first, S("__pycache__")))
            add_module(s, d, module_of(first));
    }
    rest = read_text(s, info, "top_level.txt", LIST_MAX);
    while (rest.n > 0) add_module(s, d, slice_trim(slice_cut(rest, '\n', &rest)));
    if (d->module.n > before) return;
    add_module(s, d, d->name);
    for (int i = 0; i < s->name.n && d->module.n == before; i++)
        if (slice_eq(distribution_key(module_of(s->name.at[i]), s->arena), d->key))
            add_module(s, d, module_of(s->name.at[i]));
}

static void read_info(const struct site *s, slice info)
{
    struct distribution *d = &s->out->at[s->out->n];
    slice stem = slice_sub(info, 0, info.n - (ptrdiff_t)strlen(".dist-info"));
    slice head = read_text(s, info, "METADATA", HEAD_MAX);

    if (slice_ends(info, S(".egg-info"))) stem = slice_sub(info, 0, info.n - 9);
    if (head.n == 0) head = read_text(s, info, "PKG-INFO", HEAD_MAX);
    if (head.n == 0) head = read_text(s, info, "", HEAD_MAX); /* a file in itself */
    *d = (struct distribution){0};
    distribution_head(head, s->arena, d);
    if (d->key.n == 0 || distributions_find(s->out, d->key) != NULL) return;
    read_requires(read_text(s, info, "requires.txt", HEAD_MAX), d, s->arena);
    read_modules(s, info, d);
    add_entry(s, d, info);
    for (int i = 0; i < s->name.n; i++) /* NAME-VERSION-nspkg.pth */
        if (slice_starts(s->name.at[i], stem) && slice_ends(s->name.at[i], S(".pth")))
            add_entry(s, d, s->name.at[i]);
    s->out->n++;
}

static void read_site(const char *path, struct arena *a, struct distributions *out)
{
    struct site s = {.path = slice_z(path), .arena = a, .out = out};
    struct distribution *more;

    if (!fs_exists(path)) return;
    add(&out->folder, s.path, a);
    read_folder(path, &s.name, a);
    read_folder(arena_printf(a, "%s/__pycache__", path).p, &s.cached, a);
    more = arena_new(a, struct distribution, out->n + s.name.n + 1);
    if (more == NULL) return;
    if (out->n > 0) memcpy(more, out->at, sizeof *more * (size_t)out->n);
    out->at = more;
    for (int i = 0; i < s.name.n; i++)
        if (slice_ends(s.name.at[i], S(".dist-info")) || slice_ends(s.name.at[i], S(".egg-info")))
            read_info(&s, s.name.at[i]);
}

static int by_key(const void *a, const void *b)
{
    const struct distribution *x = a, *y = b;

    return slice_cmp(x->key, y->key);
}

void distributions_read(const char *prefix, struct arena *a, struct distributions *out)
{
    *out = (struct distributions){0};
    read_site(arena_printf(a, "%s/lib/python3/dist-packages", prefix).p, a, out);
    for (int i = MINOR_FIRST; i <= MINOR_LAST; i++) {
        read_site(arena_printf(a, "%s/lib/python3.%d/site-packages", prefix, i).p, a, out);
        read_site(arena_printf(a, "%s/lib/python3.%d/dist-packages", prefix, i).p, a, out);
        if (strcmp(prefix, "/usr") == 0)
            read_site(arena_printf(a, "/usr/local/lib/python3.%d/dist-packages", i).p, a, out);
    }
    if (out->n > 0) qsort(out->at, (size_t)out->n, sizeof *out->at, by_key);
}

const struct distribution *distributions_find(const struct distributions *d, slice key)
{
    for (int i = 0; i < d->n; i++)
        if (slice_eq(d->at[i].key, key)) return &d->at[i];
    return NULL;
}
