/* total.h - which rows are totals of other rows: words and arithmetic together.
 *
 * A word alone is weak ("Total Energies", "Sum Insured"): where the row has numbers, they decide. A
 * labelled row whose numbers add up is a total (most of them, or one and the shape agrees). A
 * labelled row whose numbers do not add up is one only when its shape says so too: a column that is
 * otherwise filled is empty, and the label is a bare total word or names the group right above it.
 * A row without a label is a total when it has no text at all and all its numbers add up.
 *
 * TOTAL_WIDE also takes rows with any other label whose numbers are the sum of the rows above or
 * below them, or the sum or difference of the two totals before, and statistics ("Average"). How
 * many digits agree over all columns tells a sum from chance. */
#ifndef FETTLE_TOTAL_H
#define FETTLE_TOTAL_H

#include "table.h"

enum total_check {
    TOTAL_AUTO,
    TOTAL_BY_LABEL,
    TOTAL_BY_SUM,
    TOTAL_WIDE /* for telling what rows are, not for dropping them */
};

/* Marks the total rows of t in is[0..nrow) and returns how many; -1 when the arena's limit is
 * passed. label[0..nlabel) are the columns where labels may stand (nlabel 0: all that are not
 * numbers); word[0..nword) are further total words. Totals may be nested, and may stand below or
 * above their rows. */
int64_t total_find(const struct table *t, const int *label, int nlabel, const slice *word,
                   int nword, enum total_check check, struct arena *a, bool *is);
/* TOTAL_WIDE where it is known which rows stand out (bold among plain ones): for those fewer digits
 * that agree are enough. marked may be NULL. */
int64_t total_find_marked(const struct table *t, const bool *marked, struct arena *a, bool *is);

#endif
