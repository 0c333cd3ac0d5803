/* decimal.h - exact decimal arithmetic; division rounds half-even to 28 significant digits, as
 * Python's decimal does with its default context. */
#ifndef FETTLE_DECIMAL_H
#define FETTLE_DECIMAL_H

#include "arena.h"

/* Opaque to others except as a value; big coefficients live in the arena they were made in. */
struct decimal;

/* NULL when text is no canonical decimal ("-12.50", "1e6" allowed). */
const struct decimal *decimal_parse(slice text, struct arena *a);
const struct decimal *decimal_add(const struct decimal *x, const struct decimal *y,
                                  struct arena *a);
const struct decimal *decimal_sub(const struct decimal *x, const struct decimal *y,
                                  struct arena *a);
const struct decimal *decimal_mul(const struct decimal *x, const struct decimal *y,
                                  struct arena *a);
/* NULL when y is zero. */
const struct decimal *decimal_div(const struct decimal *x, const struct decimal *y,
                                  struct arena *a);
/* Sign of the dividend, as Python's %. NULL when y is zero. */
const struct decimal *decimal_rem(const struct decimal *x, const struct decimal *y,
                                  struct arena *a);
/* Half-even to `places` digits after the point (may be negative). */
const struct decimal *decimal_round(const struct decimal *x, int places, struct arena *a);
int decimal_cmp(const struct decimal *x, const struct decimal *y);
bool decimal_is_integer(const struct decimal *x);
/* Plain notation, no exponent. */
slice decimal_text(const struct decimal *x, struct arena *a);
double decimal_double(const struct decimal *x);

#endif
