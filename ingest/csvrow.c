#include "csvrow.h"

#include "comment.h"
#include "shape.h"
#include "utf8.h"
#include <assert.h>
#include <stdlib.h>

enum {
    PIECES_MAX = 4000 /* a line with more pieces is not repaired */
};

void csvrow_free(struct csvrow_cells *c)
{
    free(c->at);
    *c = (struct csvrow_cells){0};
}

void csvrow_reserve(struct csvrow_cells *c, ptrdiff_t n)
{
    ptrdiff_t cap = c->cap > 0 ? c->cap * 2 : 256;
    slice *at;

    if (n <= c->cap - c->n) return;
    if (cap < c->n + n) cap = c->n + n;
    at = realloc(c->at, (size_t)cap * sizeof *at);
    if (at == NULL) err_no_memory();
    c->at = at;
    c->cap = cap;
}

void csvrow_push(struct csvrow_cells *c, slice s)
{
    if (c->n == c->cap) csvrow_reserve(c, 1);
    if (s.n > CSVROW_CELL_MAX) {
        c->full = true;
        s.n = CSVROW_CELL_MAX;
    }
    c->at[c->n++] = s;
}

ptrdiff_t csvrow_line_end(slice text, ptrdiff_t at, slice *line)
{
    ptrdiff_t i = at;

    while (i < text.n && text.p[i] != '\n' && text.p[i] != '\r') i++;
    *line = slice_sub(text, at, i);
    if (i < text.n && text.p[i] == '\r')
        i++, i += i < text.n && text.p[i] == '\n';
    else if (i < text.n)
        i++;
    return i;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Length of the delimiter at s, or 0. */
static ptrdiff_t delimiter_at(const struct dialect_found *f, slice s)
{
    ptrdiff_t n = 0;

    if (f->layout == LAYOUT_DELIMITED) {
        if (f->d.delimiter.n == 0 || s.n == 0 || s.p[0] != f->d.delimiter.p[0]) return 0;
        return slice_starts(s, f->d.delimiter) ? f->d.delimiter.n : 0;
    }
    if (f->layout == LAYOUT_FIXED) return 0;
    while (n < s.n && blank(s.p[n])) n++;
    if (f->layout == LAYOUT_GAPS && n == 1 && s.p[0] != '\t') return 0;
    return n;
}

static bool line_end(slice s)
{
    return s.n <= 0 || s.p[0] == '\n' || s.p[0] == '\r';
}

/* The inside of a quoted cell without doubled and escaped marks. */
static slice unquote(const struct dialect_found *f, slice s, struct arena *a)
{
    char q = f->d.quote.n > 0 ? f->d.quote.p[0] : 0, x = f->d.escape.n > 0 ? f->d.escape.p[0] : 0;
    char *to;
    ptrdiff_t n = 0;

    if (memchr(s.p, q, (size_t)s.n) == NULL && (x == 0 || memchr(s.p, x, (size_t)s.n) == NULL))
        return s;
    to = arena_new(a, char, s.n + 1);
    if (to == NULL) return s;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (x != 0 && s.p[i] == x && i + 1 < s.n &&
            (s.p[i + 1] == q || s.p[i + 1] == x || delimiter_at(f, slice_sub(s, i + 1, s.n)) > 0))
            i++;
        else if (s.p[i] == q && f->d.doublequote && i + 1 < s.n && s.p[i + 1] == q)
            i++;
        to[n++] = s.p[i];
    }
    return (slice){to, n};
}

#define NO_BREAK "\xC2\xA0" /* a blank too where cells are padded */

/* Length of the padding's sign at the front of s; 0: there is none. */
static ptrdiff_t padding_at(slice s)
{
    if (s.n > 0 && blank(s.p[0])) return 1;
    return slice_starts(s, S(NO_BREAK)) ? 2 : 0;
}

static slice trim_start(slice s)
{
    ptrdiff_t n;

    while ((n = padding_at(s)) > 0) s = slice_sub(s, n, s.n);
    return s;
}

static slice trim_end(slice s)
{
    while (s.n > 0 && (blank(s.p[s.n - 1]) || slice_ends(s, S(NO_BREAK))))
        s.n -= blank(s.p[s.n - 1]) ? 1 : 2;
    return s;
}

