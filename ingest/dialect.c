#include "dialect.h"

#include "csvrow.h"
#include "shape.h"
#include "utf8.h"
#include <csv.h>
#include <ctype.h>
#include <stdlib.h>

enum {
    WINDOW = 48 << 10, /* bytes of one window */
    ROWS_MAX = 400,    /* rows that are scored */
    COLUMNS_MAX = 200, /* columns that are scored */
    CANDIDATES_MAX = 48,
    LINES_SEEN = 600
};

struct candidate {
    struct dialect_found f;
    double prior, score;
};

struct sniff {
    slice sample; /* whole lines of the windows */
    struct arena *arena;
    const struct read_options *o;
    struct candidate at[CANDIDATES_MAX];
    int n;
};

slice dialect_name(const struct dialect_found *f)
{
    if (f->layout == LAYOUT_FIXED) return S("fixed width");
    if (f->layout == LAYOUT_GAPS) return S("two blanks or more");
    if (f->layout == LAYOUT_BLANKS) return S("blanks");
    if (f->d.delimiter.n == 0) return S("none (one column)");
    if (slice_eqz(f->d.delimiter, "\t")) return S("tab");
    if (slice_eqz(f->d.delimiter, " ")) return S("blank");
    return f->d.delimiter;
}

ptrdiff_t dialect_sep_line(slice text, slice *delimiter)
{
    slice line, s;
    ptrdiff_t next = csvrow_line_end(text, 0, &line);

    s = line;
    if (s.n > 0 && s.p[0] == '"') s = slice_sub(s, 1, s.n);
    if (s.n < 5 || s.n > 8 || !slice_eq_nocase(slice_sub(s, 0, 4), S("sep="))) return 0;
    s = slice_sub(s, 4, s.n);
    if (s.n > 1 && s.p[s.n - 1] == '"') s.n--;
    if (s.n == 0 || isalnum((unsigned char)s.p[0])) return 0;
    *delimiter = s;
    return next;
}

/* ------------------------------------------------------------------- windows */

/* Whole lines from the head, the middle and the tail. */
static slice take_sample(slice text, struct arena *a)
{
    struct buf b = {0};
    ptrdiff_t middle, tail, i;

    if (text.n <= 3 * WINDOW) return text;
    middle = text.n / 2 - WINDOW / 4;
    tail = text.n - WINDOW / 2;
    buf_put(&b, slice_sub(text, 0, WINDOW * 2));
    for (i = (ptrdiff_t)b.n; i > WINDOW && text.p[i - 1] != '\n' && text.p[i - 1] != '\r'; i--)
        continue;
    b.n = (size_t)i;
    for (int w = 0; w < 2; w++) {
        ptrdiff_t from = w == 0 ? middle : tail, to = from + WINDOW / 2;
        slice skipped, last;

        from = csvrow_line_end(text, from, &skipped);
        for (i = from; i < to && i < text.n;) {
            i = csvrow_line_end(text, i, &last);
            if (i <= to || w == 1) continue;
        }
        if (i - from < WINDOW) buf_put(&b, slice_sub(text, from, i));
    }
    return buf_take(&b, a);
}

