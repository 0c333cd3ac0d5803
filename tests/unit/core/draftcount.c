/* What a draft says of the cells: counts that a person can check. */
#include "unit.h"

#include "draft.h"
#include "textbook.h"

/* The draft's account of one column; NULL: none. */
static const struct json *account(struct textbook *t, const char *column)
{
    struct draft d;
    struct err e = {0};

    assert_true(
        draft_table(&t->in, &t->table, &(struct draft_options){.top = 1}, &t->arena, &d, &e));
    for (int i = 0; i < d.at[0].cells->n; i++) {
        const struct json *o = d.at[0].cells->item[i];

        if (slice_eqz(json_text(json_member(o, "column")), column)) return o;
    }
    return NULL;
}

static int64_t number(const struct json *o, const char *key)
{
    return json_i64(json_member(o, key), -1);
}

static void changes_and_failures_are_counted(void **state)
{
    struct textbook t;
    const struct json *o;

    (void)state;
    textbook_read(&t,
                  S("id,amount,paid,when\n1,\"1 234,5\",yes,01.02.2024\n2,\"12,5\",no,03.02.2024\n"
                    "3,\"(1,5)\",ja,4.2.2024\n4,abc,no,2024-02-05\n5,n/a,no,06.02.2024\n"
                    "6,\"8,25\",,07.02.2024\n"));
    o = account(&t, "amount");
    assert_slice(json_text(json_member(o, "as")), "number");
    assert_int_equal(number(o, "cells"), 5);
    assert_int_equal(number(o, "changes"), 4);
    assert_int_equal(number(o, "fails"), 1);
    assert_int_equal(number(json_member(o, "first_fail"), "row"), 5);
    assert_slice(json_text(json_member(json_member(o, "first"), "to")), "1234.5");
    o = account(&t, "paid");
    assert_slice(json_text(json_member(o, "as")), "boolean");
    assert_int_equal(number(o, "changes"), 5);
    assert_int_equal(number(o, "fails"), 0);
    o = account(&t, "when"); /* one is ISO already */
    assert_slice(json_text(json_member(o, "as")), "date");
    assert_int_equal(number(o, "changes"), 5);
    assert_int_equal(number(o, "fails"), 0);
    assert_null(account(&t, "id")); /* nothing to change, nothing to fail */
    arena_free(&t.arena);
    textbook_read(&t, S("id;amount\n1;1.234,50\n2;12,5\n3;-1,5\n"));
    o = account(&t, "amount"); /* here the plan does it */
    assert_null(json_member(o, "as"));
    assert_int_equal(number(o, "changes"), 3);
    arena_free(&t.arena);
}

