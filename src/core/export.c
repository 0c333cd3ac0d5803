#include "export.h"

#include "exportfile.h"

#include "fs.h"
#include "json.h"

enum { FLUSH_AT = 1 << 20 };

void export_flush(struct export_sink *s, bool all)
{
    if (s->buf.n < FLUSH_AT && !all) return;
    if (s->file != NULL) fs_put(s->file, buf_slice(&s->buf));
    if (s->hash != NULL) hash_put(s->hash, buf_slice(&s->buf));
    buf_clear(&s->buf);
}

/* ------------------------------------------------------------------- CSV */

static void put_field(struct buf *out, slice s, char delimiter)
{
    bool quote = false;
    ptrdiff_t from = 0;

    for (ptrdiff_t i = 0; i < s.n && !quote; i++)
        quote = s.p[i] == delimiter || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    if (!quote) {
        buf_put(out, s);
        return;
    }
    buf_putc(out, '"');
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] != '"') continue;
        buf_put(out, slice_sub(s, from, i + 1));
        from = i;
    }
    buf_put(out, slice_sub(s, from, s.n));
    buf_putc(out, '"');
}

/* A row of one empty field would be an empty line, which readers skip: "" instead. */
static void end_row(struct buf *out, const struct table *t, slice only)
{
    if (t->ncol == 1 && only.n == 0) buf_putz(out, "\"\"");
    buf_putc(out, '\n');
}

static void put_header(const struct table *t, char delimiter, struct buf *out)
{
    for (int c = 0; c < t->ncol; c++) {
        if (c > 0) buf_putc(out, delimiter);
        put_field(out, t->col[c].name, delimiter);
    }
    if (t->ncol > 0) end_row(out, t, t->col[0].name);
}

static void put_row(const struct table *t, int64_t r, char delimiter, struct buf *out)
{
    for (int c = 0; c < t->ncol; c++) {
        if (c > 0) buf_putc(out, delimiter);
        put_field(out, column_cell(&t->col[c], r), delimiter);
    }
    if (t->ncol > 0) end_row(out, t, column_cell(&t->col[0], r));
}

void export_csv(const struct table *t, char delimiter, bool header, struct buf *out)
{
    if (header) put_header(t, delimiter, out);
    for (int64_t r = 0; r < t->nrow; r++) put_row(t, r, delimiter, out);
}

static bool delimited(const struct table *t, const struct export_options *o, char delimiter,
                      struct export_sink *s)
{
    if (!o->no_header) put_header(t, delimiter, &s->buf);
    for (int64_t r = 0; r < t->nrow; r++) {
        put_row(t, r, delimiter, &s->buf);
        export_flush(s, false);
    }
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

bool export_keeps_kinds(const char *path, const struct export_options *o)
{
    const struct export_format *f = choose(path, o, NULL);

    return f != NULL && f->write != write_csv && f->write != write_tsv;
}

bool export_table(const struct table *t, const char *path, const struct export_options *o,
                  digest *d, struct err *e)
{
    const struct export_format *f = choose(path, o, e);
    struct export_sink sink = {0};
    bool ok;

    if (f == NULL) return false;
    if (!f->text && strcmp(path, "-") == 0)
        return err_set(e, E_USAGE, "%s cannot be written to standard output: name a file", f->name);
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
