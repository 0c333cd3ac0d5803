/* total.h - which rows are totals of other rows: words and arithmetic together.
 *
 * A word alone is weak ("Total Energies", "Sum Insured"): where the row has numbers, they decide. A
 * labelled row whose numbers add up is a total (most of them, or one and the shape agrees). A
 * labelled row whose numbers do not add up is one only when its shape says so too: a column that is
 * otherwise filled is empty, and the label is a bare total word or names the group right above it.
 * A row without a label is a total when it has no text at all and all its numbers add up. */
#ifndef FETTLE_TOTAL_H
#define FETTLE_TOTAL_H

#include "table.h"

enum total_word {
    TOTAL_NO_WORD,
    TOTAL_PART, /* begins or ends with a total word: "Summe Köln", "North total" */
    TOTAL_ALL   /* is a total word: "Grand total:" */
};
/* Total words of the common European languages and some others; `rest` is what stands beside the
 * word ("Köln"). Case does not matter. */
enum total_word total_word(slice cell, slice *rest);

enum total_check { TOTAL_AUTO, TOTAL_BY_LABEL, TOTAL_BY_SUM };

/* Marks the total rows of t in is[0..nrow) and returns how many; -1 when the arena's limit is
 * passed. label[0..nlabel) are the columns where labels may stand (nlabel 0: all that are not
 * numbers); word[0..nword) are further total words. Totals may be nested, and may stand below or
 * above their rows. */
int64_t total_find(const struct table *t, const int *label, int nlabel, const slice *word,
                   int nword, enum total_check check, struct arena *a, bool *is);

#endif
