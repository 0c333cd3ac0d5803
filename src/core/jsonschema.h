/* jsonschema.h - JSON values against a JSON Schema (drafts 6 to 2020-12: the keywords of validation
 * and application that do not depend on what other keywords saw), as the "jsonSchema" constraint of
 * a Table Schema wants. */
#ifndef FETTLE_JSONSCHEMA_H
#define FETTLE_JSONSCHEMA_H

#include "json.h"

/* Whether the schema can be checked. E_FAILED names what cannot be: an unknown type, a pattern that
 * is none, a $ref that leads nowhere or outside, a keyword that is not checked here. */
bool jsonschema_check(const struct json *schema, struct arena *a, struct err *e);
/* Whether the value is as a schema wants that jsonschema_check let pass. What takes
 * more than 64 levels or a million steps to tell is not. */
bool jsonschema_valid(const struct json *schema, const struct json *v, struct arena *a);

#endif
