/* draftlevel.h - the levels of a heading of several rows: which of them hold measures and which the
 * values of a variable, and a table's joined names taken apart again. */
#ifndef FETTLE_DRAFTLEVEL_H
#define FETTLE_DRAFTLEVEL_H

#include "draftview.h"
#include "inspect.h"
#include "json.h"

/* The levels of all columns; columns are found again by their joined names. */
struct draftlevels {
    int n, ncol;
    const slice *name;
    const slice *level; /* [column * n + l], from top to bottom */
};

/* False when the heading has one row only, or too many names to look at. */
bool draftlevels_open(const struct inspection *in, int header_rows, struct arena *a,
                      struct draftlevels *out);

/* The labels of the column of that name, l->n of them; NULL: the name is not from the heading. */
const slice *draftlevel_of(const struct draftlevels *l, slice name);

/* What the levels of a run of columns are. */
enum { DRAFTLEVEL_MOST = 6 };
struct draftlevel_reading {
    int at[DRAFTLEVEL_MOST]; /* the levels whose labels differ within the run, from the top */
    int n;
    int measure;   /* index into at[]: its labels are measures; -1: all levels hold values */
    bool ordinal;  /* a level holds years, months, 1..n, ranges ... */
    bool evidence; /* the cells, the units or the names say which level the measures are */
};

/* The longest run of columns from `first` on whose heading reads as levels: at least two that
 * differ, every name has all of them, and the labels form a full grid. Its last column, -1: none.
 */
int draftlevel_run(const struct draftview *v, int first, struct draftlevel_reading *out);
/* The distinct labels of one level over columns first..last, in order. */
const slice *draftlevel_labels(const struct draftview *v, int first, int last, int level, int *n);

/* The column `names_to` of *now was made of the names of columns first..last of `was`, whose
 * measures (if any) were level `measure` (-1: none). Where more than one level is left in it, adds
 * a step that gives each a column of its own, and applies it to *now. `why` gets a clause. */
void draftlevel_split(const struct draftlevels *l, const struct table *was, int first, int last,
                      int measure, slice names_to, struct arena *a, struct json *steps,
                      struct table *now, struct buf *why);

#endif
