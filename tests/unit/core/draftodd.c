/* Drafts of input that nobody would send on purpose: an answer in bounded memory, and nothing
 * proposed where nothing is better. */
#include "unit.h"

#include "draft.h"
#include "textbook.h"

#define MEMORY_MAX ((size_t)700 << 20)

/* A draft of the text within the limit; how many reshaping steps its first plan has, -1: no table.
 */
static int steps_of(slice text)
{
    struct textbook t;
    struct draft d;
    struct err e = {0};
    int n = -1;

    textbook_read(&t, text);
    if (t.in.chosen >= 0) {
        struct arena a;

        arena_init(&a, MEMORY_MAX);
        if (!draft_table(&t.in, &t.table, &(struct draft_options){.top = 3}, &a, &d, &e))
            fail_msg("%s", e.text);
        assert_true(d.n > 0);
        n = d.at[0].nposition;
        arena_free(&a);
    }
    arena_free(&t.arena);
    return n;
}

/* n names of many bytes each, which at most the number at their end tells apart. */
static void long_names(struct buf *b, int n, int bytes, const char *pattern, bool number)
{
    int period = (int)strlen(pattern);

    for (int c = 0; c < n; c++) {
        if (c > 0) buf_putc(b, ',');
        for (int i = 0; i < bytes; i++) buf_putc(b, pattern[i % period]);
        if (number) buf_printf(b, "%d", c);
    }
    buf_putc(b, '\n');
}

static void numbers_below(struct buf *b, int n, int rows)
{
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < n; c++)
            buf_printf(b, "%d%c", (r * 7919 + c * 104729) % 997, c < n - 1 ? ',' : '\n');
}

/* rows of n cells each: the format of a name, with its number, and that of a cell. */
static slice grid(struct buf *b, int n, int rows, const char *name, const char *cell)
{
    for (int r = -1; r < rows; r++) {
        for (int c = 0; c < n; c++) {
            if (c > 0) buf_putc(b, ',');
            buf_putz(b, r < 0 ? name : cell);
            if (r < 0 ? strchr(name, '_') != NULL : strchr(cell, '_') != NULL)
                buf_printf(b, "%d",
                           r < 0 ? c : (int)((r * INT64_C(7919) + c * INT64_C(104729)) % 9973));
        }
        buf_putc(b, '\n');
    }
    return buf_slice(b);
}

static void small_and_empty(void **state)
{
    static const char *const text[] = {"a\n",
                                       "a,b,c\n",
                                       "a,b,c\n1,2,3\n",
                                       "a\n1\n2\n3\n4\n",
                                       "name\nAnn\nBo\nCy\n",
                                       "\n\n\n",
                                       ",,,\n,,,\n,,,\n",
                                       " , \n , \n",
                                       "a,b\n,\n,\n,\n",
                                       "x\n\n\n\n",
                                       "a,b\nx,y\n",
                                       "\"\"\n\"\"\n\"\"\n"};

    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        int n = steps_of(slice_z(text[i]));

        if (n > 0) fail_msg("\"%s\": %d steps", text[i], n);
    }
}

/* Names that a table without a heading is given say nothing of what its columns hold. */
static void no_heading(void **state)
{
    static const char *const text[] = {"1,2,3\n4,5,6\n7,8,9\n", "7,7,7,7,7,7,7,7,7,7\n",
                                       "2019,3,4.5\n2020,6,1.5\n2021,2,9.5\n",
                                       "ann,paris,red\nbob,rome,blue\ncy,oslo,green\n"};

    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        int n = steps_of(slice_z(text[i]));

        if (n > 0) fail_msg("\"%s\": %d steps", text[i], n);
    }
}

static void all_text(void **state)
{
    struct buf b = {0};
    static const char *const word[] = {"lorem", "ipsum", "dolor", "sit", "amet", "elit", "sed"};

    (void)state;
    buf_putz(&b, "title,author,abstract\n");
    for (int r = 0; r < 400; r++) {
        for (int c = 0; c < 3; c++) {
            for (int k = 0; k < 3 + (r * 7 + c) % 5; k++)
                buf_printf(&b, "%s%s%d", k > 0 ? " " : "", word[(r * 13 + k * 5 + c) % 7],
                           r * 3 + k);
            buf_putc(&b, c < 2 ? ',' : '\n');
        }
    }
    assert_int_equal(steps_of(buf_slice(&b)), 0);
    buf_free(&b);
}

/* 10^5 columns of one name, of distinct names, without cells. */
static void very_many_columns(void **state)
{
    static const char *const name[] = {"x", "c_", "Value 20_"}, *const cell[] = {"1", "_", ""};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct buf b = {0};

        steps_of(grid(&b, TABLE_COLUMNS_MAX, 2, name[i], cell[i]));
        buf_free(&b);
    }
}

