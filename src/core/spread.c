#include "spread.h"

#include "fixed.h"

#include <math.h>
#include <stdlib.h>

enum { PER_OCTAVE = 12, GROUPS = 10, IN_GROUP = 20 };

struct item {
    slice value; /* of values */
    int32_t bin; /* of numbers: sign * (bin + offset); 0: zero */
    int64_t n;
};
struct spread {
    struct arena *arena;
    bool numbers;
    int64_t n;
    struct item *item;
    int nitem, cap;
    int *slot; /* item + 1; a power of two of them */
    uint64_t mask;
};

static bool grow(struct spread *s)
{
    int cap = s->cap == 0 ? 64 : s->cap * 2;
    struct item *item = arena_new(s->arena, struct item, cap);
    int *slot = arena_new(s->arena, int, cap * 2);

    if (item == NULL || slot == NULL) return false;
    s->mask = (uint64_t)cap * 2 - 1;
    for (int i = 0; i < s->nitem; i++) {
        uint64_t h;

        item[i] = s->item[i];
        h = (s->numbers ? (uint64_t)(uint32_t)item[i].bin * 0x9e3779b97f4a7c15u >> 20
                        : slice_hash(item[i].value)) &
            s->mask;
        while (slot[h] != 0) h = (h + 1) & s->mask;
        slot[h] = i + 1;
    }
    s->item = item;
    s->slot = slot;
    s->cap = cap;
    return true;
}

struct spread *spread_open(struct arena *a, bool numbers)
{
    struct spread *s = arena_new(a, struct spread, 1);

    if (s == NULL) return NULL;
    s->arena = a;
    s->numbers = numbers;
    return grow(s) ? s : NULL;
}

/* Counts n more of the value or bin. */
static void count(struct spread *s, slice value, int32_t bin, int64_t n)
{
    uint64_t h;

    if (s->nitem == s->cap && !grow(s)) return;
    if (!s->numbers && s->nitem >= SPREAD_VALUES_MAX) {
        h = slice_hash(value) & s->mask;
        while (s->slot[h] != 0 && !slice_eq(s->item[s->slot[h] - 1].value, value))
            h = (h + 1) & s->mask;
        if (s->slot[h] == 0) value = S("");
    }
    h = (s->numbers ? (uint64_t)(uint32_t)bin * 0x9e3779b97f4a7c15u >> 20 : slice_hash(value)) &
        s->mask;
    while (s->slot[h] != 0 && (s->numbers ? s->item[s->slot[h] - 1].bin != bin
                                          : !slice_eq(s->item[s->slot[h] - 1].value, value)))
        h = (h + 1) & s->mask;
    if (s->slot[h] == 0) {
        s->item[s->nitem++] = (struct item){arena_copy(s->arena, value), bin, 0};
        s->slot[h] = s->nitem;
    }
    s->item[s->slot[h] - 1].n += n;
    s->n += n;
}

/* Bins of positive numbers are above 0, of negative ones below, in the order of the numbers. */
static int32_t bin_of(double v)
{
    int32_t b;

    if (v == 0 || isnan(v)) return 0;
    b = (int32_t)floor(log2(fabs(v)) * PER_OCTAVE) + 20000;
    if (b < 1) b = 1;
    return v < 0 ? -b : b;
}

/* The least size of a bin's numbers. */
static double bin_edge(int32_t bin)
{
    return bin == 0 ? 0 : exp2((double)(abs(bin) - 20000) / PER_OCTAVE) * (bin < 0 ? -1 : 1);
}

void spread_add(struct spread *s, slice cell)
{
    struct fixed f;
    char z[64];
    ptrdiff_t n = cell.n < (ptrdiff_t)sizeof z - 1 ? cell.n : (ptrdiff_t)sizeof z - 1;

    if (cell.n == 0) return;
    if (!s->numbers) {
        count(s, cell, 0, 1);
    } else if (fixed_read(cell, &f)) {
        count(s, S(""), bin_of(fixed_double(f)), 1);
    } else {
        memcpy(z, cell.p, (size_t)n);
        z[n] = 0;
        count(s, S(""), bin_of(strtod(z, NULL)), 1);
    }
}

slice spread_text(const struct spread *s, struct arena *a)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};

    jw_open(&w, NULL, '{');
    jw_int(&w, "n", s->n);
    jw_open(&w, s->numbers ? "bins" : "values", '[');
    for (int i = 0; i < s->nitem; i++) {
        jw_open(&w, NULL, '[');
        if (s->numbers)
            jw_int(&w, NULL, s->item[i].bin);
        else
            jw_text(&w, NULL, s->item[i].value);
        jw_int(&w, NULL, s->item[i].n);
        jw_close(&w, ']');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return buf_take(&b, a);
}

bool spread_parse(struct spread *s, slice text)
{
    const struct json *doc = text.n > 0 ? json_parse(s->arena, text, NULL) : NULL;
    const struct json *v = json_member(doc, s->numbers ? "bins" : "values");

    if (!json_is(v, J_ARRAY)) return false;
    for (int i = 0; i < v->n; i++) {
        const struct json *one = v->item[i];

        if (!json_is(one, J_ARRAY) || one->n != 2) return false;
        count(s, json_text(one->item[0]), (int32_t)json_i64(one->item[0], 0),
              json_i64(one->item[1], 0));
    }
    return true;
}

