/* backend.h - where a transform runs. One backend = one file backend_NAME.c. */
#ifndef FETTLE_BACKEND_H
#define FETTLE_BACKEND_H

#include "environment.h"
#include "inspect.h"
#include "record.h"
#include "runtime.h"

/* Warm interpreters that the runs of one process share, from any thread. Opening returns at once
 * and never fails: what it cannot serve starts cold. Only runs of the same runtime with the same
 * limits (but wall_ms), the same environment and full isolation are served. It ends with
 * exec_pool_close or with the process. */
struct exec_pool;
struct box_session;
struct exec_pool *exec_pool_open(const struct runtime *runtime, const struct exec_limits *limits,
                                 const struct environment *environment);
void exec_pool_close(struct exec_pool *p); /* NULL is allowed */

/* Everything a piece of code gets to see (contracts.md 5). */
struct exec_request {
    const struct runtime *runtime;
    slice code;
    bool is_transform; /* call transform(df, ctx); else run the file as a script, and its transform
                          too if it defines one and there is an input */
    /* df is the whole sheet of the chosen region (header and preamble included) as text: columns
     * 0..n-1, index = source row from 1. ctx.read() is the region as fettle converts it. */
    const struct inspection *in; /* NULL: no input table; gives regions, merged, kinds, sheets */
    const struct source *const *source; /* original files for /in; [0] is the input */
    int nsource;
    const struct environment *environment; /* NULL: all that is installed */
    slice target;                          /* Table Schema text for ctx.target; may be empty */
    struct exec_limits limits;
    const char *isolation; /* "full", "no-namespaces", or NULL: full, and where this machine forbids
                              user namespaces the other layers, which the record says */
    bool require_full;     /* refuse when a layer is missing */
    const char *clock;     /* ISO 8601 where the clock starts inside; NULL: FETTLE_CLOCK, else a
                              fixed one, so that the same input gives the same bytes every day */
    struct exec_pool *pool;       /* NULL: a cold start */
    struct box_session **session; /* of session.h; NULL: the interpreter ends with the run */
    /* Streams as they come; may be NULL. */
    void (*on_text)(void *ctx, bool is_stderr, slice s);
    void *ctx;
};

/* What is installed beside the interpreter that backend local runs such code with. */
bool backend_distributions(const struct runtime *runtime, struct arena *a,
                           struct distributions *out, struct err *e);

struct backend {
    const char *name, *doc;
    /* Blocks until the code ended; fd_cancel (-1: none) becoming readable kills it. False only when
     * it could not be run at all (E_SANDBOX with what to enable); how the code ended is in out. */
    bool (*run)(const struct exec_request *q, int fd_cancel, struct arena *a,
                struct exec_record *out, struct err *e);
};

extern const struct backend *const backend_table[]; /* generated */
const struct backend *backend_find(slice name);

#endif
