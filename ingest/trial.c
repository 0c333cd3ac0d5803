#include "trial.h"

#include "shape.h"
#include "utf8.h"
#include <csv.h>
#include <ctype.h>

enum {
    WINDOW = 48 << 10, /* libcsv cuts samples of one window */
    COLUMNS_MAX = 200, /* columns that are scored */
    LONE_AMONG = 6     /* rows */
};
/* What a cut is worth whose pieces must be joined. */
static const double RUNNING_ON = 0.8;
static const double HALF_CUT = 0.6; /* cells that are several by the words of all rows */

static void grid_cell(void *s, size_t n, void *data)
{
    struct trial *g = data;

    if (g->n < TRIAL_ROWS) csvrow_push(&g->cells, (slice){s, (ptrdiff_t)n});
}

/* libcsv's buffer is its own: cells are copied into what the row keeps. */
struct pipe_to {
    struct trial *g;
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
    struct trial *g = ((struct pipe_to *)data)->g;

    (void)end;
    if (g->n < TRIAL_ROWS && g->cells.n > g->from[g->n]) g->from[++g->n] = g->cells.n;
}

static int never(unsigned char c)
{
    (void)c;
    return 0;
}

/* libcsv cuts what it can express and what is well-formed; strict mode tells. */
static bool grid_libcsv(const struct dialect_found *f, slice sample, struct arena *a,
                        struct trial *g)
{
    struct csv_parser p;
    struct pipe_to to = {g, a};
    bool ok;

    if (f->layout != LAYOUT_DELIMITED || f->d.delimiter.n != 1 || f->d.quote.n != 1 ||
        f->d.escape.n > 0 || f->d.skipinitialspace || f->padded || f->whole)
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

static void grid_cut(const struct dialect_found *f, slice sample, struct arena *a, struct trial *g)
{
    int64_t stray = 0;

    g->n = 0;
    g->cells.n = 0;
    g->odd = 0;
    if (sample.n < WINDOW && grid_libcsv(f, sample, a, g)) return;
    g->n = 0;
    g->cells.n = 0;
    g->cells.quoted = false;
    for (ptrdiff_t i = 0; i < sample.n && g->n < TRIAL_ROWS;) {
        enum csvrow_repair repair;

        i = csvrow_next(f, sample, i, 0, a, &g->cells, &repair);
        stray += repair == CSVROW_STRAY || repair == CSVROW_HALF;
        g->odd += repair == CSVROW_UNCLOSED || repair == CSVROW_GLUED;
        if (g->cells.n > g->from[g->n]) g->from[++g->n] = g->cells.n;
    }
    /* Where no cell stands in quotes, those in texts are inch marks and the like. */
    if (g->cells.quoted) g->odd += stray;
}

static int width(const struct trial *g, int r)
{
    return (int)(g->from[r + 1] - g->from[r]);
}

/* The rows from the first to the last that has the usual number of cells: titles and notes stand
 * outside. */
struct block {
    int from, to;
};

/* The width of at least `least` that most rows of the block have; wider wins a tie; 0: none. */
static int usual_width(const struct trial *g, struct block b, int least)
{
    int best = 0, rows = 0;

    for (int r = b.from; r < b.to; r++) {
        int n = 0, w = width(g, r);

        if (w == best || w < least) continue;
        for (int k = b.from; k < b.to; k++) n += width(g, k) == w;
        if (n > rows || (n == rows && w > best)) rows = n, best = w;
    }
    return best;
}

static struct block block_of(const struct trial *g)
{
    enum { LEAST = 3 };
    struct block b = {0, g->n};
    int w = usual_width(g, b, 2);

