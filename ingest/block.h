/* block.h - cuts a sheet into blocks: pieces that nothing blank parts.
 *
 * The sheet is cut at blank rows into bands, each band at blank columns into parts, each part at
 * its own blank rows and so on (a recursive X-Y cut: Nagy and Seth 1984). A blank column parts two
 * tables, or is space inside one: parts_belong says which. A table that the
 * file itself defines is a block as it is. region.h joins blocks to tables. */
#ifndef FETTLE_BLOCK_H
#define FETTLE_BLOCK_H

#include "raster.h"

struct block {
    struct range at;
    int most;     /* filled cells of its fullest row */
    bool defined; /* the file itself says that it is a table */
};

/* The blocks of the sheet, from top to bottom, and those of a row from left to right. False: the
 * arena's limit is passed. */
bool block_find(const struct raster *g, struct arena *a, struct block **out, int *n);

#endif
