/* csv - delimited, aligned and fixed-width text in any encoding. */
#include "csvbreak.h"
#include "decode.h"
#include "encoding.h"
#include "lineend.h"
#include "quotesign.h"
#include "sample.h"
#include "shape.h"
#include "utf8.h"
#include <stdlib.h>

enum { REST_ROWS = 3000 }; /* that say whether cells hold the delimiter */

/* A runner-up is told when its score is more than this share of the best. */
static const double NEAR = 0.3;

struct job {
    struct workbook *out;
    struct arena *a;
    slice text;
    struct dialect_found f;
    struct csvcut rows;
    struct csvmend mend;
    struct sample *sample; /* the text is parts of the file; NULL: all of it */
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

/* The mode over the whole file; the sniffer saw windows only. */
static void usual_width(struct job *j)
{
    enum { MOST = 4096 };
    int least = j->f.columns > 1 ? 2 : 1; /* titles and notes of one cell do not count then */
    int64_t *count = calloc(MOST, sizeof *count), best = 0;
    const struct csvcut *r = &j->rows;

    if (count == NULL) err_no_memory();
    for (int64_t i = 0; i < r->n; i++)
        if (csvcut_width(r, i) > 0 && csvcut_width(r, i) < MOST && r->repair[i] != CSVROW_REMARK)
            count[csvcut_width(r, i)]++;
    for (int w = least; w < MOST; w++)
        if (count[w] > best) best = count[w];
    if (j->f.columns >= MOST || count[j->f.columns] * 2 < best)
        for (int w = least; w < MOST; w++)
            if (count[w] == best) j->f.columns = w;
    free(count);
}

static void join_pieces(struct job *j)
{
    struct csvrest_seen seen = {.delimiter = j->f.d.delimiter};

    j->f.rest = CSVREST_NONE;
    if (j->f.layout != LAYOUT_DELIMITED) return;
    for (int64_t r = 0; r < j->rows.n && r < REST_ROWS; r++)
        if (j->rows.repair[r] != CSVROW_REMARK)
            csvrest_see(&seen, csvcut_cells(&j->rows, r), csvcut_width(&j->rows, r));
    j->f.rest = csvrest_way(&seen);
    if (j->f.rest != CSVREST_NONE) j->f.columns = seen.names;
}

static bool is_uneven(const struct job *j)
{
    for (int64_t i = 0; i < j->rows.n; i++)
        if (csvcut_width(&j->rows, i) > 0 && csvcut_width(&j->rows, i) != j->f.columns) return true;
    return false;
}

/* Has every row all cells, and no more? Then what they hold can be learnt from the sheet as well.
 */
static bool is_even(const struct job *j)
{
    for (int64_t i = 0; i < j->rows.n; i++)
        if (csvcut_width(&j->rows, i) != j->f.columns || j->rows.repair[i] == CSVROW_REMARK)
            return false;
    return j->rows.n > 0;
}

/* Where line ends are wrong. In parts of a file on disk it is not looked for. */
static const struct csvbreak *find_breaks(struct job *j, const struct csvfit *fit, int64_t *n)
{
    *n = 0;
    if (fit == NULL || j->sample != NULL || j->f.rest != CSVREST_NONE ||
        j->f.layout != LAYOUT_DELIMITED)
        return NULL;
    return csvbreak_find(&j->rows, j->f.columns, fit, j->a, n);
}

static void put_row(struct sheet *s, int64_t row, const slice *cell, ptrdiff_t have)
{
    s->cells.source_row[row] = (int32_t)row + 1;
    for (int c = 0; c < s->cells.ncol; c++)
        column_put(&s->cells.col[c], row, c < have ? cell[c] : S(""));
}

/* The rows at b, from row `row` of the sheet on. */
static void put_break(struct job *j, const struct csvbreak *b, int64_t row)
{
    bool joined = b->from > 1;
    int32_t top = (int32_t)row + 1;

    for (int k = 0; k < b->to; k++)
        put_row(j->out->sheet, row + k, b->cell + k * j->f.columns, j->f.columns);
    if (joined)
        quirk_add(&j->out->quirks, QUIRK_broken_row, 0, (struct range){top, 0, top, 0}, NULL, 1,
                  "row %d stood in %d lines; they were joined", (int)top, b->from);
    else
        quirk_add(&j->out->quirks, QUIRK_rows_on_a_line, 0,
                  (struct range){top, 0, top + b->to - 1, 0}, NULL, 1,
                  "rows %d to %d stood on one line; they were parted", (int)top,
                  (int)top + b->to - 1);
}

/* Rows 0 to n - 1 of the text, mended, with the places where line ends are wrong. */
static void fill_rows(struct job *j, int64_t n, const struct csvbreak *b, int64_t nbreak)
{
    struct csvmend *m = &j->mend;
    struct sheet *s = j->out->sheet;
    int64_t row = 0;

    for (int64_t i = 0; i < n; i++) {
        ptrdiff_t have;
        const slice *cell;

        if (nbreak > 0 && b->row == i) {
            put_break(j, b, row);
            row += b->to;
            i += b->from - 1;
            m->row = row - (i + 1);
            b++, nbreak--;
            continue;
        }
        if (j->rows.repair[i] == CSVROW_REMARK) s->remark[row] = true;
        cell = csvmend_row(m, i, &have);
        put_row(s, row++, cell, have);
    }
}

static bool fill_sheet(struct job *j, struct err *e)
{
    const struct csvcut *r = &j->rows;
    struct csvmend *m = &j->mend;
    const struct csvbreak *b;
    int64_t n = r->n, nrow, nbreak;
    int cols = 0;
    bool learn = j->sample != NULL ? !is_even(j) : is_uneven(j);
    struct sheet *s = j->out->sheet;

    while (n > 0 && csvcut_width(r, n - 1) == 0) n--; /* blank lines at the end are no rows */
    *m = (struct csvmend){.f = &j->f,
                          .fit = learn ? csvmend_learn(r, j->f.columns, j->a) : NULL,
                          .rows = &j->rows,
                          .text = j->text,
                          .ends = true,
                          .first = true,
                          .arena = j->a,
                          .quirks = &j->out->quirks};
    b = find_breaks(j, m->fit, &nbreak);
    nrow = n;
    for (int64_t i = 0, k = 0; i < n; i++) {
        if (k < nbreak && b[k].row == i) {
            nrow += b[k].to - b[k].from;
            i += b[k++].from - 1;
        } else if (csvcut_width(r, i) > cols) {
            cols = csvcut_width(r, i);
        }
    }
    if (j->f.rest != CSVREST_NONE) cols = j->f.columns;
    if (!table_new(&s->cells, j->a, cols, nrow, e)) return false;
    if (j->f.comment.n > 0) s->remark = arena_new(j->a, bool, nrow + 1);
    s->pairs = slice_eqz(j->f.d.delimiter, "=");
    fill_rows(j, n, b, nbreak);
    for (int c = 0; c < cols; c++) {
        s->cells.col[c].source_col = c + 1;
        s->cells.col[c].name = arena_printf(j->a, "column_%d", c + 1);
    }
    csvmend_free(m);
    return true;
}

/* The text between two quotes, with one for each two. */
static slice without_quotes(slice s, char q, struct arena *a)
{
    char *to = arena_new(a, char, s.n);
    ptrdiff_t n = 0;

    for (ptrdiff_t i = 1; to != NULL && i < s.n - 1; i++) {
        to[n++] = s.p[i];
        if (s.p[i] == q && s.p[i + 1] == q && i + 2 < s.n) i++;
    }
    return to == NULL ? s : (slice){to, n};
}

/* A file that was exported twice: all cells hold quotes that were around them once. */
static void take_inner_quotes(struct job *j)
{
    struct table *t = &j->out->sheet->cells;
    char q = j->f.d.quote.n == 1 ? j->f.d.quote.p[0] : 0;
    int64_t cells = 0;

    if (q == 0 || j->sample != NULL || !j->rows.cells.quoted) return;
    for (int64_t r = 0; r < t->nrow; r++)
        for (int c = 0; c < t->ncol; c++) {
            slice s = t->col[c].cell[r];

            if (s.n == 0) continue;
            if (s.n < 2 || s.p[0] != q || s.p[s.n - 1] != q) return;
            cells++;
        }
    if (cells < 4) return;
    for (int64_t r = 0; r < t->nrow; r++)
        for (int c = 0; c < t->ncol; c++)
            if (t->col[c].cell[r].n > 0)
                t->col[c].cell[r] = without_quotes(t->col[c].cell[r], q, j->a);
    quirk_add(&j->out->quirks, QUIRK_quoted_twice, -1, (struct range){0}, NULL, cells,
              "all cells stand in quotes within their quotes, as if exported twice; the inner ones "
              "were taken off");
}

static void note_file(struct job *j)
{
    struct quirks *q = &j->out->quirks;
    int64_t lf = 0, cr = 0, crlf = 0, most, last = j->mend.row + j->rows.n;

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
            q, QUIRK_mixed_newlines, -1, (struct range){0}, NULL, lf + cr + crlf - most,
            "lines end in several ways: %lld CRLF, %lld LF, %lld CR (some may be inside cells)",
            (long long)crlf, (long long)lf, (long long)cr);
    csvmend_note(&j->mend, q);
    if (j->rows.n > 1 && csvcut_width(&j->rows, j->rows.n - 1) < j->f.columns &&
        csvmend_cut_off(j->text))
        quirk_add(q, QUIRK_cut_off, 0, (struct range){(int32_t)last, 0, (int32_t)last, 0}, NULL, 1,
                  "the file ends within row %lld, which has %d of %d cells", (long long)last,
                  csvcut_width(&j->rows, j->rows.n - 1), j->f.columns);
    if (j->f.whole)
        quirk_add(q, QUIRK_quoted_rows, -1, (struct range){0}, NULL, 1,
                  "rows stand in quotes whole; what is inside was cut at its own delimiters");
    if (j->f.padded)
        quirk_add(q, QUIRK_padded_cells, -1, (struct range){0}, NULL, 1,
                  "cells are padded with blanks; they were taken off");
}

