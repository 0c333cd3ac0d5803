/* draftread.h - how the cells of a column can be read as numbers, dates or booleans: the way that
 * reads most of them, though it may not read all. */
#ifndef FETTLE_DRAFTREAD_H
#define FETTLE_DRAFTREAD_H

#include "json.h"
#include "table.h"

struct draftread {
    const char *as;          /* "number", "date", "boolean"; NULL: nothing reads half of them */
    const struct json *step; /* reads column `c` so; a cell that it cannot read becomes empty */
    int64_t fits;            /* cells that it reads */
};

/* The best reading of cell[0..n), the filled ones of column `c` without missing marks. What is a
 * code (00371, +351 210 000 101) or a version is no number. */
void draftread_best(const struct table *t, int c, const slice *cell, int64_t n, struct arena *a,
                    struct draftread *out);

/* "00371", 17 digits, +351 210 000 101: a code, not a quantity. */
bool draftread_is_code(slice s);
bool draftread_any_code(const slice *cell, int64_t n);
/* Does a name say that its column holds dates? */
bool draftread_says_date(slice name);
/* Does it ask a question that is answered by yes and no: is_open, has_lift? */
bool draftread_says_bool(slice name);
/* How many are whole numbers that are days of the years 1954 to 2064 in a spreadsheet; dates
 * without marks, 20240131; 0 or 1. */
int64_t draftread_serials(const slice *cell, int64_t n);
int64_t draftread_compact(const slice *cell, int64_t n);
int64_t draftread_bits(const slice *cell, int64_t n);

#endif
