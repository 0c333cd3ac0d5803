#include "profilecolumn.h"

#include "mask.h"
#include "profilestate.h"
#include <math.h>
#include <stdlib.h>

enum { ITEMS_MOST = 8192, MASKS_MOST = 512, CHUNK = 256 };

static int64_t between(int64_t low, int64_t v, int64_t high)
{
    return v < low ? low : v > high ? high : v;
}

static void prepare(struct profilecolumn *c)
{
    int64_t items = between(512, (int64_t)ITEMS_MOST * 64 / c->share, ITEMS_MOST);

    tally_init(&c->texts, items, (size_t)items * 64);
    tally_init(&c->masks, between(64, items / 8, MASKS_MOST), MASKS_MOST * MASK_ROOM);
    rowset_init(&c->sample, between(256, 4096 * 64 / c->share, 4096));
    quantile_init(&c->quantile);
    c->order = (struct order){.up = true, .down = true};
    c->shown = -1;
    for (int i = 0; i < ENDS; i++) {
        c->low.far[i] = &c->low.k[i];
        c->high.far[i] = &c->high.k[i];
    }
}

static void release(struct profilecolumn *c)
{
    tally_free(&c->texts);
    tally_free(&c->masks);
    quantile_free(&c->quantile);
    rowset_free(&c->sample);
    free(c->distinct);
    free(c->exact);
}

struct profilecolumn *profilecolumn_open(int share)
{
    struct profilecolumn *c = calloc(1, sizeof *c);

    if (c == NULL) err_no_memory();
    c->share = share;
    arena_init(&c->kind_texts, ARENA_NO_LIMIT);
    prepare(c);
    return c;
}

void profilecolumn_close(struct profilecolumn *c)
{
    if (c == NULL) return;
    release(c);
    arena_free(&c->kind_texts);
    free(c);
}

/* As if no cell had come, but with the kind that is known now. */
static void restart(struct profilecolumn *c)
{
    struct profilecolumn was = *c;

    release(c);
    *c = (struct profilecolumn){.kinds = was.kinds,
                                .reading = was.reading,
                                .kind_texts = was.kind_texts,
                                .share = was.share,
                                .forced = true};
    prepare(c);
}

/* ------------------------------------------------------------------ one value */

static void keep(struct kept *k, const struct seen *s)
{
    k->n = (int)(s->n < TEXT_KEPT ? s->n : TEXT_KEPT);
    if (k->n > 0) memcpy(k->at, s->p, (size_t)k->n);
    k->row = s->row;
    k->v = s->value.v;
}

/* `sign` 1: small values are far; -1: large ones. */
static void see_end(struct end *x, double sign, const struct seen *s)
{
    double v = sign * s->value.v;
    struct kept *last = x->far[ENDS - 1];
    int at = x->n;

    while (at > 0 && v < sign * x->far[at - 1]->v) at--;
    if (at > 0 && v == sign * x->far[at - 1]->v) return;
    if (x->n < ENDS) last = x->far[x->n++];
    memmove(&x->far[at + 1], &x->far[at], (size_t)(x->n - 1 - at) * sizeof x->far[0]);
    x->far[at] = last;
    keep(last, s);
}

