#include "unit.h"

#include "form.h"
#include "key.h"

/* Every op's own examples go through its form and come back as the same arguments. */
static void every_example_survives_its_form(void **state)
{
    int forms = 0;

    (void)state;
    for (int i = 0; op_table[i] != NULL; i++)
        for (int k = 0; op_table[i]->example[k].args != NULL; k++) {
            struct form f = {0};
            struct arena a;
            struct err e = {0};
            const struct json *args, *step;

            if (op_table[i]->example[k].fails != NULL) continue;
            arena_init(&a, ARENA_NO_LIMIT);
            args = json_parse(&a, slice_z(op_table[i]->example[k].args), &e);
            assert_non_null(args);
            form_open(&f, op_table[i], args, 0, false);
            step = form_step(&f, &a, &e);
            if (step == NULL) fail_msg("%s: %s", op_table[i]->name, e.text);
            for (int m = 0; m < args->n; m++) {
                const struct json *was = args->item[m];
                const struct json *now = json_member(step, arena_z(&a, args->key[m]));

                /* A field cannot say the difference between no value and an empty one. */
                if (json_is(was, J_TEXT) && was->text.n == 0) continue;
                if (!json_same(was, now)) {
                    struct buf b = {0};

                    json_write(&b, step, 0);
                    fail_msg("%s example %d: %s became %.*s", op_table[i]->name, k + 1,
                             op_table[i]->example[k].args, SLICE_ARG(buf_slice(&b)));
                }
            }
            forms++;
            form_free(&f);
            arena_free(&a);
        }
    assert_true(forms > 0);
}

static void keys_move_type_and_cycle(void **state)
{
    const struct op *op = op_find(S("fill"));
    struct form f = {0};
    struct arena a;
    const struct json *step;

    (void)state;
    assert_non_null(op);
    arena_init(&a, ARENA_NO_LIMIT);
    form_open(&f, op, NULL, 0, false);
    for (const char *p = "Region, Site"; *p != 0; p++) assert_true(form_key(&f, *p));
    assert_true(form_key(&f, K_DOWN));
    assert_true(form_key(&f, K_RIGHT));
    step = form_step(&f, &a, NULL);
    assert_non_null(step);
    assert_int_equal(json_count(json_member(step, "columns")), 2);
    assert_slice(json_text(json_member(step, "columns")->item[1]), "Site");
    assert_non_null(json_member(step, op->param[1].name));
    form_free(&f);
    arena_free(&a);
}

int test_form(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_survives_its_form),
        cmocka_unit_test(keys_move_type_and_cycle),
    };

    return run_group("form", tests);
}
