#include "number.h"

#include "numberaffix.h"
#include "utf8.h"

/* What a cell consists of, before it is decided what its marks mean. */
enum { MARKS_MAX = 24 };
struct shape {
    bool minus, plus, open, closed, trailing, percent, dashes;
    slice currency, unit;
    slice core; /* digits and marks, from the first digit or mark to the last */
    int nmark;
    int exponent;
    char side;                  /* 'C', 'D': credit or debit behind it; 0: neither */
    int scale;                  /* the power of ten that a word behind the number stands for */
    int32_t run[MARKS_MAX + 1]; /* digits before, between and behind the marks; not beyond nmark */
    char mark[MARKS_MAX];       /* '.', ',', ' ' or '\'' in order */
};

/* Those that mean the same everywhere. A capital is meant where one is written: "m" may be metres.
 */
static const struct {
    const char *word;
    int power;
} scale_power[] = {
    {"k", 3},     {"K", 3}, {"tsd", 3}, {"tsd.", 3}, {"tys", 3},  {"tys.", 3}, {"thousand", 3},
    {"lakh", 5},  {"M", 6}, {"mn", 6},  {"mln", 6},  {"mio", 6},  {"mio.", 6}, {"million", 6},
    {"crore", 7}, {"B", 9}, {"bn", 9},  {"mrd", 9},  {"mrd.", 9}, {"mld", 9},  {"billion", 9}};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Length of the blank at p (a Unicode space), or 0. */
static int blank_at(slice s)
{
    int32_t cp;
    int n;

    if (s.n == 0) return 0;
    if ((unsigned char)s.p[0] < 0x80) return s.p[0] == ' ' || s.p[0] == '\t';
    n = utf8_decode(s.p, s.n, &cp);
    return cp >= 0 && utf8_is_space(cp) ? n : 0;
}

static slice behind(slice s, ptrdiff_t n)
{
    return (slice){s.p + n, s.n - n};
}

static slice skip_blanks(slice s)
{
    int n;

    while ((n = blank_at(s)) > 0) s = behind(s, n);
    return s;
}

/* Length of the dash at s, or 0: hyphen, U+2212 minus, U+2013 and U+2014, U+FE63 and U+FF0D. */
static int dash_at(slice s)
{
    if (s.n == 0) return 0;
    if (s.p[0] == '-') return 1;
    if (s.n < 3) return 0;
    if (memcmp(s.p, "\xe2\x88\x92", 3) == 0 || memcmp(s.p, "\xe2\x80\x93", 3) == 0 ||
        memcmp(s.p, "\xe2\x80\x94", 3) == 0 || memcmp(s.p, "\xef\xb9\xa3", 3) == 0 ||
        memcmp(s.p, "\xef\xbc\x8d", 3) == 0)
        return 3;
    return 0;
}

/* Length of the group or decimal mark at s and what it is, or 0. Blanks count when a digit follows.
 */
static int mark_at(slice s, char *mark)
{
    int n;

    if (s.n == 0) return 0;
    if (s.p[0] == '.' || s.p[0] == ',') {
        *mark = s.p[0];
        return 1;
    }
    n = s.p[0] == '\'' ? 1 : 0;
    if (s.n >= 3 && (memcmp(s.p, "\xe2\x80\x99", 3) == 0 || memcmp(s.p, "\xe2\x80\x98", 3) == 0))
        n = 3;
    if (s.n >= 2 && memcmp(s.p, "\xca\xbc", 2) == 0) n = 2;
    *mark = '\'';
    if (n == 0) n = blank_at(s), *mark = ' ';
    return n > 0 && s.n > n && is_digit(s.p[n]) ? n : 0;
}

/* Length of `word` at the start of s, in any case where it is ASCII, or 0. */
static ptrdiff_t word_at(slice s, slice word)
{
    if (word.n == 0 || s.n < word.n) return 0;
    return slice_eq_nocase((slice){s.p, word.n}, word) ? word.n : 0;
}

/* A letter (in UTF-8: any byte beyond ASCII) right behind would make it another word. */
static bool word_ends(slice s)
{
    if (s.n == 0) return true;
    if (blank_at(s) > 0 || dash_at(s) > 0) return true;
    return !((s.p[0] >= 'a' && s.p[0] <= 'z') || (s.p[0] >= 'A' && s.p[0] <= 'Z') ||
             (unsigned char)s.p[0] >= 0x80);
}

