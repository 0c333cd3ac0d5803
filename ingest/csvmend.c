#include "csvmend.h"

#include "shape.h"
#include <stdlib.h>

/* csvfit_score of cells that are like those of their columns; of the same shape only */
static const double FITS = 0.6, FITS_SHAPE = 0.45;

/* Rows around one that say whether a column stands in quotes, and how many must. */
enum { QUOTED_NEAR = 24, QUOTED_LEAST = 3 };

static const char *const joined_how[] = {
    [CSVREST_ENTITY] = "semicolons that end an HTML entity are text of their cell",
    [CSVREST_BLANK] = "delimiters with a blank behind them are text of their cell",
    [CSVREST_DIGITS] = "commas inside of numbers are part of them",
    [CSVREST_LAST] = "the last column takes the rest of its row, delimiters included"};

/* r from 1 */
static struct range at_row(int64_t r)
{
    return (struct range){(int32_t)r, 0, (int32_t)r, 0};
}

/* What a person sees of a row in a message. */
static slice shown(slice text, ptrdiff_t from)
{
    slice line;
    ptrdiff_t n;

    csvrow_line_end(text, from, &line);
    n = line.n < 60 ? line.n : 60;
    while (n < line.n && n > 0 && (line.p[n] & 0xC0) == 0x80) n--;
    return slice_sub(line, 0, n);
}

static void note_repair(struct csvmend *m, int64_t r, ptrdiff_t from, enum csvrow_repair repair)
{
    static const enum quirk_code code[] = {QUIRK_CODES,           QUIRK_stray_quote,
                                           QUIRK_unclosed_quote,  QUIRK_missing_delimiter,
                                           QUIRK_half_quoted_row, QUIRK_unclosed_quote};
    static const char *const what[] = {
        "",
        "a quote inside a cell was taken as it is",
        "a quote that nothing closes was taken as it is",
        "a delimiter is missing beside a quote; the cells were parted",
        "a quote around the row is missing, or one inside is not doubled; it was cut without them",
        "a quote that nothing closes was left out, as its column stands in quotes"};
    slice s;

    if (repair == CSVROW_CLEAN || repair == CSVROW_REMARK) return;
    s = shown(m->text, from);
    quirk_add(m->quirks, code[repair], 0, at_row(m->row + r + 1), NULL, 1, "row %lld: %s (%.*s)",
              (long long)(m->row + r + 1), what[repair], SLICE_ARG(s));
}

/* The row cut by another delimiter than the file's, when that gives the cells the rows have. Commas
 * and blanks are in prose too: there few cells must fit their columns well, or are none. */
static bool other_delimiter(struct csvmend *m, slice line, bool first, struct csvrow_cells *out,
                            slice *which)
{
    static const char *const other[] = {" ", ",", ";", "\t", "|"};
    bool few = m->f->columns < 4, found = false;
    double best = 0;

    for (size_t i = few; i < sizeof other / sizeof other[0]; i++) {
        struct dialect_found f = *m->f;
        struct csvrow_cells cells = {0};
        enum csvrow_repair repair;
        double fit;

        if (slice_eqz(f.d.delimiter, other[i]) || slice_find(line, slice_z(other[i])) < 0) continue;
        f.layout = LAYOUT_DELIMITED;
        f.d.delimiter = slice_z(other[i]);
        f.padded = f.d.skipinitialspace = false;
        csvrow_line(&f, line, m->f->columns, m->arena, &cells, &repair);
        fit = cells.n == m->f->columns
                  ? csvfit_score(m->fit, cells.at, (int)cells.n) + (first ? 0.01 : 0)
                  : -1;
        if (!first && fit <= (i > 1 ? FITS_SHAPE : few ? FITS : 0.5)) fit = -1;
        for (ptrdiff_t k = 0; k < cells.n; k++) {
            slice v = cells.at[k];

            if (first && v.n > 0 && strchr(",;:.", v.p[v.n - 1]) != NULL) fit = -1; /* prose */
            if (first && slice_find(v, S("=")) > 0) fit = -1; /* what is set to what */
            if (m->f->d.delimiter.n > 0 && k + 1 < cells.n && slice_ends(v, m->f->d.delimiter))
                fit = -1; /* the file's own delimiter stands there as a comma does in prose */
        }
        if (fit > best) {
            best = fit;
            found = true;
            *which = slice_z(other[i]);
            out->n = 0;
            for (ptrdiff_t k = 0; k < cells.n; k++) csvrow_push(out, cells.at[k]);
        }
        csvrow_free(&cells);
    }
    return found;
}

