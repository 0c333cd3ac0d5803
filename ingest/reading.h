/* reading.h - the cells of one column as values, once it is known how the column is written.
 *
 * Verdicts and values are those of number_read and date_read; the usual ways of writing are read
 * without them, many times faster (tests/fuzz/reading.c compares). */
#ifndef FETTLE_READING_H
#define FETTLE_READING_H

#include "kinds.h"

enum { READING_FIELDS = 8, READING_TEXT = 512, READING_WORDS = 3 };

struct reading {
    enum kind kind;
    struct number_style number;
    struct date_style date;
    slice yes, no; /* of bools, as the format "yes/no" says */
    /* A pattern whose every part has a fixed width: cells of `width` bytes can be cut blindly. */
    struct reading_field {
        char part; /* 'Y' 'M' 'D' 'h' 'm' 's', or 0: the literal byte `is` */
        char is;
        uint8_t at, n;
    } field[READING_FIELDS * 2];
    int nfield, width; /* width 0: no such pattern */
    /* The same for cells of 8 to 24 bytes, eight at a time: where the digits are, and what is at
     * the other places. */
    uint64_t digits[READING_WORDS], literal[READING_WORDS];
};

struct reading_value {
    double v;         /* the number; of dates and times seconds, dates since 1970-01-01 UTC */
    int64_t unscaled; /* the number is unscaled / 10^scale exactly ... */
    int scale;        /* ... unless this is -1: it has more digits than that */
    bool plain;       /* written in the one usual way: a number as [-]digits[mark digits], `scale`
                       * of them behind the mark; a date by a pattern of fixed width */
};

/* How a column of this kind is read. The slices of `f` are borrowed. */
void reading_init(struct reading *r, const struct kinds_found *f);
/* Numbers, dates, times and durations have values; a bool's are 1 and 0; other kinds have none.
 * False: the cell is not of the kind. */
bool reading_value(const struct reading *r, slice cell, struct reading_value *out);
/* The canonical form (table.h), in `out` or the cell itself. False as reading_value. */
bool reading_text(const struct reading *r, slice cell, char out[READING_TEXT], slice *text);
/* Does the kind have values that can be added up? */
bool reading_is_number(const struct reading *r);
/* Does the kind have values, so that a cell can be none of it? */
bool reading_has_values(const struct reading *r);
/* Does the kind have an order other than that of its bytes? */
bool reading_is_ordered(const struct reading *r);

#endif
