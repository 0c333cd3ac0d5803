/* datedetect.c - which pattern the dates of a column are written in. */
#include "date.h"

#include "utf8.h"
#include <stdio.h>

enum { TOKENS_MAX = 24, CANDIDATES = 48, PATTERN_MAX = 48, LOOK = 64, SAMPLE = 400 };

struct token {
    char type; /* 'd' digits, 'm' a month's name, 'e' a weekday's, 'p' AM/PM, 'w' word, or itself */
    slice text;
};

struct candidate {
    char pattern[PATTERN_MAX];
    int n;
    int64_t fits;
};

struct candidates {
    struct candidate at[CANDIDATES];
    int n;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Splits a cell; 0 when it cannot be a date. */
static int tokens_of(slice s, struct token *t)
{
    int n = 0, digits = 0;

    if (s.n < 4 || s.n > 48) return 0;
    while (s.n > 0) {
        ptrdiff_t k = 0;
        int32_t cp;

        if (n == TOKENS_MAX) return 0;
        if (is_digit(s.p[0])) {
            while (k < s.n && is_digit(s.p[k])) k++;
            t[n].type = 'd', digits++;
        } else if (utf8_decode(s.p, s.n, &cp) > 0 && cp >= 0 && utf8_is_letter(cp)) {
            do k += utf8_decode(s.p + k, s.n - k, &cp);
            while (k < s.n && utf8_decode(s.p + k, s.n - k, &cp) > 0 && cp >= 0 &&
                   utf8_is_letter(cp));
            t[n].type = 'w';
        } else {
            k = utf8_decode(s.p, s.n, &cp);
            if (cp >= 0 && utf8_is_space(cp)) {
                t[n].type = ' ';
                if (n > 0 && t[n - 1].type == ' ') n--;
            } else if (cp > 32 && cp < 127) {
                t[n].type = (char)cp;
            } else {
                return 0;
            }
        }
        t[n++].text = (slice){s.p, k};
        s = (slice){s.p + k, s.n - k};
    }
    return digits > 0 ? n : 0;
}

static int put(char *to, int at, const char *z)
{
    int n = (int)strlen(z);

    if (at < 0 || at + n >= PATTERN_MAX) return -1;
    memcpy(to + at, z, (size_t)n + 1);
    return at + n;
}

static int put_char(char *to, int at, char c)
{
    char z[2] = {c, 0};

    return put(to, at, z);
}

static void add(struct candidates *l, const char *pattern)
{
    int n = (int)strlen(pattern);

    for (int i = 0; i < l->n; i++)
        if (strcmp(l->at[i].pattern, pattern) == 0) return;
    if (l->n == CANDIDATES || n == 0 || n >= PATTERN_MAX) return;
    memcpy(l->at[l->n].pattern, pattern, (size_t)n + 1);
    l->at[l->n++].n = n;
}

/* The pattern of the time that starts at token i, or -1 when it is none. */
static int time_pattern(const struct token *t, int n, int i, char *out)
{
    int k = put(out, 0, "hh:mm");

    if (i + 2 >= n || t[i].type != 'd' || t[i + 1].type != ':' || t[i + 2].type != 'd') return -1;
    i += 3;
    if (i + 1 < n && t[i].type == ':' && t[i + 1].type == 'd') {
        k = put(out, k, ":ss"), i += 2;
        if (i + 1 < n && (t[i].type == '.' || t[i].type == ',') && t[i + 1].type == 'd')
            k = put_char(out, k, t[i].type), k = put(out, k, "fff"), i += 2;
    }
    if (i < n && t[i].type == ' ' && i + 1 < n) k = put(out, k, " "), i++;
    if (i < n && t[i].type == 'w' &&
        (slice_eq_nocase(t[i].text, S("am")) || slice_eq_nocase(t[i].text, S("pm"))))
        return put(out, k, "AP") > 0 && i + 1 == n ? k + 2 : -1;
    if (i + 3 < n + 0 && t[i].type == 'w' && t[i + 1].type == '.' && t[i + 2].type == 'w' &&
        t[i + 3].type == '.')
        return i + 4 == n ? put(out, k, "AP") : -1;
    if (i < n && t[i].type == 'w' && slice_eq_nocase(t[i].text, S("z")))
        return i + 1 == n ? put(out, k, "zz") : -1;
    if (i < n && (t[i].type == '+' || t[i].type == '-')) return put(out, k, "zz");
    return i == n ? k : -1;
}

/* 24 de febrero de 2024, 1st of March 2024. */
static bool is_of(slice word)
{
    return slice_eqz(word, "de") || slice_eqz(word, "of") || slice_eqz(word, "del");
}

/* The literals between two parts of a date, as pattern text. */
static int literals(const struct token *t, int from, int to, char *out, int k)
{
    for (int i = from; i < to && k >= 0; i++)
        if (t[i].type == 'w' && is_of(t[i].text))
            for (ptrdiff_t j = 0; j < t[i].text.n; j++) k = put_char(out, k, t[i].text.p[j]);
        else
            k = t[i].type == 'd' || t[i].type == 'w' ? -1 : put_char(out, k, t[i].type);
    return k;
}

/* Adds the pattern whose parts (tokens part[0..n)) are written with `order`: "Y" "M" "D". */
static void add_order(struct candidates *l, const struct token *t, const int *part, int n, int from,
                      int to, const char *order, const char *tail)
{
    char z[PATTERN_MAX];
    int k = 0, at = from;

    for (int i = 0; i < n; i++) {
        const struct token *x = &t[part[i]];
        const char *two = order[i] == 'D' ? "DD" : "MM", *one = order[i] == 'D' ? "D" : "M";

        k = literals(t, at, part[i], z, k);
        if (k < 0) return;
        if (x->type == 'w')
            k = put(z, k, order[i] == 'E' ? "EEE" : x->text.n > 3 ? "MMMM" : "MMM");
        else if (order[i] == 'Y')
            k = put(z, k, x->text.n == 4 ? "YYYY" : "YY");
        else
            k = put(z, k, x->text.n == 2 ? two : one);
        at = part[i] + 1;
        /* The dot of a short name and the ending of "1st" belong to their part. */
        if (x->type == 'w' && at < to && t[at].type == '.') at++;
        if (order[i] == 'D' && x->type == 'd' && at < to && t[at].type == 'w') at++;
    }
    k = literals(t, at, to, z, k);
    if (k < 0 || put(z, k, tail) < 0) return;
    add(l, z);
}

static void add_named(struct candidates *l, const struct token *t, const int *part, int n,
                      const bool *word, int from, int to, const char *tail)
{
    const slice first = t[part[0]].text;

    if (n == 3 && word[1]) {
        if (first.n == 4)
            add_order(l, t, part, 3, from, to, "YMD", tail);
        else
            add_order(l, t, part, 3, from, to, "DMY", tail);
    } else if (n == 3 && word[0]) {
        add_order(l, t, part, 3, from, to, "MDY", tail);
    } else if (n == 2 && word[0]) {
        add_order(l, t, part, 2, from, to, "MY", tail);
    } else if (n == 2 && word[1] && first.n == 4) {
        add_order(l, t, part, 2, from, to, "YM", tail);
    }
}

static void add_numeric(struct candidates *l, const struct token *t, const int *part, int n,
                        int from, int to, const char *tail)
{
    ptrdiff_t a = t[part[0]].text.n, b = n > 1 ? t[part[1]].text.n : 0,
              c = n > 2 ? t[part[2]].text.n : 0;
    char sep = part[0] + 1 < to ? t[part[0] + 1].type : 0;

    if (n == 3 && a == 4 && b <= 2 && c <= 2) {
        add_order(l, t, part, 3, from, to, "YMD", tail);
        add_order(l, t, part, 3, from, to, "YDM", tail);
    } else if (n == 3 && a <= 2 && b <= 2 && (c == 4 || c == 2)) {
        add_order(l, t, part, 3, from, to, "DMY", tail);
        add_order(l, t, part, 3, from, to, "MDY", tail);
        if (a == 2 && c == 2) add_order(l, t, part, 3, from, to, "YMD", tail);
    } else if (n == 2 && a == 4 && b == 2 && (sep == '-' || sep == '/')) {
        add_order(l, t, part, 2, from, to, "YM", tail);
    } else if (n == 2 && a <= 2 && b == 4 && (sep == '-' || sep == '/')) {
        add_order(l, t, part, 2, from, to, "MY", tail);
    } else if (n == 1 && a == 8 && to == from + 1) {
        char z[PATTERN_MAX];
        int k = put(z, 0, "YYYYMMDD");

        if (put(z, k, tail) > 0) add(l, z);
    }
}

/* 20240331T080000 and 2024-W13, whose letters are fixed. */
static void add_fixed(struct candidates *l, const struct token *t, int n)
{
    if (n == 3 && t[0].type == 'd' && t[0].text.n == 8 && t[1].type == 'w' &&
        slice_eqz(t[1].text, "T") && t[2].type == 'd')
        add(l, t[2].text.n == 6 ? "YYYYMMDDThhmmss" : "YYYYMMDDThhmm");
    if (n == 4 && t[0].type == 'd' && t[0].text.n == 4 && t[1].type == '-' && t[2].type == 'w' &&
        slice_eqz(t[2].text, "W") && t[3].type == 'd' && t[3].text.n == 2)
        add(l, "YYYY-Www");
    if (n == 1 && t[0].type == 'd' && t[0].text.n == 14) add(l, "YYYYMMDDhhmmss");
}

/* Adds the patterns that this cell could be written in. */
static void derive(struct candidates *l, slice cell)
{
    struct token t[TOKENS_MAX];
    bool word[3] = {false};
    char tail[PATTERN_MAX] = "", joined[PATTERN_MAX];
    int n = tokens_of(utf8_trim(cell), t), time = 0, to, part[4], nparts = 0, from = 0, nwords = 0;

    if (n == 0) return;
    add_fixed(l, t, n);
    while (time < n && !(t[time].type == ':')) time++;
    to = n;
    if (time < n && time > 0) {
        int k;

        time--;
        if (time_pattern(t, n, time, tail) < 0) return;
        if (time == 0) {
            add(l, tail);
            return;
        }
        /* What joins date and time: a blank, a comma, a T. */
        to = time;
        while (to > 0 && (t[to - 1].type == ' ' || t[to - 1].type == ',' ||
                          (t[to - 1].type == 'w' && slice_eqz(t[to - 1].text, "T"))))
            to--;
        k = 0;
        for (int i = to; i < time; i++) k = put_char(joined, k, t[i].type == 'w' ? 'T' : t[i].type);
        joined[k] = 0;
        if (put(joined, k, tail) < 0) return;
        memcpy(tail, joined, sizeof tail);
    }
    /* A weekday in front. */
    if (to > 3 && t[0].type == 'w' && date_month(t[0].text) == 0) {
        char z[PATTERN_MAX];
        struct candidates inner = {0};
        int k = put(z, 0, "EEE"), i = 1;
        slice rest;

        if (t[1].type == '.') i++;
        while (i < n && t[i].type != 'd' && t[i].type != 'w') k = put_char(z, k, t[i++].type);
        if (i >= n || i == 1 || k < 0) return;
        rest = (slice){t[i].text.p, t[n - 1].text.p + t[n - 1].text.n - t[i].text.p};
        /* Once only: two weekdays are no date. */
        if (t[i].type == 'w' && date_month(t[i].text) == 0) return;
        derive(&inner, rest);
        for (int j = 0; j < inner.n; j++) {
            char whole[PATTERN_MAX];

            memcpy(whole, z, sizeof whole);
            if (put(whole, k, inner.at[j].pattern) > 0) add(l, whole);
        }
        return;
    }
    for (int i = from; i < to; i++) {
        bool month = t[i].type == 'w' && date_month(t[i].text) > 0;

        if (t[i].type != 'd' && t[i].type != 'w') continue;
        /* Other words: only the ending of an ordinal. */
        if (t[i].type == 'w' && !month) {
            if (i > 0 && t[i - 1].type == ' ' && is_of(t[i].text)) continue;
            if (i > 0 && t[i - 1].type == 'd' && t[i].text.n == 2) continue;
            return;
        }
        if (nparts == 3) return;
        word[nparts] = month, nwords += month;
        part[nparts++] = i;
    }
    if (nwords == 1)
        add_named(l, t, part, nparts, word, from, to, tail);
    else if (nwords == 0 && nparts > 0)
        add_numeric(l, t, part, nparts, from, to, tail);
}

/* -------------------------------------------------------------- choosing */

/* The pattern with every letter of kind `c` for `d` and back: the same dates, day and month
 * exchanged. False when it has no numeric day and month. */
static bool exchanged(const char *pattern, char *out)
{
    bool day = false, month = false;

    if (strstr(pattern, "MMM") != NULL) return false;
    for (int i = 0; pattern[i] != 0; i++) {
        char c = pattern[i];

        day = day || c == 'D', month = month || c == 'M';
        out[i] = c == 'D' ? 'M' : c == 'M' ? 'D' : c;
        out[i + 1] = 0;
    }
    return day && month;
}

/* Lower is more usual; decides between patterns that fit the same cells. */
static int oddness(const char *pattern)
{
    const char *y = strstr(pattern, "YY"), *m = strchr(pattern, 'M'), *d = strchr(pattern, 'D');

    if (y == NULL || m == NULL || d == NULL) return 0;
    if (y < m && y < d && strncmp(y, "YYYY", 4) == 0) return m < d ? 0 : 9;
    if (y < m && y < d) return 5; /* 24-03-31 */
    if (m < d) return strchr(pattern, '/') != NULL ? 1 : 3;
    return strchr(pattern, '/') != NULL ? 2 : 1;
}

static bool reads(slice cell, const char *pattern, char out[40], ptrdiff_t *n, enum kind *kind)
{
    struct date_style s = {.pattern = slice_z(pattern)};

    return date_read(cell, &s, out, n, kind);
}

/* Day and month cannot be told apart, or some cells have one order and some the other. */
static bool is_ambiguous(const slice *cell, int64_t n, const char *pattern)
{
    int64_t mine = 0, others = 0, differ = 0;
    char other[PATTERN_MAX];

    if (!exchanged(pattern, other)) return false;
    /* Nobody writes the year first and then the day. */
    if (strncmp(pattern, "YYYY", 4) == 0) return false;
    for (int64_t i = 0; i < n; i++) {
        char a[40], b[40];
        ptrdiff_t na, nb;
        enum kind k;
        bool ra, rb;

        if (cell[i].n == 0) continue;
        ra = reads(cell[i], pattern, a, &na, &k);
        rb = reads(cell[i], other, b, &nb, &k);
        mine += ra && !rb;
        others += rb && !ra;
        differ += ra && rb && !slice_eq((slice){a, na}, (slice){b, nb});
    }
    return others > 0 ? mine > 0 || differ > 0 : mine == 0 && differ > 0;
}

/* Is every day (or month, hour) of the column written with two digits? "DD" then, else "D". */
static void choose_widths(const slice *cell, int64_t n, char *pattern)
{
    char strict[PATTERN_MAX];
    int64_t looked = 0;
    bool padded = true;

    for (int64_t i = 0; i < n && looked < SAMPLE; i++) {
        slice s = utf8_trim(cell[i]);

        if (s.n == 0) continue;
        looked++;
        for (ptrdiff_t k = 0; k < s.n; k++) {
            bool single = is_digit(s.p[k]) && (k == 0 || !is_digit(s.p[k - 1])) &&
                          (k + 1 == s.n || !is_digit(s.p[k + 1]));

            /* Of the time only the hour may be short, and it says nothing about days. */
            if (k + 1 < s.n && s.p[k + 1] == ':') break;
            padded = padded && !single;
        }
    }
    for (int i = 0, k = 0;; i++) {
        bool token = pattern[i] == 'D' || (pattern[i] == 'M' && strstr(pattern, "MMM") == NULL);

        if (token && pattern[i + 1] == pattern[i] && !padded) continue;
        if (token && padded && pattern[i + 1] != pattern[i] &&
            (i == 0 || pattern[i - 1] != pattern[i]) && k + 2 < PATTERN_MAX)
            strict[k++] = pattern[i];
        strict[k++] = pattern[i];
        if (pattern[i] == 0 || k >= PATTERN_MAX - 1) {
            strict[k < PATTERN_MAX ? k : PATTERN_MAX - 1] = 0;
            break;
        }
    }
    if (strstr(pattern, "YYYYMMDD") == NULL) memcpy(pattern, strict, sizeof strict);
}

static void count_fits(struct candidate *x, const slice *cell, int64_t n, int64_t step)
{
    x->fits = 0;
    for (int64_t i = 0; i < n; i += step) {
        char out[40];
        ptrdiff_t len;
        enum kind k;

        if (cell[i].n > 0) x->fits += reads(cell[i], x->pattern, out, &len, &k);
    }
}

/* Some cells may say more than the pattern that most have: a time, seconds, a fraction. The kind of
 * the column is that of all cells that fit. */
static enum kind kind_of(const slice *cell, int64_t n, const char *pattern)
{
    enum kind all = KIND_EMPTY;

