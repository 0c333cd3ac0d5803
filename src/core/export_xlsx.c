/* export_xlsx.c - a table as a workbook with one sheet, by libxlsxwriter in constant memory. */
#include "date.h"
#include "exportfile.h"
#include "shortest.h"
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

struct writer {
    struct xlsxlib lib;
    const struct table *t;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *header, *date, *datetime, *time, *duration;
    struct buf text;
    struct err *e;
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
    days = date_days(two(day.p) * 100 + two(day.p + 2), two(day.p + 5), two(day.p + 8)) -
           date_days(1899, 12, 30);
    *out = (double)days + part;
    return days > 60;
}

static bool failed(struct writer *w, lxw_error code, int64_t row, int col)
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
static const char *text_z(struct writer *w, slice s)
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

static lxw_error put_cell(struct writer *w, uint32_t row, int c, slice s, enum kind kind)
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
        if (slice_eqz(s, "true") || slice_eqz(s, "false"))
            return w->lib.worksheet_write_boolean(w->sheet, row, col, s.p[0] == 't', NULL);
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

static void set_widths(struct writer *w)
{
    for (int c = 0; c < w->t->ncol; c++) {
        const struct column *col = &w->t->col[c];
        int width = text_width(col->name) + 1;

        for (int64_t r = 0; r < w->t->nrow && r < WIDTH_ROWS; r++) {
            int one = text_width(column_cell(col, r)) + 1;

            if (one > width) width = one;
        }
        if (width < WIDTH_MIN) width = WIDTH_MIN;
        if (width > WIDTH_MAX) width = WIDTH_MAX;
        w->lib.worksheet_set_column(w->sheet, (lxw_col_t)c, (lxw_col_t)c, width, NULL);
    }
}

static lxw_format *number_format(struct writer *w, const char *code)
{
    lxw_format *f = w->lib.workbook_add_format(w->book);

    if (f != NULL) w->lib.format_set_num_format(f, code);
    return f;
}

static bool write_rows(struct writer *w, bool header)
{
    uint32_t row = 0;

    if (header) {
        for (int c = 0; c < w->t->ncol; c++) {
            lxw_error code = w->lib.worksheet_write_string(w->sheet, 0, (lxw_col_t)c,
                                                           text_z(w, w->t->col[c].name), w->header);

            if (w->t->col[c].name.n > 0 && failed(w, code, 0, c)) return false;
        }
        row = 1;
    }
    for (int64_t r = 0; r < w->t->nrow; r++, row++)
        for (int c = 0; c < w->t->ncol; c++) {
            slice s = column_cell(&w->t->col[c], r);

            if (s.n > 0 && failed(w, put_cell(w, row, c, s, w->t->col[c].kind), row, c))
                return false;
        }
    return true;
}

static bool fill(struct writer *w, bool header)
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
    set_widths(w);
    if (header) w->lib.worksheet_freeze_panes(w->sheet, 1, 0);
    return write_rows(w, header);
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

bool export_xlsx(const struct table *t, const struct export_options *o, struct export_sink *s,
                 struct err *e)
{
    const char *tmp = getenv("TMPDIR");
    char dir[256], path[280];
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = dir};
    struct writer w = {.t = t, .e = e};
    lxw_error code;
    bool ok;

    if (t->nrow + !o->no_header > ROWS_MAX || t->ncol > COLS_MAX)
        return err_set(e, E_OUTPUT,
                       "%lld rows and %d columns do not fit a worksheet (%d and %d); write CSV "
                       "instead",
                       (long long)t->nrow, t->ncol, ROWS_MAX, COLS_MAX);
    snprintf(dir, sizeof dir, "%s/fettle-XXXXXX", tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
    if (!xlsxlib_open(&w.lib, e)) return false;
    if (mkdtemp(dir) == NULL) {
        xlsxlib_close(&w.lib);
        return err_set(e, E_OUTPUT, "no temporary folder %s: %s", dir, strerror(errno));
    }
    snprintf(path, sizeof path, "%s/data.xlsx", dir);
    w.book = w.lib.workbook_new_opt(path, &options);
    ok = w.book != NULL || err_set(e, E_OUTPUT, "%s cannot be written", path);
    ok = ok && fill(&w, !o->no_header);
    code =
        w.book != NULL ? w.lib.workbook_close(w.book) : LXW_NO_ERROR; /* frees, whatever happened */
    ok = ok && !failed(&w, code, 0, 0) && hand_over(path, s, e);
    buf_free(&w.text);
    unlink(path);
    rmdir(dir);
    xlsxlib_close(&w.lib);
    return ok;
}
