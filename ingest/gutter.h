/* gutter.h - columns of characters that are blank in (nearly) every line: where the cells of
 * fixed-width text end. */
#ifndef FETTLE_GUTTER_H
#define FETTLE_GUTTER_H

#include "arena.h"
#include "slice.h"

struct gutter_cuts {
    int *at, n; /* characters where cells after the first begin */
    bool wide;  /* each gutter is two characters or more */
};

/* Looks at whole lines of UTF-8. The first line, if it looks like names above the columns, says
 * where a gutter ends and whether one of a single blank is one at all. None found: n is 0. */
struct gutter_cuts gutter_find(slice sample, struct arena *a);

/* What a line of rules says that is drawn under the names, as database clients do: "---- ------
 * ---". None, or lines below do not keep to it: n is 0. */
struct gutter_cuts gutter_ruled(slice sample, struct arena *a);

/* The bars of a box drawn around the cells, "+----+-----+" or with Unicode's lines: behind which
 * character each stands; the first is the left edge, the last the right one. `wide`: bars
 * stand inside of cells too, or are none of ASCII's, so that the bar is no delimiter. */
struct gutter_cuts gutter_boxed(slice sample, struct arena *a);

/* As gutter_find, without the lines that stand apart from the table: titles and notes before and
 * behind a blank line, or titles right above the names. Names may stand apart themselves. n is 0
 * where there are no such lines. */
struct gutter_cuts gutter_apart(slice sample, struct arena *a);

#endif
