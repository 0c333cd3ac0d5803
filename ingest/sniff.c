#include "sniff.h"

#include "csvrow.h"
#include <ctype.h>

enum { LINES_SEEN = 600 };

/* ---------------------------------------------------------------- candidates */

static struct sniff_candidate *add(struct sniff *s, struct dialect_found f, double prior)
{
    if (s->n == SNIFF_MOST) return NULL;
    s->at[s->n] = (struct sniff_candidate){.f = f, .prior = prior};
    return &s->at[s->n++];
}

/* How often the character q opens and closes a cell under this delimiter. */
static void count_quotes(const struct sniff *s, const struct dialect_found *f, char q,
                         int64_t *opens, int64_t *pairs, int64_t *doubled, int64_t *escaped)
{
    slice t = s->sample, d = f->d.delimiter;
    bool start = true, inside = false;

    *opens = *pairs = *doubled = *escaped = 0;
    if (t.n == 0 || memchr(t.p, q, (size_t)t.n) == NULL) return;
    for (ptrdiff_t i = 0; i < t.n; i++) {
        bool at_delimiter =
            d.n > 0 ? t.p[i] == d.p[0] && slice_starts(slice_sub(t, i, t.n), d)
                    : f->layout != LAYOUT_DELIMITED && (t.p[i] == ' ' || t.p[i] == '\t');
        bool at_end = t.p[i] == '\n' || t.p[i] == '\r';

        if (!inside && t.p[i] == q && start) {
            ++*opens;
            inside = true;
            start = false;
            continue;
        }
        if (inside && t.p[i] == q) {
            slice rest = slice_sub(t, i + 1, t.n);

            if (i > 0 && t.p[i - 1] == '\\')
                ++*escaped;
            else if (rest.n > 0 && rest.p[0] == q &&
                     !(rest.n > 1 && slice_starts(slice_sub(rest, 1, rest.n), d) && d.n > 0 &&
                       i > 0 && slice_starts(slice_sub(t, i - d.n, t.n), d)))
                ++*doubled, i++;
            else {
                while (rest.n > 0 && rest.p[0] == ' ' && !slice_starts(rest, d))
                    rest = slice_sub(rest, 1, rest.n);
                if (rest.n == 0 || rest.p[0] == '\n' || rest.p[0] == '\r' ||
                    (d.n > 0 ? slice_starts(rest, d) : true))
                    ++*pairs, inside = false;
            }
            continue;
        }
        if (inside && at_end && q != '"') inside = false; /* an apostrophe */
        if (at_delimiter) {
            start = true;
            if (d.n > 1) i += d.n - 1;
        } else if (at_end) {
            start = true;
        } else if (t.p[i] != ' ') {
            start = false;
        }
    }
}

/* Gives the candidate the quote and the escape that its cells show. */
static void choose_quote(const struct sniff *s, struct dialect_found *f)
{
    static const char usual[] = "\"'`";
    static const char other[] = "|~^*%$#";
    int64_t opens, pairs, doubled, escaped, best = 0, lines = 1;

    f->d.quote = S("\"");
    f->d.doublequote = true;
    f->d.escape = (slice){"", 0};
    if (s->o->quote != NULL) f->d.quote = slice_z(s->o->quote);
    for (ptrdiff_t i = 0; i < s->sample.n; i++)
        lines += s->sample.p[i] == '\n' || s->sample.p[i] == '\r';
    for (const char *q = usual; s->o->quote == NULL && *q != 0; q++) {
        count_quotes(s, f, *q, &opens, &pairs, &doubled, &escaped);
        if (*q != '"' && (pairs < 2 || pairs * 10 < opens * 9)) continue;
        if (pairs > best) {
            best = pairs;
            f->d.quote = (slice){q, 1};
        }
        if (*q == '"' && pairs > 0 && pairs * 2 >= opens) break;
    }
    for (const char *q = other; s->o->quote == NULL && best == 0 && *q != 0; q++) {
        if (f->d.delimiter.n == 0 || slice_find(f->d.delimiter, (slice){q, 1}) >= 0) continue;
        count_quotes(s, f, *q, &opens, &pairs, &doubled, &escaped);
        if (pairs >= lines && pairs >= 4 && pairs == opens) {
            best = pairs;
            f->d.quote = (slice){q, 1};
        }
    }
    if (s->o->escape != NULL) {
        f->d.escape = slice_z(s->o->escape);
        f->d.doublequote = f->d.escape.n == 0;
    } else if (f->d.quote.n > 0) {
        count_quotes(s, f, f->d.quote.p[0], &opens, &pairs, &doubled, &escaped);
        if (escaped > 0 && escaped > doubled) {
            f->d.escape = S("\\");
            f->d.doublequote = false;
        }
    }
}

/* Lines of the sample that hold c, the share of them with the usual count, and neighbours. */
struct usage {
    int lines, with, even;
    int64_t total, spaced, doubles, singles;
};

