/* Every cell knows where it came from, whatever a step did with it. */
#include "unit.h"

#include "opexample.h"

/* The source cell at a place of the example's input, or of a further one: row 1 is the header. */
static slice source_cell(const struct op *op, const struct table *in, struct place at,
                         struct arena *a)
{
    struct table other;

    if (at.source > 0) {
        opexample_table(op->input[at.source - 1].csv, a, &other);
        in = &other;
    }
    assert_true(at.row >= 2 && at.row <= in->nrow + 1);
    assert_true(at.col >= 1 && at.col <= in->ncol);
    return in->col[at.col - 1].cell[at.row - 2];
}

/* Ops that move cells without changing their text. */
static bool moves_only(const struct op *op)
{
    static const char *const group[] = {"rows", "header", "shape"};
    static const char *const name[] = {
        "select",   "drop",          "rename", "reorder", "drop_blank_columns",
        "constant", "source_column", "fill",   "join",    "union"};

    for (size_t i = 0; i < sizeof group / sizeof group[0]; i++)
        if (strcmp(op->group, group[i]) == 0) return true;
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
        if (strcmp(op->name, name[i]) == 0) return true;
    return false;
}

/* In every example a cell that names a source cell has that cell's text, or (explode, key: value
 * lines) a part of it; and each value of the input that is still there is claimed by some cell. */
static void places_lead_to_the_text(void **state)
{
    (void)state;
    for (const struct op *const *o = op_table; *o != NULL; o++)
        for (const struct op_example *x = (*o)->example; x->args != NULL; x++) {
            struct arena a;
            struct failures f = {.arena = &a};
            struct table in, out = {0};

            arena_init(&a, ARENA_NO_LIMIT);
            if (x->after != NULL && opexample_run(*o, x, &a, &in, &out, &f))
                for (int c = 0; c < out.ncol; c++)
                    for (int64_t r = 0; r < out.nrow; r++) {
                        struct place at = table_place(&out, c, r);
                        slice cell = out.col[c].cell[r], said;

                        if (at.row == 0 || at.col == 0) continue;
                        said = source_cell(*o, &in, at, &a);
                        if (moves_only(*o) && slice_find(said, cell) < 0)
                            fail_msg("%s %s: cell \"%.*s\" claims source cell %d:%d \"%.*s\"",
                                     (*o)->name, x->args, SLICE_ARG(cell), at.row, at.col,
                                     SLICE_ARG(said));
                    }
            arena_free(&a);
        }
}

/* Runs one op on a CSV and gives the places of all cells: "2:1 2:2|3:1 0:0"; "1/2:1" is a cell of
 * the op's first further input. */
static void expect(const char *name, const char *args, const char *csv, const char *want)
{
    struct op_example x = {args, csv, "", NULL};
    const struct op *op = op_find(slice_z(name));
    struct arena a;
    struct failures f = {.arena = &a};
    struct table in, out = {0};
    struct buf b = {0};

    arena_init(&a, ARENA_NO_LIMIT);
    assert_true(opexample_run(op, &x, &a, &in, &out, &f));
    for (int64_t r = 0; r < out.nrow; r++) {
        if (r > 0) buf_putc(&b, '|');
        for (int c = 0; c < out.ncol; c++) {
            struct place at = table_place(&out, c, r);

            buf_printf(&b, "%s", c > 0 ? " " : "");
            if (at.source > 0) buf_printf(&b, "%d/", at.source);
            buf_printf(&b, "%d:%d", at.row, at.col);
        }
    }
    assert_slice(buf_slice(&b), want);
    buf_free(&b);
    arena_free(&a);
}

