#include "charguess.h"

#include "err.h"
#include "utf8.h"
#include <ctype.h>
#include <iconv.h>
#include <math.h>
#include <stdlib.h>

/* How surprising what no table knows is: shares of all characters. */
#define FOREIGN_LETTER 1e-5 /* a letter of the language's script that it does not use */
#define FOREIGN_SCRIPT 1e-7
#define SELDOM_SYMBOL 1e-6
#define CONTROL 1e-8  /* U+0080 to U+009F */
#define NOTHING 1e-11 /* no character at all */
#define BACKOFF 0.15  /* the share of pairs that were never met, given their parts */
/* Characters follow from each other more than pairs say; the logarithms count for a half. */
#define TEMPER 0.5
#define TOUCH 0.05        /* a letter beyond ASCII right beside a digit */
#define UNIT_BEFORE 0.5   /* of a symbol, those right behind a letter of their unit */
#define UNIT_AFTER 0.3    /* of a symbol, those before each such letter */
#define LONE_LETTERS 0.01 /* another script than Latin, and no two of its letters side by side */
#define AS_LETTER 1e-6    /* what parts the cells of all lines is a letter */
#define SEVERAL 0.1       /* texts of several languages beside those of one */

struct symbol {
    int32_t c;
    int per_million;
    const char *before, *after;               /* classes */
    const char *letter_before, *letter_after; /* those of units: m before 3, g after micro */
};
#define SYMBOL(c, per_million, before, after, letter_before, letter_after)                         \
    {c, per_million, before, after, letter_before, letter_after},
static const struct symbol symbol[] = {
#include "symbol.def"
};
#undef SYMBOL

enum letter_case { UNCASED, LOWER, UPPER };

/* What is known of a character, whatever the language. */
struct seen {
    int32_t c;  /* folded as language.def is; -1: none */
    char class; /* L, D, S, Y as in symbol.def; C a control character, X none */
    enum letter_case in;
    int script;    /* of letters */
    double common; /* share of a symbol; of a wide letter whatever the language */
    const struct symbol *symbol;
};

/* Letters of one script stand together in words: Latin, Greek, Cyrillic ... by block. */
static int script_of(int32_t c)
{
    static const int32_t end[] = {0x250,  0x370,  0x400,  0x530,  0x590,  0x600,  0x780,
                                  0xE00,  0xE80,  0x1E00, 0x1F00, 0x3040, 0x3100, 0xA000,
                                  0xD7B0, 0xFF00, 0xFF61, 0xFFA0, 0};
    int i = 0;

    while (end[i] != 0 && c >= end[i]) i++;
    if (i == 10) i = 0;             /* Latin, for Vietnamese */
    if (i == 11 || i == 12) i = 13; /* kana and ideographs */
    return i;
}

static bool is_mark(int32_t c)
{
    return (c >= 0x300 && c < 0x370) || (c >= 0x591 && c <= 0x5C7) || (c >= 0x64B && c <= 0x65F) ||
           (c >= 0xE31 && c <= 0xE4E) || (c >= 0xFF9E && c <= 0xFF9F);
}

static struct seen see(int32_t c)
{
    struct seen s = {.c = c, .class = 'Y', .common = SELDOM_SYMBOL};
    char in[4], *p = in;
    struct arena tmp;
    slice me = {in, 0}, low;

    if (c < 0) return (struct seen){.c = -1, .class = 'X', .common = NOTHING};
    if (c < 0x80) {
        s.class = isalpha((int)c) ? 'L' : isdigit((int)c) ? 'D' : 'S';
        s.in = isupper((int)c) ? UPPER : islower((int)c) ? LOWER : UNCASED;
        s.c = s.class == 'L' ? tolower((int)c) : s.class == 'D' ? '0' : '_';
        return s;
    }
    if (c < 0xA0 || (c >= 0xE000 && c <= 0xF8FF))
        return (struct seen){.c = c, .class = 'C', .common = CONTROL};
    for (size_t i = 0; i < sizeof symbol / sizeof *symbol; i++)
        if (symbol[i].c == c) s.symbol = &symbol[i], s.common = symbol[i].per_million * 1e-6;
    if (s.symbol != NULL || !(utf8_is_letter(c) || is_mark(c))) return s;
    s.class = 'L';
    s.script = script_of(c);
    s.common = 0;
    if (s.script >= 12) return s;
    arena_init(&tmp, ARENA_NO_LIMIT);
    me.n = utf8_encode(c, p);
    low = utf8_lower(&tmp, me);
    if (slice_eq(low, me)) {
        s.in = slice_eq(utf8_upper(&tmp, me), me) ? UNCASED : LOWER;
    } else {
        int32_t folded;

        s.in = UPPER;
        if (utf8_decode(low.p, low.n, &folded) == low.n && folded > 0x7F) s.c = folded;
    }
    arena_free(&tmp);
    return s;
}

