/* kinds.h - what the cells of one column are, and how they are written. */
#ifndef FETTLE_KINDS_H
#define FETTLE_KINDS_H

#include "date.h"
#include "number.h"

struct kinds_found {
    enum kind kind;
    slice format;   /* "DD.MM.YYYY", "1.234,56 €"; may be empty */
    int64_t filled; /* cells that are not empty */
    int64_t
        misfits; /* filled cells that are not of the kind; marks for "no value" are misfits too */
    bool ambiguous;             /* day and month, or decimal and group mark, cannot be told apart */
    bool codes;                 /* digits that are no numbers, as they begin with 0 */
    struct number_style number; /* of integers and numbers */
    struct date_style date;     /* of dates, times and durations */
};

/* Finds the kind of n cells of text. A kind other than text needs nine tenths of the cells that
 * hold a value. */
void kinds_detect(const slice *cell, int64_t n, struct arena *a, struct kinds_found *out);

#endif
