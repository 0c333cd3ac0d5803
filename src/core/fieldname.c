#include "fieldname.h"

#include "buf.h"
#include "utf8.h"

/* How much words tell of a field. */
#define OF_GENERIC 0.6
#define OF_UNIT 0.3
/* How alike two words are. */
#define BY_MEANING 0.92
#define BY_NEARNESS 0.6
#define BY_BEGINNING 0.8
#define BY_LETTERS 0.72
#define BY_TWO_LETTERS 0.6
#define BY_ONE_LETTER 0.5
#define BY_INITIALS 0.85
/* What is left when one name says the opposite of the other. */
#define AFTER_OPPOSITE 0.4

enum group { G_WORD, G_GENERIC, G_UNIT };
static const struct {
    enum group group;
    const char *words;
} meaning_list[] = {
#define WORD(words) {G_WORD, words},
#define GENERIC(words) {G_GENERIC, words},
#define UNIT(words) {G_UNIT, words},
#define NEAR(words)
#define OPPOSITE(a, b)
#define ALIAS(word, words)
#define STOP(words)
#include "fieldwords.def"
#undef WORD
#undef GENERIC
#undef UNIT
};
static const char *const near_list[] = {
#define WORD(words)
#define GENERIC(words)
#define UNIT(words)
#undef NEAR
#define NEAR(words) words,
#include "fieldwords.def"
};
static const struct {
    const char *a, *b;
} opposite_list[] = {
#undef NEAR
#define NEAR(words)
#undef OPPOSITE
#define OPPOSITE(a, b) {a, b},
#include "fieldwords.def"
};
static const struct {
    const char *word, *words;
} alias_list[] = {
#undef OPPOSITE
#define OPPOSITE(a, b)
#undef ALIAS
#define ALIAS(word, words) {word, words},
#include "fieldwords.def"
};
static const char *const stop_list[] = {
#undef ALIAS
#define ALIAS(word, words)
#undef STOP
#define STOP(words) words,
#include "fieldwords.def"
};

enum {
    MEANINGS = sizeof meaning_list / sizeof *meaning_list,
    NEARS = sizeof near_list / sizeof *near_list,
    OPPOSITES = sizeof opposite_list / sizeof *opposite_list,
    ALIASES = sizeof alias_list / sizeof *alias_list,
    STOPS = sizeof stop_list / sizeof *stop_list,
    SLOTS = 16384,
    STEM_LEAST = 4,     /* letters that an ending leaves of a word */
    COMPOUND_LEAST = 5, /* letters of a word that may be two */
    WORD_MOST = 64,     /* bytes of a word that is looked into: longer ones are read as a whole */
    PART_LEAST = 3,
    HEAD_LEAST = 5, /* letters of a head that is known, and of what may stand before it */
    HEAD_BEFORE = 4,
    OPPOSITE_MAX = 4
};
_Static_assert(NEARS <= 64, "one bit for each line of near things");

struct entry {
    slice word;
    int meaning; /* or -1: a stop word; -2 - i: alias i */
    bool stem;
};
struct fieldwords {
    struct entry slot[SLOTS];
    uint64_t near[MEANINGS];
    int opposite[MEANINGS][OPPOSITE_MAX], opposites[MEANINGS];
};