/* ------------------------------------------------------------ one language */

/* The share of a character alone. */
static double alone(const struct language *l, int script, const struct seen *s)
{
    double p = language_char(l, s->c);

    if (s->class == 'X' || s->class == 'C') return s->common;
    if (s->common > p) p = s->common;
    if (p > 0) return p;
    return s->class == 'L' && s->script == script ? FOREIGN_LETTER : FOREIGN_SCRIPT;
}

static double case_chance(const struct seen *before, const struct seen *s)
{
    if (s->in == UNCASED) return before->class == 'L' ? 1 : 0.65;
    if (before->class != 'L') return s->in == UPPER ? 0.35 : 0.65;
    if (before->in == LOWER) return s->in == UPPER ? 0.003 : 1;
    return s->in == UPPER ? 0.3 : 0.7;
}

static bool fits(const char *classes, char class)
{
    return class == 'X' || class == 'C' || strchr(classes, class) != NULL;
}

static bool is_ascii_letter(const struct seen *s, const char *one_of)
{
    return s->c < 0x80 && s->class == 'L' &&
           strchr(one_of, s->in == UPPER ? toupper((int)s->c) : (int)s->c) != NULL;
}

/* A symbol beside a character that no words tell of. */
static double chance_of_symbol(const struct seen *before, double base, const struct seen *s,
                               double one)
{
    const double unfit = 0.003;

    if (s->class == 'Y' && before->c == s->c) return 0.3; /* lines and frames */
    if (s->symbol != NULL && is_ascii_letter(before, s->symbol->letter_before))
        return UNIT_BEFORE * one / base;
    if (before->symbol != NULL && is_ascii_letter(s, before->symbol->letter_after))
        return UNIT_AFTER;
    if ((s->class == 'Y' && s->symbol == NULL) || (before->class == 'Y' && before->symbol == NULL))
        return BACKOFF * one;
    if (s->symbol != NULL && !fits(s->symbol->before, before->class)) one *= unfit;
    if (before->symbol != NULL && !fits(before->symbol->after, s->class)) one *= unfit;
    return one;
}

/* The chance of s, whose share alone is `one`, after `before`, whose share is `base`; one of them
 * is beyond ASCII. */
static double chance(const struct language *l, const struct seen *before, double base,
                     const struct seen *s, double one)
{
    double p, pair;

    if (s->class == 'X' || s->class == 'C') return one;
    if (before->class == 'X' || before->class == 'C') return one;
    pair = language_pair(l, before->c, s->c);
    p = BACKOFF * one + (1 - BACKOFF) * (pair / base > 1 ? 1 : pair / base);
    if (pair <= 0 && (before->class == 'Y' || s->class == 'Y')) {
        p = chance_of_symbol(before, base, s, one);
    } else if (pair <= 0) {
        if (s->class == 'L' && before->class == 'L' && s->script != before->script)
            p *= 1e-3; /* ASCII's letters are Latin: no word goes on in another script */
        if ((s->class == 'L' && before->class == 'D') || (s->class == 'D' && before->class == 'L'))
            p *= TOUCH; /* 12 345 and 48°26' rather than 12á345 */
    }
    return p * case_chance(before, s);
}

/* The script that the language is written in, beyond ASCII: that of its most usual letter there. */
static int script_of_language(const struct language *l, const struct seen *s, int n)
{
    double best = 0;
    int script = 0;

    for (int i = 0; i < n; i++)
        if (s[i].class == 'L' && s[i].c > 0x7F && language_char(l, s[i].c) > best) {
            best = language_char(l, s[i].c);
            script = s[i].script;
        }
    return script;
}

/* ------------------------------------------------- one byte a character */

struct pair {
    uint8_t before, at;
    double n;
};

/* The distinct neighbours with a byte beyond ASCII among them. malloc'd. */
static struct pair *pairs_of(slice s, int *n)
{
    uint32_t *count = calloc(65536, sizeof *count);
    struct pair *p;

