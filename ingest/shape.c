#include "shape.h"

#include "date.h"
#include "utf8.h"
#include <ctype.h>
#include <stdlib.h>

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

bool shape_is_missing(slice cell)
{
    static const char *const word[] = {
        "-",      "--",   "---",  ".",   "..",  "...", "n/a",          "n.a.",         "na",
        "nan",    "null", "none", "nil", "?",   "x",   "#n/a",         "(x)",          "(na)",
        "k.a.",   "n.d.", "(z)",  "(d)", "(s)", "nd",  "\xe2\x80\x93", "\xe2\x80\x94", "#null!",
        "#div/0!"};

    char first;

    cell = slice_trim(cell);
    if (cell.n == 0 || cell.n > 7 || digit(cell.p[0])) return false;
    first = cell.p[0] >= 'A' && cell.p[0] <= 'Z' ? (char)(cell.p[0] + 32) : cell.p[0];
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
        if (word[i][0] == first && slice_eq_nocase(cell, slice_z(word[i]))) return true;
    return false;
}

/* "-12.50", "1234": most numbers are written so. */
static bool plain_number(slice s)
{
    ptrdiff_t i = s.n > 0 && s.p[0] == '-', from = i;

    while (i < s.n && digit(s.p[i])) i++;
    if (i == from || s.n > 60) return false;
    if (i < s.n && (s.p[i] == '.' || s.p[i] == ',')) {
        from = ++i;
        while (i < s.n && digit(s.p[i])) i++;
        if (i == from) return false;
    }
    return i == s.n;
}

/* Bytes of a currency sign, a percent sign or a letter code around a number; 0: none here. */
static int money_at(slice s)
{
    static const char *const mark[] = {
        "$",   "\xe2\x82\xac", "\xc2\xa3", "\xc2\xa5", "EUR",         "USD", "GBP",
        "CHF", "JPY",          "SEK",      "NOK",      "DKK",         "PLN", "CZK",
        "kr",  "z\xc5\x82",    "Rs.",      "%",        "\xe2\x80\xb0"};

    for (size_t i = 0; i < sizeof mark / sizeof mark[0]; i++)
        if (s.n > 0 && s.p[0] == mark[i][0] && slice_starts(s, slice_z(mark[i])))
            return (int)strlen(mark[i]);
    return 0;
}

/* A blank of any kind between groups of digits. */
static int blank_at(slice s)
{
    if (s.n > 0 && s.p[0] == ' ') return 1;
    if (s.n < 2 || (s.p[0] & 0x80) == 0) return 0;
    if (slice_starts(s, S("\xc2\xa0"))) return 2;
    if (slice_starts(s, S("\xe2\x80\xaf")) || slice_starts(s, S("\xe2\x80\x89"))) return 3;
    return 0;
}

/* Reads the plain part of a number: digits with . , ' and blanks between them. Gives where it ends
 * and writes it without group marks. */
static bool number_part(slice *s, char out[64])
{
    int n = 0, digits = 0, mark_digits = 0, last = -1, groups = 0;
    char mark = 0, decimal = 0;
    slice t = *s;

    while (t.n > 0 && n < 60) {
        int blank = blank_at(t);
        char c = t.p[0];

        if (digit(c)) {
            out[n++] = c;
            digits++;
            mark_digits++;
            t = slice_sub(t, 1, t.n);
            continue;
        }
        if (blank > 0 && (t.n <= blank || !digit(t.p[blank]))) break;
        if (blank > 0) c = ' ';
        if (c != '.' && c != ',' && c != '\'' && c != ' ') break;
        if (decimal != 0) return false;
        if (mark != 0 && c != mark) {
            if (mark_digits != 3 && groups > 0) return false;
            decimal = c;
        } else if (mark != 0 && mark_digits != 3) {
            return false;
        }
        if (c == ' ' && (decimal != 0 || digits > 3)) {
            if (decimal != 0 || groups == 0) return false;
        }
        mark = mark == 0 ? c : mark;
        groups++;
        last = n;
        mark_digits = 0;
        t = slice_sub(t, blank > 0 ? blank : 1, t.n);
    }
    if (digits == 0) return false;
    if (mark == ' ' && decimal == 0 && mark_digits != 3) return false;
    /* One mark: a decimal mark unless it can only be a group mark. */
    if (decimal == 0 && groups == 1 && mark != ' ' && mark != '\'') decimal = mark;
    if (decimal == 0 && groups > 1 && mark_digits != 3) return false;
    if (decimal != 0 && last >= 0 && n < 62) {
        memmove(out + last + 1, out + last, (size_t)(n - last));
        out[last] = '.';
        n++;
    }
    out[n] = 0;
    *s = t;
    return true;
}

