/* plantarget.h - the Table Schema of a plan: a path as people write it, the schema itself once the
 * plan is pinned. */
#ifndef FETTLE_PLANTARGET_H
#define FETTLE_PLANTARGET_H

#include "plan.h"

/* The plan document with its target as the schema itself: `schema` when it is not empty, else what
 * is in the file it names, looked for in `folder` (NULL or not there: from where we are). The same
 * document when there is nothing to do or the file cannot be read, which applying will say. */
const struct json *plantarget_inline(const struct json *doc, slice schema, const char *folder,
                                     struct arena *a);
/* The schema's text: of the option, of the plan, or of the file it names. False with a failure. */
bool plantarget_schema(const struct plan *p, slice option, struct arena *a, slice *out,
                       struct failures *f);

#endif