    for (int64_t i = 0; i < n; i++) {
        char out[40];
        ptrdiff_t len;
        enum kind k;

        if (cell[i].n == 0 || !reads(cell[i], pattern, out, &len, &k)) continue;
        if (k == KIND_DURATION) return k;
        all = k;
        if (k == KIND_DATE || k == KIND_DATETIME) return k;
    }
    return all;
}

bool date_detect(const slice *cell, int64_t n, struct arena *a, struct date_style *style,
                 enum kind *kind, int64_t *fits, int64_t *filled, bool *ambiguous)
{
    struct candidates *l = arena_new(a, struct candidates, 1);
    int64_t looked = 0, step = 1;
    struct candidate *best = NULL;
    char pattern[PATTERN_MAX];

    *style = (struct date_style){.pattern = S("")};
    *fits = *filled = 0;
    *ambiguous = false;
    *kind = KIND_TEXT;
    if (l == NULL) return false;
    for (int64_t i = 0; i < n; i++) *filled += cell[i].n > 0 && utf8_trim(cell[i]).n > 0;
    if (*filled > 4 * LOOK) step = n / (4 * LOOK);
    for (int64_t i = 0; i < n && looked < 4 * LOOK; i += step) {
        if (cell[i].n == 0) continue;
        looked++;
        derive(l, cell[i]);
    }
    if (l->n == 0) return false;
    step = n > 4 * SAMPLE ? n / SAMPLE : 1;
    for (int i = 0; i < l->n; i++) {
        struct candidate *x = &l->at[i];

        count_fits(x, cell, n, step);
        if (x->fits > 0 &&
            (best == NULL || x->fits > best->fits ||
             (x->fits == best->fits && oddness(x->pattern) < oddness(best->pattern))))
            best = x;
    }
    if (best == NULL) return false;
    memcpy(pattern, best->pattern, sizeof pattern);
    if (step > 1) {
        /* The sample may have missed the cells that tell the order. */
        struct candidate other = {0};

        count_fits(best, cell, n, 1);
        if (exchanged(pattern, other.pattern)) {
            count_fits(&other, cell, n, 1);
            if (other.fits > best->fits) memcpy(pattern, other.pattern, sizeof pattern);
            if (other.fits > best->fits) best->fits = other.fits;
        }
    }
    *ambiguous = is_ambiguous(cell, n, pattern);
    *kind = kind_of(cell, n, pattern);
    choose_widths(cell, n, pattern);
    style->pattern = arena_copy(a, slice_z(pattern));
    *fits = best->fits;
    return style->pattern.p != NULL;
}

/* Day.month.year is the order wherever dates have points. */
static bool points_are_days(slice pattern)
{
    return slice_starts(pattern, S("DD.")) || slice_starts(pattern, S("D."));
}

/* Is it a pattern before with day and month exchanged? One column has one order. */
static bool contradicts(slice one, const slice *pattern, int n)
{
    char z[PATTERN_MAX], other[PATTERN_MAX];

    if (one.n >= PATTERN_MAX) return false;
    memcpy(z, one.p, (size_t)one.n);
    z[one.n] = 0;
    if (!exchanged(z, other)) return false;
    for (int i = 0; i < n; i++)
        if (slice_eqz(pattern[i], other)) return true;
    return false;
}

int date_detect_several(const slice *cell, int64_t n, struct arena *a, slice *pattern, int max,
                        int64_t *fits, int64_t *filled)
{
    slice *left = arena_new(a, slice, n + 1);
    int patterns = 0;
    int64_t some;

    *fits = *filled = 0;
    if (left == NULL) return 0;
    for (int64_t i = 0; i < n; i++)
        if (utf8_trim(cell[i]).n > 0) left[(*filled)++] = cell[i];
    n = *filled;
    while (n > 0 && patterns < max) {
        struct date_style style;
        enum kind kind;
        bool ambiguous;
        int64_t rest = 0;

        if (!date_detect(left, n, a, &style, &kind, &some, &some, &ambiguous) ||
            (ambiguous && !points_are_days(style.pattern)) || kind == KIND_DURATION ||
            contradicts(style.pattern, pattern, patterns))
            break;
        for (int64_t i = 0; i < n; i++) {
            char out[40];
            ptrdiff_t len;

            if (!date_read(left[i], &style, out, &len, &kind)) left[rest++] = left[i];
        }
        if (rest == n) break;
        *fits += n - rest;
        n = rest;
        pattern[patterns++] = style.pattern;
    }
    return patterns;
}
