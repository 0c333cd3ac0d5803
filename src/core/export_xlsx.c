/* export_xlsx.c - rows as a workbook with one sheet, by libxlsxwriter in constant memory. */
#include "calendar.h"
#include "date.h"
#include "exportfile.h"
#include "shortest.h"
#include "stated.h"
#include "utf8.h"
#include "xlsxlib.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A double keeps this many digits of any decimal; longer numbers are written as text. */
enum { EXACT_DIGITS = 15, ROWS_MAX = 1048576, COLS_MAX = 16384 };
enum { WIDTH_ROWS = 1000, WIDTH_MIN = 8, WIDTH_MAX = 60, CHUNK = 1 << 16 };
/* The file must not depend on the day it is written: 1980-01-01, as in zip entries. */
enum { CREATED = 315532800 };

struct export_book {
    struct xlsxlib lib;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *header, *date, *datetime, *time, *duration;
    int ncol, *width; /* [column], of the heading and the first WIDTH_ROWS rows */
    int64_t row;      /* the next of the sheet */
    int64_t measured; /* rows that the widths are of */
    struct buf text;
    struct err *e; /* of the call that is on */
    char dir[256], path[280];
};

static int two(const char *p)
{
    return (p[0] - '0') * 10 + p[1] - '0';
}

/* "0" stands for a digit, all else for itself. */
static bool looks(slice s, const char *mask)
{
    if (s.n != (ptrdiff_t)strlen(mask)) return false;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';

        if (mask[i] == '0' ? !digit : s.p[i] != mask[i]) return false;
    }
    return true;
}

/* "HH:MM:SS[.fff]" as a part of a day; hours of a duration may have more digits. */
static bool clock_serial(slice s, double *out)
{
    slice hours = s, rest, fraction;
    int64_t h;
    bool minus = s.n > 0 && s.p[0] == '-';

    if (minus) hours = slice_sub(s, 1, s.n);
    hours = slice_cut(hours, ':', &rest);
    if (rest.n < 0 || !slice_i64(hours, &h) || h < 0 || h > 9999999) return false;
    rest = slice_cut(rest, '.', &fraction);
    if (!looks(rest, "00:00")) return false;
    *out = ((double)h * 3600 + two(rest.p) * 60 + two(rest.p + 3)) / 86400;
    for (ptrdiff_t i = 0, unit = 10; i < fraction.n && i < 9; i++, unit *= 10) {
        if (fraction.p[i] < '0' || fraction.p[i] > '9') return false;
        *out += (fraction.p[i] - '0') / (double)unit / 86400;
    }
    if (minus) *out = -*out;
    return true;
}

/* Dates that the 1900 system holds without its leap-year mistake. */
static bool date_serial(slice s, double *out)
{
    slice day = slice_sub(s, 0, 10), clock = slice_sub(s, 11, s.n);
    int64_t days;
    double part = 0;

    if (!looks(day, "0000-00-00")) return false;
    if (s.n > 10 && (s.p[10] != 'T' || !clock_serial(clock, &part) || part >= 1)) return false;
    days = calendar_days(two(day.p) * 100 + two(day.p + 2), two(day.p + 5), two(day.p + 8)) -
           calendar_days(1899, 12, 30);
    *out = (double)days + part;
    return days > 60;
}

static bool failed(struct export_book *w, lxw_error code, int64_t row, int col)
{
    char letters[8];

    if (code == LXW_NO_ERROR) return false;
    if (code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
        return !err_set(w->e, E_OUTPUT,
                        "cell %s%lld has more than 32,767 characters, which a workbook cannot "
                        "hold; write CSV instead",
                        table_letters(col + 1, letters), (long long)row + 1);
    return !err_set(w->e, E_OUTPUT, "the workbook cannot be written: %s",
                    w->lib.lxw_strerror(code));
}

/* "_x0041_" in a text would be read as "A": its underscore is written as an escape itself. */
static bool is_escape(slice s)
{
    if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_') return false;
    for (int i = 2; i < 6; i++)
        if (!isxdigit((unsigned char)s.p[i])) return false;
    return true;
}

static bool is_plain(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == '_') return false;
    return utf8_invalid(s) < 0;
}

/* The text with a NUL behind it, as ECMA-376 part 1, 22.9.2.19 writes what XML cannot hold; bytes
 * that are no UTF-8 become U+FFFD. */
