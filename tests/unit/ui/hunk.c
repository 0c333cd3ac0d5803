#include "unit.h"

#include "hunk.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, ARENA_NO_LIMIT);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static const char old_code[] = "a\nb\nc\nd\ne\n", new_code[] = "a\nB\nc\nd\nx\ny\n";

static void changes_are_found_and_numbered(void **state)
{
    struct hunks h;

    (void)state;
    hunk_make(S("a\nb\nc\nd\ne\n"), S("a\nB\nc\nd\nx\ny\n"), &arena, &h);
    assert_int_equal(h.n, 2);
    assert_int_equal(h.nline, 8);
    assert_int_equal(h.at[0].first, 1);
    assert_int_equal(h.at[0].n, 2);
    assert_int_equal(h.line[1].side, HUNK_OLD);
    assert_int_equal(h.line[1].number, 2);
    assert_int_equal(h.line[2].side, HUNK_NEW);
    assert_int_equal(h.at[1].n, 3);
    assert_int_equal(h.line[7].number, 6);
    assert_int_equal(h.line[0].hunk, -1);
}

/* Whatever is decided, the merge is made of exactly the decided sides. */
static void decisions_make_the_text(void **state)
{
    struct hunks h;

    (void)state;
    hunk_make(slice_z(old_code), slice_z(new_code), &arena, &h);
    assert_slice(hunk_merge(&h, HUNK_ACCEPTED, &arena), new_code);
    assert_slice(hunk_merge(&h, HUNK_REJECTED, &arena), old_code);
    h.at[0].state = HUNK_REJECTED;
    h.at[1].state = HUNK_ACCEPTED;
    assert_int_equal(hunk_open(&h), 0);
    assert_slice(hunk_merge(&h, HUNK_REJECTED, &arena), "a\nb\nc\nd\nx\ny\n");
}

static void a_split_change_keeps_both_texts(void **state)
{
    struct hunks h;

    (void)state;
    hunk_make(slice_z(old_code), slice_z(new_code), &arena, &h);
    assert_true(hunk_split(&h, 1, &arena));
    assert_int_equal(h.n, 3);
    assert_false(hunk_split(&h, 0, &arena));
    assert_slice(hunk_merge(&h, HUNK_ACCEPTED, &arena), new_code);
    assert_slice(hunk_merge(&h, HUNK_REJECTED, &arena), old_code);
    h.at[1].state = HUNK_REJECTED;
    assert_slice(hunk_merge(&h, HUNK_ACCEPTED, &arena), "a\nB\nc\nd\ne\ny\n");
}

static void equal_empty_and_line_endless_texts(void **state)
{
    struct hunks h;

    (void)state;
    hunk_make(S("a\nb\n"), S("a\nb\n"), &arena, &h);
    assert_int_equal(h.n, 0);
    hunk_make(S(""), S("a\n"), &arena, &h);
    assert_int_equal(h.n, 1);
    assert_slice(hunk_merge(&h, HUNK_ACCEPTED, &arena), "a\n");
    hunk_make(S("a\nb"), S("a\nc"), &arena, &h);
    assert_int_equal(h.n, 1);
    assert_slice(hunk_merge(&h, HUNK_ACCEPTED, &arena), "a\nc\n");
    hunk_make(S(""), S(""), &arena, &h);
    assert_int_equal(h.nline, 0);
}

int test_hunk(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(changes_are_found_and_numbered, begin, end),
        cmocka_unit_test_setup_teardown(decisions_make_the_text, begin, end),
        cmocka_unit_test_setup_teardown(a_split_change_keeps_both_texts, begin, end),
        cmocka_unit_test_setup_teardown(equal_empty_and_line_endless_texts, begin, end),
    };

    return run_group("hunk", tests);
}
