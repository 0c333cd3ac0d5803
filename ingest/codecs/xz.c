/* xz - the .xz format: one stream or several behind each other. */
#include "codec.h"

#include <lzma.h>
#include <stdlib.h>

/* The strongest preset needs 65 MiB; more is asked for by bombs and by hand. */
#define MEMORY_MAX ((uint64_t)512 << 20)

struct state {
    lzma_stream z;
    uint64_t made;
    bool done;
};

static bool match(slice p)
{
    return p.n >= 6 && memcmp(p.p, "\xFD\x37\x7A\x58\x5A\x00", 6) == 0;
}

static void *start(slice p, struct err *e)
{
    struct state *s = calloc(1, sizeof *s);

    if (s == NULL) err_no_memory();
    s->z = (lzma_stream)LZMA_STREAM_INIT;
    if (lzma_stream_decoder(&s->z, MEMORY_MAX, LZMA_CONCATENATED) != LZMA_OK) {
        free(s);
        err_set(e, E_SYSTEM, "liblzma cannot be started");
        return NULL;
    }
    s->z.next_in = (const uint8_t *)p.p;
    s->z.avail_in = (size_t)p.n;
    return s;
}

static ptrdiff_t next(void *state, char *out, ptrdiff_t n, struct err *e)
{
    struct state *s = state;

    s->z.next_out = (uint8_t *)out;
    s->z.avail_out = (size_t)n;
    while (s->z.avail_out > 0 && !s->done) {
        lzma_ret rc = lzma_code(&s->z, LZMA_FINISH);
        uint64_t made = s->made + (uint64_t)n - s->z.avail_out;

        if (rc == LZMA_STREAM_END)
            s->done = true;
        else if (rc == LZMA_BUF_ERROR)
            return codec_cut_off("xz", made, e);
        else if (rc == LZMA_MEMLIMIT_ERROR)
            return (void)err_set(e, E_LIMIT,
                                 "the xz data needs %llu MiB to unpack, the limit is %llu",
                                 (unsigned long long)(lzma_memusage(&s->z) >> 20),
                                 (unsigned long long)(MEMORY_MAX >> 20)),
                   -1;
        else if (rc != LZMA_OK)
            return codec_damaged(
                "xz", made,
                rc == LZMA_OPTIONS_ERROR ? "an unknown method" : "a checksum or code is wrong", e);
    }
    s->made += (uint64_t)n - s->z.avail_out;
    return n - (ptrdiff_t)s->z.avail_out;
}

static void stop(void *state)
{
    struct state *s = state;

    lzma_end(&s->z);
    free(s);
}

const struct codec codec_xz = {
    .name = "xz", .match = match, .open = start, .read = next, .close = stop};