/* A heading with one empty cell too many, over rows that are even. */
static bool drop_empty(const slice *cell, int n, int want, slice *out)
{
    int empty = -1, k = 0;

    if (n != want + 1) return false;
    for (int c = 0; c < n; c++) {
        if (cell[c].n > 0) continue;
        if (empty >= 0) return false;
        empty = c;
    }
    if (empty < 0 || empty == n - 1) return false;
    for (int c = 0; c < n; c++)
        if (c != empty) out[k++] = cell[c];
    return true;
}

static void note_change(struct csvmend *m, int64_t r, enum csvfit_change change, int column)
{
    static const enum quirk_code code[] = {QUIRK_CODES, QUIRK_moved_cells, QUIRK_joined_cells,
                                           QUIRK_split_cells};
    static const char *const what[] = {
        "",
        "a delimiter was missing or surplus; cells were moved to the columns they fit, from column",
        "two cells were joined to one, as the delimiter stood in its text, in column",
        "one cell was parted into two, as its delimiter was missing, at column"};
    int32_t row = (int32_t)(m->row + r) + 1;
    char letters[8];

    quirk_add(m->quirks, code[change], 0, (struct range){row, column + 1, row, column + 1}, NULL, 1,
              "row %lld: %s %s", (long long)(m->row + r + 1), what[change],
              table_letters(column + 1, letters));
}

bool csvmend_cut_off(slice text)
{
    return text.n > 0 && text.p[text.n - 1] != '\n' && text.p[text.n - 1] != '\r';
}

/* A heading with one name too few over rows that begin with names or numbers of their own, as R
 * and pandas write and read it: the first column has no name. */
static bool unnamed_index(struct csvmend *m, int64_t r, struct csvrow_cells *out)
{
    int want = m->f->columns;

    if (out->n != want - 1 || !csvfit_distinct(m->fit, 0) || csvfit_empty(m->fit, want - 1) > 0.98)
        return false;
    for (ptrdiff_t c = 0; c < out->n; c++)
        if (out->at[c].n == 0) return false;
    csvrow_push(out, S(""));
    memmove(out->at + 1, out->at, (size_t)(out->n - 1) * sizeof *out->at);
    out->at[0] = (slice){"", 0};
    quirk_add(
        m->quirks, QUIRK_unnamed_index, 0, at_row(m->row + r + 1), NULL, 1,
        "row %lld has one name less than the rows below have cells; the first column has none",
        (long long)(m->row + r + 1));
    return true;
}

/* One cell in quotes, and nothing else: its text is not to be cut. */
static bool is_quoted_whole(const struct csvmend *m, slice line)
{
    slice s = slice_trim(line), q = m->f->d.quote;

    return q.n == 1 && s.n > 1 && s.p[0] == q.p[0] && s.p[s.n - 1] == q.p[0];
}

/* A line in quotes whole among others that are not: what is inside is cut as they are, where its
 * cells fit the columns. */
static bool unwrap(struct csvmend *m, slice line, struct csvrow_cells *out)
{
    slice s = slice_trim(line);
    struct csvrow_cells cells = {0};
    enum csvrow_repair repair;
    int want = m->f->columns;
    char *inside = arena_new(m->arena, char, s.n);
    ptrdiff_t n = 0;
    /* two cells may be a title with a comma in it, but hardly one with a colon */
    double least = want == 2 && !slice_starts(m->f->d.delimiter, S(":")) ? FITS : FITS_SHAPE;

    if (inside == NULL) return false;
    for (ptrdiff_t i = 1; i < s.n - 1; i++) {
        inside[n++] = s.p[i];
        if (s.p[i] == s.p[0] && s.p[i + 1] == s.p[0] && i + 2 < s.n) i++;
    }
    csvrow_line(m->f, (slice){inside, n}, want, m->arena, &cells, &repair);
    out->n = 0;
    for (ptrdiff_t c = 0; c < cells.n; c++) csvrow_push(out, cells.at[c]);
    if (cells.n > want && m->f->rest != CSVREST_NONE &&
        csvrest_join(m->f->rest, cells.at, (int)cells.n, (slice){inside, n}, m->f->d.delimiter,
                     m->arena, out->at, want))
        out->n = want;
    csvrow_free(&cells);
    return out->n == want && csvfit_score(m->fit, out->at, want) >= least;
}

