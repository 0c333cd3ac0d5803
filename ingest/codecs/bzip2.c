/* bzip2 - one stream or several behind each other, as parallel packers write them. */
#include "codec.h"

#include <bzlib.h>
#include <stdlib.h>

struct state {
    bz_stream z;
    size_t left; /* bytes behind what libbz2 was given */
    uint64_t made;
    bool inside;
};

/* "BZh", the block size and then pi, or the root of pi where there is nothing inside: text does not
 * begin like that. */
static bool match(slice p)
{
    return p.n >= 10 && memcmp(p.p, "BZh", 3) == 0 && p.p[3] >= '1' && p.p[3] <= '9' &&
           (memcmp(p.p + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 ||
            memcmp(p.p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

static bool begin(struct state *s)
{
    char *in = s->z.next_in;
    unsigned left = s->z.avail_in;

    s->z = (bz_stream){0};
    s->inside = BZ2_bzDecompressInit(&s->z, 0, 0) == BZ_OK;
    s->z.next_in = in;
    s->z.avail_in = left;
    return s->inside;
}

/* libbz2 counts in 32 bits. */
static void feed(struct state *s)
{
    size_t n = s->left < 1 << 30 ? s->left : 1 << 30;

    if (s->z.avail_in > 0) return;
    s->z.avail_in = (unsigned)n;
    s->left -= n;
}

static void *start(slice p, struct err *e)
{
    struct state *s = calloc(1, sizeof *s);

    if (s == NULL) err_no_memory();
    s->z.next_in = (char *)(uintptr_t)p.p;
    s->left = (size_t)p.n;
    feed(s);
    if (begin(s)) return s;
    free(s);
    err_set(e, E_SYSTEM, "libbz2 cannot be started");
    return NULL;
}

static ptrdiff_t next(void *state, char *out, ptrdiff_t n, struct err *e)
{
    struct state *s = state;

    s->z.next_out = out;
    s->z.avail_out = n > (1 << 30) ? 1u << 30 : (unsigned)n;
    n = (ptrdiff_t)s->z.avail_out;
    while (s->z.avail_out > 0) {
        unsigned before, room = s->z.avail_out;
        uint64_t made = s->made + (uint64_t)n - s->z.avail_out;
        int rc;

        feed(s);
        before = s->z.avail_in;
        if (!s->inside && s->z.avail_in == 0) break;
        if (!s->inside && !begin(s)) return codec_damaged("bzip2", made, "libbz2", e);
        s->z.next_out = out + (n - (ptrdiff_t)room);
        s->z.avail_out = room;
        rc = BZ2_bzDecompress(&s->z);
        if (rc == BZ_STREAM_END) {
            BZ2_bzDecompressEnd(&s->z);
            s->inside = false;
        } else if (rc == BZ_OK && before == s->z.avail_in && room == s->z.avail_out) {
            return codec_cut_off("bzip2", made, e);
        } else if (rc != BZ_OK) {
            return codec_damaged(
                "bzip2", made,
                rc == BZ_DATA_ERROR ? "a checksum or code is wrong" : "no bzip2 data", e);
        }
    }
    s->made += (uint64_t)n - s->z.avail_out;
    return n - (ptrdiff_t)s->z.avail_out;
}

static void stop(void *state)
{
    struct state *s = state;

    if (s->inside) BZ2_bzDecompressEnd(&s->z);
    free(s);
}

const struct codec codec_bzip2 = {
    .name = "bzip2", .match = match, .open = start, .read = next, .close = stop};
