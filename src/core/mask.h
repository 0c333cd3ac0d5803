/* mask.h - how a text is written: 9 a digit, A a capital, a another letter, + more of the same;
 * every other character stands for itself. "Ana Abbott" is "Aa+ Aa+", "DE-00037" is "AA-99999".
 * Small letters behind a capital and runs of more than three letters are not counted; digits are,
 * up to MASK_DIGITS. A mask is cut after MASK_BYTES, "..." says so. */
#ifndef FETTLE_MASK_H
#define FETTLE_MASK_H

#include "slice.h"

enum { MASK_DIGITS = 20, MASK_BYTES = 48, MASK_ROOM = MASK_BYTES + 32 };

slice mask_of(slice s, char out[MASK_ROOM]);
/* A hash of the text with each ASCII letter or digit as A, a or 9: where it is the same, so is the
 * mask (but for collisions of a 64-bit hash). Much faster. *ascii: are all bytes? */
uint64_t mask_shape(slice s, bool *ascii);

#endif