static bool note_evidence(struct job *j, slice also, struct err *e)
{
    struct evidence *ev = arena_new(j->a, struct evidence, 3);
    const struct dialect_candidate *second = j->f.ntried > 1 ? &j->f.tried[1] : NULL;
    slice other = {"", 0};

    if (ev == NULL) return err_set(e, E_LIMIT, "the text does not fit the memory limit");
    ev[0] = (struct evidence){"encoding", j->out->encoding.name, j->out->encoding.confidence, also};
    if (second != NULL && second->score > NEAR * j->f.tried[0].score)
        other =
            arena_printf(j->a, "%.*s, %d/%d", SLICE_ARG(second->name), second->even, second->rows);
    ev[1] = (struct evidence){"delimiter", dialect_name(&j->f), j->f.d.confidence, other};
    j->out->tried = j->f.tried;
    j->out->ntried = j->f.ntried;
    j->out->evidence = ev;
    j->out->nevidence = 2;
    if (j->sample != NULL)
        ev[j->out->nevidence++] = (struct evidence){
            "sample",
            arena_printf(j->a, "%lld rows: beginning, middle, end; %.1f of %.1f MB",
                         (long long)j->out->sheet->cells.nrow, (double)j->sample->bytes / 1e6,
                         (double)j->out->source->length / 1e6),
            1, arena_printf(j->a, "about %lld rows in all", (long long)j->sample->rows_about)};
    return true;
}

