#include "scan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* What one 64-byte block holds; bit i is byte i. */
struct masks {
    uint64_t delimiter, newline, quote, cr;
};

/* What the next block must know of this one. `inside` is 0 or all ones; the others are one bit. */
struct carry {
    uint64_t inside, token, closed, cr;
};

/* Bytes that a quote stands next to by right, and those that break the rule. */
struct found {
    uint64_t ends, newlines, odd;
};

static inline __attribute__((always_inline)) struct found
block_resolve(struct masks m, uint64_t inside, struct carry *c)
{
    uint64_t x = inside ^ c->inside;
    uint64_t open = m.quote & x, close = m.quote & ~x;
    uint64_t token = ((m.delimiter | m.newline) & ~x) | close;
    uint64_t cr = m.cr & ~x;
    struct found f = {.ends = (m.delimiter | m.newline) & ~x, .newlines = m.newline & ~x};

    /* An opening quote follows a field's end, or the quote that it doubles. */
    f.odd = open & ~((token << 1) | c->token);
    /* Behind a closing quote the field ends, or the quote was the first of a doubled one. */
    f.odd |= ((close << 1) | c->closed) & ~(m.delimiter | m.newline | m.quote | m.cr);
    /* Outside quotes a CR is half of a line end. */
    f.odd |= ((cr << 1) | c->cr) & ~m.newline;
    c->token = token >> 63;
    c->closed = close >> 63;
    c->cr = cr >> 63;
    c->inside = (uint64_t)((int64_t)x >> 63);
    return f;
}

typedef struct masks (*read_block)(const char *p, struct scan_dialect d);
typedef uint64_t (*prefix_xor)(uint64_t q);
/* Writes the positions of m's bits; up to 64 entries behind `to` may be overwritten. */
typedef uint32_t *(*write_bits)(uint32_t *to, uint64_t m, uint32_t base);

static inline __attribute__((always_inline)) uint32_t *write_portable(uint32_t *to, uint64_t m,
                                                                      uint32_t base)
{
    int n = __builtin_popcountll(m);

    for (int done = 0; done < n; done += 8)
        for (int i = 0; i < 8; i++) {
            /* The bit beyond keeps ctz defined; what it writes is overwritten or ignored. */
            to[done + i] = base + (uint32_t)__builtin_ctzll(m | (uint64_t)1 << 63);
            m &= m - 1;
        }
    return to + n;
}

/* The lowest n < 64 bits. */
static inline uint64_t below(int n)
{
    return ((uint64_t)1 << n) - 1;
}

/* A block at the end of a text, n < 64 bytes of it. */
static inline const char *padded(char tail[64], const char *p, ptrdiff_t n)
{
    memset(tail, 0, 64);
    memcpy(tail, p, (size_t)n);
    return tail;
}

/* Ends at or after the last newline are taken back: only whole rows count. */
static ptrdiff_t whole_rows(slice text, ptrdiff_t from, const uint32_t *end, ptrdiff_t n,
                            uint32_t before)
{
    while (n > 0 && (end[n - 1] >= before || text.p[from + (ptrdiff_t)end[n - 1]] != '\n')) n--;
    return n;
}

