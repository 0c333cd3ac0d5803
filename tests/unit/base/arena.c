/* What an arena owns lives as long as the arena that has it last. */
#include "arena.h"
#include "buf.h"
#include "unit.h"

enum { LARGE = 200000 };

static slice large_text(struct arena *a, char fill)
{
    struct buf b = {0};

    memset(buf_reserve(&b, LARGE), fill, LARGE);
    b.n = LARGE;
    return buf_take(&b, a);
}

static void what_is_taken_lives_with_the_arena(void **state)
{
    struct arena a, b;
    slice first, second;

    (void)state;
    arena_init(&a, ARENA_NO_LIMIT);
    arena_init(&b, ARENA_NO_LIMIT);
    first = large_text(&a, 'a');
    second = large_text(&b, 'b');
    assert_int_equal(first.n, LARGE);
    assert_int_equal(first.p[LARGE], 0);
    assert_true(a.used >= LARGE);
    arena_adopt(&a, &b);
    arena_free(&b);
    assert_int_equal(first.p[LARGE - 1], 'a');
    assert_int_equal(second.p[LARGE - 1], 'b');
    assert_true(a.used >= 2 * LARGE);
    arena_clear(&a);
    assert_int_equal(a.used, 0);
    assert_int_equal(large_text(&a, 'c').p[0], 'c');
    arena_free(&a);
}

static void beyond_the_limit_nothing_is_taken(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, LARGE + LARGE / 2);
    assert_non_null(large_text(&a, 'a').p);
    assert_null(large_text(&a, 'b').p);
    arena_free(&a);
}

int test_arena(void);
int test_arena(void)
{
    const struct CMUnitTest t[] = {cmocka_unit_test(what_is_taken_lives_with_the_arena),
                                   cmocka_unit_test(beyond_the_limit_nothing_is_taken)};

    return run_group("arena", t);
}
