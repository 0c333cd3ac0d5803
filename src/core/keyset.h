/* keyset.h - a set of keys, each of one or several cells, by a hash of 128 bits: two keys that are
 * different are taken for equal once in 10^20 sets of a thousand million keys. */
#ifndef FETTLE_KEYSET_H
#define FETTLE_KEYSET_H

#include "arena.h"

struct keyset {
    struct arena *arena;
    uint64_t (*slot)[2]; /* {0, 0}: free */
    uint64_t mask;
    int64_t n;
    bool full; /* the arena's limit was passed: keys were left out */
};
/* False when the arena's limit is passed. */
bool keyset_open(struct keyset *s, struct arena *a, int64_t expected);

struct keyset_key {
    uint64_t h[2];
};
/* A key is begun with none and cells are added in order; ("a","bc") is not ("ab","c"). */
struct keyset_key keyset_key(void);
void keyset_cell(struct keyset_key *k, slice cell);
/* Begins to fetch the memory that a look-up of the key will want: for who has several keys at hand.
 */
static inline void keyset_prefetch(const struct keyset *s, const struct keyset_key *k)
{
    __builtin_prefetch(&s->slot[k->h[0] & s->mask], 1);
}
enum { KEYSET_AHEAD = 32 }; /* so many keys at hand are enough */
/* Puts the key in; true when it was there already. */
bool keyset_put(struct keyset *s, struct keyset_key k);
bool keyset_has(const struct keyset *s, struct keyset_key k);

#endif
