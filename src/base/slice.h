/* slice.h - borrowed bytes. Never owns; may hold NUL; no promise of a NUL at the end. */
#ifndef FETTLE_SLICE_H
#define FETTLE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const char *p;
    ptrdiff_t n;
} slice;

/* The slice of a string literal. */
#define S(lit) ((slice){"" lit, (ptrdiff_t)sizeof(lit) - 1})
/* A slice as the two arguments of printf's "%.*s". */
#define SLICE_ARG(s) (int)(s).n, ((s).p ? (s).p : "")

/* z NULL gives the empty slice. */
static inline slice slice_z(const char *z)
{
    return (slice){z, z ? (ptrdiff_t)strlen(z) : 0};
}

static inline bool slice_eq(slice a, slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, (size_t)a.n) == 0);
}

static inline bool slice_eqz(slice a, const char *z)
{
    return slice_eq(a, slice_z(z));
}

/* Bytes [from, to) of s; both are clipped to it. */
slice slice_sub(slice s, ptrdiff_t from, ptrdiff_t to);
/* Byte order, shorter first on a tie: <0, 0, >0. */
int slice_cmp(slice a, slice b);
/* Without ASCII white space at both ends. */
slice slice_trim(slice s);
/* Everything before the first c; *rest is what follows it (rest->n = -1: c is not there). */
slice slice_cut(slice s, char c, slice *rest);
/* Offset of the first needle, or -1. An empty needle is found at 0. */
ptrdiff_t slice_find(slice s, slice needle);
bool slice_starts(slice s, slice prefix);
bool slice_ends(slice s, slice suffix);
/* ASCII case is ignored; other bytes must be equal. */
bool slice_eq_nocase(slice a, slice b);
/* slice_cmp without regard to ASCII case. */
int slice_cmp_nocase(slice a, slice b);
/* A whole decimal integer with optional sign and nothing else, within int64_t. */
bool slice_i64(slice s, int64_t *out);
/* Edit distance counting adjacent transpositions (optimal string alignment), bytes, at most
 * `limit` + 1. For "did you mean". */
int slice_distance(slice a, slice b, int limit);

__extension__ typedef unsigned __int128 slice_wide;

/* The 128-bit product folded to 64 bits. */
static inline uint64_t slice_fold(uint64_t a, uint64_t b)
{
    slice_wide x = (slice_wide)a * b;

    return (uint64_t)x ^ (uint64_t)(x >> 64);
}

/* 64-bit hash for tables in memory, never stored: folded multiplication, the idea of Wang Yi's
 * wyhash, 2019. Whoever chooses the texts can make them collide. slice_hash_on goes on from another
 * hash, for keys of several slices. */
static inline uint64_t slice_hash_on(slice s, uint64_t seed)
{
    /* Random odd numbers. */
    const uint64_t k0 = 0x8b1b2f6c9d3e4a57u, k1 = 0xd6a5c3e97f1b2845u;
    const char *p = s.p;
    ptrdiff_t n = s.n;
    uint64_t h = seed, a = 0, b = 0;
    uint32_t half;

    for (; n > 16; n -= 16, p += 16) {
        memcpy(&a, p, 8);
        memcpy(&b, p + 8, 8);
        h = slice_fold(a ^ k0, b ^ h);
    }
    if (n >= 8) {
        memcpy(&a, p, 8);
        memcpy(&b, p + n - 8, 8);
    } else if (n >= 4) {
        memcpy(&half, p, 4);
        a = half;
        memcpy(&half, p + n - 4, 4);
        b = half;
    } else if (n > 0) {
        a = (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[n / 2] << 8 |
            (unsigned char)p[n - 1];
        b = 0;
    }
    return slice_fold(slice_fold(a ^ k0, b ^ h) ^ (uint64_t)s.n, k1);
}

static inline uint64_t slice_hash(slice s)
{
    return slice_hash_on(s, 0x63c9e8a1f45b7d2bu);
}

#endif
