/* comment.h - lines of a text file that are remarks and no rows: "# made by ...", "// page 2". */
#ifndef FETTLE_COMMENT_H
#define FETTLE_COMMENT_H

#include "arena.h"
#include "slice.h"

/* The mark that remarks of the sample (whole lines) begin with; empty: it has none. A mark that
 * programs seldom use counts only where the sample begins with it. */
slice comment_mark(slice sample);
/* Does the line begin with the mark? */
bool comment_is(slice mark, slice line);
/* A copy of the sample without such lines. */
slice comment_without(slice mark, slice sample, struct arena *a);

#endif