/* Names that are all blank, all the same, or numbers in no order. */
static void names_that_say_nothing(void **state)
{
    static const char *const text[] = {
        ",,,,\n5,9,3,7,1\n8,2,6,4,3\n4,8,1,9,2\n7,3,5,6,8\n",
        "x,x,x,x,x\n5,9,3,7,1\n8,2,6,4,3\n4,8,1,9,2\n7,3,5,6,8\n2,6,4,1,9\n",
        "x,x,x,x\nann,red,ulm,oak\nbob,blue,bonn,ash\ncy,lime,kiel,elm\n",
        ("71,14,52,30\nann,red,ulm,oak\nbob,blue,bonn,ash\ncy,lime,kiel,elm\n"
         "di,red,bonn,fir\neve,blue,ulm,oak\nfay,red,riga,ash\n"),
        "7.5,1.25,3.75,9.5\n5,9,3,7\n8,2,6,4\n4,8,1,9\n7,3,5,6\n"};
    struct buf b = {0};

    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        int n = steps_of(slice_z(text[i]));

        if (n > 0) fail_msg("\"%s\": %d steps", text[i], n);
    }
    long_names(&b, 20, 10240, "ab_", false);
    for (int r = 0; r < 5; r++) long_names(&b, 20, 10240, "cd_", false);
    assert_int_equal(steps_of(buf_slice(&b)), 0);
    buf_clear(&b);
    long_names(&b, 60, 10240, "ab ", true); /* each place could be where all are cut */
    numbers_below(&b, 60, 20);
    steps_of(buf_slice(&b));
    buf_free(&b);
}

/* A table on its side has all its rows as columns, of however few columns a plan is tried on. */
static void wide_and_on_its_side(void **state)
{
    enum { COLUMNS = 5000, YEARS = 40 };
    struct buf b = {0};
    struct textbook t;
    struct draft d;
    struct err e = {0};
    const struct json *step;

    (void)state;
    buf_putz(&b, "gene");
    for (int c = 1; c < COLUMNS; c++) buf_printf(&b, ",G%d", c * 7);
    buf_putz(&b, "\nplace");
    for (int c = 1; c < COLUMNS; c++) buf_printf(&b, ",chr%c", 'a' + c * 11 % 23);
    for (int y = 0; y < YEARS; y++) {
        buf_printf(&b, "\n%d", 1980 + y);
        for (int c = 1; c < COLUMNS; c++)
            buf_printf(&b, ",%d.%d", c * 7 % 13, (c + y) * 31 % 9 + 1);
    }
    buf_putc(&b, '\n');
    textbook_read(&t, buf_slice(&b));
    assert_true(draft_table(&t.in, &t.table, &(struct draft_options){.top = 1}, &t.arena, &d, &e));
    assert_int_equal(d.at[0].nposition, 2);
    assert_string_equal(d.at[0].position[0].op, "transpose");
    assert_string_equal(d.at[0].position[1].op, "unpivot");
    assert_int_equal(d.at[0].position[1].last, YEARS + 2);
    step = json_member(d.at[0].plan, "steps")->item[1];
    assert_slice(json_text(json_member(step, "to")), "2019");
    arena_free(&t.arena);
    buf_free(&b);
}

/* Names of a megabyte, of pattern characters, that nearly fill a grid, that nearly share a word. */
static void hostile_names(void **state)
{
    struct buf b = {0};

    (void)state;
    for (int i = 0; i < 1 << 20; i++) buf_putc(&b, "ab_ -.1"[i % 7]);
    buf_putz(&b, ",b,c\n1,2,3\n4,5,6\n");
    steps_of(buf_slice(&b));
    buf_clear(&b);
    for (int r = 0; r < 5; r++)
        buf_putz(&b, r == 0   ? ",(?<a>[x,(?<a>[x,$^\\E|,$^\\E|\n"
                     : r == 1 ? "k,.*+?{9} (,a|b],.*+?{9} (,a|b]\n"
                              : "z,1,2,3,4\n");
    steps_of(buf_slice(&b));
    buf_clear(&b);
    for (int c = 0; c < 400; c++)
        buf_printf(&b, "%sa b_%d-c.%d/d:%d e", c > 0 ? "," : "", c % 20, c / 20, c % 7);
    buf_putc(&b, '\n');
    for (int r = 0; r < 6; r++)
        for (int c = 0; c < 400; c++) buf_printf(&b, "%d%s", r * c, c < 399 ? "," : "\n");
    steps_of(buf_slice(&b));
    buf_clear(&b);
    for (int c = 0; c < 2000; c++)
        buf_printf(&b, "%s%.*s", c > 0 ? "," : "", 1 + c % 60,
                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    buf_putc(&b, '\n');
    for (int c = 0; c < 2000; c++) buf_printf(&b, "%d%s", c, c < 1999 ? "," : "\n");
    steps_of(buf_slice(&b));
    buf_free(&b);
}

int test_draftodd(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_and_empty),
        cmocka_unit_test(no_heading),
        cmocka_unit_test(all_text),
        cmocka_unit_test(very_many_columns),
        cmocka_unit_test(hostile_names),
        cmocka_unit_test(names_that_say_nothing),
        cmocka_unit_test(wide_and_on_its_side),
    };

    return run_group("draftodd", tests);
}