/* May a sign or code begin here? Those that begin with a letter go on with one, or with "$". */
static bool may_be_money(slice s)
{
    unsigned char a = (unsigned char)s.p[0], b = s.n > 1 ? (unsigned char)s.p[1] : 0;

    if ((a | 0x20) < 'a' || (a | 0x20) > 'z') return a == '$' || a >= 0x80;
    return ((b | 0x20) >= 'a' && (b | 0x20) <= 'z') || b == '$' || b >= 0x80;
}

/* The currency at the start of s: the style's when there is one, else the longest known. */
static ptrdiff_t currency_at(slice s, const struct number_style *style)
{
    ptrdiff_t best = 0;

    if (s.n == 0 || is_digit(s.p[0])) return 0;
    if (style != NULL) {
        best = word_at(s, style->currency);
        return best > 0 ? best : numberaffix_at(s, style->currency);
    }
    if (!may_be_money(s)) return 0;
    for (int i = 0; numberaffix_money[i] != NULL; i++) {
        /* The first letters differ in case only, if at all. */
        ptrdiff_t n = ((s.p[0] ^ numberaffix_money[i][0]) & ~0x20) == 0
                          ? word_at(s, slice_z(numberaffix_money[i]))
                          : 0;
        bool word =
            n > 0 && (numberaffix_money[i][0] & 0x80) == 0 && numberaffix_money[i][n - 1] != '$';

        if (n > best && (!word || word_ends(behind(s, n)))) best = n;
    }
    return best;
}

/* A unit behind the number: the style's, or any short word that does not multiply. */
static ptrdiff_t unit_at(slice s, const struct number_style *style)
{
    ptrdiff_t n = 0;
    slice word;

    if (style != NULL) {
        n = word_at(s, style->unit);
        return n > 0 ? n : numberaffix_at(s, style->unit);
    }
    while (n < s.n && blank_at(behind(s, n)) == 0) {
        char c = s.p[n];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;

        if (!letter && (n == 0 || (c != '/' && c != '.' && c != '2' && c != '3' && c != '^')))
            return 0;
        n++;
    }
    word = (slice){s.p, n};
    if (n == 0 || n > 12 || utf8_invalid(word) >= 0) return 0;
    for (ptrdiff_t k = 1; k < n; k++) /* M€, tsd€ */
        if (numberaffix_multiplies(slice_sub(word, 0, k)) &&
            currency_at(slice_sub(word, k, n), NULL) == n - k)
            return 0;
    return numberaffix_multiplies(word) ? 0 : n;
}

/* Does a word end there, or go on with a currency: M of M€? */
static bool scale_ends(slice s)
{
    return word_ends(s) || currency_at(s, NULL) == s.n;
}

/* A word that multiplies, where it ends as a word. */
static ptrdiff_t scale_at(slice s, int *power)
{
    for (size_t i = 0; i < sizeof scale_power / sizeof *scale_power; i++) {
        slice word = slice_z(scale_power[i].word);
        bool same = word.n == 1 ? slice_starts(s, word) : word_at(s, word) > 0;

        if (!same || !scale_ends(behind(s, word.n))) continue;
        if (s.n > word.n && s.p[word.n] == '.' && word.p[word.n - 1] != '.') continue;
        *power = scale_power[i].power;
        return word.n;
    }
    return 0;
}

/* CR or DR, where it ends as a word; where sides are asked for, also the H and S of German books
 * (Haben, Soll). */
static ptrdiff_t side_at(slice s, bool asked, char *side)
{
    if (asked && s.n > 0 && (s.p[0] == 'H' || s.p[0] == 'S') && word_ends(behind(s, 1))) {
        *side = s.p[0] == 'H' ? 'C' : 'D';
        return 1;
    }
    if (s.n < 2 || (s.p[1] | 0x20) != 'r' || !word_ends(behind(s, 2))) return 0;
    *side = (char)(s.p[0] & ~0x20);
    if (*side != 'C' && *side != 'D') return 0;
    return s.n > 2 && s.p[2] == '.' ? 3 : 2;
}

static bool scan_front(slice *s, struct shape *x, const struct number_style *style)
{
    for (;;) {
        ptrdiff_t n;

        *s = skip_blanks(*s);
        if (s->n == 0) return false;
        if (is_digit(s->p[0]) || s->p[0] == '.' || s->p[0] == ',') return true;
        if ((n = dash_at(*s)) > 0) {
            if (x->minus || x->plus || x->open) return false;
            x->minus = true;
        } else if (s->p[0] == '+') {
            if (x->minus || x->plus || x->open) return false;
            x->plus = true, n = 1;
        } else if (s->p[0] == '(') {
            if (x->minus || x->plus || x->open) return false;
            x->open = true, n = 1;
        } else if ((n = currency_at(*s, style)) > 0) {
            if (x->currency.n > 0) return false;
            x->currency = (slice){s->p, n};
        } else {
            return false;
        }
        *s = behind(*s, n);
    }
}

