/* profiletext.c - a profile as text for people: a table of all columns, then each in detail. */
#include "profile.h"

#include "utf8.h"
#include <math.h>
#include <stdio.h>

enum { NAME_MOST = 24, LABEL = 11 };

struct page {
    struct buf *out;
    int width;
};

/* 1234567 -> "1,234,567" */
static const char *grouped(int64_t v, char out[32])
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)v), k = 0;

    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) out[k++] = ',';
        out[k++] = digits[i];
    }
    out[k] = 0;
    return out;
}

/* How many terminal columns the text takes as put_text writes it. */
static int width_of(slice s)
{
    int n = 0;

    for (ptrdiff_t i = 0; i < s.n;) {
        int32_t cp;
        int w;

        i += utf8_decode(s.p + i, s.n - i, &cp);
        w = cp < 0 ? 1 : utf8_width(cp);
        n += w < 0 ? 1 : w;
    }
    return n;
}

/* At most `most` columns of it, control characters as blanks; how many columns were used. */
static int put_text(struct buf *b, slice s, int most)
{
    int used = 0, all = width_of(s);

    for (ptrdiff_t i = 0; i < s.n;) {
        int32_t cp;
        int n = utf8_decode(s.p + i, s.n - i, &cp), w = cp < 0 ? 1 : utf8_width(cp);

        if (w < 0) w = 1, cp = -1;
        if (all > most && used + w > most - 1) {
            buf_putz(b, "\xE2\x80\xA6");
            return used + 1;
        }
        if (cp < 0)
            buf_putc(b, ' ');
        else
            buf_put(b, slice_sub(s, i, i + n));
        used += w;
        i += n;
    }
    return used;
}

static void pad(struct buf *b, int n)
{
    for (; n > 0; n--) buf_putc(b, ' ');
}

static void put_left(struct buf *b, slice s, int width)
{
    pad(b, width - put_text(b, s, width));
}

static void put_right(struct buf *b, slice s, int width)
{
    pad(b, width - width_of(s));
    put_text(b, s, width);
}

/* ---------------------------------------------------------------- all columns */

static void overview_line(const struct page *g, const struct profile_column *c, int name)
{
    char n1[32], n2[40];
    int number = 11, range = g->width - 4 - name - 9 - 2 * (number + 1) - 2, half = (range - 4) / 2;
    struct buf *b = g->out;

    buf_printf(b, "%3d ", c->index);
    put_left(b, c->name, name);
    buf_putc(b, ' ');
    put_left(b, slice_z(kind_name(c->kind)), 8);
    put_right(b, slice_z(grouped(c->nulls + c->missing, n1)), number + 1);
    snprintf(n2, sizeof n2, "%s%s", c->distinct_exact ? "" : "~", grouped(c->distinct, n1));
    put_right(b, slice_z(n2), number + 1);
    buf_putz(b, "  ");
    if (c->min.n > 0) {
        put_text(b, c->min, half);
        buf_putz(b, " .. ");
        put_text(b, c->max, half);
    }
    while (b->n > 0 && b->p[b->n - 1] == ' ') b->n--;
    buf_putc(b, '\n');
}

static void overview(const struct page *g, const struct profile *p)
{
    int name = 6;

    for (int i = 0; i < p->n; i++) {
        int w = width_of(p->col[i].name);

        name = w > name ? w : name;
    }
    name = name < NAME_MOST ? name : NAME_MOST;
    buf_printf(g->out, "\n  # %-*s %-8s %11s %11s  %s\n", name, "column", "kind", "empty",
               "different", "range");
    for (int i = 0; i < p->n; i++) overview_line(g, &p->col[i], name);
}

/* ---------------------------------------------------------------- one column */

static void label(const struct page *g, const char *what)
{
    buf_printf(g->out, "    %-*s", LABEL, what);
}

