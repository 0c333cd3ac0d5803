#include "page.h"

#include "fs.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A file on disk, read in pieces of any size. */
struct file {
    char path[64];
    struct arena arena;
    struct source source;
    struct window window;
    struct err e;
};

static void open_file(struct file *f, slice text, slice encoding, ptrdiff_t piece)
{
    struct read_options o = READ_DEFAULTS;
    struct encoding enc = {.name = encoding};

    memset(f, 0, sizeof *f);
    arena_init(&f->arena, ARENA_NO_LIMIT);
    snprintf(f->path, sizeof f->path, "/tmp/fettle_rowindex_%d.csv", (int)getpid());
    assert_true(fs_write(f->path, text, &f->e));
    o.whole_max = 1;
    assert_true(source_open(&f->source, f->path, &o, &f->arena, &f->e));
    assert_true(f->source.on_disk);
    assert_true(window_open(&f->window, &f->source, &enc, &f->e));
    f->window.piece = piece;
}

static void close_file(struct file *f)
{
    window_close(&f->window);
    arena_free(&f->arena);
    unlink(f->path);
}

/* Builds the index by one thread and by several: both give the same. */
static void build(struct rowindex *x, struct file *f, const struct dialect_found *d)
{
    struct rowindex several;

    if (!rowindex_build(x, &f->window, d, 1, NULL, NULL, &f->e)) fail_msg("%s", f->e.text);
    assert_true(rowindex_build(&several, &f->window, d, 3, NULL, NULL, &f->e));
    assert_int_equal(several.n, x->n);
    assert_int_equal(several.rows, x->rows);
    assert_int_equal(several.widest, x->widest);
    for (int64_t i = 0; i <= x->n; i++) {
        assert_int_equal(several.at[i].raw, x->at[i].raw);
        assert_int_equal(several.at[i].text, x->at[i].text);
        assert_int_equal(several.at[i].row, x->at[i].row);
        assert_int_equal(several.at[i].skip, x->at[i].skip);
        assert_memory_equal(several.at[i].before, x->at[i].before, sizeof x->at[i].before);
    }
    rowindex_free(&several);
}

/* The rows from the pieces are those of the whole text. */
static void compare(const struct dialect_found *d, slice text, slice bytes, slice encoding,
                    ptrdiff_t piece)
{
    struct file f;
    struct csvcut want = {0};
    struct rowindex x;
    struct segment s;
    int64_t row = 0;
    int widest = 0;

    open_file(&f, bytes, encoding, piece);
    assert_true(csvcut_all(&want, d, text, true, &f.arena, &f.e));
    build(&x, &f, d);
    segment_init(&s);
    for (int64_t i = 0; i < x.n; i++) {
        if (!segment_read(&s, &f.window, d, &x.at[i], &f.e))
            fail_msg("piece %d of %d bytes: %s", (int)i, (int)piece, f.e.text);
        assert_int_equal(s.row, row);
        if (s.n > 0) assert_int_equal(rowindex_find(&x, row), i);
        for (int64_t r = 0; r < s.cut.n && row + r < want.n; r++) {
            int w = csvcut_width(&want, row + r);

            if (csvcut_width(&s.cut, r) != w || s.cut.repair[r] != want.repair[row + r])
                fail_msg("row %d in pieces of %d bytes: %d cells, not %d", (int)(row + r),
                         (int)piece, csvcut_width(&s.cut, r), w);
            for (int c = 0; c < w; c++) {
                slice a = csvcut_cells(&s.cut, r)[c], b = want.cells.at[want.first[row + r] + c];

                if (!slice_eq(a, b))
                    fail_msg("row %d cell %d in pieces of %d bytes: \"%.*s\", not \"%.*s\"",
                             (int)(row + r), c, (int)piece, SLICE_ARG(a), SLICE_ARG(b));
            }
        }
        row += s.n;
    }
    assert_int_equal(row, want.n);
    for (row = 0; row < want.n; row++)
        if (csvcut_width(&want, row) > widest) widest = csvcut_width(&want, row);
    while (row > 0 && csvcut_width(&want, row - 1) == 0) row--;
    assert_int_equal(x.rows, row);
    assert_int_equal(x.widest, widest);
    segment_free(&s);
    rowindex_free(&x);
    csvcut_free(&want);
    close_file(&f);
}

