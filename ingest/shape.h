/* shape.h - what one cell looks like, cheaply: enough to compare rows and columns while nothing is
 * known yet about formats. kinds.h decides what a column really is. */
#ifndef FETTLE_SHAPE_H
#define FETTLE_SHAPE_H

#include "slice.h"

enum shape {
    SHAPE_EMPTY,
    SHAPE_MISSING, /* a mark for "no value": "-", "n/a", ".." */
    SHAPE_NUMBER,  /* with signs, groups, currency, percent, brackets */
    SHAPE_YEAR,    /* 1900 .. 2099; also a number */
    SHAPE_DATE,
    SHAPE_TIME,
    SHAPE_DATETIME,
    SHAPE_CODE, /* one word with digits in it: "A-12" */
    SHAPE_WORD, /* one word of letters */
    SHAPE_TEXT  /* several words */
};
enum { SHAPES = SHAPE_TEXT + 1 };

enum shape shape_of(slice cell);
/* A number, date, time or missing mark: what data has and headers seldom do. */
bool shape_is_value(enum shape s);
/* One value with signs inside that part cells elsewhere: a web or mail address, a path, a network
 * number, a date or time. */
bool shape_is_unit(slice cell);
/* A word for "no value" in some language; blanks at the ends do not matter. */
bool shape_is_missing(slice cell);
/* The cell as a number when it looks like one: the mark that stands last is the decimal mark,
 * unless it stands before exactly three digits more than once. For arithmetic checks only. */
bool shape_number(slice cell, double *out);
/* A hash of the cell's mask: runs of digits, of letters and each other byte; digits keep their run
 * length up to 4. Equal cells patterns in a column have equal masks. */
uint32_t shape_mask(slice cell);

#endif
