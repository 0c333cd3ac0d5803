/* Dates of a column: the first line is a pattern, the others are cells. What is read must be in
 * canonical form. */
#include "date.h"
#include "formulanode.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(slice cell, const struct date_style *style, struct arena *a)
{
    struct value v;
    char out[40];
    ptrdiff_t len;
    enum kind kind;

    if (!date_read(cell, style, out, &len, &kind)) return;
    assert(len > 0 && len < 40);
    assert(value_read((slice){out, len}, kind, a, &v));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    slice cell[64], rest,
        pattern = slice_cut((slice){(const char *)data, (ptrdiff_t)n}, '\n', &rest);
    struct date_style style, given = {.pattern = pattern};
    int64_t count = 0, fits, filled;
    struct arena a;
    enum kind kind;
    bool ambiguous;
    slice several[4];
    int patterns;

    while (rest.n >= 0 && count < 64) cell[count++] = slice_cut(rest, '\n', &rest);
    arena_init(&a, ARENA_NO_LIMIT);
    for (int64_t i = 0; i < count; i++) check(cell[i], &given, &a);
    if (date_detect(cell, count, &a, &style, &kind, &fits, &filled, &ambiguous)) {
        assert(fits > 0 && fits <= filled && filled <= count);
        for (int64_t i = 0; i < count; i++) check(cell[i], &style, &a);
    }
    patterns = date_detect_several(cell, count, &a, several, 4, &fits, &filled);
    assert(patterns >= 0 && patterns <= 4 && fits <= filled && filled <= count);
    for (int k = 0; k < patterns; k++) {
        struct date_style one = {.pattern = several[k]};

        for (int64_t i = 0; i < count; i++) check(cell[i], &one, &a);
    }
    arena_free(&a);
    return 0;
}
