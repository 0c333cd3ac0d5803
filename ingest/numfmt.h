/* numfmt.h - what a spreadsheet's number format says about the number under it. */
#ifndef FETTLE_NUMFMT_H
#define FETTLE_NUMFMT_H

#include "slice.h"

enum numfmt { NUMFMT_NUMBER, NUMFMT_DATE, NUMFMT_ELAPSED, NUMFMT_TEXT };

/* Decided by the first section: y m d h s outside quotes, brackets and escapes make a date; [h],
 * [m] or [s] an elapsed time. `looks`: LOOK_PERCENT and LOOK_CURRENCY of sheet.h are added. */
enum numfmt numfmt_class(slice code, int *looks);
/* The format of a built-in number (ECMA-376 part 1, 18.8.30, all languages), empty when there is
 * none. */
slice numfmt_builtin(int id);

#endif
