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
/* What the caller knows about the names. */
struct headgrid_hint {
    slice separator; /* what the cut is at; empty: not known */
    enum headgrid_side side;
    const slice *stub; /* the stubs, nstub of them: each name begins or ends with one */
    int nstub;
};
/* The same with that knowledge. The cells count only with HEADGRID_AUTO; with stubs it means that
 * each name begins with one, or else that each ends with one. */
bool headgrid_find_as(const struct table *t, int first, int last, const struct headgrid_hint *hint,
                      struct arena *a, struct headgrid *out);

#endif
