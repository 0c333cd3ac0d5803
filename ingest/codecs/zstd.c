/* zstd - RFC 8878: frames behind each other, skippable ones among them. */
#include "codec.h"

#include <stdlib.h>
#include <zstd.h>

struct state {
    ZSTD_DStream *z;
    ZSTD_inBuffer in;
    uint64_t made;
    size_t want; /* 0: between frames */
};

static bool match(slice p)
{
    return p.n >= 4 &&
           (memcmp(p.p, "\x28\xB5\x2F\xFD", 4) == 0 ||
            (((uint8_t)p.p[0] & 0xF0) == 0x50 && memcmp(p.p + 1, "\x2A\x4D\x18", 3) == 0));
}

static void *start(slice p, struct err *e)
{
    struct state *s = calloc(1, sizeof *s);

    if (s == NULL) err_no_memory();
    s->z = ZSTD_createDStream();
    if (s->z == NULL || ZSTD_isError(ZSTD_initDStream(s->z))) {
        ZSTD_freeDStream(s->z);
        free(s);
        err_set(e, E_SYSTEM, "libzstd cannot be started");
        return NULL;
    }
    s->in = (ZSTD_inBuffer){p.p, (size_t)p.n, 0};
    s->want = 1;
    return s;
}

static ptrdiff_t next(void *state, char *out, ptrdiff_t n, struct err *e)
{
    struct state *s = state;
    ZSTD_outBuffer to = {out, (size_t)n, 0};

    while (to.pos < to.size) {
        size_t before = s->in.pos, had = to.pos;

        if (s->in.pos == s->in.size && s->want == 0) break;
        s->want = ZSTD_decompressStream(s->z, &to, &s->in);
        if (ZSTD_isError(s->want))
            return codec_damaged("zstd", s->made + to.pos, ZSTD_getErrorName(s->want), e);
        if (s->want > 0 && s->in.pos == before && to.pos == had)
            return codec_cut_off("zstd", s->made + to.pos, e);
    }
    s->made += to.pos;
    return (ptrdiff_t)to.pos;
}

static void stop(void *state)
{
    struct state *s = state;

    ZSTD_freeDStream(s->z);
    free(s);
}

const struct codec codec_zstd = {
    .name = "zstd", .match = match, .open = start, .read = next, .close = stop};
