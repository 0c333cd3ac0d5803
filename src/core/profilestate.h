/* profilestate.h - between profilecolumn.c, which builds the state of a column up, and
 * profiledescribe.c, which says what it means. */
#ifndef FETTLE_PROFILESTATE_H
#define FETTLE_PROFILESTATE_H

#include "hll.h"
#include "profilecolumn.h"
#include "quantile.h"
#include "rowset.h"

__extension__ typedef __int128 wide;

enum {
    SCALE_MAX = 9, /* digits behind the point that a sum is exact for */
    ENDS = PROFILE_SHOWN,
    KEPT = 24, /* cells that fit and that do not, kept to judge the kind by */
    TEXT_KEPT = 128
};

/* A cell that is remembered, cut after TEXT_KEPT bytes. */
struct kept {
    char at[TEXT_KEPT];
    int n;
    int64_t row;
    double v;
};

static inline slice kept_text(const struct kept *k)
{
    return (slice){k->at, k->n};
}

/* The farthest different values at one end, farthest first. Texts have no more than the first. */
struct end {
    struct kept k[ENDS], *far[ENDS];
    int n;
    uint64_t key; /* of texts: the first eight bytes of the farthest, as a number */
};

struct sums {
    wide exact[SCALE_MAX + 1];   /* of the values with so many digits behind the point */
    bool inexact;                /* there are others */
    double all, lost;            /* Neumaier's sum of those */
    double shift, first, second; /* sums of (v - shift) and of its square */
    int64_t n;
};

/* How each value stands to the one before it. */
struct order {
    struct kept before;
    bool any, changes, up, down, equal;
};

struct profilecolumn {
    struct kinds_found kinds;
    struct reading reading;
    struct arena kind_texts; /* what these two borrow */
    int share;
    bool streams; /* else cells are only counted */
    bool forced;  /* the kind is not to be found again */
    struct tally texts, masks;
    int64_t shown;        /* counting: the item of the cell before */
    bool returned;        /* counting: a value came back after another */
    bool again;           /* some value came twice in a batch */
    struct rowset sample; /* streaming: of all values */
    struct hll *distinct;
    struct quantile quantile;
    struct weighted *exact; /* instead of it while counts are described */
    int64_t nexact;
    struct sums sums;
    struct end low, high;
    struct order order;
    struct kept misfit[KEPT], fit[KEPT]; /* the first of each */
    int nmisfit, nfit;
    int64_t rows, nulls, fits, missing, misfits, padded;
    int64_t controls, control_row; /* cells with control characters, and where the first is */
    int64_t fractions;             /* values with digits behind the point */
    int64_t codes;                 /* digits that begin with 0, in a column of whole numbers */
    int64_t length_min, length_max, length_sum;
};

/* After the last cell: what was only counted is looked at. */
void profilecolumn_complete(struct profilecolumn *c);

#endif
