#include "sniff.h"

#include "csvrow.h"
#include "gutter.h"
#include <ctype.h>

enum {
    LINES_SEEN = 600,
    WHOLE_FOR_ONE_BROKEN = 4,
    UNCLOSED_LEAST = 3,
    QUOTE_AHEAD = 2,
    OPENS_SEEN = 200
};
static const double RULED = 1.2;   /* somebody drew where the columns are */
static const double BLURRED = 0.9; /* lines apart from the table have a say in where it is cut */
static const double BOXED = 0.95;  /* a drawn box, which no delimiter cuts as well */
static const double RARE = 0.3;    /* signs that stand inside values: paths, addresses */
static const double HALVED = 0.8;  /* a sign that never stands alone */

/* ---------------------------------------------------------------- candidates */

static struct sniff_candidate *add(struct sniff *s, struct dialect_found f, double prior)
{
    if (s->n == SNIFF_MOST) return NULL;
    s->at[s->n] = (struct sniff_candidate){.f = f, .prior = prior};
    return &s->at[s->n++];
}

/* Do two quotes begin the text with more of the cell behind them? A backslash before such a pair is
 * a character of the cell; before a quote at the cell's end it keeps that quote. */
static bool doubles(slice t, slice delimiter)
{
    if (t.n < 3 || t.p[1] != t.p[0] || t.p[2] == '\n' || t.p[2] == '\r') return false;
    return delimiter.n == 0 || !slice_starts(slice_sub(t, 2, t.n), delimiter);
}

