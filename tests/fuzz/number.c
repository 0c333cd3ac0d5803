/* Numbers of a column: lines are cells. What is read must be a canonical decimal that the detected
 * style reads from no other form of itself. */
#include "number.h"
#include "decimal.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    slice cell[64], rest = {(const char *)data, (ptrdiff_t)n};
    struct number_style style, plain = {.decimal = '.'};
    int64_t count = 0, fits, filled, read = 0;
    struct arena a;

    while (rest.n >= 0 && count < 64) cell[count++] = slice_cut(rest, '\n', &rest);
    arena_init(&a, ARENA_NO_LIMIT);
    for (int way = 0; way < 8; way++) {
        struct number_style asked = {
            .scaled = (way & 1) != 0, .sides = (way & 2) != 0, .mixed = (way & 4) != 0};

        read = 0;
        if (!number_detect_as(cell, count, &asked, &style, &fits, &filled)) continue;
        for (int64_t i = 0; i < count; i++) {
            char out[80], again[100];
            ptrdiff_t len, len2;

            if (!number_read(cell[i], &style, out, sizeof out, &len)) continue;
            read++;
            assert(len > 0 && len <= (ptrdiff_t)sizeof out);
            assert(decimal_parse((slice){out, len}, &a) != NULL);
            assert(slice_eq(decimal_text(decimal_parse((slice){out, len}, &a), &a),
                            (slice){out, len}));
            assert(number_read((slice){out, len}, &plain, again, sizeof again, &len2));
            assert(slice_eq((slice){out, len}, (slice){again, len2}));
        }
        assert(read <= fits && fits <= filled && filled <= count);
        number_style_text(&style, &a);
    }
    arena_free(&a);
    return 0;
}