bool shape_number(slice cell, double *out)
{
    slice s = utf8_trim(cell);
    char plain[80] = "";
    bool negative = false, bracket = false, seen_money = false;
    int k;

    if (s.n == 0 || s.n > 60) return false;
    if (out == NULL && plain_number(s)) return true;
    if (s.p[s.n - 1] == ')' && ((k = money_at(s)) > 0) && k < s.n && s.p[k] == '(') {
        seen_money = true;
        s = slice_sub(s, k, s.n);
    }
    if (s.p[0] == '(' && s.p[s.n - 1] == ')') {
        bracket = true;
        s = utf8_trim(slice_sub(s, 1, s.n - 1));
    }
    for (;;) {
        if (slice_starts(s, S("\xe2\x88\x92"))) {
            negative = true;
            s = slice_sub(s, 3, s.n);
        } else if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+')) {
            negative |= s.p[0] == '-';
            s = slice_sub(s, 1, s.n);
        } else if (!seen_money && (k = money_at(s)) > 0) {
            seen_money = true;
            s = slice_sub(s, k, s.n);
        } else {
            break;
        }
        s = utf8_trim(s);
    }
    if (s.n == 0 ||
        !(digit(s.p[0]) || (s.n > 1 && (s.p[0] == '.' || s.p[0] == ',') && digit(s.p[1]))))
        return false;
    if (!number_part(&s, plain)) return false;
    if (s.n > 1 && (s.p[0] == 'e' || s.p[0] == 'E')) {
        slice x = slice_sub(s, 1, s.n);

        if (x.n > 1 && (x.p[0] == '-' || x.p[0] == '+')) x = slice_sub(x, 1, x.n);
        if (x.n == 0 || x.n > 3) return false;
        for (ptrdiff_t i = 0; i < x.n; i++)
            if (!digit(x.p[i])) return false;
        s = (slice){s.p, 0};
    }
    s = utf8_trim(s);
    if (s.n == 1 && s.p[0] == '-') {
        negative = true;
        s.n = 0;
    }
    if (s.n > 0 && !seen_money && (k = money_at(s)) > 0 && s.n == k) s.n = 0;
    if (s.n > 0) return false;
    if (out != NULL) *out = (negative || bracket ? -1 : 1) * strtod(plain, NULL);
    return true;
}

/* Digits in groups with one kind of separator: gives the number of groups and their lengths. */
static int digit_groups(slice s, char *sep, int len[4], ptrdiff_t *used)
{
    int n = 0;
    ptrdiff_t i = 0;

    *sep = 0;
    while (i < s.n && n < 4) {
        ptrdiff_t from = i;

        while (i < s.n && digit(s.p[i])) i++;
        if (i == from) break;
        len[n++] = (int)(i - from);
        if (i >= s.n || (s.p[i] != '-' && s.p[i] != '/' && s.p[i] != '.')) break;
        if (*sep != 0 && s.p[i] != *sep) break;
        if (i + 1 >= s.n || !digit(s.p[i + 1])) break;
        *sep = s.p[i];
        i++;
    }
    *used = i;
    return n;
}

static bool time_shape(slice s)
{
    int colons = 0, digits = 0, i = 0;

    for (; i < s.n && i < 16 && (digit(s.p[i]) || memchr(":.,", s.p[i], 3) != NULL); i++) {
        if (s.p[i] == ':') {
            if (digits == 0 || digits > 2 + (colons == 0)) return false;
            colons++;
            digits = 0;
        } else if (digit(s.p[i])) {
            digits++;
        } else if (colons != 2) {
            return false;
        }
    }
    if (colons < 1 || colons > 2 || digits < 1) return false;
    if (colons == 1 && digits != 2) return false;
    s = slice_trim(slice_sub(s, i, s.n));
    return s.n == 0 || slice_eq_nocase(s, S("am")) || slice_eq_nocase(s, S("pm")) ||
           slice_eq_nocase(s, S("h")) || slice_eq_nocase(s, S("uhr")) || s.p[0] == 'Z' ||
           ((s.p[0] == '+' || s.p[0] == '-') && s.n <= 6);
}

/* "12 March 2024", "Mar-24", "March 5, 2024": a month's name and numbers only. */
static bool named_date(slice s)
{
    int months = 0, numbers = 0;
    ptrdiff_t i = 0;

    while (i < s.n) {
        ptrdiff_t from = i;

        if (digit(s.p[i])) {
            while (i < s.n && digit(s.p[i])) i++;
            if (i - from > 4 || ++numbers > 2) return false;
        } else if (letter(s.p[i])) {
            slice word;

            while (i < s.n && letter(s.p[i])) i++;
            word = slice_sub(s, from, i);
            if (date_month(word) > 0)
                months++;
            else if (!slice_eq_nocase(word, S("th")) && !slice_eq_nocase(word, S("st")) &&
                     !slice_eq_nocase(word, S("nd")) && !slice_eq_nocase(word, S("rd")))
                return false;
        } else if (strchr(" .-/,'", s.p[i]) == NULL) {
            return false;
        } else {
            i++;
        }
    }
    return months == 1 && numbers >= 1;
}

static enum shape date_shape(slice s)
{
    int len[4], n;
    ptrdiff_t used;
    char sep;
    slice rest;

