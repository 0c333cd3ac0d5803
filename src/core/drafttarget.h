/* drafttarget.h - which column is which field of a target schema: names (words in several
 * languages, abbreviations, spelling), kinds and values (enum, pattern, bounds, format), one to one
 * by optimal assignment. */
#ifndef FETTLE_DRAFTTARGET_H
#define FETTLE_DRAFTTARGET_H

#include "fieldname.h"
#include "json.h"
#include "table.h"

struct drafttarget_field {
    slice name, type;
    int column;        /* 0-based; -1: none is like it, or two are: then a person is asked */
    double confidence; /* 0..1, of the best column even when it was not taken */
    double by_values;  /* what the cells gave to it: -1..1; 0: the schema says nothing of them */
    int like[2];       /* the columns most like it, the better one first; -1: none */
};
struct drafttarget {
    struct drafttarget_field *at;
    int n;
};

/* A column is taken for a field from this confidence on; below it a person is asked, and where two
 * columns that no other field takes are nearly as much like it. */
#define DRAFTTARGET_SURE 0.6
#define DRAFTTARGET_MARGIN 0.03

/* `schema`: a Frictionless Table Schema. False with E_FAILED when it is none. */
bool drafttarget_match(slice schema, const struct fieldwords *words, const struct table *t,
                       struct arena *a, struct drafttarget *out, struct err *e);

/* Adds the steps that rename and select the columns; `undone` gets the fields without a column. */
void drafttarget_steps(const struct drafttarget *m, const struct table *t, struct arena *a,
                       struct json *steps, struct buf *why, struct buf *undone);

/* How much likelier a plan is whose table matches like this: 1 where no field has a column, more
 * with each that has. */
double drafttarget_weight(const struct drafttarget *m);

/* [{field,column,confidence,values,ask:[names]}]: column null where a person is to be asked. */
const struct json *drafttarget_json(const struct drafttarget *m, const struct table *t,
                                    struct arena *a);

#endif