/* Do the cells of column c stand in quotes in the rows around r, all that are not empty? */
static bool always_quoted(const struct csvmend *m, int64_t r, int c)
{
    int seen = 0;

    for (int64_t k = r > QUOTED_NEAR / 2 ? r - QUOTED_NEAR / 2 : 0;
         k < m->rows->n && k < r + QUOTED_NEAR; k++) {
        slice s;

        if (k == r || csvcut_width(m->rows, k) != m->f->columns ||
            m->rows->repair[k] != CSVROW_CLEAN)
            continue;
        s = csvcut_cells(m->rows, k)[c];
        if (s.n == 0) continue;
        /* one that is not in the text was copied, as marks inside of its quotes were taken out */
        if (s.p > m->text.p && s.p < m->text.p + m->text.n && s.p[-1] != m->f->d.quote.p[0])
            return false;
        seen++;
    }
    return seen >= QUOTED_LEAST;
}

/* Does a quote end the cell, and none begin it? */
static bool ends_in_quote(const struct csvmend *m, slice s)
{
    char q = m->f->d.quote.p[0];

    return s.n > 1 && s.p[s.n - 1] == q && memchr(s.p, q, (size_t)s.n - 1) == NULL &&
           s.p > m->text.p && s.p < m->text.p + m->text.n && s.p[-1] != q;
}

/* Where a column's cells stand in quotes, the quote that nothing closes or opens is no part of its
 * cell. */
static void drop_lone_quotes(const struct csvmend *m, int64_t r, struct csvrow_cells *out)
{
    for (int c = 0; c < out->n; c++) {
        slice *s = &out->at[c];

        if (s->n > 1 && s->p[0] == m->f->d.quote.p[0] && always_quoted(m, r, c))
            *s = slice_sub(*s, 1, s->n), m->rows->repair[r] = CSVROW_DROPPED;
        else if (ends_in_quote(m, *s) && always_quoted(m, r, c))
            *s = slice_sub(*s, 0, s->n - 1), m->rows->repair[r] = CSVROW_DROPPED;
    }
}

