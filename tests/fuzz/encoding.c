/* Any bytes as a text: what comes out is UTF-8 without zero bytes, whichever encoding was found or
 * named; undoing a double encoding keeps it so. */
#include "encoding.h"
#include "decode.h"
#include "mojibake.h"
#include "utf8.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const named[] = {"utf-8", "utf-16le", "shift_jis", "windows-1258"};
    slice bytes = {(const char *)data, (ptrdiff_t)size}, also, text;

    for (size_t i = 0; i <= sizeof named / sizeof *named; i++) {
        struct encoding enc;
        struct arena a;
        struct quirks q = {.arena = &a};
        struct err e = {0};

        arena_init(&a, (size_t)256 << 20);
        if (i == 0)
            encoding_detect(bytes, &a, &enc, &also);
        else
            assert(encoding_named(named[i - 1], &a, &enc, &e));
        assert(enc.confidence > 0 && enc.confidence <= 1);
        if (decode_text(bytes, &enc, &a, &q, &text, &e)) {
            slice once = mojibake_undo(mojibake_new(&a), slice_sub(text, 0, 4096), &a);

            assert(utf8_invalid(text) < 0);
            assert(text.n == 0 || memchr(text.p, 0, (size_t)text.n) == NULL);
            assert(text.n > 4096 || utf8_invalid(once) < 0);
        }
        arena_free(&a);
    }
    return 0;
}