static bool scan_digits(slice *s, struct shape *x)
{
    const char *start = s->p;
    bool any = false;
    char mark;
    int n;

    for (;;) {
        while (s->n > 0 && is_digit(s->p[0])) x->run[x->nmark]++, any = true, *s = behind(*s, 1);
        n = mark_at(*s, &mark);
        if (n == 0) break;
        if (x->nmark == MARKS_MAX) return false;
        x->mark[x->nmark++] = mark;
        x->run[x->nmark] = 0;
        *s = behind(*s, n);
    }
    x->core = (slice){start, s->p - start};
    if (!any) return false;
    /* An exponent: e, sign, digits, and then no letter. */
    if (s->n > 1 && (s->p[0] == 'e' || s->p[0] == 'E')) {
        slice t = behind(*s, 1);
        bool down = t.p[0] == '-';
        int v = 0, digits = 0;

        if (t.p[0] == '+' || t.p[0] == '-') t = behind(t, 1);
        while (t.n > 0 && is_digit(t.p[0])) {
            if (++digits > 4) return false;
            v = v * 10 + (t.p[0] - '0'), t = behind(t, 1);
        }
        if (digits > 0 && word_ends(t)) x->exponent = down ? -v : v, *s = t;
    }
    return true;
}

static bool scan_back(slice s, struct shape *x, const struct number_style *style, bool sides)
{
    /* "5.-", "5.--": no cents. */
    if (x->nmark > 0 && x->run[x->nmark] == 0 && dash_at(s) > 0) {
        x->dashes = true;
        while (dash_at(s) > 0) s = behind(s, dash_at(s));
    }
    /* "764/-": no paise. */
    if (s.n == 2 && s.p[0] == '/' && s.p[1] == '-') s.n = 0;
    for (;;) {
        ptrdiff_t n;
        char side;

        s = skip_blanks(s);
        if (s.n == 0) break;
        if ((n = dash_at(s)) > 0) {
            if (x->trailing || x->minus || x->plus || x->open) return false;
            x->trailing = true;
        } else if (s.p[0] == ')') {
            if (!x->open || x->closed) return false;
            x->closed = true, n = 1;
        } else if (s.p[0] == '%') {
            if (x->percent) return false;
            x->percent = true, n = 1;
        } else if (x->side == 0 && (n = side_at(s, sides, &side)) > 0) {
            x->side = side;
        } else if (x->currency.n == 0 && (n = currency_at(s, style)) > 0) {
            x->currency = (slice){s.p, n};
        } else if (x->scale == 0 && x->unit.n == 0 && (n = scale_at(s, &x->scale)) > 0) {
            if (x->trailing || x->percent) return false;
        } else if (x->unit.n == 0 && (n = unit_at(s, style)) > 0) {
            x->unit = (slice){s.p, n};
        } else {
            return false;
        }
        s = behind(s, n);
    }
    return x->open == x->closed;
}

/* What most numbers are: digits and points or commas, nothing else. */
static bool scan_bare(slice s, struct shape *x)
{
    int32_t n = 0;

    for (ptrdiff_t i = 0; i < s.n; i++)
        if (is_digit(s.p[i])) {
            n++;
        } else if ((s.p[i] == '.' || s.p[i] == ',') && x->nmark < MARKS_MAX) {
            x->run[x->nmark] = n;
            x->mark[x->nmark++] = s.p[i];
            n = 0;
        } else {
            return false;
        }
    x->run[x->nmark] = n;
    x->core = s;
    return s.n > x->nmark;
}

/* Nothing yet. The marks are left alone: clearing them takes longer than reading a number. */
static void shape_clear(struct shape *x)
{
    memset(x, 0, offsetof(struct shape, run));
    x->run[0] = 0;
}

/* style NULL: any currency and unit will do. */
static bool scan(slice cell, struct shape *x, const struct number_style *style, bool sides)
{
    slice s = cell;

    shape_clear(x);
    if (scan_bare(s, x)) return true;
    shape_clear(x);
    return scan_front(&s, x, style) && scan_digits(&s, x) && scan_back(s, x, style, sides);
}

