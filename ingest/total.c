#include "total.h"

#include "number.h"
#include "totalword.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>

enum { NUMBERS_MAX = 64, MARKS_MAX = 64, LOOKS_PER_ROW = 20, PARTS_MAX = 400, WIDE_ROWS = 20000 };

/* ---------------------------------------------------------- arithmetic */

struct numbers {
    int at[NUMBERS_MAX]; /* the number columns */
    int n;
    double *value[NUMBERS_MAX]; /* nrow; NaN: none */
    double unit[NUMBERS_MAX];   /* one in the last place as written: 0.01 */
    bool *is_number;            /* of every column */
};

/* Up to fifteen digits: number and power of ten are exact, so their quotient is the nearest. */
static bool few_digits(slice s, double *out)
{
    int64_t v = 0, scale = 1;
    bool minus = s.n > 0 && s.p[0] == '-', behind = false;

    if (s.n > 15) return false;
    for (ptrdiff_t i = minus; i < s.n; i++) {
        unsigned d = (unsigned)(s.p[i] - '0');

        if (s.p[i] == '.' && !behind)
            behind = true;
        else if (d > 9)
            return false;
        else
            v = v * 10 + d, scale *= behind ? 10 : 1;
    }
    *out = (double)(minus ? -v : v) / (double)scale;
    return true;
}

static double to_double(slice canonical)
{
    double d;
    char z[64];
    ptrdiff_t n = canonical.n < (ptrdiff_t)sizeof z - 1 ? canonical.n : (ptrdiff_t)sizeof z - 1;

    if (few_digits(canonical, &d)) return d;
    memcpy(z, canonical.p, (size_t)n);
    z[n] = 0;
    return strtod(z, NULL);
}

static void read_column(const struct table *t, int c, const struct number_style *style,
                        struct numbers *x)
{
    double *value = x->value[x->n];
    int places = 0;

    for (int64_t r = 0; r < t->nrow; r++) {
        slice s = t->col[c].cell[r], point;
        char z[64];
        ptrdiff_t n = 0;

        value[r] = NAN;
        if (s.n == 0) continue;
        if (style != NULL) {
            if (!number_read(s, style, z, sizeof z, &n)) continue;
            s = (slice){z, n};
        }
        value[r] = to_double(s);
        slice_cut(s, '.', &point);
        if (point.n > places) places = (int)point.n;
    }
    x->unit[x->n] = pow(10, -places);
    x->at[x->n++] = c;
    x->is_number[c] = true;
}

/* A column is one of numbers when six of ten filled cells are. */
static bool find_numbers(const struct table *t, struct arena *a, struct numbers *x)
{
    x->is_number = arena_new(a, bool, t->ncol);
    if (x->is_number == NULL) return false;
    for (int c = 0; c < t->ncol && x->n < NUMBERS_MAX; c++) {
        enum kind k = t->col[c].kind;
        struct number_style style;
        int64_t fits = 0, filled = 0;
        bool typed = k == KIND_INTEGER || k == KIND_NUMBER;

        if (!typed && k != KIND_TEXT) continue;
        if (!typed && (!number_detect(t->col[c].cell, t->nrow, &style, &fits, &filled) ||
                       fits * 10 < filled * 6))
            continue;
        x->value[x->n] = arena_new(a, double, t->nrow);
        if (x->value[x->n] == NULL) return false;
        arena_touch(x->value[x->n], sizeof(double) * (size_t)t->nrow);
        read_column(t, c, typed ? NULL : &style, x);
    }
    return true;
}

/* Running sums of the rows that are no totals. A mark remembers them at the end of a total, so that
 * nested totals can be told: what lies between a mark and now is what a total may add up. */
struct sums {
    double now[NUMBERS_MAX];
    int64_t rows;
    struct {
        double at[NUMBERS_MAX];
        int64_t rows;
    } mark[MARKS_MAX];
    int nmark;
};

