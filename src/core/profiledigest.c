#include "profiledigest.h"

#include "decode.h"
#include "err.h"
#include "mask.h"
#include "shape.h"
#include "utf8.h"
#include <stdlib.h>

void profiledigest_free(struct profiledigest *d)
{
    free(d->seen);
    free(d->slot);
    tally_free(&d->masks);
    *d = (struct profiledigest){0};
}

static bool has_blank_end(slice s)
{
    unsigned char a = (unsigned char)s.p[0], z = (unsigned char)s.p[s.n - 1];

    if (a > ' ' && a < 0x80 && z > ' ' && z < 0x80) return false;
    return utf8_trim(s).n < s.n;
}

static bool has_control(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        uint8_t c = (uint8_t)s.p[i];

        if ((c < ' ' || c == 0x7F) && decode_is_control(c)) return true;
    }
    return false;
}

/* Digits that begin with a zero are a code ("00037"). */
static bool is_code(slice s)
{
    if ((unsigned char)(s.p[0] - '1') < 9) return false;
    s = utf8_trim(s);
    return s.n > 1 && s.p[0] == '0' && s.p[1] >= '0' && s.p[1] <= '9';
}

static bool is_missing(const struct seen *s)
{
    enum { WORD_MOST = 7 };

    if (s->n > WORD_MOST && !s->padded) return false;
    return shape_is_missing(seen_text(s)) || utf8_trim(seen_text(s)).n == 0;
}

/* What a cell without a value is. */
static enum seen_as judge(const struct seen *s, const struct reading *r)
{
    if (is_missing(s)) return SEEN_MISSING;
    return reading_has_values(r) ? SEEN_MISFIT : SEEN_TEXT;
}

/* Cells that are written alike, letter by letter and digit by digit, have the same mask: it is made
 * for one of them. Direct-mapped; what is driven out is counted first. */
struct alike {
    uint64_t shape;
    int64_t count; /* 0: free */
    slice text;
};
enum { ALIKE = 256 };

static void count_mask(const struct alike *x, struct tally *masks)
{
    char text[MASK_ROOM];
    slice mask;

    if (x->count == 0) return;
    mask = mask_of(x->text, text);
    if (tally_add(masks, mask, slice_hash(mask), x->count, 0) != NULL) return;
    tally_loosen(masks);
    tally_add(masks, mask, slice_hash(mask), x->count, 0);
}

/* Plain values are alike when these are: no other letters and marks are in them. */
static uint64_t plain_shape(const struct seen *s)
{
    uint64_t parts =
        (uint64_t)s->n << 8 | (uint64_t)(s->value.scale & 0x7F) << 1 | (uint64_t)(s->p[0] == '-');

    return slice_fold(parts, 0x9e3779b97f4a7c15u);
}

void profiledigest_examine(struct seen *s, int64_t n, const struct reading *r, struct tally *masks)
{
    bool whole = reading_is_number(r) && r->number.decimal == 0, values = reading_has_values(r);
    struct alike alike[ALIKE];
    int64_t room = 8;

    while (room < n && room < ALIKE) room *= 2;
    for (int64_t k = 0; k < room; k++) alike[k].count = 0;
    for (int64_t i = 0; i < n; i++, s++) {
        bool value = values && reading_value(r, seen_text(s), &s->value), ascii = true;
        bool plain = value && s->value.plain;
        uint64_t shape = plain ? plain_shape(s) : mask_shape(seen_text(s), &ascii);
        struct alike *x = &alike[(int64_t)shape & (room - 1)];

        if (x->count > 0 && x->shape == shape) {
            x->count += s->count;
        } else {
            count_mask(x, masks);
            *x = (struct alike){shape, s->count, seen_text(s)};
        }
        s->length = ascii ? s->n : (int32_t)utf8_count(seen_text(s));
        s->padded = !plain && has_blank_end(seen_text(s));
        s->control = !plain && has_control(seen_text(s));
        s->as = value ? SEEN_VALUE : (uint8_t)judge(s, r);
        s->code = whole && is_code(seen_text(s));
    }
    for (int64_t k = 0; k < room; k++) count_mask(&alike[k], masks);
}

/* Room for n different cells, and at least twice as many slots. */
static void prepare(struct profiledigest *d, int64_t n)
{
    int64_t slots = 64;

    while (slots < n * 2) slots *= 2;
    if (d->room < n) {
        d->room = n;
        d->slots = slots;
        d->seen = realloc(d->seen, (size_t)n * sizeof *d->seen);
        d->slot = realloc(d->slot, (size_t)slots * sizeof *d->slot);
        if (d->seen == NULL || d->slot == NULL) err_no_memory();
        tally_free(&d->masks);
        tally_init(&d->masks, n < TALLY_MOST ? n : TALLY_MOST, (size_t)n * MASK_ROOM);
    }
    memset(d->slot, 0, (size_t)d->slots * sizeof *d->slot);
    tally_clear(&d->masks);
    d->n = d->nulls = 0;
    d->rows = n;
    d->returned = false;
}

/* Like memcmp, of few bytes and without a call. */
static inline bool same_bytes(const char *a, const char *b, ptrdiff_t n)
{
    uint64_t x, y;

    if (n < 8) {
        for (ptrdiff_t i = 0; i < n; i++)
            if (a[i] != b[i]) return false;
        return true;
    }
    for (ptrdiff_t i = 0; i < n - 8; i += 8) {
        memcpy(&x, a + i, 8);
        memcpy(&y, b + i, 8);
        if (x != y) return false;
    }
    memcpy(&x, a + n - 8, 8);
    memcpy(&y, b + n - 8, 8);
    return x == y;
}

void profiledigest_make(struct profiledigest *d, const struct reading *r, const slice *cell,
                        const int32_t *row, int64_t n, uint64_t *row_hash)
{
    int64_t mask, before = -1;

    prepare(d, n);
    mask = d->slots - 1;
    for (int64_t i = 0; i < n; i++) {
        uint64_t h = cell[i].n > 0 ? slice_hash(cell[i]) : 0, mixed;
        uint32_t tag = (uint32_t)(h >> 32) & ~(uint32_t)mask, found;
        int64_t k = (int64_t)h & mask, at = -1;

        mixed = (row_hash[i] ^ h) * 0x9e3779b97f4a7c15u;
        row_hash[i] = mixed ^ mixed >> 29;
        if (cell[i].n == 0) {
            d->nulls++;
            continue;
        }
        for (; (found = d->slot[k]) != 0; k = (k + 1) & mask) {
            if (((found ^ tag) & ~(uint32_t)mask) != 0) continue;
            at = (int64_t)(found & (uint32_t)mask) - 1;
            if (d->seen[at].hash == h && d->seen[at].n == cell[i].n &&
                same_bytes(d->seen[at].p, cell[i].p, cell[i].n))
                break;
            at = -1;
        }
        if (at >= 0) {
            d->seen[at].count++;
            d->returned |= at != before;
        } else {
            at = d->n++;
            d->slot[k] = tag | (uint32_t)d->n;
            d->seen[at].p = cell[i].p;
            d->seen[at].n = (int32_t)cell[i].n;
            d->seen[at].row = row[i];
            d->seen[at].count = 1;
            d->seen[at].hash = h;
        }
        before = at;
    }
    d->examined = r != NULL;
    if (r != NULL) profiledigest_examine(d->seen, d->n, r, &d->masks);
}
