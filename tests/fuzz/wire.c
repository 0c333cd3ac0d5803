/* The reader of results: its bytes were written by foreign code. What it accepts must hold
 * together: every cell inside the arena's copy, valid for its kind, and the sizes as stated. */
#include "wire.h"
#include "utf8.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct err e = {0};
    struct table t;
    int64_t *index;
    slice bytes = {(const char *)data, (ptrdiff_t)n};

    arena_init(&a, (size_t)64 << 20);
    if (wire_read_table(bytes, &a, &t, &index, &e)) {
        assert(t.ncol >= 0 && t.nrow >= 0);
        for (int c = 0; c < t.ncol; c++)
            for (int64_t r = 0; r < t.nrow; r++)
                assert(utf8_invalid(column_cell(&t.col[c], r)) < 0);
        for (int64_t r = 0; index != NULL && r < t.nrow; r++) assert(index[r] >= 0);
    } else {
        assert(e.code != E_NONE && e.text[0] != 0);
    }
    wire_unpacked_size(bytes);
    arena_free(&a);
    return 0;
}
