#include "draftcell.h"

#include "boolword.h"
#include "date.h"
#include "utf8.h"

bool draftcell_is_empty(slice s)
{
    return utf8_trim(s).n == 0;
}

bool draftcell_is_missing(slice s)
{
    static const char *const mark[] = {"-",
                                       "--",
                                       "nan",
                                       "n/a",
                                       "na",
                                       "null",
                                       "none",
                                       "#n/a",
                                       "n.a.",
                                       "\u2013",
                                       "\u2014",
                                       "..",
                                       "...",
                                       "\u2026",
                                       "k.a.",
                                       "nd",
                                       "missing",
                                       "(null)",
                                       "<na>",
                                       "?",
                                       "??",
                                       "not available",
                                       "keine angabe",
                                       "s/o",
                                       "n/d",
                                       "n.d.",
                                       "sin datos",
                                       "non disponible",
                                       "brak",
                                       "b/d",
                                       NULL};

    s = utf8_trim(s);
    if (s.n == 0 || s.n > 14 || strchr("-nN#.kKmM(<\xe2?sSbB", s.p[0]) == NULL) return false;
    for (const char *const *m = mark; *m != NULL; m++)
        if (slice_eq_nocase(s, slice_z(*m))) return true;
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static slice skip(slice s, ptrdiff_t n)
{
    return (slice){s.p + n, s.n - n};
}

static slice skip_blank(slice s)
{
    while (s.n > 0) {
        int32_t cp;
        int n = utf8_decode(s.p, s.n, &cp);

        if (cp < 0 || !utf8_is_space(cp)) break;
        s = skip(s, n);
    }
    return s;
}

/* One of the literals at the front of s is skipped. */
static bool skip_any(slice *s, const char *const *list)
{
    for (; *list != NULL && s->n > 0; list++) {
        slice l;

        if (**list != s->p[0]) continue;
        l = slice_z(*list);
        if (!slice_starts(*s, l)) continue;
        *s = skip(*s, l.n);
        return true;
    }
    return false;
}

static const char *const sign[] = {"+", "-", "\u2212", NULL};
static const char *const money[] = {"$",   "\u20ac", "\u00a3", "\u00a5", "\u20b9", "EUR",
                                    "USD", "GBP",    "CHF",    "Rs.",    "Rs",     "INR",
                                    "R$",  "US$",    "A$",     NULL};
static const char *const unit[] = {
    "Mio.",    "Mio",     "mio",    "Mrd.", "Mrd",    "Tsd.",    "Tsd",     "tsd", "mln", "%",
    "kr",      "cm",      "kg",     "km",   "mm",     "million", "billion", "mn",  "bn",  "M",
    "K",       "k",       "g",      "m",    "ms",     "h",       "hrs",     "min", "EUR", "USD",
    "GBP",     "CHF",     "\u20ac", "$",    "\u00a3", "z\u0142", "m\u00b2", "m2",  "sqm", "m\u00b3",
    "\u00b0C", "\u00b0F", "kWh",    "km/h", "l",      "t",       "pcs",     "Stk", NULL};

/* Digits with group marks and one decimal mark. The marks are told apart loosely: the last one is
 * decimal unless it repeats or three digits follow. */
static bool read_digits(slice *s, double *value, bool *whole)
{
    double v = 0, scale = 1;
    int digits = 0, marks = 0, after = 0;
    char last = 0;
    slice r = *s;

    *whole = true;
    while (r.n > 0) {
        char c = r.p[0];

        if (is_digit(c)) {
            v = v * 10 + (c - '0');
            digits++;
            after++;
            if (marks > 0) scale *= 10;
            r = skip(r, 1);
            continue;
        }
        if (c != '.' && c != ',' && c != '\'') break;
        /* 1.2.3 is no number; 12,34,567 is one in India */
        if (marks > 0 && after != 3 && !(after == 2 && c != '\'' && last == ',')) return false;
        if (c == last) scale = 1;
        if (c == '\'' && digits == 0) break;
        last = c;
        marks++;
        scale = 1;
        after = 0;
        r = skip(r, 1);
    }
    if (digits == 0) return false;
    if (marks > 0 && last != '\'' && !(last == ',' && after == 3 && digits > 3) &&
        !(marks > 1 && after == 3)) {
        v /= scale;
        *whole = after == 0;
    }
    *value = v;
    *s = r;
    return true;
}

static bool read_exponent(slice *s, double *value)
{
    slice r = *s;
    int e = 0, n = 0;
    bool down = false;

    if (r.n < 2 || (r.p[0] != 'e' && r.p[0] != 'E')) return false;
    r = skip(r, 1);
    if (r.p[0] == '+' || r.p[0] == '-') {
        down = r.p[0] == '-';
        r = skip(r, 1);
    }
    for (; r.n > 0 && is_digit(r.p[0]) && n < 4; n++, r = skip(r, 1)) e = e * 10 + (r.p[0] - '0');
    if (n == 0) return false;
    for (int i = 0; i < e && i < 320; i++) *value = down ? *value / 10 : *value * 10;
    *s = r;
    return true;
}

static bool is_number(slice s, double *value, bool *whole)
{
    double v, more;
    bool negative = false, w;

    if (s.n > 40) return false;
    if (s.p[0] == '(' && s.p[s.n - 1] == ')' && s.n > 2) {
        negative = true;
        s = (slice){s.p + 1, s.n - 2};
    }
    if (skip_any(&s, sign)) negative = true;
    s = skip_blank(s);
    if (skip_any(&s, money)) s = skip_blank(s);
    if (!negative && s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')') {
        negative = true;
        s = (slice){s.p + 1, s.n - 2};
    }
    if (skip_any(&s, sign)) negative = true;
    if (!read_digits(&s, &v, whole)) return false;
    /* 1 234 567: groups apart by blanks */
    for (;;) {
        slice r = skip_blank(s), before = r;

        if (r.p == s.p || !read_digits(&r, &more, &w)) break;
        if (before.n - r.n < 3 || (w && before.n - r.n != 3) || v >= 1e9) return false;
        v = v * 1000 + more;
        *whole = w;
        s = r;
    }
    (void)read_exponent(&s, &v);
    s = skip_blank(s);
    if (s.n > 0 && skip_any(&s, unit)) s = skip_blank(s);
    if (s.n == 1 && s.p[0] == '-') s.n = 0;
    *value = negative ? -v : v;
    return s.n == 0;
}

static bool is_weekday(slice w)
{
    static const char *const day[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

    if (w.n < 3 || w.n > 9) return false;
    for (const char *const *d = day; *d != NULL; d++)
        if (slice_eq_nocase(slice_sub(w, 0, 3), slice_z(*d)))
            return w.n == 3 || slice_ends(w, S("day"));
    return false;
}

static bool is_date_word(slice w)
{
    static const char *const word[] = {"st", "nd", "rd",  "th",  "am",  "pm", "t",
                                       "z",  "of", "a.m", "p.m", "utc", NULL};

    for (const char *const *d = word; *d != NULL; d++)
        if (slice_eq_nocase(w, slice_z(*d))) return true;
    return is_weekday(w);
}

static bool has_digit(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (is_digit(s.p[i])) return true;
    return false;
}

/* Numbers apart by - / . or :, or a month's name with a day or a year. */
static bool is_date(slice s)
{
    int number = 0, month = 0, clock = 0, mark = 0, digits = 0, most = 0;

    if (s.n < 3 || s.n > 40 || !has_digit(s)) return false;
    while (s.n > 0) {
        char c = s.p[0];
        ptrdiff_t n = 1;

        if (is_digit(c)) {
            while (n < s.n && is_digit(s.p[n])) n++;
            if (n > 4 && !(clock > 1 && n <= 9)) return false;
            number++;
            digits += (int)n;
            if (n > most) most = (int)n;
        } else if (is_alpha(c)) {
            slice w;

            while (n < s.n && is_alpha(s.p[n])) n++;
            w = slice_sub(s, 0, n);
            if (date_month(w) > 0)
                month++;
            else if (!is_date_word(w))
                return false;
        } else if (c == ':') {
            clock++;
        } else if (c == '-' || c == '/' || c == '.') {
            mark++;
        } else if (c != ' ' && c != ',' && c != '\'' && c != '+') {
            return false;
        }
        s = skip(s, n);
    }
    if (month == 1) return number >= 1 && number <= 7;
    if (month > 1) return false;
    if (clock > 0) return number >= 2 && number <= 8 && (mark == 0 || number >= 3);
    return number == 3 && mark == 2 && digits >= 4 && most <= 4;
}

enum draftcell draftcell_kind(slice s, double *value, bool *whole)
{
    double v;
    bool w;

    s = utf8_trim(s);
    if (s.n == 0 || draftcell_is_missing(s)) return DC_BLANK;
    if (is_number(s, &v, &w)) {
        if (value != NULL) *value = v;
        if (whole != NULL) *whole = w;
        return DC_NUMBER;
    }
    if (is_date(s)) return DC_DATE;
    if (boolword_read(s, false) != BOOLWORD_NONE) return DC_BOOL;
    return DC_TEXT;
}