    while (b.from < b.to && width(g, b.from) != w) b.from++;
    while (b.to > b.from && width(g, b.to - 1) != w) b.to--;
    if (b.to - b.from < LEAST && (b.to - b.from) * 2 < g->n) b = (struct block){0, g->n};
    return b;
}

/* How even the rows are: 1 when all have the same number of cells, and more cells are better.
 * Rows before and behind the block speak against it, single cells less than others. */
static double pattern_score(const struct trial *g, struct block b)
{
    double sum = 0, outside = 0;
    int rows = b.to - b.from;

    for (int r = b.from; r < b.to; r++) {
        int same = 0, w = width(g, r);

        for (int k = b.from; k < b.to; k++) same += width(g, k) == w;
        sum += ((double)w - 1) / w * (double)same / rows;
    }
    for (int r = 0; r < g->n; r++)
        if (r < b.from || r >= b.to) outside += width(g, r) < 2 ? 0.4 : 1;
    return rows > 0 ? sum / rows * (1 - outside / g->n) : 0;
}

/* A cell of one sign that is no value by custom ("-", "*", "?", "x"): a delimiter, or its rest. */
static bool lone_mark(slice s)
{
    return s.n == 1 && ispunct((unsigned char)s.p[0]) && strchr("-+*?.!#/'\"", s.p[0]) == NULL;
}

/* A bracket that is opened and not closed, or the other way round: the cut went through a unit. */
static bool torn(slice s)
{
    int open[3] = {0};

    for (ptrdiff_t i = 0; i < s.n && i < 400; i++) {
        const char *at = s.p[i] != 0 ? strchr("(){}[]", s.p[i]) : NULL;

        if (at != NULL) open[(at - "(){}[]") / 2] += (at - "(){}[]") % 2 == 0 ? 1 : -1;
    }
    return s.n < 400 && (open[0] != 0 || open[1] != 0 || open[2] != 0);
}

/* A backslash at the end of what is no path: it was to keep the next sign from cutting. */
static bool dangling(slice s)
{
    return s.n > 1 && s.p[s.n - 1] == '\\' && memchr(s.p, '\\', (size_t)s.n - 1) == NULL;
}

/* Digits and marks of numbers that are no number or date together, but several with one of the
 * signs between them: "933 1", "12 7.5 3". */
static bool several_numbers(slice s, const char *between)
{
    ptrdiff_t signs = 0, digits = 0;

    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool sign = s.p[i] != 0 && strchr(between, s.p[i]) != NULL;

        if (s.p[i] == 0 || (!sign && strchr("0123456789.,- ", s.p[i]) == NULL)) return false;
        signs += sign;
        digits += s.p[i] >= '0' && s.p[i] <= '9';
    }
    return signs > 0 && digits > 0;
}

/* What a cell says for or against the cut that made it. */
static double cell_score(slice s, enum shape sh)
{
    int marks = 0;

    if (sh == SHAPE_EMPTY) return 0.9;
    if (lone_mark(s)) return 0.2;
    if (sh < SHAPE_CODE || shape_is_unit(s)) return 1;
    for (ptrdiff_t i = 0; i < s.n && i < 400; i++) {
        char c = s.p[i];

        if (c == ';' || c == '|' || c == '\t' || c == '~' || c == '^') marks += 2;
        if (c == ',' && i + 1 < s.n && s.p[i + 1] != ' ') marks++;
        if (c == '"') marks++;
    }
    if (several_numbers(s, ";|\t~^")) return 0.15;
    if (torn(s) || dangling(s) || several_numbers(s, " ")) return 0.4;
    if (marks > 0) return marks > 2 ? 0.25 : 0.6;
    return sh == SHAPE_TEXT ? 0.85 : 0.95;
}

/* Two cells with what is a gap in other rows between them. */
static bool has_gap(slice s)
{
    return slice_find(s, S("   ")) > 0;
}

/* What a column says: how much like cells its cells look, and how alike they are. */
struct column_verdict {
    double score;
    bool mark;  /* every row has the same sign there, and nothing else */
    bool dash;  /* so it has, but one that may stand for "no value" */
    bool value; /* most cells are numbers, dates, times, codes, addresses or paths */
    bool uncut; /* gaps are left in many cells */
    bool lone;  /* one row of many has a cell there */
};

static struct column_verdict judge_column(const struct trial *g, int w, int c)
{
    struct column_verdict v = {.score = 0, .mark = true};
    int by[SHAPES] = {0}, n = 0, top = 0, values = 0, gaps = 0;
    slice first = {"", 0};
    double cells = 0;

