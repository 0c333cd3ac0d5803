/* opdoc.h - renderings of the op table: data, hint for a model, JSON Schema, manual. */
#ifndef FETTLE_OPDOC_H
#define FETTLE_OPDOC_H

#include "op.h"

/* {"fettle":"ops/1","ops":[{"name","version","group","doc","parameters":[…],"examples":[…]}]} */
void opdoc_json(struct json_writer *w);
/* Plain text for a model that writes plans: form, ops with arguments, one example each. */
void opdoc_prompt(struct buf *out);
/* JSON Schema 2020-12 of a plan/1 document. */
void opdoc_schema(struct buf *out);
/* man/fettle-ops.7. */
void opdoc_mdoc(struct buf *out);

#endif
