#include "wordset.h"

bool wordset_open(struct wordset *w, int most, struct arena *a)
{
    uint64_t size = 16;

    while (size < 2 * (uint64_t)most) size *= 2;
    *w = (struct wordset){.most = most, .mask = size - 1};
    w->key = arena_new(a, slice, most);
    w->slot = arena_new(a, int, size);
    return w->key != NULL && w->slot != NULL;
}

/* The slot where s is, or the free one where it belongs. */
static uint64_t place(const struct wordset *w, slice s)
{
    uint64_t h = slice_hash(s) & w->mask;

    while (w->slot[h] != 0 && !slice_eq(w->key[w->slot[h] - 1], s)) h = (h + 1) & w->mask;
    return h;
}

int wordset_add(struct wordset *w, slice s)
{
    uint64_t h = place(w, s);

    if (w->slot[h] == 0) {
        if (w->n == w->most) return -1;
        w->key[w->n++] = s;
        w->slot[h] = w->n;
    }
    return w->slot[h] - 1;
}

int wordset_find(const struct wordset *w, slice s)
{
    return w->slot[place(w, s)] - 1;
}
