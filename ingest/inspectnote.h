/* inspectnote.h - what is odd about the chosen table, as quirks with their places. */
#ifndef FETTLE_INSPECTNOTE_H
#define FETTLE_INSPECTNOTE_H

#include "inspect.h"

/* Adds the quirks of the chosen table, whose columns are described: rows left out, names, merged
 * and hidden cells, values that do not fit their column, further tables. Texts live in a. */
void inspect_note(const struct inspection *in, struct quirks *q, struct arena *a);

#endif