/* Are marks [0, n) group marks with valid groups around them? 1,234,567 or, in India, 12,34,567. */
static bool groups_fit(const struct shape *x, int n)
{
    bool threes = true, twos = true;

    if (n == 0) return true;
    if (x->run[0] < 1 || x->run[0] > 3 || x->run[n] != 3) return false;
    for (int i = 1; i < n; i++) {
        threes = threes && x->run[i] == 3;
        twos = twos && x->run[i] == 2;
    }
    return threes || (twos && x->run[0] <= 2 && x->mark[0] == ',');
}

/* What the marks of a cell by itself say: false where three digits behind one mark leave it open.
 */
static bool says_marks(const struct shape *x, char *decimal)
{
    char last = x->nmark > 0 ? x->mark[x->nmark - 1] : 0;
    bool same = true;

    *decimal = 0;
    for (int i = 0; i < x->nmark; i++) same = same && x->mark[i] == last;
    if (x->nmark == 0 || (last != '.' && last != ',') || (same && x->nmark > 1)) return true;
    if (same && x->run[1] == 3 && x->run[0] >= 1 && x->run[0] <= 3 && x->core.p[0] != '0')
        return false;
    *decimal = last;
    return true;
}

/* As place_point, by what the cell says of itself. */
static bool place_own_point(const struct shape *x, const struct number_style *style,
                            ptrdiff_t *after)
{
    char decimal, group;
    int groups = x->nmark;

    *after = 0;
    if (!says_marks(x, &decimal)) {
        if (style->decimal == 0) return false;
        decimal = x->mark[0] == style->decimal ? style->decimal : 0;
    }
    if (decimal != 0) {
        groups--;
        *after = x->run[x->nmark];
    }
    group = groups > 0 ? x->mark[0] : 0;
    for (int i = 0; i < groups; i++)
        if (x->mark[i] != group || group == decimal) return false;
    return groups_fit(x, groups);
}

/* Where the digits of the shape end up: all digits, and how many of them are behind the point. */
static bool place_point(const struct shape *x, const struct number_style *style, ptrdiff_t *after)
{
    int groups = x->nmark;

    if (style->mixed) return place_own_point(x, style, after);
    *after = 0;
    if (groups > 0 && style->decimal != 0 && x->mark[groups - 1] == style->decimal) {
        groups--;
        *after = x->run[x->nmark];
    }
    for (int i = 0; i < groups; i++)
        if (style->group == 0 || x->mark[i] != style->group) return false;
    return groups_fit(x, groups);
}

/* digit[0..n) with `after` of them behind the point, as canonical text. */
static bool write_number(const char *digit, ptrdiff_t n, ptrdiff_t after, bool negative, char *out,
                         ptrdiff_t cap, ptrdiff_t *len)
{
    ptrdiff_t before = n - after, k = 0, skip = 0;
    bool zero = true;

    for (ptrdiff_t i = 0; i < n; i++) zero = zero && digit[i] == '0';
    if (n + (before > 0 ? 0 : -before) + (after > 0 ? 0 : -after) + 4 > cap) return false;
    if (negative && !zero) out[k++] = '-';
    while (skip < before - 1 && (skip >= n || digit[skip] == '0')) skip++;
    if (before <= 0) out[k++] = '0';
    for (ptrdiff_t i = skip; i < before; i++) out[k++] = i < n ? digit[i] : '0';
    if (after > 0) {
        out[k++] = '.';
        for (ptrdiff_t i = before; i < n; i++) out[k++] = i < 0 ? '0' : digit[i];
    }
    *len = k;
    return true;
}

enum { DIGITS_MAX = 400 };

/* "0", "-12", "3.50": canonical as it stands. */
static bool is_canonical(slice s, const struct number_style *style)
{
    ptrdiff_t i = s.n > 0 && s.p[0] == '-', from = i;
    bool zero = true;

    if (style->percent || s.n > 24) return false;
    for (; i < s.n && is_digit(s.p[i]); i++) zero = zero && s.p[i] == '0';
    if (i == from || (i > from + 1 && s.p[from] == '0')) return false;
    if (i < s.n && s.p[i] == '.' && style->decimal == '.') {
        ptrdiff_t point = i++;

        for (; i < s.n && is_digit(s.p[i]); i++) zero = zero && s.p[i] == '0';
        if (i == point + 1) return false;
    }
    return i == s.n && !(zero && from == 1);
}