/* ------------------------------------------------------------- comparing */

static int by_bin(const void *p, const void *q)
{
    const struct item *x = p, *y = q;

    return x->bin < y->bin ? -1 : x->bin > y->bin;
}

static int64_t count_of(const struct spread *s, slice value)
{
    for (int i = 0; i < s->nitem; i++)
        if (slice_eq(s->item[i].value, value)) return s->item[i].n;
    return 0;
}

/* What one group adds; a group that nobody is in counts as half a value. */
static double part(int64_t was, int64_t all_was, int64_t now, int64_t all_now)
{
    double p = (was > 0 ? (double)was : .5) / (double)all_was,
           q = (now > 0 ? (double)now : .5) / (double)all_now;

    return (q - p) * log(q / p);
}

static slice shares(slice what, int64_t was, int64_t all_was, int64_t now, int64_t all_now,
                    struct arena *a)
{
    return arena_printf(a, "%.*s: %.0f %% before, %.0f %% now", SLICE_ARG(what),
                        100. * (double)was / (double)all_was, 100. * (double)now / (double)all_now);
}

/* What two samples of the same spread have on average, so much is no drift (Yurdakul 2018). */
static double chance(int groups, int64_t n, int64_t m)
{
    return (groups - 1) * (1 / (double)n + 1 / (double)m);
}

static double psi_of_values(const struct spread *was, const struct spread *now, struct arena *a,
                            slice *worst)
{
    double psi = 0, most = 0;
    int groups = 0;

    for (int pass = 0; pass < 2; pass++) {
        const struct spread *s = pass == 0 ? was : now;

        for (int i = 0; i < s->nitem; i++) {
            slice v = s->item[i].value;
            int64_t n = pass == 0 ? s->item[i].n : count_of(was, v),
                    m = pass == 0 ? count_of(now, v) : s->item[i].n;
            double d;

            if (pass == 1 && n > 0) continue;
            groups++;
            d = part(n, was->n, m, now->n);
            psi += d;
            if (d <= most) continue;
            most = d;
            *worst = shares(v.n > 0 ? arena_printf(a, "\"%.*s\"", SLICE_ARG(v)) : S("rare values"),
                            n, was->n, m, now->n, a);
        }
    }
    return psi - chance(groups, was->n, now->n);
}

static slice edge_text(double v, struct arena *a)
{
    return fabs(v) >= 100 ? arena_printf(a, "%.0f", v) : arena_printf(a, "%.3g", v);
}

static slice range_text(int32_t from, int32_t to, struct arena *a)
{
    double lo = bin_edge(from <= 0 ? from - (from < 0) : from),
           hi = bin_edge(to >= 0 ? to + (to > 0) : to);

    if (from == to && from == 0) return S("0");
    return arena_printf(a, "from %.*s to %.*s", SLICE_ARG(edge_text(lo, a)),
                        SLICE_ARG(edge_text(hi, a)));
}

static double psi_of_numbers(const struct spread *was, const struct spread *now, struct arena *a,
                             slice *worst)
{
    int n = was->nitem + now->nitem;
    struct item *all = arena_new(a, struct item, n > 0 ? n : 1);
    double psi = 0, most = 0;
    int64_t done = 0, in_was = 0, in_now = 0, fewer = was->n < now->n ? was->n : now->n;
    int groups = fewer / IN_GROUP < 2        ? 2
                 : fewer / IN_GROUP < GROUPS ? (int)fewer / IN_GROUP
                                             : GROUPS;
    int made = 0;

    if (all == NULL || n == 0) return 0;
    /* value.n marks whose the count is. */
    for (int i = 0; i < n; i++) {
        all[i] = i < was->nitem ? was->item[i] : now->item[i - was->nitem];
        all[i].value.n = i < was->nitem;
    }
    qsort(all, (size_t)n, sizeof *all, by_bin);
    for (int i = 0, from = 0; i < n; i++) {
        bool last = i + 1 == n;
        double d;

        (all[i].value.n != 0 ? &in_was : &in_now)[0] += all[i].n;
        if (!last && all[i + 1].bin == all[i].bin) continue;
        if (!last && in_was * groups < was->n && (done + in_was) * groups < was->n * (made + 1))
            continue;
        d = part(in_was, was->n, in_now, now->n);
        psi += d;
        made++;
        if (d > most) {
            most = d;
            *worst =
                shares(range_text(all[from].bin, all[i].bin, a), in_was, was->n, in_now, now->n, a);
        }
        done += in_was;
        in_was = in_now = 0;
        from = i + 1;
    }
    return psi - chance(made, was->n, now->n);
}

double spread_psi(const struct spread *was, const struct spread *now, struct arena *a, slice *worst)
{
    double psi;

    *worst = S("");
    if (was->n == 0 || now->n == 0) return 0;
    psi = (was->numbers ? psi_of_numbers : psi_of_values)(was, now, a, worst);
    return psi > 0 ? psi : 0;
}
