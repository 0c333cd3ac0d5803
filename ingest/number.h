/* number.h - numbers as people write them, to and from the canonical exact decimal. */
#ifndef FETTLE_NUMBER_H
#define FETTLE_NUMBER_H

#include "arena.h"

/* How the numbers of one column are written. */
struct number_style {
    char decimal; /* '.' or ','; 0: whole numbers only or not known */
    char group;   /* '.', ',', ' ' (any Unicode blank), '\'' or 0: none seen */
    bool percent; /* values carry %; the canonical value is NOT divided by 100 unless asked */
    bool parens;  /* (1,234) is negative */
    bool trailing_minus;
    bool scaled;    /* "12.5k" is 12500, "3 Mio" 3000000: only where it is asked for */
    bool sides;     /* CR and DR behind a number are credit and debit, which is negative: only where
                       it is asked for */
    bool mixed;     /* each cell says by itself which mark is which; `decimal`, if there is one,
                       decides of those that do not: 1.234 */
    bool ambiguous; /* number_detect: its one mark could as well be the other kind of mark */
    slice currency; /* "€", "EUR", "$"; empty: none */
    slice unit;     /* other trailing text that all cells share: "kg" */
};

/* Reads one cell in the given style: NBSP and thin blanks, U+2212 minus, currency before or after,
 * accounting negatives, exponents. Writes the canonical decimal ("-1234.50": digits kept, no
 * leading plus, no leading zeros but one, no "-0") to out[0..cap) and its length to *n. False when
 * the cell is no number in this style or does not fit. */
bool number_read(slice cell, const struct number_style *style, char *out, ptrdiff_t cap,
                 ptrdiff_t *n);

/* Finds the style that fits most of the n cells. *fits: how many it reads; *filled: how many are
 * not empty. A mark with exactly three digits behind it ("1.234") is decided by the whole column:
 * other cells prove it to be a decimal mark ("0.5", "1.25", "12345") or a group mark ("1.234.567",
 * or several short whole numbers without it). Without proof '.' is taken for a decimal mark and ','
 * for a group mark, and style->ambiguous is set. A percent sign must stand on every cell of a
 * percent column; a currency or unit may be missing, or written otherwise (EUR, €). Scale words
 * ("12.5k", "3 Mio") and sides (CR, DR) are refused rather than read as something a thousand times
 * smaller, or of the other sign. */
bool number_detect(const slice *cell, int64_t n, struct number_style *style, int64_t *fits,
                   int64_t *filled);

/* The same with what `asked` says of scaled (words that mean the same everywhere: k, M, tsd, Mio,
 * mln, bn, Mrd, lakh ...; not m, t, b, bio), sides and mixed. */
bool number_detect_as(const slice *cell, int64_t n, const struct number_style *asked,
                      struct number_style *style, int64_t *fits, int64_t *filled);
/* Makes it a mixed style without a mark for cells that do not say. */
void number_mix(struct number_style *style);

/* The same for cells that come one by one: what they say about the style of their column. All zero:
 * nothing yet. */
enum { NUMBER_AFFIXES = 8 };
struct number_affix {
    slice text; /* borrowed from a cell */
    int64_t n;
};
struct number_votes {
    bool scaled, sides;                            /* cells with such words count too */
    int64_t read, decimal[4], group[4], either[4]; /* of '.' ',' ' ' '\'' */
    int64_t plain_short, plain_long;               /* without marks: up to three digits, more */
    int64_t parens, trailing, percent;
    struct number_affix currency[NUMBER_AFFIXES], unit[NUMBER_AFFIXES];
};
void number_vote(struct number_votes *v, slice cell);
/* What number_detect would find in those cells. False: none of them is a number. */
bool number_decide(const struct number_votes *v, struct number_style *style);
/* Digits only, no leading zero: reads as itself in every style but that of percentages. *v: the
 * value. */
static inline bool number_plain(slice cell, int64_t *v)
{
    int64_t sum = 0;

    if (cell.n == 0 || cell.n > 18 || (cell.p[0] == '0' && cell.n > 1)) return false;
    for (ptrdiff_t i = 0; i < cell.n; i++) {
        unsigned char digit = (unsigned char)(cell.p[i] - '0');

        if (digit > 9) return false;
        sum = sum * 10 + digit;
    }
    *v = sum;
    return true;
}
/* number_vote for such a cell. */
static inline void number_vote_plain(struct number_votes *v, slice cell)
{
    v->read++;
    if (cell.n > 3)
        v->plain_long++;
    else
        v->plain_short++;
}

/* "1.234,56 €", "(1,234)", "45%": a style as people read it. */
slice number_style_text(const struct number_style *style, struct arena *a);

#endif
