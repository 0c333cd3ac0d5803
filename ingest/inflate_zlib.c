#include "inflate.h"

#include "err.h"
#include <stdlib.h>
#include <zlib.h>

static void *zlib_open(void)
{
    z_stream *s = calloc(1, sizeof *s);

    if (s == NULL || inflateInit2(s, -MAX_WBITS) != Z_OK) err_no_memory();
    return s;
}

static enum inflate_result zlib_next(void *state, slice *in, char *out, ptrdiff_t cap,
                                     ptrdiff_t *made)
{
    z_stream *s = state;
    union {
        const char *c;
        Bytef *b;
    } from = {in->p}; /* zlib's next_in is not const */
    uInt give = in->n > 1 << 30 ? 1U << 30 : (uInt)in->n;
    uInt room = cap > 1 << 30 ? 1U << 30 : (uInt)cap;
    int rc;

    s->next_in = from.b;
    s->avail_in = give;
    s->next_out = (Bytef *)out;
    s->avail_out = room;
    rc = inflate(s, Z_NO_FLUSH);
    *in = slice_sub(*in, give - s->avail_in, in->n);
    *made = (ptrdiff_t)(room - s->avail_out);
    if (rc == Z_STREAM_END) return INFLATE_END;
    return rc == Z_OK || rc == Z_BUF_ERROR ? INFLATE_MORE : INFLATE_BAD;
}

static void zlib_close(void *state)
{
    inflateEnd(state);
    free(state);
}

static uint32_t zlib_crc(uint32_t crc, slice s)
{
    return (uint32_t)crc32_z(crc, (const Bytef *)s.p, (size_t)s.n);
}

const struct inflate_engine inflate_zlib = {
    .name = "zlib " ZLIB_VERSION,
    .open = zlib_open,
    .next = zlib_next,
    .close = zlib_close,
    .crc = zlib_crc,
};

const struct inflate_engine *inflate_best(void)
{
#ifdef FETTLE_ISAL
    return &inflate_isal;
#else
    return &inflate_zlib;
#endif
}
