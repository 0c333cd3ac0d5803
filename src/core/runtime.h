/* runtime.h - a kind of code that can be run in the sandbox. One runtime = one file
 * runtime_NAME.c, and its entry wrapper runtime_NAME.py beside it. */
#ifndef FETTLE_RUNTIME_H
#define FETTLE_RUNTIME_H

#include "slice.h"

struct runtime {
    const char *name, *doc;
    const char *suffix; /* of files with such code: ".py" */
    /* The class Runtime of the wrapper (sandbox/prelude/boot.py says what is asked of it); what it
     * loads in load() is there before the box closes. */
    slice entry;
    /* Top-level modules that the interpreter must have, NULL-terminated; the first interpreter that
     * has them all is taken. */
    const char *const *module;
    const char *const *base;    /* keys of the distributions that load() imports, NULL-terminated */
    const char *const *show;    /* further host paths in the read-only view, where they exist */
    const char *const *version; /* what it tells the version of, NULL-terminated; at most 16 */
    bool pooled;                /* a zygote of it may be kept warm */
};

extern const struct runtime *const runtime_table[]; /* generated; NULL at the end */
const struct runtime *runtime_find(slice name);
/* By the end of a file's name; NULL: none. */
const struct runtime *runtime_of_file(slice path);

#endif
