#include "unit.h"

#include "buf.h"
#include "scan.h"
#include <stdio.h>
#include <stdlib.h>

/* The same answer by the book, one byte at a time: ends of whole rows up to the first odd row. */
static ptrdiff_t by_the_book(struct scan_dialect d, slice text, uint32_t *end, ptrdiff_t *next,
                             enum scan_stop *why)
{
    enum { START, PLAIN, QUOTED, CLOSED } state = START;
    ptrdiff_t n = 0, row_n = 0, row = 0;
    bool cr = false;

    *why = SCAN_ODD;
    for (ptrdiff_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool quote = d.quote != 0 && c == d.quote;

        if (cr && c != '\n') goto odd;
        cr = false;
        if (state == QUOTED) {
            if (quote) state = CLOSED;
            continue;
        }
        if (quote) {
            if (state == PLAIN) goto odd;
            state = QUOTED;
            continue;
        }
        if (c == d.delimiter || c == '\n') {
            end[n++] = (uint32_t)i;
            state = START;
            if (c == '\n') row_n = n, row = i + 1;
            continue;
        }
        if (c == '\r') {
            cr = true;
            continue;
        }
        if (state == CLOSED) goto odd;
        state = PLAIN;
    }
    if (state == QUOTED || cr) goto odd;
    *why = SCAN_END;
    if (text.n > 0 && text.p[text.n - 1] != '\n') end[n++] = (uint32_t)text.n;
    *next = text.n;
    return n;
odd:
    *next = row;
    return row_n;
}

static void compare_even(struct scan_dialect d, slice text, int columns);

static void compare(struct scan_dialect d, slice text)
{
    static uint32_t want[8192], got[8192 + SCAN_ROOM];
    ptrdiff_t want_next = 0, next = -1;
    enum scan_stop want_why, why;
    ptrdiff_t n = by_the_book(d, text, want, &want_next, &want_why);

    for (const struct scan_variant *v = scan_variant; v->name != NULL; v++) {
        ptrdiff_t m;

        if (!v->works()) continue;
        m = v->rows(&d, text, 0, got, 8192, &next, &why);
        if (m != n || next != want_next || why != want_why ||
            memcmp(got, want, (size_t)n * sizeof *got) != 0)
            fail_msg("%s: %ld ends (want %ld), next %ld (want %ld), stop %d (want %d) in: %.*s",
                     v->name, (long)m, (long)n, (long)next, (long)want_next, why, want_why,
                     SLICE_ARG(text));
    }
    for (int columns = 2; columns < 5; columns++) compare_even(d, text, columns);
}

/* Every variant counts the same even rows, and they are even. */
static void compare_even(struct scan_dialect d, slice text, int columns)
{
    static uint32_t end[8192], got[8192 + SCAN_ROOM];
    ptrdiff_t want_next = 0, next = -1, first_next = -1, inside = 0;
    enum scan_stop why;
    ptrdiff_t n = by_the_book(d, text, end, &want_next, &why);
    int64_t first = -1;

    for (const struct scan_variant *v = scan_variant; v->name != NULL; v++) {
        int64_t rows;

        if (!v->works()) continue;
        rows = v->even(&d, text, 0, (struct scan_shape){columns, 3}, NULL, 0, &next);
        if (first < 0) first = rows, first_next = next;
        assert_int_equal(rows, first);
        assert_int_equal(next, first_next);
        rows = v->even(&d, text, 0, (struct scan_shape){columns, 3}, got, 8192, &next);
        assert_int_equal(rows, first);
        assert_int_equal(next, first_next);
        assert_memory_equal(got, end, (size_t)(rows * columns) * sizeof *got);
    }
    while (inside < n && (ptrdiff_t)end[inside] < next) inside++;
    assert_int_equal(inside, first * columns);
    for (int64_t r = 1; r <= first; r++) {
        ptrdiff_t to = (ptrdiff_t)end[r * columns - 1],
                  from = r > 1 ? (ptrdiff_t)end[(r - 1) * columns - 1] + 1 : 0, lines = 0;

        assert_int_equal(text.p[to], '\n');
        for (ptrdiff_t i = from; i < to; i++) lines += text.p[i] == '\n';
        assert_true(lines <= 3);
    }
    /* It stops at the end of the text, or at a row that is not even. */
    if (inside + columns <= n) {
        ptrdiff_t to = (ptrdiff_t)end[inside + columns - 1];
        ptrdiff_t lines = 0, early = 0;

        for (ptrdiff_t k = inside; k < inside + columns - 1; k++) early += text.p[end[k]] == '\n';
        for (ptrdiff_t i = next; i < to; i++) lines += text.p[i] == '\n';
        assert_true(early > 0 || text.p[to] != '\n' || lines > 3 || to == text.n);
    }
}

