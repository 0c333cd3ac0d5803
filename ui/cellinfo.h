/* cellinfo.h - what views say about one cell: its bytes, the values of its column. */
#ifndef FETTLE_CELLINFO_H
#define FETTLE_CELLINFO_H

#include "model.h"

/* Opens the exact bytes and characters of the text over the view. */
void cellinfo_bytes(struct app *app, slice cell, const char *where);
/* Opens the most common values of the column; counts first when that was not done. */
void cellinfo_counts(struct app *app, const struct table *of, slice column);
/* Shows them when the profile came. */
void cellinfo_counts_came(struct app *app);
/* 1234567 -> "1,234,567"; out holds 32 bytes. */
const char *cellinfo_number(int64_t v, char out[32]);

#endif
