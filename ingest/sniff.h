/* sniff.h - the ways in which a sample of text might have been written: candidates for a trial. */
#ifndef FETTLE_SNIFF_H
#define FETTLE_SNIFF_H

#include "dialect.h"

struct sniff_candidate {
    struct dialect_found f;
    double prior; /* how usual this way is, about 1 */
    double score;
    int rows, even, odd; /* as struct dialect_candidate */
};
enum { SNIFF_MOST = 64 };

struct sniff {
    slice sample;  /* whole lines */
    int64_t lines; /* how many line ends it has, and one */
    bool whole;    /* its rows are in quotes whole, as far as one can see without cutting them */
    struct arena *arena;
    const struct read_options *o;
    struct sniff_candidate at[SNIFF_MOST];
    int n;
};

/* Are the lines one cell in quotes each, but perhaps the first and one in five of the others? */
bool sniff_whole(slice sample);
/* Adds every way that the sample gives a reason for; one column is always among them. */
void sniff_all(struct sniff *s);
/* Adds the ways to write with this delimiter. */
void sniff_delimiter(struct sniff *s, slice delimiter, double prior);

#endif
