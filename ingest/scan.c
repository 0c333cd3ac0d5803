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
static inline __attribute__((always_inline)) uint32_t *write_positions(uint32_t *to, uint64_t m,
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

/* Ends at or after the last newline are taken back: only whole rows count. */
static ptrdiff_t whole_rows(slice text, ptrdiff_t from, const uint32_t *end, ptrdiff_t n,
                            uint32_t before)
{
    while (n > 0 && (end[n - 1] >= before || text.p[from + (ptrdiff_t)end[n - 1]] != '\n')) n--;
    return n;
}

static inline __attribute__((always_inline)) ptrdiff_t
scan(struct scan_dialect d, slice text, ptrdiff_t from, uint32_t *end, ptrdiff_t cap,
     ptrdiff_t *next, enum scan_stop *why, read_block masks_of, prefix_xor inside_of)
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

        if (left - at < 64) {
            memset(tail, 0, sizeof tail);
            memcpy(tail, p, (size_t)(left - at));
            p = tail;
        }
        m = masks_of(p, d);
        f = block_resolve(m, inside_of(m.quote), &c);
        if (left - at < 64) {
            /* Padding is no text: what it seems to break, the end of the text decides below. */
            uint64_t real = ((uint64_t)1 << (left - at)) - 1;

            f.odd &= real | ((m.cr << 1) & ~real);
        }
        to = write_positions(to, f.ends, (uint32_t)at);
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

/* The row that is being counted: fields and inner line ends so far. */
struct open_row {
    int columns, lines, fields, inner;
};

/* Takes the rows that end in the block, those below the bits of `odd`. Gives the bit behind the
 * last of them (0: none) and their number; *stop: the next row is one to stop at. */
static inline __attribute__((always_inline)) int
even_rows(struct found f, uint64_t inner, struct open_row *row, int64_t *rows, bool *stop)
{
    uint64_t below = f.odd & -f.odd, newlines = f.newlines;
    int behind = 0;

    if (f.odd != 0) newlines &= below - 1;
    for (; newlines != 0; newlines &= newlines - 1) {
        uint64_t upto = newlines ^ (newlines - 1);

        row->fields += __builtin_popcountll(f.ends & upto);
        row->inner += __builtin_popcountll(inner & upto);
        if (row->fields != row->columns || row->inner > row->lines) {
            *stop = true;
            return behind;
        }
        f.ends &= ~upto;
        inner &= ~upto;
        row->fields = row->inner = 0;
        behind = 64 - __builtin_clzll(upto);
        ++*rows;
    }
    *stop = f.odd != 0;
    row->fields += __builtin_popcountll(f.ends);
    row->inner += __builtin_popcountll(inner);
    return behind;
}

static inline __attribute__((always_inline)) int64_t
count_even(struct scan_dialect d, slice text, ptrdiff_t from, int columns, int lines,
           ptrdiff_t *next, read_block masks_of, prefix_xor inside_of)
{
    struct carry c = {.token = 1};
    struct open_row row = {.columns = columns, .lines = lines};
    int64_t rows = 0;
    bool stop = false;

    *next = from;
    for (ptrdiff_t at = from; !stop && text.n - at >= 64; at += 64) {
        struct masks m = masks_of(text.p + at, d);
        struct found f = block_resolve(m, inside_of(m.quote), &c);
        int behind = even_rows(f, m.newline & ~f.newlines, &row, &rows, &stop);

        if (behind > 0) *next = at + behind;
    }
    return rows;
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

/* One entry point for each variant. */
#define VARIANT(name, attribute)                                                                   \
    attribute static ptrdiff_t rows_##name(const struct scan_dialect *d, slice text,               \
                                           ptrdiff_t from, uint32_t *end, ptrdiff_t cap,           \
                                           ptrdiff_t *next, enum scan_stop *why)                   \
    {                                                                                              \
        return scan(*d, text, from, end, cap, next, why, masks_##name, xor_##name);                \
    }                                                                                              \
    attribute static int64_t even_##name(const struct scan_dialect *d, slice text, ptrdiff_t from, \
                                         int columns, int lines, ptrdiff_t *next)                  \
    {                                                                                              \
        return count_even(*d, text, from, columns, lines, next, masks_##name, xor_##name);         \
    }

VARIANT(portable, )

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
VARIANT(sse2, )

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
VARIANT(avx2, TARGET_AVX2)

static bool works_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
}

/* --------------------------------------------------------------- AVX-512 */

#define TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx2,pclmul,bmi,popcnt")))

TARGET_AVX512 static inline uint64_t xor_avx512(uint64_t q)
{
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)q), _mm_set1_epi8((char)0xff), 0));
}

TARGET_AVX512 static inline struct masks masks_avx512(const char *p, struct scan_dialect d)
{
    __m512i v = _mm512_loadu_si512((const void *)p);

    return (struct masks){
        .delimiter = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(d.delimiter)),
        .newline = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n')),
        .quote = d.quote == 0 ? 0 : _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(d.quote)),
        .cr = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\r'))};
}
VARIANT(avx512, TARGET_AVX512)

static bool works_avx512(void)
{
    return works_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
}
#endif

const struct scan_variant scan_variant[] = {
#if defined(__x86_64__)
    {"avx512", works_avx512, rows_avx512, even_avx512},
    {"avx2", works_avx2, rows_avx2, even_avx2},
    {"sse2", works_always, rows_sse2, even_sse2},
#endif
    {"portable", works_always, rows_portable, even_portable},
    {0}};

ptrdiff_t scan_rows(const struct scan_dialect *d, slice text, ptrdiff_t from, uint32_t *end,
                    ptrdiff_t cap, ptrdiff_t *next, enum scan_stop *why)
{
    const struct scan_variant *v = scan_variant;

    while (!v->works()) v++;
    return v->rows(d, text, from, end, cap, next, why);
}

int64_t scan_even(const struct scan_dialect *d, slice text, ptrdiff_t from, int columns, int lines,
                  ptrdiff_t *next)
{
    const struct scan_variant *v = scan_variant;

    while (!v->works()) v++;
    return v->even(d, text, from, columns, lines, next);
}