/* Puts '"' in the place of other signs around cells, and looks for the dialect of that text. */
static bool find_dialect(struct job *j, const struct read_options *o, slice *sign, struct err *e)
{
    struct read_options with = *o;
    slice given = slice_z(o->quote);
    bool named = given.n > 1 && utf8_count(given) == 1;

    *sign = (slice){"", 0};
    if (o->quote == NULL || named) j->text = quotesign_usual(j->text, given, j->a, sign);
    if (j->text.p == NULL) return err_set(e, E_LIMIT, "the text does not fit the memory limit");
    if (named) with.quote = ""; /* unless it was found */
    if (sign->n > 0) with.quote = "\"";
    return dialect_detect(j->text, &with, j->a, &j->f, e);
}

/* The text, or parts of it when the file is large, as it is to be cut. *found says its dialect; the
 * last says whether the parts can stand for the file. */
static bool get_text(struct job *j, const struct source *s, const struct read_options *o,
                     slice *also, slice *end, slice *sign, struct sample_text *parts, struct err *e)
{
    struct workbook *out = j->out;
    slice bytes = s->bytes;

    if (s->on_disk && !sample_bytes(s, o, j->a, &bytes, e)) return false;
    if (o->encoding != NULL) {
        struct encoding mark;
        slice other;

        if (!encoding_named(o->encoding, j->a, &out->encoding, e)) return false;
        encoding_detect(slice_sub(bytes, 0, 64), j->a, &mark, &other);
        out->encoding.bom = mark.bom && slice_eq(mark.name, out->encoding.name);
    } else {
        encoding_detect(bytes, j->a, &out->encoding, also);
    }
    if (!s->on_disk) {
        if (!decode_text(bytes, &out->encoding, j->a, &out->quirks, &j->text, e)) return false;
    } else {
        if (!sample_read(s, o, &out->encoding, j->a, &out->quirks, parts, e)) return false;
        j->text = parts->text;
    }
    j->text = lineend_usual(j->text, j->a, end);
    if (j->text.p == NULL) return err_set(e, E_LIMIT, "the text does not fit the memory limit");
    return find_dialect(j, o, sign, e);
}

