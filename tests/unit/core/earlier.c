#include "earlier.h"

#include "unit.h"

static void make(struct table *t, struct arena *a)
{
    static const char *const name[] = {"Kd", "Betrag", "Status", "Note"};
    static const char *const cell[2][4] = {{"Ann", "5", "o", "x"}, {"Bo", "7", "z", "y"}};
    struct err e;

    assert_true(table_new(t, a, 4, 2, &e));
    for (int c = 0; c < 4; c++) {
        t->col[c].name = slice_z(name[c]);
        for (int r = 0; r < 2; r++) t->col[c].cell[r] = slice_z(cell[r][c]);
    }
}

/* The columns and the Status cell after the plans (newest first) were used again. */
static const struct {
    const char *plan[2];
    const char *names, *status;
    int steps;
} want[] = {
    {{"{\"steps\":[{\"op\":\"rename\",\"columns\":{\"Kd\":\"customer\",\"Gone\":\"x\"}}]}", NULL},
     "customer|Betrag|Status|Note",
     "o",
     1},
    /* a chain of steps, and a map that knows the values */
    {{"{\"steps\":[{\"op\":\"rename\",\"columns\":{\"Status\":\"state\"}},"
      "{\"op\":\"map\",\"columns\":[\"state\"],\"values\":{\"o\":\"open\",\"z\":\"shut\"}}]}",
      NULL},
     "Kd|Betrag|state|Note",
     "open",
     2},
    /* a map of other values is none of this file's */
    {{"{\"steps\":[{\"op\":\"map\",\"columns\":[\"Status\"],\"values\":{\"q\":\"queer\"}}]}", NULL},
     "Kd|Betrag|Status|Note",
     "o",
     0},
    /* the newest that names a column counts, the older one adds what it does not name */
    {{"{\"steps\":[{\"op\":\"rename\",\"columns\":{\"Kd\":\"client\"}}]}",
      "{\"steps\":[{\"op\":\"rename\",\"columns\":{\"Kd\":\"customer\",\"client\":\"c\",\"Note\":"
      "\"n\"}}]}"},
     "client|Betrag|Status|n",
     "o",
     2},
    /* a name that is there already is not made twice */
    {{"{\"steps\":[{\"op\":\"rename\",\"columns\":{\"Kd\":\"Note\"}}]}", NULL},
     "Kd|Betrag|Status|Note",
     "o",
     0},
    {{"{\"steps\":7}", "{\"steps\":[{\"op\":\"rename\",\"columns\":[]},{\"op\":\"map\"},7]}"},
     "Kd|Betrag|Status|Note",
     "o",
     0}};

static void names_and_values_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const struct json *plan[2];
        struct earlier x = {plan, 0};
        struct buf names = {0}, why = {0};
        struct json *steps;
        struct arena a;
        struct table t;
        struct err e;

        arena_init(&a, ARENA_NO_LIMIT);
        make(&t, &a);
        steps = json_new_array(&a);
        for (; x.n < 2 && want[i].plan[x.n] != NULL; x.n++)
            assert_non_null(plan[x.n] = json_parse(&a, slice_z(want[i].plan[x.n]), &e));
        earlier_steps(&x, &t, &a, steps, &why);
        for (int c = 0; c < t.ncol; c++) {
            if (c > 0) buf_putc(&names, '|');
            buf_put(&names, t.col[c].name);
        }
        if (!slice_eqz(buf_slice(&names), want[i].names) || steps->n != want[i].steps ||
            !slice_eqz(column_cell(&t.col[2], 0), want[i].status))
            fail_msg("case %d: %.*s, %d steps", (int)i, SLICE_ARG(buf_slice(&names)), steps->n);
        assert_true((why.n > 0) == (steps->n > 0));
        buf_free(&names);
        buf_free(&why);
        arena_free(&a);
    }
}

int test_earlier(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_values_again),
    };

    return run_group("earlier", tests);
}
