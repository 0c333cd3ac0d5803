/* The tables that everything in the workbench is made from: actions, keys, styles, themes. */
#include "unit.h"

#include "keymap.h"
#include "theme.h"

static void every_theme_reads_and_covers_every_slot(void **state)
{
    (void)state;
    for (int i = 0; theme_names[i] != NULL; i++) {
        struct theme t;
        struct err e = {0};

        assert_true(theme_find(&t, slice_z(theme_names[i]), &e));
        assert_string_equal(t.name, theme_names[i]);
        for (int k = 0; k < STYLE_COUNT; k++) assert_true(t.look[k].given);
        /* The cursor must be visible where there is no colour. */
        assert_true(t.look[STYLE_CURSOR].mono & LOOK_ATTR_REVERSE);
    }
}

static void a_bad_theme_names_its_line(void **state)
{
    struct theme t;
    struct err e = {0};

    (void)state;
    assert_false(theme_parse(&t, S("theme x\ntext - -\nnope - -\n"), &e));
    assert_non_null(strstr(e.text, "line 3"));
    assert_false(theme_parse(&t, S("text red -\n"), &e));
    assert_false(theme_parse(&t, S("text - - shiny\n"), &e));
}

static void every_default_key_has_a_name_and_one_meaning(void **state)
{
    static const char *const view[] = {"raw", "plan", "code", "result", "pins", "problem", "home"};
    struct keymap k;

    (void)state;
    keymap_default(&k);
    for (int i = 0; i < ACT_COUNT; i++) {
        char label[16];

        assert_int_not_equal(k.key[i], 0);
        assert_string_equal(key_label(k.key[i], label), action_table[i].key);
        for (size_t v = 0; v < sizeof view / sizeof *view; v++) {
            enum action found;

            if (!keymap_knows((enum action)i, view[v])) continue;
            found = keymap_find(&k, view[v], k.key[i]);
            assert_string_equal(action_table[found].name, action_table[i].name);
        }
    }
}

static void keys_can_be_rebound(void **state)
{
    struct keymap k;
    struct err e = {0};

    (void)state;
    keymap_default(&k);
    assert_true(keymap_load(&k, S("# mine\nsort Ctrl-S\n\nquit  X\n"), &e));
    assert_int_equal(keymap_find(&k, "raw", 'S' - 'A' + 1), ACT_SORT);
    assert_int_equal(keymap_find(&k, "raw", 'X'), ACT_QUIT);
    assert_false(keymap_load(&k, S("sort s\nfly f\n"), &e));
    assert_non_null(strstr(e.text, "line 2"));
    assert_false(keymap_load(&k, S("sort"), &e));
}

int test_tables(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_theme_reads_and_covers_every_slot),
        cmocka_unit_test(a_bad_theme_names_its_line),
        cmocka_unit_test(every_default_key_has_a_name_and_one_meaning),
        cmocka_unit_test(keys_can_be_rebound),
    };

    return run_group("tables", tests);
}
