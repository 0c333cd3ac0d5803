#include "draftview.h"

#include "drafthead.h"
#include "utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* Signed magnitude: comparable over units, defined for zero. */
static double magnitude(double x)
{
    double m = log10(fabs(x) + 1);

    return x < 0 ? -m : m;
}

/* Digits behind the last mark of a number that is not whole. */
static int decimals(slice s)
{
    int n = 0;

    while (s.n > 0 && (s.p[s.n - 1] < '0' || s.p[s.n - 1] > '9')) s.n--;
    while (s.n > n && s.p[s.n - 1 - n] >= '0' && s.p[s.n - 1 - n] <= '9') n++;
    return n;
}

/* What a line of cells is like: gathered cell by cell, then closed. */
struct gather {
    struct draftline *line;
    double *size;
    uint64_t *hash;
    double bytes;
};

static bool gather_open(struct gather *g, struct draftline *line, int most, struct arena *a)
{
    *line = (struct draftline){.whole = true};
    *g = (struct gather){line, arena_new(a, double, most > 0 ? most : 1),
                         arena_new(a, uint64_t, most > 0 ? most : 1), 0};
    return g->size != NULL && g->hash != NULL;
}

static void gather_cell(struct gather *g, slice s, unsigned char kind, double size, bool whole)
{
    struct draftline *l = g->line;

    l->n++;
    l->of[kind]++;
    if (kind == DC_BLANK) return;
    g->hash[l->filled++] = slice_hash(s);
    g->bytes += (double)s.n;
    if (kind != DC_NUMBER) return;
    g->size[l->numbers++] = magnitude(size);
    l->whole = l->whole && whole;
    l->negative += size < 0;
    if (!whole && decimals(s) > l->places) l->places = decimals(s);
}

static void gather_close(struct gather *g)
{
    struct draftline *l = g->line;
    double sum = 0, square = 0;
    int best = 0;

    for (int k = 1; k < DC_COUNT; k++)
        if (l->of[k] > best) {
            best = l->of[k];
            l->kind = (enum draftcell)k;
        }
    l->purity = l->filled > 0 ? (double)best / l->filled : 0;
    l->length = l->filled > 0 ? g->bytes / l->filled : 0;
    qsort(g->hash, (size_t)l->filled, sizeof *g->hash, by_hash);
    for (int i = 0; i < l->filled; i++)
        if (i == 0 || g->hash[i] != g->hash[i - 1]) g->hash[l->nvalue++] = g->hash[i];
    l->value = g->hash;
    l->unique = l->filled > 0 ? (double)l->nvalue / l->filled : 0;
    if (l->numbers == 0) {
        l->whole = false;
        return;
    }
    for (int i = 0; i < l->numbers; i++) {
        double m = fabs(g->size[i]);

        sum += m;
        square += m * m;
    }
    l->mean_mag = sum / l->numbers;
    l->sd_mag = sqrt(fmax(0, square / l->numbers - l->mean_mag * l->mean_mag));
    qsort(g->size, (size_t)l->numbers, sizeof *g->size, by_value);
    l->low = g->size[l->numbers / 10];
    l->mid = g->size[l->numbers / 2];
    l->high = g->size[l->numbers - 1 - l->numbers / 10];
}

static bool open_columns(struct draftview *v)
{
    for (int c = 0; c < v->cols; c++) {
        struct gather g;

        if (!gather_open(&g, &v->col[c], v->rows, v->arena)) return false;
        for (int r = 0; r < v->rows; r++) {
            slice s = draftview_cell(v, c, r);
            size_t i = (size_t)c * (size_t)v->rows + (size_t)r;

            v->kind[i] = (unsigned char)draftcell_kind(s, &v->size[i], &v->whole[i]);
            gather_cell(&g, s, v->kind[i], v->size[i], v->whole[i]);
        }
        gather_close(&g);
    }
    return true;
}

/* Names that a table without a heading was given: they say nothing. */
static bool is_nameless(const struct table *t)
{
    for (int c = 0; c < t->ncol; c++) {
        char made[32];

        snprintf(made, sizeof made, "column_%d", c + 1);
        if (!slice_eqz(t->col[c].name, made)) return false;
    }
    return true;
}

