/* draftnames.h - what the names of columns first..last say together: whether they are values of one
 * variable or fields of a record. All of it is of the columns that a view has. */
#ifndef FETTLE_DRAFTNAMES_H
#define FETTLE_DRAFTNAMES_H

#include "draftview.h"

/* Share of the names that say a field, apart from what all of them share. `families`: groups of
 * names, of which each begins with a word of its own, which says less than the rest. */
double draftnames_fields(const struct draftview *v, int first, int last, bool families);
/* Share of the names that say a statistic, apart from what all of them share. */
double draftnames_statistics(const struct draftview *v, int first, int last);
/* Share of the names that are questions, features or statements, doubled, at most 1. */
double draftnames_items(const struct draftview *v, int first, int last);
/* Do names that are numbered (x1, x2, ...) go on before the first or behind the last column? */
bool draftnames_cut_numbering(const struct draftview *v, int first, int last);
/* Are they numbered, beside other numbered names of another count (swls_1 to 5, pss_1 to 10)? */
bool draftnames_uneven(const struct draftview *v, int first, int last);
/* Do all begin with a word and "_", and names elsewhere too (pl_mass, pl_tilt beside pl_name)? */
bool draftnames_word_elsewhere(const struct draftview *v, int first, int last);
/* Share of the columns whose unit is another than that of the column before. */
double draftnames_units_differ(const struct draftview *v, int first, int last);

#endif
