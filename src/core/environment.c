/* environment.c - what was asked for, and the cache of unpacked wheels. environment_view.c has what
 * a box is told of it. */
#include "environment.h"

#include "fs.h"
#include "store.h"
#include "wheel.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MANIFEST_MAX = 16 << 20, LEFT_AFTER_S = 3600, OPEN_MAX = 16 };
static const char unpacking[] = ".new-";

/* ------------------------------------------------------------- folders */

/* "environments" beside the cache's file; empty: there is no home folder. */
static slice place(const char *cache, struct arena *a)
{
    slice file = store_place(cache, a);

    if (file.n == 0) return file;
    file.n -= fs_basename(file).n;
    return file.n > 0 ? arena_printf(a, "%.*senvironments", SLICE_ARG(file)) : S("environments");
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    remove(path);
    return 0;
}

static int open_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)at;
    return kind == FTW_D ? chmod(path, 0755) : 0;
}

static void remove_all(const char *path)
{
    nftw(path, remove_one, OPEN_MAX, FTW_DEPTH | FTW_PHYS);
}

/* ------------------------------------------------------------- the manifest */

static void write_list(struct json_writer *w, const char *key, const struct slices *s)
{
    jw_open(w, key, '[');
    for (int i = 0; i < s->n; i++) jw_text(w, NULL, s->at[i]);
    jw_close(w, ']');
}

static bool write_manifest(const char *path, slice packages, const struct wheel *wheel, int n,
                           struct err *e)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 1, .first = true};
    bool ok;

    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "packages/1");
    jw_text(&w, "digest", packages);
    jw_open(&w, "wheels", '[');
    for (int i = 0; i < n; i++) {
        jw_open(&w, NULL, '{');
        jw_text(&w, "file", wheel[i].file);
        jw_z(&w, "sha256", wheel[i].sha256.hex);
        jw_text(&w, "name", wheel[i].about.name);
        jw_text(&w, "version", wheel[i].about.version);
        jw_text(&w, "tags", wheel[i].tags);
        jw_text(&w, "python", wheel[i].about.python);
        write_list(&w, "modules", &wheel[i].about.module);
        write_list(&w, "needs", &wheel[i].about.must);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    buf_putc(&b, '\n');
    ok = fs_write(path, buf_slice(&b), e);
    buf_free(&b);
    return ok;
}

static struct slices read_list(const struct json *v, struct arena *a)
{
    struct slices s = {.at = arena_new(a, slice, json_count(v) + 1)};

    for (int i = 0; s.at != NULL && i < json_count(v); i++) s.at[s.n++] = json_text(v->item[i]);
    return s;
}