/* Makes the sample one of whole rows. False: it cannot stand for the file. */
static bool align(struct job *j, struct sample_text *parts)
{
    if (j->text.p != parts->text.p || !sample_align(parts, &j->f, &j->rows, j->a)) return false;
    j->text = parts->text;
    j->sample = arena_new(j->a, struct sample, 1);
    return j->sample != NULL;
}

/* Rows that begin before `at`. */
static int64_t rows_before(const struct csvcut *r, ptrdiff_t at)
{
    int64_t n = 0;

    while (n < r->n && r->line[n] < at) n++;
    return n;
}

static void finish_sample(struct job *j, const struct sample_text *parts)
{
    struct sample *s = j->sample;
    const struct csvcut *r = &j->rows;
    int64_t size = j->out->source->length;

    *s = (struct sample){
        .f = j->f, .fit = j->mend.fit, .learnt = !is_even(j), .bytes = parts->bytes};
    s->head = rows_before(r, parts->head);
    s->tail = rows_before(r, parts->tail);
    s->rows_about =
        (int64_t)((double)size * (double)r->n / (double)(parts->bytes > 0 ? parts->bytes : 1));
    j->out->sample = s;
}

static bool read_text(const struct source *s, const struct read_options *o, struct arena *a,
                      struct workbook *out, struct err *e)
{
    struct job j = {.out = out, .a = a};
    struct sample_text parts = {0};
    slice also = {"", 0}, end, sign;
    bool ok;

    out->sheet = arena_new(a, struct sheet, 1);
    if (out->sheet == NULL) return err_set(e, E_LIMIT, "the text does not fit the memory limit");
    out->nsheet = 1;
    if (!get_text(&j, s, o, &also, &end, &sign, &parts, e)) return false;
    ok = !s->on_disk || align(&j, &parts);
    j.f.d.lineterminator = end;
    ok = ok && csvcut_all(&j.rows, &j.f, j.text, false, a, e);
    if (ok && j.sample != NULL) out->quirks.known = rows_before(&j.rows, parts.head);
    if (ok) {
        usual_width(&j);
        join_pieces(&j);
        ok = fill_sheet(&j, e);
        if (ok) take_inner_quotes(&j);
    }
    if (ok && j.sample != NULL) finish_sample(&j, &parts);
    if (o->quote == NULL && !j.rows.cells.quoted) j.f.d.quote = (slice){"", 0}; /* none is seen */
    if (sign.n > 0) j.f.d.quote = sign;
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