static inline __attribute__((always_inline)) ptrdiff_t
scan(struct scan_dialect d, slice text, ptrdiff_t from, uint32_t *end, ptrdiff_t cap,
     ptrdiff_t *next, enum scan_stop *why, read_block masks_of, prefix_xor inside_of,
     write_bits write)
{
    struct carry c = {.token = 1};
    uint32_t *to = end;
    ptrdiff_t left = text.n - from, n, at = 0;
    bool last = left <= SCAN_BYTES;
    ptrdiff_t stop = last ? left : SCAN_BYTES;

    *why = SCAN_END;
    for (; at < stop; at += 64) {
        char tail[64];
        const char *p = text.p + from + at;
        struct masks m;
        struct found f;

        if (left - at < 64) p = padded(tail, p, left - at);
        m = masks_of(p, d);
        f = block_resolve(m, inside_of(m.quote), &c);
        if (left - at < 64) {
            /* Padding is no text: what it seems to break, the end of the text decides below. */
            uint64_t real = below((int)(left - at));

            f.odd &= real | ((m.cr << 1) & ~real);
        }
        to = write(to, f.ends, (uint32_t)at);
        if (__builtin_expect(f.odd != 0, 0)) {
            uint32_t first = (uint32_t)at + (uint32_t)__builtin_ctzll(f.odd);

            n = whole_rows(text, from, end, to - end, first);
            *why = SCAN_ODD;
            *next = n > 0 ? from + (ptrdiff_t)end[n - 1] + 1 : from;
            return n;
        }
        if (to - end > cap - 64) {
            at += 64;
            if (at < stop) last = false;
            break;
        }
    }
    if (last && (c.inside != 0 || c.cr != 0)) {
        n = whole_rows(text, from, end, to - end, UINT32_MAX);
        *why = SCAN_ODD;
        *next = n > 0 ? from + (ptrdiff_t)end[n - 1] + 1 : from;
        return n;
    }
    n = to - end;
    if (last && left > 0 && text.p[text.n - 1] != '\n')
        end[n++] = (uint32_t)left;
    else
        n = whole_rows(text, from, end, n, UINT32_MAX);
    *next = n > 0 ? from + (ptrdiff_t)end[n - 1] + 1 : from;
    if (*next > text.n) *next = text.n;
    if (*next < text.n && n == 0) *why = SCAN_FULL;
    return n;
}

/* Rows that are being counted. */
struct evens {
    struct scan_shape want;
    uint64_t period; /* bits 0, columns, 2 * columns, ... */
    int64_t more;    /* ends of the open row to come before its last */
    int inner;       /* and its line ends so far */
    int64_t rows;
};

/* Takes the rows that end in a block, those below the bits of `odd`; `inner`: its line ends in
 * quotes. Gives the bit behind the last row (0: none ends); *stop: the next is one to stop at. */
typedef int (*take_rows)(struct found f, uint64_t inner, struct evens *x, bool *stop);

static inline __attribute__((always_inline)) int take_portable(struct found f, uint64_t inner,
                                                               struct evens *x, bool *stop)
{
    uint64_t newlines = f.newlines;
    int behind = 0;

    if (f.odd != 0) newlines &= (f.odd & -f.odd) - 1;
    for (; newlines != 0; newlines &= newlines - 1) {
        uint64_t upto = newlines ^ (newlines - 1);

        x->inner += __builtin_popcountll(inner & upto);
        if (__builtin_popcountll(f.ends & upto) != x->more + 1 || x->inner > x->want.lines) {
            *stop = true;
            return behind;
        }
        f.ends &= ~upto;
        inner &= ~upto;
        x->more = x->want.columns - 1;
        x->inner = 0;
        behind = 64 - __builtin_clzll(upto);
        x->rows++;
    }
    x->more -= __builtin_popcountll(f.ends);
    x->inner += __builtin_popcountll(inner);
    *stop = f.odd != 0 || x->more < 0;
    return behind;
}

static inline __attribute__((always_inline)) int64_t
count_even(struct scan_dialect d, slice text, ptrdiff_t from, struct scan_shape want, uint32_t *end,
           ptrdiff_t cap, ptrdiff_t *next, read_block masks_of, prefix_xor inside_of,
           write_bits write, take_rows take)
{
    struct carry c = {.token = 1};
    struct evens x = {.want = want, .more = want.columns - 1};
    uint32_t *to = end, *full = end != NULL ? end + cap - 64 : NULL;
    ptrdiff_t left = text.n - from, behind = 0;
    bool stop = false;

    if (end != NULL && left > SCAN_BYTES) left = SCAN_BYTES;
    for (int i = 0; i < 64; i += want.columns) x.period |= (uint64_t)1 << i;
    for (ptrdiff_t at = 0; at < left && !stop && to <= full; at += 64) {
        char tail[64];
        const char *p = text.p + from + at;
        struct masks m;
        struct found f;
        int bit;

        if (left - at < 64) p = padded(tail, p, left - at);
        m = masks_of(p, d);
        f = block_resolve(m, inside_of(m.quote), &c);
        /* Padding is no text: a row that does not end in the text is not odd yet. */
        if (left - at < 64) f.odd &= below((int)(left - at));
        if (end != NULL) to = write(to, f.ends, (uint32_t)at);
        bit = take(f, m.newline & ~f.newlines, &x, &stop);
        behind = bit > 0 ? at + bit : behind;
    }
    *next = from + behind;
    return x.rows;
}

