/* profiledescribe.c - what the state of a column means. */
#include "calendar.h"
#include "profilestate.h"

#include <math.h>
#include <stdlib.h>

/* A value of the column's kind as people read it. */
static slice value_text(const struct reading *r, double v, struct arena *a)
{
    int64_t day = (int64_t)floor(v / 86400), s;
    int y, m, d;

    if (isnan(v)) return (slice){"", 0};
    if (reading_is_number(r)) return arena_printf(a, "%.10g", v);
    s = (int64_t)floor(v) - day * 86400;
    if (r->kind == KIND_TIME || r->kind == KIND_DURATION) {
        s = (int64_t)floor(fabs(v));
        return arena_printf(a, "%s%02lld:%02d:%02d", v < 0 ? "-" : "", (long long)(s / 3600),
                            (int)(s / 60 % 60), (int)(s % 60));
    }
    if (day < -719162 || day > 2932896) return (slice){"", 0}; /* years 1 to 9999 */
    calendar_date(day, &y, &m, &d);
    if (r->kind == KIND_DATE) return arena_printf(a, "%04d-%02d-%02d", y, m, d);
    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d", y, m, d, (int)(s / 3600),
                        (int)(s / 60 % 60), (int)(s % 60));
}

static slice canonical(const struct reading *r, const struct kept *k, struct arena *a)
{
    char out[READING_TEXT];
    slice text;

    if (!reading_text(r, kept_text(k), out, &text)) text = kept_text(k);
    return arena_copy(a, text);
}

/* digits as a decimal with `scale` of them behind the point. */
static slice wide_text(wide v, int scale, struct arena *a)
{
    char z[64], *p = z + sizeof z;
    bool minus = v < 0;

    for (int i = 0; v != 0 || i <= scale; i++) {
        int digit = (int)(v % 10);

        if (i == scale && scale > 0) *--p = '.';
        *--p = (char)('0' + (digit < 0 ? -digit : digit));
        v /= 10;
    }
    if (minus) *--p = '-';
    return arena_copy(a, (slice){p, z + sizeof z - p});
}

static void describe_sums(const struct sums *s, struct arena *a, struct profile_column *out)
{
    wide all = 0;
    bool exact = true;
    int scale = SCALE_MAX;
    long double power = 1, n = (long double)s->n, variance;

    if (s->n == 0) return;
    while (scale > 0 && s->exact[scale] == 0) scale--;
    for (int i = 0; i <= scale; i++) {
        exact = exact && !__builtin_mul_overflow(all, 10, &all) &&
                !__builtin_add_overflow(all, s->exact[i], &all);
        if (i > 0) power *= 10;
    }
    exact = exact && !s->inexact;
    if (exact) out->sum = wide_text(all, scale, a);
    out->mean = exact ? (double)((long double)all / power / n)
                      : (double)(((long double)all / power + s->all + s->lost) / n);
    variance = ((long double)s->second - (long double)s->first * s->first / n) / (n - 1);
    if (s->n > 1) out->stdev = (double)sqrtl(variance > 0 ? variance : 0);
}

static void describe_bins(const struct weighted *w, int64_t n, struct arena *a,
                          struct profile_column *out)
{
    double low = w[0].v, width = (w[n - 1].v - low) / PROFILE_BINS;

    if (!(width > 0) || isinf(width) || (out->bin = arena_new(a, double, PROFILE_BINS)) == NULL)
        return;
    out->nbin = PROFILE_BINS;
    for (int64_t i = 0; i < n; i++) {
        int k = (int)((w[i].v - low) / width);

        out->bin[k < PROFILE_BINS ? k : PROFILE_BINS - 1] += (double)w[i].n;
    }
}

static struct profile_value *kept_values(const struct kept *const *k, int n, struct arena *a)
{
    struct profile_value *v = arena_new(a, struct profile_value, n + 1);

    for (int i = 0; v != NULL && i < n; i++)
        v[i] = (struct profile_value){arena_copy(a, kept_text(k[i])), 0, k[i]->row};
    return v;
}

/* Tukey, "Exploratory data analysis", 1977: values "far out". */
static void describe_outliers(const struct profilecolumn *c, const struct weighted *w, int64_t n,
                              struct arena *a, struct profile_column *out)
{
    double q1 = out->quantile[PROFILE_Q1], q3 = out->quantile[PROFILE_Q3], far = 3 * (q3 - q1);
    const struct kept *list[ENDS * 2];
    int k = 0;

    if (!(far > 0)) return;
    out->fence_low = q1 - far;
    out->fence_high = q3 + far;
    out->fence_low_text = value_text(&c->reading, out->fence_low, a);
    out->fence_high_text = value_text(&c->reading, out->fence_high, a);
    for (int64_t i = 0; i < n; i++)
        if (w[i].v < out->fence_low || w[i].v > out->fence_high) out->outliers += w[i].n;
    for (int i = 0; i < c->low.n && c->low.far[i]->v < out->fence_low; i++)
        list[k++] = c->low.far[i];
    for (int i = 0; i < c->high.n && c->high.far[i]->v > out->fence_high; i++)
        list[k++] = c->high.far[i];
    if (out->outliers < k) out->outliers = k;
    out->outlier = kept_values(list, k, a);
    out->noutlier = out->outlier != NULL ? k : 0;
}

