#include "export.h"

#include "exportfile.h"

#include "fs.h"
#include "json.h"
#include <stdlib.h>

enum { FLUSH_AT = 1 << 20 };

void export_flush(struct export_sink *s, bool all)
{
    if (s->buf.n < FLUSH_AT && !all) return;
    if (s->file != NULL) fs_put(s->file, buf_slice(&s->buf));
    if (s->hash != NULL) hash_put(s->hash, buf_slice(&s->buf));
    buf_clear(&s->buf);
}

/* ------------------------------------------------------------------- CSV */

static bool is_special(char c, char delimiter)
{
    return c == delimiter || c == '"' || c == '\n' || c == '\r';
}

/* Has the word a zero byte? (Mycroft's test, exact as to whether there is one.) */
static inline uint64_t has_zero(uint64_t w)
{
    const uint64_t ones = 0x0101010101010101;

    return (w - ones) & ~w & ones << 7;
}

/* Eight bytes at once: copies them and says whether one makes quotes needed. */
static inline uint64_t copy_word(char *to, const char *from, char delimiter)
{
    const uint64_t ones = 0x0101010101010101;
    uint64_t w;

    memcpy(&w, from, sizeof w);
    memcpy(to, &w, sizeof w);
    return has_zero(w ^ ones * (unsigned char)delimiter) | has_zero(w ^ ones * '"') |
           has_zero(w ^ ones * '\n') | has_zero(w ^ ones * '\r');
}

/* Copies s and says whether it needs quotes. */
static bool copy_plain(char *to, slice s, char delimiter)
{
    uint64_t found = 0;
    ptrdiff_t i = 0;

    for (; i + 8 <= s.n; i += 8) found |= copy_word(to + i, s.p + i, delimiter);
    if (s.n >= 8) /* the last eight, of which some are there already */
        return (found | copy_word(to + s.n - 8, s.p + s.n - 8, delimiter)) != 0;
    for (; i < s.n; i++) found |= is_special(to[i] = s.p[i], delimiter);
    return found != 0;
}

/* Writes at `o`, where 2 * s.n + 2 bytes have room; returns the end. */
static char *put_field(char *o, slice s, char delimiter)
{
    if (!copy_plain(o, s, delimiter)) return o + s.n;
    *o++ = '"';
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') *o++ = '"';
        *o++ = s.p[i];
    }
    *o++ = '"';
    return o;
}

/* Line r of n; cell c is at cell[c][r]. */
static void put_line(struct buf *out, const slice *const *cell, int ncol, int64_t r, int64_t n,
                     char delimiter)
{
    enum { AHEAD = 3 };
    int64_t ahead = r + AHEAD < n ? r + AHEAD : r;
    size_t room = 3;
    char *o, *from;

    if (ncol == 0) return;
    for (int c = 0; c < ncol; c++) {
        room += (size_t)cell[c][r].n * 2 + 3;
        /* texts that many cells share lie anywhere: ask for them some lines before */
        __builtin_prefetch(cell[c][ahead].p);
    }
    from = o = buf_reserve(out, room);
    for (int c = 0; c < ncol; c++) {
        if (c > 0) *o++ = delimiter;
        o = put_field(o, cell[c][r], delimiter);
    }
    /* A row of one empty field would be an empty line, which readers skip: "" instead. */
    if (ncol == 1 && cell[0][r].n == 0) *o++ = '"', *o++ = '"';
    *o++ = '\n';
    out->n += (size_t)(o - from);
}

/* Pointers to the cells or the names of each column, the caller's to free. */
static const slice **columns_of(const struct table *t, bool names)
{
    const slice **cell = calloc((size_t)t->ncol + 1, sizeof *cell);

    if (cell == NULL) err_no_memory();
    for (int c = 0; c < t->ncol; c++) cell[c] = names ? &t->col[c].name : t->col[c].cell;
    return cell;
}

const slice **export_cells(const struct table *t)
{
    return columns_of(t, false);
}

static void put_header(const struct table *t, char delimiter, struct buf *out)
{
    const slice **name = columns_of(t, true);

    put_line(out, name, t->ncol, 0, 1, delimiter);
    free(name);
}

void export_csv(const struct table *t, char delimiter, bool header, struct buf *out)
{
    const slice **cell = columns_of(t, false);

    if (header) put_header(t, delimiter, out);
    for (int64_t r = 0; r < t->nrow; r++) put_line(out, cell, t->ncol, r, t->nrow, delimiter);
    free(cell);
}

static bool delimited(const struct table *t, const struct export_options *o, char delimiter,
                      struct export_sink *s)
{
    const slice **cell = columns_of(t, false);

    if (!o->no_header) put_header(t, delimiter, &s->buf);
    for (int64_t r = 0; r < t->nrow; r++) {
        put_line(&s->buf, cell, t->ncol, r, t->nrow, delimiter);
        export_flush(s, false);
    }
    free(cell);
    return true;
}

