/* table.h - the one tabular type: named columns of cells over an arena.
 *
 * A cell is text. In a column of kind text it is what the source says; once a step has parsed the
 * column, it is the canonical form of the kind: integer and number "-1234.50" (exact decimal),
 * bool "true"/"false", date "2024-03-31", datetime "2024-03-31T08:00:00[.fff][+02:00]", time
 * "08:00:00", duration "12:30:00" (hours may pass 24). The empty text is the empty cell (null).
 *
 * Every cell knows where it came from. A row has a source row and a column a source column; where a
 * step mixes them (fill, unpivot, pivot) the column says so cell by cell. */
#ifndef FETTLE_TABLE_H
#define FETTLE_TABLE_H

#include "arena.h"
#include "err.h"
#include "kind.h"

/* A cell of a source sheet, 1-based; row 0: from nowhere (a header, a constant, a formula). source
 * says of which table: 0 is the one that the plan is for, k its k-th further input. */
struct place {
    int32_t row;
    uint32_t col : 20, source : 12;
};
enum { PLACE_SOURCES_MAX = 1000 };

/* A number of up to eighteen digits: v / 10^scale, scale from 0 to 18; or none, by the scale. */
struct fixed {
    int64_t v;
    int32_t scale;
};
enum { FIXED_EMPTY = -1, FIXED_NONE = -2 }; /* of the empty cell; of anything else */

struct column {
    slice name;
    enum kind kind;
    slice *cell;                /* nrow cells; use column_cell and column_put */
    const struct fixed *number; /* NULL, or what the cells are, for each row. Then cell may be NULL
                                   (op.h: takes_numbers), and no number is FIXED_NONE */
    int32_t source_col;         /* where all its cells come from; 0: none or see place */
    struct place *place;        /* NULL, or one for each row, and then it alone counts */
};

struct table {
    struct arena *arena;
    struct column *col;
    int ncol;
    int64_t nrow;
    int32_t *source_row; /* nrow; 0: a row that no source row alone gave */
};

enum { TABLE_COLUMNS_MAX = 100000 };

/* A table of nrow empty rows and ncol nameless text columns in the arena. E_LIMIT when it does not
 * fit, or has more than TABLE_COLUMNS_MAX columns. */
bool table_new(struct table *t, struct arena *a, int ncol, int64_t nrow, struct err *e);
/* A table with the same rows and columns whose cell vectors are shared with `in` until
 * table_own makes one its own. What an op starts from when it changes few columns. */
bool table_share(struct table *t, struct arena *a, const struct table *in, struct err *e);
/* Gives column c its own copy of cells (and places), so that it may be written; its numbers are no
 * longer at hand. */
bool table_own(struct table *t, int c, struct err *e);
/* Appends the rows keep[0..n) (0-based, any order, repeats allowed) of `in` as a new table. */
bool table_pick(struct table *t, struct arena *a, const struct table *in, const int64_t *keep,
                int64_t n, struct err *e);
/* The nth (1-based) column with exactly this name: 0-based index, or -1. */
int table_find(const struct table *t, slice name, int nth);
/* How many columns have this name. */
int table_count_name(const struct table *t, slice name);

static inline slice column_cell(const struct column *c, int64_t r)
{
    return c->cell[r];
}

static inline void column_put(struct column *c, int64_t r, slice s)
{
    c->cell[r] = s;
}

/* Where the cell came from. */
static inline struct place table_place(const struct table *t, int c, int64_t r)
{
    const struct column *col = &t->col[c];

    if (col->place != NULL) return col->place[r];
    return (struct place){.row = col->source_col > 0 ? t->source_row[r] : 0,
                          .col = (uint32_t)col->source_col & 0xFFFFF};
}

/* Gives column c a place for every row, filled with what table_place says now. */
bool table_track(struct table *t, int c, struct err *e);

/* Column letters of a spreadsheet: 1 -> "A", 28 -> "AB"; out holds 8 bytes. */
const char *table_letters(int col, char out[8]);

#endif
