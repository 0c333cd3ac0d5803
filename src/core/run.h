/* run.h - the pipeline: fingerprint, pin, else plan, else code; one run row for each (product.md).
 */
#ifndef FETTLE_RUN_H
#define FETTLE_RUN_H

#include "author.h"
#include "backend.h"
#include "plan.h"
#include "store.h"

enum run_policy {
    RUN_PINNED_ONLY, /* never ask: exit 5 when nothing is pinned */
    RUN_PLAN,        /* may plan, but never runs code */
    RUN_CODE         /* may fall back to code in the sandbox */
};

struct run_request {
    const char *orca;
    const struct source *source;
    const struct inspection *in;
    struct read_options read;
    enum run_policy policy;
    const struct author *author;
    struct author_config author_config;
    const struct json *plan; /* a plan to try instead of asking; NULL: ask */
    const struct backend *backend;
    struct exec_limits limits;
    slice target;
    int repairs;             /* most rounds of repair; 3 */
    const char *who, *clock; /* clock: ISO 8601 for tests, NULL: now */
    /* Progress in one line each; may be NULL. */
    void (*on_stage)(void *ctx, const char *stage, const char *text);
    void *ctx;
};

struct run_result {
    const char *outcome; /* run_row.outcome */
    const char *via;     /* pin, plan, code, none */
    struct table table;  /* when outcome is "ok" */
    struct schema schema;
    struct match match;
    int64_t run, pin, failure; /* ids; 0: none */
    int64_t author_calls;
    const struct json *plan; /* that ran or failed last */
    slice code;              /* that ran last */
    struct exec_record record;
    struct failures failures;
    struct provenance_row *provenance;
    int nprovenance;
};

/* Runs and records; does not write the output file (the caller does, then run_finish). False only
 * when the run itself could not be made; a rejected plan is a result. */
bool run_source(struct store *s, const struct run_request *q, struct arena *a,
                struct run_result *out, struct err *e);
/* Tells the store where the output went and what it is, with its provenance. */
bool run_finish(struct store *s, const struct run_result *r, const char *output_path,
                digest output_digest, struct err *e);

#endif
