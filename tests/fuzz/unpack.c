/* Any bytes as a compressed file: an error with a sentence, or data within the limit; read in small
 * pieces it is the same. */
#include "unpack.h"

#include <assert.h>

enum { LIMIT = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void in_pieces(slice packed, slice whole)
{
    bool is;
    struct err e = {0};
    struct unpack *u = unpack_open(packed, &is, &e);
    ptrdiff_t at = 0, n;
    char piece[97];

    if (u == NULL) return;
    while ((n = unpack_read(u, piece, sizeof piece, &e)) > 0 && at + n <= whole.n) {
        assert(memcmp(whole.p + at, piece, (size_t)n) == 0);
        at += n;
    }
    assert(n == 0 && at == whole.n);
    unpack_close(u);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    slice packed = {(const char *)data, (ptrdiff_t)size}, bytes, how;
    /* Of one size in memory, of the other in a file. */
    struct unpack_bounds most = {size % 16 == 0 ? 1 << 10 : LIMIT, LIMIT};
    struct spool in, out;
    struct arena a;
    struct err e = {0};

    arena_init(&a, (size_t)256 << 20);
    spool_of(&in, packed);
    if (unpack_all(&in, S("fuzz"), NULL, &most, &a, &out, &how, &e)) {
        assert(spool_bytes(&out, &bytes, &e) && bytes.n <= LIMIT);
        assert(how.n > 0 || bytes.n == 0);
        if (how.n > 0 && !slice_eqz(how, "zip") && slice_find(how, S(",")) < 0)
            in_pieces(packed, bytes);
        spool_close(&out);
    } else {
        assert(e.code != E_NONE && e.text[0] != 0);
    }
    arena_free(&a);
    return 0;
}