    if (count == NULL) err_no_memory();
    for (ptrdiff_t i = 0; i <= s.n; i++) {
        uint8_t before = i > 0 ? (uint8_t)s.p[i - 1] : '\n', at = i < s.n ? (uint8_t)s.p[i] : '\n';

        if ((before | at) & 0x80) count[before << 8 | at]++;
    }
    *n = 0;
    for (int i = 0; i < 65536; i++) *n += count[i] > 0;
    p = calloc((size_t)*n + 1, sizeof *p);
    if (p == NULL) err_no_memory();
    *n = 0;
    for (int i = 0; i < 65536; i++)
        if (count[i] > 0) p[(*n)++] = (struct pair){(uint8_t)(i >> 8), (uint8_t)i, count[i]};
    free(count);
    return p;
}

/* No writing but Latin is of words of one letter only. */
static double lone_letters(const struct pair *p, int n, const struct seen s[256])
{
    enum { GREEK = 2 }; /* and the scripts after it */
    bool letters = false;

    for (int i = 0; i < n; i++) {
        const struct seen *x = &s[p[i].before], *y = &s[p[i].at];

        if (y->class != 'L' || y->script < GREEK) continue;
        if (x->class == 'L' && x->script == y->script) return 0;
        letters = true;
    }
    return letters ? log(LONE_LETTERS) : 0;
}

/* Adds the chance of each pair to any[], for texts of several languages. */
static double single_score(const struct pair *p, int n, const struct seen s[256],
                           const struct language *l, double *any)
{
    int script = script_of_language(l, s, 256);
    double sum = 0, share[256];

    for (int i = 0; i < 256; i++) share[i] = alone(l, script, &s[i]);
    for (int i = 0; i < n; i++) {
        uint8_t b = p[i].before, c = p[i].at;
        double one = chance(l, &s[b], share[b], &s[c], share[c]);

        sum += p[i].n * log(one);
        any[i] += one;
    }
    return sum;
}

/* A list of names may be of several languages: each pair is of any of them, all as likely. */
static double mixed_score(const struct pair *p, int n, const double *any, int languages)
{
    double sum = log(SEVERAL);

    for (int i = 0; i < n; i++) sum += p[i].n * log(any[i] / languages);
    return sum;
}

/* ------------------------------------------------ several bytes a character */

/* One character of the sample. */
struct wide {
    int32_t c;
    bool common; /* its lead byte is one of the set's common ones */
};

static int decode_wide(slice s, const struct charset *set, struct wide *out)
{
    iconv_t cd = iconv_open("UTF-32LE", set->iconv);
    int n = 0;

    if (cd == (iconv_t)-1) return -1;
    for (ptrdiff_t i = 0; i < s.n;) {
        unsigned char raw[4];
        char *ip = (char *)(uintptr_t)s.p + i, *op = (char *)raw;
        size_t left = s.n - i < 4 ? (size_t)(s.n - i) : 4, room = 4;
        uint8_t lead = (uint8_t)s.p[i];

        if (lead < 0x80) {
            out[n++] = (struct wide){lead, false};
            i++;
            continue;
        }
        iconv(cd, &ip, &left, &op, &room); /* stops after one: there is no more room */
        if (room == 0) {
            int32_t c = (int32_t)(raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16);

            out[n++] = (struct wide){c, lead >= set->from && lead <= set->to};
            i = ip - s.p;
        } else {
            out[n++] = (struct wide){-1, false};
            i++;
        }
        iconv(cd, NULL, NULL, NULL, NULL);
    }
    iconv_close(cd);
    return n;
}

/* One byte each in Shift-JIS, and so judged like those of one-byte sets. */
static bool is_half_width(int32_t c)
{
    return c >= 0xFF61 && c <= 0xFF9F;
}

/* Of letters that the language's list does not have: those that the standard calls common share a
 * twentieth of a text, kana and syllables included; the others a hundredth. */
static double wide_share(const struct language *l, const struct seen *s, bool common)
{
    double p = language_char(l, s->c);

    if (s->class != 'L') return s->common > p ? s->common : p;
    if (s->script < 12 || is_half_width(s->c)) return p > 0 ? p : 1e-6;
    if (common) return p > 0 ? p : 0.05 / 3500;
    return p > 0 ? p : s->c > 0xFFFF ? CONTROL : 0.01 / 10000;
}

