/* plandiff.h - what differs between two plans, step by step. */
#ifndef FETTLE_PLANDIFF_H
#define FETTLE_PLANDIFF_H

#include "plan.h"

struct plandiff_change {
    const char *what; /* "added", "removed", "changed", "moved" */
    slice pointer;    /* into the new plan; of what was removed, into the old one */
    slice from;       /* moved: the pointer into the old plan; else empty */
    slice text;       /* a step as people read it, new where there is one; else empty */
    slice was, now;   /* JSON; empty where there was or is nothing */
    bool detail;      /* an argument of the changed step before it */
};
struct plandiff {
    struct plandiff_change *at;
    int n;
    const struct json *patch; /* RFC 6902: makes the new plan of the old one */
};

/* Steps are aligned so that most of them stay; what is the same elsewhere has moved. False: memory
 * ran out. */
bool plandiff_find(const struct plan *x, const struct plan *y, struct arena *a,
                   struct plandiff *out);
/* "+ step 3 fill region" ... nothing when the plans are the same. */
void plandiff_text(const struct plandiff *d, struct buf *out);
/* Members "same", "changes" and "patch" of an open object. */
void plandiff_json(const struct plandiff *d, struct json_writer *w);

#endif
