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

void csvcut_free(struct csvcut *r)
{
    csvrow_free(&r->cells);
    free(r->first);
    free(r->line);
    free(r->repair);
    *r = (struct csvcut){0};
}

/* Rows with the same, unusual number of cells that follow each other are a table of their own. */
static int local_width(const struct csvcut *r, int64_t i)
{
    int same = 0, seen = 0, w = 0;

    for (int64_t k = i - 1; k >= 0 && seen < 3; k--) {
        if (csvcut_width(r, k) == 0) continue;
        if (seen++ == 0) w = csvcut_width(r, k);
        same += csvcut_width(r, k) == w;
    }
    return seen == 3 && same == 3 && w > 1 ? w : 0;
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
    int want = local_width(r, r->n);

    grow(r);
    *at = csvrow_next(f, text, line, want > 0 ? want : f->columns, a, &r->cells, &repair);
    return end_row(r, line, repair, e);
}

/* Can the scanner follow this dialect? */
static bool scannable(const struct dialect_found *f, struct scan_dialect *d)
{
    if (f->layout != LAYOUT_DELIMITED || f->d.delimiter.n != 1 || f->d.quote.n > 1 ||
        f->d.escape.n > 0 || f->padded || f->d.skipinitialspace)
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
    if (memchr(in.p, '\n', (size_t)in.n) != NULL) return false;
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

/* Pushes the cells of a row that the scanner found, text[from + k] behind its cell k. False: it
 * is one for the exact way, nothing was pushed. */
static bool push_row(struct csvcut *r, const struct dialect_found *f, slice text, ptrdiff_t line,
                     ptrdiff_t from, const uint32_t *end, ptrdiff_t n, struct arena *a)
{
    char q = f->d.quote.n > 0 ? f->d.quote.p[0] : 0;
    ptrdiff_t had = r->cells.n, at = line;

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
        }
        csvrow_push(&r->cells, s);
    }
    return true;
}

/* Rows from *at on, as many as one call of the scanner gives. */
static bool cut_many(struct csvcut *r, const struct dialect_found *f, const struct scan_dialect *d,
                     slice text, uint32_t *end, ptrdiff_t *at, struct arena *a, struct err *e)
{
    enum scan_stop why;
    ptrdiff_t from = *at, next, n = scan_rows(d, text, from, end, ENDS, &next, &why);

    for (ptrdiff_t k = 0, last; k < n; k = last) {
        ptrdiff_t behind, line = *at;

        for (last = k; last < n; last++) {
            ptrdiff_t i = from + (ptrdiff_t)end[last];

            if (i >= text.n || text.p[i] == '\n') break;
        }
        last++;
        behind = from + (ptrdiff_t)end[last - 1] + 1;
        if (behind > text.n) behind = text.n;
        grow(r);
        if (push_row(r, f, text, line, from, end + k, last - k, a)) {
            *at = behind;
            if (!end_row(r, line, CSVROW_CLEAN, e)) return false;
        } else {
            if (!cut_one(r, f, text, at, a, e)) return false;
            if (*at != behind) return true; /* repaired: other rows follow than were scanned */
        }
    }
    /* What the scanner stopped at is left to the exact way. */
    return why == SCAN_END || *at >= text.n || cut_one(r, f, text, at, a, e);
}

bool csvcut_all(struct csvcut *r, const struct dialect_found *f, slice text, bool exact,
                struct arena *a, struct err *e)
{
    slice named;
    struct scan_dialect d;
    ptrdiff_t at = dialect_sep_line(text, &named);
    uint32_t *end = NULL;
    bool ok = true;

    *r = (struct csvcut){0};
    grow(r);
    if (at > 0) { /* "sep=;" is a row of its own, outside every table */
        slice line;

        csvrow_line_end(text, 0, &line);
        csvrow_push(&r->cells, line);
        ok = end_row(r, 0, CSVROW_CLEAN, e);
    }
    if (!exact && scannable(f, &d)) {
        end = malloc((ENDS + SCAN_ROOM) * sizeof *end);
        if (end == NULL) err_no_memory();
    }
    while (ok && at < text.n)
        ok =
            end != NULL ? cut_many(r, f, &d, text, end, &at, a, e) : cut_one(r, f, text, &at, a, e);
    free(end);
    return ok;
}
