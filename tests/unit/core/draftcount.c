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

int test_draftcount(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(changes_and_failures_are_counted)};

    return run_group("draftcount", tests);
}