static const char *percent(int64_t part, int64_t of, char out[16])
{
    double p = of > 0 ? 100.0 * (double)part / (double)of : 0;

    if (p < 0.01)
        snprintf(out, 16, "<0.01%%");
    else
        snprintf(out, 16, p < 1 ? "%.2f%%" : "%.0f%%", p);
    return out;
}

/* Values and their counts on one line, as many as fit. */
static void counts(const struct page *g, const char *what, const struct profile_value *v, int n,
                   int64_t error, int64_t rows)
{
    int left = g->width - 4 - LABEL;

    /* What may as well be chance is not said. */
    while (n > 0 && v[n - 1].count <= error) n--;
    if (n == 0 || (n > 5 && v[0].count == 1)) return;
    label(g, what);
    for (int i = 0; i < n; i++) {
        char share[64], count[32], text[16];
        int most = 28, need, w = width_of(v[i].text);

        snprintf(share, sizeof share, " %s (%s)", grouped(v[i].count, count),
                 percent(v[i].count, rows, text));
        need = (w < most ? w : most) + (int)strlen(share) + (i > 0 ? 3 : 0);
        if (i > 0 && need > left) break;
        if (i > 0) buf_putz(g->out, " | ");
        put_text(g->out, v[i].text, most);
        buf_putz(g->out, share);
        left -= need;
    }
    buf_putc(g->out, '\n');
}

/* Values with the rows they are in. */
static void places(const struct page *g, const struct profile_value *v, int n, int left)
{
    for (int i = 0; i < n; i++) {
        char row[40];
        int most = 24, need, w = width_of(v[i].text);

        snprintf(row, sizeof row, " (row %lld)", (long long)v[i].row);
        need = (w < most ? w : most) + (int)strlen(row) + (i > 0 ? 2 : 0);
        if (i > 0 && need > left) break;
        if (i > 0) buf_putz(g->out, ", ");
        put_text(g->out, v[i].text, most);
        buf_putz(g->out, row);
        left -= need;
    }
    buf_putc(g->out, '\n');
}

static void bars(const struct page *g, const struct profile_column *c)
{
    double most = 0;

    if (c->nbin == 0) return;
    for (int i = 0; i < c->nbin; i++) most = c->bin[i] > most ? c->bin[i] : most;
    label(g, "histogram");
    put_text(g->out, c->min, 20);
    buf_putc(g->out, ' ');
    for (int i = 0; i < c->nbin; i++) {
        /* U+2581 to U+2588; what is there at all is seen. */
        int level = (int)ceil(c->bin[i] / most * 8);
        char block[] = "\xE2\x96\x80";

        block[2] = (char)(0x80 + level);
        buf_putz(g->out, level > 0 ? block : " ");
    }
    buf_putc(g->out, ' ');
    put_text(g->out, c->max, 20);
    buf_putc(g->out, '\n');
}

/* As many quantiles as fit, but always alike at both ends. */
static void quantiles(const struct page *g, const struct profile_column *c)
{
    int first = 0, last = PROFILE_QUANTILES - 1, need = PROFILE_QUANTILES * 64;

    if (isnan(c->quantile[0]) || c->distinct < 2) return;
    for (; need > g->width - 4 - LABEL && first < last; first++, last--) {
        need = 0;
        for (int i = first; i <= last; i++) need += (int)c->quantile_text[i].n + 6;
        if (need <= g->width - 4 - LABEL) break;
    }
    label(g, c->counts_exact ? "quantiles" : "quantiles ~");
    for (int i = first; i <= last; i++)
        buf_printf(g->out, "%s%d%% %.*s", i > first ? "  " : "",
                   (int)lround(profile_quantile[i] * 100), SLICE_ARG(c->quantile_text[i]));
    buf_putc(g->out, '\n');
}