static struct usage usage_of(slice t, char c)
{
    struct usage u = {0};
    int count[64] = {0}, n = 0, top = 0;
    bool any = false;

    for (ptrdiff_t i = 0; i <= t.n && u.lines < LINES_SEEN; i++) {
        if (i == t.n || t.p[i] == '\n' || t.p[i] == '\r') {
            if (any) {
                u.lines++;
                u.with += n > 0;
                if (n > 0) count[n < 63 ? n : 63]++;
            }
            any = false;
            n = 0;
            continue;
        }
        any = true;
        if (t.p[i] != c) continue;
        n++;
        u.total++;
        u.spaced += i + 1 < t.n && (t.p[i + 1] == ' ' || t.p[i + 1] == '\n' || t.p[i + 1] == '\r');
        if ((i + 1 < t.n && t.p[i + 1] == c) || (i > 0 && t.p[i - 1] == c))
            u.doubles++;
        else
            u.singles++;
    }
    for (int k = 1; k < 64; k++)
        if (count[k] > top) top = count[k];
    u.even = top;
    return u;
}

/* "||" or "::": every run has the same length; "~|~": always the same neighbours. */
static slice widen(struct sniff *s, char c)
{
    slice t = s->sample;
    struct usage u = usage_of(t, c);
    char before = 0, after = 0;
    bool same_b = true, same_a = true;

    if (u.total > 0 && u.singles == 0 && c != ' ') {
        int64_t threes = 0, runs = 0;

        for (ptrdiff_t i = 0; i < t.n;) {
            ptrdiff_t from = i;

            if (t.p[i] != c) {
                i++;
                continue;
            }
            while (i < t.n && t.p[i] == c) i++;
            runs++;
            threes += (i - from) % 2 != 0;
        }
        if (threes == 0) return arena_printf(s->arena, "%c%c", c, c);
        if (threes == runs && u.doubles == u.total)
            return arena_printf(s->arena, "%c%c%c", c, c, c);
    }
    for (ptrdiff_t i = 0; i < t.n && u.total > 1; i++) {
        char b, n;

        if (t.p[i] != c) continue;
        b = i > 0 ? t.p[i - 1] : 0;
        n = i + 1 < t.n ? t.p[i + 1] : 0;
        if (before == 0) before = b, after = n;
        same_b &= b == before;
        same_a &= n == after;
    }
    same_b &= before != 0 && ispunct((unsigned char)before) && before != '"' && before != '\'';
    same_a &= after != 0 && ispunct((unsigned char)after) && after != '"' && after != '\'';
    if (u.total > 1 && (same_b || same_a)) {
        char z[4] = {0};
        int n = 0;

        if (same_b) z[n++] = before;
        z[n++] = c;
        if (same_a) z[n++] = after;
        return arena_printf(s->arena, "%s", z);
    }
    return arena_printf(s->arena, "%c", c);
}

void sniff_delimiter(struct sniff *s, slice delimiter, double prior)
{
    struct dialect_found f = {.layout = LAYOUT_DELIMITED};
    struct usage u;

    f.d.delimiter = delimiter;
    choose_quote(s, &f);
    if (delimiter.n == 1 && delimiter.p[0] != ' ') {
        u = usage_of(s->sample, delimiter.p[0]);
        f.d.skipinitialspace = u.total > 0 && u.spaced * 20 >= u.total * 19;
        if (f.d.skipinitialspace) choose_quote(s, &f);
    }
    add(s, f, prior);
}

/* "::" though single colons are in the cells; ", " though decimal commas are. */
static void add_long(struct sniff *s, char c, struct usage u)
{
    char twice[2] = {c, c}, blank[2] = {c, ' '};

    if (c == ' ') return;
    if (u.doubles > 0 && u.singles > 0 && u.doubles * 4 > u.lines)
        sniff_delimiter(s, arena_copy(s->arena, (slice){twice, 2}), 0.97);
    if (u.spaced * 2 >= u.lines && u.spaced < u.total)
        sniff_delimiter(s, arena_copy(s->arena, (slice){blank, 2}), 0.98);
}

static void add_layout(struct sniff *s, enum dialect_layout layout, double prior)
{
    struct dialect_found f = {.layout = layout};

    f.d.delimiter = (slice){"", 0};
    choose_quote(s, &f);
    f.d.skipinitialspace = true;
    add(s, f, prior);
}

/* Is every gutter before a cut at least two characters wide? */
static bool wide_gutters(const int *filled, int few, const int *cut, int ncut)
{
    for (int i = 0; i < ncut; i++)
        if (cut[i] < 2 || filled[cut[i] - 2] > few) return false;
    return ncut > 0;
}

/* Cuts at gutters of one character under which the first line names nothing part words of one
 * column ("+44 343 1929"). */