static void add_row(const struct numbers *x, struct sums *s, int64_t r)
{
    for (int i = 0; i < x->n; i++)
        if (!isnan(x->value[i][r])) s->now[i] += x->value[i][r];
    s->rows++;
}

static void add_mark(struct sums *s)
{
    /* The first mark is the beginning and stays; of the others the oldest goes. */
    if (s->nmark == MARKS_MAX) {
        memmove(&s->mark[1], &s->mark[2], (MARKS_MAX - 2) * sizeof s->mark[0]);
        s->nmark--;
    }
    memcpy(s->mark[s->nmark].at, s->now, sizeof s->now);
    s->mark[s->nmark++].rows = s->rows;
}

struct verdict {
    int agree, disagree;
};

/* Rounded parts may differ from a rounded sum by half a unit each. */
static bool near(double v, double sum, double unit, int64_t rows)
{
    double slack = unit * (0.5 + 0.5 * (double)(rows < 1000 ? rows : 1000)) * 0.1 + unit * 0.51;

    return fabs(v - sum) <= slack + fabs(v) * 1e-12;
}

static struct verdict compare(const struct numbers *x, int64_t r, const double *from,
                              const double *to, int64_t rows)
{
    struct verdict d = {0, 0};

    for (int i = 0; i < x->n; i++) {
        double v = x->value[i][r], sum = to[i] - from[i];

        if (isnan(v) || (v == 0 && sum == 0)) continue;
        if (near(v, sum, x->unit[i], rows))
            d.agree++;
        else
            d.disagree++;
    }
    return d;
}

static bool better(struct verdict a, struct verdict b)
{
    return a.agree > b.agree || (a.agree == b.agree && a.disagree < b.disagree);
}

/* How well the row adds up what stands above it: since any mark, when it is labelled; since the
 * last one or since the beginning, when it is not. */
static struct verdict above(const struct numbers *x, const struct sums *s, int64_t r, bool labelled)
{
    struct verdict best = {0, 1 << 20};

    for (int m = 0; m < s->nmark; m++) {
        int64_t rows = s->rows - s->mark[m].rows;
        struct verdict d;

        if (rows < (labelled ? 1 : 2)) continue;
        if (!labelled && m > 0 && m + 1 < s->nmark) continue;
        d = compare(x, r, s->mark[m].at, s->now, rows);
        if (better(d, best)) best = d;
    }
    return best;
}

/* The same for what stands below, up to the next labelled row. */
static struct verdict below(const struct numbers *x, int64_t r, int64_t nrow,
                            const unsigned char *word)
{
    double zero[NUMBERS_MAX] = {0}, sum[NUMBERS_MAX] = {0};
    int64_t k = r + 1;

    for (; k < nrow && word[k] == TOTALWORD_NONE; k++)
        for (int i = 0; i < x->n; i++)
            if (!isnan(x->value[i][k])) sum[i] += x->value[i][k];
    if (k - r < 3) return (struct verdict){0, 1 << 20};
    return compare(x, r, zero, sum, k - r - 1);
}

/* --------------------------------------------------------------- shape */

struct shape {
    const struct table *t;
    const struct numbers *x;
    bool *usual;    /* columns that two thirds of the rows fill */
    bool *is_label; /* columns where labels may stand */
    bool anywhere;  /* no columns were named: words in a column of numbers are labels too */
    int64_t looks;  /* how many more rows names_group may look at, so that the whole is linear */
};

static bool find_shape(const struct table *t, const struct numbers *x, const int *label, int nlabel,
                       struct arena *a, struct shape *out)
{
    *out = (struct shape){.t = t,
                          .x = x,
                          .usual = arena_new(a, bool, t->ncol),
                          .is_label = arena_new(a, bool, t->ncol),
                          .anywhere = nlabel == 0,
                          .looks = LOOKS_PER_ROW * t->nrow + 10000};
    if (out->usual == NULL || out->is_label == NULL) return false;
    for (int c = 0; c < t->ncol; c++) {
        int64_t filled = 0;

        for (int64_t r = 0; r < t->nrow; r++) filled += t->col[c].cell[r].n > 0;
        out->usual[c] = filled * 3 >= t->nrow * 2;
        out->is_label[c] = nlabel == 0 && !x->is_number[c];
    }
    for (int i = 0; i < nlabel; i++) out->is_label[label[i]] = true;
    return true;
}

