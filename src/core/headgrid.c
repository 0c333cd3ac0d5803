#include "headgrid.h"

#include "draftcell.h"
#include "drafthead.h"
#include "utf8.h"

#include <math.h>

enum { KIND_UNKNOWN = 255, NATURAL_CUTS = 16, CUT_BYTES_MAX = 120, KIND_ROWS = 200 };
/* Of longer names only the natural cuts are tried: the others take the square of the length. */
enum { LIKE_BYTES_MAX = 256 };

/* ---- a set of words */
struct words {
    slice *key;
    int *at; /* index + 1 of the key; 0: free */
    int n, cap;
};

static bool words_open(struct words *w, int most, struct arena *a)
{
    int cap = 16;

    while (cap < most * 2) cap *= 2;
    *w = (struct words){arena_new(a, slice, most), arena_new(a, int, cap), 0, cap};
    return w->key != NULL && w->at != NULL;
}

static void words_clear(struct words *w)
{
    memset(w->at, 0, (size_t)w->cap * sizeof *w->at);
    w->n = 0;
}

/* The slot where s is or would be. */
static int *words_slot(const struct words *w, slice s)
{
    uint64_t h = slice_hash(s);

    for (;; h++) {
        int *slot = &w->at[h & (uint64_t)(w->cap - 1)];

        if (*slot == 0 || slice_eq(w->key[*slot - 1], s)) return slot;
    }
}

static int words_add(struct words *w, slice s)
{
    int *slot = words_slot(w, s);

    if (*slot == 0) {
        w->key[w->n] = s;
        *slot = ++w->n;
    }
    return *slot - 1;
}

static bool words_has(const struct words *w, slice s)
{
    return *words_slot(w, s) != 0;
}

/* ---- names */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_mark(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '_' || c == '-' || c == '.' || c == ':' ||
           c == '/' || c == '|' || c == ',';
}

static slice strip(slice s)
{
    slice r = s;

    while (r.n > 0 && is_mark(r.p[0])) r = slice_sub(r, 1, r.n);
    while (r.n > 0 && is_mark(r.p[r.n - 1])) r.n--;
    return r.n > 0 ? r : s;
}

static bool ends_with_ordinal(slice s)
{
    return s.n > 2 && is_digit(s.p[0]) &&
           (slice_ends(s, S("st")) || slice_ends(s, S("nd")) || slice_ends(s, S("rd")) ||
            slice_ends(s, S("th")));
}

static double ordinal(slice s)
{
    ptrdiff_t digits = 0;

    s = strip(s);
    while (s.n > 0 && (s.p[0] == '(' || s.p[0] == ')')) s = slice_sub(s, 1, s.n);
    while (s.n > 0 && (s.p[s.n - 1] == ')' || s.p[s.n - 1] == '(')) s.n--;
    if (s.n == 0) return 0;
    for (ptrdiff_t i = 0; i < s.n; i++) digits += is_digit(s.p[i]);
    if (digits == s.n && s.n <= 8) return 1;
    if (digits == s.n - 1 && digits >= 1 && digits <= 3 && !is_digit(s.p[0])) return 1;
    if (ends_with_ordinal(s) || drafthead_strength(drafthead_class(s)) > 0.8) return 1;
    return digits > 0 ? 0.7 : 0;
}

/* How much the words look like values of one variable: years, months, 1..n, 1st. 0..1. */
static double all_ordinal(const slice *word, int n)
{
    double sum = 0;

    for (int i = 0; i < n; i++) sum += ordinal(word[i]);
    return n > 0 ? sum / n : 0;
}

/* ---- one way to cut all names */
struct cutting {
    const slice *name;
    int n;
    ptrdiff_t *at; /* where each name is cut */
    struct words head, tail, pair;
};

static slice cut_head(const struct cutting *c, int i)
{
    return slice_sub(c->name[i], 0, c->at[i]);
}

static slice cut_tail(const struct cutting *c, int i)
{
    return slice_sub(c->name[i], c->at[i], c->name[i].n);
}

static bool cutting_open(struct cutting *c, const slice *name, int n, struct arena *a)
{
    *c = (struct cutting){.name = name, .n = n, .at = arena_new(a, ptrdiff_t, n)};
    return c->at != NULL && words_open(&c->head, n, a) && words_open(&c->tail, n, a) &&
           words_open(&c->pair, n, a);
}

static int holes_allowed(int n)
{
    return n / 25 + (n >= 12 ? 1 : 0);
}

