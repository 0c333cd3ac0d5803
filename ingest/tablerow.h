/* tablerow.h - what each row of a table is for: title and note rows at its edges, headings, groups,
 * data, totals. */
#ifndef FETTLE_TABLEROW_H
#define FETTLE_TABLEROW_H

#include "header.h"
#include "inspect.h"

/* Filled cells of a usual row; rows with one cell are passed over. */
double tablerow_usual(const struct raster *g, struct range at);
/* Takes titles and labels at the top of the table, notes at its end and empty edges out of it. */
void tablerow_trim(const struct raster *g, struct range *at);
/* Is row r a sentence that was cut at its commas: all its cells but the first begin with a blank?
 */
bool tablerow_prose(const struct raster *g, struct range at, int64_t r);
/* Sets the role of the table's rows (r->at) from its heading. */
void tablerow_roles(const struct raster *g, struct region *r, const struct header_found *h);

/* Has a title the number of a page: "List, page 2", or a number apart at its end? */
bool tablerow_page_title(slice s);
/* Is row r a lone cell with such a title, or with what stands above the table? */
bool tablerow_page_head(const struct raster *g, struct range at, int64_t r);

#endif
