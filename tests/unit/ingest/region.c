#include "region.h"
#include "textbook.h"
#include <stdio.h>

/* The tables as "top:left-bottom:right/heading rows", one after the other. */
static void expect_tables(const char *csv, const char *want)
{
    struct textbook t;
    char got[400] = "";

    textbook_read(&t, slice_z(csv));
    for (int i = 0; i < t.in.nregion; i++) {
        const struct region *r = &t.in.region[i];

        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%d:%d-%d:%d/%d", i > 0 ? " " : "",
                 r->at.top, r->at.left, r->at.bottom, r->at.right, r->header_rows);
    }
    assert_string_equal(got, want);
    arena_free(&t.arena);
}

/* One letter for each row of the first table's sheet: title, note, head, unit, group, data, sum. */
static void expect_roles(const char *csv, const char *want)
{
    static const char letter[] = {
        [ROLE_GAP] = '.',   [ROLE_NOTE] = 'n', [ROLE_TITLE] = 't', [ROLE_HEAD] = 'h',
        [ROLE_UNITS] = 'u', [ROLE_DATA] = 'd', [ROLE_GROUP] = 'g', [ROLE_TOTAL] = 's'};
    struct textbook t;
    char got[100] = "";
    int64_t rows;

    textbook_read(&t, slice_z(csv));
    rows = t.book.sheet[0].cells.nrow;
    assert_in_range(rows, 1, sizeof got - 1);
    for (int64_t r = 0; r < rows; r++) got[r] = letter[t.in.region[0].role[r]];
    assert_string_equal(got, want);
    arena_free(&t.arena);
}

static void beside_each_other(void **state)
{
    (void)state;
    /* Each part names its rows: two tables, whatever their heights. */
    expect_tables("a,n,,b,m\nx,1,,p,7\ny,2,,q,8\nz,3,,,\nw,4,,,\n", "1:1-5:2/1 1:4-3:5/1");
    /* A blank row in one of them parts only that one. */
    expect_tables("a,n,,b,m\nx,1,,p,7\ny,2,,q,8\n,,,r,9\nc,k,,s,1\nx,3,,t,2\ny,4,,u,3\nz,5,,v,4\n",
                  "1:1-3:2/1 1:4-8:5/1 5:1-8:2/1");
    /* A part without words of its own leans on the labels to its left. */
    expect_tables(",2019,,2020,,2021\nrent,10,,20,,30\nfood,11,,21,,31\nfuel,12,,22,,32\n",
                  "1:1-4:6/1");
    /* Remarks beside a table are none of its columns. */
    expect_tables("a,n,k,,\nx,1,5,,\ny,2,6,,ask Tom\nz,3,7,,\nw,4,8,,\n", "1:1-5:3/1");
}

/* Words over numbers name a column only if they are no values of it; one word over one number says
 * little. */
static void a_code_over_numbers_is_a_value(void **state)
{
    const char *names = "Name,Mail,City,Postcode\n",
               *rows[] = {"Ann,a@x.org,Leeds,LS1 4AP\n", "Bob,b@x.org,Lyon,69002\n",
                          "Cid,c@x.org,Bern,3012\n",     "Dan,d@x.org,Leeds,LS2 7AB\n",
                          "Eve,e@x.org,Lyon,69003\n",    "Fay,f@x.org,Bern,3014\n"};
    char csv[500];

    (void)state;
    snprintf(csv, sizeof csv, "%s\n%s%s%s%s%s%s", names, rows[0], rows[1], rows[2], rows[3],
             rows[4], rows[5]);
    expect_tables(csv, "1:1-8:4/1");
    snprintf(csv, sizeof csv, "%s%s%s%s%s\n%s%s", names, rows[1], rows[2], rows[3], rows[4],
             rows[0], rows[5]);
    expect_tables(csv, "1:1-8:4/1");
    /* Groups over names, though only one column holds numbers. */
    expect_tables(
        "General,,,Place,,Other,\nName,Mail,Tel,Street,City,Postcode,Remark\n"
        "Ann,a@x.org,12 34,High St,Leeds,LS1 4AP,\nBob,b@x.org,34 56,Mill Ln,Lyon,69002,late\n"
        "Cid,c@x.org,56 78,Low St,Bern,3012,\nDan,d@x.org,78 90,High St,Lyon,69003,\n",
        "1:1-6:7/2");
    /* x is a variable's name where no cell below is marked with it */
    expect_tables("x\n1\n2\n3\n4\n5\n", "1:1-6:1/1");
    expect_tables("x\n1\nx\n3\n4\nx\n", "1:1-6:1/0");
    expect_tables("component,version\nwmo,v28.1\ndegrib,2.25\n", "1:1-3:2/1");
}

