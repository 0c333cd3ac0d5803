#include "total.h"

#include "number.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>

enum { LABEL_BYTES = 120, NUMBERS_MAX = 64, MARKS_MAX = 64, LOOKS_PER_ROW = 20 };

/* --------------------------------------------------------------- words */

/* Lower case; longer phrases need not come first, the longest match wins. */
#define P(z)                                                                                       \
    {                                                                                              \
        z, sizeof z - 1                                                                            \
    }
static const slice phrase[] = {P("total"),
                               P("totals"),
                               P("grand total"),
                               P("subtotal"),
                               P("sub-total"),
                               P("sub total"),
                               P("sum"),
                               P("overall total"),
                               P("summe"),
                               P("gesamt"),
                               P("gesamtsumme"),
                               P("zwischensumme"),
                               P("endsumme"),
                               P("insgesamt"),
                               P("gesamtergebnis"),
                               P("ergebnis"),
                               P("teilsumme"),
                               P("summen"),
                               P("zwischentotal"),
                               P("gesamttotal"),
                               P("somme"),
                               P("total général"),
                               P("total general"),
                               P("sous-total"),
                               P("sous total"),
                               P("totaux"),
                               P("ensemble"),
                               P("totale"),
                               P("totale generale"),
                               P("subtotale"),
                               P("somma"),
                               P("parziale"),
                               P("totale complessivo"),
                               P("suma"),
                               P("suma total"),
                               P("total parcial"),
                               P("soma"),
                               P("totais"),
                               P("totaal"),
                               P("subtotaal"),
                               P("eindtotaal"),
                               P("som"),
                               P("totalt"),
                               P("delsumma"),
                               P("summa"),
                               P("i alt"),
                               P("ialt"),
                               P("sammenlagt"),
                               P("yhteensä"),
                               P("välisumma"),
                               P("samtals"),
                               P("kokku"),
                               P("razem"),
                               P("ogółem"),
                               P("łącznie"),
                               P("celkem"),
                               P("součet"),
                               P("spolu"),
                               P("súčet"),
                               P("skupaj"),
                               P("ukupno"),
                               P("összesen"),
                               P("mindösszesen"),
                               P("részösszeg"),
                               P("toplam"),
                               P("ara toplam"),
                               P("genel toplam"),
                               P("итого"),
                               P("всего"),
                               P("сумма"),
                               P("подытог"),
                               P("разом"),
                               P("усього"),
                               P("σύνολο"),
                               P("μερικό σύνολο"),
                               P("合计"),
                               P("总计"),
                               P("小计"),
                               P("合計"),
                               P("総計"),
                               P("小計"),
                               P("합계"),
                               P("총계"),
                               P("소계"),
                               P("σ"),
                               P("∑")};
#undef P

/* Is s[0..n) followed (or preceded) by something that ends a word? */
static bool word_ends(slice s, ptrdiff_t at)
{
    int32_t cp;

    if (at >= s.n) return true;
    utf8_decode(s.p + at, s.n - at, &cp);
    return cp < 0 || !(utf8_is_letter(cp) || utf8_is_digit(cp));
}

static bool word_starts(slice s, ptrdiff_t at)
{
    ptrdiff_t i = at;
    int32_t cp;

    if (at == 0) return true;
    do i--;
    while (i > 0 && ((unsigned char)s.p[i] & 0xC0) == 0x80);
    utf8_decode(s.p + i, s.n - i, &cp);
    return cp < 0 || !(utf8_is_letter(cp) || utf8_is_digit(cp));
}

/* Without blanks, colons, asterisks and the like at both ends. */
static slice stripped(slice s)
{
    static const char mark[] = " \t\n:*=-_.;,()[]#";

    s = utf8_trim(s);
    while (s.n > 0 && s.p[0] != 0 && strchr(mark, s.p[0]) != NULL) s.p++, s.n--;
    while (s.n > 0 && s.p[s.n - 1] != 0 && strchr(mark, s.p[s.n - 1]) != NULL) s.n--;
    return s;
}

/* Where the phrase stands in the lowered text: the best kind so far, with its length. */
static void try_phrase(slice low, slice p, enum total_word *best, ptrdiff_t *from, ptrdiff_t *n)
{
    enum total_word kind = TOTAL_NO_WORD;
    ptrdiff_t at = 0;

    if (p.n == 0 || p.n > low.n || (p.p[0] != low.p[0] && p.p[p.n - 1] != low.p[low.n - 1])) return;
    if (slice_starts(low, p) && word_ends(low, p.n)) {
        kind = p.n == low.n ? TOTAL_ALL : TOTAL_PART;
    } else if (slice_ends(low, p) && word_starts(low, low.n - p.n)) {
        kind = TOTAL_PART;
        at = low.n - p.n;
    }
    if (kind == TOTAL_NO_WORD || kind < *best || (kind == *best && p.n <= *n)) return;
    *best = kind, *from = at, *n = p.n;
}

/* Lower case; ASCII needs no memory. */
static slice lowered(slice s, char room[LABEL_BYTES], struct arena *a)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c >= 0x80) return utf8_lower(a, s);
        room[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return (slice){room, s.n};
}

static enum total_word find_word(slice cell, const slice *more, int nmore, slice *rest)
{
    slice s = stripped(cell), low;
    enum total_word best = TOTAL_NO_WORD;
    ptrdiff_t from = 0, n = 0;
    char room[LABEL_BYTES];
    struct arena a;

