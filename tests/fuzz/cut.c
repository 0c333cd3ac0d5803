/* Rows of delimited text: cut by the scanner, in runs, in pieces, and by the exact way they are the
 * same, and those of libcsv where the text is as RFC 4180 says. The first byte chooses the dialect,
 * the second how many cells rows should have. */
#include "csvcut.h"
#include <assert.h>
#include <csv.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void same_rows(struct csvcut *a, struct csvcut *b)
{
    assert(a->n == b->n);
    for (int64_t r = 0; r < a->n; r++) {
        const slice *x = csvcut_cells(a, r), *y = csvcut_cells(b, r);

        assert(csvcut_width(a, r) == csvcut_width(b, r));
        assert(a->line[r] == b->line[r] && a->repair[r] == b->repair[r]);
        for (int c = 0; c < csvcut_width(a, r); c++) assert(slice_eq(x[c], y[c]));
    }
}

/* In runs, and in pieces of any size, with the text given bit by bit. */
static void cut_runs(struct csvcut *r, const struct dialect_found *f, slice text, ptrdiff_t piece,
                     struct arena *a)
{
    struct csvcut_text t = {.text = text};
    struct err e = {0};
    ptrdiff_t at;

    r->lazy = true;
    assert(csvcut_sep(r, text, &at, &e));
    while (at < text.n) {
        t.text.n = piece > 0 && at + piece < text.n ? at + piece : text.n;
        piece *= 2;
        t.ends = t.text.n == text.n;
        t.to = t.text.n;
        t.decided = 0;
        at = csvcut_rows(r, f, &t, at, a, &e);
        assert(at >= 0);
    }
    r->source.text = text;
}

struct oracle {
    const struct csvcut *rows;
    int64_t row;
    ptrdiff_t cell;
};

/* libcsv gives no blank lines. */
static void skip_blank(struct oracle *o)
{
    while (o->cell == 0 && o->row < o->rows->n && csvcut_width(o->rows, o->row) == 0) o->row++;
}

static void on_cell(void *p, size_t len, void *ctx)
{
    struct oracle *o = ctx;

    skip_blank(o);
    assert(o->row < o->rows->n && o->cell < csvcut_width(o->rows, o->row));
    assert(slice_eq(o->rows->cells.at[o->rows->first[o->row] + o->cell],
                    ((slice){p, (ptrdiff_t)len})));
    o->cell++;
}

static void on_row(int c, void *ctx)
{
    struct oracle *o = ctx;

    (void)c;
    assert(o->cell == csvcut_width(o->rows, o->row));
    o->row++;
    o->cell = 0;
}

static int no_blank(unsigned char c)
{
    (void)c;
    return 0;
}

/* Is the text as the RFC says, without line ends in quotes, whose meaning depends on the rows
 * around them, and of rows that libcsv tells from blank lines? */
static bool by_the_rfc(const struct scan_dialect *d, slice text, uint32_t *end)
{
    enum scan_stop why;
    ptrdiff_t next, n = scan_rows(d, text, 0, end, text.n + 64, &next, &why), lines = 0;

    if (why != SCAN_END || next != text.n || d->quote == 0) return false;
    for (ptrdiff_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    for (ptrdiff_t i = 0; i < n && (ptrdiff_t)end[i] < text.n; i++) lines -= text.p[end[i]] == '\n';
    return lines == 0;
}

static void compare_libcsv(const struct csvcut *rows, const struct scan_dialect *d, slice text)
{
    struct oracle o = {.rows = rows};
    struct csv_parser p;

    csv_init(&p, 0);
    csv_set_delim(&p, (unsigned char)d->delimiter);
    csv_set_quote(&p, (unsigned char)d->quote);
    csv_set_space_func(&p, no_blank);
    csv_parse(&p, text.p, (size_t)text.n, on_cell, on_row, &o);
    csv_fini(&p, on_cell, on_row, &o);
    csv_free(&p);
    skip_blank(&o);
    assert(o.row == rows->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const delimiter[] = {",", ";", "\t", "|"};
    struct dialect_found f = {.layout = LAYOUT_DELIMITED};
    struct csvcut exact = {0}, fast = {0}, runs = {0}, pieces = {0};
    struct scan_dialect d;
    struct arena a;
    struct err e = {0};
    slice text;
    char *copy;
    uint32_t *end;

    if (n < 2) return 0;
    f.d.delimiter = slice_z(delimiter[data[0] & 3]);
    f.d.quote = data[0] & 4 ? S("") : data[0] & 8 ? S("'") : S("\"");
    f.d.escape = S("");
    f.d.doublequote = (data[0] & 0x30) != 0;
    if ((data[0] & 0xC0) == 0xC0) f.comment = S("#");
    f.columns = 1 + (data[1] & 7);
    copy = malloc(n - 2 + 1); /* an exact copy: reading behind it is found */
    end = malloc((n + SCAN_ROOM + 64) * sizeof *end);
    if (copy == NULL || end == NULL) abort();
    memcpy(copy, data + 2, n - 2);
    text = (slice){copy, (ptrdiff_t)n - 2};
    arena_init(&a, (size_t)256 << 20);
    if (csvcut_all(&exact, &f, text, true, &a, &e)) {
        assert(csvcut_all(&fast, &f, text, false, &a, &e));
        same_rows(&exact, &fast);
        cut_runs(&runs, &f, text, 0, &a);
        same_rows(&exact, &runs);
        cut_runs(&pieces, &f, text, 1 + (data[1] >> 3), &a);
        same_rows(&exact, &pieces);
        if (csvcut_scannable(&f, &d) && f.d.doublequote && f.comment.n == 0 &&
            !slice_starts(text, S("sep=")) && by_the_rfc(&d, text, end))
            compare_libcsv(&exact, &d, text);
        csvcut_free(&fast);
    }
    csvcut_free(&exact);
    csvcut_free(&runs);
    csvcut_free(&pieces);
    arena_free(&a);
    free(copy);
    free(end);
    return 0;
}
