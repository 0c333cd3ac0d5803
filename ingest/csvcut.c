#include "csvcut.h"

#include "comment.h"
#include "scan.h"
#include "table.h"
#include <stdlib.h>

enum { ENDS = 1 << 16 };

static void grow(struct csvcut *r)
{
    if (r->n + 2 < r->cap) return;
    r->cap = r->cap > 0 ? r->cap * 2 : 1024;
    r->first = realloc(r->first, (size_t)r->cap * sizeof *r->first);
    r->line = realloc(r->line, (size_t)r->cap * sizeof *r->line);
    r->repair = realloc(r->repair, (size_t)r->cap);
    if (r->first == NULL || r->line == NULL || r->repair == NULL) err_no_memory();
    if (r->n == 0) r->first[0] = 0;
}

void csvcut_clear(struct csvcut *r)
{
    r->cells.n = 0;
    r->cells.full = r->cells.quoted = false;
    r->n = r->nend = 0;
    r->nrun = 0;
}

void csvcut_free(struct csvcut *r)
{
    csvrow_free(&r->cells);
    free(r->first);
    free(r->line);
    free(r->repair);
    free(r->run);
    free(r->end);
    *r = (struct csvcut){0};
}

/* The widths of the last rows that are not blank, nearest first. */
static void last_widths(const struct csvcut *r, int before[CSVCUT_BEFORE])
{
    int n = 0, old = 0;

    for (int64_t k = r->n - 1; k >= 0 && n < CSVCUT_BEFORE; k--)
        if (csvcut_width(r, k) > 0) before[n++] = csvcut_width(r, k);
    while (n < CSVCUT_BEFORE) before[n++] = r->before[old++];
}

/* Rows with the same, unusual number of cells that follow each other are a table of their own. */
int csvcut_want(const int before[CSVCUT_BEFORE])
{
    return before[0] == before[1] && before[0] == before[2] && before[0] > 1 ? before[0] : 0;
}

/* How many cells the next row should have. */
static int want_next(const struct csvcut *r, const struct dialect_found *f)
{
    int before[CSVCUT_BEFORE], want;

    last_widths(r, before);
    want = csvcut_want(before);
    return want > 0 ? want : f->columns;
}

/* The row whose cells were pushed is complete. */
static bool end_row(struct csvcut *r, ptrdiff_t line, enum csvrow_repair repair, struct err *e)
{
    r->line[r->n] = line;
    r->repair[r->n] = (uint8_t)repair;
    r->first[++r->n] = r->cells.n;
    if (csvcut_width(r, r->n - 1) > TABLE_COLUMNS_MAX)
        return err_set(e, E_LIMIT, "row %lld has %d cells, the limit is %d columns",
                       (long long)r->n, csvcut_width(r, r->n - 1), TABLE_COLUMNS_MAX);
    if (r->cells.full)
        return err_set(e, E_LIMIT, "row %lld has a cell of more than %d MiB, the limit",
                       (long long)r->n, CSVROW_CELL_MAX >> 20);
    if (r->n >= INT32_MAX - 1)
        return err_set(e, E_LIMIT, "the file has more than %d rows", INT32_MAX - 1);
    return true;
}

/* One row by the exact way; *at moves behind it. */
static bool cut_one(struct csvcut *r, const struct dialect_found *f, slice text, ptrdiff_t *at,
                    struct arena *a, struct err *e)
{
    enum csvrow_repair repair;
    ptrdiff_t line = *at;

    grow(r);
    *at = csvrow_next(f, text, line, want_next(r, f), a, &r->cells, &repair);
    return end_row(r, line, repair, e);
}

bool csvcut_scannable(const struct dialect_found *f, struct scan_dialect *d)
{
    if (f->layout != LAYOUT_DELIMITED || f->d.delimiter.n != 1 || f->d.quote.n > 1 ||
        f->d.escape.n > 0 || f->padded || f->whole || f->d.skipinitialspace)
        return false;
    *d = (struct scan_dialect){f->d.delimiter.p[0], f->d.quote.n > 0 ? f->d.quote.p[0] : (char)0};
    /* strchr finds NUL too, which no scanner tells from the end of a block. */
    return strchr("\r\n", d->delimiter) == NULL && d->delimiter != d->quote &&
           (f->d.quote.n == 0 || d->quote > ' ');
}

/* The inside of a cell in quotes; false: only the exact way can tell. */
static bool quoted(const struct dialect_found *f, slice s, struct arena *a, slice *out)
{
    char q = f->d.quote.p[0];
    slice in = {s.p + 1, s.n - 2};
    char *to;
    ptrdiff_t n = 0;

    *out = in;
    if (in.n == 0) return true;
    if (memchr(in.p, q, (size_t)in.n) == NULL) return true;
    if (!f->d.doublequote) return false;
    to = arena_new(a, char, in.n + 1);
    if (to == NULL) return false;
    for (ptrdiff_t i = 0; i < in.n; i++) {
        if (in.p[i] == q) i++; /* the scanner saw that two stand there */
        to[n++] = in.p[i];
    }
    *out = (slice){to, n};
    return true;
}

