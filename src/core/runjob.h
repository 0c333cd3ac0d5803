/* runjob.h - one run while it goes on, between the files run*.c only. */
#ifndef FETTLE_RUNJOB_H
#define FETTLE_RUNJOB_H

#include "run.h"

/* One question to an author, kept until the run's row is written. */
struct call {
    const struct author_reply *reply;
    digest prompt;
};
enum { CALLS_MAX = 8, HISTORY_RUNS = 100 };

/* Everything of one run. */
struct runjob {
    struct store *store;
    const struct run_request *q;
    struct arena *a;
    struct run_result *out;
    struct pin pin;    /* that runs, or the nearest */
    struct schema was; /* the schema of that pin */
    struct call call[CALLS_MAX];
    int ncall;
    struct table read; /* the input table with read_header_rows, if it is_read */
    int read_header_rows;
    bool is_read;
    slice target;          /* the Table Schema of a pinned code */
    const char *failed_as; /* failure_row.code when it is no failure of the list */
    int64_t begin;
};
/* A line for who watches the run. */
void runjob_stage(const struct runjob *j, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The run ends here without a result. Returns false, so that callers can pass it on. */
bool runjob_stop(struct runjob *j, const char *outcome, const char *failed_as, enum err_code code,
                 const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* The same with the first failure as the run's sentence. */
bool runjob_stop_failures(struct runjob *j, const char *outcome);
/* The chosen sheet's name; empty: there is none. */
slice runjob_sheet_name(const struct inspection *in);
/* A document as it is stored; the empty slice for NULL. */
slice runjob_line(const struct json *v, struct arena *a);
/* What the sentinels compare with. */
bool runjob_earlier(struct runjob *j, struct sentinel_history *out, struct err *e);
/* Asks the author for a "plan" or "code" and notes it for the run's row. */
bool runjob_ask(struct runjob *j, const struct author_request *r, const char *what,
                struct author_reply **out, struct err *e);

/* Runs code in the sandbox. False: stopped for good (no sandbox); else *good tells. */
bool runcode_run(struct runjob *j, const struct runtime *runtime, slice code,
                 const struct environment *environment, const struct json *sentinels, bool *good);
/* The fallback: code, its run, and repairs that are told how it ended. plan NULL: there is none. */
bool runcode_fall_back(struct runjob *j, const struct plan *plan, const struct table *table);

/* The run's row, the bodies it points at, the calls, and the place in the failure queue: all or
 * none. */
bool runrecord_put(struct runjob *j, struct err *e);

#endif
