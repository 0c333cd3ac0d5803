/* store.h - the cache: pins, plans, transforms, runs, failures, provenance (contracts.md 7).
 *
 * SQLite in WAL mode. Nothing that an auditor would ask about is updated in place: a pin is
 * superseded, a state change is an event. Every call names the orca; no call crosses it. */
#ifndef FETTLE_STORE_H
#define FETTLE_STORE_H

#include "distribution.h"
#include "match.h"
#include "schema.h"
#include "sentinel.h"

struct store;

/* Opens or makes the cache and migrates it. path NULL: FETTLE_CACHE or the default place. A newer
 * version is opened read only; where no cache was made yet reading finds an empty one, and no file
 * is made (store_notice says both). E_STORE with what to do when it is not ours, corrupt or
 * unreadable. */
struct store *store_open(const char *path, bool read_only, struct err *e);
void store_close(struct store *s);
/* The file that `path` means, as store_open has it; empty when there is no home folder. */
slice store_place(const char *path, struct arena *a);
const char *store_path(const struct store *s);
/* Why it is read only, or NULL. */
const char *store_notice(const struct store *s);
/* One transaction around several calls: all of it or nothing is recorded, whatever kills us. May be
 * nested. store_end(ok false) undoes and returns false. */
bool store_begin(struct store *s, struct err *e);
bool store_end(struct store *s, bool ok, struct err *e);

enum pin_state { PIN_PROPOSED, PIN_APPROVED, PIN_RETIRED };
const char *pin_state_name(enum pin_state s);

struct pin {
    int64_t id;
    slice orca, fingerprint, layout;
    bool is_plan;  /* else a transform */
    slice digest;  /* SHA-256 of the plan or the code, hex */
    slice body;    /* the plan as JSON, or the code; filled by store_pin_get only */
    slice schema;  /* JSON of schema_json; filled by store_pin_get only */
    slice runtime; /* "python" for a transform, empty for a plan */
    enum pin_state state;
    bool rolling;          /* may serve files of the same layout */
    slice note, who, when; /* when: ISO 8601 UTC */
    int64_t supersedes;    /* id; 0: none */
    slice evidence;        /* JSON: source digest and name, result digest, rows, sentinels */
    /* From its runs, by store_pin_count: */
    int64_t runs, failed_runs;
    slice last_run; /* ISO 8601; empty: never */
};

/* Adds a pin (state as given; supersedes the live pin of the same orca and fingerprint, which
 * becomes retired by an event in the same transaction) with its body, schema and evidence. Returns
 * its id or 0. synchronous=FULL. */
int64_t store_pin_add(struct store *s, const struct pin *p, const struct schema *schema,
                      struct err *e);
/* The pins of an orca ("" or NULL: of all, for the pins screen only), newest first. */
bool store_pins(struct store *s, const char *orca, bool with_retired, struct arena *a,
                struct pin **out, int *n, struct err *e);
/* One pin with body and schema. False with E_USAGE: no such pin for that orca. */
bool store_pin_get(struct store *s, const char *orca, int64_t id, struct arena *a, struct pin *out,
                   struct err *e);
/* Counts the runs of n pins, which takes time with their number: what lists pins wants it, what
 * runs them does not. */
bool store_pin_count(struct store *s, struct pin *p, int n, struct arena *a, struct err *e);
/* The approved pin with exactly this fingerprint; *found tells. */
bool store_pin_lookup(struct store *s, const char *orca, const char *fingerprint, struct arena *a,
                      struct pin *out, bool *found, struct err *e);
/* approve, retire, restore: a new state with who and why; refused when it makes no sense. */
bool store_pin_state(struct store *s, const char *orca, int64_t id, enum pin_state to,
                     const char *who, const char *note, struct err *e);

struct event {
    int64_t id, pin;
    slice when, who, what, note;
};
bool store_events(struct store *s, const char *orca, int64_t pin, struct arena *a,
                  struct event **out, int *n, struct err *e);

/* One execution; append-only. */
struct run_row {
    int64_t id, pin;           /* pin 0: none */
    slice orca, when, outcome; /* outcome: ok, rejected, broken, code_failed, sandbox, refused */
    slice source_name, source_path, source_digest, fingerprint;
    slice via; /* pin, plan, code, none */
    slice plan_digest, code_digest, output_path, output_digest;
    int64_t rows, columns, author_calls, wall_ms;
    slice record; /* JSON: the result record of the code, limits, versions; may be empty */
};
int64_t store_run_add(struct store *s, const struct run_row *r, struct err *e);
bool store_runs(struct store *s, const char *orca, int64_t pin, int limit, struct arena *a,
                struct run_row **out, int *n, struct err *e);