static void numbers(const struct page *g, const struct profile_column *c)
{
    struct buf *b = g->out;

    if (c->min.n > 0) {
        int half = (g->width - 4 - LABEL - 4) / 2;

        label(g, "range");
        put_text(b, c->min, half);
        buf_putz(b, " .. ");
        put_text(b, c->max, half);
        buf_putc(b, '\n');
    }
    if (!isnan(c->mean)) {
        label(g, "mean");
        buf_printf(b, "%.10g", c->mean);
        if (!isnan(c->stdev)) buf_printf(b, "   standard deviation %.6g", c->stdev);
        if (c->sum.n > 0 && c->sum.n < 24) buf_printf(b, "   sum %.*s", SLICE_ARG(c->sum));
        buf_putc(b, '\n');
    }
    quantiles(g, c);
    bars(g, c);
    if (c->outliers > 0) {
        char n[32];

        label(g, c->counts_exact ? "outliers" : "outliers ~");
        buf_printf(b, "%s beyond %.*s .. %.*s\n", grouped(c->outliers, n),
                   SLICE_ARG(c->fence_low_text), SLICE_ARG(c->fence_high_text));
        label(g, "");
        places(g, c->outlier, c->noutlier, g->width - 4 - LABEL);
    }
}

static void facts(const struct page *g, const struct profile_column *c)
{
    char n[32];
    struct buf *b = g->out;

    buf_printf(b, "    %s empty", grouped(c->nulls, n));
    if (c->missing > 0)
        buf_printf(b, ", %s without a value (\"n/a\", \"-\")", grouped(c->missing, n));
    buf_printf(b, ", %s%s different", c->distinct_exact ? "" : "about ", grouped(c->distinct, n));
    if (c->padded > 0) buf_printf(b, ", %s with blanks at an end", grouped(c->padded, n));
    if (c->controls > 0) {
        buf_printf(b, ", %s with control characters", grouped(c->controls, n));
        buf_printf(b, " (from row %s on)", grouped(c->control_row, n));
    }
    buf_putc(b, '\n');
}

static void detail(const struct page *g, const struct profile_column *c)
{
    struct buf *b = g->out;
    char n[32];

    buf_printf(b, "\n%3d ", c->index);
    put_text(b, c->name, g->width - 40);
    buf_printf(b, "  %s", kind_name(c->kind));
    if (c->format.n > 0) buf_printf(b, " (%.*s)", SLICE_ARG(c->format));
    if (c->key != KEY_NO) buf_putz(b, c->key == KEY_YES ? ", a key" : ", likely a key");
    if (c->order != ORDER_NONE) buf_printf(b, ", %s", profile_order_name(c->order));
    buf_putc(b, '\n');
    facts(g, c);
    if (c->misfits > 0) {
        label(g, "no fit");
        buf_printf(b, "%s: ", grouped(c->misfits, n));
        places(g, c->misfit, c->nmisfit, g->width - 4 - LABEL - 14);
    }
    numbers(g, c);
    if (c->length_max > 0) {
        label(g, "length");
        buf_printf(b, "%lld .. %lld, mean %.4g\n", (long long)c->length_min,
                   (long long)c->length_max, c->length_mean);
    }
    counts(g, c->top_error > 0 ? "common ~" : "common", c->top, c->ntop, c->top_error, c->rows);
    counts(g, c->mask_error > 0 ? "written ~" : "written", c->mask, c->nmask, c->mask_error,
           c->rows);
}

void profile_text(const struct profile *p, int width, struct buf *out)
{
    struct page g = {out, width};
    char n[32];

    buf_printf(out, "%s row%s, ", grouped(p->rows, n), p->rows == 1 ? "" : "s");
    buf_printf(out, "%d column%s, ", p->n, p->n == 1 ? "" : "s");
    if (p->duplicate_rows == 0)
        buf_putz(out,
                 p->duplicates_exact ? "no duplicate rows\n" : "no duplicate rows in a sample\n");
    else
        buf_printf(out, "%s%s duplicate row%s\n", p->duplicates_exact ? "" : "about ",
                   grouped(p->duplicate_rows, n), p->duplicate_rows == 1 ? "" : "s");
    if (p->n > 1) overview(&g, p);
    for (int i = 0; i < p->n; i++) detail(&g, &p->col[i]);
}