/* Would the exact way take the row with line ends in its quotes as it stands? */
static bool spans_lines(const struct csvcut *r, const struct dialect_found *f, slice row,
                        ptrdiff_t cells)
{
    int want = want_next(r, f), lines = 0;

    for (const char *p = row.p, *z = row.p + row.n;
         p < z && (p = memchr(p, '\n', (size_t)(z - p))) != NULL; p++)
        lines++;
    return lines <= CSVROW_LINES_MAX && (want == 0 || want == cells);
}

/* ------------------------------------------------------------------ runs */

/* The cell of a run that begins at p and ends before z, in the last column or another. */
static inline slice run_cell(const struct csvcut_source *s, const char *p, const char *z, bool last)
{
    slice cell = {p, z - p};

    if (last && cell.n > 0 && z[-1] == '\r') cell.n--;
    if (__builtin_expect(cell.n > 0 && (unsigned char)*p == s->quote, 0)) {
        char *to;
        ptrdiff_t n = 0;

        cell = (slice){p + 1, cell.n - 2};
        if (cell.n == 0 || memchr(cell.p, s->quote, (size_t)cell.n) == NULL) return cell;
        to = arena_new(s->arena, char, cell.n + 1);
        if (to == NULL) return cell;
        for (ptrdiff_t i = 0; i < cell.n; i++) {
            if ((unsigned char)cell.p[i] == s->quote)
                i++; /* the scanner saw that two stand there */
            to[n++] = cell.p[i];
        }
        cell = (slice){to, n};
    }
    return cell;
}

void csvcut_columns(const struct csvcut *r, const struct csvcut_run *run, int64_t from, int64_t n,
                    int left, int ncol, slice *out, int64_t stride)
{
    enum { ENDS_AT_ONCE = 2048, ROWS_LEAST = 4 };
    const struct csvcut_source source = r->source;
    const char *base = source.text.p + run->base;
    const ptrdiff_t w = run->width;
    int64_t some = w * ROWS_LEAST < ENDS_AT_ONCE ? ENDS_AT_ONCE / w : ROWS_LEAST;
    int have = run->width - left < ncol ? run->width - left : ncol;

    /* As many rows at once as stay in the first cache with their text. */
    for (int64_t top = 0; top < n; top += some) {
        int64_t rows = n - top < some ? n - top : some;

        for (int c = 0; c < have; c++) {
            const uint32_t *end = r->end + run->end + (from + top) * w + left + c;
            slice *to = out + c * stride + top;
            bool last = left + c == run->width - 1;

            /* Behind the end of the field before: unsigned, so that -1 stands before the first. */
            for (int64_t i = 0; i < rows; i++, end += w)
                to[i] = run_cell(&source, base + (uint32_t)(end[-1] + 1), base + end[0], last);
        }
        for (int c = have > 0 ? have : 0; c < ncol; c++)
            for (int64_t i = 0; i < rows; i++) out[c * stride + top + i] = (slice){"", 0};
    }
}

const struct csvcut_run *csvcut_run_of(const struct csvcut *r, int64_t i)
{
    int low = 0, high = r->nrun - 1;

    while (low < high) {
        int middle = low + (high - low + 1) / 2;

        if (r->run[middle].row <= i)
            low = middle;
        else
            high = middle - 1;
    }
    return r->nrun > 0 && i >= r->run[low].row && i < r->run[low].row + r->run[low].n ? &r->run[low]
                                                                                      : NULL;
}

const slice *csvcut_cells(struct csvcut *r, int64_t i)
{
    const struct csvcut_run *run = csvcut_run_of(r, i);
    slice *cell;

    if (r->cells.at == NULL) return NULL; /* nothing but blank lines */
    cell = r->cells.at + r->first[i];
    if (run != NULL) csvcut_columns(r, run, i - run->row, 1, 0, run->width, cell, 1);
    return cell;
}

/* The ends of the scanner go behind those of the runs. */
static uint32_t *room_for_ends(struct csvcut *r)
{
    if (r->nend + 1 + ENDS + SCAN_ROOM > r->capend) {
        r->capend = r->nend + 1 + 2 * (ENDS + SCAN_ROOM);
        r->end = realloc(r->end, (size_t)r->capend * sizeof *r->end);
        if (r->end == NULL) err_no_memory();
    }
    return r->end + r->nend;
}

