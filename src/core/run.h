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
    const struct json *plan;       /* a plan to try instead of asking; NULL: ask */
    slice code;                    /* code to try instead of a plan; empty: none */
    const struct runtime *runtime; /* of that code; NULL: python */
    int64_t pin;                   /* only this pin may serve; 0: whichever fits best */
    bool dry;                      /* record nothing: for checking */
    const struct backend *backend;
    struct exec_limits limits;
    const struct environment *environment; /* of code that no pin holds; NULL: all installed */
    slice target;
    bool lineage;            /* say what each column was made of */
    bool reject_rows;        /* rows that fail the target are put aside */
    int repairs;             /* most rounds of repair; 3 */
    const char *who, *clock; /* clock: ISO 8601 for tests, NULL: now */
    /* Progress in one line each; may be NULL. */
    void (*on_stage)(void *ctx, const char *stage, const char *text);
    void *ctx;
};

struct run_result {
    slice orca;
    const char *outcome; /* run_row.outcome */
    const char *via;     /* pin, plan, code, none */
    struct err stop;     /* why outcome is not "ok": a sentence, and the exit status */
    struct table table;  /* when outcome is "ok" */
    struct schema schema;
    struct match match;
    int64_t run, pin, failure;     /* ids; 0: none */
    int64_t nearest;               /* the pin that match is about; 0: the orca has none */
    int64_t author_calls;          /* how often an author was asked; 0 on a pin */
    const struct json *plan;       /* that ran or failed last, with its header rows written in */
    const struct json *rebound;    /* {"old":"new"} where a rolling pin met new names; else NULL */
    slice code;                    /* that ran last */
    const struct runtime *runtime; /* of that code; NULL: none ran */
    slice note;                    /* what the author said about it */
    int rounds;                    /* of repair */
    struct exec_record record;
    struct failures failures, warnings; /* warnings: what did not hold and only had to be said */
    struct target_check target;         /* how the target was met */
    struct plan ran;                    /* the plan that gave the table; no steps: none did */
    struct table read;                  /* what it was given */
    struct lineagecolumn *lineage;      /* for each column, when it was asked for */
    struct sentinel_metric *metric;     /* for the drift sentinels of later runs */
    int nmetric;
    struct provenance_row *provenance;
    int nprovenance;
};

/* Runs and records; does not write the output file (the caller does, then run_finish). False only
 * when the run itself could not be made; a rejected plan is a result. */
bool run_source(struct store *s, const struct run_request *q, struct arena *a,
                struct run_result *out, struct err *e);
/* The approved pin of the orca that fits a schema best, without running it. */
struct run_pin_found {
    struct pin pin; /* id 0: the orca has none that fits at all */
    struct match match;
    bool runs;               /* it may serve by itself */
    const struct json *plan; /* of a plan: with next month's names written in; else NULL */
};
bool run_find_pin(struct store *s, const char *orca, const struct schema *schema, struct arena *a,
                  struct run_pin_found *out, struct err *e);

/* Tells the store where the output went and what it is, with its provenance. */
bool run_finish(struct store *s, const struct run_result *r, const char *output_path,
                digest output_digest, struct err *e);

/* What a person says when a result is accepted. */
struct run_accept {
    const char *who, *note;
    enum pin_state state;
    bool rolling;
};
/* Pins the plan or code of an "ok" run that no pin served, with its evidence. The pin's id, or 0.
 */
int64_t run_pin(struct store *s, const struct run_request *q, const struct run_result *r,
                const struct run_accept *how, struct err *e);
/* The plan with the header rows it starts from written in, and nothing else changed. */
const struct json *run_fix_header(const struct plan *p, const struct inspection *in,
                                  struct arena *a);

#endif