static const char *text_z(struct export_book *w, slice s)
{
    bool plain = is_plain(s);

    buf_clear(&w->text);
    for (ptrdiff_t i = 0; i < s.n && !plain;) {
        int32_t cp;
        int n = utf8_decode(s.p + i, s.n - i, &cp);

        if ((cp >= 0 && cp < 0x20 && cp != '\t' && cp != '\n') || cp == 0xFFFE || cp == 0xFFFF)
            buf_printf(&w->text, "_x%04X_", (unsigned)cp);
        else if (cp == '_' && is_escape(slice_sub(s, i, s.n)))
            buf_putz(&w->text, "_x005F_");
        else if (cp >= 0)
            buf_put(&w->text, slice_sub(s, i, i + n));
        else
            buf_putz(&w->text, "\xEF\xBF\xBD");
        i += n;
    }
    if (plain) buf_put(&w->text, s);
    buf_putc(&w->text, '\0');
    return w->text.p;
}

/* A decimal of few digits, or a double as it was stored. */
static bool is_exact(slice s, double *v)
{
    char back[SHORTEST_MAX];

    if (!shortest_read(s, v)) return false;
    if (export_is_number(s, EXACT_DIGITS)) return true;
    return slice_eq(s, (slice){back, shortest_write(*v, back)});
}

static lxw_error put_cell(struct export_book *w, uint32_t row, int c, slice s, enum kind kind)
{
    lxw_col_t col = (lxw_col_t)c;
    lxw_format *format = NULL;
    double v = 0;
    bool number = false;

    switch (kind) {
    case KIND_INTEGER:
    case KIND_NUMBER:
        number = is_exact(s, &v);
        break;
    case KIND_BOOL:
        if (slice_eq_nocase(s, S("true")) || slice_eq_nocase(s, S("false")))
            return w->lib.worksheet_write_boolean(w->sheet, row, col, s.n == 4, NULL);
        break;
    case KIND_DATE:
    case KIND_DATETIME:
        number = date_serial(s, &v);
        format = kind == KIND_DATE ? w->date : w->datetime;
        break;
    case KIND_TIME:
    case KIND_DURATION:
        number = clock_serial(s, &v) && v >= 0;
        format = kind == KIND_TIME ? w->time : w->duration;
        break;
    case KIND_EMPTY:
    case KIND_TEXT:
        break;
    }
    if (number) return w->lib.worksheet_write_number(w->sheet, row, col, v, format);
    return w->lib.worksheet_write_string(w->sheet, row, col, text_z(w, s), NULL);
}

static enum kind kind_of(const struct export_batch *b, int c, int64_t r)
{
    if (b->type != NULL) return stated_kind((enum cell_type)b->type[c][r], b->cell[c][r]);
    return b->column != NULL ? b->column[c].kind : KIND_TEXT;
}

static int text_width(slice s)
{
    int width = 0;

    for (ptrdiff_t i = 0; i < s.n && width < WIDTH_MAX;) {
        int32_t cp;
        int n = utf8_decode(s.p + i, s.n - i, &cp), one = cp < 0 ? 1 : utf8_width(cp);

        width += one > 0 ? one : 0;
        i += n;
    }
    return width;
}

static void widen(int *width, slice s)
{
    int one = text_width(s) + 1;

    if (one > *width) *width = one;
}

/* The rows of a sheet come one after the other, so that the first of them must do. */
static void measure(struct export_book *w, const struct export_batch *b)
{
    int64_t n = WIDTH_ROWS - w->measured < b->n ? WIDTH_ROWS - w->measured : b->n;

    for (int c = 0; c < w->ncol; c++)
        for (int64_t r = 0; r < n; r++) widen(&w->width[c], b->cell[c][r]);
    w->measured += n;
}

static void set_widths(struct export_book *w)
{
    for (int c = 0; c < w->ncol; c++) {
        int width = w->width[c] < WIDTH_MIN ? WIDTH_MIN : w->width[c];

        if (width > WIDTH_MAX) width = WIDTH_MAX;
        w->lib.worksheet_set_column(w->sheet, (lxw_col_t)c, (lxw_col_t)c, width, NULL);
    }
}

static lxw_format *number_format(struct export_book *w, const char *code)
{
    lxw_format *f = w->lib.workbook_add_format(w->book);

    if (f != NULL) w->lib.format_set_num_format(f, code);
    return f;
}

static bool write_header(struct export_book *w, const struct table *shape)
{
    for (int c = 0; c < w->ncol; c++) {
        slice name = shape->col[c].name;
        lxw_error code =
            w->lib.worksheet_write_string(w->sheet, 0, (lxw_col_t)c, text_z(w, name), w->header);

        if (name.n > 0 && failed(w, code, 0, c)) return false;
    }
    w->lib.worksheet_freeze_panes(w->sheet, 1, 0);
    w->row = 1;
    return true;
}