static bool filled(const struct table *t, int c, int64_t r)
{
    return utf8_trim(t->col[c].cell[r]).n > 0;
}

/* A column that is not where the label stands, and otherwise filled, is empty here. */
static bool has_gap(const struct shape *s, int64_t r, int label)
{
    for (int c = 0; c < s->t->ncol; c++)
        if (c != label && s->usual[c] && !filled(s->t, c, r)) return true;
    return false;
}

static bool has_other_text(const struct shape *s, int64_t r, int label)
{
    for (int c = 0; c < s->t->ncol; c++)
        if (c != label && !s->x->is_number[c] && filled(s->t, c, r)) return true;
    return false;
}

/* What stands beside the word is the value of the group above: "Summe Köln" below rows of Köln. */
static bool names_group(struct shape *s, int64_t r, slice rest, const bool *is)
{
    if (rest.n == 0) return false;
    for (int64_t k = r - 1; k >= 0 && s->looks > 0; k--, s->looks--) {
        if (is[k]) continue;
        for (int c = 0; c < s->t->ncol; c++)
            if (slice_eq_nocase(utf8_trim(s->t->col[c].cell[k]), rest)) return true;
        /* A group may be named in its first row only. */
        if (k > 0 && is[k - 1]) return false;
    }
    return false;
}

/* ------------------------------------------------------------ decision */

struct label {
    int col; /* -1: none */
    enum totalword word;
    slice rest;
    bool statistic; /* looked for by TOTAL_WIDE only */
};

/* May the cell be a label: is it words where labels may stand? */
static bool may_label(const struct shape *s, int c, int64_t r)
{
    if (s->is_label[c]) return true;
    if (!s->anywhere || strchr("0123456789+-.,($", s->t->col[c].cell[r].p[0]) != NULL) return false;
    for (int i = 0; i < s->x->n; i++)
        if (s->x->at[i] == c) return isnan(s->x->value[i][r]);
    return false;
}

static struct label find_label(const struct shape *s, int64_t r, const slice *word, int nword)
{
    struct label best = {-1, TOTALWORD_NONE, {"", 0}, false};

    for (int c = 0; c < s->t->ncol; c++) {
        slice cell = s->t->col[c].cell[r], rest;
        enum totalword w;

        if (cell.n == 0 || !may_label(s, c, r)) continue;
        w = totalword_find(cell, word, nword, &rest);
        if (w > best.word) best = (struct label){c, w, rest, false};
        /* Labels stand before the values: the first filled cells count. */
        if (best.word == TOTALWORD_ALL) break;
    }
    return best;
}

static bool decide(struct shape *s, int64_t r, struct label l, struct verdict d,
                   enum total_check check, const bool *is)
{
    bool numbers = d.agree + d.disagree > 0 && d.disagree < 1 << 20;

    if (check == TOTAL_BY_LABEL) return l.word != TOTALWORD_NONE;
    if (l.word == TOTALWORD_NONE)
        return d.agree > 0 && d.disagree == 0 && !has_other_text(s, r, -1) && has_gap(s, r, -1);
    /* One number may add up by chance: a name that holds a total word needs more than that. */
    if (d.agree > 0)
        return l.word == TOTALWORD_ALL || d.agree > d.disagree || has_gap(s, r, l.col) ||
               names_group(s, r, l.rest, is);
    if (check == TOTAL_BY_SUM) return false;
    if (!numbers) return l.word == TOTALWORD_ALL || !has_other_text(s, r, l.col);
    return has_gap(s, r, l.col) && (l.word == TOTALWORD_ALL || names_group(s, r, l.rest, is));
}

/* ------------------------------------------------- totals without a word for it */