static void names_end_a_list_of_labels(void **state)
{
    (void)state;
    expect_tables("Account:,M-01,,\nBalance:,63.86,,\nDate,Text,Out,In\n\n2009-11-04,Debit,18.75,\n"
                  "2009-11-06,Cheque,,19.48\n2009-11-09,Debit,17.04,\n",
                  "3:1-7:4/1");
}

static void below_each_other(void **state)
{
    (void)state;
    expect_tables("a,n\nx,1\ny,2\nz,4\n,\nb,m\np,5\nq,6\nr,8\n", "1:1-4:2/1 6:1-9:2/1");
    /* The same kinds go on behind a blank row, and behind the name of a group. */
    expect_tables("a,n,m\nx,1,2\ny,2,3\n,,\nz,3,4\nw,9,4\n", "1:1-6:3/1");
    expect_tables("a,n,m\nNorth,,\nx,1,2\ny,2,3\n,,\nSouth,,\nz,3,4\nw,9,4\n", "1:1-8:3/1");
    /* A title right above its table. */
    expect_tables("One,,\na,n,m\nx,1,2\ny,2,3\n,,\nTwo,,\nb,k,l\nz,3,4\nw,9,4\n",
                  "2:1-4:3/1 7:1-9:3/1");
    /* A heading that a blank row parts from its rows. */
    expect_tables(",North,\narea,n,m\n,,\nx,1,2\ny,2,3\nz,5,3\n", "1:1-6:3/2");
}

static void prose_is_no_heading(void **state)
{
    (void)state;
    expect_tables("Data by Smith, Jones, and others,\nsite,date,temp,level\na,2010-01-01,12.5,3\n"
                  "b,2010-01-02,11.5,4\nc,2010-01-03,10.5,5\n",
                  "2:1-5:4/1");
    expect_tables("Station,Mill Creek,,\nSerial,SN-1,,\nsite,date,temp,level\na,2010-01-01,12.5,3\n"
                  "b,2010-01-02,11.5,4\n",
                  "3:1-5:4/1");
    /* A lone row of totals behind a blank row belongs to its table. */
    expect_tables("a,k,n,m\nx,p,1,5\ny,q,2,6\nz,r,3,7\n,,,\nTotal,,,18\n", "1:1-6:4/1");
}

static void headings_over_values(void **state)
{
    (void)state;
    expect_tables("area,1990,1995,2000\nx,12,13,15\ny,22,23,25\n", "1:1-3:4/1");
    expect_tables("span,5,10,15\n25,1.2,1.3,1.9\n50,2.2,2.3,2.1\n", "1:1-3:4/1");
    expect_tables("x,12,13,15\ny,22,23,25\nz,9,8,1\n", "1:1-3:4/0");
    expect_tables(",Number of,,Value\nState,units,Rate,(1.000)\nx,12,13,15\ny,22,23,25\nz,9,8,1\n",
                  "1:1-5:4/2");
    expect_tables("when,flow,level\nyyyy-mm-dd,l/s,m\n2009-03-01,12.5,3\n2009-03-02,11.5,4\n",
                  "1:1-4:3/2");
    /* A first record with words where numbers stand else is no second level. */
    expect_tables("id,name,n\n1,Ann,none yet\n2,Bo,12\n3,Cy,13\n4,Di,14\n", "1:1-5:3/1");
    /* Negative numbers in brackets are no units. */
    expect_tables("a,n,m\nx,(12),(13)\ny,(5),(6)\nz,7,(1)\n", "1:1-4:3/1");
}