/* Adds a run whose ends are in place. */
static bool push_run(struct csvcut *r, ptrdiff_t line, int64_t n, int width, struct err *e)
{
    if (r->nrun == r->caprun) {
        r->caprun = r->caprun > 0 ? 2 * r->caprun : 16;
        r->run = realloc(r->run, (size_t)r->caprun * sizeof *r->run);
        if (r->run == NULL) err_no_memory();
    }
    r->run[r->nrun++] = (struct csvcut_run){r->n, n, width, line, r->nend + 1};
    csvrow_reserve(&r->cells, n * width);
    for (int64_t i = 0; i < n; i++) {
        ptrdiff_t at = i > 0 ? line + (ptrdiff_t)r->end[r->nend + i * width] + 1 : line;

        grow(r);
        r->cells.n += width;
        if (!end_row(r, at, CSVROW_CLEAN, e)) return false;
    }
    r->nend += 1 + n * width;
    return true;
}

/* Pushes the cells of a row that the scanner found, text[from + k] behind its cell k. False: it
 * is one for the exact way, nothing was pushed. */
static bool push_row(struct csvcut *r, const struct dialect_found *f, slice text, ptrdiff_t line,
                     ptrdiff_t from, const uint32_t *end, ptrdiff_t n, struct arena *a)
{
    char q = f->d.quote.n > 0 ? f->d.quote.p[0] : 0;
    ptrdiff_t had = r->cells.n, at = line;
    bool lines = false;

    if (comment_is(f->comment, slice_sub(text, line, text.n))) return false;
    for (ptrdiff_t k = 0; k < n; k++) {
        slice s = {text.p + at, from + (ptrdiff_t)end[k] - at};

        at += s.n + 1;
        if (k == n - 1 && s.n > 0 && s.p[s.n - 1] == '\r') s.n--;
        if (n == 1 && s.n == 0) return true; /* a blank line has no cell */
        if (s.n > 0 && q != 0 && s.p[0] == q) {
            if (!quoted(f, s, a, &s)) {
                r->cells.n = had;
                return false;
            }
            r->cells.quoted = true;
            lines = lines || memchr(s.p, '\n', (size_t)s.n) != NULL;
        }
        csvrow_push(&r->cells, s);
    }
    if (lines && !spans_lines(r, f, (slice){text.p + line, at - 1 - line}, n)) {
        r->cells.n = had;
        return false;
    }
    return true;
}

/* Where the exact way can decide rows: it looks some lines ahead. */
static ptrdiff_t decided_to(const struct dialect_found *f, const struct csvcut_text *t)
{
    int lines = f->d.quote.n > 0 ? CSVROW_LINES_MAX + 2 : 3, need = lines;
    ptrdiff_t i = t->text.n;

    if (t->ends) return t->text.n;
    /* A cell beyond its limit is an error wherever it ends. */
    if (i > 2 * (ptrdiff_t)CSVROW_CELL_MAX) return i - 2 * (ptrdiff_t)CSVROW_CELL_MAX;
    while (i > 0 && need > 0) {
        const char *lf = memrchr(t->text.p, '\n', (size_t)i);

        if (lf == NULL) break;
        i = lf - t->text.p;
        need--;
    }
    if (need == 0) return i;
    /* Lines that end with CR alone are seldom. */
    for (need = lines, i = t->text.n; i > 0 && need > 0; i--)
        need -= t->text.p[i - 1] == '\r' && (i == t->text.n || t->text.p[i] != '\n');
    return i;
}

/* What is known while a text is cut. */
struct cutter {
    const struct dialect_found *f;
    struct scan_dialect d;
    struct csvcut_text *t;
    ptrdiff_t lines; /* the scanner may see this much: whole lines */
    struct arena *a;
    bool more;
    bool runs;  /* rows may be taken in runs */
    int misses; /* rows since the last run */
};

/* One row by the exact way, if the text goes far enough. False: it does not (more), or an error. */
static bool cut_decided(struct csvcut *r, struct cutter *c, ptrdiff_t *at, struct err *e)
{
    if (c->t->decided == 0) c->t->decided = decided_to(c->f, c->t);
    if (*at < c->t->decided) return cut_one(r, c->f, c->t->text, at, c->a, e);
    c->more = true;
    return false;
}

/* Rows from *at on that are as they should be; none: the first is not. */
static bool cut_run(struct csvcut *r, struct cutter *c, ptrdiff_t *at, struct err *e)
{
    slice text = {c->t->text.p, c->lines < c->t->to ? c->lines : c->t->to};
    int width = want_next(r, c->f);
    uint32_t *end = room_for_ends(r);
    ptrdiff_t next;
    int64_t n;

    c->misses++;
    if (width < 2 || width > TABLE_COLUMNS_MAX || *at >= text.n) return true;
    end[0] = UINT32_MAX;
    n = scan_even(&c->d, text, *at, (struct scan_shape){width, CSVROW_LINES_MAX}, end + 1, ENDS,
                  &next);
    if (n == 0) return true;
    c->misses = 0;
    if (!push_run(r, *at, n, width, e)) return false;
    *at = next;
    return true;
}

