#include "draftmark.h"

#include "textbook.h"

static const struct {
    const char *text; /* one heading */
    int comma;        /* 1: a decimal comma, -1: a point, 0: it does not say */
} heading[] = {{"Umsatz je Filiale (in St\u00fcck)", 1},
               {"Sales by branch and month", -1},
               {"Werkzame personen naar bedrijfstak", 1},
               {"Ventes par magasin", 1},
               {"Poblaci\u00f3n ocupada por provincia", 1},
               {"Ludno\u015b\u0107 wed\u0142ug gmin", 1},
               {"X1 Y2 foo", 0},
               {"", 0}};

static void words_tell_a_language(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    for (size_t i = 0; i < sizeof heading / sizeof *heading; i++) {
        slice s = slice_z(heading[i].text);
        double bits = draftmark_language(&s, 1, &a);
        int says = bits >= 4 ? 1 : bits <= -4 ? -1 : 0;

        if (says != heading[i].comma)
            fail_msg("\"%s\": %.1f bits for a comma", heading[i].text, bits);
    }
    arena_free(&a);
}

static const struct {
    const char *csv;
    char mark, decimal; /* of the column that does not tell by itself */
} file[] = {
    /* German words; points group */
    {"Filiale,Umsatz im Jahr\nUlm,12.400\nBonn,3.750\n", '.', ','},
    /* English words: a point is the decimal mark, a comma groups */
    {"Branch,Average weight of product\nUlm,12.400\nBonn,3.750\n", '.', '.'},
    {"Branch,Sales by month\nUlm,\"12,400\"\nBonn,\"3,750\"\n", ',', '.'},
    /* another column proves it, whatever the words say */
    {"Branch,Sales by month,Rate\nUlm,12.400,\"3,5\"\nBonn,3.750,\"1,25\"\n", '.', ','},
    {"Filiale,Umsatz im Jahr,Quote\nUlm,12.400,3.5\nBonn,3.750,1.25\n", '.', '.'},
    {"Filiale,Umsatz im Jahr,Rest\nUlm,12.400,1.234.567\nBonn,3.750,2.234.567\n", '.', ','},
    /* semicolons are written where commas are taken */
    {"a;b\nUlm;12.400\nBonn;3.750\n", '.', ','},
    /* names of places abroad weigh less than the habit */
    {"Port,Ships\nLule\u00e5,\"12,400\"\nUme\u00e5,\"3,750\"\nMalm\u00f6,\"1,110\"\n", ',', '.'},
    /* nothing says it: it is asked for points; commas group nearly everywhere */
    {"a,b\nx1,12.400\nx2,3.750\n", '.', 0},
    {"a,b\nx1,\"12,400\"\nx2,\"3,750\"\n", ',', '.'},
};

static void the_file_tells_the_mark(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
        struct draftmark m;
        struct textbook t;

        textbook_read(&t, slice_z(file[i].csv));
        draftmark_weigh(&t.in, &t.table, &t.arena, &m);
        if (draftmark_decimal(&m, file[i].mark) != file[i].decimal)
            fail_msg("file %d: %.1f bits for a comma", (int)i, m.comma);
        assert_true(strlen(m.why) > 5);
        arena_free(&t.arena);
    }
}

int test_draftmark(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_tell_a_language),
        cmocka_unit_test(the_file_tells_the_mark),
    };

    return run_group("draftmark", tests);
}