/* Do the halves at c->at form a grid? */
static bool is_grid(struct cutting *c, int *holes)
{
    int64_t all;

    words_clear(&c->head);
    words_clear(&c->tail);
    for (int i = 0; i < c->n; i++) {
        if (c->at[i] <= 0 || c->at[i] >= c->name[i].n) return false;
        words_add(&c->head, cut_head(c, i));
        words_add(&c->tail, cut_tail(c, i));
    }
    all = (int64_t)c->head.n * c->tail.n - c->n;
    *holes = (int)all;
    return c->head.n >= 2 && c->tail.n >= 2 && all >= 0 && all <= holes_allowed(c->n);
}

/* The cut that one name suggests to all: what stands before it elsewhere too is a stub, what stands
 * behind it elsewhere too is a value. */
static bool cut_like(struct cutting *c, int model, ptrdiff_t p)
{
    slice pre = slice_sub(c->name[model], 0, p),
          suf = slice_sub(c->name[model], p, c->name[model].n);

    words_clear(&c->head);
    words_clear(&c->tail);
    for (int i = 0; i < c->n; i++) {
        slice x = c->name[i];

        if (slice_starts(x, pre) && x.n > p) words_add(&c->tail, slice_sub(x, p, x.n));
        if (slice_ends(x, suf) && x.n > suf.n) words_add(&c->head, slice_sub(x, 0, x.n - suf.n));
    }
    if (c->head.n < 2 || c->tail.n < 2) return false;
    if ((int64_t)c->head.n * c->tail.n > c->n + holes_allowed(c->n)) return false;
    for (int i = 0; i < c->n; i++) {
        slice x = c->name[i];
        ptrdiff_t q = 1;

        while (q < x.n && !(words_has(&c->head, slice_sub(x, 0, q)) &&
                            words_has(&c->tail, slice_sub(x, q, x.n))))
            q++;
        if (q >= x.n) return false;
        c->at[i] = q;
    }
    return true;
}

/* The k-th natural cut of a name, or 0: the first and last four separators, the change between
 * digits and the rest, the opening bracket. */
static ptrdiff_t natural_cut(slice s, int k)
{
    int seen = 0;

    if (k < 8) {
        bool back = k >= 4;

        for (ptrdiff_t j = 1; j + 1 < s.n; j++) {
            ptrdiff_t i = back ? s.n - 1 - j : j;

            if (is_mark(s.p[i]) && seen++ == k % 4) return i;
        }
        return 0;
    }
    if (k == 8) { /* before the last run of digits */
        ptrdiff_t i = s.n;

        while (i > 0 && !is_digit(s.p[i - 1])) i--;
        while (i > 0 && is_digit(s.p[i - 1])) i--;
        return i;
    }
    if (k == 9) { /* behind the first run of digits */
        ptrdiff_t i = 0;

        while (i < s.n && !is_digit(s.p[i])) i++;
        while (i < s.n && is_digit(s.p[i])) i++;
        return i < s.n ? i : 0;
    }
    if (k == 10) return slice_find(s, S("("));
    if (k == 11) {
        for (ptrdiff_t i = s.n - 1; i > 0; i--)
            if (s.p[i] == '(') return i;
    }
    return 0;
}

static bool cut_naturally(struct cutting *c, int k)
{
    for (int i = 0; i < c->n; i++) {
        c->at[i] = natural_cut(c->name[i], k);
        if (c->at[i] <= 0) return false;
    }
    return true;
}

/* At the first separator that the caller named, or at the last. */
static bool cut_at(struct cutting *c, slice separator, bool last)
{
    for (int i = 0; i < c->n; i++) {
        slice s = c->name[i];
        ptrdiff_t at = slice_find(s, separator), more = at;

        while (last && more >= 0) {
            more = slice_find(slice_sub(s, at + separator.n, s.n), separator);
            if (more >= 0) at += separator.n + more;
        }
        c->at[i] = at;
    }
    return true;
}

/* " - ", " / " and the like at the cut. */
static bool is_wide_mark(slice head, slice tail)
{
    ptrdiff_t h = head.n, t = 0;
    int blanks = 0, marks = 0;

    for (; h > 0 && is_mark(head.p[h - 1]); h--) head.p[h - 1] == ' ' ? blanks++ : marks++;
    for (; t < tail.n && is_mark(tail.p[t]); t++) tail.p[t] == ' ' ? blanks++ : marks++;
    return marks > 0 && blanks > 0;
}