bool draftview_open(struct draftview *v, const struct table *t, const char *after, struct arena *a)
{
    size_t cells;

    *v = (struct draftview){.t = t, .arena = a, .after = after};
    v->rows = t->nrow < DRAFTVIEW_ROWS ? (int)t->nrow : DRAFTVIEW_ROWS;
    v->cols = t->ncol < DRAFTVIEW_COLS ? t->ncol : DRAFTVIEW_COLS;
    v->nhead = t->ncol < DRAFTVIEW_HEADS ? t->ncol : DRAFTVIEW_HEADS;
    cells = (size_t)v->rows * (size_t)v->cols + 1;
    v->kind = arena_new(a, unsigned char, cells);
    v->size = arena_new(a, double, cells);
    v->whole = arena_new(a, bool, cells);
    v->col = arena_new(a, struct draftline, v->cols + 1);
    v->head = arena_new(a, slice, v->nhead + 1);
    v->class = arena_new(a, unsigned char, v->nhead + 1);
    if (v->kind == NULL || v->size == NULL || v->whole == NULL || v->col == NULL ||
        v->head == NULL || v->class == NULL)
        return false;
    v->nameless = is_nameless(t);
    for (int c = 0; c < v->nhead; c++) {
        v->head[c] = v->nameless ? (slice){"", 0} : utf8_trim(t->col[c].name);
        v->class[c] = (unsigned char)drafthead_class(v->head[c]);
    }
    return open_columns(v);
}

bool draftview_row(const struct draftview *v, int row, int from, struct draftline *out)
{
    struct gather g;

    if (!gather_open(&g, out, v->cols, v->arena)) return false;
    for (int c = from; c < v->cols; c++) {
        size_t i = (size_t)c * (size_t)v->rows + (size_t)row;

        gather_cell(&g, draftview_cell(v, c, row), v->kind[i], v->size[i], v->whole[i]);
    }
    gather_close(&g);
    return true;
}

static int common(const struct draftline *a, const struct draftline *b)
{
    int i = 0, j = 0, n = 0;

    while (i < a->nvalue && j < b->nvalue) {
        if (a->value[i] == b->value[j]) n++;
        if (a->value[i] <= b->value[j]) {
            if (a->value[i] == b->value[j]) j++;
            i++;
        } else {
            j++;
        }
    }
    return n;
}

double draftview_overlap(const struct draftline *a, const struct draftline *b)
{
    int both = common(a, b), all = a->nvalue + b->nvalue - both;

    return all > 0 ? (double)both / all : 0;
}

double draftview_inside(const struct draftline *a, const struct draftline *b)
{
    return a->nvalue > 0 ? (double)common(a, b) / a->nvalue : 0;
}

slice draftview_cell(const struct draftview *v, int col, int64_t row)
{
    return utf8_trim(column_cell(&v->t->col[col], row));
}

double draftview_rows_explain(const struct draftview *v, int first, int last)
{
    enum { EXPLAIN_ROWS = 80 };
    int rows = v->rows < EXPLAIN_ROWS ? v->rows : EXPLAIN_ROWS, n = 0;
    double row_sum[EXPLAIN_ROWS] = {0}, col_sum[DRAFTVIEW_COLS] = {0}, all = 0, total = 0,
           by_row = 0, by_col = 0;
    int row_n[EXPLAIN_ROWS] = {0}, col_n[DRAFTVIEW_COLS] = {0}, columns = 0;

    for (int pass = 0; pass < 2; pass++)
        for (int c = first; c <= last && c < v->cols; c++)
            for (int r = 0; r < rows; r++) {
                size_t i = (size_t)c * (size_t)v->rows + (size_t)r;
                double m;

                if (v->kind[i] != DC_NUMBER) continue;
                m = log10(fabs(v->size[i]) + 1);
                if (pass == 1) {
                    total += (m - all / n) * (m - all / n);
                    continue;
                }
                row_sum[r] += m;
                row_n[r]++;
                col_sum[c] += m;
                col_n[c]++;
                all += m;
                n++;
            }
    for (int c = first; c <= last && c < v->cols; c++) columns += col_n[c] > 0;
    /* one number in a row explains itself */
    if (n < 6 || columns < 2 || total <= 1e-9) return 0;
    for (int r = 0; r < rows; r++)
        if (row_n[r] > 0) {
            double d = row_sum[r] / row_n[r] - all / n;

            by_row += d * d * row_n[r];
        }
    for (int c = first; c <= last && c < v->cols; c++)
        if (col_n[c] > 0) {
            double d = col_sum[c] / col_n[c] - all / n;

            by_col += d * d * col_n[c];
        }
    return (by_row - by_col) / total;
}
