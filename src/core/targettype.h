/* targettype.h - the types and formats of Frictionless Table Schema v2: cells to values. */
#ifndef FETTLE_TARGETTYPE_H
#define FETTLE_TARGETTYPE_H

#include "formulanode.h"
#include "json.h"

struct targettype;
/* The type of a field's descriptor ("any" when it states none; "string" in version 1 means the
 * same). NULL with E_FAILED and what cannot be used: an unknown type, format or pattern. */
const struct targettype *targettype_open(const struct json *field, struct arena *a, struct err *e);
const char *targettype_name(const struct targettype *t);

/* The types and their formats, as a list of the manual. */
void targettype_mdoc(struct buf *out);

/* Are its values JSON documents? */
bool targettype_is_json(const struct targettype *t);

/* Reads a filled cell. Of a column that steps have parsed (kind) it is the canonical form of that
 * kind; of a text column it is as the field's type, format, marks and values say. Values that only
 * have a form (string, object, list, geopoint ...) come as text. */
bool targettype_read(const struct targettype *t, slice cell, enum kind kind, struct arena *a,
                     struct value *out);
/* What minLength and maxLength count: characters, items of a list or array, members of an object.
 */
int64_t targettype_length(const struct targettype *t, slice cell, struct arena *a);

#endif
