/* profile.h - full statistics of every column, of any number of rows, in bounded memory.
 *
 * What is exact and what is estimated is said column by column (distinct_exact, counts_exact). The
 * result does not depend on the number of threads. */
#ifndef FETTLE_PROFILE_H
#define FETTLE_PROFILE_H

#include "flow.h"
#include "json.h"

struct profile_value {
    slice text;
    int64_t count;
    int64_t row; /* where it was met first; a mask has none */
};

enum profile_order { ORDER_NONE, ORDER_CONSTANT, ORDER_ASCENDING, ORDER_DESCENDING };
const char *profile_order_name(enum profile_order o);
enum profile_key { KEY_NO, KEY_YES, KEY_LIKELY };

enum { PROFILE_TOP = 10, PROFILE_MASKS = 8, PROFILE_BINS = 20, PROFILE_SHOWN = 5 };
/* The quantiles that are given, and their names: "p01" ... */
enum { PROFILE_QUANTILES = 7, PROFILE_Q1 = 2, PROFILE_MEDIAN = 3, PROFILE_Q3 = 4 };
extern const double profile_quantile[PROFILE_QUANTILES];
extern const char *const profile_quantile_name[PROFILE_QUANTILES];

struct profile_column {
    int index; /* 1-based, in the table */
    slice name, format;
    enum kind kind;
    int64_t rows;
    int64_t nulls;   /* empty cells */
    int64_t missing; /* cells with a word for "no value", of blanks, or that say "-" */
    int64_t misfits; /* other cells that are not of the kind */
    int64_t padded;  /* cells with blanks at an end */
    int64_t controls, control_row; /* cells with control characters; the row of the first, or 0 */
    int64_t distinct;
    bool distinct_exact; /* else off by 0.8 % typically */
    slice min, max;      /* canonical text; empty: none */
    int64_t min_row, max_row;
    slice sum;          /* exact decimal; empty: none, or too many digits for that */
    double mean, stdev; /* numbers; NaN: none */
    double quantile[PROFILE_QUANTILES];     /* NaN: none. Dates: see quantile_text */
    slice quantile_text[PROFILE_QUANTILES]; /* of numbers and dates */
    int64_t length_min, length_max;         /* characters of the cells that are not empty */
    double length_mean;
    struct profile_value *top; /* most common first */
    int ntop;
    int64_t top_error;          /* each count of `top` is too low by at most this */
    struct profile_value *mask; /* mask.h; most common first */
    int nmask;
    int64_t mask_error;
    double *bin; /* histogram counts between min and max, equal widths */
    int nbin;
    bool counts_exact; /* quantiles, histogram and outliers; else ranks are off by less than 1 % */
    /* Tukey's outer fences: three times the distance of the quartiles beyond them. */
    double fence_low, fence_high; /* NaN: none */
    slice fence_low_text, fence_high_text;
    int64_t outliers;              /* values beyond a fence */
    struct profile_value *outlier; /* the farthest of them, at most PROFILE_SHOWN at each end */
    int noutlier;
    struct profile_value *misfit; /* the first that do not fit */
    int nmisfit;
    enum profile_order order; /* of all values that are there */
    enum profile_key key;     /* every row has a value, and each another */
};

struct profile {
    struct profile_column *col;
    int n;
    int64_t rows, duplicate_rows;
    bool duplicates_exact;
};

struct profile_options {
    int threads;                                /* 0: as many as there are processors */
    bool (*cancelled)(void *data);              /* NULL: never */
    void (*progress)(void *data, int64_t rows); /* NULL: nobody asks; by one thread at a time */
    void *data;
};

/* The columns index[0..n) (0-based) of the flow; index NULL: all. Rows are looked at from the first
 * on, a second time where the beginning deceived about a kind. */
bool profile_flow(struct flow *f, const int *index, int n, const struct profile_options *o,
                  struct arena *a, struct profile *out, struct err *e);
/* The same of a table in memory, whose rows are counted from 1. */
bool profile_table(const struct table *t, const struct profile_options *o, struct arena *a,
                   struct profile *out, struct err *e);
/* Writes the members of profile/1 behind the source's into an open object. */
void profile_json(const struct profile *p, struct json_writer *w);
/* As text that fits `width` columns. */
void profile_text(const struct profile *p, int width, struct buf *out);

#endif