/* ---- the list */
static uint32_t hash_of(slice s)
{
    uint32_t h = 2166136261u; /* FNV-1a */

    for (ptrdiff_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h;
}

/* What endings leave: factur of facture, factura, faktury of faktura. */
static slice stem_of(slice s)
{
    while (s.n > STEM_LEAST && strchr("aeiouysn", s.p[s.n - 1]) != NULL) s.n--;
    return s;
}

static void put(struct fieldwords *w, slice word, int meaning, bool stem)
{
    uint32_t at = hash_of(word) % SLOTS;

    while (w->slot[at].word.n > 0) {
        if (w->slot[at].meaning == meaning && w->slot[at].stem == stem &&
            slice_eq(w->slot[at].word, word))
            return;
        at = (at + 1) % SLOTS;
    }
    w->slot[at] = (struct entry){word, meaning, stem};
}

/* The meanings of a word; `stem`: by what its ending leaves. */
static int look_up(const struct fieldwords *w, slice word, bool stem, int *meaning, int max)
{
    int n = 0;

    for (uint32_t at = hash_of(word) % SLOTS; w->slot[at].word.n > 0; at = (at + 1) % SLOTS)
        if (w->slot[at].stem == stem && n < max && slice_eq(w->slot[at].word, word))
            meaning[n++] = w->slot[at].meaning;
    return n;
}

static int meaning_of(const char *word)
{
    for (int i = 0; i < MEANINGS; i++) {
        slice rest;

        if (slice_eq(slice_cut(slice_z(meaning_list[i].words), ' ', &rest), slice_z(word)))
            return i;
    }
    return -1;
}

static void add_near(struct fieldwords *w)
{
    for (int k = 0; k < NEARS; k++)
        for (slice rest = slice_z(near_list[k]); rest.n >= 0;) {
            slice word = slice_cut(rest, ' ', &rest);

            for (int i = 0; i < MEANINGS; i++) {
                slice more;

                if (slice_eq(slice_cut(slice_z(meaning_list[i].words), ' ', &more), word))
                    w->near[i] |= UINT64_C(1) << k;
            }
        }
}

static void add_opposite(struct fieldwords *w, int a, int b)
{
    if (a >= 0 && b >= 0 && w->opposites[a] < OPPOSITE_MAX) w->opposite[a][w->opposites[a]++] = b;
}

struct fieldwords *fieldwords_open(struct arena *a)
{
    struct fieldwords *w = arena_new(a, struct fieldwords, 1);

    if (w == NULL) return NULL;
    for (int i = 0; i < MEANINGS; i++)
        for (slice rest = slice_z(meaning_list[i].words); rest.n >= 0;) {
            slice word = slice_cut(rest, ' ', &rest);

            put(w, word, i, false);
            put(w, stem_of(word), i, true);
        }
    for (int i = 0; i < ALIASES; i++) put(w, slice_z(alias_list[i].word), -2 - i, false);
    for (int i = 0; i < STOPS; i++)
        for (slice rest = slice_z(stop_list[i]); rest.n >= 0;)
            put(w, slice_cut(rest, ' ', &rest), -1, false);
    add_near(w);
    for (int i = 0; i < OPPOSITES; i++) {
        int x = meaning_of(opposite_list[i].a), y = meaning_of(opposite_list[i].b);

        add_opposite(w, x, y);
        add_opposite(w, y, x);
    }
    return w;
}

/* ---- a name into words */
/* Letters without their marks, as the list of words has them. */
static void put_plain(struct buf *b, slice letter)
{
    static const char from[] =
        "\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u0105\u00e7\u0107\u010d\u00e8\u00e9\u00ea\u00eb\u0119"
        "\u00ec\u00ed\u00ee\u00ef\u0142\u00f1\u0144\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8\u015b\u0161"
        "\u00f9\u00fa\u00fb\u00fc\u016f\u00fd\u017a\u017c\u017e";
    static const char to[] = "aaaaaaaccceeeeeiiiilnnoooooossuuuuuyzzz";
    slice s = slice_z(from);
    int32_t cp, c;

    utf8_decode(letter.p, letter.n, &cp);
    if (cp == 0xdf) {
        buf_putz(b, "ss");
        return;
    }
    for (int i = 0; to[i] != 0; i++) {
        int n = utf8_decode(s.p, s.n, &c);

        if (c == cp) {
            buf_putc(b, to[i]);
            return;
        }
        s = slice_sub(s, n, s.n);
    }
    buf_put(b, letter);
}

static bool is_capital(slice name, ptrdiff_t i)
{
    return i < name.n && name.p[i] >= 'A' && name.p[i] <= 'Z';
}

/* Small words of a name: cut at marks, at a change to a capital (custName, LName), at digits. */
static int cut_words(slice name, struct arena *a, slice word[FIELDNAME_WORDS])
{
    struct buf b = {0};
    int n = 0;
    bool lower = false, capital_before = false, digit = false;

    for (ptrdiff_t i = 0; i <= name.n && n < FIELDNAME_WORDS;) {
        int32_t cp = 0;
        int len = i < name.n ? utf8_decode(name.p + i, name.n - i, &cp) : 1;
        bool is_digit = i < name.n && utf8_is_digit(cp);
        bool letter = i < name.n && (utf8_is_letter(cp) || is_digit);
        bool capital = letter && is_capital(name, i);
        bool hump = capital && (lower || (capital_before && i + 1 < name.n &&
                                          name.p[i + 1] >= 'a' && name.p[i + 1] <= 'z'));

        if (b.n > 0 && (!letter || hump || is_digit != digit)) word[n++] = buf_take(&b, a);
        if (letter && n < FIELDNAME_WORDS)
            put_plain(&b, utf8_lower(a, slice_sub(name, i, i + len)));
        lower = letter && !capital;
        capital_before = capital;
        digit = is_digit;
        i += len;
    }
    buf_free(&b);
    return n;
}

static bool is_number(slice s)
{
    return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

/* ship of shipped and shipping, list of listing. */
static slice verb_of(slice s)
{
    if (s.n > STEM_LEAST + 1 && slice_ends(s, S("ed")))
        s.n -= 2;
    else if (s.n > STEM_LEAST + 2 && slice_ends(s, S("ing")))
        s.n -= 3;
    else
        return S("");
    if (s.n > 3 && s.p[s.n - 1] == s.p[s.n - 2]) s.n--;
    return s;
}

/* Meanings of a word as it is and without the s of a plural, else of its verb, else by what its
 * ending leaves. */
static int meanings_of(const struct fieldwords *w, slice word, int *meaning)
{
    int n = look_up(w, word, false, meaning, FIELDNAME_MEANINGS);

    if (word.n >= STEM_LEAST && word.p[word.n - 1] == 's' && (n == 0 || meaning[0] >= 0))
        n += look_up(w, slice_sub(word, 0, word.n - 1), false, meaning + n, FIELDNAME_MEANINGS - n);
    if (n == 0 && verb_of(word).n > 0)
        n = look_up(w, verb_of(word), false, meaning, FIELDNAME_MEANINGS);
    if (n == 0 && word.n >= STEM_LEAST)
        n = look_up(w, stem_of(word), true, meaning, FIELDNAME_MEANINGS);
    return n;
}

/* zaehler for zahler: umlauts as clients without them write them. */
static slice without_umlauts(slice s, struct arena *a)
{
    struct buf b = {0};

    for (ptrdiff_t i = 0; i < s.n; i++) {
        buf_putc(&b, s.p[i]);
        if (i + 1 < s.n && s.p[i + 1] == 'e' && strchr("aou", s.p[i]) != NULL) i++;
    }
    return buf_take(&b, a);
}

static void add_word(struct fieldname *out, const struct fieldwords *w, slice text, int from,
                     struct arena *a)
{
    struct fieldname_word *x = &out->word[out->n];
    int meaning[FIELDNAME_MEANINGS], n;

    if (out->n == FIELDNAME_WORDS) return;
    *x = (struct fieldname_word){.text = text, .weight = 1, .from = from};
    n = meanings_of(w, text, meaning);
    if (n == 0) n = meanings_of(w, without_umlauts(text, a), meaning);
    for (int i = 0; i < n; i++)
        if (meaning[i] >= 0) x->meaning[x->meanings++] = meaning[i];
    for (int i = 0; i < n; i++) {
        double weight = meaning[i] == -1                              ? 0
                        : meaning[i] < -1                             ? 1
                        : meaning_list[meaning[i]].group == G_GENERIC ? OF_GENERIC
                        : meaning_list[meaning[i]].group == G_UNIT    ? OF_UNIT
                                                                      : 1;

        if (i == 0 || weight < x->weight) x->weight = weight;
    }
    out->n++;
}

static int alias_of(const struct fieldwords *w, slice text)
{
    int meaning[FIELDNAME_MEANINGS], n = look_up(w, text, false, meaning, FIELDNAME_MEANINGS);

    for (int i = 0; i < n; i++)
        if (meaning[i] < -1) return -2 - meaning[i];
    return -1;
}

/* Where a word of two known ones is cut, as far to the left as its end is known; 0: nowhere. */
static ptrdiff_t compound_at(const struct fieldwords *w, slice text)
{
    int meaning[FIELDNAME_MEANINGS];

    if (text.n < COMPOUND_LEAST || text.n > WORD_MOST || meanings_of(w, text, meaning) > 0)
        return 0;
    for (ptrdiff_t k = PART_LEAST; k + 2 <= text.n; k++) {
        slice left = slice_sub(text, 0, k), right = slice_sub(text, k, text.n);
        bool known = false;

        if (right.n < PART_LEAST && !slice_eqz(right, "nr") && !slice_eqz(right, "no") &&
            !slice_eqz(right, "id") && !slice_eqz(right, "dt"))
            continue;
        if (look_up(w, right, false, meaning, FIELDNAME_MEANINGS) == 0 || meaning[0] == -1)
            if (right.n < STEM_LEAST + 1 ||
                look_up(w, stem_of(right), true, meaning, FIELDNAME_MEANINGS) == 0)
                continue;
        for (ptrdiff_t cut = 0; cut <= 2 && !known && left.n - cut >= PART_LEAST; cut++) {
            slice part = slice_sub(left, 0, left.n - cut);

            /* kunde-n, geburt-s, order_ */
            if (cut > 0 && strchr("sner", left.p[left.n - cut]) == NULL) break;
            known = look_up(w, part, false, meaning, FIELDNAME_MEANINGS) > 0 && meaning[0] != -1;
        }
        if (!known && left.n > STEM_LEAST)
            known = look_up(w, stem_of(left), true, meaning, FIELDNAME_MEANINGS) > 0;
        if (known || compound_at(w, left) > 0) return k;
    }
    return 0;
}

/* Where a word ends in one that many fields have, whatever stands before it: utlaning-datum. */
static ptrdiff_t head_at(const struct fieldwords *w, slice text)
{
    for (ptrdiff_t k = HEAD_BEFORE; k + HEAD_LEAST <= text.n && text.n <= WORD_MOST; k++) {
        int meaning[FIELDNAME_MEANINGS];

        if (look_up(w, slice_sub(text, k, text.n), false, meaning, FIELDNAME_MEANINGS) > 0 &&
            meaning[0] >= 0 && meaning_list[meaning[0]].group == G_GENERIC)
            return k;
    }
    return 0;
}

static void add_text(struct fieldname *out, const struct fieldwords *w, slice text, int from,
                     struct arena *a)
{
    int alias = alias_of(w, text), meaning[FIELDNAME_MEANINGS];
    ptrdiff_t cut;

    if (alias >= 0) {
        for (slice rest = slice_z(alias_list[alias].words); rest.n >= 0;)
            add_word(out, w, slice_cut(rest, ' ', &rest), from, a);
        return;
    }
    cut = is_number(text) ? 0 : compound_at(w, text);
    if (cut == 0 && !is_number(text) && meanings_of(w, text, meaning) == 0) {
        slice plain = without_umlauts(text, a);

        cut = compound_at(w, plain);
        if (cut == 0) cut = head_at(w, plain);
        if (cut > 0) text = plain;
    }
    if (cut > 0) {
        add_text(out, w, slice_sub(text, 0, cut), from, a);
        add_text(out, w, slice_sub(text, cut, text.n), from, a);
        return;
    }
    add_word(out, w, text, from, a);
}

void fieldname_read(const struct fieldwords *w, slice name, struct arena *a, struct fieldname *out)
{
    slice word[FIELDNAME_WORDS];
    int n = cut_words(name, a, word);
    bool all_stop = true;
    struct buf b = {0};

    *out = (struct fieldname){.written = n};
    for (int i = 0; i < n; i++) {
        out->initial[i] = word[i].p[0];
        buf_put(&b, word[i]);
        add_text(out, w, word[i], i, a);
    }
    out->whole = buf_take(&b, a);
    for (int i = 0; i < out->n; i++) all_stop = all_stop && out->word[i].weight == 0;
    for (int i = 0; i < out->n && all_stop; i++) out->word[i].weight = OF_GENERIC;
}

void fieldname_add(const struct fieldwords *w, struct fieldname *name, slice word, struct arena *a)
{
    add_word(name, w, word, -1, a);
}

/* ---- how alike */
static bool shares_meaning(const struct fieldname_word *a, const struct fieldname_word *b)
{
    for (int i = 0; i < a->meanings; i++)
        for (int k = 0; k < b->meanings; k++)
            if (a->meaning[i] == b->meaning[k]) return true;
    return false;
}

static bool are_near(const struct fieldwords *w, const struct fieldname_word *a,
                     const struct fieldname_word *b)
{
    uint64_t x = 0, y = 0;

    for (int i = 0; i < a->meanings; i++) x |= w->near[a->meaning[i]];
    for (int i = 0; i < b->meanings; i++) y |= w->near[b->meaning[i]];
    return (x & y) != 0;
}

static bool are_opposite(const struct fieldwords *w, const struct fieldname_word *a,
                         const struct fieldname_word *b)
{
    for (int i = 0; i < a->meanings; i++)
        for (int j = 0; j < w->opposites[a->meaning[i]]; j++)
            for (int k = 0; k < b->meanings; k++)
                if (w->opposite[a->meaning[i]][j] == b->meaning[k]) return true;
    return false;
}

/* "cust" of "customer", "qty" of "quantity", "dlvry" of "delivery". */
static double as_short_for(slice s, slice l)
{
    ptrdiff_t k = 0;

    if (s.n >= l.n || s.p[0] != l.p[0]) return 0;
    if (s.n == 1) return BY_ONE_LETTER;
    if (slice_starts(l, s)) return s.n >= 3 ? BY_BEGINNING : BY_TWO_LETTERS;
    for (ptrdiff_t i = 0; i < l.n && k < s.n; i++) k += l.p[i] == s.p[k];
    if (k < s.n) return 0;
    if (s.n == 2) return BY_TWO_LETTERS * (l.n <= 8 ? 1 : 0.8);
    return s.n >= 3 && s.n * 4 >= l.n ? BY_LETTERS : 0;
}

static double word_similarity(const struct fieldwords *w, const struct fieldname_word *a,
                              const struct fieldname_word *b)
{
    slice x = a->text, y = b->text;
    ptrdiff_t longer = x.n > y.n ? x.n : y.n;
    double best = 0, d;

    if (slice_eq(x, y)) return 1;
    if (is_number(x) || is_number(y)) return 0;
    if (shares_meaning(a, b)) return BY_MEANING;
    if (are_opposite(w, a, b)) return 0;
    if (are_near(w, a, b)) best = BY_NEARNESS;
    if (a->weight == 0 || b->weight == 0) return best;
    d = x.n < y.n ? as_short_for(x, y) : as_short_for(y, x);
    /* a word that is known for something else is less likely short for this, a longer one not */
    if (d > 0 && (x.n < y.n ? a : b)->meanings > 0) d *= x.n >= 4 && y.n >= 4 ? 0 : 0.7;
    if (d > best) best = d;
    if (longer > WORD_MOST) return best;
    d = 1 - (double)slice_distance(x, y, (int)longer) / (double)longer;
    if (longer >= 5 && d >= 0.7 && d * 0.9 > best) best = d * 0.9;
    return best;
}

/* The first letters of written words as one word: dob, uom. Words of `b` that a word of `a` stands
 * for; 0: none. */
static int initials_of(const struct fieldname_word *x, const struct fieldname *b, int *from)
{
    int n = (int)x->text.n;

    if (n < 2 || n > 5) return 0;
    for (int i = 0; i + n <= b->written; i++)
        if (memcmp(b->initial + i, x->text.p, (size_t)n) == 0) {
            *from = i;
            return n;
        }
    return 0;
}

struct matching {
    bool used[2][FIELDNAME_WORDS];
    double sum, all;
};

static void match_initials(struct matching *m, const struct fieldname *a, const struct fieldname *b,
                           int side)
{
    for (int i = 0; i < a->n; i++) {
        int from = 0, n = initials_of(&a->word[i], b, &from);
        double weight = 0;

        if (n == 0 || m->used[side][i]) continue;
        for (int k = 0; k < b->n; k++)
            if (b->word[k].from >= from && b->word[k].from < from + n && !m->used[1 - side][k]) {
                m->used[1 - side][k] = true;
                weight += b->word[k].weight;
            }
        m->used[side][i] = true;
        m->sum += BY_INITIALS * (weight + a->word[i].weight);
    }
}

/* Pairs of words, the most alike first, each word once. */
static void match_words(const struct fieldwords *w, struct matching *m, const struct fieldname *a,
                        const struct fieldname *b)
{
    for (;;) {
        double best = 0;
        int x = -1, y = -1;

        for (int i = 0; i < a->n; i++)
            for (int k = 0; k < b->n; k++) {
                double s;

                if (m->used[0][i] || m->used[1][k]) continue;
                s = word_similarity(w, &a->word[i], &b->word[k]);
                if (s > best) {
                    best = s;
                    x = i;
                    y = k;
                }
            }
        if (x < 0) return;
        m->used[0][x] = m->used[1][y] = true;
        m->sum += best * (a->word[x].weight + b->word[y].weight);
    }
}

double fieldname_similarity(const struct fieldwords *w, const struct fieldname *a,
                            const struct fieldname *b, int skip)
{
    struct matching m = {.sum = 0};
    bool opposite = false;
    double s;

    if (a->n == 0 || b->n == 0) return 0;
    if (slice_eq(a->whole, b->whole)) return 1;
    for (int k = 0; k < skip && k < b->n; k++) m.used[1][k] = true;
    for (int i = 0; i < a->n; i++) m.all += a->word[i].weight;
    for (int k = skip; k < b->n; k++) m.all += b->word[k].weight;
    if (m.all <= 0) return 0;
    match_initials(&m, a, b, 0);
    match_initials(&m, b, a, 1);
    match_words(w, &m, a, b);
    for (int i = 0; i < a->n; i++)
        for (int k = skip; k < b->n; k++)
            opposite = opposite || (!m.used[0][i] && !m.used[1][k] &&
                                    are_opposite(w, &a->word[i], &b->word[k]));
    s = m.sum / m.all * 0.99;
    return opposite ? s * AFTER_OPPOSITE : s;
}

bool fieldname_means(const struct fieldwords *w, const struct fieldname *name, const char *words)
{
    for (slice rest = slice_z(words); rest.n >= 0;) {
        slice word = slice_cut(rest, ' ', &rest);
        int meaning[FIELDNAME_MEANINGS], n = look_up(w, word, false, meaning, FIELDNAME_MEANINGS);

        for (int i = 0; i < name->n; i++)
            for (int k = 0; k < name->word[i].meanings; k++)
                for (int j = 0; j < n; j++)
                    if (name->word[i].meaning[k] == meaning[j]) return true;
    }
    return false;
}

bool fieldname_same_front(const struct fieldname *a, const struct fieldname *b)
{
    return a->n > 1 && b->n > 1 && slice_eq(a->word[0].text, b->word[0].text);
}
