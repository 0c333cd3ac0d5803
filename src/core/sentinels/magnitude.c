/* magnitude - no number is a thousand times the usual: a decimal mark that was lost. */
#include "fixed.h"
#include "sentinelcheck.h"

#include <math.h>
#include <stdlib.h>

static const struct sentinel_member member[] = {
    {"factor", MEMBER_NUMBER, false, NULL, "how many times the median is too much (1000)"}, {0}};

/* Only the order of magnitude counts here, so binary floating point will do. */
static double size_of(slice cell, struct arena *a)
{
    struct fixed f;

    if (cell.n == 0) return 0;
    return fabs(fixed_read(cell, &f) ? fixed_double(f) : strtod(arena_z(a, cell), NULL));
}

/* The k-th smallest (0-based) of v[0..n), which is rearranged: Hoare's FIND. */
static double nth(double *v, int64_t n, int64_t k)
{
    for (int64_t lo = 0, hi = n - 1; lo < hi;) {
        double pivot = v[lo + (hi - lo) / 2];
        int64_t i = lo, j = hi;

        while (i <= j) {
            while (v[i] < pivot) i++;
            while (pivot < v[j]) j--;
            if (i > j) break;
            double x = v[i];

            v[i++] = v[j];
            v[j--] = x;
        }
        if (j < k) lo = i;
        if (k < i) hi = j;
    }
    return v[k];
}

static void feed(struct sentinel *s, struct sentinel_target *x, const struct table *t)
{
    double factor = json_double(sentinelcheck_member(s, "factor"), 1000), middle;
    double *v = arena_new(s->arena, double, t->nrow > 0 ? t->nrow : 1);
    double *size = arena_new(s->arena, double, t->nrow > 0 ? t->nrow : 1);

    if (v == NULL || size == NULL) return;
    for (int64_t r = 0; r < t->nrow; r++) {
        size[r] = size_of(column_cell(&t->col[x->col], r), s->scratch);
        if (size[r] > 0) v[x->of++] = size[r];
    }
    if (x->of == 0) return;
    middle = nth(v, x->of, x->of / 2);
    for (int64_t r = 0; r < t->nrow; r++)
        if (size[r] >= middle * factor) sentinelcheck_bad(x, t, x->col, r);
}

static void judge(struct sentinel *s, struct sentinel_target *x)
{
    x->what = sentinelcheck_about(s, "numbers are far beyond the median", x->col);
}

const struct sentinel_check sentinel_magnitude = {
    .name = "magnitude",
    .doc = "no number is \"factor\" times the median, as where a decimal mark was lost",
    .on = CHECK_EACH_COLUMN,
    .whole = true,
    .member = member,
    .feed = feed,
    .close = judge,
};