bool number_read(slice cell, const struct number_style *style, char *out, ptrdiff_t cap,
                 ptrdiff_t *n)
{
    char digit[DIGITS_MAX];
    ptrdiff_t digits = 0, after, expanded;
    struct shape x;

    if (cell.n + 4 <= cap && is_canonical(cell, style)) {
        memcpy(out, cell.p, (size_t)cell.n);
        *n = cell.n;
        return true;
    }
    if (!scan(cell, &x, style, style->sides)) return false;
    if ((x.open && !style->parens) || (x.trailing && !style->trailing_minus)) return false;
    if (x.dashes &&
        (style->currency.n == 0 || (!style->mixed && x.mark[x.nmark - 1] != style->decimal)))
        return false;
    if (!place_point(&x, style, &after)) return false;
    for (ptrdiff_t i = 0; i < x.core.n; i++) {
        if (!is_digit(x.core.p[i])) continue;
        if (digits == DIGITS_MAX) return false;
        digit[digits++] = x.core.p[i];
    }
    if (x.percent != style->percent) {
        bool zero = true;

        for (ptrdiff_t i = 0; i < digits; i++) zero = zero && digit[i] == '0';
        if (x.percent || !zero) return false;
    }
    if ((x.scale > 0 && !style->scaled) || (x.side != 0 && !style->sides)) return false;
    after -= x.exponent + x.scale;
    expanded = after < 0 ? digits - after : after > digits ? after : digits;
    if (expanded > DIGITS_MAX) return false;
    return write_number(digit, digits, after, x.minus || x.open || x.trailing || x.side == 'D', out,
                        cap, n);
}

/* ------------------------------------------------------------- detection */

static void vote_affix(struct number_affix *list, slice s)
{
    if (s.n == 0) return;
    for (int i = 0; i < NUMBER_AFFIXES; i++) {
        if (list[i].n == 0) list[i].text = s;
        if (!numberaffix_same(list[i].text, s)) continue;
        list[i].n++;
        return;
    }
}

static slice most(const struct number_affix *list, int64_t *n)
{
    const struct number_affix *best = &list[0];

    for (int i = 1; i < NUMBER_AFFIXES; i++)
        if (list[i].n > best->n) best = &list[i];
    *n = best->n;
    return best->n > 0 ? best->text : (slice){"", 0};
}

static const char marks[] = {'.', ',', ' ', '\''};

static int index_of(char mark)
{
    int i = 0;

    while (marks[i] != mark) i++;
    return i;
}

static void vote(const struct shape *x, struct number_votes *v)
{
    int last = x->nmark - 1, m; /* m < 2: a mark that may be the decimal one */
    bool same = true;

    v->read++;
    v->parens += x->open;
    v->trailing += x->trailing;
    v->percent += x->percent;
    vote_affix(v->currency, x->currency);
    vote_affix(v->unit, x->unit);
    if (x->nmark == 0) {
        if (x->run[0] > 3)
            v->plain_long++;
        else
            v->plain_short++;
        return;
    }
    m = index_of(x->mark[last]);
    for (int i = 0; i < last; i++) same = same && x->mark[i] == x->mark[last];
    if (!same) {
        /* Two kinds of mark: the last is the decimal one, the others group. */
        for (int i = 1; i < last; i++)
            if (x->mark[i] != x->mark[0]) return;
        if (m < 2 && groups_fit(x, last)) v->decimal[m]++, v->group[index_of(x->mark[0])]++;
    } else if (last > 0 || m >= 2) {
        if (groups_fit(x, x->nmark)) v->group[m]++;
    } else if (x->run[1] == 3 && x->run[0] >= 1 && x->run[0] <= 3 && x->core.p[0] != '0' &&
               x->exponent == 0) {
        v->either[m]++;
    } else {
        v->decimal[m]++;
    }
}

/* Decides what the marks mean. */
static void decide_marks(const struct number_votes *v, struct number_style *s)
{
    int64_t best = 0;
    int open = -1;

    for (int i = 0; i < 2; i++)
        if (v->decimal[i] > best) best = v->decimal[i], s->decimal = marks[i];
    best = 0;
    for (int i = 0; i < 4; i++)
        if (marks[i] != s->decimal && v->group[i] > best) best = v->group[i], s->group = marks[i];
    for (int i = 0; i < 2; i++)
        if (marks[i] != s->decimal && marks[i] != s->group && v->either[i] > 0 &&
            (open < 0 || v->either[i] > v->either[open]))
            open = i;
    if (open < 0) return;
    if (s->decimal != 0 && s->group == 0) {
        s->group = marks[open];
    } else if (s->decimal == 0 && (s->group != 0 || v->plain_long > 0)) {
        s->decimal = marks[open];
    } else if (s->decimal == 0) {
        bool grouped = v->plain_short >= 3 || marks[open] == ',';

        s->ambiguous = v->plain_short < 3;
        if (grouped)
            s->group = marks[open];
        else
            s->decimal = marks[open];
    }
}