    for (int r = 0; r < g->n; r++) {
        slice s;
        enum shape sh;

        if (width(g, r) != w) continue;
        s = g->cells.at[g->from[r] + c];
        if (n++ == 0) first = s;
        sh = shape_of(s);
        v.mark &= slice_eq(s, first) && s.n > 0 && s.n <= 3 && ispunct((unsigned char)s.p[0]) &&
                  ispunct((unsigned char)s.p[s.n - 1]);
        values += (sh >= SHAPE_NUMBER && sh <= SHAPE_CODE) || shape_is_unit(s);
        cells += cell_score(s, sh);
        gaps += has_gap(s);
        by[sh]++;
    }
    v.uncut = gaps * 2 > n;
    v.lone = n >= LONE_AMONG && n - by[SHAPE_EMPTY] == 1;
    v.mark &= n > 2;
    if (v.mark && shape_is_missing(first)) v.mark = false, v.dash = true;
    if (n == 0) return v;
    v.value = values * 2 >= n;
    if (by[SHAPE_EMPTY] == n) { /* also what half of a two-byte delimiter makes */
        v.score = 0.5;
        return v;
    }
    by[SHAPE_NUMBER] += by[SHAPE_YEAR];
    by[SHAPE_TEXT] += by[SHAPE_WORD];
    for (int s = SHAPE_NUMBER; s < SHAPES; s++)
        if (by[s] > top) top = by[s];
    top += by[SHAPE_EMPTY] + by[SHAPE_MISSING];
    v.score = cells / n * (0.6 + 0.4 * (double)(top > n ? n : top) / n);
    return v;
}

/* The columns' verdicts together, 0..1. Blanks part words as well as cells, commas and
 * semicolons with a blank behind them parts of sentences: where no column holds values, that is
 * prose. A column of one sign is the better half of a delimiter. */
static double column_score(const struct trial *g, const struct dialect_found *f, int w)
{
    double sum = 0;
    int cols = w < COLUMNS_MAX ? w : COLUMNS_MAX, marks = 0, dashes = 0, values = 0;
    bool blanks = slice_eqz(f->d.delimiter, " ") || f->layout == LAYOUT_BLANKS;

    for (int c = 0; c < cols; c++) {
        struct column_verdict v = judge_column(g, w, c);

        sum += f->layout == LAYOUT_FIXED && (v.uncut || v.lone) ? v.score / 2 : v.score;
        marks += v.mark;
        dashes += v.dash;
        values += v.value;
    }
    if (cols == 0) return 0;
    sum /= cols;
    if (marks > 0) sum *= 0.5;
    if (blanks && values == 0) sum *= dashes > 0 ? 0.15 : 0.3;
    if (!blanks && f->d.skipinitialspace && values == 0) sum *= 0.5;
    return sum;
}

/* "1,05", "-0,5": no two whole numbers. */
static bool decimal_comma(slice s)
{
    ptrdiff_t at = slice_find(s, S(","));

    return (at > 0 && at + 2 < s.n && s.p[at + 1] == '0') || slice_starts(s, S("-0,"));
}

/* Is every line one value as it is: an address, a path, a date? Below a name without a sign that
 * parts cells, or where decimals give themselves away, numbers and times are too: "1,5" is then no
 * two cells. */
static bool only_units(const struct trial *g)
{
    slice first = g->n > 0 ? g->cells.at[g->from[0]] : (slice){"", 0};
    bool named = g->n > 2 && shape_of(first) >= SHAPE_WORD && !shape_is_unit(first);
    int units = 0, values = 0, decimals = 0, numbers = 0;

    for (ptrdiff_t i = 0; i < first.n && named; i++)
        named = first.p[i] != 0 && strchr(",;:|\t", first.p[i]) == NULL;
    for (int r = 0; r < g->n; r++) {
        slice s = g->cells.at[g->from[r]];
        enum shape sh = shape_of(s);

        if (width(g, r) > 1) continue;
        units += shape_is_unit(s);
        numbers += sh == SHAPE_NUMBER && !several_numbers(s, " ");
        decimals += decimal_comma(s);
        values += r > 0 && (shape_is_unit(s) || sh == SHAPE_TIME ||
                            (sh == SHAPE_NUMBER && !several_numbers(s, " ")));
    }
    return g->n > 1 && (units * 10 >= g->n * 9 || (named && values == g->n - 1) ||
                        (decimals > 0 && numbers == g->n));
}