/* A cell without quotes around it. */
static slice plain(const struct dialect_found *f, slice s, struct arena *a)
{
    char x = f->d.escape.n > 0 ? f->d.escape.p[0] : 0;

    if (f->d.skipinitialspace || f->padded) s = trim_start(s);
    if (f->padded) s = trim_end(s);
    return x != 0 && s.n > 0 && memchr(s.p, x, (size_t)s.n) != NULL ? unquote(f, s, a) : s;
}

/* -------------------------------------------------------------- exact cutting */

struct cut {
    ptrdiff_t next;
    int lines;
    bool odd; /* a quote stands where none may */
};

/* Offset behind the closing quote of the cell whose inside starts at i; -1: there is none within
 * CSVROW_LINES_MAX lines. *odd: quotes inside that are neither doubled nor escaped. */
static ptrdiff_t close_quote(const struct dialect_found *f, slice t, ptrdiff_t i, int *lines,
                             bool *odd)
{
    char q = f->d.quote.p[0], x = f->d.escape.n > 0 ? f->d.escape.p[0] : 0;

    for (; i < t.n; i++) {
        char c = t.p[i];

        if (c == '\n' && ++*lines > CSVROW_LINES_MAX) return -1;
        if (x != 0 && x != q && c == x && i + 1 < t.n) {
            i++;
            continue;
        }
        if (c != q) continue;
        if (f->d.doublequote && i + 1 < t.n && t.p[i + 1] == q) {
            i++;
            continue;
        }
        {
            slice rest = slice_sub(t, i + 1, t.n), after = rest;

            if (line_end(rest) || delimiter_at(f, rest) > 0) return i + 1;
            if (f->padded || f->d.skipinitialspace || f->layout == LAYOUT_DELIMITED)
                after = trim_start(rest);
            if (after.n < rest.n && (line_end(after) || delimiter_at(f, after) > 0)) return i + 1;
        }
        *odd = true;
    }
    return -1;
}

/* The offset behind the padding at i, up to a delimiter. */
static ptrdiff_t behind_padding(const struct dialect_found *f, slice t, ptrdiff_t i)
{
    ptrdiff_t n;

    while ((n = padding_at(slice_sub(t, i, t.n))) > 0 && delimiter_at(f, slice_sub(t, i, t.n)) == 0)
        i += n;
    return i;
}

static struct cut cut_exact(const struct dialect_found *f, slice t, ptrdiff_t at, struct arena *a,
                            struct csvrow_cells *out)
{
    struct cut c = {.next = at, .lines = 0};
    char q = f->d.quote.n > 0 ? f->d.quote.p[0] : 0, x = f->d.escape.n > 0 ? f->d.escape.p[0] : 0;
    char one = f->layout == LAYOUT_DELIMITED && f->d.delimiter.n == 1 ? f->d.delimiter.p[0] : 0;
    ptrdiff_t i = at, d;

    if (f->layout == LAYOUT_BLANKS || f->layout == LAYOUT_GAPS)
        while (i < t.n && blank(t.p[i])) i++;
    for (;;) {
        ptrdiff_t from = i, open = i;

        if (f->padded || f->d.skipinitialspace) open = behind_padding(f, t, open);
        if (q != 0 && open < t.n && t.p[open] == q) {
            ptrdiff_t end = close_quote(f, t, open + 1, &c.lines, &c.odd);

            if (end < 0) {
                c.odd = true;
                c.lines = CSVROW_LINES_MAX + 1;
                csvrow_push(out, slice_sub(t, open, t.n));
                c.next = t.n;
                return c;
            }
            csvrow_push(out, unquote(f, slice_sub(t, open + 1, end - 1), a));
            out->quoted = true;
            i = end;
            i = behind_padding(f, t, i);
        } else {
            while (one != 0 && i < t.n && t.p[i] != one && t.p[i] != q && t.p[i] != x &&
                   (unsigned char)t.p[i] > '\r')
                i++; /* what nothing below cares for */
            while (i < t.n && t.p[i] != '\n' && t.p[i] != '\r' &&
                   delimiter_at(f, slice_sub(t, i, t.n)) == 0) {
                if (q != 0 && t.p[i] == q) c.odd |= x == 0 || i == from || t.p[i - 1] != x;
                if (x != 0 && t.p[i] == x && i + 1 < t.n && t.p[i + 1] != '\n' &&
                    t.p[i + 1] != '\r')
                    i++;
                i++;
            }
            csvrow_push(out, plain(f, slice_sub(t, from, i), a));
        }
        d = i < t.n ? delimiter_at(f, slice_sub(t, i, t.n)) : 0;
        if (d == 0) break;
        i += d;
        if (f->layout != LAYOUT_DELIMITED && line_end(slice_sub(t, i, t.n))) break;
    }
    if (i < t.n && t.p[i] == '\r')
        i++, i += i < t.n && t.p[i] == '\n';
    else if (i < t.n)
        i++;
    c.next = i;
    return c;
}