/* Takes the unpacked packages into use; *found false: they are not there. */
static bool take(struct environment *x, slice root, struct arena *a, bool *found, struct err *e)
{
    slice manifest = arena_printf(a, "%.*s/%.*s.json", SLICE_ARG(root), SLICE_ARG(x->packages)),
          text;
    const struct json *v, *list;

    *found = false;
    x->folder = arena_printf(a, "%.*s/%.*s", SLICE_ARG(root), SLICE_ARG(x->packages));
    x->lock = open(x->folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (x->lock < 0 || flock(x->lock, LOCK_SH) != 0 || !fs_exists(manifest.p)) return true;
    if (!fs_read(manifest.p, MANIFEST_MAX, a, &text, e)) return false;
    v = json_parse(a, text, e);
    if (v == NULL || !slice_eqz(json_text(json_member(v, "fettle")), "packages/1") ||
        !slice_eq(json_text(json_member(v, "digest")), x->packages))
        return err_set(e, E_STORE, "%s is damaged: remove it and name the folder of wheels again",
                       manifest.p);
    list = json_member(v, "wheels");
    x->wheel = arena_new(a, struct environment_wheel, json_count(list) + 1);
    for (int i = 0; x->wheel != NULL && i < json_count(list); i++) {
        const struct json *w = list->item[i];
        slice name = json_text(json_member(w, "name"));

        x->wheel[x->nwheel++] =
            (struct environment_wheel){.file = json_text(json_member(w, "file")),
                                       .sha256 = json_text(json_member(w, "sha256")),
                                       .name = name,
                                       .key = distribution_key(name, a),
                                       .version = json_text(json_member(w, "version")),
                                       .tags = json_text(json_member(w, "tags")),
                                       .python = json_text(json_member(w, "python")),
                                       .module = read_list(json_member(w, "modules"), a),
                                       .must = read_list(json_member(w, "needs"), a)};
    }
    *found = true;
    return true;
}

/* ------------------------------------------------------------- from wheels */

static int by_text(const void *a, const void *b)
{
    return slice_cmp(*(const slice *)a, *(const slice *)b);
}

static bool list_wheels(const char *dir, struct arena *a, slice file[ENVIRONMENT_WHEELS_MAX],
                        int *n, struct err *e)
{
    DIR *d = opendir(dir);
    struct dirent *entry;

    *n = 0;
    if (d == NULL)
        return err_set(e, E_USAGE, "the folder of wheels %s cannot be read: %s", dir,
                       strerror(errno));
    while ((entry = readdir(d)) != NULL) {
        slice name = slice_z(entry->d_name);

        if (!slice_ends(name, S(".whl")) || entry->d_name[0] == '.') continue;
        if (*n == ENVIRONMENT_WHEELS_MAX) {
            closedir(d);
            return err_set(e, E_LIMIT, "there are more than %d wheels in %s",
                           ENVIRONMENT_WHEELS_MAX, dir);
        }
        file[(*n)++] = arena_copy(a, name);
    }
    closedir(d);
    if (*n == 0) return err_set(e, E_USAGE, "there is no wheel (*.whl) in %s", dir);
    qsort(file, (size_t)*n, sizeof *file, by_text);
    return true;
}

static bool open_wheels(const char *dir, struct wheel *wheel, int n, const slice *file,
                        slice *packages, struct arena *a, struct err *e)
{
    struct hash *h = hash_open();
    digest d;
    bool ok = true;

    hash_put(h, S("fettle-packages 1\n"));
    for (int i = 0; ok && i < n; i++) {
        ok = wheel_open(&wheel[i], arena_printf(a, "%s/%.*s", dir, SLICE_ARG(file[i])).p, a, e);
        for (int k = 0; ok && k < i; k++)
            if (slice_eq(wheel[k].about.key, wheel[i].about.key))
                ok = err_set(e, E_SOURCE, "%s has two wheels of %.*s", dir,
                             SLICE_ARG(wheel[i].about.name));
        hash_put(h, file[i]);
        hash_put(h, S("\n"));
        hash_put(h, slice_z(wheel[i].sha256.hex));
        hash_put(h, S("\n"));
    }
    d = hash_close(h);
    *packages = arena_copy(a, slice_z(d.hex));
    return ok;
}

/* Beside its place, and then there at once. */
static bool unpack(slice root, slice packages, struct wheel *wheel, int n, struct arena *a,
                   struct err *e)
{
    slice fresh = arena_printf(a, "%.*s/%sXXXXXX", SLICE_ARG(root), unpacking),
          to = arena_printf(a, "%.*s/%.*s", SLICE_ARG(root), SLICE_ARG(packages));
    bool ok = true;

    if (!fs_mkdirs(root.p, e)) return false;
    if (mkdtemp((char *)(uintptr_t)fresh.p) == NULL)
        return err_set(e, E_OUTPUT, "no folder can be made in %s: %s", root.p, strerror(errno));
    for (int i = 0; ok && i < n; i++) ok = wheel_unpack(&wheel[i], fresh.p, a, e);
    if (ok && nftw(fresh.p, open_one, OPEN_MAX, FTW_PHYS) != 0)
        ok = err_set(e, E_OUTPUT, "%s: %s", fresh.p, strerror(errno));
    /* ENOTEMPTY: somebody else did the same, or was killed before he had written the manifest. */
    if (ok && rename(fresh.p, to.p) != 0 && errno != ENOTEMPTY && errno != EEXIST)
        ok = err_set(e, E_OUTPUT, "%s cannot be made: %s", to.p, strerror(errno));
    if (fs_exists(fresh.p)) remove_all(fresh.p);
    return ok && write_manifest(arena_printf(a, "%s.json", to.p).p, packages, wheel, n, e);
}

static bool from_wheels(struct environment *x, const char *dir, const char *cache, struct arena *a,
                        struct err *e)
{
    slice root = place(cache, a), file[ENVIRONMENT_WHEELS_MAX];
    struct wheel *wheel;
    bool found = false;
    int n;

    if (root.n == 0)
        return err_set(e, E_STORE,
                       "there is no home folder for the cache; give a file with --cache");
    root = slice_z(arena_z(a, root));
    if (!list_wheels(dir, a, file, &n, e)) return false;
    wheel = arena_new(a, struct wheel, n);
    if (wheel == NULL) return err_set(e, E_LIMIT, "not enough memory for %d wheels", n);
    if (!open_wheels(dir, wheel, n, file, &x->packages, a, e) || !take(x, root, a, &found, e))
        return false;
    if (found) return true;
    if (x->lock >= 0) close(x->lock);
    x->lock = -1;
    if (!unpack(root, x->packages, wheel, n, a, e) || !take(x, root, a, &found, e)) return false;
    return found || err_set(e, E_STORE, "the unpacked packages were removed at once");
}

/* ------------------------------------------------------------- opening */

static struct environment *fresh(struct arena *a)
{
    struct environment *x = arena_new(a, struct environment, 1);

    if (x == NULL) err_no_memory();
    x->lock = -1;
    return x;
}

static bool read_allow(struct environment *x, slice text, struct arena *a, struct err *e)
{
    slice rest = text;

    x->is_listed = true;
    x->allow.at = arena_new(a, slice, text.n + 1);
    if (x->allow.at == NULL) return err_set(e, E_LIMIT, "not enough memory for a list");
    while (rest.n >= 0) {
        slice key = distribution_key(slice_trim(slice_cut(rest, ',', &rest)), a);

        if (key.n == 0)
            return err_set(e, E_USAGE, "--allow has an empty name: \"%.*s\"", SLICE_ARG(text));
        if (!slices_have(&x->allow, key)) x->allow.at[x->allow.n++] = key;
    }
    qsort(x->allow.at, (size_t)x->allow.n, sizeof *x->allow.at, by_text);
    return true;
}

bool environment_open(const struct environment_options *o, struct arena *a,
                      struct environment **out, struct err *e)
{
    const char *dir = o->dir != NULL ? o->dir : getenv("FETTLE_PACKAGES"),
               *allow = o->allow != NULL ? o->allow : getenv("FETTLE_ALLOW");

    *out = NULL;
    if (dir == NULL && allow == NULL) return true;
    *out = fresh(a);
    if ((allow == NULL || read_allow(*out, slice_z(allow), a, e)) &&
        (dir == NULL || from_wheels(*out, dir, o->cache, a, e)))
        return true;
    environment_close(*out);
    *out = NULL;
    return false;
}

bool environment_again(const struct json *v, const char *cache, struct arena *a,
                       struct environment **out, struct err *e)
{
    slice root, packages = json_text(json_member(v, "packages"));
    const struct json *allow = json_member(v, "allow");
    bool found = true;

    *out = NULL;
    if (!json_is(v, J_OBJECT)) return true;
    *out = fresh(a);
    (*out)->is_listed = json_is(allow, J_ARRAY);
    (*out)->allow = read_list(allow, a);
    if (packages.n == 0) return true;
    (*out)->packages = packages;
    root = place(cache, a);
    if (packages.n == HASH_HEX && slice_find(packages, S("/")) < 0 && root.n > 0) {
        if (!take(*out, slice_z(arena_z(a, root)), a, &found, e)) found = false;
    } else {
        found = false;
    }
    if (found) return true;
    environment_close(*out);
    *out = NULL;
    return err_set(e, E_STORE,
                   "the packages %.12s… are not in the cache; name the folder of the same wheels "
                   "with --packages once",
                   packages.p);
}

void environment_close(struct environment *x)
{
    if (x == NULL) return;
    if (x->lock >= 0) close(x->lock);
    x->lock = -1;
}

/* ------------------------------------------------------------- sweeping */

/* A folder of the cache: unpacked packages, or what was left of a killed unpacking. */
static bool is_garbage(const char *path, slice name, const struct slices *needed)
{
    struct stat st;

    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) return false;
    if (slice_starts(name, slice_z(unpacking))) return st.st_mtime + LEFT_AFTER_S < time(NULL);
    return name.n == HASH_HEX && (needed == NULL || !slices_have(needed, name));
}

