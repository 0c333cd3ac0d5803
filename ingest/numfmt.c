#include "numfmt.h"

#include "sheet.h"

static const struct {
    int id;
    const char *code;
} builtin[] = {
    {1, "0"},
    {2, "0.00"},
    {3, "#,##0"},
    {4, "#,##0.00"},
    {5, "$#,##0_);($#,##0)"},
    {6, "$#,##0_);[Red]($#,##0)"},
    {7, "$#,##0.00_);($#,##0.00)"},
    {8, "$#,##0.00_);[Red]($#,##0.00)"},
    {9, "0%"},
    {10, "0.00%"},
    {11, "0.00E+00"},
    {12, "# ?/?"},
    {13, "# ?\?/?\?"},
    {14, "mm-dd-yy"},
    {15, "d-mmm-yy"},
    {16, "d-mmm"},
    {17, "mmm-yy"},
    {18, "h:mm AM/PM"},
    {19, "h:mm:ss AM/PM"},
    {20, "h:mm"},
    {21, "h:mm:ss"},
    {22, "m/d/yy h:mm"},
    {37, "#,##0_);(#,##0)"},
    {38, "#,##0_);[Red](#,##0)"},
    {39, "#,##0.00_);(#,##0.00)"},
    {40, "#,##0.00_);[Red](#,##0.00)"},
    {41, "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)"},
    {42, "_($* #,##0_);_($* (#,##0);_($* \"-\"_);_(@_)"},
    {43, "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"?\?_);_(@_)"},
    {44, "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"?\?_);_(@_)"},
    {45, "mm:ss"},
    {46, "[h]:mm:ss"},
    {47, "mm:ss.0"},
    {48, "##0.0E+0"},
    {49, "@"},
};

slice numfmt_builtin(int id)
{
    for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++)
        if (builtin[i].id == id) return slice_z(builtin[i].code);
    /* 27-36 and 50-58: dates of the East Asian editions (32-35 and 55-56 may hold times) */
    if ((id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return S("yyyy/m/d");
    return (slice){"", 0};
}

/* "EUR", "kr", "zł" and the signs; enough to mark a column as money. */
static bool is_currency(slice s)
{
    static const char *const word[] = {
        "€",   "£",   "¥",   "₹",   "₽", "kr",  "zł",  "Kč",  "Ft",  "EUR", "USD", "GBP", "CHF",
        "JPY", "SEK", "NOK", "DKK", "PLN", "CZK", "AUD", "CAD", "CNY", "INR", "BRL", "R$",  "$"};

    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (slice_find(s, slice_z(word[i])) >= 0) return true;
    return false;
}

/* [h], [mm], [SS]: elapsed; [$...-409]: a currency and a language; [Red], [>100]: nothing. */
static bool in_brackets(slice s, int *looks)
{
    bool same = s.n > 0;

    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((s.p[i] | 0x20) != (s.p[0] | 0x20)) same = false;
    if (s.n > 1 && s.p[0] == '$' && s.p[1] != '-') *looks |= LOOK_CURRENCY;
    return same && memchr("hms", s.p[0] | 0x20, 3) != NULL;
}

static bool is_general(slice s)
{
    return s.n >= 7 && slice_eq_nocase(slice_sub(s, 0, 7), S("General"));
}

enum numfmt numfmt_class(slice code, int *looks)
{
    enum numfmt found = NUMFMT_NUMBER;

    if (slice_eqz(code, "@")) return NUMFMT_TEXT;
    for (ptrdiff_t i = 0; i < code.n; i++) {
        slice rest = slice_sub(code, i, code.n), inside;
        ptrdiff_t end;

        if (code.p[i] == ';') break;
        if (code.p[i] == '\\' || code.p[i] == '_' || code.p[i] == '*') {
            i++;
        } else if (code.p[i] == '"' || code.p[i] == '[') {
            end = slice_find(slice_sub(rest, 1, rest.n), code.p[i] == '[' ? S("]") : S("\""));
            inside = slice_sub(rest, 1, end < 0 ? rest.n : end + 1);
            if (code.p[i] == '"' && is_currency(inside)) *looks |= LOOK_CURRENCY;
            if (code.p[i] == '[' && in_brackets(inside, looks)) found = NUMFMT_ELAPSED;
            i += inside.n + 1;
        } else if (is_general(rest)) {
            i += 6;
        } else if (memchr("ymdhs", code.p[i] | 0x20, 5) != NULL) {
            if (found == NUMFMT_NUMBER) found = NUMFMT_DATE;
        } else if (code.p[i] == '%') {
            *looks |= LOOK_PERCENT;
        } else if (code.p[i] == '$' || is_currency(slice_sub(rest, 0, 3))) {
            *looks |= LOOK_CURRENCY;
        }
    }
    return found;
}