static void known_texts(void **state)
{
    static const char *const text[] = {"",
                                       "\n",
                                       "a",
                                       "a,b\n1,2\n",
                                       "a,b\r\n1,2\r\n",
                                       "a\rb\n",
                                       "\"a,b\"\n",
                                       "\"a\"\"b\"",
                                       "\"a\nb\",c",
                                       "\"\"",
                                       "\"\",\"\"",
                                       "a\"b,c\n",
                                       "x\n\"a\"b\n",
                                       "x\n\"abc",
                                       "x\ny\r",
                                       ",,\n,",
                                       "\"a\"\r\n",
                                       "\"a\"\r",
                                       "\"\"\"\"\n",
                                       "\"\"\"\n",
                                       "a,\"b\"\r\n\r\n"};

    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        compare((struct scan_dialect){',', '"'}, slice_z(text[i]));
    compare((struct scan_dialect){';', 0}, S("a;\"b\nc\";d\n"));
}

/* Random texts over the characters that matter, at every length around the block borders. */
static void every_variant_agrees_with_the_book(void **state)
{
    static const char tail[28] = "\n\"a,\"\"b\nc\",\"\",\"x\"\r\n\"\"\"\"\n1,2\n";
    static const char letter[] = "aaaaaaab,,,\n\n\"\"\"\r\n,x";
    unsigned seed = 7;
    char z[400];

    (void)state;
    for (int round = 0; round < 60000; round++) {
        int n = (int)(seed >> 8) % 260, calm = round % 3;

        for (int i = 0; i < n; i++) {
            seed = seed * 1103515245u + 12345u;
            z[i] = letter[(seed >> 16) % (sizeof letter - 1)];
            if (calm == 0 && (z[i] == '"' || z[i] == '\r')) z[i] = 'q';
            if (calm == 1 && z[i] == '\r') z[i] = 'r';
        }
        /* Every second text has whole quoted fields, so that long runs of them are reached. */
        if (round % 2 == 0 && n > 40) memcpy(z + n - (int)sizeof tail, tail, sizeof tail);
        seed = seed * 1103515245u + 12345u;
        compare((struct scan_dialect){',', '"'}, (slice){z, n});
    }
}

static void plain_text_is_ascii_without_zeros_and_ctrl_z(void **state)
{
    char z[200];

    (void)state;
    memset(z, 'x', sizeof z);
    for (const struct scan_variant *v = scan_variant; v->name != NULL; v++)
        for (int n = 0; v->works() && n <= (int)sizeof z; n += 1 + n / 9) {
            assert_int_equal(v->plain((slice){z, n}, 0), n);
            for (int c = 0; c < 256; c++) {
                int at = (n * 7 + c) % (n + 1);
                bool other = c == 0 || c == 0x1A || c >= 0x80;

                if (at == n) continue;
                z[at] = (char)c;
                assert_int_equal(v->plain((slice){z, n}, 0), other ? at : n);
                assert_int_equal(v->plain((slice){z, n}, at + 1), n);
                z[at] = 'x';
            }
        }
}

static void goes_on_behind_a_batch(void **state)
{
    struct buf b = {0};
    static uint32_t end[64 * 3 + SCAN_ROOM];
    ptrdiff_t at = 0, rows = 0;
    const struct scan_dialect d = {',', '"'};

    (void)state;
    for (int i = 0; i < 200000; i++) buf_printf(&b, "%d,\"row, %d\",x\n", i, i);
    while (at < buf_slice(&b).n) {
        enum scan_stop why;
        ptrdiff_t next, n = scan_rows(&d, buf_slice(&b), at, end, 64 * 3, &next, &why);

        assert_int_equal(why, SCAN_END);
        assert_int_equal(n % 3, 0);
        assert_true(next > at);
        rows += n / 3;
        at = next;
    }
    assert_int_equal(rows, 200000);
    buf_clear(&b);
    for (int i = 0; i < 3000000; i++) buf_putc(&b, 'x');
    {
        enum scan_stop why;
        ptrdiff_t next;

        assert_int_equal(scan_rows(&d, buf_slice(&b), 0, end, 64, &next, &why), 0);
        assert_int_equal(why, SCAN_FULL);
        assert_int_equal(next, 0);
    }
    buf_free(&b);
}

int test_scan(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_texts),
        cmocka_unit_test(every_variant_agrees_with_the_book),
        cmocka_unit_test(plain_text_is_ascii_without_zeros_and_ctrl_z),
        cmocka_unit_test(goes_on_behind_a_batch),
    };

    return run_group("scan", tests);
}