static void find_line_end(slice text, struct dialect *d)
{
    int64_t lf = 0, cr = 0, crlf = 0;

    for (ptrdiff_t i = 0; i < text.n && i < 1 << 20; i++) {
        if (text.p[i] == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
            crlf++, i++;
        else if (text.p[i] == '\r')
            cr++;
        else if (text.p[i] == '\n')
            lf++;
    }
    d->lineterminator = crlf >= lf && crlf >= cr && crlf > 0 ? S("\r\n")
                        : cr > lf                            ? S("\r")
                                                             : S("\n");
}

/* ------------------------------------------------------------------- scoring */

/* The rows of the sample under one candidate. */
struct grid {
    struct csvrow_cells cells;
    ptrdiff_t from[ROWS_MAX + 1];
    int n;
    int64_t odd; /* rows whose quotes were wrong */
    bool after_cr;
};

static void grid_cell(void *s, size_t n, void *data)
{
    struct grid *g = data;

    if (g->n < ROWS_MAX) csvrow_push(&g->cells, (slice){s, (ptrdiff_t)n});
}

/* libcsv's buffer is its own: cells are copied into what the row keeps. */
struct pipe_to {
    struct grid *g;
    struct arena *a;
};

static void pipe_cell(void *s, size_t n, void *data)
{
    struct pipe_to *p = data;
    slice kept = arena_copy(p->a, (slice){s, (ptrdiff_t)n});

    grid_cell((void *)(uintptr_t)kept.p, n, p->g);
}

static void pipe_row(int end, void *data)
{
    struct grid *g = ((struct pipe_to *)data)->g;

    (void)end;
    if (g->n < ROWS_MAX && g->cells.n > g->from[g->n]) g->from[++g->n] = g->cells.n;
}

static int never(unsigned char c)
{
    (void)c;
    return 0;
}

/* libcsv cuts what it can express and what is well-formed; strict mode tells. */
static bool grid_libcsv(const struct dialect_found *f, slice sample, struct arena *a,
                        struct grid *g)
{
    struct csv_parser p;
    struct pipe_to to = {g, a};
    bool ok;

    if (f->layout != LAYOUT_DELIMITED || f->d.delimiter.n != 1 || f->d.quote.n != 1 ||
        f->d.escape.n > 0 || f->d.skipinitialspace || f->padded)
        return false;
    if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0) return false;
    csv_set_delim(&p, (unsigned char)f->d.delimiter.p[0]);
    csv_set_quote(&p, (unsigned char)f->d.quote.p[0]);
    csv_set_space_func(&p, never);
    ok = csv_parse(&p, sample.p, (size_t)sample.n, pipe_cell, pipe_row, &to) == (size_t)sample.n &&
         csv_fini(&p, pipe_cell, pipe_row, &to) == 0;
    csv_free(&p);
    return ok;
}

static void grid_cut(const struct dialect_found *f, slice sample, struct arena *a, struct grid *g)
{
    g->n = 0;
    g->cells.n = 0;
    g->odd = 0;
    if (sample.n < WINDOW && grid_libcsv(f, sample, a, g)) return;
    g->n = 0;
    g->cells.n = 0;
    for (ptrdiff_t i = 0; i < sample.n && g->n < ROWS_MAX;) {
        enum csvrow_repair repair;

        i = csvrow_next(f, sample, i, 0, a, &g->cells, &repair);
        g->odd += repair == CSVROW_STRAY || repair == CSVROW_UNCLOSED;
        if (g->cells.n > g->from[g->n]) g->from[++g->n] = g->cells.n;
    }
}

static int width(const struct grid *g, int r)
{
    return (int)(g->from[r + 1] - g->from[r]);
}

/* The width that most rows have; wider wins a tie. */
static int usual_width(const struct grid *g, int *rows)
{
    int best = 0;

    *rows = 0;
    for (int r = 0; r < g->n; r++) {
        int n = 0, w = width(g, r);

        if (w == best) continue;
        for (int k = 0; k < g->n; k++) n += width(g, k) == w;
        if (n > *rows || (n == *rows && w > best)) *rows = n, best = w;
    }
    return best;
}

/* How even the rows are: 1 when all have the same number of cells, and more cells are better. */
static double pattern_score(const struct grid *g)
{
    double sum = 0;

    for (int r = 0; r < g->n; r++) {
        int same = 0, w = width(g, r);

        for (int k = 0; k < g->n; k++) same += width(g, k) == w;
        sum += ((double)w - 1) / w * (double)same / g->n;
    }
    return g->n > 0 ? sum / g->n : 0;
}

