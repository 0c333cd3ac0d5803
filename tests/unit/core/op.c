/* Examples are tests: every example of every op is run, with and without rows. */
#include "unit.h"

#include "opexample.h"
#include <stdio.h>

static struct arena *fresh(struct arena *a)
{
    arena_init(a, ARENA_NO_LIMIT);
    return a;
}

static void report(const struct op *op, const struct op_example *x, const struct failures *f)
{
    struct buf b = {0};

    for (int i = 0; i < f->n; i++) failure_text(&f->at[i], 3, &b);
    print_error("%s %s\n%.*s", op->name, x->args, SLICE_ARG(buf_slice(&b)));
    buf_free(&b);
}

static void run_example(const struct op *op, const struct op_example *x)
{
    struct arena a;
    struct failures f = {.arena = fresh(&a)};
    struct table in, out = {0};
    bool ok = opexample_run(op, x, &a, &in, &out, &f);

    assert_true((x->after != NULL) != (x->fails != NULL));
    if (x->fails != NULL) {
        enum failure_code want;

        assert_true(failure_from_name(slice_z(x->fails), &want));
        if (ok || f.n == 0 || f.at[0].code != want) {
            report(op, x, &f);
            fail_msg("%s %s: expected %s, got %s", op->name, x->args, x->fails,
                     f.n > 0 ? failure_name(f.at[0].code) : "no failure");
        }
        assert_true(f.at[0].pointer.n > 0);
    } else {
        slice got;

        if (!ok) report(op, x, &f);
        assert_true(ok);
        got = opexample_csv(&out, &a);
        if (!slice_eqz(got, x->after))
            fail_msg("%s %s\nexpected:\n%s\ngot:\n%.*s", op->name, x->args, x->after,
                     SLICE_ARG(got));
    }
    arena_free(&a);
}

static void every_example_holds(void **state)
{
    (void)state;
    for (const struct op *const *o = op_table; *o != NULL; o++) {
        assert_non_null((*o)->example);
        assert_non_null((*o)->example[0].args);
        for (const struct op_example *x = (*o)->example; x->args != NULL; x++) run_example(*o, x);
    }
}

/* The validator learns the columns from apply without rows: they must be those with rows. */
static void columns_without_rows_are_the_same(void **state)
{
    (void)state;
    for (const struct op *const *o = op_table; *o != NULL; o++)
        for (const struct op_example *x = (*o)->example; x->args != NULL; x++) {
            struct arena a;
            struct failures f = {.arena = fresh(&a)};
            struct table in, out = {0}, empty, none = {0};
            struct op_run run = {.arena = &a,
                                 .failures = &f,
                                 .step = 1,
                                 .op = (*o)->name,
                                 .names_only = true,
                                 .rows = -1};
            struct err e = {0};
            void *args;

            if (x->after != NULL && opexample_run(*o, x, &a, &in, &out, &f)) {
                assert_true(table_share(&empty, &a, &in, &e));
                empty.nrow = 0;
                run.input = opexample_inputs(*o, &a, &run.ninput);
                args = op_parse(*o, json_parse(&a, slice_z(x->args), &e), &empty, &run);
                assert_non_null(args);
                assert_true((*o)->check == NULL || (*o)->check(args, &empty, &run));
                if (!(*o)->apply(args, &empty, &none, &run)) report(*o, x, &f);
                if (run.columns_unknown) {
                    assert_true((*o)->dynamic);
                } else {
                    if (none.ncol != out.ncol) report(*o, x, &f);
                    assert_int_equal(none.ncol, out.ncol);
                    for (int c = 0; c < out.ncol; c++) {
                        assert_true(slice_eq(none.col[c].name, out.col[c].name));
                        assert_string_equal(kind_class(none.col[c].kind),
                                            kind_class(out.col[c].kind));
                    }
                }
                assert_int_equal(none.nrow, 0);
                assert_true(!(*o)->keeps_rows || out.nrow == in.nrow);
            }
            arena_free(&a);
        }
}

/* What the manual, the schema and the forms are made of is there. */
static void descriptors_are_complete(void **state)
{
    static const char *const group[] = {"rows", "columns", "header", "cells", "shape", "tables"};
    slice before = {"", 0};

    (void)state;
    for (const struct op *const *o = op_table; *o != NULL; o++) {
        bool known = false;

        assert_true(slice_cmp(before, slice_z((*o)->name)) < 0);
        before = slice_z((*o)->name);
        assert_true((*o)->version > 0);
        for (size_t i = 0; i < sizeof group / sizeof group[0]; i++)
            known = known || strcmp(group[i], (*o)->group) == 0;
        assert_true(known);
        assert_true(slice_ends(slice_z((*o)->doc), S(".")));
        for (const struct op_param *p = (*o)->param; p->name != NULL; p++) {
            assert_non_null(p->doc);
            assert_false(slice_ends(slice_z(p->doc), S(".")));
            assert_true((p->type == OP_CHOICE) == (p->choice != NULL));
            assert_true(p->type != OP_INT || p->min < p->max);
        }
    }
}

static void assert_nearest(const char *step, const char *want)
{
    struct arena a;
    struct err e = {0};
    const struct op *op;

    arena_init(&a, ARENA_NO_LIMIT);
    op = op_nearest(json_parse(&a, slice_z(step), &e));
    assert_string_equal(op != NULL ? op->name : "", want);
    arena_free(&a);
}

static void the_nearest_op_is_found(void **state)
{
    (void)state;
    assert_nearest("{\"op\":\"unpvot\"}", "unpivot");
    assert_nearest("{\"op\":\"Fill\"}", "fill");
    assert_nearest("{\"op\":\"frobnicate\"}", "");
    assert_nearest("{\"op\":7}", "");
    /* One letter from case and from cast: what the arguments say decides. */
    assert_nearest("{\"op\":\"casx\",\"columns\":[\"a\"],\"to\":\"date\"}", "cast");
    assert_nearest("{\"op\":\"casx\",\"columns\":[\"a\"],\"to\":\"upper\"}", "case");
}

int test_op(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_holds),
        cmocka_unit_test(columns_without_rows_are_the_same),
        cmocka_unit_test(descriptors_are_complete),
        cmocka_unit_test(the_nearest_op_is_found),
    };

    return run_group("op", tests);
}
