/* rowset.h - how many rows (or values) are like an earlier one, by their 64-bit hashes, in bounded
 * memory.
 *
 * Exact up to a number of different rows (the chance that two different ones among a million share
 * a hash is one in 30 million). Beyond, only rows whose hash ends in enough zero bits are kept, all
 * of them, and what is found among those is scaled up: adaptive sampling after Wegman (P. Flajolet,
 * "On adaptive sampling", 1990). */
#ifndef FETTLE_ROWSET_H
#define FETTLE_ROWSET_H

#include <stdbool.h>
#include <stdint.h>

struct rowset {
    uint64_t *slot; /* 0: free */
    int64_t mask, n, most;
    int64_t again; /* rows like an earlier one, among those kept */
    int depth;     /* zero bits that a hash must end in */
};

/* Exact up to `most` different rows, a power of 2; then never more are kept. */
void rowset_init(struct rowset *s, int64_t most);
/* Whether the hash can matter; else it need not be added. */
static inline bool rowset_keeps(const struct rowset *s, uint64_t hash)
{
    return (hash & (((uint64_t)1 << s->depth) - 1)) == 0;
}
void rowset_add(struct rowset *s, const uint64_t *hash, int64_t n);
int64_t rowset_again(const struct rowset *s, bool *exact);
void rowset_free(struct rowset *s);

#endif
