/* draftlevel.h - the levels of a heading of several rows: its joined names taken apart again. */
#ifndef FETTLE_DRAFTLEVEL_H
#define FETTLE_DRAFTLEVEL_H

#include "json.h"
#include "table.h"

/* After the unpivot of columns first..last of `was`, whose names were joined from the first
 * header_rows rows of `bare` (the region without a header): where the names are a full grid of
 * upper and lower labels, adds a step that splits the column of names in two, and applies it to
 * *now. `why` gets a clause. */
void draftlevel_split(const struct table *bare, int header_rows, const struct table *was, int first,
                      int last, struct arena *a, struct json *steps, struct table *now,
                      struct buf *why);

#endif
