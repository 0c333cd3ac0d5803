/* draftclean.h - what a plan does beyond reshaping: rows that are no records, and cells that are
 * not yet values (missing marks, numbers, dates and booleans as people write them). */
#ifndef FETTLE_DRAFTCLEAN_H
#define FETTLE_DRAFTCLEAN_H

#include "inspect.h"
#include "json.h"

/* Adds the step that undoes a double encoding, where reading found one; *out is the table after it.
 */
void draftclean_text(const struct inspection *in, const struct table *t, struct arena *a,
                     struct json *steps, struct table *out, struct buf *why);
/* Adds steps that drop drawn lines, page numbers, titles that come again, totals and blank rows;
 * *out is the table after them (`t` itself when there is nothing to drop). `why` gets a clause for
 * each. False: totals are left because rows below them go on with their label; draftclean_totals()
 * is to be asked again once that is filled. */
bool draftclean_rows(const struct inspection *in, const struct table *t, struct arena *a,
                     struct json *steps, struct table *out, struct buf *why);
bool draftclean_totals(const struct table *t, struct arena *a, struct json *steps,
                       struct table *out, struct buf *why);
/* Adds steps for the cells of `t`, the table after the reshaping: missing marks become empty,
 * numbers, dates and booleans become values. With `sampled` the table is a part of the source, and
 * columns that hold other kinds elsewhere are left alone. `counts` gets what changes and what
 * cannot be read (draftcount.h), `undone` what is left as it is. */
void draftclean_cells(const struct inspection *in, const struct table *t, bool sampled,
                      struct arena *a, struct json *steps, struct json *counts, struct buf *why,
                      struct buf *undone);

#endif