/* As lone_letters: one-byte kana alone are none. */
static double lone_kana(const struct wide *w, int n)
{
    bool kana = false;

    for (int i = 0; i < n; i++) {
        if (w[i].c < 0x80) continue;
        if (!is_half_width(w[i].c) || (i > 0 && is_half_width(w[i - 1].c))) return 0;
        kana = true;
    }
    return kana ? log(LONE_LETTERS) : 0;
}

static double wide_score(const struct wide *w, int n, const struct seen *s,
                         const struct language *l)
{
    double sum = lone_kana(w, n);

    for (int i = 0; i < n; i++) {
        char before = i > 0 && w[i - 1].c >= 0 ? s[i - 1].class : 'S';
        bool after_wide = i > 0 && w[i - 1].c > 0x7F;

        if (w[i].c < 0x80 && w[i].c >= 0) {
            if (after_wide) sum += log(s[i].class == 'S' ? 0.25 : s[i].class == 'D' ? 0.02 : 0.002);
            continue;
        }
        if (is_half_width(w[i].c) && i > 0)
            sum += log(chance(l, &s[i - 1], alone(l, s[i].script, &s[i - 1]), &s[i],
                              alone(l, s[i].script, &s[i])));
        else
            sum += log(s[i].class == 'X' ? NOTHING : wide_share(l, &s[i], w[i].common));
        if (s[i].symbol != NULL && !fits(s[i].symbol->before, before)) sum += log(0.1);
    }
    return sum;
}

/* ------------------------------------------------------------------- all */

/* Is the language's code among those that the set names? */
static bool written_in(const struct charset *set, const char *code)
{
    slice rest = slice_z(set->languages);

    while (rest.n > 0)
        if (slice_eqz(slice_cut(rest, ' ', &rest), code)) return true;
    return false;
}

struct work {
    slice sample;
    struct arena *a;
    const struct language *language;
    struct pair *pair;
    int npair;
    bool used[256];
    uint8_t delimiter; /* 0: none is beyond ASCII */
    struct charguess *out;
    int n;
    int32_t (*map)[256]; /* of the guesses; all -2 for a wide one */
};

static void try_single(struct work *w, const struct charset *set)
{
    struct charguess g = {.set = set, .score = -INFINITY};
    struct seen seen[256] = {0};
    int32_t *map = w->map[w->n];
    double score, *any = arena_new(w->a, double, w->npair + 1);
    int languages = 0;

    if (any == NULL || !charset_map(set, map, NULL)) return;
    for (int i = 0; i < 256; i++)
        if (w->used[i]) seen[i] = see(map[i]);
    for (const struct language *l = w->language; l->code != NULL; l++) {
        if (!written_in(set, l->code)) continue;
        score = single_score(w->pair, w->npair, seen, l, any);
        languages++;
        if (score > g.score) g.score = score, g.language = l->name;
    }
    score = mixed_score(w->pair, w->npair, any, languages);
    if (languages > 1 && score > g.score) g.score = score, g.language = "several languages";
    g.score += lone_letters(w->pair, w->npair, seen);
    if (w->delimiter != 0 && see(map[w->delimiter]).class != 'Y') g.score += log(AS_LETTER);
    w->out[w->n++] = g;
}

static void try_wide(struct work *w, const struct charset *set)
{
    struct charguess g = {.set = set, .score = -INFINITY};
    struct wide *wide = arena_new(w->a, struct wide, w->sample.n + 1);
    struct seen *seen;
    int n;

    if (wide == NULL || (n = decode_wide(w->sample, set, wide)) < 0) return;
    seen = arena_new(w->a, struct seen, n + 1);
    if (seen == NULL) return;
    for (int i = 0; i < n; i++) seen[i] = see(wide[i].c);
    for (const struct language *l = w->language; l->code != NULL; l++) {
        double score;

        if (!written_in(set, l->code)) continue;
        score = wide_score(wide, n, seen, l);
        if (score > g.score) g.score = score, g.language = l->name;
    }
    for (int i = 0; i < 256; i++) w->map[w->n][i] = -2 - w->n;
    w->out[w->n++] = g;
}

static bool same_text(const struct work *w, int i, int k)
{
    for (int b = 128; b < 256; b++)
        if (w->used[b] && w->map[i][b] != w->map[k][b]) return false;
    return true;
}

