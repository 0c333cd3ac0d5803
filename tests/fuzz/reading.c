/* Cells as values, the fast way, against number_read and date_read: lines are cells. */
#include "reading.h"
#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(const struct kinds_found *f, slice cell)
{
    struct reading r;
    struct reading_value v;
    char text[READING_TEXT], again[READING_TEXT];
    ptrdiff_t len;
    enum kind k;
    slice canonical;
    bool number = f->kind == KIND_NUMBER;
    bool fits = number ? number_read(cell, &f->number, text, sizeof text - 1, &len)
                       : date_read(cell, &f->date, text, &len, &k);

    if (cell.n == 0) return;
    reading_init(&r, f);
    assert(reading_value(&r, cell, &v) == fits);
    assert(reading_text(&r, cell, again, &canonical) == fits);
    if (!fits) return;
    text[len] = 0;
    assert(slice_eq(canonical, (slice){text, len}));
    if (number) assert(v.v == strtod(text, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    slice cell[64], rest = {(const char *)data, (ptrdiff_t)n};
    int64_t count = 0, fits, filled;
    struct kinds_found f = {.kind = KIND_NUMBER};
    struct arena a;
    bool ambiguous;

    while (rest.n >= 0 && count < 64) cell[count++] = slice_cut(rest, '\n', &rest);
    arena_init(&a, ARENA_NO_LIMIT);
    if (number_detect(cell, count, &f.number, &fits, &filled))
        for (int64_t i = 0; i < count; i++) check(&f, cell[i]);
    if (date_detect(cell, count, &a, &f.date, &f.kind, &fits, &filled, &ambiguous))
        for (int64_t i = 0; i < count; i++) check(&f, cell[i]);
    arena_free(&a);
    return 0;
}
