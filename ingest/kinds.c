#include "kinds.h"

#include "date.h"
#include "number.h"
#include "shape.h"
#include "utf8.h"

/* Pairs of words that are yes and no. */
static const char *const yes_no[][2] = {
    {"true", "false"},   {"yes", "no"},         {"y", "n"},         {"ja", "nein"},
    {"j", "n"},          {"oui", "non"},        {"si", "no"},       {"s\xC3\xAC", "no"},
    {"s\xC3\xAD", "no"}, {"sim", "n\xC3\xA3o"}, {"wahr", "falsch"}, {"vrai", "faux"},
    {"t", "f"},          {"ja", "nej"},         {"ja", "nee"},      {"tak", "nie"},
    {"ano", "ne"},       {"on", "off"}};

enum { PAIRS = sizeof yes_no / sizeof yes_no[0] };

static inline bool is_word(slice s, slice word)
{
    return s.n == word.n && slice_eq_nocase(s, word);
}

/* Columns of one pair of yes and no. At least one of each, or true/false alone, so that a column
 * of "n" alone stays text. */
static bool detect_bool(const slice *cell, int64_t n, struct arena *a, struct kinds_found *out)
{
    int64_t yes[PAIRS] = {0}, no[PAIRS] = {0}, both[PAIRS] = {0}; /* both: word and no value */
    int64_t filled = 0, missing = 0, none = 0;
    slice word[PAIRS][2];

    for (int k = 0; k < PAIRS; k++)
        for (int i = 0; i < 2; i++) word[k][i] = slice_z(yes_no[k][i]);
    for (int64_t i = 0; i < n; i++) {
        slice s;
        bool any = false, no_value;

        if (cell[i].n == 0) continue;
        filled++;
        s = utf8_trim(cell[i]);
        no_value = shape_is_missing(cell[i]);
        missing += no_value;
        for (int k = 0; k < PAIRS; k++) {
            bool y = is_word(s, word[k][0]), x = !y && is_word(s, word[k][1]);

            yes[k] += y;
            no[k] += x;
            both[k] += (y || x) && no_value;
            any |= y || x;
        }
        none += !any && !no_value;
        if (none * 10 > n) return false; /* too many for any pair */
    }
    for (int k = 0; k < PAIRS; k++) {
        int64_t fits = yes[k] + no[k], lost = missing - both[k], other = filled - fits - lost;

        if (fits == 0 || other * 9 > fits) continue;
        if ((yes[k] == 0 || no[k] == 0) && k > 0) continue;
        out->kind = KIND_BOOL;
        out->misfits = other + lost;
        out->format = arena_printf(a, "%s/%s", yes_no[k][0], yes_no[k][1]);
        return true;
    }
    return false;
}

/* Digits that begin with a zero are a code ("00037"), unless a decimal mark follows. */
static bool leading_zero(slice s)
{
    s = utf8_trim(s);
    return s.n > 1 && s.p[0] == '0' && s.p[1] >= '0' && s.p[1] <= '9';
}

static bool detect_number(const slice *cell, int64_t n, int64_t missing, struct arena *a,
                          struct kinds_found *out)
{
    struct number_style style = {0};
    int64_t fits = 0, filled = 0, zeros = 0, fractions = 0;
    char text[256];
    ptrdiff_t len;

    if (!number_detect(cell, n, &style, &fits, &filled) || fits == 0) return false;
    if (fits * 10 < (filled - missing) * 9) return false;
    for (int64_t i = 0; i < n; i++) {
        if (cell[i].n == 0) continue;
        zeros += leading_zero(cell[i]) && style.decimal == 0;
        if (number_read(cell[i], &style, text, sizeof text, &len))
            fractions += memchr(text, '.', (size_t)len) != NULL;
    }
    if (zeros > 0) {
        out->codes = true;
        return false;
    }
    out->kind = fractions > 0 || style.percent ? KIND_NUMBER : KIND_INTEGER;
    out->misfits = filled - fits;
    out->format = number_style_text(&style, a);
    out->ambiguous = style.ambiguous;
    out->number = style;
    return true;
}

void kinds_detect(const slice *cell, int64_t n, struct arena *a, struct kinds_found *out)
{
    struct date_style style = {0};
    int64_t missing = 0, fits = 0, filled = 0, dates = 0;
    enum kind kind = KIND_TEXT;
    bool ambiguous = false;

    *out = (struct kinds_found){.kind = KIND_EMPTY, .format = {"", 0}};
    for (int64_t i = 0; i < n; i++) {
        enum shape s;

        if (cell[i].n == 0) continue;
        out->filled++;
        s = shape_of(cell[i]);
        missing += s == SHAPE_MISSING;
        dates += s == SHAPE_DATE || s == SHAPE_DATETIME || s == SHAPE_TIME;
    }
    if (out->filled == 0) return;
    out->kind = KIND_TEXT;
    if (missing == out->filled) return;
    if (detect_bool(cell, n, a, out)) return;
    /* Plain numbers would fit date patterns like YYYYMMDD and YYYY too: those need their shape. */
    if (dates * 2 < out->filled - missing && detect_number(cell, n, missing, a, out)) return;
    if (date_detect(cell, n, a, &style, &kind, &fits, &filled, &ambiguous) && fits > 0 &&
        fits * 10 >= (filled - missing) * 9) {
        out->kind = kind;
        out->misfits = filled - fits;
        out->format = style.pattern;
        out->date = style;
        out->ambiguous = ambiguous;
        return;
    }
    if (dates * 2 >= out->filled - missing) detect_number(cell, n, missing, a, out);
}
