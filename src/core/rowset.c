#include "rowset.h"

#include "err.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void rowset_init(struct rowset *s, int64_t most)
{
    *s = (struct rowset){.most = most};
}

/* Bits that the sampling does not look at. */
static int64_t place_of(const struct rowset *s, uint64_t hash)
{
    return (int64_t)(hash >> 24) & s->mask;
}

static bool put(struct rowset *s, uint64_t hash)
{
    int64_t k = place_of(s, hash);

    for (; s->slot[k] != 0; k = (k + 1) & s->mask)
        if (s->slot[k] == hash) return false;
    s->slot[k] = hash;
    s->n++;
    return true;
}

/* Free slots. Many are looked up in any order, which large pages make much faster. */
static uint64_t *new_slots(int64_t n)
{
    const size_t bytes = (size_t)n * sizeof(uint64_t), large = (size_t)2 << 20;
    uint64_t *slot;

    if (bytes < large) {
        slot = calloc((size_t)n, sizeof *slot);
    } else {
        slot = aligned_alloc(large, bytes); /* both are powers of 2 */
        if (slot != NULL) {
            madvise(slot, bytes, MADV_HUGEPAGE); /* a wish: small pages do as well */
            memset(slot, 0, bytes);
        }
    }
    if (slot == NULL) err_no_memory();
    return slot;
}

/* Twice the slots, or, when there are enough, half of the hashes. What was found again is halved
 * likewise: each of them was among the half that stays with an equal chance. */
static void make_room(struct rowset *s)
{
    uint64_t *old = s->slot;
    int64_t slots = old != NULL ? s->mask + 1 : 0;

    if (s->n >= s->most) {
        s->depth++;
        s->again /= 2;
    } else {
        s->mask = slots > 0 ? slots * 8 - 1 : 255;
        if (s->mask >= s->most * 2) s->mask = s->most * 2 - 1;
    }
    s->slot = new_slots(s->mask + 1);
    s->n = 0;
    for (int64_t i = 0; i < slots; i++)
        if (old[i] != 0 && rowset_keeps(s, old[i])) put(s, old[i]);
    free(old);
}

void rowset_add(struct rowset *s, const uint64_t *hash, int64_t n)
{
    enum { AHEAD = 16 };

    for (int64_t i = 0; i < n; i++) {
        uint64_t h = hash[i] != 0 ? hash[i] : 1;

        if (i + AHEAD < n && s->slot != NULL && rowset_keeps(s, hash[i + AHEAD]))
            __builtin_prefetch(&s->slot[place_of(s, hash[i + AHEAD])]);
        if (!rowset_keeps(s, h)) continue;
        if (s->slot == NULL || s->n * 2 > s->mask) make_room(s);
        if (rowset_keeps(s, h)) s->again += !put(s, h);
    }
}

int64_t rowset_again(const struct rowset *s, bool *exact)
{
    *exact = s->depth == 0;
    return s->again << s->depth;
}

void rowset_free(struct rowset *s)
{
    free(s->slot);
    *s = (struct rowset){0};
}