    *rest = S("");
    if (s.n == 0 || s.n > LABEL_BYTES || (s.p[0] >= '0' && s.p[0] <= '9')) return TOTAL_NO_WORD;
    arena_init(&a, ARENA_NO_LIMIT);
    low = lowered(s, room, &a);
    for (size_t i = 0; i < sizeof phrase / sizeof phrase[0]; i++)
        try_phrase(low, phrase[i], &best, &from, &n);
    for (int i = 0; i < nmore; i++)
        try_phrase(low, utf8_lower(&a, stripped(more[i])), &best, &from, &n);
    /* Lowering may change lengths; then there is no telling what the rest was. */
    if (best == TOTAL_PART && low.n == s.n)
        *rest = stripped(from == 0 ? slice_sub(s, n, s.n) : slice_sub(s, 0, from));
    arena_free(&a);
    return best;
}

enum total_word total_word(slice cell, slice *rest)
{
    return find_word(cell, NULL, 0, rest);
}

/* ---------------------------------------------------------- arithmetic */

struct numbers {
    int at[NUMBERS_MAX]; /* the number columns */
    int n;
    double *value[NUMBERS_MAX]; /* nrow; NaN: none */
    double unit[NUMBERS_MAX];   /* one in the last place as written: 0.01 */
    bool *is_number;            /* of every column */
};

static double to_double(slice canonical)
{
    char z[64];
    ptrdiff_t n = canonical.n < (ptrdiff_t)sizeof z - 1 ? canonical.n : (ptrdiff_t)sizeof z - 1;

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

    for (; k < nrow && word[k] == TOTAL_NO_WORD; k++)
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
    int64_t looks;  /* how many more rows names_group may look at, so that the whole is linear */
};

static bool find_shape(const struct table *t, const struct numbers *x, const int *label, int nlabel,
                       struct arena *a, struct shape *out)
{
    *out = (struct shape){t, x, arena_new(a, bool, t->ncol), arena_new(a, bool, t->ncol),
                          LOOKS_PER_ROW * t->nrow + 10000};
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
    enum total_word word;
    slice rest;
};

static struct label find_label(const struct shape *s, int64_t r, const slice *word, int nword)
{
    struct label best = {-1, TOTAL_NO_WORD, {"", 0}};

    for (int c = 0; c < s->t->ncol; c++) {
        slice cell = s->t->col[c].cell[r], rest;
        enum total_word w;

        if (!s->is_label[c] || cell.n == 0) continue;
        w = find_word(cell, word, nword, &rest);
        if (w > best.word) best = (struct label){c, w, rest};
        /* Labels stand before the values: the first filled cells count. */
        if (best.word == TOTAL_ALL) break;
    }
    return best;
}

static bool decide(struct shape *s, int64_t r, struct label l, struct verdict d,
                   enum total_check check, const bool *is)
{
    bool numbers = d.agree + d.disagree > 0 && d.disagree < 1 << 20;

    if (check == TOTAL_BY_LABEL) return l.word != TOTAL_NO_WORD;
    if (l.word == TOTAL_NO_WORD)
        return d.agree > 0 && d.disagree == 0 && !has_other_text(s, r, -1) && has_gap(s, r, -1);
    /* One number may add up by chance: a name that holds a total word needs more than that. */
    if (d.agree > 0)
        return l.word == TOTAL_ALL || d.agree > d.disagree || has_gap(s, r, l.col) ||
               names_group(s, r, l.rest, is);
    if (check == TOTAL_BY_SUM) return false;
    if (!numbers) return l.word == TOTAL_ALL || !has_other_text(s, r, l.col);
    return has_gap(s, r, l.col) && (l.word == TOTAL_ALL || names_group(s, r, l.rest, is));
}

int64_t total_find(const struct table *t, const int *label, int nlabel, const slice *word,
                   int nword, enum total_check check, struct arena *a, bool *is)
{
    struct numbers *x = arena_new(a, struct numbers, 1);
    struct sums *sums = arena_new(a, struct sums, 1);
    struct label *l = arena_new(a, struct label, t->nrow);
    unsigned char *kind = arena_alloc(a, 1, (size_t)t->nrow);
    struct shape s;
    int64_t n = 0;

    if (x == NULL || sums == NULL || l == NULL || kind == NULL || !find_numbers(t, a, x) ||
        !find_shape(t, x, label, nlabel, a, &s))
        return -1;
    for (int64_t r = 0; r < t->nrow; r++) {
        l[r] = find_label(&s, r, word, nword);
        kind[r] = (unsigned char)l[r].word;
        is[r] = false;
    }
    add_mark(sums);
    for (int64_t r = 0; r < t->nrow; r++) {
        bool labelled = l[r].word != TOTAL_NO_WORD;
        struct verdict d = above(x, sums, r, labelled);

        if (labelled && d.agree == 0) {
            struct verdict under = below(x, r, t->nrow, kind);

            if (under.agree > 0) d = under;
        }
        if (labelled && d.disagree == 1 << 20) {
            /* Nothing stands above: any number of it is a number that does not add up. */
            double zero[NUMBERS_MAX] = {0};

            d = compare(x, r, zero, zero, 0);
        }
        is[r] = decide(&s, r, l[r], d, check, is);
        if (is[r])
            n++, add_mark(sums);
        else
            add_row(x, sums, r);
    }
    return n;
}
