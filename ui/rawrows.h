/* rawrows.h - the rows of the open file as they stand in it.
 *
 * A file that is in memory has them all. Of a large text file its beginning and its end are known
 * from the sample; a job counts the rows and finds where they are, and the pieces that the screen
 * needs are read when it needs them, a few are kept. */
#ifndef FETTLE_RAWROWS_H
#define FETTLE_RAWROWS_H

#include "model.h"

/* The sheet that is looked at, of a large file its sample; NULL: nothing is read yet. */
const struct sheet *rawrows_sheet(const struct app *app);
/* Is it a large file, of which only parts are in memory? */
bool rawrows_large(const struct app *app);
/* How many rows there are; *exact false: they are not counted yet, it is about so many. */
int64_t rawrows_count(const struct app *app, bool *exact);
int rawrows_columns(const struct app *app);
/* Is the 0-based row in memory? */
bool rawrows_here(const struct app *app, int64_t row);
/* Its cell; empty when it is not in memory. */
slice rawrows_cell(const struct app *app, int64_t row, int col);
/* Of a large file what plans are tried on: " of a sample: 3,209 of 10,000,001 rows"; else nothing.
 */
void rawrows_put_sample(const struct app *app, struct buf *out);
/* enum row_role; -1: not known. */
int rawrows_role(const struct app *app, int64_t row);

/* A file came: its rows are counted in a job when it is a large one. */
void rawrows_start(struct app *app);
/* Forgets what was counted and read. */
void rawrows_clear(struct app *app);
/* The screen shows these rows: what is not in memory is read in a job. */
void rawrows_want(struct app *app, int64_t first, int rows);
/* What the jobs made; the page's message is taken over. */
void rawrows_index_came(struct app *app, const struct made_index *m);
void rawrows_page_came(struct app *app, struct task_message *m);
/* A job of ours failed: the file is not as it was, or the person stopped it. */
void rawrows_failed(struct app *app);
/* The entries of the index so far, as a copy in a. */
struct rowindex rawrows_index(const struct app *app, struct arena *a);

#endif