/* Each form in a column of its own, four cells each, in a file with semicolons. */
static const struct {
    const char *cells; /* apart by '|' */
    const char *as;    /* offered as this; NULL: the plan does it; "": left as it is */
    int changes, fails;
    const char *first; /* what the first cell becomes */
} form[] = {
    {"(1,234)|5,678.5|(90)|1,000", NULL, 4, 0, "-1234"},
    {"1 234,5|987,25|12 000,75|3,5", NULL, 4, 0, "1234.5"},
    {"1'234.5|987.25|12'000.75|3.5", NULL, 2, 0, "1234.5"},
    {"12.5%|3 %|100%|0%", NULL, 4, 0, "12.5"},
    {"\u20ac 1.234,50|12,00 \u20ac|0,99 \u20ac|5 \u20ac", NULL, 4, 0, "1234.50"},
    {"$1,234.50|$12.00|-$0.99|($5)", NULL, 4, 0, "1234.50"},
    /* words that multiply; "m" may be metres: then it is offered, and fails */
    {"12.5k|3k|0.8k|120", NULL, 3, 0, "12500"},
    {"1,5 Mio.|2,25 Mio.|800 Tsd.|120000", NULL, 3, 0, "1500000"},
    {"\u20ac 1.2M|\u20ac 3M|\u20ac 950k|\u20ac 12", NULL, 4, 0, "1200000"},
    {"12.5k|3k|0.8k|4 m", "number", 3, 1, "12500"},
    {"1,1 M\u20ac|45 k\u20ac|3 M\u20ac|120 k\u20ac", NULL, 4, 0, "1100000"},
    /* two decimal marks in one column: each cell says its own; 1.234 does not */
    {"1.234,56|2,345.67|12,5|99.25", "number", 3, 0, "1234.56"},
    {"1.234,56|2,345.67|1.234|99,5", "number", 3, 1, "1234.56"},
    {"\u20ac5.5|EUR 1.25|3.75 Euro|7", NULL, 3, 0, "5.5"},
    {"12 m2|3.5 m\u00b2|7 sqm|99 qm", NULL, 4, 0, "12"},
    {"Rs. 764/-|Rs. 1,29,162/-|Rs 12/-|\u20b9 5", NULL, 4, 0, "764"},
    /* credit and debit; a unit that looks like one */
    {"12.50 CR|3.00 DR|1.25 cr|4 DR.", "number", 4, 0, "12.50"},
    {"3.00 DR|12.50 CR|1.25 cr|4 DR.", "number", 4, 0, "-3.00"},
    {"12,50 S|3,00 H|1,25 S|4 H", "number", 4, 0, "-12.50"},
    {"12 h|3 h|1 h|4 h", NULL, 4, 0, "12"},
    /* dates in several ways, but not in two orders */
    {"01.02.2024|15/03/2024|17.08.2024|18.08.2024", "date", 4, 0, "2024-02-01"},
    {"24 de mayo de 2024|1 de junio de 2024|2 de junio de 2024|3 de julio de 2024", NULL, 4, 0,
     "2024-05-24"},
    {"2 Apr. 2024|13. Jan 2024|2024-02-03|2024-02-04", "date", 2, 0, "2024-04-02"},
    {"2024-02-13|2024-13-02|2024-02-14|2024-02-15", "date", 0, 1, NULL},
    /* booleans that are one beside each other only */
    {"O|N|O|N", "boolean", 4, 0, "true"},
    {"O|N|W|S", "", 0, 0, NULL},
    {"Ein|aus|EIN|Aus", "boolean", 4, 0, "true"},
    {"S\u00cd|no|s\u00ed|NO", NULL, 4, 0, "true"},
    {"on|OFF|On|off", "boolean", 4, 0, "true"},
    {"x||X|", "boolean", 2, 0, "true"},
    /* what is no number: telephones, signs of a grade, sizes, versions */
    {"+49 30 1234567|+49 30 7654321|+351 210 000 101|+1 555 0100 200", "", 0, 0, NULL},
    {"+10,5 %|+0,25 %|-7,5 %|+12,0 %", NULL, 4, 0, "10.5"},
    {"10x20|30x40|12x8|9x9", "", 0, 0, NULL},
    {"1.2.3|1.2.4|2.0.1|10.11.12", "", 0, 0, NULL},
    {"5|?|7|not available", NULL, 2, 0, NULL},
    {"01.02.2024|15.03.2024|17.08.2024|18.08.2024", NULL, 4, 0, "2024-02-01"},
    {"yes|no|Yes|NO", NULL, 4, 0, "true"},
    {"ja|nein|ja|Ja", NULL, 4, 0, "true"},
    {"oui|non|oui|non", NULL, 4, 0, "true"},
    {"s\u00ed|no|s\u00ed|no", NULL, 4, 0, "true"},
    /* whole numbers with group marks: short ones beside them, or the delimiter, tell */
    {"12.400|870|90|7", NULL, 1, 0, "12400"},
    {"12.400|3.900|1.100|7.250", NULL, 4, 0, "12400"},
    {"00371|00012|04410|00009", "", 0, 0, NULL},
};