static const struct dialect_found comma = {
    .d = {.delimiter = {",", 1}, .quote = {"\"", 1}, .doublequote = true}, .columns = 3};

/* Rows of three cells, with whatever goes wrong in them, `odd` in a thousand. */
static void write_rows(struct buf *b, unsigned seed, int rows, int odd)
{
    static const char *const bad[] = {
        "12\" pipe", "\"open", "\"two\nlines\"", "a,b,c",        "\"a \"b\" c\"", "\n\n",
        "\"x\" ,y",  "\r",     "\"\"\"q\"\"\"",  "\"c\"d,\"e\"", "# remark\n",    "\"\n\n\n\""};
    unsigned long long s = seed;

    for (int i = 0; i < rows; i++) {
        s = s * 6364136223846793005u + 1442695040888963407u;
        if ((int)(s >> 33) % 1000 < odd)
            buf_printf(b, "%d,%s,z\n", i, bad[(s >> 20) % (sizeof bad / sizeof bad[0])]);
        else if ((s >> 50) % 5 == 0)
            buf_printf(b, "%d,\"a, \"\"b\"\"\",%d\r\n", i, (int)(s >> 60));
        else
            buf_printf(b, "%d,some text,%d\n", i, (int)(s >> 40) % 1000);
    }
}

static void pieces_give_the_rows_of_the_whole(void **state)
{
    static const ptrdiff_t piece[] = {60, 3000, 100000};
    static const int odd[] = {0, 3, 100, 700};

    (void)state;
    for (size_t k = 0; k < sizeof odd / sizeof odd[0]; k++)
        for (unsigned seed = 1; seed <= 6; seed += odd[k] == 3 ? 1 : 3) {
            struct buf b = {0};
            struct dialect_found d = comma;

            if (seed == 6) buf_putz(&b, "sep=,\n");
            write_rows(&b, seed, 600, odd[k]);
            if (seed % 2 == 0) b.n -= 3; /* ends within a line */
            if (seed == 3) buf_putz(&b, "\n\n\n");
            if (seed == 4) d.comment = S("#");
            for (size_t i = 0; i < sizeof piece / sizeof piece[0]; i++)
                compare(&d, buf_slice(&b), buf_slice(&b), S("utf-8"), piece[i]);
            buf_free(&b);
        }
}

static void characters_are_not_cut(void **state)
{
    struct buf text = {0}, wide = {0}, latin = {0};

    (void)state;
    for (int i = 0; i < 80; i++) {
        buf_printf(&text,
                   "%d,Stra\xC3\x9F"
                   "e \xC3\xBC,\"\xC3\xA4, %d\"\n",
                   i, i * 7);
    }
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == 0xC3) c = (unsigned char)((unsigned char)text.p[++i] | 0x40);
        buf_putc(&wide, (char)c);
        buf_putc(&wide, 0);
        buf_putc(&latin, (char)c);
    }
    for (ptrdiff_t piece = 3; piece < 3000; piece = piece * 2 + 1) {
        compare(&comma, buf_slice(&text), buf_slice(&text), S("utf-8"), piece);
        compare(&comma, buf_slice(&text), buf_slice(&wide), S("utf-16le"), piece);
        compare(&comma, buf_slice(&text), buf_slice(&latin), S("windows-1252"), piece);
    }
    buf_free(&text);
    buf_free(&wide);
    buf_free(&latin);
}

