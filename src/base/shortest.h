/* shortest.h - a double as the shortest decimal text that reads back as the same double. */
#ifndef FETTLE_SHORTEST_H
#define FETTLE_SHORTEST_H

#include "slice.h"

enum { SHORTEST_MAX = 32 };

/* Reads a whole decimal number ("-1.5", "1E+2", blanks around it), in any locale. */
bool shortest_read(slice s, double *out);
/* Writes v as Python's repr does, without ".0": "0.1", "100", "1e+21", "1e-07"; returns the length.
 * v is finite; -0 is "0". */
ptrdiff_t shortest_write(double v, char out[SHORTEST_MAX]);
/* Writes v with at least `width` digits, 20 at most; returns the length. */
ptrdiff_t shortest_whole(uint64_t v, int width, char *out);
/* True when s is already what shortest_write would give for its value (plain digits, at most 15 of
 * them significant): the common case, without any arithmetic. */
bool shortest_is(slice s);

#endif