/* Shares of all; those that read the same text are one guess, under the most usual name: as good as
 * the best of them, so that the first has the largest share. */
static void share_out(struct work *w)
{
    double best = -INFINITY, sum = 0;

    for (int i = 0; i < w->n; i++) {
        w->out[i].score = (w->out[i].score + log(w->out[i].set->usual)) * TEMPER;
        if (w->out[i].score > best) best = w->out[i].score;
    }
    for (int i = 0; i < w->n; i++) {
        int k = 0;

        while (k < i && (w->out[k].set == NULL || !same_text(w, i, k))) k++;
        if (k == i) continue;
        if (w->out[i].score > w->out[k].score) {
            w->out[k].score = w->out[i].score;
            w->out[k].language = w->out[i].language;
        }
        w->out[i].set = NULL;
    }
    for (int i = 0; i < w->n; i++)
        if (w->out[i].set != NULL) sum += w->out[i].share = exp(w->out[i].score - best);
    for (int i = 0; i < w->n; i++) w->out[i].share /= sum;
}

static int by_share(const void *x, const void *y)
{
    const struct charguess *a = x, *b = y;

    if ((a->set == NULL) != (b->set == NULL)) return a->set == NULL ? 1 : -1;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return a->set < b->set ? -1 : a->set > b->set;
}

/* A byte that stands equally often in (nearly) each line, and that is a sign in the sets of Windows
 * and ISO: the delimiter, as the broken bar of old exports. 0: there is none. */
static uint8_t delimiter_of(slice sample)
{
    enum { FIRST = 0xA1, LAST = 0xBF, LINES = 4, LINES_SEEN = 1000 };
    int usual[256] = {0}, even[256] = {0}, lines = 0;

    for (ptrdiff_t i = 0; i < sample.n && lines < LINES_SEEN;) {
        int count[256] = {0};
        ptrdiff_t from = i;

        for (; i < sample.n && sample.p[i] != '\n' && sample.p[i] != '\r'; i++)
            count[(uint8_t)sample.p[i]]++;
        if (i++ == from) continue;
        for (int b = FIRST; b <= LAST; b++) {
            if (lines == 0) usual[b] = count[b];
            even[b] += count[b] == usual[b];
        }
        lines++;
    }
    for (int b = FIRST; b <= LAST && lines >= LINES; b++)
        if (usual[b] > 1 && even[b] * 20 >= lines * 19) return (uint8_t)b;
    return 0;
}

/* What parts cells is no letter: the sets that read the byte as one are unlikely, and it tells no
 * more than a comma would. */
static slice without_delimiter(struct work *w)
{
    slice s = w->sample;
    char *p;

    w->delimiter = delimiter_of(s);
    if (w->delimiter == 0 || (p = arena_alloc(w->a, 1, (size_t)s.n)) == NULL) return s;
    for (ptrdiff_t i = 0; i < s.n; i++) p[i] = (uint8_t)s.p[i] == w->delimiter ? ',' : s.p[i];
    return (slice){p, s.n};
}

int charguess(slice sample, struct arena *a, struct charguess out[CHARGUESS_MOST])
{
    struct work w = {.sample = sample, .a = a, .out = out};
    int n = 0;

    w.language = language_all(a);
    w.map = arena_alloc(a, sizeof *w.map, CHARGUESS_MOST);
    if (w.language == NULL || w.map == NULL) return 0;
    for (ptrdiff_t i = 0; i < sample.n; i++) w.used[(uint8_t)sample.p[i]] = true;
    w.used['\n'] = true; /* stands before and behind it */
    w.pair = pairs_of(without_delimiter(&w), &w.npair);
    for (const struct charset *set = charset_table; set->name != NULL && w.n < CHARGUESS_MOST;
         set++) {
        if (set->wide)
            try_wide(&w, set);
        else
            try_single(&w, set);
    }
    free(w.pair);
    share_out(&w);
    qsort(out, (size_t)w.n, sizeof *out, by_share);
    while (n < w.n && out[n].set != NULL) n++;
    return n;
}

bool charguess_usual(const struct language *all, int32_t c)
{
    for (size_t i = 0; i < sizeof symbol / sizeof *symbol; i++)
        if (symbol[i].c == c) return true;
    for (const struct language *l = all; l->code != NULL; l++)
        if (language_char(l, c) > 0 || language_char(l, see(c).c) > 0) return true;
    return false;
}