static bool write_csv(const struct table *t, const struct export_options *o, struct export_sink *s,
                      struct err *e)
{
    (void)e;
    return delimited(t, o, ',', s);
}

static bool write_tsv(const struct table *t, const struct export_options *o, struct export_sink *s,
                      struct err *e)
{
    (void)e;
    return delimited(t, o, '\t', s);
}

/* ------------------------------------------------------------ JSON lines */

static bool name_taken(slice *name, int n, slice s)
{
    for (int i = 0; i < n; i++)
        if (slice_eq_nocase(name[i], s)) return true;
    return false;
}

bool export_names(const struct table *t, struct arena *a, slice **out, struct err *e)
{
    slice *name = arena_new(a, slice, t->ncol > 0 ? t->ncol : 1);

    if (name == NULL) return err_set(e, E_LIMIT, "the column names do not fit the memory limit");
    for (int c = 0; c < t->ncol; c++) {
        slice s = t->col[c].name;

        if (s.n == 0) s = arena_printf(a, "column_%d", c + 1);
        name[c] = s;
        for (int i = 2; name_taken(name, c, name[c]); i++)
            name[c] = arena_printf(a, "%.*s_%d", SLICE_ARG(s), i);
        if (name[c].p == NULL)
            return err_set(e, E_LIMIT, "the column names do not fit the memory limit");
    }
    *out = name;
    return true;
}

bool export_is_number(slice s, int digits)
{
    ptrdiff_t i = s.n > 0 && s.p[0] == '-' ? 1 : 0, start = i;
    int significant = 0, points = 0;

    for (; i < s.n; i++) {
        if (s.p[i] == '.') {
            if (++points > 1 || i == start || i + 1 == s.n) return false;
        } else if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        } else if (significant > 0 || s.p[i] != '0') {
            significant++;
        }
    }
    if (i == start) return false;
    if (s.p[start] == '0' && s.n > start + 1 && s.p[start + 1] != '.') return false;
    return significant <= digits;
}

static void put_json(struct buf *out, slice s, enum kind kind)
{
    bool numeric = kind == KIND_INTEGER || kind == KIND_NUMBER;

    if (s.n == 0)
        buf_putz(out, "null");
    else if (numeric && export_is_number(s, 1 << 20))
        buf_put(out, s);
    else if (kind == KIND_BOOL && (slice_eqz(s, "true") || slice_eqz(s, "false")))
        buf_put(out, s);
    else
        json_write_text(out, s);
}

static bool write_jsonl(const struct table *t, const struct export_options *o,
                        struct export_sink *s, struct err *e)
{
    struct arena a;
    slice *name;
    bool ok;

    (void)o;
    arena_init(&a, ARENA_NO_LIMIT);
    ok = export_names(t, &a, &name, e);
    for (int64_t r = 0; ok && r < t->nrow; r++) {
        buf_putc(&s->buf, '{');
        for (int c = 0; c < t->ncol; c++) {
            if (c > 0) buf_putc(&s->buf, ',');
            json_write_text(&s->buf, name[c]);
            buf_putc(&s->buf, ':');
            put_json(&s->buf, column_cell(&t->col[c], r), t->col[c].kind);
        }
        buf_putz(&s->buf, "}\n");
        export_flush(s, false);
    }
    arena_free(&a);
    return ok;
}

/* --------------------------------------------------------------- choosing */

/* The first is the one for paths whose suffix says nothing. */
static const struct export_format format[] = {
    {"csv", ".csv", true, write_csv},
    {"tsv", ".tsv", true, write_tsv},
    {"tsv", ".tab", true, write_tsv},
    {"jsonl", ".jsonl", true, write_jsonl},
    {"jsonl", ".ndjson", true, write_jsonl},
    {"sqlite", ".sqlite", false, export_sqlite},
    {"sqlite", ".sqlite3", false, export_sqlite},
    {"sqlite", ".db", false, export_sqlite},
    {"xlsx", ".xlsx", false, export_xlsx},
    {NULL, NULL, false, NULL},
};

/* A file of such a name with CSV in it would mislead whoever opens it. */
static bool promises_else(slice suffix)
{
    static const char *const other[] = {".arrow",   ".avro", ".bz2",  ".feather", ".gz",
                                        ".html",    ".json", ".mdb",  ".ods",     ".orc",
                                        ".parquet", ".pdf",  ".xls",  ".xlsb",    ".xlsm",
                                        ".xml",     ".xz",   ".yaml", ".zip",     ".zst"};

    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (slice_eq_nocase(suffix, slice_z(other[i]))) return true;
    return false;
}

static const struct export_format *choose(const char *path, const struct export_options *o,
                                          struct err *e)
{
    slice suffix = fs_suffix(slice_z(path));
    struct buf known = {0};

