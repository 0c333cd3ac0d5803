/* formulaquick.h - rows of a formula without any memory: numbers of up to eighteen digits, texts
 * and truth values under + - *, comparison, in, and, or, not. What it gives is what formula_eval
 * gives; what it cannot do it leaves to it. */
#ifndef FETTLE_FORMULAQUICK_H
#define FETTLE_FORMULAQUICK_H

#include "fixed.h"
#include "formulanode.h"

struct quick {
    enum { QUICK_NULL, QUICK_NUMBER, QUICK_TEXT, QUICK_BOOL } type;
    struct fixed num;
    slice text;
    bool flag;
};

/* Is it worth trying: are there only nodes that it knows? */
bool formulaquick_can(const struct node *n, const struct table *in, const int *col);
/* The numbers that n gives for all rows of x->in: in the arena, or those of a column. FIXED_NONE:
 * ask formula_eval. NULL: n is no arithmetic, the rows are so many that memory would cost what is
 * won, or the arena's limit is passed. */
const struct fixed *formulaquick_numbers(const struct eval *x, const struct node *n,
                                         struct arena *a);
/* The value for row x->row. False: ask formula_eval. */
bool formulaquick_eval(const struct eval *x, const struct node *n, struct quick *out);
/* Canonical text in the arena; p is NULL once its limit is passed. */
slice formulaquick_write(const struct quick *v, struct arena *a);

#endif