/* ------------------------------------------------- eight bytes at a time */

static inline uint64_t bytes_equal(uint64_t word, uint64_t pattern)
{
    uint64_t x = word ^ pattern;

    /* Exact for every byte: no carry can leave a byte (Hacker's Delight 6-1). */
    x = ((x & 0x7f7f7f7f7f7f7f7fu) + 0x7f7f7f7f7f7f7f7fu) | x | 0x7f7f7f7f7f7f7f7fu;
    /* The eight top bits gathered into one byte. */
    return (~x >> 7) * 0x0102040810204080u >> 56;
}

static inline uint64_t little_endian(const char *p)
{
    uint64_t word;

    memcpy(&word, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static inline __attribute__((always_inline)) struct masks masks_portable(const char *p,
                                                                         struct scan_dialect d)
{
    const uint64_t ones = 0x0101010101010101u;
    struct masks m = {0};

    for (int i = 0; i < 64; i += 8) {
        uint64_t word = little_endian(p + i);

        m.delimiter |= bytes_equal(word, ones * (unsigned char)d.delimiter) << i;
        m.newline |= bytes_equal(word, ones * '\n') << i;
        m.cr |= bytes_equal(word, ones * '\r') << i;
        if (d.quote != 0) m.quote |= bytes_equal(word, ones * (unsigned char)d.quote) << i;
    }
    return m;
}

static inline __attribute__((always_inline)) uint64_t xor_portable(uint64_t q)
{
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q ^= q << 8;
    q ^= q << 16;
    return q ^ q << 32;
}

static bool works_always(void)
{
    return true;
}

/* The bytes of the block that are not ASCII, or zero, or Ctrl-Z. */
typedef uint64_t (*find_other)(const char *p);

static inline __attribute__((always_inline)) uint64_t other_portable(const char *p)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t other = 0;

    for (int i = 0; i < 64; i += 8) {
        uint64_t word = little_endian(p + i);

        other |= (bytes_equal(word, 0) | bytes_equal(word, ones * 0x1A) |
                  bytes_equal(word & ones * 0x80, ones * 0x80))
                 << i;
    }
    return other;
}

static inline __attribute__((always_inline)) ptrdiff_t plain(slice text, ptrdiff_t from,
                                                             find_other other_of)
{
    for (; from < text.n; from += 64) {
        char tail[64];
        ptrdiff_t left = text.n - from;
        uint64_t other = left >= 64
                             ? other_of(text.p + from)
                             : other_of(padded(tail, text.p + from, left)) & below((int)left);

        if (other != 0) return from + __builtin_ctzll(other);
    }
    return text.n;
}

/* One entry point for each variant. */
#define VARIANT(name, attribute, write, take)                                                      \
    attribute static ptrdiff_t rows_##name(const struct scan_dialect *d, slice text,               \
                                           ptrdiff_t from, uint32_t *end, ptrdiff_t cap,           \
                                           ptrdiff_t *next, enum scan_stop *why)                   \
    {                                                                                              \
        return scan(*d, text, from, end, cap, next, why, masks_##name, xor_##name, write);         \
    }                                                                                              \
    attribute static int64_t even_##name(const struct scan_dialect *d, slice text, ptrdiff_t from, \
                                         struct scan_shape want, uint32_t *end, ptrdiff_t cap,     \
                                         ptrdiff_t *next)                                          \
    {                                                                                              \
        return end == NULL ? count_even(*d, text, from, want, NULL, 0, next, masks_##name,         \
                                        xor_##name, write, take)                                   \
                           : count_even(*d, text, from, want, end, cap, next, masks_##name,        \
                                        xor_##name, write, take);                                  \
    }                                                                                              \
    attribute static ptrdiff_t plain_##name(slice text, ptrdiff_t from)                            \
    {                                                                                              \
        return plain(text, from, other_##name);                                                    \
    }

VARIANT(portable, , write_portable, take_portable)

#if defined(__x86_64__)
/* ------------------------------------------------------------------ SSE2 */

static inline __attribute__((always_inline)) struct masks masks_sse2(const char *p,
                                                                     struct scan_dialect d)
{
    const __m128i delimiter = _mm_set1_epi8(d.delimiter), newline = _mm_set1_epi8('\n');
    const __m128i quote = _mm_set1_epi8(d.quote), cr = _mm_set1_epi8('\r');
    struct masks m = {0};

    for (int i = 0; i < 64; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));

        m.delimiter |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, delimiter)) << i;
        m.newline |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, newline)) << i;
        m.cr |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, cr)) << i;
        m.quote |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, quote)) << i;
    }
    if (d.quote == 0) m.quote = 0;
    return m;
}
#define xor_sse2 xor_portable

