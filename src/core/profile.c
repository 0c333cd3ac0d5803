#include "profile.h"

#include "date.h"
#include "kinds.h"
#include "number.h"
#include "utf8.h"
#include <math.h>
#include <stdlib.h>

enum { TOP = 10, MASKS = 5, BINS = 20, MASK_MAX = 48 };

/* ----------------------------------------------------------- counting of texts */

/* Open addressing; a slot is free when its count is 0. */
struct tally {
    struct profile_value *at;
    uint64_t *hash;
    int64_t size, n;
};

static void tally_grow(struct tally *t)
{
    struct tally old = *t;

    t->size = old.size > 0 ? old.size * 2 : 256;
    t->at = calloc((size_t)t->size, sizeof *t->at);
    t->hash = calloc((size_t)t->size, sizeof *t->hash);
    if (t->at == NULL || t->hash == NULL) err_no_memory();
    for (int64_t i = 0; i < old.size; i++) {
        int64_t k;

        if (old.at[i].count == 0) continue;
        k = (int64_t)(old.hash[i] & (uint64_t)(t->size - 1));
        while (t->at[k].count > 0) k = (k + 1) & (t->size - 1);
        t->at[k] = old.at[i];
        t->hash[k] = old.hash[i];
    }
    free(old.at);
    free(old.hash);
}

/* Counts s once more; its text is copied into a when it is new and a is not NULL. */
static void tally_add(struct tally *t, slice s, struct arena *a)
{
    uint64_t h = slice_hash(s);
    int64_t k;

    if (t->n * 2 >= t->size) tally_grow(t);
    k = (int64_t)(h & (uint64_t)(t->size - 1));
    while (t->at[k].count > 0 && !(t->hash[k] == h && slice_eq(t->at[k].text, s)))
        k = (k + 1) & (t->size - 1);
    if (t->at[k].count++ > 0) return;
    t->hash[k] = h;
    t->at[k].text = a != NULL ? arena_copy(a, s) : s;
    t->n++;
}

static void tally_free(struct tally *t)
{
    free(t->at);
    free(t->hash);
    *t = (struct tally){0};
}

static int by_count(const void *x, const void *y)
{
    const struct profile_value *a = x, *b = y;

    if (a->count != b->count) return a->count < b->count ? 1 : -1;
    return slice_cmp(a->text, b->text);
}

/* The most common ones, most common first; ties in byte order. */
static int tally_top(const struct tally *t, int most, struct arena *a, struct profile_value **out)
{
    struct profile_value best[TOP + 1];
    int n = 0;

    for (int64_t i = 0; i < t->size; i++) {
        if (t->at[i].count == 0) continue;
        if (n == most && by_count(&t->at[i], &best[n - 1]) >= 0) continue;
        if (n < most) n++;
        best[n - 1] = t->at[i];
        for (int k = n - 1; k > 0 && by_count(&best[k], &best[k - 1]) < 0; k--) {
            struct profile_value v = best[k];

            best[k] = best[k - 1];
            best[k - 1] = v;
        }
    }
    *out = arena_new(a, struct profile_value, n + 1);
    if (*out == NULL) return 0;
    if (n > 0) memcpy(*out, best, (size_t)n * sizeof *best);
    return n;
}

/* Letters become A and a, digits 9; what is longer than MASK_MAX ends with "...". */
static slice mask_of(slice s, char out[MASK_MAX + 8])
{
    ptrdiff_t n = 0;

    for (ptrdiff_t i = 0; i < s.n;) {
        int32_t cp;
        int len = utf8_decode(s.p + i, s.n - i, &cp);

        if (n > MASK_MAX) {
            memcpy(out + n, "...", 3);
            n += 3;
            break;
        }
        if (utf8_is_digit(cp)) {
            out[n++] = '9';
        } else if (utf8_is_letter(cp)) {
            out[n++] = utf8_is_upper(cp) ? 'A' : 'a';
        } else if (len == 1) {
            out[n++] = s.p[i];
        } else {
            memcpy(out + n, s.p + i, (size_t)len);
            n += len;
        }
        i += len;
    }
    return (slice){out, n};
}

/* -------------------------------------------------------------------- columns */

struct values {
    double *at;
    int64_t n;
};