/* What a cell says for or against the cut that made it. */
static double cell_score(slice s, enum shape sh)
{
    int marks = 0;

    if (sh == SHAPE_EMPTY) return 0.9;
    if (s.n == 1 && strchr(",;|:~^#", s.p[0]) != NULL) return 0.2; /* a delimiter itself */
    if (sh < SHAPE_CODE) return 1;
    for (ptrdiff_t i = 0; i < s.n && i < 400; i++) {
        char c = s.p[i];

        if (c == ';' || c == '|' || c == '\t' || c == '~' || c == '^') marks += 2;
        if (c == ',' && i + 1 < s.n && s.p[i + 1] != ' ') marks++;
        if (c == '"') marks++;
    }
    if (marks > 0) return marks > 2 ? 0.25 : 0.6;
    return sh == SHAPE_TEXT ? 0.85 : 0.95;
}

static double column_score(const struct grid *g, int w)
{
    double sum = 0;
    int cols = w < COLUMNS_MAX ? w : COLUMNS_MAX;

    for (int c = 0; c < cols; c++) {
        int by[SHAPES] = {0}, n = 0, top = 0;
        double cells = 0;

        for (int r = 0; r < g->n; r++) {
            enum shape sh;

            if (width(g, r) != w) continue;
            sh = shape_of(g->cells.at[g->from[r] + c]);
            cells += cell_score(g->cells.at[g->from[r] + c], sh);
            by[sh]++;
            n++;
        }
        if (n == 0) continue;
        if (by[SHAPE_EMPTY] == n) { /* also what half of a two-byte delimiter makes */
            sum += 0.5;
            continue;
        }
        by[SHAPE_NUMBER] += by[SHAPE_YEAR];
        by[SHAPE_TEXT] += by[SHAPE_WORD];
        for (int s = SHAPE_NUMBER; s < SHAPES; s++)
            if (by[s] > top) top = by[s];
        sum += cells / n *
               (0.6 + 0.4 *
                          (double)(top + by[SHAPE_EMPTY] + by[SHAPE_MISSING] > n
                                       ? n
                                       : top + by[SHAPE_EMPTY] + by[SHAPE_MISSING]) /
                          n);
    }
    return cols > 0 ? sum / cols : 0;
}

static void score(struct sniff *s, struct candidate *c, struct grid *g)
{
    int rows, w;
    double even;

    grid_cut(&c->f, s->sample, s->arena, g);
    w = usual_width(g, &rows);
    c->f.columns = w;
    if (w < 2) {
        c->score = g->n > 0 ? 0.14 * c->prior * column_score(g, 1) : 0;
        return;
    }
    even = pattern_score(g);
    c->score = c->prior * even * column_score(g, w) * (1 - 0.3 * (double)g->odd / (g->n + 1));
    if (g->n > 2 && width(g, 0) != w) c->score *= 0.93;
    /* Two rows or less say little about evenness. */
    if (g->n <= 1) c->score *= 0.9;
}

/* ---------------------------------------------------------------- candidates */