/* ------------------------------------------------------------------ repairing */

/* A piece of a line that no cell boundary cuts. */
struct piece {
    ptrdiff_t from, to;
    bool glued;       /* no delimiter before it, only a quote */
    int32_t had, has; /* quotes in the line before it, and up to its end */
};

static void count_quotes(char q, slice line, struct piece *p, int n)
{
    ptrdiff_t i = 0;
    int32_t quotes = 0;

    for (int k = 0; k < n; k++) {
        for (; i < p[k].from; i++) quotes += line.p[i] == q;
        p[k].had = quotes;
        for (; i < p[k].to; i++) quotes += line.p[i] == q;
        p[k].has = quotes;
    }
}

/* 3/4", 6": a quote behind a digit and before the end of a cell is a mark of inches or seconds. */
static bool is_inch(const struct dialect_found *f, slice line, ptrdiff_t i)
{
    return line.p[i - 1] >= '0' && line.p[i - 1] <= '9' &&
           (i + 1 == line.n || delimiter_at(f, slice_sub(line, i + 1, line.n)) > 0);
}

static int pieces_of(const struct dialect_found *f, slice line, struct piece *p)
{
    char q = f->d.quote.n > 0 ? f->d.quote.p[0] : 0;
    ptrdiff_t from = 0, i = 0, d;
    int n = 0;
    bool glued = false;

    while (i <= line.n && n < PIECES_MAX - 2) {
        d = i < line.n ? delimiter_at(f, slice_sub(line, i, line.n)) : 0;
        if (d > 0 || i == line.n) {
            p[n++] = (struct piece){.from = from, .to = i, .glued = glued};
            if (i == line.n) return n;
            i += d;
            from = i;
            glued = false;
            continue;
        }
        if (q != 0 && line.p[i] == q && i > from && line.p[i - 1] != q && !blank(line.p[i - 1]) &&
            line.p[i - 1] != '=' && !is_inch(f, line, i)) {
            /* A cell may begin here though no delimiter stands before it. */
            p[n++] = (struct piece){.from = from, .to = i, .glued = glued};
            from = i;
            glued = true;
        } else if (q != 0 && i > from && line.p[i - 1] == q && line.p[i] != q && i - 1 > 0 &&
                   !blank(line.p[i]) && from < i) {
            p[n++] = (struct piece){.from = from, .to = i, .glued = glued};
            from = i;
            glued = true;
        }
        i++;
    }
    return i > line.n ? n : -1;
}

/* What it costs to read the pieces from `a` to `z` as one cell; < 0: they cannot be one. */
static double cell_cost(const struct dialect_found *f, slice line, const struct piece *a,
                        const struct piece *z, bool across, bool *quoted)
{
    char q = f->d.quote.p[0], x = f->d.escape.n > 0 ? f->d.escape.p[0] : 0;
    slice s = slice_sub(line, a->from, z->to);
    int stray = 0, all = z->has - a->had;

    if (f->layout == LAYOUT_DELIMITED) s = trim_end(trim_start(s));
    *quoted =
        s.n >= 2 && s.p[0] == q && s.p[s.n - 1] == q && !(x != 0 && x != q && s.p[s.n - 2] == x);
    if (!*quoted) {
        if (across) return -1;
        if (all == 0) return 0;
        return (s.p[0] == q || s.p[s.n - 1] == q) ? 0.8 + 0.2 * all : 0.2 * all;
    }
    if (all == 2) return 0;
    for (ptrdiff_t i = 1; i < s.n - 1; i++) {
        if (x == 0 || x == q) {
            const char *next = memchr(s.p + i, q, (size_t)(s.n - 1 - i));

            if (next == NULL) break;
            i = next - s.p;
        }
        if (x != 0 && x != q && s.p[i] == x) {
            i++;
        } else if (s.p[i] == q) {
            if (f->d.doublequote && i + 1 < s.n - 1 && s.p[i + 1] == q)
                i++;
            else
                stray++;
        }
    }
    return stray == 0 ? 0 : 0.6 + 0.2 * stray;
}