static void rows_have_roles(void **state)
{
    (void)state;
    expect_roles("Table 5. Farms,,,\n[In thousands],,,\n,,,\n,Farms,,Land\nState,Number,Share,\n"
                 "Total,30,100.0,300\nNORTH,,,\n  x,12,40.0,120\n  y,8,26.7,90\n,,,\nSOUTH,,,\n"
                 "  z,10,33.3,90\n,,,\nNA Not available.,,,\nSource: records.,,,\n",
                 "tn.hhsgdd.gd.nn");
    /* Sums above their rows under any name, and the parts of the sums. */
    expect_roles("area,n,m\nUnion,3310,45120\nNorth,1210,20100\nx,610,10050\ny,600,10050\n"
                 "South,2100,25020\nz,2000,25000\nw,100,20\n",
                 "hssddsdd");
    /* Without a label; means; a change between two rows. */
    expect_roles("a,b,n,m\nx,k,1200,310\n,l,400,20\n,,1600,330\ny,k,30,7\n,l,5,1\n,,35,8\n",
                 "hddsdds");
    expect_roles("id,n,m\n1,10,4\n2,20,5\n3,33,9\nMean,21,6\n", "hddds");
    expect_roles(
        "area,year,n,m,k\nx,2008,100,50,40\n,2009,150,40,44\n,Percent change,50.0,-20.0,10.0\n"
        "y,2008,10,25,20\n,2009,15,20,21\n,Percent change,50.0,-20.0,5.0\n",
        "hddsdds");
    /* The heading again, both of its rows. */
    expect_roles(",North,,South\nid,n,m,k\n1,10,4,7\n2,20,5,8\n,North,,South\nid,n,m,k\n3,12,7,8\n",
                 "hhddhhd");
    /* Small numbers meet by chance, and what equals its only part is no sum. */
    expect_roles("p,a,b,c\nx,3,1,2\ny,1,1,1\nz,2,0,1\nw,1,2,4\n", "hdddd");
    expect_roles("p,a,b\nx,500000,0\ny,500000,0\nz,0,0\nw,20,7\n", "hdddd");
}

static void defined_tables(void **state)
{
    struct read_options o = READ_DEFAULTS;
    struct textbook t;
    struct range d = {2, 1, 4, 2};

    (void)state;

    textbook_read(&t, S("a,n\nx,1\ny,2\nz,3\nw,4\n"));
    t.book.sheet[0].defined = &d;
    t.book.sheet[0].ndefined = 1;
    /* What the file defines is taken as it stands, the rest for itself. */
    assert_true(inspect(&t.book, &o, &t.arena, &t.in, &t.err));
    assert_int_equal(t.in.region[0].at.top, 2);
    assert_int_equal(t.in.region[0].at.bottom, 5);
    /* A range that cuts its first row short is out of date. */
    d = (struct range){1, 1, 3, 1};
    assert_true(inspect(&t.book, &o, &t.arena, &t.in, &t.err));
    assert_int_equal(t.in.nregion, 1);
    assert_int_equal(t.in.region[0].at.right, 2);
    arena_free(&t.arena);
}

int test_region(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beside_each_other),
        cmocka_unit_test(a_code_over_numbers_is_a_value),
        cmocka_unit_test(names_end_a_list_of_labels),
        cmocka_unit_test(below_each_other),
        cmocka_unit_test(headings_over_values),
        cmocka_unit_test(rows_have_roles),
        cmocka_unit_test(prose_is_no_heading),
        cmocka_unit_test(defined_tables),
    };

    return run_group("region", tests);
}