static void describe_distribution(const struct profilecolumn *c, struct arena *a,
                                  struct profile_column *out)
{
    struct weighted *made = NULL, *w = c->exact;
    int64_t n = c->nexact;

    if (w == NULL) {
        made = w = quantile_values(&c->quantile, &n);
        /* The ends are known exactly. */
        if (n > 0) w[0].v = c->low.far[0]->v, w[n - 1].v = c->high.far[0]->v;
    } else {
        weighted_sort(w, n);
    }
    if (n > 0) {
        for (int i = 0; i < PROFILE_QUANTILES; i++) {
            out->quantile[i] = weighted_quantile(w, n, profile_quantile[i]);
            out->quantile_text[i] = value_text(&c->reading, out->quantile[i], a);
        }
        describe_bins(w, n, a, out);
        describe_outliers(c, w, n, a, out);
    }
    free(made);
}

static void describe_common(const struct tally *t, int most, struct arena *a,
                            struct profile_value **list, int *n)
{
    int32_t at[PROFILE_TOP];
    int k = tally_top(t, most, at);

    *list = arena_new(a, struct profile_value, k + 1);
    *n = *list != NULL ? k : 0;
    for (int i = 0; i < *n; i++) {
        const struct tally_item *x = &t->item[at[i]];

        (*list)[i] = (struct profile_value){arena_copy(a, tally_text(t, x)), x->count, x->row};
    }
}

static int64_t estimate(const struct hll *h, int64_t most)
{
    int64_t n = llround(hll_count(h));

    return n < 1 ? 1 : n < most ? n : most;
}

static void describe_distinct(const struct profilecolumn *c, struct profile_column *out)
{
    int64_t filled = c->rows - c->nulls;
    bool strict = (c->order.up || c->order.down) && !c->order.equal && c->order.changes &&
                  c->misfits + c->missing == 0;
    bool all;

    out->distinct_exact = !c->streams || strict;
    out->distinct = c->texts.n;
    if (c->streams) out->distinct = strict ? filled : estimate(c->distinct, filled);
    if (c->nulls == 0 && !c->again && filled > 1 && rowset_again(&c->sample, &all) == 0)
        out->key = out->distinct_exact ? KEY_YES : KEY_LIKELY;
}

void profilecolumn_describe(struct profilecolumn *c, struct arena *a, struct profile_column *out)
{
    const struct order *o = &c->order;
    const struct kept *misfit[ENDS];
    int64_t filled = c->rows - c->nulls;

    *out = (struct profile_column){.rows = c->rows,
                                   .nulls = c->nulls,
                                   .mean = NAN,
                                   .stdev = NAN,
                                   .fence_low = NAN,
                                   .fence_high = NAN};
    for (int i = 0; i < PROFILE_QUANTILES; i++) out->quantile[i] = NAN;
    profilecolumn_complete(c);
    out->kind = c->kinds.kind;
    if (out->kind == KIND_INTEGER && c->fractions > 0) out->kind = KIND_NUMBER;
    out->format = arena_copy(a, c->kinds.format);
    out->missing = c->missing;
    out->misfits = c->misfits;
    out->padded = c->padded;
    out->controls = c->controls;
    out->control_row = c->control_row;
    out->counts_exact = !c->streams;
    describe_distinct(c, out);
    out->length_min = c->length_min;
    out->length_max = c->length_max;
    out->length_mean = filled > 0 ? (double)c->length_sum / (double)filled : 0;
    if (c->low.n > 0) {
        out->min = canonical(&c->reading, c->low.far[0], a);
        out->max = canonical(&c->reading, c->high.far[0], a);
        out->min_row = c->low.far[0]->row;
        out->max_row = c->high.far[0]->row;
    }
    describe_common(&c->texts, PROFILE_TOP, a, &out->top, &out->ntop);
    describe_common(&c->masks, PROFILE_MASKS, a, &out->mask, &out->nmask);
    out->top_error = c->texts.lost;
    out->mask_error = c->masks.lost;
    if (reading_is_number(&c->reading)) describe_sums(&c->sums, a, out);
    if (reading_is_ordered(&c->reading)) describe_distribution(c, a, out);
    for (int i = 0; i < c->nmisfit && i < ENDS; i++) misfit[out->nmisfit++] = &c->misfit[i];
    out->misfit = kept_values(misfit, out->nmisfit, a);
    if (o->any && (o->up || o->down))
        out->order = !o->changes ? ORDER_CONSTANT : o->up ? ORDER_ASCENDING : ORDER_DESCENDING;
}
