/* numberaffix.h - what stands before and behind numbers: currencies, units, words that multiply. */
#ifndef FETTLE_NUMBERAFFIX_H
#define FETTLE_NUMBERAFFIX_H

#include "slice.h"

#include <stdbool.h>

/* Signs and codes of currencies, NULL behind the last. */
extern const char *const numberaffix_money[];

/* Is it a word that multiplies: k, Mio, bn? */
bool numberaffix_multiplies(slice word);
/* The same currency or unit, perhaps written otherwise: EUR and €, m2 and sqm. */
bool numberaffix_same(slice a, slice b);
/* Length of what stands at the start of `s` and is the same as `affix` in another writing; 0:
 * nothing. */
ptrdiff_t numberaffix_at(slice s, slice affix);

#endif
