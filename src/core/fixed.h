/* fixed.h - exact numbers of up to eighteen digits: the fast path of what decimal.h does for any
 * size. Who cannot read a cell with it asks decimal_parse. */
#ifndef FETTLE_FIXED_H
#define FETTLE_FIXED_H

#include "decimal.h"
#include "table.h"

/* A canonical number ("-12.50"). False when it is none, has more digits or an exponent. */
bool fixed_read(slice cell, struct fixed *out);
/* <0, 0, >0 */
int fixed_cmp(struct fixed x, struct fixed y);
double fixed_double(struct fixed x);
/* Sum or difference, and product, as decimal.h gives them: digits behind the point are kept. False:
 * it does not fit, and *out, which may be one of both, is as it was. */
bool fixed_plus(struct fixed x, struct fixed y, bool minus, struct fixed *out);
bool fixed_mul(struct fixed x, struct fixed y, struct fixed *out);
/* The same for n rows, any of which may be FIXED_EMPTY (what comes out is too) or FIXED_NONE, which
 * what does not fit is as well. */
struct fixed_rows {
    const struct fixed *at;
    int step; /* 1, or 0: one number for all rows */
};
void fixed_plus_rows(struct fixed_rows x, struct fixed_rows y, bool minus, int64_t n,
                     struct fixed *out);
void fixed_mul_rows(struct fixed_rows x, struct fixed_rows y, int64_t n, struct fixed *out);
/* Cells of a column of numbers. */
void fixed_read_rows(const slice *cell, int64_t n, struct fixed *out);
/* The text of a cell of a column, which is made in the arena where the column has only its numbers;
 * p is NULL once the limit is passed. */
slice fixed_cell(const struct column *c, int64_t r, struct arena *a);
/* The same number as a decimal. */
const struct decimal *fixed_decimal(struct fixed x, struct arena *a);
/* Canonical text, in `text`. */
enum { FIXED_TEXT = 24 };
slice fixed_text(struct fixed x, char text[FIXED_TEXT]);

/* An exact sum of many: the parts at each scale, and what did not fit into them. All zero: 0. */
struct fixed_sum {
    int64_t at[19];
    const struct decimal *rest; /* NULL: nothing */
    bool overflow;              /* it does not fit DECIMAL_DIGITS_MAX digits or the arena */
};
void fixed_add(struct fixed_sum *s, struct fixed x, struct arena *a);
void fixed_add_decimal(struct fixed_sum *s, const struct decimal *x, struct arena *a);
/* NULL when it did not fit. */
const struct decimal *fixed_total(const struct fixed_sum *s, struct arena *a);

#endif
