/* numberaffix.c - what stands before and behind numbers: currencies, units, words that multiply. */
#include "numberaffix.h"

/* Signs and codes that stand before or behind an amount. */
const char *const numberaffix_money[] = {"\u20ac",
                                         "$",
                                         "\u00a3",
                                         "\u00a5",
                                         "\u20b9",
                                         "\u20bd",
                                         "\u20ba",
                                         "\u20a9",
                                         "\u20aa",
                                         "\u20ab",
                                         "\u20b4",
                                         "\u0e3f",
                                         "\u20a6",
                                         "\u20b1",
                                         "\u20a1",
                                         "\u20b2",
                                         "\u20b8",
                                         "\u20bc",
                                         "\u20be",
                                         "\u00a2",
                                         "US$",
                                         "R$",
                                         "C$",
                                         "CA$",
                                         "A$",
                                         "AU$",
                                         "NZ$",
                                         "HK$",
                                         "S$",
                                         "kr",
                                         "kr.",
                                         "z\u0142",
                                         "K\u010d",
                                         "Ft",
                                         "lei",
                                         "\u043b\u0432",
                                         "\u043b\u0432.",
                                         "Fr",
                                         "Fr.",
                                         "SFr.",
                                         "SFr",
                                         "\u0440\u0443\u0431",
                                         "\u0440\u0443\u0431.",
                                         "\u0440.",
                                         "din",
                                         "din.",
                                         "EUR",
                                         "USD",
                                         "GBP",
                                         "CHF",
                                         "JPY",
                                         "CNY",
                                         "SEK",
                                         "NOK",
                                         "DKK",
                                         "PLN",
                                         "CZK",
                                         "HUF",
                                         "RON",
                                         "BGN",
                                         "HRK",
                                         "RSD",
                                         "TRY",
                                         "RUB",
                                         "UAH",
                                         "INR",
                                         "AUD",
                                         "CAD",
                                         "NZD",
                                         "ZAR",
                                         "BRL",
                                         "MXN",
                                         "ARS",
                                         "CLP",
                                         "COP",
                                         "PEN",
                                         "SGD",
                                         "HKD",
                                         "KRW",
                                         "TWD",
                                         "THB",
                                         "IDR",
                                         "MYR",
                                         "PHP",
                                         "VND",
                                         "ILS",
                                         "AED",
                                         "SAR",
                                         "QAR",
                                         "EGP",
                                         "MAD",
                                         "TND",
                                         "NGN",
                                         "KES",
                                         "ISK",
                                         "KZT",
                                         "GEL",
                                         "Rs",
                                         "Rs.",
                                         NULL};

/* Words that multiply: a cell with one is not the number in front of it. */
static const char *const scale[] = {"k",       "m",       "mn",       "mln", "mio", "mio.", "mrd",
                                    "mrd.",    "bn",      "bio",      "b",   "t",   "tsd",  "tsd.",
                                    "tys",     "tys.",    "mld",      "md",  "th",  "lakh", "crore",
                                    "million", "billion", "thousand", NULL};

/* One thing written in several ways. */
static const char *const same[] = {"\u20ac EUR Euro Euros",
                                   "$ USD US$",
                                   "\u00a3 GBP",
                                   "\u00a5 JPY",
                                   "Rs Rs. \u20b9 INR",
                                   "z\u0142 PLN",
                                   "K\u010d CZK",
                                   "Ft HUF",
                                   "Fr Fr. SFr SFr. CHF",
                                   "kr kr.",
                                   "m2 m\u00b2 sqm qm",
                                   "m3 m\u00b3 cbm",
                                   "h hr hrs std std. hours Stunden",
                                   "min mins min.",
                                   "kg kgs",
                                   "km kms",
                                   "l ltr litre litres liter",
                                   "pc pcs pcs. stk stk. st\u00fcck",
                                   NULL};

bool numberaffix_multiplies(slice word)
{
    for (int i = 0; scale[i] != NULL; i++)
        if (slice_eq_nocase(word, slice_z(scale[i]))) return true;
    return false;
}

static bool has(slice list, slice word)
{
    while (list.n >= 0)
        if (slice_eq_nocase(slice_cut(list, ' ', &list), word)) return true;
    return false;
}

bool numberaffix_same(slice a, slice b)
{
    if (slice_eq_nocase(a, b)) return true;
    for (const char *const *l = same; *l != NULL; l++)
        if (has(slice_z(*l), a)) return has(slice_z(*l), b);
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

ptrdiff_t numberaffix_at(slice s, slice affix)
{
    ptrdiff_t best = 0;

    if (affix.n == 0) return 0;
    for (const char *const *l = same; *l != NULL; l++) {
        slice list = slice_z(*l);

        if (!has(list, affix)) continue;
        while (list.n >= 0) {
            slice word = slice_cut(list, ' ', &list);

            if (word.n <= best || s.n < word.n || !slice_eq_nocase((slice){s.p, word.n}, word))
                continue;
            if (s.n > word.n && is_letter(word.p[word.n - 1]) && is_letter(s.p[word.n])) continue;
            best = word.n;
        }
        return best;
    }
    return best;
}