/* Rows with too few or too many cells. What stays uneven is counted. */
static void mend_row(struct csvmend *m, int64_t r, struct csvrow_cells *out)
{
    struct csvcut *rows = m->rows;
    bool first = m->first;
    const slice *cell = csvcut_cells(rows, r);
    int n = csvcut_width(rows, r), want = m->f->columns, column;
    slice *fixed, which = {"", 0}, line;
    enum csvfit_change change;

    out->n = 0;
    for (int c = 0; c < n; c++) csvrow_push(out, cell[c]);
    if ((rows->repair[r] == CSVROW_UNCLOSED || rows->repair[r] == CSVROW_STRAY) && n == want &&
        m->f->d.quote.n == 1)
        drop_lone_quotes(m, r, out);
    if (n > want && m->f->rest != CSVREST_NONE && rows->repair[r] != CSVROW_REMARK &&
        csvrest_join(m->f->rest, cell, n, m->text, m->f->d.delimiter, m->arena, out->at, want)) {
        out->n = want;
        rowlist_add(&m->rest, m->row + r + 1);
        return;
    }
    if (n == want || n == 0 || m->fit == NULL || want < 2 || rows->repair[r] == CSVROW_REMARK)
        return;
    csvrow_line_end(m->text, rows->line[r], &line);
    if (first && (r + 1 >= rows->n || csvcut_width(rows, r + 1) != want)) first = false;
    if (n == 1 && !first && is_quoted_whole(m, line)) {
        if (unwrap(m, line, out)) {
            quirk_add(m->quirks, QUIRK_quoted_rows, 0, at_row(m->row + r + 1), NULL, 1,
                      "row %lld stands in quotes whole; what is inside was cut as the other rows",
                      (long long)(m->row + r + 1));
        } else {
            out->n = 0;
            csvrow_push(out, cell[0]);
        }
        return;
    }
    /* Single cells may come in blocks: rows that were appended from another file. */
    if ((n == 1 || !csvcut_in_block(rows, r)) && !is_quoted_whole(m, line) &&
        (n * 2 <= want || rows->repair[r] == CSVROW_GLUED) &&
        other_delimiter(m, line, first, out, &which)) {
        rows->repair[r] = CSVROW_CLEAN;
        quirk_add(m->quirks, QUIRK_other_delimiter, 0, at_row(m->row + r + 1), NULL, 1,
                  "row %lld is delimited by %s instead of %.*s", (long long)(m->row + r + 1),
                  slice_eqz(which, " ")    ? "blanks"
                  : slice_eqz(which, "\t") ? "tabs"
                                           : which.p,
                  SLICE_ARG(dialect_name(m->f)));
        return;
    }
    if (want < 3 || csvcut_in_block(rows, r)) return;
    if (m->ends && r == rows->n - 1 && n < want && csvmend_cut_off(m->text)) return;
    if (first && unnamed_index(m, r, out)) return;
    if (abs(n - want) > (want / 4 > 1 ? want / 4 : 1) || n < 2 || want > CSVFIT_COLUMNS) return;
    if (n < want && csvfit_trimmed(m->fit)) return;
    fixed = arena_new(m->arena, slice, want + 1);
    if (fixed == NULL) return;
    if (first && drop_empty(cell, n, want, fixed)) {
        change = CSVFIT_MOVED;
        column = 0;
    } else if (!csvfit_mend(m->fit, cell, n, m->f->d.delimiter, m->arena, fixed, &change,
                            &column)) {
        return;
    }
    out->n = 0;
    for (int c = 0; c < want; c++) csvrow_push(out, fixed[c]);
    note_change(m, r, change, column);
}

/* Where rows are joined there are no more columns than names: what no way joins stays whole in the
 * last one. */
static void keep_surplus(struct csvmend *m, int64_t r, struct csvrow_cells *out)
{
    int want = m->f->columns;

    if (m->f->rest == CSVREST_NONE || out->n <= want || m->rows->repair[r] == CSVROW_REMARK) return;
    csvrest_join(CSVREST_LAST, out->at, (int)out->n, m->text, m->f->d.delimiter, m->arena, out->at,
                 want);
    out->n = want;
    rowlist_add(&m->surplus, m->row + r + 1);
}

/* Are few cells the first ones of a row? Titles and notes are short too, but do not fit the
 * columns, or only as texts fit texts. */
static bool begins_row(const struct csvmend *m, int64_t r, const struct csvrow_cells *c)
{
    double least = shape_is_value(shape_of(c->at[0])) ? FITS_SHAPE : FITS;

    return m->fit != NULL && !m->first && !csvcut_in_block(m->rows, r) &&
           csvfit_score(m->fit, c->at, (int)c->n) * m->f->columns > least * (double)c->n;
}

static void count_uneven(struct csvmend *m, int64_t r, const struct csvrow_cells *c)
{
    int want = m->f->columns;
    bool more = false;

    if (c->n > 0 && c->n < want && want > 2 && m->rows->repair[r] != CSVROW_REMARK &&
        (c->n * 2 > want || begins_row(m, r, c)))
        rowlist_add(&m->padded, m->row + r + 1);
    for (ptrdiff_t k = want; k < c->n; k++) more |= c->at[k].n > 0;
    if (more && want > 1 && !csvcut_in_block(m->rows, r)) rowlist_add(&m->surplus, m->row + r + 1);
}

/* Do many rows stop at their last filled cell, and none at an empty one? */
static bool are_trimmed(const struct csvcut *rows, int columns)
{
    enum { LEAST = 3, ONE_IN = 10 };
    int64_t shorter = 0, n = 0;

    for (int64_t i = 0; i < rows->n; i++) {
        int w = csvcut_width(rows, i);

        if (w < 2 || w > columns || rows->repair[i] == CSVROW_REMARK) continue;
        if (rows->cells.at[rows->first[i] + w - 1].n == 0) return false;
        shorter += w < columns;
        n++;
    }
    return shorter >= LEAST && shorter * ONE_IN >= n;
}

