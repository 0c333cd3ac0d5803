#include "draftmark.h"

#include "draftcell.h"
#include "number.h"
#include "table.h"
#include "utf8.h"

#include <math.h>

enum { CELLS_MAX = 2000, COLUMNS_MAX = 100, TEXTS_MAX = 400, WORDS_MAX = 400 };

/* What each kind of evidence weighs, in bits. Numbers of other columns are as good as proof; one
 * who writes with semicolons mostly does so because commas are taken; a comma as the delimiter
 * says little, as programs write it everywhere. "1,234" alone groups in nearly all files. */
#define OTHER_NUMBERS 20
#define SEMICOLON 5
#define COMMA (-1.5)
#define COMMA_GROUPS (-8)
/* A word that only one kind of language has; one with a letter that English does not write; all of
 * them together at most, as words of one subject are not independent. */
#define WORD 2.5
#define BEYOND_ASCII 1.5
#define LANGUAGE_MOST 12
/* Enough to decide by: 1 in 16. */
#define SURE 4

/* How many words of a list s has: the list is words apart by blanks. */
static bool in_list(const char *list, slice word)
{
    slice rest = slice_z(list);

    while (rest.n >= 0)
        if (slice_eq(slice_cut(rest, ' ', &rest), word)) return true;
    return false;
}

/* Bits for a decimal comma from one word, in lower case. */
static double by_word(slice word)
{
    static const struct {
        bool comma;
        const char *words;
    } language[] = {
#define MARK(code, comma, words) {comma, words},
#include "draftmark.def"
#undef MARK
    };
    bool comma = false, point = false;

    for (size_t i = 0; i < sizeof language / sizeof *language; i++)
        if (in_list(language[i].words, word)) *(language[i].comma ? &comma : &point) = true;
    if (comma != point) return comma ? WORD : -WORD;
    for (ptrdiff_t i = 0; i < word.n && !comma; i++)
        if ((unsigned char)word.p[i] >= 0x80) return BEYOND_ASCII;
    return 0;
}

/* The next word: a run of letters; nothing is left: n is 0. */
static slice next_word(slice *s)
{
    slice word;
    ptrdiff_t n = 0;
    int32_t c;
    int size;

    while (s->n > 0 && ((size = utf8_decode(s->p, s->n, &c)), !utf8_is_letter(c)))
        *s = slice_sub(*s, size, s->n);
    while (n < s->n && ((size = utf8_decode(s->p + n, s->n - n, &c)), utf8_is_letter(c))) n += size;
    word = slice_sub(*s, 0, n);
    *s = slice_sub(*s, n, s->n);
    return word;
}

double draftmark_language(const slice *text, int n, struct arena *a)
{
    slice *seen = arena_new(a, slice, WORDS_MAX);
    double bits = 0;
    int words = 0;

    for (int i = 0; i < n && seen != NULL; i++) {
        slice rest = utf8_lower(a, text[i]), word;

        while (words < WORDS_MAX && (word = next_word(&rest)).n > 0) {
            bool again = false;

            for (int k = 0; k < words && !again; k++) again = slice_eq(seen[k], word);
            if (again) continue;
            seen[words++] = word;
            bits += by_word(word);
        }
    }
    return fmax(-LANGUAGE_MOST, fmin(LANGUAGE_MOST, bits));
}

/* The headings and notes around the table; the texts in it where those say too little. */
static int gather_texts(const struct inspection *in, slice *out)
{
    const struct region *r = &in->region[in->chosen];
    const struct table *s = &in->book->sheet[r->sheet].cells;
    int n = 0;

    for (int pass = 0; pass < 2; pass++) {
        ptrdiff_t bytes = 0;

        for (int64_t row = 0; row < s->nrow && row < CELLS_MAX; row++) {
            uint8_t role = r->role[row];
            bool data = role == ROLE_DATA || role == ROLE_GROUP;

            for (int c = 0; c < s->ncol && c < COLUMNS_MAX && n < TEXTS_MAX && data == (pass == 1);
                 c++) {
                slice x = utf8_trim(column_cell(&s->col[c], row));

                if (x.n > 0 && !(x.p[0] >= '0' && x.p[0] <= '9')) {
                    out[n++] = x;
                    bytes += x.n;
                }
            }
        }
        if (bytes >= 40) break;
    }
    return n;
}

/* What the numbers of all columns together say: 20 bits or none. */
static double by_numbers(const struct table *t)
{
    struct number_votes v = {0};

    for (int c = 0; c < t->ncol && c < COLUMNS_MAX; c++)
        for (int64_t r = 0; r < t->nrow && r < CELLS_MAX; r++) {
            slice s = column_cell(&t->col[c], r);

            if (draftcell_kind(s, NULL, NULL) == DC_NUMBER) number_vote(&v, s);
        }
    double comma = (double)(v.decimal[1] + v.group[0]), point = (double)(v.decimal[0] + v.group[1]);

    if (comma > 3 * point) return OTHER_NUMBERS;
    return point > 3 * comma ? -OTHER_NUMBERS : 0;
}

void draftmark_weigh(const struct inspection *in, const struct table *t, struct arena *a,
                     struct draftmark *out)
{
    slice *text = arena_new(a, slice, TEXTS_MAX);
    slice delimiter = in->book->dialect.delimiter;
    double x = by_numbers(t), by_language = 0, by_delimiter = 0;

    if (strcmp(in->book->kind, "csv") == 0)
        by_delimiter = slice_eqz(delimiter, ";")   ? SEMICOLON
                       : slice_eqz(delimiter, ",") ? COMMA
                                                   : 0;
    if (text != NULL) by_language = draftmark_language(text, gather_texts(in, text), a);
    out->comma = x + by_language + by_delimiter;
    out->why = x != 0                                   ? "as other numbers show"
               : fabs(by_language) > fabs(by_delimiter) ? "as the language does"
                                                        : "as the delimiter suggests";
}

char draftmark_decimal(const struct draftmark *m, char mark)
{
    double bits = m->comma + (mark == ',' ? COMMA_GROUPS : 0);

    return bits >= SURE ? ',' : bits <= -SURE ? '.' : 0;
}
