/* csv - delimited, aligned and fixed-width text in any encoding. */
#include "csvcut.h"
#include "csvfit.h"
#include "encoding.h"
#include "lineend.h"
#include "shape.h"
#include <stdlib.h>

struct job {
    struct workbook *out;
    struct arena *a;
    slice text;
    struct dialect_found f;
    struct csvcut rows;
    int64_t padded_rows, surplus_rows;
    int32_t first_padded, first_surplus;
    struct csvfit *fit;
};

static int match(const struct source *s)
{
    static const char *const suffix[] = {".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", ".asc"};
    slice name = s->name;

    for (size_t i = 0; i < sizeof suffix / sizeof suffix[0]; i++)
        if (name.n > 4 && slice_eq_nocase(slice_sub(name, name.n - 4, name.n), slice_z(suffix[i])))
            return 40;
    return 20;
}

static struct range at_row(int64_t r)
{
    return (struct range){(int32_t)r + 1, 0, (int32_t)r + 1, 0};
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

static void note_repair(struct job *j, int64_t r, ptrdiff_t from, enum csvrow_repair repair)
{
    static const char *const code[] = {"", "stray_quote", "unclosed_quote", "missing_delimiter"};
    static const char *const what[] = {
        "", "a quote inside a cell was taken as it is",
        "a quote that nothing closes was taken as it is",
        "a delimiter is missing beside a quote; the cells were parted"};
    slice s;

    if (repair == CSVROW_REMARK) j->out->sheet->remark[r] = true;
    if (repair == CSVROW_CLEAN || repair == CSVROW_REMARK) return;
    s = shown(j->text, from);
    quirk_add(&j->out->quirks, code[repair], 0, at_row(r), NULL, 1, "row %lld: %s (%.*s)",
              (long long)r + 1, what[repair], SLICE_ARG(s));
}

/* Is row i one of several neighbours with the same number of cells? */
static bool in_block(const struct csvcut *r, int64_t i)
{
    int w = csvcut_width(r, i);

    for (int side = -1; side <= 1; side += 2) {
        int same = 0, seen = 0;

        for (int64_t k = i + side; k >= 0 && k < r->n && seen < 3; k += side) {
            if (csvcut_width(r, k) == 0) continue;
            seen++;
            same += csvcut_width(r, k) == w;
        }
        if (same == 3) return true;
    }
    return false;
}

/* The row cut by another delimiter than the file's, when that gives the cells the rows have. */
static bool other_delimiter(struct job *j, slice line, bool first, struct csvrow_cells *out,
                            slice *which)
{
    static const char *const other[] = {" ", ",", ";", "\t", "|"};
    double best = first ? 0 : 0.5;
    bool found = false;

    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        struct dialect_found f = j->f;
        struct csvrow_cells cells = {0};
        enum csvrow_repair repair;
        double fit;

        if (slice_eqz(f.d.delimiter, other[i]) || slice_find(line, slice_z(other[i])) < 0) continue;
        f.layout = LAYOUT_DELIMITED;
        f.d.delimiter = slice_z(other[i]);
        f.padded = f.d.skipinitialspace = false;
        csvrow_line(&f, line, j->f.columns, j->a, &cells, &repair);
        fit = cells.n == j->f.columns
                  ? csvfit_score(j->fit, cells.at, (int)cells.n) + (first ? 0.01 : 0)
                  : -1;
        for (ptrdiff_t k = 0; first && k < cells.n; k++) {
            slice v = cells.at[k];

            if (v.n > 0 && strchr(",;:.", v.p[v.n - 1]) != NULL) fit = -1; /* prose */
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

static void note_change(struct job *j, int64_t r, enum csvfit_change change, int column)
{
    static const char *const code[] = {"", "moved_cells", "joined_cells", "split_cells"};
    static const char *const what[] = {
        "",
        "a delimiter was missing or surplus; cells were moved to the columns they fit, from column",
        "two cells were joined to one, as the delimiter stood in its text, in column",
        "one cell was parted into two, as its delimiter was missing, at column"};
    char letters[8];

    quirk_add(&j->out->quirks, code[change], 0,
              (struct range){(int32_t)r + 1, column + 1, (int32_t)r + 1, column + 1}, NULL, 1,
              "row %lld: %s %s", (long long)r + 1, what[change],
              table_letters(column + 1, letters));
}

/* Does the text end within a line? */
static bool cut_off(slice text)
{
    return text.n > 0 && text.p[text.n - 1] != '\n' && text.p[text.n - 1] != '\r';
}

/* A heading with one name too few over rows that begin with names or numbers of their own, as R
 * and pandas write and read it: the first column has no name. */
static bool unnamed_index(struct job *j, int64_t r, struct csvrow_cells *out)
{
    int want = j->f.columns;

    if (out->n != want - 1 || !csvfit_distinct(j->fit, 0) || csvfit_empty(j->fit, want - 1) > 0.98)
        return false;
    for (ptrdiff_t c = 0; c < out->n; c++)
        if (out->at[c].n == 0) return false;
    csvrow_push(out, S(""));
    memmove(out->at + 1, out->at, (size_t)(out->n - 1) * sizeof *out->at);
    out->at[0] = (slice){"", 0};
    quirk_add(
        &j->out->quirks, "unnamed_index", 0, at_row(r), NULL, 1,
        "row %lld has one name less than the rows below have cells; the first column has none",
        (long long)r + 1);
    return true;
}

/* Rows with too few or too many cells. What stays uneven is counted. */
static void mend_row(struct job *j, int64_t r, bool first, struct csvrow_cells *out)
{
    struct csvcut *rows = &j->rows;
    const slice *cell = rows->cells.at + rows->first[r];
    int n = csvcut_width(rows, r), want = j->f.columns, column;
    slice *fixed, which = {"", 0}, line;
    enum csvfit_change change;

    out->n = 0;
    for (int c = 0; c < n; c++) csvrow_push(out, cell[c]);
    if (n == want || n == 0 || j->fit == NULL || want < 3 || in_block(rows, r) ||
        rows->repair[r] == CSVROW_REMARK)
        return;
    csvrow_line_end(j->text, rows->line[r], &line);
    if (first && (r + 1 >= rows->n || csvcut_width(rows, r + 1) != want)) first = false;
    if ((n * 2 <= want || rows->repair[r] == CSVROW_GLUED) && want >= 4 &&
        other_delimiter(j, line, first, out, &which)) {
        rows->repair[r] = CSVROW_CLEAN;
        quirk_add(&j->out->quirks, "other_delimiter", 0, at_row(r), NULL, 1,
                  "row %lld is delimited by %s instead of %.*s", (long long)r + 1,
                  slice_eqz(which, " ")    ? "blanks"
                  : slice_eqz(which, "\t") ? "tabs"
                                           : which.p,
                  SLICE_ARG(dialect_name(&j->f)));
        return;
    }
    if (r == rows->n - 1 && n < want && cut_off(j->text)) return;
    if (first && unnamed_index(j, r, out)) return;
    if (abs(n - want) > (want / 4 > 1 ? want / 4 : 1) || n < 2 || want > CSVFIT_COLUMNS) return;
    fixed = arena_new(j->a, slice, want + 1);
    if (fixed == NULL) return;
    if (first && drop_empty(cell, n, want, fixed)) {
        change = CSVFIT_MOVED;
        column = 0;
    } else if (!csvfit_mend(j->fit, cell, n, j->f.d.delimiter, j->a, fixed, &change, &column)) {
        return;
    }
    out->n = 0;
    for (int c = 0; c < want; c++) csvrow_push(out, fixed[c]);
    note_change(j, r, change, column);
}

static void count_uneven(struct job *j, int64_t r, const struct csvrow_cells *c)
{
    int want = j->f.columns;
    bool more = false;

    if (c->n < want && c->n * 2 > want && want > 2) {
        if (j->padded_rows++ == 0) j->first_padded = (int32_t)r + 1;
    }
    for (ptrdiff_t k = want; k < c->n; k++) more |= c->at[k].n > 0;
    if (more && want > 1 && !in_block(&j->rows, r) && j->surplus_rows++ == 0)
        j->first_surplus = (int32_t)r + 1;
}

static void learn(struct job *j)
{
    const struct csvcut *r = &j->rows;
    bool first = true;
    int64_t even = 0, filled = 0;

    for (int64_t i = 0; i < r->n; i++) {
        if (r->repair[i] == CSVROW_REMARK) continue;
        even += csvcut_width(r, i) == j->f.columns;
        filled += csvcut_width(r, i) > 0;
    }
    if (even == filled || even < 3 || j->f.columns < 2) return;
    j->fit = csvfit_new(j->a, j->f.columns);
    for (int64_t i = 0; j->fit != NULL && i < r->n; i++) {
        if (csvcut_width(r, i) != j->f.columns || r->repair[i] == CSVROW_REMARK) continue;
        if (!first || even < 5) csvfit_learn(j->fit, r->cells.at + r->first[i]);
        first = false; /* most likely names */
    }
}

/* The mode over the whole file; the sniffer saw windows only. */
static void usual_width(struct job *j)
{
    enum { MOST = 4096 };
    int64_t *count = calloc(MOST, sizeof *count), best = 0;
    const struct csvcut *r = &j->rows;

    if (count == NULL) err_no_memory();
    for (int64_t i = 0; i < r->n; i++)
        if (csvcut_width(r, i) > 0 && csvcut_width(r, i) < MOST && r->repair[i] != CSVROW_REMARK)
            count[csvcut_width(r, i)]++;
    for (int w = 1; w < MOST; w++)
        if (count[w] > best) best = count[w];
    if (j->f.columns >= MOST || count[j->f.columns] * 2 < best)
        for (int w = 1; w < MOST; w++)
            if (count[w] == best) j->f.columns = w;
    free(count);
}

static bool fill_sheet(struct job *j, struct err *e)
{
    const struct csvcut *r = &j->rows;
    struct csvrow_cells row = {0};
    int64_t n = r->n;
    int cols = 0;
    bool first = true, ok;
    struct sheet *s = j->out->sheet;

    while (n > 0 && csvcut_width(r, n - 1) == 0) n--; /* blank lines at the end are no rows */
    for (int64_t i = 0; i < n; i++)
        if (csvcut_width(r, i) > cols) cols = csvcut_width(r, i);
    ok = table_new(&s->cells, j->a, cols, n, e);
    if (ok && j->f.comment.n > 0) s->remark = arena_new(j->a, bool, n + 1);
    for (int64_t i = 0; ok && i < n; i++) {
        s->cells.source_row[i] = (int32_t)i + 1;
        mend_row(j, i, first, &row);
        note_repair(j, i, r->line[i], (enum csvrow_repair)r->repair[i]);
        if (csvcut_width(r, i) * 2 > j->f.columns || row.n == j->f.columns) first = false;
        count_uneven(j, i, &row);
        for (int c = 0; c < cols; c++)
            column_put(&s->cells.col[c], i, c < row.n ? row.at[c] : S(""));
    }
    for (int c = 0; ok && c < cols; c++) {
        s->cells.col[c].source_col = c + 1;
        s->cells.col[c].name = arena_printf(j->a, "column_%d", c + 1);
    }
    csvrow_free(&row);
    return ok;
}

static void note_file(struct job *j)
{
    struct quirks *q = &j->out->quirks;
    int64_t lf = 0, cr = 0, crlf = 0, most;

    bool many = j->text.n > 0 && memchr(j->text.p, '\r', (size_t)j->text.n) != NULL;

    for (ptrdiff_t i = 0; many && i < j->text.n; i++) {
        if (j->text.p[i] == '\r' && i + 1 < j->text.n && j->text.p[i + 1] == '\n')
            crlf++, i++;
        else if (j->text.p[i] == '\r')
            cr++;
        else if (j->text.p[i] == '\n')
            lf++;
    }
    most = lf > cr ? lf : cr;
    most = crlf > most ? crlf : most;
    if (lf + cr + crlf > most && (lf + cr + crlf - most) > 0 && j->out->sheet->cells.nrow > 1)
        quirk_add(
            q, "mixed_newlines", -1, (struct range){0}, NULL, lf + cr + crlf - most,
            "lines end in several ways: %lld CRLF, %lld LF, %lld CR (some may be inside cells)",
            (long long)crlf, (long long)lf, (long long)cr);
    if (j->padded_rows > 0)
        quirk_add(q, "short_rows", 0, (struct range){j->first_padded, 0, j->first_padded, 0}, NULL,
                  j->padded_rows,
                  "%lld row%s fewer than %d cells, first row %d; empty cells were added",
                  (long long)j->padded_rows, j->padded_rows == 1 ? " has" : "s have", j->f.columns,
                  j->first_padded);
    if (j->surplus_rows > 0 && j->surplus_rows < j->out->sheet->cells.nrow)
        quirk_add(
            q, "long_rows", 0, (struct range){j->first_surplus, 0, j->first_surplus, 0}, NULL,
            j->surplus_rows,
            "%lld row%s more than %d cells, first row %d; the cells too many are kept, at the end",
            (long long)j->surplus_rows, j->surplus_rows == 1 ? " has" : "s have", j->f.columns,
            j->first_surplus);
    if (j->rows.n > 1 && csvcut_width(&j->rows, j->rows.n - 1) < j->f.columns && cut_off(j->text))
        quirk_add(q, "cut_off", 0, at_row(j->rows.n - 1), NULL, 1,
                  "the file ends within row %lld, which has %d of %d cells", (long long)j->rows.n,
                  csvcut_width(&j->rows, j->rows.n - 1), j->f.columns);
    if (j->f.padded)
        quirk_add(q, "padded_cells", -1, (struct range){0}, NULL, 1,
                  "cells are padded with blanks; they were taken off");
}

static bool note_evidence(struct job *j, slice also, struct err *e)
{
    struct evidence *ev = arena_new(j->a, struct evidence, 2);

    if (ev == NULL) return err_set(e, E_LIMIT, "the text does not fit the memory limit");
    ev[0] = (struct evidence){"encoding", j->out->encoding.name, j->out->encoding.confidence, also};
    ev[1] = (struct evidence){"delimiter", dialect_name(&j->f), j->f.d.confidence, j->f.also};
    j->out->evidence = ev;
    j->out->nevidence = 2;
    return true;
}

static bool read_text(const struct source *s, const struct read_options *o, struct arena *a,
                      struct workbook *out, struct err *e)
{
    struct job j = {.out = out, .a = a};
    slice also = {"", 0}, end;
    bool ok;

    out->sheet = arena_new(a, struct sheet, 1);
    if (out->sheet == NULL) return err_set(e, E_LIMIT, "the text does not fit the memory limit");
    out->nsheet = 1;
    if (o->encoding != NULL) {
        if (!encoding_named(o->encoding, a, &out->encoding, e)) return false;
    } else {
        encoding_detect(s->bytes, a, &out->encoding, &also);
    }
    if (!encoding_decode(s->bytes, &out->encoding, a, &out->quirks, &j.text, e)) return false;
    j.text = lineend_usual(j.text, a, &end);
    if (j.text.p == NULL) return err_set(e, E_LIMIT, "the text does not fit the memory limit");
    if (!dialect_detect(j.text, o, a, &j.f, e)) return false;
    j.f.d.lineterminator = end;
    ok = csvcut_all(&j.rows, &j.f, j.text, false, a, e);
    if (ok) {
        usual_width(&j);
        learn(&j);
        ok = fill_sheet(&j, e);
    }
    if (o->quote == NULL && !j.rows.cells.quoted) j.f.d.quote = (slice){"", 0}; /* none is seen */
    if (ok) note_file(&j);
    csvcut_free(&j.rows);
    out->dialect = j.f.d;
    return ok && note_evidence(&j, also, e);
}

const struct reader reader_csv = {
    .name = "csv",
    .doc = "Text: delimited, aligned or of fixed width, in any encoding.",
    .match = match,
    .read = read_text,
};
