/* profiledigest.h - what one batch of one column holds: its different cells, how often each came
 * and, once it is known how the column is read, what each of them is. Made beside each other by
 * several threads; profilecolumn.h takes them in, in the order of the rows. */
#ifndef FETTLE_PROFILEDIGEST_H
#define FETTLE_PROFILEDIGEST_H

#include "reading.h"
#include "tally.h"

/* What a cell is to the kind of its column. */
enum seen_as {
    SEEN_TEXT,    /* the kind has no values */
    SEEN_VALUE,   /* fits */
    SEEN_MISSING, /* a word for "no value", or blanks */
    SEEN_MISFIT
};

struct seen {
    const char *p; /* borrowed */
    int32_t n;
    int32_t row; /* where first */
    int64_t count;
    uint64_t hash;
    /* The rest is examined. */
    struct reading_value value; /* SEEN_VALUE */
    int32_t length;             /* characters */
    uint8_t as;                 /* enum seen_as */
    bool padded;                /* blanks at an end */
    bool control;               /* a control character in it */
    bool code;                  /* digits that begin with 0 */
};

static inline slice seen_text(const struct seen *s)
{
    return (slice){s->p, s->n};
}

struct profiledigest {
    struct seen *seen; /* in the order in which they came */
    int64_t n, room;
    int64_t rows, nulls;
    bool returned; /* a value came back after another */
    bool examined; /* masks are those of all cells then */
    struct tally masks;
    uint32_t *slot; /* low bits: index into seen + 1, high bits: of the hash; 0: free */
    int64_t slots;
};

void profiledigest_free(struct profiledigest *d);
/* Digests n cells, in the rows that `row` says. `r` NULL: the kind is not known yet. Each row's
 * hash in row_hash takes that of its cell in. The cells are borrowed. */
void profiledigest_make(struct profiledigest *d, const struct reading *r, const slice *cell,
                        const int32_t *row, int64_t n, uint64_t *row_hash);
/* Examines seen cells and counts their masks in `masks`. */
void profiledigest_examine(struct seen *s, int64_t n, const struct reading *r, struct tally *masks);

#endif
