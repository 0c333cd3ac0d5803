/* tablegrid.h - a table as the source of a grid: names and kinds above, numbers to the right. */
#ifndef FETTLE_TABLEGRID_H
#define FETTLE_TABLEGRID_H

#include "grid.h"
#include "table.h"

/* heads: 0 names, 1 kinds. `between`: what stands between columns. */
struct grid_source tablegrid(const struct table *t, const char *between);
/* Names, kinds and rows in one go. Returns the row below the last one that was used. */
int tablegrid_draw(const struct grid *g, const struct table *t, struct screen *s, struct rect r,
                   const char *between, bool focus);

#endif
