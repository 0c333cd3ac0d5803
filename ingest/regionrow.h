/* regionrow.h - which rows of a region are its heading, its rows, or something else. */
#ifndef FETTLE_REGIONROW_H
#define FETTLE_REGIONROW_H

#include "inspect.h"

/* The 0-based rows of a heading of header_rows rows, at most `most`; gives how many. */
int region_head(const struct region *r, int header_rows, int64_t out[], int most);
/* Is row i (0-based, asked for in order) one of the table's rows, given how many heading rows it
 * has? *seen, 0 at first, counts the rows that are not blank. */
bool region_row(const struct region *r, int header_rows, int64_t i, int *seen);
/* Rows of one role below the heading: how many, and in *first the first of them (0-based). */
int64_t region_count(const struct region *r, enum row_role role, int64_t *first);

#endif
