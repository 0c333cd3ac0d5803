#include "keyset.h"

/* How many keys so many slots hold: three in four, where a search still ends after a few. */
static int64_t room(uint64_t slots)
{
    return (int64_t)(slots - slots / 4);
}

bool keyset_open(struct keyset *s, struct arena *a, int64_t expected)
{
    uint64_t slots = 64;

    while (room(slots) < expected) slots *= 2;
    *s = (struct keyset){.arena = a, .mask = slots - 1};
    s->slot = arena_alloc(a, sizeof *s->slot, slots);
    if (s->slot != NULL) arena_touch(s->slot, sizeof *s->slot * slots);
    return s->slot != NULL;
}

struct keyset_key keyset_key(void)
{
    return (struct keyset_key){{0x9e3779b97f4a7c15u, 0xc2b2ae3d27d4eb4fu}};
}

void keyset_cell(struct keyset_key *k, slice cell)
{
    k->h[0] = slice_hash_on(cell, k->h[0]);
    k->h[1] = slice_hash_on(cell, k->h[1] * 0x9fb21c651e98df25u + 1);
}

static uint64_t *place_of(const struct keyset *s, struct keyset_key k)
{
    uint64_t i = k.h[0] & s->mask;

    if ((k.h[0] | k.h[1]) == 0) k.h[1] = 1;
    while ((s->slot[i][0] | s->slot[i][1]) != 0 &&
           (s->slot[i][0] != k.h[0] || s->slot[i][1] != k.h[1]))
        i = (i + 1) & s->mask;
    return s->slot[i];
}

static bool grow(struct keyset *s)
{
    struct keyset more;

    if (!keyset_open(&more, s->arena, s->n + 1)) return false;
    for (uint64_t i = 0; i <= s->mask; i++)
        if ((s->slot[i][0] | s->slot[i][1]) != 0)
            keyset_put(&more, (struct keyset_key){{s->slot[i][0], s->slot[i][1]}});
    *s = more;
    return true;
}

bool keyset_put(struct keyset *s, struct keyset_key k)
{
    uint64_t *at;

    if (s->n >= room(s->mask + 1) && !grow(s) && (uint64_t)s->n >= s->mask) {
        s->full = true;
        return false;
    }
    at = place_of(s, k);
    if ((at[0] | at[1]) != 0) return true;
    if ((k.h[0] | k.h[1]) == 0) k.h[1] = 1;
    at[0] = k.h[0], at[1] = k.h[1];
    s->n++;
    return false;
}

bool keyset_has(const struct keyset *s, struct keyset_key k)
{
    const uint64_t *at = place_of(s, k);

    return (at[0] | at[1]) != 0;
}
