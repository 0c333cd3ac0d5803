/* drafttarget.h - which column is which field of a target schema: names (words in several
 * languages, abbreviations, spelling) and kinds, one to one by optimal assignment. */
#ifndef FETTLE_DRAFTTARGET_H
#define FETTLE_DRAFTTARGET_H

#include "json.h"
#include "table.h"

struct drafttarget_field {
    slice name, type;
    int column;        /* 0-based; -1: none is like it */
    double confidence; /* 0..1, of the best column even when it was not taken */
};
struct drafttarget {
    struct drafttarget_field *at;
    int n;
};

/* A column is taken for a field from this confidence on; below it a person is asked. */
#define DRAFTTARGET_SURE 0.6

/* `schema`: a Frictionless Table Schema. False with E_FAILED when it is none. */
bool drafttarget_match(slice schema, const struct table *t, struct arena *a,
                       struct drafttarget *out, struct err *e);
/* How alike two names are: 0..1. */
double drafttarget_similarity(slice a, slice b, struct arena *arena);

/* Adds the steps that rename and select the columns; `undone` gets the fields without a column. */
void drafttarget_steps(const struct drafttarget *m, const struct table *t, struct arena *a,
                       struct json *steps, struct buf *why, struct buf *undone);

#endif