/* Hoare's quickselect: v[k] as if v were sorted, what is left of it is not greater. */
static double nth(double *v, int64_t n, int64_t k)
{
    int64_t left = 0, right = n - 1;

    while (left < right) {
        double pivot = v[left + (right - left) / 2];
        int64_t i = left, j = right;

        while (i <= j) {
            while (v[i] < pivot) i++;
            while (v[j] > pivot) j--;
            if (i <= j) {
                double x = v[i];

                v[i++] = v[j];
                v[j--] = x;
            }
        }
        if (k <= j)
            right = j;
        else if (k >= i)
            left = i;
        else
            break;
    }
    return v[k];
}

/* Reorders the values. */
static double median(struct values *v)
{
    double upper = nth(v->at, v->n, v->n / 2), lower = v->at[0];

    if (v->n % 2 == 1) return upper;
    for (int64_t i = 1; i < v->n / 2; i++) lower = v->at[i] > lower ? v->at[i] : lower;
    return (lower + upper) / 2;
}

static void describe_numbers(struct profile_column *p, struct values *v, struct arena *a)
{
    double mean = 0, m2 = 0, low, high, width;

    if (v->n == 0) return;
    for (int64_t i = 0; i < v->n; i++) { /* Welford's running variance */
        double d = v->at[i] - mean;

        mean += d / (double)(i + 1);
        m2 += d * (v->at[i] - mean);
    }
    low = high = v->at[0];
    for (int64_t i = 1; i < v->n; i++) {
        low = v->at[i] < low ? v->at[i] : low;
        high = v->at[i] > high ? v->at[i] : high;
    }
    p->mean = mean;
    p->stdev = v->n > 1 ? sqrt(m2 / (double)(v->n - 1)) : NAN;
    p->median = median(v);
    width = (high - low) / BINS;
    if (!(width > 0) || (p->bin = arena_new(a, double, BINS)) == NULL) return;
    p->nbin = BINS;
    for (int64_t i = 0; i < v->n; i++) {
        int k = (int)((v->at[i] - low) / width);

        p->bin[k < BINS ? k : BINS - 1]++;
    }
}

/* Keeps the smallest and the largest canonical text, by number or by byte order. */
struct extremes {
    slice min, max;
    double low, high;
    bool any;
};

static void see_extreme(struct extremes *x, slice text, double v, bool number, struct arena *a)
{
    bool lower = !x->any || (number ? v < x->low : slice_cmp(text, x->min) < 0);
    bool higher = !x->any || (number ? v > x->high : slice_cmp(text, x->max) > 0);

    if (lower) {
        x->min = arena_copy(a, text);
        x->low = v;
    }
    if (higher) {
        x->max = arena_copy(a, text);
        x->high = v;
    }
    x->any = true;
}

/* How the cells of a column are turned into canonical text. */
struct reading {
    enum kind kind;
    struct number_style number;
    struct date_style date;
};

static bool canonical(const struct reading *r, slice cell, char *out, ptrdiff_t cap, slice *text)
{
    enum kind k;
    ptrdiff_t n = 0;

    *text = cell;
    if (r->kind == KIND_INTEGER || r->kind == KIND_NUMBER) {
        if (!number_read(cell, &r->number, out, cap, &n)) return false;
        *text = (slice){out, n};
    } else if (r->kind == KIND_DATE || r->kind == KIND_DATETIME || r->kind == KIND_TIME ||
               r->kind == KIND_DURATION) {
        if (!date_read(cell, &r->date, out, &n, &k)) return false;
        *text = (slice){out, n};
    }
    return true;
}

static void find_kind(const struct table *t, int c, struct arena *a, struct reading *r,
                      struct profile_column *p)
{
    const struct column *col = &t->col[c];
    struct kinds_found f;

    *r = (struct reading){.kind = KIND_TEXT};
    kinds_detect(col->cell, t->nrow, a, &f);
    p->kind = f.kind;
    p->format = f.format;
    p->misfits = f.misfits;
    r->number = f.number;
    r->date = f.date;
    if (f.kind == KIND_INTEGER || f.kind == KIND_NUMBER || f.kind == KIND_DATE ||
        f.kind == KIND_DATETIME || f.kind == KIND_TIME || f.kind == KIND_DURATION)
        r->kind = f.kind;
}

