/* headgrid.h - column names that form a grid of stubs x variable values ("Hours 2023", "Cost 2023",
 * "Hours 2024", ...): where to cut each name and which half is the variable. wide_to_long and the
 * built-in author share it. */
#ifndef FETTLE_HEADGRID_H
#define FETTLE_HEADGRID_H

#include "table.h"

/* Every name cut in two, so that the names fill a grid (4 % holes are allowed). */
struct headgrid {
    slice *stub, *value; /* n each; separators at the cut are trimmed */
    int n;
    int nstub, nvalue; /* distinct ones */
    int holes;         /* combinations without a column */
    double cut;        /* how natural the place of the cut is, 0 (anywhere) to 4.5 (" - ") */
    double ordinal;    /* how much the values look like one variable (years, months, 1..n): 0..1 */
    double agree;      /* columns of one stub have one kind, and stubs differ: -1..1 */
};

/* The best grid of the columns first..last (0-based) of t. Its cells (at most 200 rows) decide
 * which half is the variable where the names do not. False when there is none. */
bool headgrid_find(const struct table *t, int first, int last, struct arena *a,
                   struct headgrid *out);

/* Which half of a name is the variable, where the caller knows. */
enum headgrid_side { HEADGRID_AUTO, HEADGRID_FIRST, HEADGRID_LAST };
/* The same with a fixed side and (when not empty) the separator that the cut is at. The cells count
 * only with HEADGRID_AUTO. */
bool headgrid_find_as(const struct table *t, int first, int last, slice separator,
                      enum headgrid_side side, struct arena *a, struct headgrid *out);

#endif
