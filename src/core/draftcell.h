/* draftcell.h - what one cell looks like to the built-in author, without knowing its column.
 *
 * Cheaper and looser than the kinds of the inspection, which decide by whole columns: the author
 * compares rows with columns, so it has to classify a cell alone. */
#ifndef FETTLE_DRAFTCELL_H
#define FETTLE_DRAFTCELL_H

#include "slice.h"

enum draftcell { DC_BLANK, DC_NUMBER, DC_DATE, DC_BOOL, DC_TEXT };
enum { DC_COUNT = 5 };

/* Missing marks ("n/a", "-", "..") count as blank. *value is set for DC_NUMBER only: good enough to
 * compare sizes. *whole: the number has no decimals. Both may be NULL. */
enum draftcell draftcell_kind(slice s, double *value, bool *whole);

/* A mark that stands for "no value" ("n/a", "NULL", "—"), blank not included. */
bool draftcell_is_missing(slice s);
/* Nothing but white space. */
bool draftcell_is_empty(slice s);

#endif
