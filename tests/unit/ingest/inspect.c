#include "inspect.h"

#include "kinds.h"
#include "textbook.h"
#include <stdio.h>

static void banner_levels_totals_footnote(void **state)
{
    struct textbook t;
    const struct region *r;

    (void)state;
    textbook_read(&t, S("Report of the group;;;;\nAs of "
                        "2024-03-31;;;;\n;;;;\nSite;Q1;;Q2;\n;Hours;Cost;Hours;Cost\n"
                        "Bonn;10,5;100,00;11,0;110,00\nKiel;20,0;200,00;21,0;210,00\nTotal;30,5;"
                        "300,00;32,0;320,00\n"
                        ";;;;\n* preliminary;;;;\n"));
    r = &t.in.region[t.in.chosen];
    assert_int_equal(r->header_rows, 2);
    assert_int_equal(r->at.top, 4);
    assert_int_equal(r->at.bottom, 8);
    assert_int_equal(r->preamble.top, 1);
    assert_int_equal(r->footer.bottom, 10);
    assert_int_equal(r->role[0], ROLE_TITLE);
    assert_int_equal(r->role[2], ROLE_GAP);
    assert_int_equal(r->role[3], ROLE_HEAD);
    assert_int_equal(r->role[4], ROLE_HEAD);
    assert_int_equal(r->role[5], ROLE_DATA);
    assert_int_equal(r->role[7], ROLE_TOTAL);
    assert_int_equal(r->role[9], ROLE_NOTE);
    assert_slice(t.table.col[0].name, "Site");
    assert_slice(t.table.col[2].name, "Q1 Cost");
    assert_slice(t.table.col[4].name, "Q2 Cost");
    assert_int_equal(t.table.nrow, 3);
    assert_int_equal(t.table.source_row[0], 6);
    assert_int_equal(t.in.column[1].kind, KIND_NUMBER);
    arena_free(&t.arena);
}

static void a_file_without_heading(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S("1,Ann,2024-01-02,3.5\n2,Bo,2024-01-03,4.5\n3,Cy,2024-01-04,5.5\n"));
    assert_int_equal(t.in.region[0].header_rows, 0);
    assert_int_equal(t.table.nrow, 3);
    assert_slice(t.table.col[1].name, "column_2");
    assert_int_equal(textbook_quirks(&t, "no_header"), 1);
    arena_free(&t.arena);
}

static void only_words(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(
        &t, S("first_name,city,team\nAnn,Bonn,red\nBo,Kiel,blue\nCy,Bonn,red\nDi,Ulm,blue\n"));
    assert_int_equal(t.in.region[0].header_rows, 1);
    arena_free(&t.arena);
}

static void groups_are_no_heading(void **state)
{
    struct textbook t;
    const struct region *r;

    (void)state;
    textbook_read(
        &t,
        S("code,text,price\nFruit,,\n1,apple,2.5\n2,pear,3.5\nDrinks,,\n3,tea,1.5\n4,milk,1.0\n"));
    r = &t.in.region[0];
    assert_int_equal(r->header_rows, 1);
    assert_int_equal(r->role[1], ROLE_GROUP);
    assert_int_equal(r->role[4], ROLE_GROUP);
    assert_int_equal(t.in.column[0].kind, KIND_INTEGER);
    arena_free(&t.arena);
}

static void tables_below_and_beside(void **state)
{
    struct textbook t;
    struct read_options o = READ_DEFAULTS;

    (void)state;
    o.region = 2;
    textbook_options(&t, S("a,b,c\n1,2,3\n4,5,6\n\ncode,meaning,\nx,open,\ny,closed,\n"), o);
    assert_int_equal(t.in.nregion, 2);
    assert_slice(t.table.col[1].name, "meaning");
    assert_int_equal(t.table.ncol, 2);
    assert_int_equal(t.table.source_row[0], 6);
    arena_free(&t.arena);
    textbook_read(&t, S("a,n,,b,m,k\nx,1,,y,2,3\nz,4,,u,5,6\nw,9,,,,\n"));
    assert_int_equal(t.in.nregion, 2);
    assert_int_equal(t.in.region[1].at.left, 4);
    assert_int_equal(t.in.region[1].at.bottom, 3);
    assert_int_equal(t.table.nrow, 3);
    arena_free(&t.arena);
}

static void repeated_headings_and_blank_rows_go(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S("a,b\n1,2\n3,4\n\na,b\n5,6\n7,8\n"));
    assert_int_equal(t.in.nregion, 1);
    assert_int_equal(t.table.nrow, 4);
    assert_slice(textbook_cell(&t, 2, 0), "5");
    assert_int_equal(textbook_quirks(&t, "repeated_header"), 1);
    assert_int_equal(textbook_quirks(&t, "blank_rows"), 1);
    arena_free(&t.arena);
}

