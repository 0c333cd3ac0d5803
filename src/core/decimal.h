/* decimal.h - exact decimal arithmetic; division rounds half-even to 28 significant digits, as
 * Python's decimal does with its default context. */
#ifndef FETTLE_DECIMAL_H
#define FETTLE_DECIMAL_H

#include "arena.h"

/* Opaque and immutable; lives in the arena it was made in. Every function that makes one returns
 * NULL when the result would have more than DECIMAL_DIGITS_MAX digits or the arena is full. */
struct decimal;
enum { DECIMAL_DIGITS_MAX = 10000 };

const struct decimal *decimal_int(int64_t v, struct arena *a);

/* NULL when text is no canonical decimal ("-12.50", "1e6" allowed). */
const struct decimal *decimal_parse(slice text, struct arena *a);
const struct decimal *decimal_add(const struct decimal *x, const struct decimal *y,
                                  struct arena *a);
const struct decimal *decimal_sub(const struct decimal *x, const struct decimal *y,
                                  struct arena *a);
const struct decimal *decimal_mul(const struct decimal *x, const struct decimal *y,
                                  struct arena *a);
/* The same number in another arena. */
const struct decimal *decimal_copy(const struct decimal *x, struct arena *a);
const struct decimal *decimal_neg(const struct decimal *x, struct arena *a);
/* NULL when y is zero. */
const struct decimal *decimal_div(const struct decimal *x, const struct decimal *y,
                                  struct arena *a);
/* Sign of the dividend, as Python's %. NULL when y is zero. */
const struct decimal *decimal_rem(const struct decimal *x, const struct decimal *y,
                                  struct arena *a);
/* Half-even to `places` digits after the point (may be negative); adds zeros as Python's round. */
const struct decimal *decimal_round(const struct decimal *x, int places, struct arena *a);
/* The greatest whole number not above x, or with `up` the least not below. */
const struct decimal *decimal_floor(const struct decimal *x, bool up, struct arena *a);
/* -1, 0, 1 */
int decimal_sign(const struct decimal *x);
int decimal_cmp(const struct decimal *x, const struct decimal *y);
bool decimal_is_integer(const struct decimal *x);
/* False when it is no whole number or does not fit. */
bool decimal_i64(const struct decimal *x, int64_t *out);
/* Plain notation, no exponent. */
slice decimal_text(const struct decimal *x, struct arena *a);

#endif
