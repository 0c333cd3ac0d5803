/* jsonpointer.h - places in a JSON document (RFC 6901). */
#ifndef FETTLE_JSONPOINTER_H
#define FETTLE_JSONPOINTER_H

#include "json.h"

/* Appends "/KEY" with the key's ~ and / written as ~0 and ~1. */
void jsonpointer_put(struct buf *out, slice key);
/* The next key of a pointer that begins with '/', unescaped in the arena; *rest is what follows.
 * False when a ~ stands for nothing or there is no '/'. */
bool jsonpointer_next(slice pointer, struct arena *a, slice *key, slice *rest);
/* The index that a key means in an array of n items: 0..n-1, n for "-" when `end` allows it, else
 * -1. */
int jsonpointer_index(slice key, int n, bool end);

#endif
