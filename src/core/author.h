/* author.h - whoever writes plans and transform code. One author = one file author_NAME.c. */
#ifndef FETTLE_AUTHOR_H
#define FETTLE_AUTHOR_H

#include "failure.h"
#include "inspect.h"
#include "record.h"

/* What is asked. The same struct serves plan, code and repair. */
struct author_request {
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
    const char *record;  /* append every call to this file as replay data; NULL: no */
};

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

/* The request as canonical JSON: what `command` gets on standard input and what `replay` is keyed
 * by (its SHA-256). {"fettle":"author/1","ask":"plan"|"code","round":…,…} */
slice author_request_text(const struct author_request *q, const char *ask, struct arena *a);

#endif