/* How natural the place is: at a separator, at a change of digits and letters, at a capital. */
static double boundary(const struct cutting *c)
{
    bool mark = true, digit = true, capital = true, wide = true;

    for (int i = 0; i < c->n; i++) {
        slice h = cut_head(c, i), t = cut_tail(c, i);
        char x = h.p[h.n - 1], y = t.p[0];

        mark = mark && (is_mark(x) || is_mark(y) || y == '(');
        digit = digit && is_digit(x) != is_digit(y);
        capital = capital && x >= 'a' && x <= 'z' && y >= 'A' && y <= 'Z';
        wide = wide && is_wide_mark(h, t);
    }
    return (mark ? 3 : digit ? 2 : capital ? 1 : 0) + (wide ? 1.5 : 0);
}

/* 2026_01, 2026_02: a year that all share belongs to its months. */
static bool are_months(const struct words *w)
{
    for (int i = 0; i < w->n; i++)
        if (drafthead_class(strip(w->key[i])) != DH_MONTH) return false;
    return true;
}

/* 1 when all words share a first token (from the end with `back`): then the cut is too early. */
static bool share_token(const struct words *w, bool back)
{
    slice a = strip(w->key[0]);
    ptrdiff_t n = a.n;

    if (are_months(w)) return false;

    for (int i = 1; i < w->n; i++) {
        slice b = strip(w->key[i]);
        ptrdiff_t k = 0;

        while (k < n && k < b.n && (back ? a.p[a.n - 1 - k] == b.p[b.n - 1 - k] : a.p[k] == b.p[k]))
            k++;
        n = k;
    }
    for (ptrdiff_t k = 0; k < n; k++)
        if (is_mark(back ? a.p[a.n - 1 - k] : a.p[k])) return true;
    return false;
}

/* Kinds of the columns: 0 empty, else 1 + kind. Looked up once a grid is found: most tries fail. */
static void column_kinds(const struct table *t, int first, int n, unsigned char *kind, double *size)
{
    int64_t rows = t->nrow < KIND_ROWS ? t->nrow : KIND_ROWS;

    for (int i = 0; i < n; i++) {
        int of[DC_COUNT] = {0}, filled;

        size[i] = 0;
        for (int64_t r = 0; r < rows; r++) {
            double v = 0;
            enum draftcell k = draftcell_kind(column_cell(&t->col[first + i], r), &v, NULL);

            of[k]++;
            if (k == DC_NUMBER) size[i] += log10(fabs(v) + 1);
        }
        if (of[DC_NUMBER] > 0) size[i] /= of[DC_NUMBER];
        filled = (int)rows - of[DC_BLANK];
        kind[i] = filled == 0                  ? 0
                  : of[DC_DATE] * 2 > filled   ? 1 + DC_DATE
                  : of[DC_NUMBER] * 2 > filled ? 1 + DC_NUMBER
                                               : 1 + DC_TEXT;
    }
}

/* 1 when the columns of one stub share a kind and stubs differ, 0.5 when all are alike. */
static double agreement(struct cutting *c, bool head_is_stub, const unsigned char *kind,
                        unsigned char *seen)
{
    struct words *stub = head_is_stub ? &c->head : &c->tail;
    unsigned all = 0;
    int used = 0, mixed = 0;

    memset(seen, 0, (size_t)stub->n);
    for (int i = 0; i < c->n; i++) {
        int s = words_add(stub, head_is_stub ? cut_head(c, i) : cut_tail(c, i));

        if (kind[i] > 0) seen[s] = (unsigned char)(seen[s] | 1U << kind[i]);
    }
    for (int s = 0; s < stub->n; s++) {
        if (seen[s] == 0) continue;
        used++;
        mixed += (seen[s] & (seen[s] - 1)) != 0;
        all |= seen[s];
    }
    if (used == 0) return 0;
    return ((all & (all - 1)) != 0 ? 1 : 0.5) - (double)mixed / used;
}

/* Share of the variance of the columns' mean sizes that the stubs explain: the measures of one stub
 * are of one size. Each stub costs a degree of freedom. */
