/* csvmend.h - rows of a delimited text made even: cells that stand in the wrong column are moved,
 * and what was done to a row is said. */
#ifndef FETTLE_CSVMEND_H
#define FETTLE_CSVMEND_H

#include "csvcut.h"
#include "csvfit.h"
#include "rowlist.h"
#include "table.h"

struct csvmend {
    /* for all rows of a file */
    const struct dialect_found *f;
    const struct csvfit *fit; /* NULL: rows are left as they are */
    /* for some of its rows */
    struct csvcut *rows;
    slice text;            /* that they are in */
    int64_t row;           /* how many rows are before the first of them */
    bool ends;             /* the file ends with the text */
    bool first;            /* no row of the usual width was seen yet */
    struct arena *arena;   /* for the cells */
    struct quirks *quirks; /* what was done */
    /* what is done */
    struct rowlist padded, surplus, rest; /* rows with too few cells, with too many, joined */
    struct csvrow_cells cells;
};

/* Learns what the columns of `columns` cells hold from the rows that have so many; NULL: there are
 * not enough. */
struct csvfit *csvmend_learn(const struct csvcut *rows, int columns, struct arena *a);
/* The same from a table that all its rows fill as they stood. */
struct csvfit *csvmend_learn_table(const struct table *t, struct arena *a);
/* Row r as it should be, *n cells, borrowed until the next call. Rows in their order. */
const slice *csvmend_row(struct csvmend *m, int64_t r, ptrdiff_t *n);
/* What was found in all rows together. */
void csvmend_note(const struct csvmend *m, struct quirks *q);
/* Frees what m itself holds. */
void csvmend_free(struct csvmend *m);
/* Does the text end within a line? */
bool csvmend_cut_off(slice text);

#endif
