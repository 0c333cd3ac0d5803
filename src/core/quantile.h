/* quantile.h - quantiles of a stream of numbers in bounded memory.
 *
 * Levels of sorted-and-halved buffers after Karnin, Lang and Liberty, "Optimal quantile
 * approximation in streams", 2016: a full level is sorted and every other of its values moves one
 * level up, where it stands for twice as many; when there are too many levels the lowest gives way
 * to a sampler. Exact up to QUANTILE_WIDTH values; beyond, the rank of a quantile is off by less
 * than 1 % of the values (typically 0.2 %). Which half survives is decided by a fixed generator:
 * the same values in the same order always give the same result. */
#ifndef FETTLE_QUANTILE_H
#define FETTLE_QUANTILE_H

#include <stdint.h>

enum { QUANTILE_WIDTH = 1024, QUANTILE_LEVELS = 8 };

struct quantile {
    double *level[QUANTILE_LEVELS + 1]; /* the last only while all move up */
    int n[QUANTILE_LEVELS + 1];
    int skip;          /* a value of level 0 stands for 2^skip values */
    int64_t waiting;   /* values that the sampler has seen since it last passed one on */
    int64_t chosen_at; /* which of them it passes on */
    double chosen;
    uint64_t random;
};

/* A value and how many it stands for. */
struct weighted {
    double v;
    int64_t n;
};

void quantile_init(struct quantile *q);
void quantile_free(struct quantile *q);
void quantile_add(struct quantile *q, double v, int64_t times);
/* All values with their weights, ascending, the caller's to free; *n of them. */
struct weighted *quantile_values(const struct quantile *q, int64_t *n);

/* Sorts ascending. */
void weighted_sort(struct weighted *w, int64_t n);
/* The quantile p (0..1) of sorted values, interpolated between neighbours as spreadsheets and
 * pandas do; NaN when there are none. */
double weighted_quantile(const struct weighted *w, int64_t n, double p);

#endif