static double size_agreement(struct cutting *c, bool head_is_stub, const unsigned char *kind,
                             const double *size, double *sum)
{
    struct words *stub = head_is_stub ? &c->head : &c->tail;
    double all = 0, total = 0, between = 0;
    int *n = (int *)(void *)(sum + c->n);

    if (stub->n >= c->n) return 0;
    for (int s = 0; s < stub->n; s++) {
        sum[s] = 0;
        n[s] = 0;
    }
    for (int i = 0; i < c->n; i++) {
        int s = words_add(stub, head_is_stub ? cut_head(c, i) : cut_tail(c, i));

        if (kind[i] != 1 + DC_NUMBER) return 0;
        sum[s] += size[i];
        n[s]++;
        all += size[i];
    }
    for (int i = 0; i < c->n; i++) total += (size[i] - all / c->n) * (size[i] - all / c->n);
    for (int s = 0; s < stub->n; s++)
        between += n[s] * (sum[s] / n[s] - all / c->n) * (sum[s] / n[s] - all / c->n);
    if (total < 0.01 * c->n) return 0;
    return 1 - (total - between) / total * (c->n - 1) / (c->n - stub->n);
}

/* There are fewer measures than values of the variable, as a rule: -1..1. */
static double fewer(int stubs, int values)
{
    double x = log2((double)values / stubs);

    return x < -1 ? -1 : x > 1 ? 1 : x;
}

/* Share of words that name a measure or another field. */
static double field_share(const struct words *w)
{
    int n = 0;

    for (int i = 0; i < w->n; i++) n += drafthead_is_field(strip(w->key[i]));
    return w->n > 0 ? (double)n / w->n : 0;
}

struct best {
    double *size, *room; /* of the columns; for size_agreement */
    const struct table *t;
    int first;
    double score;
    ptrdiff_t *at;
    bool head_is_stub;
    struct headgrid grid;
};

/* Weighs both ways to read the cut (operators.md: values look like one variable, else the kinds
 * decide, else the suffix) and keeps the better one. */
static void weigh(struct cutting *c, int holes, unsigned char *kind, unsigned char *seen,
                  enum headgrid_side only, struct best *best)
{
    double cut = boundary(c) - holes * 0.5;
    double head = all_ordinal(c->head.key, c->head.n);
    double tail = all_ordinal(c->tail.key, c->tail.n);

    if (only == HEADGRID_AUTO && kind[0] == KIND_UNKNOWN)
        column_kinds(best->t, best->first, c->n, kind, best->size);
    for (int side = 0; side < 2; side++) {
        bool head_is_stub = side == 0;
        double agree = only == HEADGRID_AUTO ? agreement(c, head_is_stub, kind, seen) : 0;
        double var = head_is_stub ? tail : head, stub = head_is_stub ? head : tail;
        double score = cut + 2 * var - 1.5 * stub + (head_is_stub ? 0.3 : 0) + 2.5 * agree;

        if (only == HEADGRID_AUTO)
            score += 1.3 * size_agreement(c, head_is_stub, kind, best->size, best->room) +
                     0.6 * field_share(head_is_stub ? &c->head : &c->tail) +
                     0.7 * fewer(head_is_stub ? c->head.n : c->tail.n,
                                 head_is_stub ? c->tail.n : c->head.n);
        if (only == (head_is_stub ? HEADGRID_FIRST : HEADGRID_LAST)) continue;
        if (are_months(head_is_stub ? &c->tail : &c->head)) score += 0.5;
        if (share_token(head_is_stub ? &c->tail : &c->head, !head_is_stub)) score -= 1;
        if (score <= best->score) continue;
        best->score = score;
        best->head_is_stub = head_is_stub;
        memcpy(best->at, c->at, (size_t)c->n * sizeof *c->at);
        best->grid = (struct headgrid){.n = c->n,
                                       .nstub = head_is_stub ? c->head.n : c->tail.n,
                                       .nvalue = head_is_stub ? c->tail.n : c->head.n,
                                       .holes = holes,
                                       .cut = cut,
                                       .ordinal = var,
                                       .agree = agree};
    }
}

static bool names_are_distinct(struct cutting *c)
{
    words_clear(&c->pair);
    for (int i = 0; i < c->n; i++) words_add(&c->pair, c->name[i]);
    return c->pair.n == c->n;
}

bool headgrid_find(const struct table *t, int first, int last, struct arena *a,
                   struct headgrid *out)
{
    return headgrid_find_as(t, first, last, &(struct headgrid_hint){.separator = S("")}, a, out);
}

/* The longest stub that the name begins (ends with `back`) with, something being left; -1: none. */
static int stub_of(slice name, const struct headgrid_hint *h, bool back)
{
    int best = -1;

    for (int i = 0; i < h->nstub; i++) {
        slice s = h->stub[i];

        if (s.n >= name.n || !(back ? slice_ends(name, s) : slice_starts(name, s))) continue;
        if (best < 0 || s.n > h->stub[best].n) best = i;
    }
    return best;
}