/* How unlikely it is that v meets a sum by chance: the decimal digits that agree. */
static double digits_of(double v, double slack)
{
    double d = log10(fabs(v) / slack + 1);

    return d > 6 ? 6 : d;
}

/* What speaks for a row being the sum that was tried; the sum of a column where a part is missing
 * says nothing when it is off. */
struct proof {
    int agree, disagree;
    double digits;
};
enum { PROOF_DIGITS = 5, PROOF_MARKED = 2 };

static void prove(struct proof *p, double v, double sum, double unit, int64_t rows, bool missing)
{
    if (isnan(v) || (v == 0 && sum == 0)) return;
    if (near(v, sum, unit, rows)) {
        p->agree++;
        p->digits += digits_of(v, unit * (0.5 + 0.05 * (double)rows));
    } else if (!missing) {
        p->disagree++;
    }
}

/* Columns of rates and shares do not add up: then the others must prove more. */
static bool proven_by(const struct proof *p, int digits)
{
    if (p->agree == 0 || p->disagree > p->agree) return false;
    return p->digits >= digits + 2 * p->disagree;
}

static bool proven(const struct proof *p)
{
    return proven_by(p, PROOF_DIGITS);
}

static bool has_numbers(const struct numbers *x, int64_t r)
{
    for (int i = 0; i < x->n; i++)
        if (!isnan(x->value[i][r])) return true;
    return false;
}

/* How many of the rows part[0..n) (the nearest is the last) row r adds up; 0: none. Sums of columns
 * without negative numbers only grow: when half of them are past the row's, no longer one fits. */
static int64_t heads(const struct numbers *x, int64_t r, const int64_t *part, int64_t n)
{
    double sum[NUMBERS_MAX] = {0};
    bool missing[NUMBERS_MAX] = {false};
    int parts[NUMBERS_MAX] = {0};

    for (int64_t k = 1; k <= n && k <= PARTS_MAX; k++) {
        struct proof p = {0, 0, 0};
        int past = 0, have = 0;

        for (int i = 0; i < x->n; i++) {
            double v = x->value[i][r], add = x->value[i][part[n - k]];

            if (isnan(add))
                missing[i] = true;
            else
                sum[i] += add;
            parts[i] += !isnan(add) && add != 0;
            have += !isnan(v);
            past += !isnan(v) && add >= 0 && v >= 0 && sum[i] > v + x->unit[i] * (double)(k + 1);
            /* What equals its only part is no sum. */
            if (k >= 2 && (parts[i] > 1 || !near(v, sum[i], x->unit[i], k)))
                prove(&p, v, sum[i], x->unit[i], k, missing[i]);
        }
        if (k >= 2 && proven(&p)) return k;
        if (past * 2 > have) return 0;
    }
    return 0;
}

/* Totals that stand above their rows, whatever they are called: from the last row up, a row that
 * adds up the ones below it stands for them in the totals above it. */
static bool find_heads(const struct numbers *x, int64_t nrow, struct arena *a, bool *is)
{
    int64_t *part = arena_new(a, int64_t, nrow), n = 0;

    if (part == NULL) return false;
    for (int64_t r = nrow - 1; r >= 0; r--) {
        int64_t k;

        if (!has_numbers(x, r)) continue;
        k = heads(x, r, part, n);
        is[r] = k > 0;
        n -= k;
        part[n++] = r;
    }
    return true;
}

/* The mean of the n rows that gave the sums. */
static bool is_mean(const struct numbers *x, int64_t r, const double *from, const double *to,
                    int64_t n)
{
    struct proof p = {0, 0, 0};

    for (int i = 0; n >= 2 && i < x->n; i++)
        prove(&p, x->value[i][r], (to[i] - from[i]) / (double)n, x->unit[i] * 2, 1, false);
    return p.agree > 0 && p.agree >= p.disagree;
}