/* How often the character q opens and closes a cell under this delimiter, where x keeps it. */
static void count_quotes(const struct sniff *s, const struct dialect_found *f, char q, char x,
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

            if (i > 0 && t.p[i - 1] == x && !doubles(slice_sub(t, i, t.n), d))
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
        if (inside && at_end && q == '\'') inside = false; /* an apostrophe */
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

/* Does x stand before quotes and itself only, and often enough to mean it? */
static bool only_keeps(slice t, char x, char q)
{
    enum { LEAST = 3 };
    int kept = 0;

    for (ptrdiff_t i = 0; i < t.n; i++) {
        if (t.p[i] != x) continue;
        if (++i >= t.n || (t.p[i] != q && t.p[i] != x)) return false;
        kept++;
    }
    return kept >= LEAST;
}

/* The sign that keeps quotes within cells: a backslash, or another that does nothing else. */
static void choose_escape(const struct sniff *s, struct dialect_found *f)
{
    static const char *const sign[] = {"\\", "^", "/", "~", "!", "#"};
    char q = f->d.quote.p[0];

    for (size_t i = 0; i < sizeof sign / sizeof sign[0]; i++) {
        int64_t opens, pairs, doubled, escaped;

        if (i > 0 && (*sign[i] == q || slice_find(f->d.delimiter, slice_z(sign[i])) >= 0 ||
                      memchr(s->sample.p, *sign[i], (size_t)s->sample.n) == NULL))
            continue;
        count_quotes(s, f, q, *sign[i], &opens, &pairs, &doubled, &escaped);
        if (escaped <= doubled || (i > 0 && !only_keeps(s->sample, *sign[i], q))) continue;
        f->d.escape = slice_z(sign[i]);
        f->d.doublequote = false;
        return;
    }
}

/* Gives the candidate the quote and the escape that its cells show. */
static void choose_quote(const struct sniff *s, struct dialect_found *f)
{
    static const char usual[] = "\"'`";
    static const char other[] = "|~^*%$#";
    int64_t opens, pairs, doubled, escaped, best = 0;

    f->d.quote = S("\"");
    f->d.doublequote = true;
    f->d.escape = (slice){"", 0};
    if (s->o->quote != NULL) f->d.quote = slice_z(s->o->quote);
    for (const char *q = usual; s->o->quote == NULL && *q != 0; q++) {
        count_quotes(s, f, *q, '\\', &opens, &pairs, &doubled, &escaped);
        if (*q != '"' && (pairs < 2 || pairs * 10 < opens * 9)) continue;
        /* The usual one may stand in cells of the others, but hardly around them. */
        if (pairs > best * (f->d.quote.p[0] == '"' ? QUOTE_AHEAD : 1)) {
            best = pairs;
            f->d.quote = (slice){q, 1};
        }
    }
    for (const char *q = other; s->o->quote == NULL && best == 0 && *q != 0; q++) {
        if (f->d.delimiter.n == 0 || slice_find(f->d.delimiter, (slice){q, 1}) >= 0) continue;
        count_quotes(s, f, *q, '\\', &opens, &pairs, &doubled, &escaped);
        if (pairs >= s->lines && pairs >= 4 && pairs == opens) {
            best = pairs;
            f->d.quote = (slice){q, 1};
        }
    }
    if (s->o->escape != NULL) {
        f->d.escape = slice_z(s->o->escape);
        f->d.doublequote = f->d.escape.n == 0;
    } else if (f->d.quote.n > 0) {
        choose_escape(s, f);
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
        u.spaced += i + 1 < t.n && (t.p[i + 1] == ' ' || t.p[i + 1] == '\n' || t.p[i + 1] == '\r' ||
                                    (c != '\t' && t.p[i + 1] == '\t'));
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

/* "||", ":::": runs of c that (nearly) all have the same length. */
static slice run_of(struct sniff *s, char c)
{
    enum { LONGEST = 4 };
    int64_t length[LONGEST + 1] = {0}, runs = 0;
    slice t = s->sample;
    char z[LONGEST];

    for (ptrdiff_t i = 0; i < t.n; i++) {
        ptrdiff_t from = i;

        if (t.p[i] != c) continue;
        while (i < t.n && t.p[i] == c) i++;
        runs++;
        for (int k = 2; k <= LONGEST; k++) length[k] += (i - from) % k == 0;
    }
    memset(z, c, sizeof z);
    for (int k = LONGEST; k >= 2 && c != ' '; k--)
        if (runs > 0 && length[k] * 20 >= runs * 19) return arena_copy(s->arena, (slice){z, k});
    return (slice){"", 0};
}

/* Signs that stand beside others in delimiters of several bytes. */
static bool frames(char c)
{
    return c != 0 && strchr("|~^:;*=<>@&!#$%+-", c) != NULL;
}

/* The sign that most often stands beside c (step -1: before it); 0: none does in half the cases. */
static char beside(slice t, char c, int step)
{
    int64_t count[128] = {0}, total = 0;
    int best = 0;

    for (ptrdiff_t i = 0; i < t.n; i++) {
        ptrdiff_t k = i + step;

        if (t.p[i] != c) continue;
        total++;
        if (k >= 0 && k < t.n && t.p[k] != c && frames(t.p[k])) count[(int)t.p[k]]++;
    }
    for (int k = 1; k < 128; k++)
        if (count[k] > count[best]) best = k;
    return count[best] * 2 >= total ? (char)best : 0;
}

static int64_t count_of(slice t, slice what)
{
    int64_t n = 0;

    for (ptrdiff_t i; (i = slice_find(t, what)) >= 0; n++) t = slice_sub(t, i + what.n, t.n);
    return n;
}

/* Three or four of c in every line, though shorter runs may stand in cells. */
static slice long_run(struct sniff *s, char c, int lines)
{
    char z[4] = {c, c, c, c};

    for (int k = 4; k > 2; k--)
        if (count_of(s->sample, (slice){z, k}) >= lines) return arena_copy(s->arena, (slice){z, k});
    return (slice){"", 0};
}

/* "~|~", "^|", "->": c between the same signs. A plus before or a minus behind it may be a
 * number's, so such signs count only on both sides. */
static void add_framed(struct sniff *s, char c, struct usage u)
{
    char before = beside(s->sample, c, -1), after = beside(s->sample, c, 1), z[4] = {0};
    slice wide;
    int n = 0;

    if (before != after && before != 0 && strchr("+#$%", before) != NULL) before = 0;
    if (before != after && after != 0 && strchr("+-#$%", after) != NULL) after = 0;
    if (before != 0) z[n++] = before;
    z[n++] = c;
    if (after != 0) z[n++] = after;
    wide = arena_copy(s->arena, (slice){z, n});
    if (n > 1 && count_of(s->sample, wide) * 2 >= u.lines)
        sniff_delimiter(s, wide, u.total == count_of(s->sample, wide) ? 1.02 : 1);
}

/* " - " in each line as often, though a lone minus is a number's or a date's. */
static void add_dash(struct sniff *s)
{
    int lines = 0, with = 0, even = 0, usual = 0;
    slice line;

    for (ptrdiff_t i = 0; i < s->sample.n && lines < LINES_SEEN;) {
        int n;

        i = csvrow_line_end(s->sample, i, &line);
        n = (int)count_of(line, S(" - "));
        lines += slice_trim(line).n > 0;
        with += n > 0;
        if (usual == 0) usual = n;
        even += n > 0 && n == usual;
    }
    if (usual > 1 && with * 10 >= lines * 9 && even * 10 >= lines * 7)
        sniff_delimiter(s, S(" - "), 1);
}

/* Does a backslash stand before the delimiter somewhere? */
static bool escapes(slice t, slice delimiter)
{
    char z[8] = "\\";

    if (delimiter.n == 0 || delimiter.n > 6 || delimiter.p[0] == '\\') return false;
    memcpy(z + 1, delimiter.p, (size_t)delimiter.n);
    return slice_find(t, (slice){z, delimiter.n + 1}) >= 0;
}

/* Is a lone quote a whole cell somewhere? Then quotes may be text, as in lists of words. */
static bool lone_quote(const struct sniff *s, const struct dialect_found *f)
{
    slice t = s->sample, d = f->d.delimiter;

    for (ptrdiff_t i = 0; i < t.n && f->d.quote.n > 0 && d.n > 0; i++) {
        slice rest = slice_sub(t, i + 1, t.n);

        if (t.p[i] == f->d.quote.p[0] &&
            (i == 0 || t.p[i - 1] == '\n' || t.p[i - 1] == '\r' ||
             slice_ends(slice_sub(t, 0, i), d)) &&
            (rest.n == 0 || rest.p[0] == '\n' || rest.p[0] == '\r' || slice_starts(rest, d)))
            return true;
    }
    return false;
}

/* Do hardly any of the marks that cells begin with have another that ends the cell in their line?
 * Then they are text: "Blue" and other stories. */
static bool unclosed_quotes(const struct sniff *s, const struct dialect_found *f)
{
    slice rest = s->sample, d = f->d.delimiter, line;
    int64_t opens = 0, closed = 0;

    while (f->d.quote.n == 1 && d.n > 0 && rest.n > 0 && opens < OPENS_SEEN) {
        rest = slice_sub(rest, csvrow_line_end(rest, 0, &line), rest.n);
        for (ptrdiff_t i = 0; i < line.n && opens < OPENS_SEEN; i++) {
            bool closes = false;

            if (line.p[i] != f->d.quote.p[0] || (i > 0 && !slice_ends(slice_sub(line, 0, i), d)))
                continue;
            opens++;
            for (ptrdiff_t k = i + 1; k < line.n && !closes; k++)
                closes = line.p[k] == line.p[i] &&
                         (k + 1 == line.n || slice_starts(slice_sub(line, k + 1, line.n), d));
            closed += closes;
        }
    }
    return opens >= UNCLOSED_LEAST && closed * 5 < opens;
}

/* Behind the cell in quotes that the text begins with, all marks inside of it doubled, and its line
 * end; 0: it begins with none. */
static ptrdiff_t quoted_row(slice t)
{
    slice rest;
    ptrdiff_t i = 1;

    if (t.n < 2 || t.p[0] != '"') return 0;
    for (; i < t.n; i++) {
        if (t.p[i] != '"') continue;
        if (i + 1 == t.n || t.p[i + 1] != '"') break;
        i++;
    }
    if (i >= t.n) return 0;
    i = csvrow_line_end(t, i + 1, &rest);
    return slice_trim(rest).n == 0 ? i : 0;
}

bool sniff_whole(slice t)
{
    int rows = 0, whole = 0;
    slice line;

    for (ptrdiff_t i = 0; i < t.n && rows < LINES_SEEN;) {
        ptrdiff_t n = quoted_row(slice_sub(t, i, t.n));

        i = n > 0 ? i + n : csvrow_line_end(t, i, &line);
        rows++;
        whole += n > 0;
    }
    /* The first may be a heading that needed no quotes; of the rest some may be damaged. */
    return whole > 0 && rows > 1 && (rows - 1 - whole) * WHOLE_FOR_ONE_BROKEN <= whole;
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
    if (s->o->quote == NULL && (lone_quote(s, &f) || unclosed_quotes(s, &f))) {
        struct dialect_found plain = f;

        plain.d.quote = plain.d.escape = (slice){"", 0};
        add(s, plain, prior);
    }
    if (f.d.escape.n == 0 && s->o->escape == NULL && escapes(s->sample, delimiter)) {
        f.d.escape = S("\\");
        add(s, f, prior);
    } else if (s->whole && delimiter.n > 0 && !f.d.skipinitialspace) {
        f.whole = true;
        add(s, f, prior);
    }
}

/* Delimiters of several bytes that c is a part of: the cells may hold single ones. */
static void add_long(struct sniff *s, char c, struct usage u)
{
    slice run = run_of(s, c), most = run.n > 0 ? run : long_run(s, c, u.lines);
    char twice[2] = {c, c}, blank[2] = {c, ' '};

    if (c == ' ') return;
    for (int i = 0; run.n > 0 && i < s->n; i++)
        if (slice_eq(s->at[i].f.d.delimiter, (slice){&c, 1})) s->at[i].prior *= HALVED;
    if (run.n > 0)
        sniff_delimiter(s, run, c == '/' ? RARE : 1.02);
    else if (most.n > 0)
        sniff_delimiter(s, most, 0.97);
    else if (u.doubles * 4 > u.lines)
        sniff_delimiter(s, arena_copy(s->arena, (slice){twice, 2}), 0.97);
    if (u.spaced * 2 >= u.lines && u.spaced < u.total)
        sniff_delimiter(s, arena_copy(s->arena, (slice){blank, 2}), 0.98);
    add_framed(s, c, u);
}

static void add_layout(struct sniff *s, enum dialect_layout layout, double prior)
{
    struct dialect_found f = {.layout = layout};

    f.d.delimiter = (slice){"", 0};
    choose_quote(s, &f);
    f.d.skipinitialspace = true;
    add(s, f, prior);
}

static void add_cuts(struct sniff *s, struct gutter_cuts g, struct dialect_found f, double prior)
{
    if (g.n == 0) return;
    f.layout = LAYOUT_FIXED;
    f.cut = g.at;
    f.ncut = g.n;
    f.d.delimiter = f.d.quote = f.d.escape = (slice){"", 0};
    f.d.skipinitialspace = true;
    add(s, f, prior);
}

static void add_fixed(struct sniff *s)
{
    static const struct dialect_found plain, strict = {.strict = true}, boxed = {.boxed = true};
    struct gutter_cuts g = gutter_find(s->sample, s->arena),
                       apart = gutter_apart(s->sample, s->arena);
    bool blurred =
        apart.n > 0 && (apart.n != g.n || memcmp(apart.at, g.at, (size_t)g.n * sizeof *g.at) != 0);

    add_cuts(s, g, plain, (g.wide ? 0.92 : 0.82) * (blurred ? BLURRED : 1));
    add_cuts(s, apart, strict, apart.wide ? 0.92 : 0.82);
    add_cuts(s, gutter_ruled(s->sample, s->arena), strict, RULED);
    g = gutter_boxed(s->sample, s->arena);
    add_cuts(s, g, boxed, g.wide ? BOXED : RARE);
}

void sniff_all(struct sniff *s)
{
    static const struct {
        char c;
        double prior;
    } usual[] = {{',', 1},   {';', 1},   {'\t', 1},   {'|', 0.98},
                 {'^', 0.9}, {'~', 0.9}, {':', 0.72}, {' ', 0.72}};
    struct usage blank = usage_of(s->sample, ' ');
    bool seen[256] = {false}, there[256] = {false};

    for (ptrdiff_t i = 0; i < s->sample.n; i++) there[(uint8_t)s->sample.p[i]] = true;

    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        struct usage u;

        seen[(uint8_t)usual[i].c] = true;
        if (!there[(uint8_t)usual[i].c]) continue;
        u = usage_of(s->sample, usual[i].c);
        if (u.with == 0) continue;
        sniff_delimiter(s, (slice){&usual[i].c, 1}, usual[i].prior);
        add_long(s, usual[i].c, u);
    }
    for (int c = 1; c < 128; c++) {
        struct usage u;
        char z[1] = {(char)c};

        if (seen[c] || !there[c] || isalnum(c) || c == '\n' || c == '\r' ||
            strchr("\"'`_.\\-()[]{}<>", c) != NULL)
            continue;
        u = usage_of(s->sample, (char)c);
        if (u.lines < 2 || u.with * 10 < u.lines * 9 || u.even * 2 < u.lines) continue;
        sniff_delimiter(s, arena_copy(s->arena, (slice){z, 1}),
                        c < 32                       ? 1
                        : strchr("/@%?+", c) != NULL ? RARE
                                                     : 0.6);
        add_long(s, (char)c, u);
    }
    add_dash(s);
    /* Arrows: signs that cut only together with others. */
    for (const char *c = "<>"; *c != 0; c++)
        if (there[(uint8_t)*c]) add_framed(s, *c, usage_of(s->sample, *c));
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
