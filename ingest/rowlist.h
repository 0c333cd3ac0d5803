/* rowlist.h - which rows something was found in, for a sentence: "rows 4, 9-12 and 30". */
#ifndef FETTLE_ROWLIST_H
#define FETTLE_ROWLIST_H

#include "arena.h"
#include "slice.h"

enum { ROWLIST_MOST = 16 /* ranges that are named; rows behind them are only counted */ };

struct rowlist {
    int64_t rows; /* how many in all */
    int64_t from[ROWLIST_MOST], to[ROWLIST_MOST], named;
    int n;
};

/* Row numbers from 1, ascending. */
void rowlist_add(struct rowlist *l, int64_t row);
/* Appends the rows of a list whose rows are behind those of l. */
void rowlist_join(struct rowlist *l, const struct rowlist *behind);
/* "row 4", "rows 4 and 9", "rows 4, 9-12 and 30", "rows 4, 9-12, 30 and 17 more". */
slice rowlist_text(const struct rowlist *l, struct arena *a);

#endif
