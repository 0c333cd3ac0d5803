/* draftview.h - a table as the built-in author looks at it: a sample of its rows and columns with
 * the kind and size of each cell, and what each column (and row) is like. */
#ifndef FETTLE_DRAFTVIEW_H
#define FETTLE_DRAFTVIEW_H

#include "draftcell.h"
#include "table.h"

enum { DRAFTVIEW_ROWS = 300, DRAFTVIEW_COLS = 64, DRAFTVIEW_HEADS = 2048, DRAFTVIEW_LONG = 20000 };

/* What a run of cells (a column or a row) is like. */
struct draftline {
    int n, filled;
    int of[DC_COUNT];
    enum draftcell kind;     /* the leading kind; DC_BLANK: nothing filled */
    double purity;           /* share of the leading kind among the filled cells */
    double unique;           /* distinct / filled */
    double length;           /* mean bytes of the filled cells */
    bool whole;              /* all numbers are whole */
    int numbers;             /* cells that are numbers */
    double low, mid, high;   /* 10th, 50th and 90th percentile of log10(|x| + 1), signed */
    double mean_mag, sd_mag; /* of log10(|x| + 1) */
    int negative;            /* numbers below zero */
    int places;              /* the most decimals that a number is written with */
    const uint64_t *value;   /* sorted hashes of the distinct filled values */
    int nvalue;
};

struct draftlevels;

struct draftview {
    const struct table *t;
    const struct draftlevels *levels; /* of the heading that the names come from; NULL: one row */
    struct arena *arena;
    const char *after;   /* the op whose result this is; NULL: the source */
    int rows, cols;      /* sampled: the first of each */
    unsigned char *kind; /* [col * rows + row] */
    double *size;        /* the same for numbers */
    bool *whole;
    struct draftline *col; /* [cols] */
    int nhead;             /* column names looked at: min(ncol, DRAFTVIEW_HEADS) */
    slice *head;           /* trimmed names; of a table without a heading all empty */
    unsigned char *class;  /* enum drafthead of each */
    bool nameless;         /* its names were made for it, so they say nothing */
};

/* False only when the arena's limit is passed. */
bool draftview_open(struct draftview *v, const struct table *t, const char *after, struct arena *a);
/* What the first `cols` sampled cells of a row from column `from` on are like. */
bool draftview_row(const struct draftview *v, int row, int from, struct draftline *out);
/* Share of common values: intersection over union. */
double draftview_overlap(const struct draftline *a, const struct draftline *b);
/* Share of a's values that b has too. */
double draftview_inside(const struct draftline *a, const struct draftline *b);
/* How much of the variance of the numbers' sizes in columns first..last the rows explain, less what
 * the columns do: -1..1. */
double draftview_rows_explain(const struct draftview *v, int first, int last);
/* The trimmed cell. */
slice draftview_cell(const struct draftview *v, int col, int64_t row);

#endif