    n = digit_groups(s, &sep, len, &used);
    if (n == 3 && sep != 0 &&
        ((len[0] == 4 && len[1] <= 2 && len[2] <= 2) ||
         (len[0] <= 2 && len[1] <= 2 && (len[2] == 4 || len[2] == 2)))) {
        rest = slice_sub(s, used, s.n);
        if (rest.n > 0 && rest.p[0] == '.') rest = slice_sub(rest, 1, rest.n);
        if (rest.n == 0) return SHAPE_DATE;
        if (rest.p[0] == 'T' || rest.p[0] == ' ' || rest.p[0] == ',') {
            rest = slice_trim(slice_sub(rest, 1, rest.n));
            return time_shape(rest) ? SHAPE_DATETIME : SHAPE_TEXT;
        }
        return SHAPE_TEXT;
    }
    if (n == 2 && sep == '-' && len[0] == 4 && len[1] == 2 && used == s.n) return SHAPE_DATE;
    if (n == 2 && sep == '/' && len[0] <= 2 && len[1] == 4 && used == s.n) return SHAPE_DATE;
    return SHAPE_TEXT;
}

enum shape shape_of(slice cell)
{
    slice s = utf8_trim(cell);
    bool has_digit = false, has_letter = false, has_space = false;
    enum shape d;

    if (s.n == 0) return SHAPE_EMPTY;
    if (shape_is_missing(s)) return SHAPE_MISSING;
    if (s.n == 4 && (memcmp(s.p, "19", 2) == 0 || memcmp(s.p, "20", 2) == 0) && digit(s.p[2]) &&
        digit(s.p[3]))
        return SHAPE_YEAR;
    if (s.n <= 40 && plain_number(s)) return SHAPE_NUMBER;
    for (ptrdiff_t i = 0; i < s.n && i < 200; i++) {
        has_digit |= digit(s.p[i]);
        has_letter |= letter(s.p[i]);
        has_space |= s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t';
    }
    if (has_digit && s.n <= 40) {
        d = date_shape(s);
        if (d != SHAPE_TEXT) return d;
        if (time_shape(s)) return SHAPE_TIME;
        if (shape_number(s, NULL)) return SHAPE_NUMBER;
        if (has_letter && named_date(s)) return SHAPE_DATE;
    }
    if (has_space) return SHAPE_TEXT;
    return has_digit ? SHAPE_CODE : SHAPE_WORD;
}

/* No blank, and no quote. */
static bool one_word(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '"' || s.p[i] == '|') return false;
    return s.n > 0;
}

static bool web_address(slice s)
{
    ptrdiff_t at = slice_find(s, S("://"));

    for (ptrdiff_t i = 0; i < at; i++)
        if (!letter(s.p[i])) return false;
    return at > 1 && at < 12;
}

static bool mail_address(slice s)
{
    ptrdiff_t at = slice_find(s, S("@"));
    slice host = slice_sub(s, at + 1, s.n);

    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!letter(s.p[i]) && !digit(s.p[i]) && strchr("@._-+", s.p[i]) == NULL) return false;
    return at > 0 && slice_find(host, S("@")) < 0 && slice_find(host, S(".")) > 0;
}

/* "/usr/lib", "C:\\x", "./a", "src/a.c": parts between slashes that are no numbers. */
static bool file_path(slice s)
{
    char slash = memchr(s.p, '\\', (size_t)s.n) != NULL ? '\\' : '/';
    ptrdiff_t from = 0;
    int parts = 0;

    for (ptrdiff_t i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != slash) {
            if (strchr(",;=<>{}", s.p[i]) != NULL) return false;
            continue;
        }
        if (shape_number(slice_sub(s, from, i), NULL)) return false;
        parts += i > from;
        from = i + 1;
    }
    return parts >= 2 && from > 1;
}

/* "10.0.0.7", with or without a port or a mask. */
static bool network_number(slice s)
{
    int dots = 0;

    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (!digit(s.p[i]) && strchr(".:/", s.p[i]) == NULL) return false;
        dots += s.p[i] == '.';
    }
    return dots == 3 && digit(s.p[0]);
}

bool shape_is_unit(slice cell)
{
    slice s = utf8_trim(cell);
    enum shape sh = shape_of(s);

    if (sh == SHAPE_DATE || sh == SHAPE_TIME || sh == SHAPE_DATETIME) return true;
    return one_word(s) && (web_address(s) || mail_address(s) || network_number(s) || file_path(s));
}

bool shape_is_value(enum shape s)
{
    return s >= SHAPE_MISSING && s <= SHAPE_DATETIME;
}

uint32_t shape_mask(slice cell)
{
    uint32_t h = 2166136261u;
    ptrdiff_t i = 0;

    while (i < cell.n && i < 200) {
        ptrdiff_t from = i;
        uint32_t c;

        if (digit(cell.p[i])) {
            while (i < cell.n && digit(cell.p[i])) i++;
            c = 0x100 + (uint32_t)(i - from > 4 ? 5 : i - from);
        } else if (letter(cell.p[i])) {
            while (i < cell.n && letter(cell.p[i])) i++;
            c = 0x200;
        } else {
            c = (uint8_t)cell.p[i++];
        }
        h = (h ^ c) * 16777619u;
    }
    return h;
}