static bool has_digit(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (is_digit(s.p[i])) return true;
    return false;
}

void number_vote(struct number_votes *v, slice cell)
{
    struct shape x;
    int64_t plain;

    if (number_plain(cell, &plain)) {
        number_vote_plain(v, cell);
    } else if (has_digit(cell) && scan(cell, &x, NULL, v->sides) && (x.scale == 0 || v->scaled) &&
               (x.side == 0 || v->sides)) {
        vote(&x, v);
    }
}

bool number_decide(const struct number_votes *v, struct number_style *style)
{
    int64_t units = 0, coins = 0;

    *style = (struct number_style){
        .scaled = v->scaled, .sides = v->sides, .currency = S(""), .unit = S("")};
    if (v->read == 0) return false;
    decide_marks(v, style);
    style->parens = v->parens > 0;
    style->trailing_minus = v->trailing > 0;
    style->percent = v->percent * 2 > v->read;
    style->currency = most(v->currency, &coins);
    style->unit = most(v->unit, &units);
    /* A unit that only some cells have is not the column's. */
    if (units * 2 <= v->read) style->unit = S("");
    return true;
}

void number_mix(struct number_style *style)
{
    style->mixed = true;
    style->decimal = style->group = 0;
    style->ambiguous = false;
}

bool number_detect_as(const slice *cell, int64_t n, const struct number_style *asked,
                      struct number_style *style, int64_t *fits, int64_t *filled)
{
    struct number_votes v = {.scaled = asked->scaled, .sides = asked->sides};
    char out[DIGITS_MAX + 8];
    ptrdiff_t len;

    *fits = *filled = 0;
    for (int64_t i = 0; i < n; i++) {
        if (cell[i].n == 0 || utf8_trim(cell[i]).n == 0) continue;
        ++*filled;
        number_vote(&v, cell[i]);
    }
    if (!number_decide(&v, style)) return false;
    if (asked->mixed) number_mix(style);
    for (int64_t i = 0; i < n; i++)
        if (cell[i].n > 0 && number_read(cell[i], style, out, sizeof out, &len)) ++*fits;
    return *fits > 0;
}

bool number_detect(const slice *cell, int64_t n, struct number_style *style, int64_t *fits,
                   int64_t *filled)
{
    static const struct number_style plain = {.scaled = false};

    return number_detect_as(cell, n, &plain, style, fits, filled);
}

slice number_style_text(const struct number_style *s, struct arena *a)
{
    char core[32];
    int k = 0;
    bool code = s->currency.n > 0 && s->decimal != ',' && s->group != '.';
    slice gap = s->currency.n > 1 && (s->currency.p[0] & 0x80) == 0 ? S(" ") : S("");

    if (s->percent) {
        memcpy(core, "45", 2), k = 2;
        if (s->decimal != 0) core[k++] = s->decimal, core[k++] = '6';
        core[k++] = '%';
        return arena_copy(a, (slice){core, k});
    }
    if (s->mixed) return S("1.234,56 or 1,234.56");
    core[k++] = '1';
    if (s->group != 0) core[k++] = s->group;
    memcpy(core + k, "234", 3), k += 3;
    if (s->decimal != 0) core[k++] = s->decimal, core[k++] = '5', core[k++] = '6';
    if (!s->parens && !s->trailing_minus && s->currency.n == 0 && s->unit.n == 0)
        return arena_copy(a, (slice){core, k});
    return arena_printf(
        a, "%s%.*s%.*s%.*s%s%s%s%.*s%s%.*s", s->parens ? "(" : "",
        SLICE_ARG(code ? s->currency : S("")), SLICE_ARG(code ? gap : S("")), k, core,
        s->trailing_minus ? "-" : "", s->parens ? ")" : "", s->currency.n > 0 && !code ? " " : "",
        SLICE_ARG(code ? S("") : s->currency), s->unit.n > 0 ? " " : "", SLICE_ARG(s->unit));
}