struct csvfit *csvmend_learn(const struct csvcut *rows, int columns, struct arena *a)
{
    struct csvfit *fit;
    bool first = true;
    int64_t even = 0;

    for (int64_t i = 0; i < rows->n; i++)
        even += rows->repair[i] != CSVROW_REMARK && csvcut_width(rows, i) == columns;
    if (even < 3 || columns < 2 || (fit = csvfit_new(a, columns)) == NULL) return NULL;
    if (are_trimmed(rows, columns)) csvfit_set_trimmed(fit);
    for (int64_t i = 0; i < rows->n; i++) {
        if (csvcut_width(rows, i) != columns || rows->repair[i] == CSVROW_REMARK) continue;
        if (!first || even < 5) csvfit_learn(fit, rows->cells.at + rows->first[i]);
        first = false; /* most likely names */
    }
    return fit;
}

struct csvfit *csvmend_learn_table(const struct table *t, struct arena *a)
{
    struct csvfit *fit;
    slice *cell;

    if (t->nrow < 3 || t->ncol < 2 || (fit = csvfit_new(a, t->ncol)) == NULL) return NULL;
    cell = malloc((size_t)t->ncol * sizeof *cell);
    if (cell == NULL) err_no_memory();
    /* The first row holds names, most likely. */
    for (int64_t r = t->nrow >= 5; r < t->nrow; r++) {
        for (int c = 0; c < t->ncol; c++) cell[c] = column_cell(&t->col[c], r);
        csvfit_learn(fit, cell);
    }
    free(cell);
    return fit;
}

const slice *csvmend_row(struct csvmend *m, int64_t r, ptrdiff_t *n)
{
    const struct csvcut *rows = m->rows;
    int width = csvcut_width(rows, r);

    if (width == m->f->columns && rows->repair[r] == CSVROW_CLEAN) {
        m->first = false;
        *n = width;
        return csvcut_cells(m->rows, r);
    }
    mend_row(m, r, &m->cells);
    keep_surplus(m, r, &m->cells);
    note_repair(m, r, rows->line[r], (enum csvrow_repair)rows->repair[r]);
    if (width * 2 > m->f->columns || m->cells.n == m->f->columns) m->first = false;
    count_uneven(m, r, &m->cells);
    *n = m->cells.n;
    return m->cells.at;
}

void csvmend_note(const struct csvmend *m, struct quirks *q)
{
    if (m->padded.rows > 0)
        quirk_add(q, QUIRK_short_rows, 0, at_row(m->padded.from[0]), NULL, m->padded.rows,
                  "%lld row%s fewer than %d cells (%.*s); empty cells were added",
                  (long long)m->padded.rows, m->padded.rows == 1 ? " has" : "s have", m->f->columns,
                  SLICE_ARG(rowlist_text(&m->padded, q->arena)));
    if (m->surplus.rows > 0)
        quirk_add(q, QUIRK_long_rows, 0, at_row(m->surplus.from[0]), NULL, m->surplus.rows,
                  "%lld row%s more than %d cells (%.*s); the cells too many are kept, %s",
                  (long long)m->surplus.rows, m->surplus.rows == 1 ? " has" : "s have",
                  m->f->columns, SLICE_ARG(rowlist_text(&m->surplus, q->arena)),
                  m->f->rest == CSVREST_NONE ? "at the end" : "in the last one");
    if (m->rest.rows > 0)
        quirk_add(q, QUIRK_rest_of_row, 0, at_row(m->rest.from[0]), NULL, m->rest.rows,
                  "%s: %lld row%s (%.*s)", joined_how[m->f->rest], (long long)m->rest.rows,
                  m->rest.rows == 1 ? "" : "s", SLICE_ARG(rowlist_text(&m->rest, q->arena)));
}

void csvmend_free(struct csvmend *m)
{
    csvrow_free(&m->cells);
}
