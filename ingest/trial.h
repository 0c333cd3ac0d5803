/* trial.h - cuts a sample in one way and says how much like a table it becomes: how even the rows
 * are, how alike the cells of a column, how little of what looks like a delimiter is left in cells.
 */
#ifndef FETTLE_TRIAL_H
#define FETTLE_TRIAL_H

#include "csvrow.h"
#include "sniff.h"

enum { TRIAL_ROWS = 400 };

/* The rows of the sample under one candidate. */
struct trial {
    struct csvrow_cells cells;
    ptrdiff_t from[TRIAL_ROWS + 1];
    int n;
    int64_t odd; /* rows whose quotes were wrong */
};

/* Sets the candidate's score and its usual number of columns. */
void trial_score(const struct sniff *s, struct sniff_candidate *c, struct trial *t);
/* Blanks around most cells are only for looks. */
bool trial_padded(const struct sniff *s, const struct dialect_found *f, struct trial *t);
void trial_free(struct trial *t);

#endif
