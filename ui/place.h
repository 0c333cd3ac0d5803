/* place.h - where the cursor of a view is, as a row and a column: find and marks move it. */
#ifndef FETTLE_PLACE_H
#define FETTLE_PLACE_H

#include "model.h"

/* A letter names the present place; the letter brings back to it, in its view. */
void place_mark(struct app *app, int32_t letter);
void place_jump(struct app *app, int32_t letter);
/* Starts the job that finds app->find from the cursor on (by +1 or -1) in what the view shows; the
 * pattern is PCRE2, and capitals count only when it has some. */
void place_find(struct app *app, int by);
/* The pattern that a person typed: PCRE2, case counts where it has capitals. NULL with e set. */
struct pattern;
struct pattern *place_pattern(slice text, struct err *e);
/* To the 1-based row of the grid in this view, or of Raw; while only the first rows are there, to
 * one behind them when the whole comes. */
void place_row(struct app *app, int64_t row);
/* The whole came. */
void place_file_came(struct app *app);
/* The job's answer has come: goes there, or says that there is nothing. */
void place_found(struct app *app, const struct made_find *m);

#endif