/* Rows from *at on, as many as one call of the scanner gives. */
static bool cut_many(struct csvcut *r, struct cutter *c, ptrdiff_t *at, struct err *e)
{
    slice text = {c->t->text.p, c->lines};
    enum { MISSES = 4, FEW = 1024 };
    uint32_t *end = room_for_ends(r);
    enum scan_stop why;
    ptrdiff_t from, next, n;

    if (c->runs) {
        if (!cut_run(r, c, at, e)) return false;
        if (*at >= c->t->to) return true;
        if (c->misses <= MISSES) return c->misses == 0 || cut_decided(r, c, at, e);
    }
    from = *at;
    if (from >= text.n) return cut_decided(r, c, at, e);
    n = scan_rows(&c->d, text, from, end, c->runs ? FEW : ENDS, &next, &why);
    for (ptrdiff_t k = 0, last; k < n && *at < c->t->to; k = last) {
        ptrdiff_t behind, line = *at;

        for (last = k; last < n; last++) {
            ptrdiff_t i = from + (ptrdiff_t)end[last];

            if (i >= text.n || text.p[i] == '\n') break;
        }
        last++;
        behind = from + (ptrdiff_t)end[last - 1] + 1;
        if (behind > text.n) behind = text.n;
        grow(r);
        if (push_row(r, c->f, text, line, from, end + k, last - k, c->a)) {
            *at = behind;
            if (!end_row(r, line, CSVROW_CLEAN, e)) return false;
        } else {
            if (!cut_decided(r, c, at, e)) return false;
            if (*at != behind) return true; /* repaired: other rows follow than were scanned */
        }
    }
    /* What the scanner stopped at is left to the exact way. */
    return why == SCAN_END || *at >= c->t->to || cut_decided(r, c, at, e);
}

ptrdiff_t csvcut_rows(struct csvcut *r, const struct dialect_found *f, struct csvcut_text *t,
                      ptrdiff_t at, struct arena *a, struct err *e)
{
    struct cutter c = {.f = f, .t = t, .lines = t->text.n, .a = a};
    bool scan = !t->exact && csvcut_scannable(f, &c.d), ok = true;

    grow(r);
    c.runs = r->lazy && f->comment.n == 0 && (f->d.quote.n == 0 || f->d.doublequote);
    r->source =
        (struct csvcut_source){t->text, f->d.quote.n > 0 ? (unsigned char)f->d.quote.p[0] : -1, a};
    if (!t->ends) {
        const char *lf = t->text.n > 0 ? memrchr(t->text.p, '\n', (size_t)t->text.n) : NULL;

        c.lines = lf != NULL ? lf + 1 - t->text.p : 0;
    }
    while (ok && at < t->to && at < t->text.n)
        ok = scan ? cut_many(r, &c, &at, e) : cut_decided(r, &c, &at, e);
    return ok || c.more ? at : -1;
}

bool csvcut_sep(struct csvcut *r, slice text, ptrdiff_t *at, struct err *e)
{
    slice named, line;

    *at = dialect_sep_line(text, &named);
    if (*at == 0) return true;
    grow(r);
    csvrow_line_end(text, 0, &line);
    csvrow_push(&r->cells, line);
    return end_row(r, 0, CSVROW_CLEAN, e);
}

bool csvcut_all(struct csvcut *r, const struct dialect_found *f, slice text, bool exact,
                struct arena *a, struct err *e)
{
    struct csvcut_text t = {.text = text, .to = text.n, .ends = true, .exact = exact};
    ptrdiff_t at;

    csvcut_clear(r);
    grow(r);
    return csvcut_sep(r, text, &at, e) && csvcut_rows(r, f, &t, at, a, e) >= 0;
}

bool csvcut_in_block(const struct csvcut *r, int64_t i)
{
    int w = csvcut_width(r, i), same = 0, seen = 0;

    for (int64_t k = i + 1; k < r->n && k - i <= CSVCUT_BEHIND && seen < CSVCUT_BEFORE; k++) {
        if (csvcut_width(r, k) == 0) continue;
        seen++;
        same += csvcut_width(r, k) == w;
    }
    if (same == CSVCUT_BEFORE) return true;
    same = seen = 0;
    for (int64_t k = i - 1; k >= 0 && seen < CSVCUT_BEFORE; k--) {
        if (csvcut_width(r, k) == 0) continue;
        seen++;
        same += csvcut_width(r, k) == w;
    }
    for (int k = 0; seen < CSVCUT_BEFORE; k++, seen++) same += r->before[k] == w;
    return same == CSVCUT_BEFORE;
}