static bool describe(const struct table *t, int c, struct arena *a, struct profile_column *p,
                     struct err *e)
{
    struct tally texts = {0}, masks = {0};
    struct values v = {.at = malloc((size_t)(t->nrow + 1) * sizeof(double))};
    struct extremes x = {0};
    struct reading r;
    char buf[256], mask[MASK_MAX + 8];

    if (v.at == NULL)
        return err_set(e, E_LIMIT, "%lld rows do not fit the memory", (long long)t->nrow);
    *p = (struct profile_column){.name = t->col[c].name,
                                 .rows = t->nrow,
                                 .distinct_exact = true,
                                 .mean = NAN,
                                 .stdev = NAN,
                                 .median = NAN,
                                 .min = {"", 0},
                                 .max = {"", 0}};
    find_kind(t, c, a, &r, p);
    for (int64_t i = 0; i < t->nrow; i++) {
        slice cell = t->col[c].cell[i], text;
        int64_t length;
        bool number;

        if (cell.n == 0) {
            p->nulls++;
            continue;
        }
        tally_add(&texts, cell, NULL);
        tally_add(&masks, mask_of(cell, mask), a);
        length = utf8_count(cell);
        if (p->length_max == 0 || length < p->length_min) p->length_min = length;
        if (length > p->length_max) p->length_max = length;
        if (!canonical(&r, cell, buf, sizeof buf - 1, &text)) continue;
        number = r.kind == KIND_INTEGER || r.kind == KIND_NUMBER;
        if (number) {
            buf[text.n] = 0;
            v.at[v.n++] = strtod(buf, NULL);
        }
        see_extreme(&x, text, number ? v.at[v.n - 1] : 0, number, a);
    }
    p->min = x.any ? x.min : p->min;
    p->max = x.any ? x.max : p->max;
    p->distinct = texts.n;
    p->ntop = tally_top(&texts, TOP, a, &p->top);
    p->nmask = tally_top(&masks, MASKS, a, &p->mask);
    describe_numbers(p, &v, a);
    tally_free(&texts);
    tally_free(&masks);
    free(v.at);
    return true;
}

static bool same_rows(const struct table *t, int64_t r, int64_t q)
{
    for (int c = 0; c < t->ncol; c++)
        if (!slice_eq(t->col[c].cell[r], t->col[c].cell[q])) return false;
    return true;
}

/* Rows that are in every cell like an earlier one. */
static int64_t count_duplicates(const struct table *t)
{
    int64_t size = 64, n = 0, *at;
    uint64_t *hash;

    while (size < t->nrow * 2) size *= 2;
    at = calloc((size_t)size, sizeof *at); /* row + 1 */
    hash = calloc((size_t)size, sizeof *hash);
    if (at == NULL || hash == NULL) err_no_memory();
    for (int64_t r = 0; r < t->nrow; r++) {
        uint64_t h = 14695981039346656037u;
        int64_t k;

        for (int c = 0; c < t->ncol; c++) h = (h ^ slice_hash(t->col[c].cell[r])) * 1099511628211u;
        h ^= h >> 29;
        k = (int64_t)(h & (uint64_t)(size - 1));
        while (at[k] != 0 && !(hash[k] == h && same_rows(t, r, at[k] - 1)))
            k = (k + 1) & (size - 1);
        if (at[k] != 0) {
            n++;
            continue;
        }
        at[k] = r + 1;
        hash[k] = h;
    }
    free(at);
    free(hash);
    return n;
}

bool profile_table(const struct table *t, struct arena *a, struct profile *out, struct err *e)
{
    *out = (struct profile){.n = t->ncol, .rows = t->nrow};
    out->col = arena_new(a, struct profile_column, t->ncol + 1);
    if (out->col == NULL)
        return err_set(e, E_LIMIT, "%d columns do not fit the memory limit", t->ncol);
    for (int c = 0; c < t->ncol; c++)
        if (!describe(t, c, a, &out->col[c], e)) return false;
    out->duplicate_rows = count_duplicates(t);
    return true;
}

/* --------------------------------------------------------------------- output */

