/* csvrest.h - texts whose last column holds the delimiter without quotes, as addresses and messages
 * do: each row goes on behind the last name, one with more pieces than the next. */
#ifndef FETTLE_CSVREST_H
#define FETTLE_CSVREST_H

#include "csvcut.h"

/* How many columns there are when the last one takes all that is left of its row; 0: it is no such
 * text. */
int csvrest_columns(struct csvcut *rows);
/* The pieces as one cell: as they stand in the line, or, where quotes were taken out, in the arena.
 */
slice csvrest_join(const slice *piece, ptrdiff_t n, slice line, slice delimiter, struct arena *a);

#endif