static void a_file_that_changes_is_an_error(void **state)
{
    struct buf b = {0};
    struct rowindex x;
    struct segment s;
    struct file f;

    (void)state;
    write_rows(&b, 1, 500, 0);
    open_file(&f, buf_slice(&b), S("utf-8"), 1000);
    assert_true(rowindex_build(&x, &f.window, &comma, 1, NULL, NULL, &f.e));
    segment_init(&s);
    assert_int_equal(truncate(f.path, 5000), 0);
    assert_true(segment_read(&s, &f.window, &comma, &x.at[0], &f.e));
    assert_false(segment_read(&s, &f.window, &comma, &x.at[x.n - 1], &f.e));
    assert_int_equal(f.e.code, E_SOURCE);
    assert_non_null(strstr(f.e.text, "has changed"));
    window_close(&f.window);
    assert_false(window_open(&f.window, &f.source, &f.window.encoding, &f.e));
    segment_free(&s);
    rowindex_free(&x);
    close_file(&f);
    buf_free(&b);
}

static void a_file_on_disk_can_be_hashed_and_loaded(void **state)
{
    struct read_options o = READ_DEFAULTS;
    struct buf b = {0};
    struct file f;

    (void)state;
    write_rows(&b, 1, 500, 0);
    open_file(&f, buf_slice(&b), S("utf-8"), 1000);
    assert_string_equal(source_digest(&f.source).hex, "");
    assert_true(source_hash(&f.source, &f.e));
    assert_string_equal(f.source.sha256.hex, hash_sha256(buf_slice(&b)).hex);
    assert_true(source_load(&f.source, &o, &f.arena, &f.e));
    assert_true(slice_eq(f.source.bytes, buf_slice(&b)));
    assert_false(f.source.on_disk);
    assert_string_equal(f.source.sha256.hex, ""); /* what was loaded may be another file */
    assert_string_equal(source_digest(&f.source).hex, hash_sha256(buf_slice(&b)).hex);
    close_file(&f);
    buf_free(&b);
}

/* Parts of an index are given while it is made, and a page of it has the rows of the whole. */
struct told {
    int64_t done, times;
    struct rowindex_at last;
};

static bool keep_told(void *ctx, const struct rowindex *x, int64_t done)
{
    struct told *t = ctx;

    assert_true(done >= t->done && done <= x->n);
    if (t->done > 0) assert_memory_equal(&t->last, &x->at[t->done - 1], sizeof t->last);
    t->done = done;
    if (done > 0) t->last = x->at[done - 1];
    return ++t->times < 4;
}

static void pages_have_the_rows_of_the_whole(void **state)
{
    struct sample sample = {.f = comma};
    struct told told = {0};
    struct rowindex x;
    struct page page;
    struct buf b = {0};
    struct table t;
    struct file f;

    (void)state;
    for (int i = 0; i < 4000; i++) buf_printf(&b, "%d,\"say \"\"%d\"\"\",x%d\n", i, i, i);
    open_file(&f, buf_slice(&b), S("utf-8"), 256);
    assert_false(rowindex_build(&x, &f.window, &comma, 1, keep_told, &told, &f.e));
    assert_int_equal(f.e.code, E_CANCEL);
    assert_true(told.done > 0 && told.times == 4);
    rowindex_free(&x);
    assert_true(rowindex_build(&x, &f.window, &comma, 1, NULL, NULL, &f.e));
    assert_int_equal(x.rows, 4000);
    page_init(&page);
    for (int64_t row = 3999; row >= 0; row -= 37) {
        int64_t i = rowindex_find(&x, row);
        char want[32];

        assert_true(page_load(&page, &f.window, &sample, &x.at[i], &f.e));
        assert_true(page_table(&page, &f.arena, &t, &f.e));
        assert_int_equal(t.ncol, 3);
        assert_int_equal(t.source_row[row - x.at[i].row], row + 1);
        snprintf(want, sizeof want, "say \"%d\"", (int)row);
        assert_true(slice_eqz(column_cell(&t.col[1], row - x.at[i].row), want));
    }
    page_free(&page);
    rowindex_free(&x);
    buf_free(&b);
    close_file(&f);
}

int test_rowindex(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_have_the_rows_of_the_whole),
        cmocka_unit_test(pieces_give_the_rows_of_the_whole),
        cmocka_unit_test(characters_are_not_cut),
        cmocka_unit_test(a_file_that_changes_is_an_error),
        cmocka_unit_test(a_file_on_disk_can_be_hashed_and_loaded),
    };

    return run_group("rowindex", tests);
}
