/* region.h - the tables of a sheet: where they begin and end, and what each row is for.
 *
 * Rows are cut at blank rows into bands, bands at blank columns into blocks; blocks that go on with
 * the same columns are one table, lone cells above and below are notes. Works on any sheet: text
 * files and workbooks alike; merged cells, looks and defined tables help where the file has them.
 */
#ifndef FETTLE_REGION_H
#define FETTLE_REGION_H

#include "inspect.h"

/* The tables of one sheet in reading order, numbered from first_id. False: E_LIMIT. */
bool region_find(const struct workbook *b, int sheet, int first_id, struct arena *a,
                 struct region **out, int *n, struct err *e);
enum { REGIONS_MAX = 500 };

#endif
