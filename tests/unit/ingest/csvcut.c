/* Rows by the scanner are those of the exact way, on any text. */
#include "csvcut.h"
#include "unit.h"

#include "buf.h"

static void compare(const struct dialect_found *f, slice text)
{
    struct arena a;
    struct csvcut fast = {0}, exact = {0};
    struct err e = {0};

    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(csvcut_all(&fast, f, text, false, &a, &e));
    assert_true(csvcut_all(&exact, f, text, true, &a, &e));
    if (fast.n != exact.n || fast.cells.n != exact.cells.n)
        fail_msg("%ld rows, %ld cells (want %ld, %ld) in: %.*s", (long)fast.n, (long)fast.cells.n,
                 (long)exact.n, (long)exact.cells.n, SLICE_ARG(text));
    for (int64_t r = 0; r < fast.n; r++)
        if (fast.first[r + 1] != exact.first[r + 1] || fast.line[r] != exact.line[r] ||
            fast.repair[r] != exact.repair[r])
            fail_msg("row %ld differs in: %.*s", (long)r + 1, SLICE_ARG(text));
    for (ptrdiff_t i = 0; i < fast.cells.n; i++)
        if (!slice_eq(fast.cells.at[i], exact.cells.at[i]))
            fail_msg("cell \"%.*s\" (want \"%.*s\") in: %.*s", SLICE_ARG(fast.cells.at[i]),
                     SLICE_ARG(exact.cells.at[i]), SLICE_ARG(text));
    csvcut_free(&fast);
    csvcut_free(&exact);
    arena_free(&a);
}

static struct dialect_found dialect(const char *delimiter, const char *quote)
{
    struct dialect_found f = {.layout = LAYOUT_DELIMITED, .columns = 3};

    f.d.delimiter = slice_z(delimiter);
    f.d.quote = slice_z(quote);
    f.d.escape = S("");
    f.d.doublequote = true;
    return f;
}

static void known_texts(void **state)
{
    static const char *const text[] = {
        "a,b,c\n1,2,3",
        "sep=,\r\na,b\r\n",
        "\"a \"\"b\"\"\",c,\"\"\r\n\r\n\n,,\n,",
        "\"two\nlines\",b,c\n1,2,3\n",
        "12\" pipe,b,c\n\"x\" ,y,z\n",
        "\"open,b,c\n1,2,3\n4,5,6\n",
        "a\rb\r\nc\r",
        "\"\"\n\"\"\"\"\n",
    };
    struct dialect_found f = dialect(",", "\"");

    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) compare(&f, slice_z(text[i]));
    f = dialect(";", "");
    compare(&f, S("a;\"b\nc\";d\n"));
    f = dialect("||", "\"");
    compare(&f, S("a||\"b\"||c\nd||e\n"));
    f = dialect(",", "\"");
    f.d.doublequote = false;
    compare(&f, S("a,\"b \"\"c\"\"\",d\n1,\"\",3\n"));
}

static void random_texts(void **state)
{
    static const char letter[] = "aaaaaaaaa b,,,,\n\n\"\"\r;,x";
    static const char *const piece[] = {"\"a,b\",", "\n\"\",",  "\"x \"\"y\"\"\"\n", "1,2,3\n",
                                        "\r\n",     "\"a\nb\"", ",\"\"\"\"\n",       "\"a\"z,"};
    unsigned seed = 11;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct dialect_found f = dialect(round % 5 == 4 ? ";" : ",", round % 7 == 6 ? "" : "\"");
        struct buf b = {0};
        int n = 2 + round % 90;

        f.d.doublequote = round % 11 != 0;
        for (int i = 0; i < n; i++) {
            seed = seed * 1103515245u + 12345u;
            if ((seed >> 28) % 2 == 0)
                buf_putz(&b, piece[(seed >> 16) % 8]);
            else if (round % 3 != 0 || letter[(seed >> 16) % (sizeof letter - 1)] != '"')
                buf_putc(&b, letter[(seed >> 16) % (sizeof letter - 1)]);
        }
        compare(&f, buf_slice(&b));
        buf_free(&b);
    }
}

/* Rows over the ends of what one call of the scanner takes, and a row longer than that. */
static void long_texts(void **state)
{
    struct dialect_found f = dialect(",", "\"");
    struct buf b = {0};

    (void)state;
    for (int i = 0; i < 60000; i++)
        buf_printf(&b, "%d,\"name, %d\",%s\n", i, i % 97, i % 1000 == 0 ? "6\" nail" : "x");
    buf_putc(&b, '"');
    for (int i = 0; i < 1500000; i++) buf_putc(&b, 'l');
    buf_putz(&b, "\",2,3\n4,5,6\n");
    for (int i = 0; i < 200000; i++) buf_putz(&b, i % 7 == 0 ? "\n" : ",");
    compare(&f, buf_slice(&b));
    buf_free(&b);
}

int test_csvcut(void)
{
    const struct CMUnitTest t[] = {cmocka_unit_test(known_texts), cmocka_unit_test(random_texts),
                                   cmocka_unit_test(long_texts)};

    return run_group("csvcut", t);
}
