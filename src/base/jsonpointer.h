/* jsonpointer.h - places in a JSON document (RFC 6901). */
#ifndef FETTLE_JSONPOINTER_H
#define FETTLE_JSONPOINTER_H

#include "json.h"

/* Appends "/KEY" with the key's ~ and / written as ~0 and ~1. */
void jsonpointer_put(struct buf *out, slice key);

#endif
