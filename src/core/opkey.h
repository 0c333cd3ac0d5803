/* opkey.h - rows found by the values of some columns: what join looks partners up with.
 *
 * Values are compared as what they mean: where either side is a number, 1.50 is 1.5. A row with an
 * empty key is equal to none. */
#ifndef FETTLE_OPKEY_H
#define FETTLE_OPKEY_H

#include "op.h"

struct opkey {
    int n;       /* columns */
    slice **key; /* [n][nrow]: the values as they are compared */
    int64_t nrow;
    int64_t *slot; /* hash table of first rows + 1 */
    uint64_t mask;
    int64_t *next; /* [nrow]: the next row of the same key, in the table's order; -1: none */
};

/* The keys of a table, not yet findable. numeric[i]: column i is compared as a number. False when
 * memory ran out (reported). */
bool opkey_read(const struct table *t, const struct op_columns *columns, const bool *numeric,
                struct op_run *run, struct opkey *out);
/* Makes the rows findable. */
bool opkey_index(struct opkey *k, struct op_run *run);
/* The first row of k (indexed) with the same key as row r of `other`, or -1. */
int64_t opkey_find(const struct opkey *k, const struct opkey *other, int64_t r);

#endif
