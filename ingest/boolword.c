#include "boolword.h"

#include "utf8.h"

enum { LONGEST = 8 }; /* bytes of a word */

const struct boolword_entry boolword_table[] = {
    {"yes", BOOLWORD_YES, false},     {"true", BOOLWORD_YES, false},
    {"y", BOOLWORD_YES, false},       {"t", BOOLWORD_YES, false},
    {"ja", BOOLWORD_YES, false},      {"j", BOOLWORD_YES, false},
    {"oui", BOOLWORD_YES, false},     {"si", BOOLWORD_YES, false},
    {"sim", BOOLWORD_YES, false},     {"tak", BOOLWORD_YES, false},
    {"s\u00ed", BOOLWORD_YES, false}, {"s\u00ec", BOOLWORD_YES, false},
    {"wahr", BOOLWORD_YES, false},    {"vrai", BOOLWORD_YES, false},
    {"vero", BOOLWORD_YES, false},    {"on", BOOLWORD_YES, true},
    {"1", BOOLWORD_YES, true},        {"x", BOOLWORD_YES, true},
    {"\u2713", BOOLWORD_YES, true},   {"\u2714", BOOLWORD_YES, true},
    {"\u2611", BOOLWORD_YES, true},   {"no", BOOLWORD_NO, false},
    {"false", BOOLWORD_NO, false},    {"n", BOOLWORD_NO, false},
    {"f", BOOLWORD_NO, false},        {"nein", BOOLWORD_NO, false},
    {"nej", BOOLWORD_NO, false},      {"nee", BOOLWORD_NO, false},
    {"non", BOOLWORD_NO, false},      {"nie", BOOLWORD_NO, false},
    {"n\u00e3o", BOOLWORD_NO, false}, {"falsch", BOOLWORD_NO, false},
    {"faux", BOOLWORD_NO, false},     {"falso", BOOLWORD_NO, false},
    {"off", BOOLWORD_NO, true},       {"0", BOOLWORD_NO, true},
    {"\u2717", BOOLWORD_NO, true},    {"\u2718", BOOLWORD_NO, true},
    {"\u2610", BOOLWORD_NO, true},    {NULL, BOOLWORD_NONE, false}};

/* As slice_eq_nocase, and for the marked letters of the words: \u00cd of \u00ed. */
static bool is_word(slice s, slice word)
{
    if (s.n != word.n) return false;
    if (slice_eq_nocase(s, word)) return true;
    for (ptrdiff_t i = 0; i < s.n;) {
        int32_t x, y;
        int n = utf8_decode(s.p + i, s.n - i, &x), m = utf8_decode(word.p + i, word.n - i, &y);

        if (n != m || (x != y && (x < 'A' || x > 0xde || x + 0x20 != y))) return false;
        i += n;
    }
    return true;
}

enum boolword boolword_read(slice s, bool marks)
{
    if (s.n == 0 || s.n > LONGEST) return BOOLWORD_NONE;
    for (const struct boolword_entry *b = boolword_table; b->word != NULL; b++)
        if ((marks || !b->mark) && is_word(s, slice_z(b->word))) return b->means;
    return BOOLWORD_NONE;
}
