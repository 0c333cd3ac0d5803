/* planimportgrel.h - the GREL expressions that have a counterpart: value and cells["X"].value, with
 * texts put between them, and calls on the result like .trim().toUppercase(). */
#ifndef FETTLE_PLANIMPORTGREL_H
#define FETTLE_PLANIMPORTGREL_H

#include "json.h"

enum { PLANIMPORTGREL_MOST = 16 };

/* A call as a step: op with arguments beside the column. */
struct planimportgrel_call {
    const char *op;
    const char *key[2];
    const struct json *value[2];
    int narg;
    bool may_fail; /* cells may be unreadable: the step takes on_error */
};
/* A part of a sum of texts. */
struct planimportgrel_term {
    bool is_text;
    slice text; /* the text, or the column's name; empty: the column that is worked on */
};
/* Either terms that are joined, or (nterm 0) the value itself with calls upon it. */
struct planimportgrel {
    struct planimportgrel_term term[PLANIMPORTGREL_MOST];
    int nterm;
    struct planimportgrel_call call[PLANIMPORTGREL_MOST];
    int ncall;
};

/* False when the expression is anything else. */
bool planimportgrel_read(slice expression, struct arena *a, struct planimportgrel *out);

#endif
