/* planimport.h - the operation history of an OpenRefine project as a plan. */
#ifndef FETTLE_PLANIMPORT_H
#define FETTLE_PLANIMPORT_H

#include "json.h"
#include "table.h"

enum planimport_state {
    PLANIMPORT_DONE,    /* the plan does the same */
    PLANIMPORT_DIFFERS, /* the plan does nearly the same; the note says what differs */
    PLANIMPORT_NOTHING, /* it changes no data: stars, flags */
    PLANIMPORT_LEFT_OUT /* it has no counterpart; the note says why */
};
const char *planimport_state_name(enum planimport_state s);

/* One operation of the history. */
struct planimport_entry {
    slice op, text; /* "core/fill-down", what the history says it did; either may be empty */
    enum planimport_state state;
    slice note;      /* empty: nothing to say */
    int first, last; /* its steps in the plan, from 1; 0: none */
};
struct planimport {
    const struct json *plan; /* a plan/1 document */
    struct planimport_entry *at;
    int n, left_out;
};

/* `history` is what "Extract..." gives (an array of operations), or an object with it in
 * "operations" or "entries". `in` is the table that the plan is for (only its columns count), NULL:
 * not known; operations that count columns then have no counterpart. False when it is no history:
 * E_FAILED with a sentence. */
bool planimport_openrefine(const struct json *history, const struct table *in, struct arena *a,
                           struct planimport *out, struct err *e);

#endif
