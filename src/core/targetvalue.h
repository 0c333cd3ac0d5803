/* targetvalue.h - how the cells of columns meet what a field of a target schema says of its values:
 * enum (the values that earlier outputs had), pattern, minimum and maximum, formats of text. */
#ifndef FETTLE_TARGETVALUE_H
#define FETTLE_TARGETVALUE_H

#include "json.h"
#include "table.h"

/* For each of the first n columns -1 (no cell meets it) .. 1 (all do, and those of hardly any other
 * column): what the cells say about this column being the field. 0 where the field says nothing of
 * values, or a column has no cells. What cells of most columns meet counts little. False when the
 * arena's limit is passed. */
bool targetvalue_fit(const struct json *field, const struct table *t, int n, double *fit,
                     struct arena *a);

#endif