static void places_after_each_kind_of_step(void **state)
{
    (void)state;
    /* A filled cell is where its value was taken from; a constant is from nowhere. */
    expect("fill", "{\"columns\":[\"a\"]}", "a,b\nx,1\n,2\n,3\n", "2:1 2:2|2:1 3:2|2:1 4:2");
    expect("fill", "{\"columns\":[\"a\"],\"from\":\"below\"}", "a\n\nx\n", "3:1|3:1");
    expect("fill", "{\"columns\":[\"a\"],\"value\":\"0\"}", "a\n\nx\n", "0:0|3:1");
    /* Names of columns are from nowhere, cells keep their own place. */
    expect("unpivot", "{\"from\":\"p\",\"to\":\"q\"}", "id,p,q\n7,1,2\n8,3,4\n",
           "2:1 0:0 2:2|3:1 0:0 3:2|2:1 0:0 2:3|3:1 0:0 3:3");
    expect("pivot", "{\"names_from\":\"k\",\"values_from\":\"v\"}", "id,k,v\n1,a,x\n1,b,y\n",
           "2:1 2:3 3:3");
    expect("pivot_blocks", "{\"rows\":2}", "k,v\na,1\nb,2\na,3\nb,4\n", "2:2 3:2|4:2 5:2");
    expect("transpose", "{}", "f,r1,r2\nname,A,B\nage,1,2\n", "0:0 2:2 3:2|0:0 2:3 3:3");
    expect("wide_to_long", "{\"from\":2,\"to\":5,\"variable\":\"last\"}",
           "id,h 1,h 2,c 1,c 2\n7,1,2,3,4\n", "2:1 0:0 2:2 2:4|2:1 0:0 2:3 2:5");
    expect("explode", "{\"column\":\"t\"}", "t,n\n\"a,b\",1\nc,2\n", "2:1 2:2|2:1 2:2|3:1 3:2");
    expect("subtitle", "{}", "i,n\nFruit,\nApple,1\n", "2:1 3:1 3:2");
    expect("sort", "{\"by\":[\"a\"]}", "a,b\n2,x\n1,y\n", "3:1 3:2|2:1 2:2");
    expect("concat", "{\"columns\":[\"a\",\"b\"],\"to\":\"c\"}", "a,b\n1,2\n,3\n,\n",
           "2:1|3:2|0:0");
    expect("split", "{\"column\":\"a\",\"delimiter\":\"-\",\"to\":[\"x\",\"y\"]}", "k,a\n9,1-2\n",
           "2:1 2:2 2:2");
    expect("promote_header", "{}", "c1\nname\nAnn\n", "3:1");
    /* What comes from another table says so; what found no partner is from nowhere. */
    expect("join",
           "{\"with\":\"lines\",\"on\":[\"k\"],\"relation\":\"one_to_many\",\"rows_max\":9}",
           "k,n\na,1\nb,2\n", "2:1 2:2 2/2:2|2:1 2:2 2/4:2|3:1 3:2 0:0");
    expect("union", "{\"with\":\"feb\"}", "id,h\n7,1\n", "2:1 2:2|1/2:2 1/2:1");
    expect("constant", "{\"to\":\"k\",\"value\":\"v\"}", "a\n1\n", "2:1 0:0");
}

/* The input is never written to. */
static void inputs_stay_as_they_were(void **state)
{
    (void)state;
    for (const struct op *const *o = op_table; *o != NULL; o++)
        for (const struct op_example *x = (*o)->example; x->args != NULL; x++) {
            struct arena a;
            struct failures f = {.arena = &a};
            struct table in, out = {0}, again;

            arena_init(&a, ARENA_NO_LIMIT);
            (void)opexample_run(*o, x, &a, &in, &out, &f);
            opexample_table(x->before, &a, &again);
            assert_true(slice_eq(opexample_csv(&in, &a), opexample_csv(&again, &a)));
            for (int c = 0; c < in.ncol; c++) {
                assert_null(in.col[c].place);
                assert_int_equal(in.col[c].source_col, c + 1);
                assert_int_equal(in.col[c].kind, KIND_TEXT);
            }
            arena_free(&a);
        }
}

int test_oplineage(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_lead_to_the_text),
        cmocka_unit_test(places_after_each_kind_of_step),
        cmocka_unit_test(inputs_stay_as_they_were),
    };

    return run_group("oplineage", tests);
}
