/* gzip - RFC 1952: one member or several behind each other. */
#include "codec.h"

#include <stdlib.h>
#include <zlib.h>

struct state {
    z_stream z;
    size_t left; /* bytes behind what zlib was given */
    uint64_t made;
    bool inside; /* a member */
};

static bool match(slice p)
{
    return p.n >= 3 && memcmp(p.p, "\x1F\x8B\x08", 3) == 0;
}

/* zlib counts in 32 bits. */
static void feed(struct state *s)
{
    size_t n = s->left < 1 << 30 ? s->left : 1 << 30;

    if (s->z.avail_in > 0) return;
    s->z.avail_in = (uInt)n;
    s->left -= n;
}

static void *start(slice p, struct err *e)
{
    struct state *s = calloc(1, sizeof *s);

    if (s == NULL) err_no_memory();
    s->z.next_in = (Bytef *)(uintptr_t)p.p;
    s->left = (size_t)p.n;
    feed(s);
    s->inside = true;
    if (inflateInit2(&s->z, 15 + 16) != Z_OK) {
        free(s);
        err_set(e, E_SYSTEM, "zlib cannot be started");
        return NULL;
    }
    return s;
}

/* Zeros behind the last member are the filling of a tape or a block device. */
static bool only_zeros(const struct state *s)
{
    for (size_t i = 0; i < s->z.avail_in + s->left; i++)
        if (s->z.next_in[i] != 0) return false;
    return true;
}

static ptrdiff_t next(void *state, char *out, ptrdiff_t n, struct err *e)
{
    struct state *s = state;

    s->z.next_out = (Bytef *)out;
    s->z.avail_out = n > (1 << 30) ? 1u << 30 : (uInt)n;
    n = (ptrdiff_t)s->z.avail_out;
    while (s->z.avail_out > 0) {
        int rc;

        feed(s);
        if (!s->inside) {
            if (s->z.avail_in == 0 || only_zeros(s)) break;
            if (inflateReset(&s->z) != Z_OK) return codec_damaged("gzip", s->made, "zlib", e);
            s->inside = true;
        }
        rc = inflate(&s->z, Z_NO_FLUSH);
        if (rc == Z_STREAM_END)
            s->inside = false;
        else if (rc == Z_BUF_ERROR ||
                 (rc == Z_OK && s->z.avail_in + s->left == 0 && s->z.avail_out > 0))
            return codec_cut_off("gzip", s->made + (uint64_t)n - s->z.avail_out, e);
        else if (rc != Z_OK)
            return codec_damaged("gzip", s->made + (uint64_t)n - s->z.avail_out,
                                 s->z.msg != NULL ? s->z.msg : "no gzip data", e);
    }
    s->made += (uint64_t)n - s->z.avail_out;
    return n - (ptrdiff_t)s->z.avail_out;
}

static void stop(void *state)
{
    struct state *s = state;

    inflateEnd(&s->z);
    free(s);
}

const struct codec codec_gzip = {
    .name = "gzip", .match = match, .open = start, .read = next, .close = stop};