static inline __attribute__((always_inline)) uint64_t other_sse2(const char *p)
{
    const __m128i zero = _mm_setzero_si128(), end = _mm_set1_epi8(0x1A);
    uint64_t other = 0;

    for (int i = 0; i < 64; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i bad = _mm_or_si128(_mm_cmpeq_epi8(v, zero), _mm_cmpeq_epi8(v, end));

        other |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(v, bad)) << i;
    }
    return other;
}
VARIANT(sse2, , write_portable, take_portable)

/* ------------------------------------------------------------------ AVX2 */

#define TARGET_AVX2 __attribute__((target("avx2,pclmul,bmi,popcnt")))

TARGET_AVX2 static inline uint64_t xor_avx2(uint64_t q)
{
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)q), _mm_set1_epi8((char)0xff), 0));
}

TARGET_AVX2 static inline uint64_t equal_avx2(__m256i low, __m256i high, char c)
{
    const __m256i v = _mm256_set1_epi8(c);

    return (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, v)) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, v)) << 32;
}

TARGET_AVX2 static inline struct masks masks_avx2(const char *p, struct scan_dialect d)
{
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

    return (struct masks){.delimiter = equal_avx2(low, high, d.delimiter),
                          .newline = equal_avx2(low, high, '\n'),
                          .quote = d.quote == 0 ? 0 : equal_avx2(low, high, d.quote),
                          .cr = equal_avx2(low, high, '\r')};
}

TARGET_AVX2 static inline uint64_t other_avx2(const char *p)
{
    const __m256i zero = _mm256_setzero_si256(), end = _mm256_set1_epi8(0x1A);
    uint64_t other = 0;

    for (int i = 0; i < 64; i += 32) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
        __m256i bad = _mm256_or_si256(_mm256_cmpeq_epi8(v, zero), _mm256_cmpeq_epi8(v, end));

        other |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_or_si256(v, bad)) << i;
    }
    return other;
}
VARIANT(avx2, TARGET_AVX2, write_portable, take_portable)

static bool works_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
}

/* --------------------------------------------------------------- AVX-512 */

#define TARGET_AVX512                                                                              \
    __attribute__((target("avx512f,avx512bw,avx512vbmi2,avx2,pclmul,bmi,bmi2,lzcnt,popcnt")))

TARGET_AVX512 static inline uint64_t xor_avx512(uint64_t q)
{
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)q), _mm_set1_epi8((char)0xff), 0));
}

TARGET_AVX512 static inline struct masks masks_avx512(const char *p, struct scan_dialect d)
{
    __m512i v = _mm512_loadu_si512((const void *)p);

    return (struct masks){.delimiter = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(d.delimiter)),
                          .newline = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n')),
                          .quote = _mm512_mask_cmpeq_epi8_mask(d.quote == 0 ? 0 : ~(uint64_t)0, v,
                                                               _mm512_set1_epi8(d.quote)),
                          .cr = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\r'))};
}

