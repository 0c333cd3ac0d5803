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
    o = account(&t, "when");
    assert_slice(json_text(json_member(o, "as")), "date");
    assert_int_equal(number(o, "fails"), 1);
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
    {"1.234,56|2,345.67|12,5|99,5", "number", 3, 1, "1234.56"},
    {"01.02.2024|15/03/2024|17.08.2024|18.08.2024", "date", 3, 1, "2024-02-01"},
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

int test_draftcount(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_form_is_told),
                                       cmocka_unit_test(changes_and_failures_are_counted)};

    return run_group("draftcount", tests);
}
