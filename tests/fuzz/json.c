/* The JSON parser: plans, recorded replies and author answers come from strangers. Whatever parses
 * must survive being written and parsed again unchanged. */
#include "json.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct err e = {0};
    struct buf b = {0};
    const struct json *v, *again;

    arena_init(&a, (size_t)64 << 20);
    v = json_parse(&a, (slice){(const char *)data, (ptrdiff_t)n}, &e);
    if (v != NULL) {
        json_write_canonical(&b, v);
        again = json_parse(&a, buf_slice(&b), &e);
        assert(again != NULL && json_same(v, again));
    }
    buf_free(&b);
    arena_free(&a);
    return 0;
}
