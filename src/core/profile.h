/* profile.h - full statistics of every column. */
#ifndef FETTLE_PROFILE_H
#define FETTLE_PROFILE_H

#include "json.h"
#include "table.h"

struct profile_value {
    slice text;
    int64_t count;
};
struct profile_column {
    slice name, format;
    enum kind kind;
    int64_t rows, nulls, distinct, misfits;
    bool distinct_exact;
    slice min, max;             /* canonical text; empty: none */
    double mean, stdev, median; /* numbers; NaN: none */
    int64_t length_min, length_max;
    struct profile_value *top; /* most common first */
    int ntop;
    struct profile_value *mask; /* "AA999": most common first */
    int nmask;
    double *bin; /* histogram counts between min and max; numbers only */
    int nbin;
};
struct profile {
    struct profile_column *col;
    int n;
    int64_t rows, duplicate_rows;
};
bool profile_table(const struct table *t, struct arena *a, struct profile *out, struct err *e);
void profile_json(const struct profile *p, struct json_writer *w);
void profile_text(const struct profile *p, struct buf *out);

#endif