/* The grid of names that begin (end with `back`) with known stubs. */
static bool cut_stubs(const slice *name, int n, const struct headgrid_hint *h, bool back,
                      struct arena *a, struct headgrid *out)
{
    struct words values;

    *out = (struct headgrid){.stub = arena_new(a, slice, n), .value = arena_new(a, slice, n)};
    if (out->stub == NULL || out->value == NULL || !words_open(&values, n, a)) return false;
    for (int i = 0; i < n; i++) {
        int s = stub_of(name[i], h, back);

        if (s < 0) return false;
        out->stub[i] = h->stub[s];
        out->value[i] = back ? slice_sub(name[i], 0, name[i].n - h->stub[s].n)
                             : slice_sub(name[i], h->stub[s].n, name[i].n);
        if (h->separator.n > 0 && !(back ? slice_ends(out->value[i], h->separator)
                                         : slice_starts(out->value[i], h->separator)))
            return false;
        out->value[i] = strip(out->value[i]);
        words_add(&values, out->value[i]);
    }
    out->n = n;
    out->nstub = h->nstub;
    out->nvalue = values.n;
    out->holes = h->nstub * values.n - n;
    return true;
}

bool headgrid_find_as(const struct table *t, int first, int last, const struct headgrid_hint *hint,
                      struct arena *a, struct headgrid *out)
{
    int n = last - first + 1, holes;
    slice separator = hint->separator;
    enum headgrid_side side = hint->side;
    slice *name = arena_new(a, slice, n > 0 ? n : 1);
    ptrdiff_t longest = 0;
    unsigned char *kind = arena_new(a, unsigned char, n > 0 ? n : 1);
    unsigned char *seen = arena_new(a, unsigned char, n > 0 ? n : 1);
    struct best best = {.score = -1e9,
                        .at = arena_new(a, ptrdiff_t, n > 0 ? n : 1),
                        .size = arena_new(a, double, n > 0 ? n : 1),
                        .room = arena_new(a, double, n > 0 ? 2 * n : 2)};
    struct cutting c;

    if (n < (hint->nstub > 0 ? 2 : 4) || name == NULL || kind == NULL || seen == NULL ||
        best.at == NULL || best.size == NULL || best.room == NULL)
        return false;
    for (int i = 0; i < n; i++) {
        name[i] = utf8_trim(t->col[first + i].name);
        if (name[i].n > longest) longest = name[i].n;
    }
    if (!cutting_open(&c, name, n, a) || !names_are_distinct(&c)) return false;
    if (hint->nstub > 0)
        return (side != HEADGRID_FIRST && cut_stubs(name, n, hint, false, a, out)) ||
               (side != HEADGRID_LAST && cut_stubs(name, n, hint, true, a, out));
    kind[0] = KIND_UNKNOWN;
    best.t = t;
    best.first = first;
    for (int m = 0; m < 2 && separator.n > 0; m++)
        if (cut_at(&c, separator, m == 1) && is_grid(&c, &holes))
            weigh(&c, holes, kind, seen, side, &best);
    for (int m = 0; m < 2 && separator.n == 0 && longest <= LIKE_BYTES_MAX; m++)
        for (ptrdiff_t p = 1; p < name[m].n && p < CUT_BYTES_MAX; p++)
            if (cut_like(&c, m, p) && is_grid(&c, &holes))
                weigh(&c, holes, kind, seen, side, &best);
    for (int k = 0; k < NATURAL_CUTS && separator.n == 0; k++)
        if (cut_naturally(&c, k) && is_grid(&c, &holes)) weigh(&c, holes, kind, seen, side, &best);
    if (best.score <= -1e9) return false;
    *out = best.grid;
    out->stub = arena_new(a, slice, n);
    out->value = arena_new(a, slice, n);
    if (out->stub == NULL || out->value == NULL) return false;
    for (int i = 0; i < n; i++) {
        slice head = strip(slice_sub(name[i], 0, best.at[i]));
        slice tail = slice_sub(name[i], best.at[i], name[i].n);

        if (separator.n > 0) tail = slice_sub(tail, separator.n, tail.n);
        tail = strip(tail);

        out->stub[i] = best.head_is_stub ? head : tail;
        out->value[i] = best.head_is_stub ? tail : head;
    }
    return true;
}
