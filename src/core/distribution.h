/* distribution.h - what is installed beside a Python interpreter, read from its site folders
 * without running it. */
#ifndef FETTLE_DISTRIBUTION_H
#define FETTLE_DISTRIBUTION_H

#include "arena.h"
#include "err.h"

struct slices {
    slice *at;
    int n;
};
bool slices_have(const struct slices *s, slice x);

struct distribution {
    slice name, version;
    slice key;            /* the name as PEP 503 normalises it */
    struct slices entry;  /* paths of its files and folders in the view, absolute */
    struct slices module; /* the names that it is imported by */
    struct slices needs;  /* keys, without those of extras */
    struct slices must;   /* requirements of every machine: "key>=2,<3" */
    slice python;         /* version clauses that the interpreter must meet */
};
struct distributions {
    struct distribution *at;
    int n;
    struct slices folder; /* the site folders, absolute */
};

/* Of the interpreter in prefix/bin. A folder that cannot be read has none. */
void distributions_read(const char *prefix, struct arena *a, struct distributions *out);
/* By key; NULL: it is not there. */
const struct distribution *distributions_find(const struct distributions *d, slice key);
/* PEP 503: lower case, runs of "-", "_" and "." as one "-". */
slice distribution_key(slice name, struct arena *a);
/* The key and the version clauses of a requirement in `must`. */
slice requirement_key(slice requirement);
slice requirement_clauses(slice requirement);
/* Name, Version, Requires-Python and Requires-Dist of a METADATA or PKG-INFO text. */
void distribution_head(slice text, struct arena *a, struct distribution *out);

#endif
