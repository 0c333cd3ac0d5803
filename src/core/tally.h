/* tally.h - how often each text of a stream occurs, in bounded memory.
 *
 * Exact while there are no more different texts than allowed. Then it can be loosened: from there
 * on it finds frequent items as Anderson, Bevan, Lang, Liberty, Rhodes and Thaler do ("A
 * high-performance algorithm for identifying frequent items in data streams", 2017): whenever the
 * table is full the median count is taken off all items and those without a rest leave. A count is
 * then too low by at most `lost`, texts are told apart by their 64-bit hash alone, and only texts
 * that came twice are kept, cut after TALLY_SHOWN bytes. */
#ifndef FETTLE_TALLY_H
#define FETTLE_TALLY_H

#include "slice.h"

#define TALLY_NO_TEXT UINT32_MAX
enum { TALLY_SHOWN = 256, TALLY_MOST = 65534 };

struct tally_item {
    uint64_t hash;
    int64_t count;
    int64_t row;      /* where it was met first, or first since it came back */
    uint32_t text, n; /* offset in the tally's bytes, or TALLY_NO_TEXT */
};

struct tally {
    struct tally_item *item;
    uint32_t *slot; /* low half: index of an item + 1, high half: of its hash; 0: free */
    char *byte;
    int64_t n, room, most; /* items: there are, allocated, allowed */
    int64_t mask;          /* slots - 1 */
    size_t bytes, byte_room, byte_most;
    int64_t lost; /* 0: the counts are exact */
    bool loose;
};

/* At most `items` (up to TALLY_MOST) different texts of `bytes` bytes together. */
void tally_init(struct tally *t, int64_t items, size_t bytes);
void tally_free(struct tally *t);
/* Nothing counted, memory kept. */
void tally_clear(struct tally *t);
/* Counts s, whose slice_hash is given, `count` times more. NULL: it is new and there is no room for
 * it (never once loose). */
struct tally_item *tally_add(struct tally *t, slice s, uint64_t hash, int64_t count, int64_t row);
/* The item of s, or NULL. */
struct tally_item *tally_find(const struct tally *t, slice s, uint64_t hash);
/* Fetches what tally_find of this hash will touch first. */
static inline void tally_prefetch(const struct tally *t, uint64_t hash)
{
    if (t->slot != NULL) __builtin_prefetch(&t->slot[(int64_t)hash & t->mask]);
}
/* From now on frequent items only. */
void tally_loosen(struct tally *t);
/* Counted items are those of items [0, n). */
static inline slice tally_text(const struct tally *t, const struct tally_item *i)
{
    return i->text == TALLY_NO_TEXT ? (slice){"", 0} : (slice){t->byte + i->text, (ptrdiff_t)i->n};
}
/* Writes the indices of the most common items that have a text, most common first, ties in byte
 * order, to out; how many. */
int tally_top(const struct tally *t, int most, int32_t *out);

#endif