/* Does another sign cut every line alike, also those that this candidate leaves single outside its
 * block? Then they are no titles but rows, and what this one cuts at stands inside cells:
 * "id,list", "1,1;2", "2,1;2". A blank behind the sign is one of a sentence. */
static bool rival_cuts_all(slice sample, char c)
{
    slice line;
    int usual = -1;

    for (ptrdiff_t i = 0; i < sample.n;) {
        int n = 0;

        i = csvrow_line_end(sample, i, &line);
        if (slice_trim(line).n == 0) continue;
        for (ptrdiff_t k = 0; k < line.n; k++) {
            if (line.p[k] != c) continue;
            if (k + 1 == line.n || line.p[k + 1] == ' ' || k == 0) return false;
            n++;
        }
        if (n == 0 || (usual >= 0 && n != usual)) return false;
        usual = n;
    }
    return usual > 0;
}

static bool outdone(const struct sniff *s, const struct dialect_found *f, const struct trial *g,
                    struct block b)
{
    int single = 0;

    for (int r = 0; r < b.from; r++) single += width(g, r) == 1;
    if (single == 0 || f->d.delimiter.n == 0) return false;
    for (const char *c = ",;\t|"; *c != 0; c++)
        if (*c != f->d.delimiter.p[0] && rival_cuts_all(s->sample, *c)) return true;
    return false;
}

/* Where cells hold the delimiter, their pieces are joined. */
static enum csvrest join_rest(const struct sniff *s, const struct dialect_found *f, struct trial *g)
{
    struct csvrest_seen seen = {.delimiter = f->d.delimiter};
    enum csvrest way;
    ptrdiff_t to = 0;

    if (f->layout != LAYOUT_DELIMITED || f->d.delimiter.n != 1) return CSVREST_NONE;
    for (int r = 0; r < g->n; r++) csvrest_see(&seen, g->cells.at + g->from[r], width(g, r));
    way = csvrest_way(&seen);
    for (int r = 0; way != CSVREST_NONE && r < g->n; r++) {
        slice *cell = g->cells.at + g->from[r];
        int n = width(g, r);

        if (n > seen.names &&
            csvrest_join(way, cell, n, s->sample, f->d.delimiter, s->arena, cell, seen.names))
            n = seen.names;
        memmove(g->cells.at + to, cell, (size_t)n * sizeof *cell);
        g->from[r] = to;
        to += n;
    }
    if (way != CSVREST_NONE) g->from[g->n] = g->cells.n = to;
    return way;
}

static int words_in(slice s)
{
    int n = 0;

    for (ptrdiff_t i = 0; i < s.n; i++)
        n += s.p[i] != ' ' && s.p[i] != '\t' && (i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '\t');
    return n;
}

/* Have all rows as many words, but the first ones of the columns are others than in all rows below:
 * "mag type" over "6.3", "date" over "2021-01-01 13:58"? Then each word is a cell. */
static bool words_are_cells(const struct trial *g, int w)
{
    bool differs = false;
    int all = 0;

    for (int r = 0; r < g->n; r++) {
        int n = 0;

        if (width(g, r) != w) return false;
        for (int c = 0; c < w; c++) {
            int words = words_in(g->cells.at[g->from[r] + c]);

            n += words;
            if (r > 1 && words != words_in(g->cells.at[g->from[1] + c])) return false;
            differs |= r > 0 && words != words_in(g->cells.at[g->from[0] + c]);
        }
        if (r == 0) all = n;
        if (n != all) return false;
    }
    return g->n > 3 && differs;
}