static struct candidate *add(struct sniff *s, struct dialect_found f, double prior)
{
    if (s->n == CANDIDATES_MAX) return NULL;
    s->at[s->n] = (struct candidate){.f = f, .prior = prior};
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

static void add_delimited(struct sniff *s, slice delimiter, double prior)
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
        add_delimited(s, arena_copy(s->arena, (slice){twice, 2}), 0.97);
    if (u.spaced * 2 >= u.lines && u.spaced < u.total)
        add_delimited(s, arena_copy(s->arena, (slice){blank, 2}), 0.98);
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

static void add_candidates(struct sniff *s)
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
        add_delimited(s, (slice){&usual[i].c, 1}, usual[i].prior);
        if (wide.n > 1) add_delimited(s, wide, 1.02);
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
        add_delimited(s, arena_copy(s->arena, (slice){z, 1}), c < 32 ? 1 : 0.6);
        if (widen(s, (char)c).n > 1) add_delimited(s, widen(s, (char)c), 0.9);
    }
    /* Signs beyond ASCII that people use: broken bar, section sign, thorn, small bullet. */
    for (int i = 0; i < 4; i++) {
        static const char *const sign[] = {"\xC2\xA6", "\xC2\xA7", "\xC3\xBE", "\xE2\x80\xA2"};
        slice first;

        csvrow_line_end(s->sample, 0, &first);
        if (slice_find(first, slice_z(sign[i])) >= 0) add_delimited(s, slice_z(sign[i]), 0.9);
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

/* Blanks around most cells, on both sides, are for looks. */
static bool is_padded(struct sniff *s, const struct dialect_found *f, struct grid *g)
{
    int64_t padded = 0, cells = 0;
    int rows, w;

    if (f->layout != LAYOUT_DELIMITED || f->d.delimiter.n == 0 || slice_eqz(f->d.delimiter, " "))
        return false;
    grid_cut(f, s->sample, s->arena, g);
    w = usual_width(g, &rows);
    for (int r = 0; r < g->n; r++) {
        for (int c = 0; c < width(g, r) && width(g, r) == w; c++) {
            slice v = g->cells.at[g->from[r] + c];

            if (v.n == 0) continue;
            cells++;
            padded += v.p[v.n - 1] == ' ' || (!f->d.skipinitialspace && v.p[0] == ' ');
        }
    }
    return cells > 0 && padded * 4 >= cells;
}

static bool check_options(const struct read_options *o, struct err *e)
{
    if (o->quote != NULL && strlen(o->quote) > 1)
        return err_set(e, E_USAGE, "--quote \"%s\": a quote is one character", o->quote);
    if (o->escape != NULL && strlen(o->escape) > 1)
        return err_set(e, E_USAGE, "--escape \"%s\": an escape is one character", o->escape);
    if (o->delimiter != NULL && (o->delimiter[0] == 0 || strpbrk(o->delimiter, "\r\n") != NULL))
        return err_set(e, E_USAGE, "--delimiter: it is at least one character and no line end");
    return true;
}

static slice option_delimiter(const char *z)
{
    slice s = slice_z(z);

    if (slice_eq_nocase(s, S("tab")) || slice_eqz(s, "\\t")) return S("\t");
    if (slice_eq_nocase(s, S("space")) || slice_eq_nocase(s, S("blank"))) return S(" ");
    return s;
}

bool dialect_detect(slice text, const struct read_options *o, struct arena *a,
                    struct dialect_found *out, struct err *e)
{
    struct sniff *s = arena_new(a, struct sniff, 1);
    struct grid *g = arena_new(a, struct grid, 1);
    slice given = {"", 0};
    int best = 0, second = -1;

    *out = (struct dialect_found){.layout = LAYOUT_DELIMITED};
    if (s == NULL || g == NULL)
        return err_set(e, E_LIMIT, "the text does not fit the memory limit");
    if (!check_options(o, e)) return false;
    text = slice_sub(text, dialect_sep_line(text, &given), text.n);
    if (o->delimiter != NULL) given = option_delimiter(o->delimiter);
    s->arena = a;
    s->o = o;
    s->sample = take_sample(text, a);
    if (given.n > 0)
        add_delimited(s, given, 1);
    else
        add_candidates(s);
    for (int i = 0; i < s->n; i++) {
        score(s, &s->at[i], g);
        if (i == best) continue;
        if (s->at[i].score > s->at[best].score) {
            second = best;
            best = i;
        } else if (second < 0 || s->at[i].score > s->at[second].score) {
            second = i;
        }
    }
    *out = s->at[best].f;
    out->padded = is_padded(s, out, g);
    if (out->padded) score(s, &s->at[best], g);
    out->d.confidence = s->at[best].score > 0 ? 0.99 : 0.5;
    if (second >= 0 && s->at[best].score > 0) {
        double ratio = s->at[second].score / s->at[best].score;

        out->d.confidence = 1 - 0.5 * ratio * ratio;
        if (ratio > 0.3) out->also = dialect_name(&s->at[second].f);
    }
    if (out->layout != LAYOUT_DELIMITED)
        out->d.delimiter = out->layout == LAYOUT_FIXED ? S("") : S(" ");
    if (out->d.delimiter.n == 0 && out->layout == LAYOUT_DELIMITED)
        out->d.delimiter = (slice){"", 0};
    find_line_end(text, &out->d);
    csvrow_free(&g->cells);
    return true;
}
