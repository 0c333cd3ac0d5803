/* rawfind.h - finds a pattern in a large file, piece by piece. */
#ifndef FETTLE_RAWFIND_H
#define FETTLE_RAWFIND_H

#include "model.h"

/* Starts the job in SLOT_FIND: from the cell at row and col on, by +1 or -1, round the whole file.
 * Its rows are counted. `table` is what made_find says was searched. */
void rawfind_start(struct app *app, const struct table *table, int64_t row, int col, int by);

#endif