static bool begin(struct export_book *w, const struct table *shape, bool header)
{
    lxw_doc_properties about = {.created = CREATED};

    w->sheet = w->lib.workbook_add_worksheet(w->book, "data");
    w->header = w->lib.workbook_add_format(w->book);
    w->date = number_format(w, "yyyy-mm-dd");
    w->datetime = number_format(w, "yyyy-mm-dd hh:mm:ss");
    w->time = number_format(w, "hh:mm:ss");
    w->duration = number_format(w, "[h]:mm:ss");
    if (w->sheet == NULL || w->header == NULL || w->duration == NULL)
        return err_set(w->e, E_OUTPUT, "the workbook cannot be written: out of memory");
    w->lib.format_set_bold(w->header);
    w->lib.workbook_set_properties(w->book, &about);
    for (int c = 0; c < w->ncol; c++) widen(&w->width[c], shape->col[c].name);
    return !header || write_header(w, shape);
}

static void release(struct export_book *w)
{
    buf_free(&w->text);
    free(w->width);
    unlink(w->path);
    rmdir(w->dir);
    xlsxlib_close(&w->lib);
    free(w);
}

/* A new workbook in a temporary folder of its own. */
static bool make_file(struct export_book *w)
{
    const char *tmp = getenv("TMPDIR");
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = w->dir};

    snprintf(w->dir, sizeof w->dir, "%s/fettle-XXXXXX",
             tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
    if (mkdtemp(w->dir) == NULL)
        return err_set(w->e, E_OUTPUT, "no temporary folder %s: %s", w->dir, strerror(errno));
    snprintf(w->path, sizeof w->path, "%s/data.xlsx", w->dir);
    w->book = w->lib.workbook_new_opt(w->path, &options);
    return w->book != NULL || err_set(w->e, E_OUTPUT, "%s cannot be written", w->path);
}

struct export_book *export_book_open(const struct table *shape, const struct export_options *o,
                                     struct err *e)
{
    struct export_book *w;

    if (shape->ncol > COLS_MAX) {
        err_set(e, E_OUTPUT, "a worksheet has %d columns and the table %d; write CSV instead",
                COLS_MAX, shape->ncol);
        return NULL;
    }
    w = calloc(1, sizeof *w);
    if (w == NULL || (w->width = calloc((size_t)shape->ncol + 1, sizeof *w->width)) == NULL)
        err_no_memory();
    w->e = e;
    w->ncol = shape->ncol;
    if (xlsxlib_open(&w->lib, e)) {
        if (make_file(w) && begin(w, shape, !o->no_header)) return w;
        if (w->book != NULL) w->lib.workbook_close(w->book);
    }
    release(w);
    return NULL;
}

bool export_book_put(struct export_book *w, const struct export_batch *b, struct err *e)
{
    w->e = e;
    if (w->row + b->n > ROWS_MAX)
        return err_set(e, E_OUTPUT,
                       "a worksheet has %d rows and the table needs at least %lld; write CSV "
                       "instead",
                       ROWS_MAX, (long long)(w->row + b->n));
    measure(w, b);
    for (int64_t r = 0; r < b->n; r++, w->row++)
        for (int c = 0; c < w->ncol; c++) {
            slice s = b->cell[c][r];

            if (s.n > 0 &&
                failed(w, put_cell(w, (uint32_t)w->row, c, s, kind_of(b, c, r)), w->row, c))
                return false;
        }
    return true;
}

/* libxlsxwriter writes files only: hands the finished one to the sink. */
static bool hand_over(const char *path, struct export_sink *s, struct err *e)
{
    FILE *f = fopen(path, "rb");
    size_t n;
    bool ok;

    if (f == NULL) return err_set(e, E_OUTPUT, "%s cannot be read back: %s", path, strerror(errno));
    do {
        n = fread(buf_reserve(&s->buf, CHUNK), 1, CHUNK, f);
        s->buf.n += n;
        export_flush(s, false);
    } while (n > 0);
    ok = ferror(f) == 0;
    fclose(f);
    return ok || err_set(e, E_OUTPUT, "%s cannot be read back", path);
}

bool export_book_close(struct export_book *w, struct export_sink *s, struct err *e)
{
    bool ok;

    w->e = e;
    set_widths(w);
    ok = !failed(w, w->lib.workbook_close(w->book), 0, 0); /* frees, whatever happened */
    ok = ok && (s == NULL || hand_over(w->path, s, e));
    release(w);
    return ok;
}

bool export_xlsx(const struct table *t, const struct export_options *o, struct export_sink *s,
                 struct err *e)
{
    struct export_book *w = export_book_open(t, o, e);
    const slice **cell;
    bool ok;

    if (w == NULL) return false;
    cell = export_cells(t);
    ok = export_book_put(w, &(struct export_batch){cell, o->type, t->col, t->nrow}, e);
    free(cell);
    return export_book_close(w, ok ? s : NULL, ok ? e : NULL) && ok;
}