static slice cell_text(const struct dialect_found *f, slice line, const struct piece *first,
                       const struct piece *last, struct arena *a)
{
    bool quoted;
    slice s = slice_sub(line, first->from, last->to);
    double cost = cell_cost(f, line, first, last, false, &quoted);

    if (!quoted) return plain(f, s, a);
    s = trim_end(trim_start(s));
    s = slice_sub(s, 1, s.n - 1);
    return cost > 0 ? s
                    : unquote(f, s, a); /* with stray quotes inside, all are taken as they are */
}

struct step {
    float cost;
    int16_t before; /* the piece that the last cell starts with */
};

/* Relaxes what is known of pieces [0, j) as 1 .. most cells by a last cell that starts at i. */
static void relax(struct step *table, int i, int j, int most, double c)
{
    const struct step *from = table + (ptrdiff_t)i * (most + 1);
    struct step *to = table + (ptrdiff_t)j * (most + 1);

    for (int k = 1; k <= most; k++) {
        float sum = from[k - 1].cost + (float)c;

        if (sum < to[k].cost) to[k] = (struct step){sum, (int16_t)i};
    }
}

/* Best way to read pieces [0, n) as cells: dynamic programming, over the number of cells too when
 * it matters (want > 0). start[k] is the first piece of cell k. */
static double best_way(const struct dialect_found *f, slice line, const struct piece *p, int n,
                       int want, int most, struct step *table, int *start, int *count)
{
    enum { SPAN = 64 };
    int row = want > 0 ? most + 1 : 1, at = 0;
    double best = 1e9;

    for (ptrdiff_t i = 0; i < (ptrdiff_t)(n + 1) * row; i++) table[i] = (struct step){1e9F, -1};
    table[0].cost = 0;
    for (int j = 1; j <= n; j++) {
        bool across = false;

        for (int i = j - 1; i >= 0 && j - i <= SPAN; i--) {
            bool quoted;
            double c;

            across |= i < j - 1 && !p[i + 1].glued;
            /* No cell costs less than nothing. */
            if (want == 0 && table[i].cost >= table[j].cost) continue;
            c = cell_cost(f, line, &p[i], &p[j - 1], across, &quoted);
            if (c < 0) continue;
            if (p[i].glued) c += 0.7;
            if (want > 0)
                relax(table, i, j, most, c);
            else if (table[i].cost + (float)c < table[j].cost)
                table[j] = (struct step){table[i].cost + (float)c, (int16_t)i};
        }
    }
    *count = 0;
    if (want == 0) {
        best = (double)table[n].cost;
        for (int j = n; j > 0; j = table[j].before) ++*count;
    }
    for (int k = 1; want > 0 && k <= most; k++) {
        double c = (double)table[n * row + k].cost + 1.5 * abs(k - want);

        if (c < best) best = c, *count = at = k;
    }
    for (int j = n, k = *count; k > 0; k--, at -= want > 0) {
        start[k - 1] = table[j * row + at].before;
        j = start[k - 1];
    }
    return best;
}

double csvrow_line(const struct dialect_found *f, slice line, int want, struct arena *a,
                   struct csvrow_cells *out, enum csvrow_repair *repair)
{
    struct piece *p;
    struct step *table;
    int n, most, count = 0, *start;
    double best;

