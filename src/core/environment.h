/* environment.h - what code in the sandbox may import beside the standard library and what its
 * runtime loads: the interpreter's own distributions or those of a list, and packages from a folder
 * of wheels.
 *
 * Wheels are unpacked once into CACHE/environments/DIGEST, where DIGEST is the SHA-256 over their
 * names and contents, and are seen read only. No wheel's code runs before the box is closed. */
#ifndef FETTLE_ENVIRONMENT_H
#define FETTLE_ENVIRONMENT_H

#include "distribution.h"
#include "hash.h"
#include "json.h"
#include "runtime.h"

enum { ENVIRONMENT_WHEELS_MAX = 64 };

struct environment_wheel {
    slice file, sha256, name, key, version, tags, python;
    struct slices module, must; /* distribution.h */
};
struct environment {
    slice packages; /* DIGEST; empty: no wheels */
    slice folder;   /* where they are unpacked */
    struct environment_wheel *wheel;
    int nwheel;
    bool is_listed;      /* of the interpreter's own, only those of `allow` and what they need */
    struct slices allow; /* keys */
    int lock;            /* keeps the folder from being removed; -1: none */
};

/* What the commands' options say. */
struct environment_options {
    const char *cache; /* the cache's file; NULL: the default */
    const char *dir;   /* with wheels; NULL: FETTLE_PACKAGES, else none */
    const char *allow; /* names with commas between; NULL: FETTLE_ALLOW, else all of its own */
};
/* NULL in *out when nothing was said. E_USAGE, E_SOURCE, E_LIMIT: what is wrong with which wheel.
 */
bool environment_open(const struct environment_options *o, struct arena *a,
                      struct environment **out, struct err *e);
/* The one that a record or a pin's evidence tells of (environment_view.doc); v may be NULL.
 * E_STORE: its packages are not in the cache. */
bool environment_again(const struct json *v, const char *cache, struct arena *a,
                       struct environment **out, struct err *e);
/* Lets go of the folder; NULL is allowed. */
void environment_close(struct environment *x);

/* What the box of a runtime is told of it. */
struct environment_view {
    slice entry;             /* the runtime's, with what may not be imported */
    const char *const *show; /* box.h, as the next two */
    const char *const *hide;
    const char *packages;
    const struct json *doc; /* for the record: digest, packages, allow, distributions; or NULL */
};
/* x NULL: the runtime as it is. python: the interpreter, PREFIX/bin/python3.N. E_USAGE: a name that
 * is not there, a wheel that does not fit or stands against what the runtime loads. */
bool environment_view(const struct environment *x, const struct runtime *runtime,
                      const char *python, const char *prefix, struct arena *a,
                      struct environment_view *out, struct err *e);

/* Of those in the cache, removes what `needed` does not name and nobody is using; or only counts.
 */
bool environment_sweep(const char *cache, const struct slices *needed, bool only_count,
                       struct arena *a, int *n, struct err *e);
/* How many there are. */
int environment_count(const char *cache, struct arena *a);

#endif
