/* csvcut.h - all rows of a delimited text as they stand in it, before any is mended.
 *
 * Rows that are as RFC 4180 says are found by the scanner (scan.h), many at a time; csvrow cuts and
 * repairs the others, so that the result is the same as if it had cut them all. */
#ifndef FETTLE_CSVCUT_H
#define FETTLE_CSVCUT_H

#include "csvrow.h"
#include "scan.h"

/* How many of its neighbours say whether an uneven row is one of several of its kind, and how far
 * behind it they are looked for. */
enum { CSVCUT_BEFORE = 3, CSVCUT_BEHIND = 64 };
/* Rows of the same width that need no second look: where their fields end is known, and their cells
 * are made when they are asked for. */
struct csvcut_run {
    int64_t row, n;
    int width;
    ptrdiff_t base; /* the ends are offsets from here in the text */
    ptrdiff_t end;  /* the first field's is end[end] of struct csvcut */
};
struct csvcut {
    struct csvrow_cells cells; /* those of a run are not there yet */
    ptrdiff_t *first;          /* row r has cells [first[r], first[r + 1]) */
    ptrdiff_t *line;           /* offset of the row in the text */
    uint8_t *repair;           /* enum csvrow_repair */
    int64_t n, cap;
    int before[CSVCUT_BEFORE]; /* cells of the nearest rows before the first that are not blank,
                                * nearest first; 0: there is none */
    bool lazy;                 /* wanted: rows in runs */
    struct csvcut_run *run;    /* [nrun], in the order of their rows */
    int nrun, caprun;
    uint32_t *end; /* of the fields of the runs, then room for the scanner */
    ptrdiff_t nend, capend;
    struct csvcut_source { /* what the cells of the runs are made of */
        slice text;
        int quote; /* as an unsigned char; -1: none, and a cell may begin with NUL */
        struct arena *arena;
    } source;
};

/* Cells of row i. */
static inline int csvcut_width(const struct csvcut *r, int64_t i)
{
    return (int)(r->first[i + 1] - r->first[i]);
}

/* Cuts the text, a "sep=" line in front as a row of its own; r is all zero, or its room is used
 * again. The rows are the caller's to free,
 * also on failure: E_LIMIT for too many rows, columns, or bytes in a cell. `exact`: without the
 * scanner; for comparing. */
bool csvcut_all(struct csvcut *r, const struct dialect_found *f, slice text, bool exact,
                struct arena *a, struct err *e);
void csvcut_free(struct csvcut *r);

/* A text that is cut piece by piece. */
struct csvcut_text {
    slice text;        /* begins with a row */
    ptrdiff_t to;      /* only rows that begin before this offset are wanted */
    bool ends;         /* the file ends with the text */
    bool exact;        /* without the scanner; for comparing */
    ptrdiff_t decided; /* kept between calls: up to where rows can be decided; 0: not known yet */
};
/* A "sep=;" line at the beginning of a file is a row of its own, outside every table; *at is behind
 * it. */
bool csvcut_sep(struct csvcut *r, slice text, ptrdiff_t *at, struct err *e);
/* Appends the rows that begin in text[at, to). Gives the offset of the first row that was not cut:
 * at least `to`, or less when more text is needed to say what that row is; -1 with e set. */
ptrdiff_t csvcut_rows(struct csvcut *r, const struct dialect_found *f, struct csvcut_text *t,
                      ptrdiff_t at, struct arena *a, struct err *e);
/* Drops all rows; `before` is the caller's to set. */
void csvcut_clear(struct csvcut *r);
/* How many cells the row behind rows of such widths should have; 0: as the dialect says. */
int csvcut_want(const int before[CSVCUT_BEFORE]);
/* The cells of row i, csvcut_width of them. Those of a run are made in the arena that the text was
 * cut with, from that text. */
const slice *csvcut_cells(struct csvcut *r, int64_t i);
/* Is row i one of several neighbours with the same number of cells? */
bool csvcut_in_block(const struct csvcut *r, int64_t i);
/* The run that row i is in, or NULL. */
const struct csvcut_run *csvcut_run_of(const struct csvcut *r, int64_t i);
/* Cells of a run: row `from` of it, or how many, column by column: out[c * stride + i] is the one
 * in column left + c of row from + i; columns behind the last are empty. */
void csvcut_columns(const struct csvcut *r, const struct csvcut_run *run, int64_t from, int64_t n,
                    int left, int ncol, slice *out, int64_t stride);
/* Can the scanner follow this dialect? */
bool csvcut_scannable(const struct dialect_found *f, struct scan_dialect *d);

#endif
