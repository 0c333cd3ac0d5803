/* author.h - whoever writes plans and transform code. One author = one file author_NAME.c. */
#ifndef FETTLE_AUTHOR_H
#define FETTLE_AUTHOR_H

#include "failure.h"
#include "inspect.h"
#include "record.h"

/* What is asked. The same struct serves plan, code and repair. */
struct earlier;
struct author_request {
    const struct earlier *earlier; /* the orca's pinned plans, for the builtin author alone; NULL */
    const struct inspection *in;
    const struct table *table; /* the input table of a plan (header rows as detected) */
    const struct plan *plan;   /* the plan that failed; NULL: none */
    const struct failures *failures;
    slice code;                       /* code to repair; empty: write it anew */
    const struct exec_record *record; /* how that code ended; NULL: not run */
    slice wish;                       /* what the person said; may be empty */
    slice target;                     /* Table Schema text; may be empty */
    int round;                        /* 0 first, 1..3 repairs */
};
struct author_reply {
    const struct json *plan; /* for plan questions */
    slice code;              /* for code questions */
    slice note;              /* one sentence of the author's, escaped for display by the caller */
    slice model, request, response; /* for author_call */
    int64_t tokens_in, tokens_out, ms;
};
struct author_config {
    const char *command; /* author "command": the program, run by /bin/sh -c */
    const char *replay;  /* author "replay": the file of recorded calls */
    int64_t wait_ms;     /* author "command": how long it may take; 0: AUTHOR_WAIT_MS */
    const char *record;  /* append every call to this file as replay data; NULL: no */
};

enum { AUTHOR_WAIT_MS = 600000 };

struct author {
    const char *name, *doc;
    bool leaves_machine; /* asking it may send something to another machine */
    bool (*plan)(const struct author_config *c, const struct author_request *q, struct arena *a,
                 struct author_reply *out, struct err *e);
    bool (*code)(const struct author_config *c, const struct author_request *q, struct arena *a,
                 struct author_reply *out, struct err *e);
};
extern const struct author *const author_table[]; /* generated */
const struct author *author_find(slice name);

/* Asks: fills in request, response and ms whatever the author is, checks what it answered, and
 * appends the call to the record file when the configuration names one. `ask`: "plan" or "code". */
bool author_ask(const struct author *who, const struct author_config *c,
                const struct author_request *q, const char *ask, struct arena *a,
                struct author_reply *out, struct err *e);
/* Reads {"plan":…} or {"code":"…"} with "note", "model", "tokens_in", "tokens_out" if there. */
bool author_reply_parse(slice text, const char *ask, struct arena *a, struct author_reply *out,
                        struct err *e);
enum { AUTHOR_REPLY_MAX = 4 << 20, AUTHOR_CODE_MAX = 256 << 10 };

/* The request as canonical JSON: what `command` gets on standard input and what `replay` is keyed
 * by (its SHA-256). {"fettle":"author/1","ask":"plan"|"code","round":…,…}
 * It holds the shape of the data, not its values: masks ("AA999"), counts and, where few values
 * repeat often, their list. No path, time, duration or fact about this machine is in it. */
slice author_request_text(const struct author_request *q, const char *ask, struct arena *a);

#endif