/* The share of lines in which cuts go through a word. */
static double share_torn(const struct dialect_found *f, slice sample)
{
    int lines = 0, torn = 0;
    slice line;

    for (ptrdiff_t i = 0; i < sample.n && lines < TRIAL_ROWS;) {
        i = csvrow_line_end(sample, i, &line);
        lines += line.n > 0;
        torn += csvrow_torn(f, line);
    }
    return lines > 0 ? (double)torn / lines : 0;
}

void trial_score(const struct sniff *s, struct sniff_candidate *c, struct trial *g)
{
    struct block b;
    int w;
    double clean;

    grid_cut(&c->f, s->sample, s->arena, g);
    c->f.rest = join_rest(s, &c->f, g);
    b = block_of(g);
    w = usual_width(g, b, 1);
    c->f.columns = w;
    c->rows = g->n;
    c->odd = (int)g->odd;
    c->even = 0;
    for (int r = 0; r < g->n; r++) c->even += width(g, r) == w;
    if (w < 2) {
        c->score = c->prior * (only_units(g) ? 0.9 : 0.14 * column_score(g, &c->f, 1));
        /* Something that cuts here and there cuts text. */
        if (c->f.layout != LAYOUT_DELIMITED || c->f.d.delimiter.n > 0) c->score *= 0.5;
        return;
    }
    clean = 1 - 0.3 * (double)g->odd / (g->n + 1);
    c->score = c->prior * pattern_score(g, b) * column_score(g, &c->f, w) * clean;
    /* A sign that is seldom a delimiter had better cut the first line too. */
    if (g->n > 2 && width(g, 0) != w)
        c->score *= width(g, 0) == 1 && slice_eqz(c->f.d.delimiter, ":") ? 0.5 : 0.93;
    if (c->f.layout == LAYOUT_GAPS && words_are_cells(g, w)) c->score *= HALF_CUT;
    if (c->f.layout == LAYOUT_FIXED && !c->f.strict && !c->f.boxed)
        c->score *= 1 - share_torn(&c->f, s->sample);
    if (c->f.rest != CSVREST_NONE) c->score *= RUNNING_ON;
    if (outdone(s, &c->f, g, b)) c->score *= 0.5;
    /* Two rows or less say little about evenness. */
    if (g->n <= 1) c->score *= 0.9;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Were the lines filled up with blanks until all were as long? */
static bool filled_up(slice t)
{
    enum { LINES_LEAST = 4 };
    int lines = 0, filled = 0;
    ptrdiff_t length = 0;
    slice line;

    for (ptrdiff_t i = 0; i < t.n;) {
        i = csvrow_line_end(t, i, &line);
        if (line.n == 0) continue;
        if (lines++ == 0) length = utf8_count(line);
        if (utf8_count(line) != length && i < t.n) return false; /* the last may be cut */
        filled += blank(line.p[line.n - 1]);
    }
    return lines >= LINES_LEAST && filled * 2 > lines;
}

/* Blanks around most cells, on both sides, are for looks; those that fill lines up as well. */
bool trial_padded(const struct sniff *s, const struct dialect_found *f, struct trial *g)
{
    int64_t padded = 0, cells = 0;
    int w;

    if (f->layout != LAYOUT_DELIMITED || f->d.delimiter.n == 0 || slice_eqz(f->d.delimiter, " "))
        return false;
    grid_cut(f, s->sample, s->arena, g);
    join_rest(s, f, g);
    w = usual_width(g, block_of(g), 1);
    for (int r = 0; r < g->n; r++) {
        for (int c = 0; c < width(g, r) && width(g, r) == w; c++) {
            slice v = g->cells.at[g->from[r] + c];

            if (v.n == 0) continue;
            cells++;
            padded += blank(v.p[v.n - 1]) || slice_ends(v, S("\xC2\xA0")) ||
                      (!f->d.skipinitialspace && blank(v.p[0]));
        }
    }
    return cells > 0 && (padded * 4 >= cells || filled_up(s->sample));
}

void trial_free(struct trial *g)
{
    csvrow_free(&g->cells);
}