    *repair = CSVROW_CLEAN;
    if (f->d.quote.n == 0 || f->layout == LAYOUT_FIXED) {
        cut_exact(f, line, 0, a, out);
        return 0;
    }
    if (f->layout != LAYOUT_DELIMITED) line = trim_end(trim_start(line));
    p = malloc(PIECES_MAX * sizeof *p);
    if (p == NULL) err_no_memory();
    n = pieces_of(f, line, p);
    most = n < 0 ? 0 : want > 0 && n > want + 40 ? want + 40 : n;
    if (n <= 0 || (want > 0 && (int64_t)n * most > 4000000) || line.n > 1 << 20) {
        free(p);
        cut_exact(f, line, 0, a, out);
        *repair = CSVROW_STRAY;
        return 1000;
    }
    table = malloc((size_t)(n + 1) * (size_t)(want > 0 ? most + 1 : 1) * sizeof *table);
    start = malloc((size_t)(n + 1) * sizeof *start);
    count_quotes(f->d.quote.p[0], line, p, n);
    if (table == NULL || start == NULL) err_no_memory();
    best = best_way(f, line, p, n, want, most, table, start, &count);
    for (int k = 0; k < count; k++) {
        int end = k + 1 < count ? start[k + 1] : n;
        bool quoted;
        double c = cell_cost(f, line, &p[start[k]], &p[end - 1], false, &quoted);

        csvrow_push(out, cell_text(f, line, &p[start[k]], &p[end - 1], a));
        out->quoted |= quoted;
        if (p[start[k]].glued)
            *repair = CSVROW_GLUED;
        else if (c > 0 && *repair != CSVROW_GLUED)
            *repair = quoted || c < 0.8 ? CSVROW_STRAY : CSVROW_UNCLOSED;
    }
    free(p);
    free(table);
    free(start);
    return best;
}

/* ----------------------------------------------------------------- fixed width */

static void cut_fixed(const struct dialect_found *f, slice line, struct csvrow_cells *out)
{
    ptrdiff_t from = 0, i = 0;
    int at = 0;

    for (int c = 0; c <= f->ncut; c++) {
        int to = c < f->ncut ? f->cut[c] : INT32_MAX;

        while (i < line.n && at < to) {
            i++;
            while (i < line.n && (line.p[i] & 0xC0) == 0x80) i++;
            at++;
        }
        csvrow_push(out, trim_end(trim_start(slice_sub(line, from, i))));
        from = i;
    }
}

/* U+2500 to U+257F are the box drawing characters. */
bool csvrow_rule(int32_t cp)
{
    return cp == '-' || cp == '=' || cp == 0x2500 || cp == 0x2501 || cp == 0x2550 ||
           (cp >= 0x2504 && cp <= 0x2505) || (cp >= 0x2508 && cp <= 0x2509) ||
           (cp >= 0x254C && cp <= 0x254D);
}

bool csvrow_bar(int32_t cp)
{
    return cp == '|' || cp == '+' || (cp >= 0x2500 && cp <= 0x257F && !csvrow_rule(cp));
}

/* The cells between the bars of a box; a line that is drawn has none, one without the bars is one.
 */
static void cut_boxed(const struct dialect_found *f, slice line, struct csvrow_cells *out)
{
    ptrdiff_t i = 0, from = 0, bar = 0;
    int at = 0, c = 0;
    bool drawn = true;
    int32_t cp;

    for (ptrdiff_t k = 0; k < line.n && drawn;) {
        k += utf8_decode(line.p + k, line.n - k, &cp);
        drawn = csvrow_bar(cp) || csvrow_rule(cp) || cp == ' ' || cp == '\r';
    }
    if (drawn) return;
    if (csvrow_torn(f, line)) {
        csvrow_push(out, trim_end(trim_start(line)));
        return;
    }
    for (; i < line.n && c < f->ncut; at++) {
        bar = i;
        i += utf8_decode(line.p + i, line.n - i, &cp);
        if (at + 1 < f->cut[c]) continue;
        if (c++ > 0) csvrow_push(out, trim_end(trim_start(slice_sub(line, from, bar))));
        from = i;
    }
}