static int keep_named(slice t, const int *filled, int few, int *cut, int ncut)
{
    slice line = {"", 0};
    bool named[1024] = {false};
    int at = 0, k = 0, n = 0;

    for (ptrdiff_t i = 0; i < t.n && slice_trim(line).n == 0;) i = csvrow_line_end(t, i, &line);
    for (ptrdiff_t i = 0; i < line.n && ncut <= 1024; i++) {
        if ((line.p[i] & 0xC0) == 0x80) continue;
        while (k < ncut && at >= cut[k]) k++;
        if (line.p[i] != ' ' && k > 0) named[k - 1] = true;
        at++;
    }
    if (ncut > 1024) return ncut;
    for (int i = 0; i < ncut; i++)
        if (named[i] || (cut[i] >= 2 && filled[cut[i] - 2] <= few)) cut[n++] = cut[i];
    return n;
}

/* Columns of characters that are blank in (nearly) every line: where fixed-width cells end. */
static void add_fixed(struct sniff *s)
{
    enum { WIDE = 1024 };
    static const double few = 0.02;
    int *filled = arena_new(s->arena, int, WIDE + 1), lines = 0, last = 0, ncut = 0;
    int *cut = arena_new(s->arena, int, WIDE);
    slice t = s->sample, line;

    if (filled == NULL || cut == NULL) return;
    for (ptrdiff_t i = 0; i < t.n && lines < LINES_SEEN;) {
        int at = 0;

        i = csvrow_line_end(t, i, &line);
        if (slice_trim(line).n < 3 || memchr(line.p, '\t', (size_t)line.n) != NULL) continue;
        lines++;
        for (ptrdiff_t k = 0; k < line.n && at < WIDE; k++) {
            if ((line.p[k] & 0xC0) == 0x80) continue;
            filled[at] += line.p[k] != ' ';
            at++;
        }
        if (at > last) last = at;
    }
    if (lines < 3) return;
    for (int k = 1; k < last; k++)
        if (filled[k] > few * lines && filled[k - 1] <= few * lines && k > 1) cut[ncut++] = k;
    if (ncut > 0 && filled[0] <= few * lines) {
        /* The first cells begin behind an indent: the first cut is no cut. */
        memmove(cut, cut + 1, (size_t)--ncut * sizeof *cut);
    }
    ncut = keep_named(t, filled, (int)(few * lines), cut, ncut);
    if (ncut > 0) {
        struct dialect_found f = {.layout = LAYOUT_FIXED, .cut = cut, .ncut = ncut};

        f.d.delimiter = f.d.quote = f.d.escape = (slice){"", 0};
        f.d.skipinitialspace = true;
        add(s, f, wide_gutters(filled, (int)(few * lines), cut, ncut) ? 0.92 : 0.82);
    }
}

void sniff_all(struct sniff *s)
{
    static const struct {
        char c;
        double prior;
    } usual[] = {{',', 1},   {';', 1},   {'\t', 1},   {'|', 0.98},
                 {'^', 0.9}, {'~', 0.9}, {':', 0.72}, {' ', 0.72}};
    struct usage blank = usage_of(s->sample, ' ');
    bool seen[256] = {false};

    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        struct usage u = usage_of(s->sample, usual[i].c);
        slice wide;

        seen[(uint8_t)usual[i].c] = true;
        if (u.with == 0) continue;
        wide = widen(s, usual[i].c);
        sniff_delimiter(s, (slice){&usual[i].c, 1}, usual[i].prior);
        if (wide.n > 1) sniff_delimiter(s, wide, 1.02);
        add_long(s, usual[i].c, u);
    }
    for (int c = 1; c < 128; c++) {
        struct usage u;
        char z[1] = {(char)c};

        if (seen[c] || isalnum(c) || c == '\n' || c == '\r' ||
            strchr("\"'`_.\\-()[]{}<>", c) != NULL)
            continue;
        u = usage_of(s->sample, (char)c);
        if (u.lines < 2 || u.with * 10 < u.lines * 9 || u.even * 2 < u.lines) continue;
        sniff_delimiter(s, arena_copy(s->arena, (slice){z, 1}), c < 32 ? 1 : 0.6);
        if (widen(s, (char)c).n > 1) sniff_delimiter(s, widen(s, (char)c), 0.9);
    }
    /* Signs beyond ASCII that people use: broken bar, section sign, thorn, small bullet. */
    for (int i = 0; i < 4; i++) {
        static const char *const sign[] = {"\xC2\xA6", "\xC2\xA7", "\xC3\xBE", "\xE2\x80\xA2"};
        slice first;

        csvrow_line_end(s->sample, 0, &first);
        if (slice_find(first, slice_z(sign[i])) >= 0) sniff_delimiter(s, slice_z(sign[i]), 0.9);
    }
    if (blank.doubles > 0) {
        add_layout(s, LAYOUT_GAPS, 0.86);
        add_layout(s, LAYOUT_BLANKS, 0.74);
        add_fixed(s);
    }
    {
        struct dialect_found one = {.layout = LAYOUT_DELIMITED};

        choose_quote(s, &one);
        one.d.delimiter = (slice){"", 0};
        add(s, one, 1);
    }
}
