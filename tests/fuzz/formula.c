/* Formulas: what parses renders to the same formula; what binds evaluates or says why not. */
#include "formula.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void fixture(struct table *t, struct arena *a)
{
    static const struct {
        const char *name;
        enum kind kind;
        const char *cell[2];
    } col[] = {{"n", KIND_NUMBER, {"12.50", ""}},
               {"i", KIND_INTEGER, {"0", "-3"}},
               {"t", KIND_TEXT, {"M\xc3\xa4rz", "a,b"}},
               {"b", KIND_BOOL, {"true", ""}},
               {"d", KIND_DATE, {"2024-02-29", "9999-12-31"}},
               {"z", KIND_DATETIME, {"2024-03-31T08:00:00+02:00", ""}},
               {"x", KIND_DURATION, {"-12:30:00", "00:00:00"}}};
    bool ok = table_new(t, a, 7, 2, NULL);

    assert(ok);
    for (int c = 0; c < 7; c++) {
        t->col[c].name = slice_z(col[c].name);
        t->col[c].kind = col[c].kind;
        for (int r = 0; r < 2; r++) t->col[c].cell[r] = slice_z(col[c].cell[r]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct formula_error fe;
    struct err e = {0};
    struct arena a;
    struct table t;
    const struct formula *f, *g;
    enum kind kind;
    slice out[2], text = {(const char *)data, (ptrdiff_t)n};

    arena_init(&a, ARENA_NO_LIMIT);
    fixture(&t, &a);
    f = n < 2000 ? formula_parse(text, &a, &fe) : NULL;
    if (f == NULL && n < 2000) {
        assert(fe.text[0] != 0 && fe.at >= 0 && fe.at <= text.n);
        formula_caret(text, &fe, &a);
    }
    if (f != NULL) {
        g = formula_parse(formula_symbolic(f, &a), &a, &fe);
        assert(g != NULL && formula_same(f, g));
        if (formula_bind(f, &t, &a, &kind, &fe)) {
            bool ok = formula_rows(f, &t, &a, out, NULL, &e);

            assert(ok || e.text[0] != 0);
            formula_bound(f, &t, 0, &a);
            formula_cited(f, &t, 1, &S("My sheet"), &a);
        } else {
            assert(fe.text[0] != 0);
        }
    }
    arena_free(&a);
    return 0;
}
