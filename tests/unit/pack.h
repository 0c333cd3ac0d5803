/* pack.h - zip archives for tests, made in memory. */
#ifndef FETTLE_TEST_PACK_H
#define FETTLE_TEST_PACK_H

#include "buf.h"

#include <zlib.h>

struct pack {
    struct buf out, dir;
    int n;
};

static inline void pack_u(struct buf *b, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++) buf_putc(b, (char)(i < 8 ? v >> (8 * i) : 0));
}

/* A part with the method and sizes as said; packed is what is written. */
static inline void pack_raw(struct pack *p, const char *name, slice packed, int method,
                            uint32_t crc, uint32_t size)
{
    uint32_t at = (uint32_t)p->out.n;

    pack_u(&p->out, 0x04034b50, 4);
    pack_u(&p->out, 20, 2);
    pack_u(&p->out, 0, 2);
    pack_u(&p->out, (uint64_t)method, 2);
    pack_u(&p->out, 0, 4);
    pack_u(&p->out, crc, 4);
    pack_u(&p->out, (uint64_t)packed.n, 4);
    pack_u(&p->out, size, 4);
    pack_u(&p->out, strlen(name), 2);
    pack_u(&p->out, 0, 2);
    buf_putz(&p->out, name);
    buf_put(&p->out, packed);
    pack_u(&p->dir, 0x02014b50, 4);
    pack_u(&p->dir, 20, 2);
    pack_u(&p->dir, 20, 2);
    pack_u(&p->dir, 0, 2);
    pack_u(&p->dir, (uint64_t)method, 2);
    pack_u(&p->dir, 0, 4);
    pack_u(&p->dir, crc, 4);
    pack_u(&p->dir, (uint64_t)packed.n, 4);
    pack_u(&p->dir, size, 4);
    pack_u(&p->dir, strlen(name), 2);
    pack_u(&p->dir, 0, 12);
    pack_u(&p->dir, at, 4);
    buf_putz(&p->dir, name);
    p->n++;
}

static inline uint32_t pack_crc(slice s)
{
    return (uint32_t)crc32(0, (const Bytef *)s.p, (uInt)s.n);
}

/* A stored part. */
static inline void pack_add(struct pack *p, const char *name, const char *text)
{
    slice s = slice_z(text);

    pack_raw(p, name, s, 0, pack_crc(s), (uint32_t)s.n);
}

/* A deflated part. */
static inline void pack_deflate(struct pack *p, const char *name, slice s)
{
    struct buf b = {0};
    z_stream z = {0};
    union {
        const char *c;
        Bytef *b;
    } in = {s.p};

    deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    z.next_in = in.b;
    z.avail_in = (uInt)s.n;
    z.next_out = (Bytef *)buf_reserve(&b, (size_t)s.n + 1000);
    z.avail_out = (uInt)s.n + 1000;
    deflate(&z, Z_FINISH);
    b.n = z.total_out;
    deflateEnd(&z);
    pack_raw(p, name, buf_slice(&b), 8, pack_crc(s), (uint32_t)s.n);
    buf_free(&b);
}

/* The finished archive, in the arena. */
static inline slice pack_take(struct pack *p, struct arena *a)
{
    size_t at = p->out.n;

    buf_put(&p->out, buf_slice(&p->dir));
    pack_u(&p->out, 0x06054b50, 4);
    pack_u(&p->out, 0, 4);
    pack_u(&p->out, (uint64_t)p->n, 2);
    pack_u(&p->out, (uint64_t)p->n, 2);
    pack_u(&p->out, p->dir.n, 4);
    pack_u(&p->out, at, 4);
    pack_u(&p->out, 0, 2);
    buf_free(&p->dir);
    return buf_take(&p->out, a);
}

#endif