static uint64_t first_bytes(slice s)
{
    unsigned char b[8] = {0};
    uint64_t v;

    memcpy(b, s.p, (size_t)(s.n < 8 ? s.n : 8));
    memcpy(&v, b, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* The least (`sign` 1) or the greatest (-1) text in byte order. */
static void see_text_end(struct end *x, int sign, const struct seen *s, uint64_t key)
{
    if (x->n > 0 && (sign > 0 ? key > x->key : key < x->key)) return;
    if (x->n > 0 && sign * slice_cmp(seen_text(s), kept_text(x->far[0])) >= 0) return;
    keep(x->far[0], s);
    x->n = 1;
    x->key = key;
}

static void add_up(struct sums *s, const struct reading_value *v, int64_t count)
{
    double d;

    if (s->n == 0) s->shift = v->v;
    s->n += count;
    if (v->scale >= 0 && v->scale <= SCALE_MAX) {
        s->exact[v->scale] += (wide)v->unscaled * count;
    } else {
        double x = v->v * (double)count, sum = s->all + x;

        s->lost += fabs(s->all) >= fabs(x) ? (s->all - sum) + x : (x - sum) + s->all;
        s->all = sum;
        s->inexact = true;
    }
    d = v->v - s->shift;
    s->first += d * (double)count;
    s->second += d * d * (double)count;
}

static void see_order(struct order *o, const struct seen *s)
{
    bool text = s->as == SEEN_TEXT;
    double v = s->value.v;
    int way;

    /* What was cut cannot be compared. */
    if (text && s->n > TEXT_KEPT) o->up = o->down = false;
    way = text ? slice_cmp(seen_text(s), kept_text(&o->before))
               : (v > o->before.v) - (v < o->before.v);
    if (o->any) {
        o->up = o->up && way >= 0;
        o->down = o->down && way <= 0;
        o->changes |= way != 0;
        o->equal |= way == 0;
    }
    o->equal |= s->count > 1;
    o->any = true;
    o->before.v = v;
    if (text) keep(&o->before, s);
}

static void see_value(struct profilecolumn *c, const struct seen *s)
{
    c->fits += s->count;
    if (c->nfit < KEPT) keep(&c->fit[c->nfit++], s);
    if (!reading_is_ordered(&c->reading)) return;
    if (c->low.n < ENDS || s->value.v < c->low.far[ENDS - 1]->v) see_end(&c->low, 1, s);
    if (c->high.n < ENDS || s->value.v > c->high.far[ENDS - 1]->v) see_end(&c->high, -1, s);
    if (c->order.up || c->order.down) see_order(&c->order, s);
    if (c->exact != NULL)
        c->exact[c->nexact++] = (struct weighted){s->value.v, s->count};
    else
        quantile_add(&c->quantile, s->value.v, s->count);
    if (!reading_is_number(&c->reading)) return;
    add_up(&c->sums, &s->value, s->count);
    c->fractions += s->value.scale != 0;
    if (s->code) c->codes += s->count;
}

/* What was examined of a cell. */
static void take(struct profilecolumn *c, const struct seen *s)
{
    c->length_sum += s->length * s->count;
    if (c->length_max == 0 || s->length < c->length_min) c->length_min = s->length;
    if (s->length > c->length_max) c->length_max = s->length;
    if (s->padded) c->padded += s->count;
    if (s->control) {
        if (c->controls == 0) c->control_row = s->row;
        c->controls += s->count;
    }
    if (s->as == SEEN_VALUE) {
        see_value(c, s);
        return;
    }
    if (s->as == SEEN_MISSING) c->missing += s->count;
    if (s->as == SEEN_MISFIT) {
        c->misfits += s->count;
        if (c->nmisfit < KEPT) keep(&c->misfit[c->nmisfit++], s);
    }
    if (!reading_has_values(&c->reading)) {
        uint64_t key = first_bytes(seen_text(s));

        see_text_end(&c->low, 1, s, key);
        see_text_end(&c->high, -1, s, key);
        if (s->as == SEEN_TEXT && (c->order.up || c->order.down)) see_order(&c->order, s);
    }
}

static void take_masks(struct tally *to, const struct tally *from)
{
    to->lost += from->lost;
    for (int64_t i = 0; i < from->n; i++) {
        const struct tally_item *x = &from->item[i];
        slice mask = tally_text(from, x);

        if (tally_add(to, mask, x->hash, x->count, 0) != NULL) continue;
        tally_loosen(to);
        tally_add(to, mask, x->hash, x->count, 0);
    }
}

/* ------------------------------------------------------------------ the kind */

/* The kind of these cells; what it says is borrowed from nowhere. */
static void use_kind(struct profilecolumn *c, const slice *cell, int64_t n)
{
    kinds_detect(cell, n, &c->kind_texts, &c->kinds);
    c->kinds.number.currency = arena_copy(&c->kind_texts, c->kinds.number.currency);
    c->kinds.number.unit = arena_copy(&c->kind_texts, c->kinds.number.unit);
    reading_init(&c->reading, &c->kinds);
}

static bool reads_all(const struct reading *r, const slice *cell, int64_t n)
{
    struct reading_value v;

    for (int64_t i = 0; i < n; i++)
        if (!reading_value(r, cell[i], &v)) return false;
    return true;
}

/* From the cells that were counted, each as often as it came; of many cells a sample in proportion.
 */
static void decide(struct profilecolumn *c)
{
    const struct tally *t = &c->texts;
    int64_t most = between(400, 80000 / c->share, 8000), total = 0, n = 0;
    double part = 0, each;
    slice *cell = malloc((size_t)(most + t->n + 1) * sizeof *cell);

    if (cell == NULL) err_no_memory();
    for (int64_t i = 0; i < t->n; i++) total += t->item[i].count;
    each = total <= most ? 1 : (double)most / 2 / (double)total;
    for (int64_t i = 0; i < t->n; i++) {
        part += (double)t->item[i].count * each;
        /* Each at least once, unless they are too many. */
        if (t->n <= most / 2 && part < 1) part = 1;
        for (; part >= 1; part--) cell[n++] = tally_text(t, &t->item[i]);
    }
    use_kind(c, cell, n);
    free(cell);
}

/* Takes in what was only counted until now. */
static void take_counted(struct profilecolumn *c)
{
    struct tally masks;

    tally_init(&masks, CHUNK, CHUNK * MASK_ROOM);
    for (int64_t i = 0; i < c->texts.n;) {
        struct seen s[CHUNK] = {{.count = 0}};
        int64_t n = 0;

        for (; n < CHUNK && i < c->texts.n; n++, i++) {
            const struct tally_item *x = &c->texts.item[i];
            slice text = tally_text(&c->texts, x);

            c->again |= x->count > 1;
            s[n] = (struct seen){
                .p = text.p, .n = (int32_t)text.n, .row = (int32_t)x->row, .count = x->count};
        }
        tally_clear(&masks);
        profiledigest_examine(s, n, &c->reading, &masks);
        for (int64_t k = 0; k < n; k++) take(c, &s[k]);
        take_masks(&c->masks, &masks);
    }
    tally_free(&masks);
    if (c->returned) c->order.up = c->order.down = false;
}

/* ------------------------------------------------------------------ batches */

const struct reading *profilecolumn_reading(const struct profilecolumn *c)
{
    return c->streams || c->forced ? &c->reading : NULL;
}

static void start_streaming(struct profilecolumn *c)
{
    if (!c->forced) decide(c);
    c->streams = true;
    c->distinct = calloc(1, sizeof *c->distinct);
    if (c->distinct == NULL) err_no_memory();
    for (int64_t i = 0; i < c->texts.n; i++) hll_add(c->distinct, c->texts.item[i].hash);
    take_counted(c);
    tally_loosen(&c->texts);
}

/* Counts seen cells as long as there is room for new ones; how many it has counted. */
static int64_t count(struct profilecolumn *c, const struct profiledigest *d)
{
    c->returned |= d->returned;
    for (int64_t i = 0; i < d->n; i++) {
        const struct seen *s = &d->seen[i];
        const struct tally_item *x = tally_add(&c->texts, seen_text(s), s->hash, s->count, s->row);
        int64_t at;

        if (x == NULL) return i;
        /* In an ordered column a value that has been left does not come back. */
        at = x - c->texts.item;
        c->returned |= at != c->shown && at < c->texts.n - 1;
        c->shown = at;
    }
    return d->n;
}

static void stream(struct profilecolumn *c, const struct profiledigest *d, int64_t from)
{
    enum { AHEAD = 12 };

    if (d->returned) c->order.up = c->order.down = false;
    for (int64_t i = from; i < d->n; i++) {
        const struct seen *s = &d->seen[i];

        /* In wide tables the registers of a column are in no cache. */
        if (i + AHEAD < d->n) {
            hll_prefetch(c->distinct, s[AHEAD].hash);
            tally_prefetch(&c->texts, s[AHEAD].hash);
        }

        /* A value becomes an item only when it comes twice in one batch. */
        if (s->count > 1 || tally_find(&c->texts, seen_text(s), s->hash) != NULL)
            tally_add(&c->texts, seen_text(s), s->hash, s->count, s->row);
        c->again |= s->count > 1;
        hll_add(c->distinct, s->hash);
        if (rowset_keeps(&c->sample, s->hash)) rowset_add(&c->sample, &s->hash, 1);
        take(c, s);
    }
    c->texts.lost++;
    take_masks(&c->masks, &d->masks);
}

void profilecolumn_add(struct profilecolumn *c, struct profiledigest *d)
{
    int64_t done = 0;

    c->rows += d->rows;
    c->nulls += d->nulls;
    if (!c->streams) {
        done = count(c, d);
        if (done == d->n) return;
        start_streaming(c);
        d->examined = false;
    }
    if (!d->examined) {
        tally_clear(&d->masks);
        profiledigest_examine(d->seen + done, d->n - done, &c->reading, &d->masks);
    }
    stream(c, d, done);
}

void profilecolumn_complete(struct profilecolumn *c)
{
    if (c->streams) return;
    if (!c->forced) decide(c);
    if (reading_is_ordered(&c->reading)) {
        c->exact = malloc((size_t)(c->texts.n + 1) * sizeof *c->exact);
        if (c->exact == NULL) err_no_memory();
    }
    take_counted(c);
}

/* ------------------------------------------------------------------ judgement */

bool profilecolumn_deceived(struct profilecolumn *c)
{
    int64_t values = c->rows - c->nulls - c->missing;
    struct reading before = c->reading;
    struct kinds_found kinds = c->kinds;
    slice cell[KEPT * 2];
    int64_t n = 0;

    if (!c->streams || c->forced || !reading_has_values(&c->reading) ||
        (c->misfits == 0 && c->codes == 0))
        return false;
    /* Would another way of writing fit the misfits too? */
    for (int i = 0; i < c->nfit; i++) cell[n++] = kept_text(&c->fit[i]);
    for (int i = 0; i < c->nmisfit; i++) cell[n++] = kept_text(&c->misfit[i]);
    use_kind(c, cell, n);
    if (c->codes > 0 || !reading_has_values(&c->reading) || !reads_all(&c->reading, cell, n)) {
        if (c->codes == 0 && c->fits * 10 >= values * 9) {
            c->reading = before;
            c->kinds = kinds;
            return false;
        }
        c->kinds = (struct kinds_found){.kind = KIND_TEXT, .format = {"", 0}};
        reading_init(&c->reading, &c->kinds);
    }
    restart(c);
    return true;
}