/* Has the line a bar wherever the box has one? */
static bool has_bars(const struct dialect_found *f, slice line)
{
    int at = 0, c = 0;
    int32_t cp = 0;

    for (ptrdiff_t i = 0; i < line.n && c < f->ncut; at++) {
        i += utf8_decode(line.p + i, line.n - i, &cp);
        if (at + 1 == f->cut[c] && !csvrow_bar(cp)) return false;
        c += at + 1 == f->cut[c];
    }
    return c == f->ncut;
}

bool csvrow_torn(const struct dialect_found *f, slice line)
{
    ptrdiff_t i = 0;
    int at = 0;

    if (f->boxed) return !has_bars(f, line);
    for (int c = 0; f->layout == LAYOUT_FIXED && c < f->ncut; c++) {
        while (i < line.n && at < f->cut[c]) {
            i++;
            while (i < line.n && (line.p[i] & 0xC0) == 0x80) i++;
            at++;
        }
        if (i > 0 && i < line.n && !blank(line.p[i]) && !blank(line.p[i - 1])) return true;
    }
    return false;
}

/* Does the line before `at` begin with the mark, or is there none? */
static bool follows_remarks(slice mark, slice text, ptrdiff_t at)
{
    ptrdiff_t before = at;

    while (before > 0 && (text.p[before - 1] == '\n' || text.p[before - 1] == '\r')) before--;
    while (before > 0 && text.p[before - 1] != '\n' && text.p[before - 1] != '\r') before--;
    return at == 0 || comment_is(mark, slice_sub(text, before, text.n));
}

/* A line with the mark of remarks is none when it is the last of those that the text begins with,
 * has as many cells as the rows below, and either stands close to the mark ("#name,size") or above
 * values ("# x,y" over "1,2"). */
static bool is_remark(const struct dialect_found *f, slice text, ptrdiff_t at, ptrdiff_t next,
                      struct arena *a)
{
    struct csvrow_cells cells = {0};
    struct dialect_found any = *f;
    enum csvrow_repair repair;
    slice line;
    bool same, values = !blank(text.p[at + f->comment.n]);

    if (f->columns < 2 || next >= text.n || !follows_remarks(f->comment, text, at)) return true;
    csvrow_line_end(text, next, &line);
    if (line.n == 0 || comment_is(f->comment, line)) return true;
    any.comment = (slice){"", 0};
    csvrow_next(&any, text, at, 0, a, &cells, &repair);
    csvrow_line_end(text, at, &line);
    same = cells.n == f->columns && !csvrow_torn(f, line);
    cells.n = 0;
    csvrow_next(&any, text, next, 0, a, &cells, &repair);
    for (ptrdiff_t i = 0; i < cells.n; i++) {
        enum shape sh = shape_of(cells.at[i]);

        values |= shape_is_value(sh) && sh != SHAPE_MISSING;
    }
    csvrow_free(&cells);
    return !same || !values;
}

/* A row in quotes whole is cut once more. False: it is none, or more than one. */
static bool cut_whole(const struct dialect_found *f, slice text, ptrdiff_t *at, int want,
                      struct arena *a, struct csvrow_cells *out, enum csvrow_repair *repair)
{
    struct dialect_found one = *f, in = *f;
    struct csvrow_cells row = {0};
    ptrdiff_t had = out->n;
    struct cut c;
    bool ok;

    if (text.p[*at] != f->d.quote.p[0]) return false;
    one.d.delimiter = (slice){"", 0};
    in.whole = false;
    c = cut_exact(&one, text, *at, a, &row);
    ok = !c.odd && row.n == 1 && row.at[0].n > 0 &&
         csvrow_next(&in, row.at[0], 0, want, a, out, repair) == row.at[0].n;
    csvrow_free(&row);
    if (ok)
        *at = c.next, out->quoted = true;
    else
        out->n = had;
    return ok;
}

/* A line of which one of the row's own quotes is missing, or a mark inside of it was not doubled:
 * it is cut without the former, its pairs made one. False: its marks are even, so it is something
 * else. */
static bool cut_half_whole(const struct dialect_found *f, slice line, int want, struct arena *a,
                           struct csvrow_cells *out, enum csvrow_repair *repair)
{
    struct dialect_found in = *f;
    char mark = f->d.quote.p[0], *to;
    ptrdiff_t from = line.p[0] == mark, end = line.n, n = 0, marks = 0;