    for (const struct export_format *f = format; f->name != NULL; f++)
        if (o->to != NULL ? strcmp(o->to, f->name) == 0
                          : slice_eq_nocase(suffix, slice_z(f->suffix)))
            return f;
    if (o->to == NULL && !promises_else(suffix)) return &format[0];
    for (const struct export_format *f = format; f->name != NULL; f++)
        if (f == format || strcmp(f[-1].name, f->name) != 0)
            buf_printf(&known, "%s%s", known.n > 0 ? ", " : "", f->name);
    err_set(e, E_USAGE,
            "cannot write \"%.*s\": the formats are %.*s (--to says one "
            "whatever the name)",
            SLICE_ARG(o->to != NULL ? slice_z(o->to) : suffix), SLICE_ARG(buf_slice(&known)));
    buf_free(&known);
    return NULL;
}

static bool may_write(const struct export_format *f, const char *path, struct err *e)
{
    if (f->text || strcmp(path, "-") != 0) return true;
    return err_set(e, E_USAGE, "%s cannot be written to standard output: name a file", f->name);
}

bool export_keeps_kinds(const char *path, const struct export_options *o)
{
    const struct export_format *f = choose(path, o, NULL);

    return f != NULL && f->write != write_csv && f->write != write_tsv;
}

bool export_by_rows(const char *path, const struct export_options *o)
{
    const struct export_format *f = choose(path, o, NULL);

    return f != NULL && (f->write == write_csv || f->write == write_tsv || f->write == export_xlsx);
}

struct export_rows {
    struct export_sink sink;
    struct export_book *book; /* NULL: lines of text */
    int ncol;
    char delimiter;
};

struct export_rows *export_rows_open(const char *path, const struct export_options *o,
                                     const struct table *shape, struct err *e)
{
    const struct export_format *f = choose(path, o, e);
    struct export_rows *x;

    if (f == NULL || !export_by_rows(path, o) || !may_write(f, path, e)) return NULL;
    x = calloc(1, sizeof *x);
    if (x == NULL) err_no_memory();
    x->ncol = shape->ncol;
    x->delimiter = f->write == write_tsv ? '\t' : ',';
    x->sink.file = fs_create(path, e);
    if (x->sink.file != NULL && f->text) {
        if (!o->no_header) put_header(shape, x->delimiter, &x->sink.buf);
        return x;
    }
    if (x->sink.file != NULL && (x->book = export_book_open(shape, o, e)) != NULL) return x;
    if (x->sink.file != NULL) fs_abandon(x->sink.file);
    free(x);
    return NULL;
}

void export_rows_make(const struct export_rows *x, const struct export_batch *b, struct buf *out)
{
    for (int64_t r = 0; x->book == NULL && r < b->n; r++)
        put_line(out, b->cell, x->ncol, r, b->n, x->delimiter);
}

bool export_rows_put(struct export_rows *x, const struct export_batch *b, slice made, struct err *e)
{
    if (x->book != NULL) return export_book_put(x->book, b, e);
    export_flush(&x->sink, true);
    fs_put(x->sink.file, made);
    return true;
}

bool export_rows_close(struct export_rows *x, bool keep, struct err *e)
{
    bool ok = keep;

    if (x->book != NULL) ok = export_book_close(x->book, keep ? &x->sink : NULL, e) && keep;
    export_flush(&x->sink, true);
    if (ok)
        ok = fs_commit(x->sink.file, e);
    else
        fs_abandon(x->sink.file);
    buf_free(&x->sink.buf);
    free(x);
    return ok;
}

bool export_table(const struct table *t, const char *path, const struct export_options *o,
                  digest *d, struct err *e)
{
    const struct export_format *f = choose(path, o, e);
    struct export_sink sink = {0};
    bool ok;

    if (f == NULL || !may_write(f, path, e)) return false;
    sink.file = fs_create(path, e);
    if (sink.file == NULL) return false;
    sink.hash = d != NULL ? hash_open() : NULL;
    ok = f->write(t, o, &sink, e);
    export_flush(&sink, true);
    if (d != NULL) *d = hash_close(sink.hash);
    buf_free(&sink.buf);
    if (ok) return fs_commit(sink.file, e);
    fs_abandon(sink.file);
    return false;
}

int64_t export_suspicious(const struct table *t, struct place *first)
{
    int64_t n = 0;

    for (int c = 0; c < t->ncol; c++)
        for (int64_t r = 0; r < t->nrow; r++) {
            slice s = column_cell(&t->col[c], r);

            if (s.n == 0 || strchr("=+-@\t\r", s.p[0]) == NULL || s.p[0] == 0) continue;
            if (export_is_number(s.p[0] == '+' ? slice_sub(s, 1, s.n) : s, 1 << 20)) continue;
            if (n++ == 0 && first != NULL) *first = table_place(t, c, r);
        }
    return n;
}