static void rows_out_of_line(void **state)
{
    struct textbook t;
    slice text =
        S("id,day,hours,ok\n1,2024-01-01,7.5,yes\n2,2024-01-02,8.0,no\n3,2024-01-03,6.5,yes\n"
          "4,,2024-01-04,7.5,no\n5,2024-01-056.5,yes\n6;2024-01-06;8.0;no\n7,2024-01-07,7.5,yes\n"
          "8,2024-01-08,6.5,no\n9,2024-01-09\n");

    (void)state;
    textbook_read(&t, text);
    assert_int_equal(t.table.ncol, 4);
    assert_int_equal(t.table.nrow, 9);
    assert_slice(textbook_cell(&t, 3, 1), "2024-01-04");
    assert_slice(textbook_cell(&t, 3, 3), "no");
    assert_slice(textbook_cell(&t, 4, 1), "2024-01-05");
    assert_slice(textbook_cell(&t, 4, 2), "6.5");
    assert_slice(textbook_cell(&t, 5, 2), "8.0");
    assert_slice(textbook_cell(&t, 8, 2), "");
    assert_int_equal(textbook_quirks(&t, "moved_cells"), 1);
    assert_int_equal(textbook_quirks(&t, "split_cells"), 1);
    assert_int_equal(textbook_quirks(&t, "other_delimiter"), 1);
    arena_free(&t.arena);
}

/* A lost delimiter between two cells of usual form; prose with as many words as there are columns.
 */
static void cells_are_cut_by_their_form_and_prose_is_not(void **state)
{
    struct textbook t;
    char head[] = "Extract, made by finance, preliminary\n\n";
    char rows[] =
        "Name,Mail,Phone,Street,City\nAnn,a0@x.org,+44 343 1929,7 High St,Lyon\n"
        "Bob,b1@x.org,+44 375 7653,3 Low St,Bern\nCid,c2@x.org,+44 875 7806,5 Mill Ln,Lyon\n"
        "Dan,d3@x.org+44 579 3529,10 Mill Ln,Oslo\nEve,e4@x.org,+44 354 8908,4 Low St,Bern\n";
    char text[600];

    (void)state;
    snprintf(text, sizeof text, "%s%s", head, rows);
    textbook_read(&t, slice_z(text));
    assert_slice(t.table.col[0].name, "Name");
    assert_int_equal(t.table.nrow, 5);
    assert_slice(textbook_cell(&t, 3, 1), "d3@x.org");
    assert_slice(textbook_cell(&t, 3, 2), "+44 579 3529");
    assert_int_equal(textbook_quirks(&t, "other_delimiter"), 0);
    arena_free(&t.arena);
}

static void overrides(void **state)
{
    struct textbook t;
    struct read_options o = READ_DEFAULTS;
    struct inspection in;

    (void)state;
    o.header_rows = 0;
    textbook_options(&t, S("a,b\n1,2\n3,4\n"), o);
    assert_int_equal(t.table.nrow, 3);
    assert_slice(t.table.col[0].name, "column_1");
    arena_free(&t.arena);
    o.header_rows = 1; /* what is found without being told: a plan that states it reads the same */
    textbook_options(&t, S("Name,N\nx,1\ny,2\nz,3\nName,N\nu,4\nv,5\n"), o);
    assert_int_equal(t.table.nrow, 5);
    arena_free(&t.arena);
    o.header_rows = -1;
    textbook_options(&t, S("a,b\n1,2\n3,4\n"), o);
    o.region = 7;
    assert_false(inspect(&t.book, &o, &t.arena, &in, &t.err));
    assert_int_equal(t.err.code, E_USAGE);
    arena_free(&t.arena);
    o.region = 0;
    o.raw = true;
    textbook_options(&t, S("title\n\na,b\n1,2\n"), o);
    assert_int_equal(t.table.nrow, 4);
    assert_slice(textbook_cell(&t, 0, 0), "title");
    arena_free(&t.arena);
}

static void nothing_there(void **state)
{
    struct textbook t;

    (void)state;
    textbook_read(&t, S(""));
    assert_int_equal(t.in.chosen, -1);
    assert_int_equal(t.table.nrow, 0);
    arena_free(&t.arena);
    textbook_read(&t, S("\n\n  \n"));
    assert_int_equal(t.in.chosen, -1);
    arena_free(&t.arena);
}

static void kinds(void **state)
{
    const slice code[] = {S("00037"), S("00074"), S("00111")};
    const slice number[] = {S("1.234,50"), S("n/a"),   S("17,25"), S(""),
                            S("3.000,00"), S("12,00"), S("1,00"),  S("2,00"),
                            S("4,00"),     S("5,00"),  S("6,00")};
    const slice flag[] = {S("ja"), S("nein"), S("ja"), S("")};
    struct arena a;
    struct kinds_found k;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    kinds_detect(code, 3, &a, &k);
    assert_int_equal(k.kind, KIND_TEXT);
    assert_true(k.codes);
    kinds_detect(number, 11, &a, &k);
    assert_int_equal(k.kind, KIND_NUMBER);
    assert_slice(k.format, "1.234,56");
    assert_int_equal(k.filled, 10);
    assert_int_equal(k.misfits, 1);
    kinds_detect(flag, 4, &a, &k);
    assert_int_equal(k.kind, KIND_BOOL);
    assert_slice(k.format, "ja/nein");
    arena_free(&a);
}

int test_inspect(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(banner_levels_totals_footnote),
        cmocka_unit_test(a_file_without_heading),
        cmocka_unit_test(only_words),
        cmocka_unit_test(groups_are_no_heading),
        cmocka_unit_test(tables_below_and_beside),
        cmocka_unit_test(repeated_headings_and_blank_rows_go),
        cmocka_unit_test(rows_out_of_line),
        cmocka_unit_test(cells_are_cut_by_their_form_and_prose_is_not),
        cmocka_unit_test(overrides),
        cmocka_unit_test(nothing_there),
        cmocka_unit_test(kinds),
    };

    return run_group("inspect", tests);
}