    for (ptrdiff_t i = 0; i < line.n; i++) marks += line.p[i] == mark;
    if (marks % 2 == 0) return false;
    end -= end > from && line.p[end - 1] == mark;
    if ((from == 0 && end == line.n) || end == from) return false;
    to = arena_new(a, char, end - from);
    if (to == NULL) return false;
    for (ptrdiff_t i = from; i < end; i++) {
        to[n++] = line.p[i];
        if (line.p[i] == mark && i + 1 < end && line.p[i + 1] == mark) i++;
    }
    in.whole = false;
    csvrow_next(&in, (slice){to, n}, 0, want, a, out, repair);
    *repair = CSVROW_HALF;
    return true;
}

/* Names of columns in a remark, as web servers write them ("#Fields: date time cs-uri", W3C
 * Extended Log File Format): cut at blanks. False: it is none, or names not as many columns. */
static bool cut_fields(const struct dialect_found *f, slice line, struct csvrow_cells *out)
{
    static const char lead[] = "#Fields:";
    ptrdiff_t had = out->n, from = (ptrdiff_t)sizeof lead - 1;

    if (!slice_starts(line, slice_z(lead))) return false;
    while (from < line.n) {
        ptrdiff_t to;

        while (from < line.n && blank(line.p[from])) from++;
        for (to = from; to < line.n && !blank(line.p[to]); to++) continue;
        if (to > from) csvrow_push(out, slice_sub(line, from, to));
        from = to;
    }
    if (f->columns > 1 && out->n - had == f->columns) return true;
    out->n = had;
    return false;
}

ptrdiff_t csvrow_next(const struct dialect_found *f, slice text, ptrdiff_t at, int want,
                      struct arena *a, struct csvrow_cells *out, enum csvrow_repair *repair)
{
    slice line;
    ptrdiff_t had = out->n, next = csvrow_line_end(text, at, &line);
    struct cut c;
    double cost, exact;
    struct csvrow_cells mended = {0};

    *repair = CSVROW_CLEAN;
    assert(at < text.n);
    if (line.n == 0) return next;
    if (f->comment.n > 0 && cut_fields(f, line, out)) return next;
    if (comment_is(f->comment, line) && is_remark(f, text, at, next, a)) {
        csvrow_push(out, line);
        *repair = CSVROW_REMARK;
        return next;
    }
    if (f->layout == LAYOUT_FIXED) {
        if (f->boxed)
            cut_boxed(f, line, out);
        else if (f->strict && csvrow_torn(f, line))
            csvrow_push(out, trim_end(trim_start(line)));
        else
            cut_fixed(f, line, out);
        return next;
    }
    if (f->whole && cut_whole(f, text, &at, want, a, out, repair)) return at;
    if (f->whole && cut_half_whole(f, line, want, a, out, repair)) return next;
    if (f->layout != LAYOUT_DELIMITED && trim_start(line).n == 0) return next;
    c = cut_exact(f, text, at, a, out);
    if (f->d.quote.n == 0) return c.next;
    if (!c.odd && (c.lines == 0 || want == 0 || out->n - had == want)) return c.next;
    exact = (want > 0 ? 1.5 * (double)llabs((long long)(out->n - had - want)) : 0) +
            (c.odd ? 0.7 : 0) + (c.lines > 0 ? 0.4 : 0) + (c.lines > CSVROW_LINES_MAX ? 1000 : 0);
    if (!c.odd && c.lines == 0 && exact == 0) return c.next;
    cost = csvrow_line(f, line, want, a, &mended, repair);
    /* A quote in the middle of a cell ("12\" pipe") is as good as clean when the row is even. */
    if (cost < exact || (c.next == next && cost <= exact)) {
        out->n = had;
        for (ptrdiff_t i = 0; i < mended.n; i++) csvrow_push(out, mended.at[i]);
        out->quoted |= mended.quoted;
        if (cost < 0.5 && *repair != CSVROW_GLUED) *repair = CSVROW_CLEAN;
        csvrow_free(&mended);
        return next;
    }
    *repair = c.odd ? CSVROW_STRAY : CSVROW_CLEAN;
    csvrow_free(&mended);
    return c.next;
}