static void sweep_one(const char *path, struct arena *a)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) return;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) { /* else a run is using it */
        unlink(arena_printf(a, "%s.json", path).p);
        remove_all(path);
    }
    close(fd);
}

bool environment_sweep(const char *cache, const struct slices *needed, bool only_count,
                       struct arena *a, int *n, struct err *e)
{
    slice root = place(cache, a);
    struct dirent *entry;
    DIR *d;

    *n = 0;
    root = root.n > 0 ? slice_z(arena_z(a, root)) : root;
    d = root.n > 0 ? opendir(root.p) : NULL;
    if (d == NULL)
        return root.n == 0 || errno == ENOENT ||
               err_set(e, E_STORE, "%s cannot be read: %s", root.p, strerror(errno));
    while ((entry = readdir(d)) != NULL) {
        slice path = arena_printf(a, "%s/%s", root.p, entry->d_name);

        if (!is_garbage(path.p, slice_z(entry->d_name), needed)) continue;
        if (!only_count) sweep_one(path.p, a);
        if (only_count || !fs_exists(path.p)) ++*n;
    }
    closedir(d);
    return true;
}

int environment_count(const char *cache, struct arena *a)
{
    struct err none = {0};
    int n;

    return environment_sweep(cache, NULL, true, a, &n, &none) ? n : 0;
}