/* The sum or the difference of the two totals before it: "Net income". */
static bool of_totals(const struct numbers *x, int64_t r, const int64_t total[2])
{
    struct proof sum = {0, 0, 0}, less = {0, 0, 0};

    for (int i = 0; i < x->n; i++) {
        double v = x->value[i][r], a = x->value[i][total[0]], b = x->value[i][total[1]];

        if (isnan(a) || isnan(b) || a == 0 || b == 0) continue;
        prove(&sum, v, a + b, x->unit[i], 2, false);
        prove(&less, fabs(v), fabs(b - a), x->unit[i], 2, false);
    }
    return proven(&sum) || proven(&less);
}

/* The difference, or the change in percent, of the two rows above it. A change has few digits: it
 * must fit most columns, and the row must be labelled. */
static bool is_change(const struct numbers *x, int64_t r)
{
    struct proof less = {0, 0, 0}, percent = {0, 0, 0};

    for (int i = 0; r >= 2 && i < x->n; i++) {
        double v = x->value[i][r], a = x->value[i][r - 2], b = x->value[i][r - 1];
        double unit = x->unit[i] > 0.1 ? x->unit[i] : 0.1;

        if (isnan(a) || isnan(b) || a == 0 || b == 0) continue;
        prove(&less, v, b - a, x->unit[i], 2, false);
        prove(&percent, v, (b - a) / fabs(a) * 100, unit, 1, false);
    }
    return (less.agree >= 2 && proven(&less)) ||
           (percent.agree >= 3 && percent.disagree == 0 && percent.digits >= 4);
}

/* Right below a total, filled in the same columns, and other than the rows: "VAT 19 %". */
static bool goes_with(const struct shape *s, int64_t r, int64_t total)
{
    if (total != r - 1 || !has_gap(s, r, -1)) return false;
    for (int c = 0; c < s->t->ncol; c++)
        if (filled(s->t, c, r) != filled(s->t, c, total)) return false;
    return true;
}

/* The sum of the rows above: since the last total or name of a group, or of all. */
static bool is_sum(const struct numbers *x, const struct sums *sums, int64_t r, int digits)
{
    const int tried[] = {0, sums->nmark - 1};

    for (int k = 0; k < 2; k++) {
        int64_t rows = sums->rows - sums->mark[tried[k]].rows;
        struct proof p = {0, 0, 0};

        for (int i = 0; rows >= 2 && i < x->n; i++) {
            double sum = sums->now[i] - sums->mark[tried[k]].at[i];

            /* What equals the row above is its only part that is not zero, as a rule. */
            if (x->value[i][r] != x->value[i][r - 1])
                prove(&p, x->value[i][r], sum, x->unit[i], rows, false);
        }
        if (proven_by(&p, digits)) return true;
    }
    return false;
}

/* What TOTAL_WIDE looks for beside the totals with a word: the row is labelled as a statistic or
 * with nothing but a total word, or its numbers are made of the rows above it. */
static bool is_wide(const struct shape *s, const struct sums *sums, int64_t r,
                    const struct label *l, const int64_t total[2], bool last, bool marked)
{
    const struct numbers *x = s->x;
    int64_t since = sums->mark[sums->nmark - 1].rows;
    double zero[NUMBERS_MAX] = {0};

    if (!has_numbers(x, r)) return false;
    if (l->word == TOTALWORD_ALL && !has_other_text(s, r, l->col)) return true;
    if (l->statistic)
        return last || is_mean(x, r, zero, sums->now, sums->rows) ||
               is_mean(x, r, sums->mark[sums->nmark - 1].at, sums->now, sums->rows - since);
    if (is_sum(x, sums, r, marked ? PROOF_MARKED : PROOF_DIGITS) || is_change(x, r)) return true;
    return total[1] >= 0 && (of_totals(x, r, total) || goes_with(s, r, total[1]));
}

/* Do only totals, statistics and rows without numbers follow? */
static bool nothing_follows(const struct shape *s, int64_t r, const struct label *l)
{
    for (int64_t k = r + 1; k < s->t->nrow && k < r + 8; k++)
        if (l[k].word == TOTALWORD_NONE && !l[k].statistic && has_numbers(s->x, k)) return false;
    return r + 8 >= s->t->nrow;
}

