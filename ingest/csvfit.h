/* csvfit.h - learns what the columns of well-formed rows hold and puts the cells of rows with too
 * few or too many cells where they belong.
 *
 * The cells of a broken row are aligned to the columns by dynamic programming: a cell may stand in
 * its column, an empty cell may be surplus, two cells may be one that a delimiter cut, one cell may
 * be two that lost their delimiter, a column may have no cell. What fits the values, masks and
 * shapes seen in the columns best wins, if it is clearly better than padding the row at its end. */
#ifndef FETTLE_CSVFIT_H
#define FETTLE_CSVFIT_H

#include "arena.h"

struct csvfit;

/* For rows of `width` cells; NULL once the arena's limit is passed. */
struct csvfit *csvfit_new(struct arena *a, int width);
/* One well-formed row. Only the first CSVFIT_ROWS are looked at. */
void csvfit_learn(struct csvfit *f, const slice *cell);
enum { CSVFIT_ROWS = 3000, CSVFIT_COLUMNS = 2000 };
/* How well the cells fit the columns they stand in: 0 not at all, 1 like the rows learnt from. */
double csvfit_score(const struct csvfit *f, const slice *cell, int n);
/* The same of one cell and a column. */
double csvfit_at(const struct csvfit *f, slice cell, int c);
/* Where the text is best cut into a cell of column `left` and one of column `right`; -1: nowhere do
 * both halves fit. An empty half fits where the column has empty cells. */
ptrdiff_t csvfit_cut(const struct csvfit *f, slice s, int left, int right);

/* Share of the rows learnt from whose cell in column c is empty. */
double csvfit_empty(const struct csvfit *f, int c);
/* Is no value of column c seen twice, and none empty, as in a column of row names? */
bool csvfit_distinct(const struct csvfit *f, int c);

/* Whether the file's rows leave out the empty cells that they would end with: a short row is then
 * complete. */
void csvfit_set_trimmed(struct csvfit *f);
bool csvfit_trimmed(const struct csvfit *f);

enum csvfit_change { CSVFIT_SAME, CSVFIT_MOVED, CSVFIT_JOINED, CSVFIT_SPLIT };
/* Writes the row as `width` cells to out. False: no alignment is clearly better than the row as it
 * is. *change is the strongest change that was made, *column the 0-based column of it. */
bool csvfit_mend(const struct csvfit *f, const slice *cell, int n, slice delimiter, struct arena *a,
                 slice *out, enum csvfit_change *change, int *column);

#endif