static void each_form_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
        slice rest = slice_z(form[i].cells);
        struct buf b = {0};
        struct textbook t;
        const struct json *o;

        buf_putz(&b, "key;it\n");
        for (int r = 0; r < 4; r++) {
            slice cell = slice_cut(rest, '|', &rest);

            buf_printf(&b, "k%c;%.*s\n", 'a' + r, SLICE_ARG(cell));
        }
        textbook_read(&t, buf_slice(&b));
        o = account(&t, "it");
        if (form[i].as != NULL && form[i].as[0] == 0) {
            assert_null(o);
        } else {
            if (o == NULL) fail_msg("%s: no account", form[i].cells);
            if (!slice_eqz(json_text(json_member(o, "as")), form[i].as == NULL ? "" : form[i].as) ||
                number(o, "changes") != form[i].changes ||
                (form[i].as != NULL && number(o, "fails") != form[i].fails))
                fail_msg("%s: as %.*s, %d changes, %d fails", form[i].cells,
                         SLICE_ARG(json_text(json_member(o, "as"))), (int)number(o, "changes"),
                         (int)number(o, "fails"));
            o = json_member(json_member(o, "first"), "to");
            if (form[i].first != NULL && !slice_eqz(json_text(o), form[i].first))
                fail_msg("%s: the first is %.*s", form[i].cells, SLICE_ARG(json_text(o)));
        }
        buf_free(&b);
        arena_free(&t.arena);
    }
}

/* What the name says of the cells. */
static void names_tell(void **state)
{
    static const struct {
        const char *source, *column, *as;
        int changes, fails, missing;
    } t[] = {
        {"key,trade date\na,20240131\nb,20240201\nc,20240202\n", "trade date", "date", 3, 0, -1},
        {"key,trade date\na,20240131\nb,20241332\nc,20240202\n", "trade date", "date", 2, 1, -1},
        {"key,trade no\na,20240131\nb,20240201\nc,20240202\n", "trade no", NULL, 0, 0, -1},
        {"key,Datum\na,45321\nb,31.01.2024\nc,45322\n", "Datum", "date", 3, 0, -1},
        {"key,update count\na,45321\nb,31007\nc,45322\n", "update count", NULL, 0, 0, -1},
        {"key,Account date\na,45321\nb,31007\nc,45322\n", "Account date", "", 3, -1, -1},
        {"key,Candidate\na,45321\nb,31007\nc,45322\n", "Candidate", NULL, 0, 0, -1},
        {"key,Last update\na,45321\nb,31007\nc,45322\n", "Last update", "", 3, -1, -1},
        {"key,is_paid\na,0\nb,1\nc,1\n", "is_paid", "boolean", 3, 0, -1},
        {"key,paid\na,0\nb,1\nc,1\n", "paid", NULL, 0, 0, -1},
        {"key,app version\na,2.10\nb,3.5\nc,v4\n", "app version", NULL, 0, 0, -1},
        {"key,children\na,3\nb,n/a\nc,2\nd,?\n", "children", "number", 0, 0, 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct textbook b;
        const struct json *o;

        textbook_read(&b, slice_z(t[i].source));
        o = account(&b, t[i].column);
        if ((o != NULL) != (t[i].as != NULL)) fail_msg("case %zu: offered or not", i);
        if (o != NULL && (!slice_eqz(json_text(json_member(o, "as")), t[i].as) ||
                          number(o, "changes") != t[i].changes ||
                          number(o, "fails") != t[i].fails || number(o, "missing") != t[i].missing))
            fail_msg("case %zu: as %.*s, %d changes, %d fails, %d missing", i,
                     SLICE_ARG(json_text(json_member(o, "as"))), (int)number(o, "changes"),
                     (int)number(o, "fails"), (int)number(o, "missing"));
        arena_free(&b.arena);
    }
}

int test_draftcount(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_form_is_told),
                                       cmocka_unit_test(names_tell),
                                       cmocka_unit_test(changes_and_failures_are_counted)};

    return run_group("draftcount", tests);
}
