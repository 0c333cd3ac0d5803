/* draftparts.h - tables of one sheet that are parts of one: beside or below each other under the
 * same names, perhaps with a title each, or one whose names come again from left to right. */
#ifndef FETTLE_DRAFTPARTS_H
#define FETTLE_DRAFTPARTS_H

#include "inspect.h"
#include "json.h"

struct draftparts {
    struct table table;        /* the rows of all parts, with a column for the titles if any */
    const struct json *inputs; /* the plan's further inputs: all parts but the chosen one */
    const struct json *steps;  /* that join them */
    int n;                     /* parts, the chosen one counted */
};

/* Looks for further tables of the sheet with the names of t, which are those of the chosen table
 * under its header_rows; with 0, for blocks of two columns with the same keys; then for names of t
 * that come again as a whole, over rows with keys of their own. False: there are none, or they
 * cannot be read. */
bool draftparts_find(const struct inspection *in, int header_rows, const struct table *t,
                     struct arena *a, struct draftparts *out);

#endif
