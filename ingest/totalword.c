#include "totalword.h"

#include "utf8.h"

enum { LABEL_BYTES = 120 };

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

static const slice statistic[] = {P("average"),
                                  P("averages"),
                                  P("mean"),
                                  P("means"),
                                  P("median"),
                                  P("arithmetic mean"),
                                  P("min"),
                                  P("minimum"),
                                  P("max"),
                                  P("maximum"),
                                  P("std"),
                                  P("std dev"),
                                  P("std. dev"),
                                  P("stdev"),
                                  P("standard deviation"),
                                  P("variance"),
                                  P("durchschnitt"),
                                  P("mittelwert"),
                                  P("mittel"),
                                  P("moyenne"),
                                  P("promedio"),
                                  P("media"),
                                  P("gemiddelde"),
                                  P("gennemsnit"),
                                  P("medel"),
                                  P("srednia"),
                                  P("średnia"),
                                  P("overall average"),
                                  P("s.d"),
                                  P("sd"),
                                  P("weighted average"),
                                  P("avg"),
                                  P("count")};
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

static bool is_frame(char c)
{
    /* Most cells begin and end with one of these. */
    if ((c & 0x80) != 0 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        (c >= '0' && c <= '9'))
        return false;
    return c != 0 && strchr(" \t\n:*=-_.;,()[]#", c) != NULL;
}

/* Without blanks, colons, asterisks and the like at both ends. */
static slice stripped(slice s)
{
    s = utf8_trim(s);
    while (s.n > 0 && is_frame(s.p[0])) s.p++, s.n--;
    while (s.n > 0 && is_frame(s.p[s.n - 1])) s.n--;
    return s;
}

static uint16_t two_bytes(const char *p)
{
    uint16_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

/* Where the phrase stands in the lowered text: the best kind so far, with its length. */
static void try_phrase(slice low, slice p, enum totalword *best, ptrdiff_t *from, ptrdiff_t *n)
{
    enum totalword kind = TOTALWORD_NONE;
    ptrdiff_t at = 0;

    if (p.n == 0 || p.n > low.n || (p.p[0] != low.p[0] && p.p[p.n - 1] != low.p[low.n - 1])) return;
    if (slice_starts(low, p) && word_ends(low, p.n)) {
        kind = p.n == low.n ? TOTALWORD_ALL : TOTALWORD_PART;
    } else if (slice_ends(low, p) && word_starts(low, low.n - p.n)) {
        kind = TOTALWORD_PART;
        at = low.n - p.n;
    }
    if (kind == TOTALWORD_NONE || kind < *best || (kind == *best && p.n <= *n)) return;
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

enum totalword totalword_find(slice cell, const slice *more, int nmore, slice *rest)
{
    slice s = stripped(cell), low;
    enum totalword best = TOTALWORD_NONE;
    ptrdiff_t from = 0, n = 0;
    char room[LABEL_BYTES];
    struct arena a;

    *rest = S("");
    if (s.n == 0 || s.n > LABEL_BYTES || (s.p[0] >= '0' && s.p[0] <= '9')) return TOTALWORD_NONE;
    arena_init(&a, ARENA_NO_LIMIT);
    low = lowered(s, room, &a);
    /* No phrase is shorter than two bytes, and nearly all cells begin and end otherwise. */
    for (size_t i = 0; low.n > 1 && i < sizeof phrase / sizeof phrase[0]; i++)
        if (two_bytes(phrase[i].p) == two_bytes(low.p) ||
            two_bytes(phrase[i].p + phrase[i].n - 2) == two_bytes(low.p + low.n - 2))
            try_phrase(low, phrase[i], &best, &from, &n);
    for (int i = 0; i < nmore; i++)
        try_phrase(low, utf8_lower(&a, stripped(more[i])), &best, &from, &n);
    /* Lowering may change lengths; then there is no telling what the rest was. */
    if (best == TOTALWORD_PART && low.n == s.n)
        *rest = stripped(from == 0 ? slice_sub(s, n, s.n) : slice_sub(s, 0, from));
    arena_free(&a);
    return best;
}

bool totalword_statistic(slice cell)
{
    slice s = stripped(cell);

    if (s.n < 2 || s.n > 20) return false;
    for (size_t i = 0; i < sizeof statistic / sizeof statistic[0]; i++)
        if (s.n == statistic[i].n && slice_eq_nocase(s, statistic[i])) return true;
    return false;
}