static void values_json(struct json_writer *w, const char *key, const char *what,
                        const struct profile_value *v, int n)
{
    jw_open(w, key, '[');
    for (int i = 0; i < n; i++) {
        jw_open(w, NULL, '{');
        jw_text(w, what, v[i].text);
        jw_int(w, "count", v[i].count);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

void profile_json(const struct profile *p, struct json_writer *w)
{
    jw_int(w, "rows", p->rows);
    jw_int(w, "duplicate_rows", p->duplicate_rows);
    jw_open(w, "columns", '[');
    for (int i = 0; i < p->n; i++) {
        const struct profile_column *c = &p->col[i];

        jw_open(w, NULL, '{');
        jw_int(w, "index", i + 1);
        jw_text(w, "name", c->name);
        jw_z(w, "kind", kind_name(c->kind));
        if (c->format.n > 0)
            jw_text(w, "format", c->format);
        else
            jw_null(w, "format");
        jw_int(w, "nulls", c->nulls);
        jw_int(w, "misfits", c->misfits);
        jw_int(w, "distinct", c->distinct);
        jw_bool(w, "distinct_exact", c->distinct_exact);
        if (c->min.n > 0)
            jw_text(w, "min", c->min);
        else
            jw_null(w, "min");
        if (c->max.n > 0)
            jw_text(w, "max", c->max);
        else
            jw_null(w, "max");
        jw_real(w, "mean", c->mean);
        jw_real(w, "stdev", c->stdev);
        jw_real(w, "median", c->median);
        jw_int(w, "length_min", c->length_min);
        jw_int(w, "length_max", c->length_max);
        values_json(w, "top", "value", c->top, c->ntop);
        values_json(w, "masks", "mask", c->mask, c->nmask);
        jw_open(w, "histogram", '[');
        for (int k = 0; k < c->nbin; k++) jw_int(w, NULL, (int64_t)c->bin[k]);
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* A cell of a line of text: no control characters, at most `most` characters. */
static void put_short(struct buf *b, slice s, int most)
{
    for (ptrdiff_t i = 0; i < s.n; most--) {
        int32_t cp;
        int n = utf8_decode(s.p + i, s.n - i, &cp);

        if (most == 0) {
            buf_putz(b, "\xE2\x80\xA6");
            return;
        }
        if (cp < 32 || cp == 127)
            buf_putc(b, ' ');
        else
            buf_put(b, slice_sub(s, i, i + n));
        i += n;
    }
}

void profile_text(const struct profile *p, struct buf *out)
{
    buf_printf(out, "%lld rows, %d columns, %lld duplicate rows\n", (long long)p->rows, p->n,
               (long long)p->duplicate_rows);
    for (int i = 0; i < p->n; i++) {
        const struct profile_column *c = &p->col[i];

        buf_printf(out, "\n%d  ", i + 1);
        put_short(out, c->name, 60);
        buf_printf(out, "\n   %s", kind_name(c->kind));
        if (c->format.n > 0) buf_printf(out, " (%.*s)", SLICE_ARG(c->format));
        buf_printf(out, ", %lld empty, %lld distinct", (long long)c->nulls, (long long)c->distinct);
        if (c->misfits > 0)
            buf_printf(out, ", %lld that are no %s", (long long)c->misfits, kind_name(c->kind));
        if (c->min.n > 0) {
            buf_putz(out, "\n   from ");
            put_short(out, c->min, 40);
            buf_putz(out, " to ");
            put_short(out, c->max, 40);
            if (!isnan(c->mean)) buf_printf(out, ", mean %.10g, median %.10g", c->mean, c->median);
            if (!isnan(c->stdev)) buf_printf(out, ", standard deviation %.6g", c->stdev);
        }
        if (c->ntop > 0) buf_putz(out, "\n   top ");
        for (int k = 0; k < c->ntop && k < 5; k++) {
            if (k > 0) buf_putz(out, " | ");
            put_short(out, c->top[k].text, 24);
            buf_printf(out, " (%lld)", (long long)c->top[k].count);
        }
        if (c->nmask > 0) buf_putz(out, "\n   masks ");
        for (int k = 0; k < c->nmask; k++) {
            if (k > 0) buf_putz(out, " | ");
            put_short(out, c->mask[k].text, 32);
            buf_printf(out, " (%lld)", (long long)c->mask[k].count);
        }
        buf_putc(out, '\n');
    }
}