bool store_run_get(struct store *s, const char *orca, int64_t id, struct arena *a,
                   struct run_row *out, struct err *e);
/* The newest run whose output had this digest. */
bool store_run_by_output(struct store *s, const char *sha256, struct arena *a, struct run_row *out,
                         bool *found, struct err *e);

/* Where a run's output went, and what it was; a run has at most one. */
bool store_run_output(struct store *s, const char *orca, int64_t run, const char *path,
                      const char *sha256, struct err *e);

/* A plan or code body by digest. */
bool store_body_put(struct store *s, bool is_plan, slice body, digest d, struct err *e);
bool store_body_get(struct store *s, bool is_plan, slice digest_hex, struct arena *a, slice *out,
                    bool *found, struct err *e);

/* The queue of failed runs. */
struct failure_row {
    int64_t id, run, pin;
    slice orca, when, state; /* open, retried, dismissed */
    slice source_name, source_path, code, message;
    slice failures; /* JSON array of failure_json */
    slice plan;     /* JSON of the plan that failed; may be empty */
    slice drift;    /* JSON of match_json; may be empty */
    int retries;
    slice note;
};
int64_t store_failure_add(struct store *s, const struct failure_row *f, struct err *e);
bool store_failures(struct store *s, const char *orca, bool with_closed, struct arena *a,
                    struct failure_row **out, int *n, struct err *e);
/* One failure. False with E_USAGE: no such failure for that orca. */
bool store_failure_get(struct store *s, const char *orca, int64_t id, struct arena *a,
                       struct failure_row *out, struct err *e);
bool store_failure_state(struct store *s, const char *orca, int64_t id, const char *state,
                         const char *who, const char *note, struct err *e);

/* Every question that an author answered. */
struct author_call {
    slice author, model, prompt_digest, request, response;
    int64_t run, tokens_in, tokens_out, ms;
};
bool store_author_call_add(struct store *s, const char *orca, const struct author_call *c,
                           struct err *e);
int64_t store_author_calls(struct store *s, const char *orca, struct err *e);

/* What a run leaves for the drift sentinels of later ones. */
bool store_metrics_put(struct store *s, int64_t run, const struct sentinel_metric *m, int n,
                       struct err *e);
/* What the newest successful runs of a pin left, those of the pins that it supersedes and of its
 * plan before it was pinned included. pin 0: the runs of this plan. */
bool store_history(struct store *s, const char *orca, int64_t pin, const char *plan_sha256,
                   int limit, struct arena *a, struct sentinel_history *out, struct err *e);

/* Compact provenance: a span of one output column that one rule explains. */
struct provenance_row {
    int32_t column; /* 1-based output column; 0: of all whose source_row is PROVENANCE_ROWS */
    slice column_name;
    int64_t row_first, row_last; /* 1-based output rows (header not counted) */
    slice sheet;
    int64_t source_row;       /* source row of row_first; 0: none; PROVENANCE_ROWS: as the spans of
                                 column 0 say, which columns that keep their rows together share */
    int64_t source_step;      /* added for each output row: 1 usual, 0 the same row for all */
    int32_t source_col;       /* 0: none */
    int step;                 /* the last step that touched the column; 0: none */
    slice formula, transform; /* may be empty */
};
enum { PROVENANCE_ROWS = -1 };
bool store_provenance_put(struct store *s, int64_t run, const struct provenance_row *row, int n,
                          struct err *e);
/* The span that holds a cell, with its own source rows. */
bool store_provenance_at(struct store *s, int64_t run, int32_t column, int64_t row, struct arena *a,
                         struct provenance_row *out, bool *found, struct err *e);

/* What may be given back: bodies that no pin and no run refers to, and the cell provenance of old
 * runs. */
enum store_gc_kind { STORE_GC_PLANS, STORE_GC_TRANSFORMS, STORE_GC_SPANS, STORE_GC_KINDS };
struct store_garbage {
    int64_t n[STORE_GC_KINDS];
    int64_t bytes_before, bytes_after; /* of the cache's file */
};
/* Deletes it, for all orcas, and packs the file; or only counts it. Provenance goes of runs that
 * are more than this many days old; days < 0: none. Pins, events, runs and failures stay. */
bool store_gc(struct store *s, int64_t days, bool only_count, struct store_garbage *out,
              struct err *e);

/* The digests of the packages that pins and runs were made with (environment.h). */
bool store_packages(struct store *s, struct arena *a, struct slices *out, struct err *e);

#endif