/* ------------------------------------------------------------------ the search */

struct search {
    struct numbers x;
    struct sums sums;
    struct shape shape;
    struct label *label;
    const bool *marked;  /* NULL: none is known to be */
    unsigned char *kind; /* enum totalword of each row */
    int64_t total[2];    /* the last two totals; -1: none */
};

static struct verdict judge(struct search *f, int64_t r, int64_t nrow)
{
    bool labelled = f->label[r].word != TOTALWORD_NONE;
    struct verdict d = above(&f->x, &f->sums, r, labelled);

    if (labelled && d.agree == 0) {
        struct verdict under = below(&f->x, r, nrow, f->kind);

        if (under.agree > 0) d = under;
    }
    if (labelled && d.disagree == 1 << 20) {
        /* Nothing stands above: any number of it is a number that does not add up. */
        double zero[NUMBERS_MAX] = {0};

        d = compare(&f->x, r, zero, zero, 0);
    }
    return d;
}

static int64_t search_rows(struct search *f, enum total_check check, bool wide, bool *is)
{
    const struct table *t = f->shape.t;
    int64_t n = 0;

    add_mark(&f->sums);
    for (int64_t r = 0; r < t->nrow; r++) {
        if (!is[r]) is[r] = decide(&f->shape, r, f->label[r], judge(f, r, t->nrow), check, is);
        if (!is[r] && wide)
            is[r] =
                is_wide(&f->shape, &f->sums, r, &f->label[r], f->total,
                        nothing_follows(&f->shape, r, f->label), f->marked != NULL && f->marked[r]);
        if (is[r]) {
            n++, add_mark(&f->sums);
            f->total[0] = f->total[1], f->total[1] = r;
        } else if (has_numbers(&f->x, r)) {
            add_row(&f->x, &f->sums, r);
        } else if (wide && f->sums.mark[f->sums.nmark - 1].rows < f->sums.rows) {
            add_mark(&f->sums); /* a row that names a group */
        }
    }
    return n;
}

static int64_t find(const struct table *t, const int *label, int nlabel, const slice *word,
                    int nword, enum total_check check, const bool *marked, struct arena *a,
                    bool *is)
{
    struct search *f = arena_new(a, struct search, 1);
    bool wide = check == TOTAL_WIDE && t->nrow <= WIDE_ROWS;

    if (f == NULL) return -1;
    f->marked = marked;
    f->total[0] = f->total[1] = -1;
    f->label = arena_new(a, struct label, t->nrow);
    f->kind = arena_alloc(a, 1, (size_t)t->nrow);
    if (f->label == NULL || f->kind == NULL || !find_numbers(t, a, &f->x) ||
        !find_shape(t, &f->x, label, nlabel, a, &f->shape))
        return -1;
    arena_touch(f->label, sizeof *f->label * (size_t)t->nrow);
    for (int64_t r = 0; r < t->nrow; r++) {
        f->label[r] = find_label(&f->shape, r, word, nword);
        for (int c = 0; c < t->ncol && wide && !f->label[r].statistic; c++)
            f->label[r].statistic =
                totalword_statistic(t->col[c].cell[r]) && may_label(&f->shape, c, r);
        f->kind[r] = (unsigned char)f->label[r].word;
        is[r] = false;
    }
    if (wide && !find_heads(&f->x, t->nrow, a, is)) return -1;
    return search_rows(f, check, wide, is);
}

int64_t total_find(const struct table *t, const int *label, int nlabel, const slice *word,
                   int nword, enum total_check check, struct arena *a, bool *is)
{
    return find(t, label, nlabel, word, nword, check, NULL, a, is);
}

int64_t total_find_marked(const struct table *t, const bool *marked, struct arena *a, bool *is)
{
    return find(t, NULL, 0, NULL, 0, TOTAL_WIDE, marked, a, is);
}
