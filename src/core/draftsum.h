/* draftsum.h - columns that only say what other columns of their row add up to. */
#ifndef FETTLE_DRAFTSUM_H
#define FETTLE_DRAFTSUM_H

#include "draftlevel.h"

/* Under a heading of several levels: adds a step that drops columns without cells, and one that
 * drops columns which are the sums of those that differ from them in one label only ("Men Total"
 * beside "Men 0-14", "Men 15+"). *out is the table after it, `t` itself when there is nothing to
 * drop. */
void draftsum_levels(const struct draftlevels *l, const struct table *t, struct arena *a,
                     struct json *steps, struct table *out, struct buf *why);
/* After the unpivot of columns first..last of `was`, columns that hold the sum or the mean of those
 * cells in every row (but where they are missing themselves) say nothing of one cell any more: adds
 * a step that drops them from *now, the table after the unpivot. */
void draftsum_after(const struct table *was, int first, int last, struct arena *a,
                    struct json *steps, struct table *now, struct buf *why);
/* A group of column c under a word for totals, whose rows hold the sums over the other groups of
 * rows with the same keys ("Total | Men | 800" beside "North | Men | 500", "South | Men | 300"):
 * adds a step that drops it from *now. */
void draftsum_group(const struct table *was, int c, struct arena *a, struct json *steps,
                    struct table *now, struct buf *why);
/* A first or last column of the run that holds the sum or the mean of the others is no value of the
 * variable: moves the edge past it. */
void draftsum_edges(const struct table *t, int *first, int *last);

#endif
