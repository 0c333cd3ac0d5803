#include "unit.h"

#include "screen.h"

static void draw(const char *text, int n, int width, const char *want)
{
    struct screen s = {0};
    struct buf b = {0};

    screen_size(&s, 1, 40);
    screen_text(&s, 0, 0, width, STYLE_TEXT, (slice){text, n >= 0 ? n : (ptrdiff_t)strlen(text)});
    screen_dump(&s, &b);
    b.n--; /* the line end */
    assert_slice(buf_slice(&b), want);
    buf_free(&b);
    screen_free(&s);
}

/* Nothing that a terminal would obey, hide or reorder may get through. */
static void hostile_text_is_shown(void **state)
{
    (void)state;
    draw("a\033[31mb", -1, 40, "a<1B>[31mb");
    draw("a\rb\tc", -1, 40, "a<0D>b<09>c");
    draw("a\0b", 3, 40, "a<00>b");
    draw("x\u202Ey\u200Bz", -1, 40, "x<202E>y<200B>z");
    draw("\xE4\xFF", 2, 40, "<E4><FF>");
    draw("\xC2\x9B"
         "31m",
         -1, 40, "<9B>31m");
    draw("\U0001F468\u200D\U0001F469", -1, 40, "\U0001F468<200D>\U0001F469");
}

static void long_text_is_cut_visibly(void **state)
{
    (void)state;
    draw("Mitarbeiter", -1, 7, "Mitarb~");
    draw("Mitarb", -1, 6, "Mitarb");
    /* A wide character is never halved. */
    draw("日本語", -1, 6, "日本語");
    draw("日本語", -1, 5, "日本~");
    draw("日本語", -1, 4, "日 ~");
}

static void marks_join_their_letter(void **state)
{
    (void)state;
    draw("e\u0301x", -1, 2, "e\u0301x");
}

static void overwriting_half_a_wide_character_clears_it(void **state)
{
    struct screen s = {0};
    struct buf b = {0};

    (void)state;
    screen_size(&s, 1, 4);
    screen_text(&s, 0, 0, 4, STYLE_TEXT, S("日本"));
    screen_text(&s, 0, 1, 1, STYLE_TEXT, S("x"));
    screen_dump(&s, &b);
    assert_slice(buf_slice(&b), " x本\n");
    buf_free(&b);
    screen_free(&s);
}

static void nothing_is_drawn_outside(void **state)
{
    struct screen s = {0};

    (void)state;
    screen_size(&s, 2, 3);
    screen_text(&s, -1, 0, 9, STYLE_TEXT, S("abc"));
    screen_text(&s, 5, 0, 9, STYLE_TEXT, S("abc"));
    screen_text(&s, 0, 2, 9, STYLE_TEXT, S("abc"));
    screen_right(&s, 0, -5, 3, STYLE_TEXT, S("abc"));
    screen_fill(&s, (struct rect){-3, -3, 99, 99}, STYLE_TEXT, '#');
    screen_paint(&s, (struct rect){-3, -3, 99, 99}, STYLE_DIM);
    screen_bar(&s, 0, 7, 3);
    screen_free(&s);
}

int test_screen(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_text_is_shown),
        cmocka_unit_test(long_text_is_cut_visibly),
        cmocka_unit_test(marks_join_their_letter),
        cmocka_unit_test(overwriting_half_a_wide_character_clears_it),
        cmocka_unit_test(nothing_is_drawn_outside),
    };

    return run_group("screen", tests);
}
