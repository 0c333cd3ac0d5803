#include "quantile.h"

#include "err.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

void quantile_init(struct quantile *q)
{
    *q = (struct quantile){.random = 0x9e3779b97f4a7c15u};
}

void quantile_free(struct quantile *q)
{
    for (int i = 0; i <= QUANTILE_LEVELS; i++) free(q->level[i]);
    *q = (struct quantile){0};
}

/* xorshift64* (Vigna, 2016) */
static uint64_t next_random(struct quantile *q)
{
    q->random ^= q->random >> 12;
    q->random ^= q->random << 25;
    q->random ^= q->random >> 27;
    return q->random * 0x2545f4914f6cdd1du;
}

/* Order of doubles as that of unsigned integers. */
static uint64_t key_of(double v)
{
    uint64_t b;

    memcpy(&b, &v, sizeof b);
    return b >> 63 ? ~b : b | (uint64_t)1 << 63;
}

static double of_key(uint64_t k)
{
    double v;

    k = k >> 63 ? k ^ (uint64_t)1 << 63 : ~k;
    memcpy(&v, &k, sizeof v);
    return v;
}

/* Radix sort, a byte at a time; bytes that all share are skipped. */
static void sort_level(double *v, int n)
{
    uint64_t a[QUANTILE_WIDTH], b[QUANTILE_WIDTH], *from = a, *to = b, any = 0;

    for (int i = 0; i < n; i++) {
        a[i] = key_of(v[i]);
        any |= a[i] ^ a[0];
    }
    for (int shift = 0; shift < 64; shift += 8) {
        int at[256] = {0}, sum = 0;
        uint64_t *swap;

        if ((any >> shift & 0xFF) == 0) continue;
        for (int i = 0; i < n; i++) at[from[i] >> shift & 0xFF]++;
        for (int k = 0; k < 256; k++) {
            int c = at[k];

            at[k] = sum;
            sum += c;
        }
        for (int i = 0; i < n; i++) to[at[from[i] >> shift & 0xFF]++] = from[i];
        swap = from, from = to, to = swap;
    }
    for (int i = 0; i < n; i++) v[i] = of_key(from[i]);
}

/* Sorts level k and moves half of it up to a level that has room for it. One of an odd number stays
 * behind. */
static void halve(struct quantile *q, int k)
{
    double *v = q->level[k], *up = q->level[k + 1];
    int n = q->n[k], first = (int)(next_random(q) >> 63);

    if (n == 0) return;
    if (up == NULL) {
        up = q->level[k + 1] = malloc(QUANTILE_WIDTH * sizeof *up);
        if (up == NULL) err_no_memory();
    }
    sort_level(v, n);
    q->n[k] = n % 2;
    if (n % 2 == 1 && next_random(q) >> 63) {
        double kept = v[0];

        for (int i = 1 + first; i < n; i += 2) up[q->n[k + 1]++] = v[i];
        v[0] = kept;
    } else {
        for (int i = first; i + 1 < n + 1 - n % 2; i += 2) up[q->n[k + 1]++] = v[i];
        v[0] = v[n - 1];
    }
}

/* Makes room in level k. When even the highest level is more than half full all move up by one, and
 * the lowest, empty then, gives way. */
static void make_room(struct quantile *q, int k)
{
    int top = k, from = k;
    double *lowest = q->level[0];

    while (top < QUANTILE_LEVELS && q->n[top] > QUANTILE_WIDTH / 2) top++;
    if (top == QUANTILE_LEVELS) from = 0;
    for (int i = top - 1; i >= from; i--) halve(q, i);
    if (top < QUANTILE_LEVELS) return;
    /* The odd one of the lowest stands for half of what it must to go on. */
    if (q->n[0] == 1 && next_random(q) >> 63) q->level[1][q->n[1]++] = lowest[0];
    memmove(q->level, q->level + 1, sizeof q->level - sizeof q->level[0]);
    memmove(q->n, q->n + 1, sizeof q->n - sizeof q->n[0]);
    q->level[QUANTILE_LEVELS] = lowest;
    q->n[QUANTILE_LEVELS] = 0;
    q->skip++;
}

/* Level k has room. */
static void put(struct quantile *q, int k, double v)
{
    if (q->level[k] == NULL) {
        q->level[k] = malloc(QUANTILE_WIDTH * sizeof(double));
        if (q->level[k] == NULL) err_no_memory();
    }
    q->level[k][q->n[k]++] = v;
}

/* Of 2^skip values one is passed on, each with the same chance. */
static void sample(struct quantile *q, double v)
{
    if (q->waiting == 0) {
        if (q->n[0] == QUANTILE_WIDTH) make_room(q, 0);
        q->chosen_at = q->skip > 0 ? (int64_t)(next_random(q) >> (64 - q->skip)) : 0;
    }
    if (q->waiting == q->chosen_at) q->chosen = v;
    if (++q->waiting < (int64_t)1 << q->skip) return;
    q->waiting = 0;
    put(q, 0, q->chosen);
}

void quantile_add(struct quantile *q, double v, int64_t times)
{
    /* Few times, or a group of the sampler that is not full yet: one by one. */
    while (times > 0 && (q->waiting > 0 || times >> q->skip == 0)) sample(q, v), times--;
    while (times >> q->skip > 0) {
        int k = 63 - __builtin_clzll((uint64_t)(times >> q->skip));

        k = k < QUANTILE_LEVELS ? k : QUANTILE_LEVELS - 1;
        if (q->n[k] == QUANTILE_WIDTH) {
            make_room(q, k);
            continue; /* a value of level k may stand for more now */
        }
        times -= (int64_t)1 << (q->skip + k);
        put(q, k, v);
    }
    for (; times > 0; times--) sample(q, v);
}

static int by_value(const void *x, const void *y)
{
    const struct weighted *a = x, *b = y;

    return (a->v > b->v) - (a->v < b->v);
}

void weighted_sort(struct weighted *w, int64_t n)
{
    if (n > 0) qsort(w, (size_t)n, sizeof *w, by_value);
}

struct weighted *quantile_values(const struct quantile *q, int64_t *n)
{
    struct weighted *w = malloc(sizeof *w * (size_t)QUANTILE_WIDTH * (QUANTILE_LEVELS + 1) + 1);

    if (w == NULL) err_no_memory();
    *n = 0;
    for (int k = 0; k <= QUANTILE_LEVELS; k++)
        for (int i = 0; i < q->n[k]; i++)
            w[(*n)++] = (struct weighted){q->level[k][i], (int64_t)1 << (q->skip + k)};
    if (q->waiting > q->chosen_at) w[(*n)++] = (struct weighted){q->chosen, q->waiting};
    weighted_sort(w, *n);
    return w;
}

double weighted_quantile(const struct weighted *w, int64_t n, double p)
{
    double at, part;
    int64_t count = 0, seen = 0;

    for (int64_t i = 0; i < n; i++) count += w[i].n;
    if (count == 0) return NAN;
    at = p * (double)(count - 1);
    part = at - floor(at);
    for (int64_t i = 0; i < n; i++) {
        seen += w[i].n;
        if ((double)seen <= floor(at)) continue;
        /* The value at floor(at); its neighbour is the same unless this is its last. */
        if ((double)seen > floor(at) + 1 || i + 1 == n) return w[i].v;
        return w[i].v + part * (w[i + 1].v - w[i].v);
    }
    return w[n - 1].v;
}