TARGET_AVX512 static inline uint64_t other_avx512(const char *p)
{
    __m512i v = _mm512_loadu_si512((const void *)p);

    return _mm512_movepi8_mask(v) | _mm512_testn_epi8_mask(v, v) |
           _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(0x1A));
}

TARGET_AVX512 static inline void store16(uint32_t *to, __m512i from, __m128i place)
{
    _mm512_storeu_si512(to, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(place)));
}

/* The positions of the bits are the bytes of 0, 1, 2 ... that VPCOMPRESSB keeps. */
TARGET_AVX512 static inline uint32_t *write_avx512(uint32_t *to, uint64_t m, uint32_t base)
{
    static const uint8_t all[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                    32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    __m512i place = _mm512_maskz_compress_epi8(m, _mm512_loadu_si512((const void *)all));
    __m512i from = _mm512_set1_epi32((int)base);
    int n = __builtin_popcountll(m);

    store16(to, from, _mm512_castsi512_si128(place));
    if (n > 16) {
        store16(to + 16, from, _mm512_extracti32x4_epi32(place, 1));
        store16(to + 32, from, _mm512_extracti32x4_epi32(place, 2));
        store16(to + 48, from, _mm512_extracti32x4_epi32(place, 3));
    }
    return to + n;
}

TARGET_AVX512 static __attribute__((noinline)) int take_seldom(struct found f, uint64_t inner,
                                                               struct evens *x, bool *stop)
{
    return take_portable(f, inner, x, stop);
}

/* Which of the block's ends are those of rows (PEXT gathers that) is compared with which should
 * be. */
TARGET_AVX512 static inline int take_avx512(struct found f, uint64_t inner, struct evens *x,
                                            bool *stop)
{
    int n = __builtin_popcountll(f.ends), behind;
    uint64_t rows = _pext_u64(f.newlines, f.ends);
    uint64_t should = x->more < 64 ? _bzhi_u64(x->period << x->more, (unsigned)n) : 0;

    if (__builtin_expect((f.odd | inner | (rows ^ should)) != 0 || x->inner != 0, 0)) {
        struct evens copy = *x; /* so that x itself stays in registers */
        bool stops = false;

        behind = take_seldom(f, inner, &copy, &stops);
        *x = copy;
        *stop = stops;
        return behind;
    }
    x->rows += __builtin_popcountll(rows);
    /* Whether a row ends cannot be foretold: no branch. */
    x->more +=
        (-(int64_t)(rows != 0) & (x->want.columns + 63 - (int64_t)_lzcnt_u64(rows) - x->more)) - n;
    return 64 - (int)_lzcnt_u64(f.newlines);
}
VARIANT(avx512, TARGET_AVX512, write_avx512, take_avx512)

static bool works_avx512(void)
{
    return works_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports(
               "bmi2"); /* and LZCNT, which is older; clang knows no name for it */
}
#endif

const struct scan_variant scan_variant[] = {
#if defined(__x86_64__)
    {"avx512", works_avx512, rows_avx512, even_avx512, plain_avx512},
    {"avx2", works_avx2, rows_avx2, even_avx2, plain_avx2},
    {"sse2", works_always, rows_sse2, even_sse2, plain_sse2},
#endif
    {"portable", works_always, rows_portable, even_portable, plain_portable},
    {0}};

static const struct scan_variant *best(void)
{
    const struct scan_variant *v = scan_variant;

    while (!v->works()) v++;
    return v;
}

ptrdiff_t scan_rows(const struct scan_dialect *d, slice text, ptrdiff_t from, uint32_t *end,
                    ptrdiff_t cap, ptrdiff_t *next, enum scan_stop *why)
{
    return best()->rows(d, text, from, end, cap, next, why);
}

int64_t scan_even(const struct scan_dialect *d, slice text, ptrdiff_t from, struct scan_shape want,
                  uint32_t *end, ptrdiff_t cap, ptrdiff_t *next)
{
    return best()->even(d, text, from, want, end, cap, next);
}

ptrdiff_t scan_plain(slice text, ptrdiff_t from)
{
    return best()->plain(text, from);
}
