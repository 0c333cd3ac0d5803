/* profilejson.c - a profile as the document profile/1 (its members are listed in
 * fettle-profile(1)). */
#include "profile.h"

#include <math.h>

static void values(struct json_writer *w, const char *key, const char *what, bool rows,
                   const struct profile_value *v, int n)
{
    jw_open(w, key, '[');
    for (int i = 0; i < n; i++) {
        jw_open(w, NULL, '{');
        jw_text(w, what, v[i].text);
        if (v[i].count > 0) jw_int(w, "count", v[i].count);
        if (rows && v[i].row > 0) jw_int(w, "row", v[i].row);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void text_or_null(struct json_writer *w, const char *key, slice s)
{
    if (s.n > 0)
        jw_text(w, key, s);
    else
        jw_null(w, key);
}

static void row_or_null(struct json_writer *w, const char *key, int64_t row)
{
    if (row > 0)
        jw_int(w, key, row);
    else
        jw_null(w, key);
}

static void distribution(const struct profile_column *c, struct json_writer *w)
{
    jw_open(w, "quantiles", '{');
    for (int i = 0; i < PROFILE_QUANTILES; i++)
        if (!isnan(c->quantile[i])) {
            if (isnan(c->mean))
                text_or_null(w, profile_quantile_name[i], c->quantile_text[i]);
            else
                jw_real(w, profile_quantile_name[i], c->quantile[i]);
        }
    jw_close(w, '}');
    jw_open(w, "histogram", '[');
    for (int k = 0; k < c->nbin; k++) jw_int(w, NULL, (int64_t)c->bin[k]);
    jw_close(w, ']');
    jw_bool(w, "quantiles_exact", c->counts_exact);
    if (isnan(c->fence_low)) {
        jw_null(w, "outliers");
        return;
    }
    jw_open(w, "outliers", '{');
    text_or_null(w, "below", c->fence_low_text);
    text_or_null(w, "above", c->fence_high_text);
    jw_int(w, "count", c->outliers);
    values(w, "farthest", "value", true, c->outlier, c->noutlier);
    jw_close(w, '}');
}

static void column(const struct profile_column *c, struct json_writer *w)
{
    jw_text(w, "name", c->name);
    jw_z(w, "kind", kind_name(c->kind));
    text_or_null(w, "format", c->format);
    jw_int(w, "nulls", c->nulls);
    jw_int(w, "missing", c->missing);
    jw_int(w, "misfits", c->misfits);
    values(w, "first_misfits", "value", true, c->misfit, c->nmisfit);
    jw_int(w, "padded", c->padded);
    jw_int(w, "controls", c->controls);
    if (c->controls > 0)
        jw_int(w, "control_row", c->control_row);
    else
        jw_null(w, "control_row");
    jw_int(w, "distinct", c->distinct);
    jw_bool(w, "distinct_exact", c->distinct_exact);
    if (c->key == KEY_LIKELY)
        jw_z(w, "key", "likely");
    else
        jw_z(w, "key", c->key == KEY_YES ? "yes" : "no");
    jw_z(w, "order", profile_order_name(c->order));
    text_or_null(w, "min", c->min);
    text_or_null(w, "max", c->max);
    row_or_null(w, "min_row", c->min_row);
    row_or_null(w, "max_row", c->max_row);
    text_or_null(w, "sum", c->sum);
    jw_real(w, "mean", c->mean);
    jw_real(w, "stdev", c->stdev);
    jw_real(w, "median", isnan(c->mean) ? NAN : c->quantile[PROFILE_MEDIAN]);
    distribution(c, w);
    jw_int(w, "length_min", c->length_min);
    jw_int(w, "length_max", c->length_max);
    jw_real(w, "length_mean", c->length_mean);
    values(w, "top", "value", true, c->top, c->ntop);
    jw_int(w, "top_error", c->top_error);
    values(w, "masks", "mask", false, c->mask, c->nmask);
    jw_int(w, "masks_error", c->mask_error);
}

void profile_json(const struct profile *p, struct json_writer *w)
{
    jw_int(w, "rows", p->rows);
    jw_int(w, "duplicate_rows", p->duplicate_rows);
    jw_bool(w, "duplicate_rows_exact", p->duplicates_exact);
    jw_open(w, "columns", '[');
    for (int i = 0; i < p->n; i++) {
        jw_open(w, NULL, '{');
        jw_int(w, "index", p->col[i].index);
        column(&p->col[i], w);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}
