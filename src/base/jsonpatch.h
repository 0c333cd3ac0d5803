/* jsonpatch.h - JSON documents changed by a list of operations, and the list that leads from one
 * document to another (RFC 6902). */
#ifndef FETTLE_JSONPATCH_H
#define FETTLE_JSONPATCH_H

#include "json.h"

/* The document after add, remove, replace, move, copy and test, all or nothing; parts that did not
 * change are shared with doc. NULL: E_FAILED with a sentence that names the operation by its
 * number, or E_LIMIT when the document would grow beyond all measure (copies of copies). */
const struct json *jsonpatch_apply(const struct json *doc, const struct json *patch,
                                   struct arena *a, struct err *e);
/* Operations (add, remove, replace) that make `to` of `from`: an array. */
const struct json *jsonpatch_between(const struct json *from, const struct json *to,
                                     struct arena *a);

#endif
