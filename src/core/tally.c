#include "tally.h"

#include "err.h"
#include <assert.h>
#include <stdlib.h>

void tally_init(struct tally *t, int64_t items, size_t bytes)
{
    assert(items <= TALLY_MOST);
    *t = (struct tally){.most = items, .byte_most = bytes};
}

void tally_free(struct tally *t)
{
    free(t->item);
    free(t->slot);
    free(t->byte);
    *t = (struct tally){0};
}

void tally_clear(struct tally *t)
{
    if (t->n > 0) memset(t->slot, 0, (size_t)(t->mask + 1) * sizeof *t->slot);
    t->n = t->lost = 0;
    t->bytes = 0;
    t->loose = false;
}

/* The upper half of a slot is part of the hash, so that few items are looked at in vain. */
static uint32_t slot_of(uint64_t hash, int64_t item)
{
    return ((uint32_t)(hash >> 32) & 0xFFFF0000u) | (uint32_t)(item + 1);
}

static bool may_be(uint32_t slot, uint64_t hash)
{
    return ((slot ^ (uint32_t)(hash >> 32)) & 0xFFFF0000u) == 0;
}

static struct tally_item *item_of(const struct tally *t, uint32_t slot)
{
    return &t->item[(slot & 0xFFFF) - 1];
}

enum { LOOSE_LEAST = 256 }; /* items that are kept at least */

static void place_all(struct tally *t)
{
    memset(t->slot, 0, (size_t)(t->mask + 1) * sizeof *t->slot);
    for (int64_t i = 0; i < t->n; i++) {
        int64_t k = (int64_t)t->item[i].hash & t->mask;

        while (t->slot[k] != 0) k = (k + 1) & t->mask;
        t->slot[k] = slot_of(t->item[i].hash, i);
    }
}

/* Room for more items, and twice the slots. */
static void grow(struct tally *t)
{
    if (t->n == t->room) {
        t->room = t->room > 0 ? t->room * 2 : 32;
        if (t->room > t->most) t->room = t->most;
        t->item = realloc(t->item, (size_t)t->room * sizeof *t->item);
    }
    t->mask = t->mask > 0 ? t->mask * 2 + 1 : 63;
    t->slot = realloc(t->slot, (size_t)(t->mask + 1) * sizeof *t->slot);
    if (t->item == NULL || t->slot == NULL) err_no_memory();
    place_all(t);
}

static bool keep_text(struct tally *t, struct tally_item *i, slice s)
{
    size_t n = (size_t)(t->loose && s.n > TALLY_SHOWN ? TALLY_SHOWN : s.n);

    if (t->bytes + n > t->byte_most) return false;
    while (t->bytes + n > t->byte_room) {
        t->byte_room = t->byte_room > 0 ? t->byte_room * 2 : 512;
        t->byte = realloc(t->byte, t->byte_room);
        if (t->byte == NULL) err_no_memory();
    }
    if (n > 0) memcpy(t->byte + t->bytes, s.p, n);
    i->text = (uint32_t)t->bytes;
    i->n = (uint32_t)n;
    t->bytes += n;
    return true;
}

static int by_size(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

/* The median of a sample of the counts, at least 1. */
static int64_t median_count(const struct tally *t)
{
    enum { SAMPLE = 255 };
    int64_t v[SAMPLE], step = t->n / SAMPLE + 1;
    size_t n = 0;

    for (int64_t i = 0; i < t->n && n < SAMPLE; i += step) v[n++] = t->item[i].count;
    qsort(v, n, sizeof *v, by_size);
    return v[n / 2] > 0 ? v[n / 2] : 1;
}

/* Moves the texts of items [0, n) to the front, in their order. */
static void pack_texts(struct tally *t, int64_t n)
{
    size_t need = 0, at = 0;
    char *packed;

    for (int64_t i = 0; i < n; i++)
        if (t->item[i].text != TALLY_NO_TEXT) need += t->item[i].n;
    packed = malloc(need + 1);
    if (packed == NULL) err_no_memory();
    for (int64_t i = 0; i < n; i++) {
        struct tally_item *x = &t->item[i];

        if (x->text == TALLY_NO_TEXT) continue;
        if (x->n > TALLY_SHOWN) x->n = TALLY_SHOWN;
        memcpy(packed + at, t->byte + x->text, x->n);
        x->text = (uint32_t)at;
        at += x->n;
    }
    if (at > 0) memcpy(t->byte, packed, at);
    t->bytes = at;
    free(packed);
}

static void purge(struct tally *t)
{
    int64_t off, n = 0;

    if (t->n == 0) return;
    off = median_count(t);
    t->lost += off;
    for (int64_t i = 0; i < t->n; i++) {
        if (t->item[i].count <= off) continue;
        t->item[n] = t->item[i];
        t->item[n++].count -= off;
    }
    t->n = n;
    pack_texts(t, n);
    /* Few items in few slots: they are looked up in the fastest cache. */
    while (t->mask > 255 && t->mask > n * 8) t->mask /= 2;
    place_all(t);
}

struct tally_item *tally_find(const struct tally *t, slice s, uint64_t hash)
{
    int64_t k = (int64_t)hash & t->mask;

    for (; t->slot != NULL && t->slot[k] != 0; k = (k + 1) & t->mask) {
        struct tally_item *x = item_of(t, t->slot[k]);

        if (may_be(t->slot[k], hash) && x->hash == hash &&
            (t->loose || slice_eq(tally_text(t, x), s)))
            return x;
    }
    return NULL;
}

struct tally_item *tally_add(struct tally *t, slice s, uint64_t hash, int64_t count, int64_t row)
{
    int64_t k;
    struct tally_item *x;

    if (t->n >= t->most) {
        if (t->loose) purge(t);
    } else if (t->n * 2 >= t->mask || t->n == t->room) {
        grow(t);
    }
    for (k = (int64_t)hash & t->mask; t->slot[k] != 0; k = (k + 1) & t->mask) {
        x = item_of(t, t->slot[k]);
        if (!may_be(t->slot[k], hash) || x->hash != hash) continue;
        if (!t->loose && !slice_eq(tally_text(t, x), s)) continue;
        x->count += count;
        if (x->text == TALLY_NO_TEXT) keep_text(t, x, s);
        return x;
    }
    if (t->n >= t->most) return NULL;
    x = &t->item[t->n];
    *x = (struct tally_item){.hash = hash, .count = count, .row = row, .text = TALLY_NO_TEXT};
    if (!t->loose && !keep_text(t, x, s)) return NULL;
    t->slot[k] = slot_of(hash, t->n++);
    return x;
}

void tally_loosen(struct tally *t)
{
    t->loose = true;
    t->most = t->most > 4 * LOOSE_LEAST ? t->most / 4 : t->most;
    pack_texts(t, t->n);
    do purge(t);
    while (t->n > t->most / 2);
}

int tally_top(const struct tally *t, int most, int32_t *out)
{
    int n = 0;

    for (int64_t i = 0; i < t->n; i++) {
        const struct tally_item *x = &t->item[i];
        int k;

        if (x->text == TALLY_NO_TEXT) continue;
        for (k = n; k > 0; k--) {
            const struct tally_item *y = &t->item[out[k - 1]];

            if (x->count < y->count ||
                (x->count == y->count && slice_cmp(tally_text(t, x), tally_text(t, y)) > 0))
                break;
            if (k < most) out[k] = out[k - 1];
        }
        if (k == most) continue;
        out[k] = (int32_t)i;
        if (n < most) n++;
    }
    return n;
}
