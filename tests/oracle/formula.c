/* Reads "table CELL…" (three rows of the columns below, row by row) and then formulas, one a line;
 * writes each formula's three results, or what is wrong. tests/oracle/check_formula.py compares
 * with Python. A formula whose rendering is another formula is wrong too. */
#include "formula.h"

#include <stdio.h>

enum { ROWS = 3, COLUMNS = 9 };

static void read_table(slice rest, struct table *t)
{
    for (int64_t r = 0; r < ROWS; r++)
        for (int c = 0; c < COLUMNS; c++)
            column_put(&t->col[c], r, arena_copy(t->arena, slice_cut(rest, '\t', &rest)));
}

static void answer(slice text, const struct table *t)
{
    struct arena a;
    struct formula_error fe = {0};
    struct err e = {0};
    enum kind kind;
    slice out[ROWS];
    const struct formula *f, *again;

    arena_init(&a, ARENA_NO_LIMIT);
    f = formula_parse(text, &a, &fe);
    again = f != NULL ? formula_parse(formula_symbolic(f, &a), &a, &fe) : NULL;
    if (f == NULL || !formula_bind(f, t, &a, &kind, &fe))
        printf("! %s\n", fe.text);
    else if (again == NULL || !formula_same(f, again))
        printf("! rendered as another formula\n");
    else if (!formula_rows(f, t, &a, out, NULL, &e))
        printf("! %s\n", e.text);
    else
        for (int r = 0; r < ROWS; r++)
            printf("%.*s%c", SLICE_ARG(out[r]), r + 1 < ROWS ? '|' : '\n');
    arena_free(&a);
}

int main(void)
{
    static const struct {
        const char *name;
        enum kind kind;
    } column[COLUMNS] = {{"a", KIND_NUMBER}, {"b c", KIND_NUMBER}, {"i", KIND_INTEGER},
                         {"t", KIND_TEXT},   {"u", KIND_TEXT},     {"p", KIND_BOOL},
                         {"d", KIND_DATE},   {"e", KIND_DATE},     {"k", KIND_TEXT}};
    static char line[1 << 20];
    struct arena a;
    struct table t;
    struct err e = {0};

    arena_init(&a, ARENA_NO_LIMIT);
    if (!table_new(&t, &a, COLUMNS, ROWS, &e)) return 1;
    for (int c = 0; c < COLUMNS; c++)
        t.col[c].name = slice_z(column[c].name), t.col[c].kind = column[c].kind;
    while (fgets(line, sizeof line, stdin) != NULL) {
        slice s = {line, (ptrdiff_t)strcspn(line, "\n")};

        if (slice_starts(s, S("table\t")))
            read_table(slice_sub(s, 6, s.n), &t);
        else
            answer(s, &t);
    }
    arena_free(&a);
    return 0;
}
