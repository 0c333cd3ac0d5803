/* language.h - how likely characters are beside each other in a language (language.def). */
#ifndef FETTLE_LANGUAGE_H
#define FETTLE_LANGUAGE_H

#include "arena.h"

struct language {
    const char *code, *name;
    struct language_entry *entry; /* open addressing over characters and pairs */
    uint32_t mask;
};

/* All languages, in the arena; the last has no code. Some hundred microseconds. */
struct language *language_all(struct arena *a);
/* The share of the character, and of the pair of neighbours, among all; 0: not met. Characters are
 * as language.def has them: lower case, '0' for a digit, '_' for what parts words. */
double language_char(const struct language *l, int32_t c);
double language_pair(const struct language *l, int32_t before, int32_t c);

#endif
