#include "mask.h"

#include "utf8.h"

/* clang-format off */
#define X8(c) c, c, c, c, c, c, c, c
static const char ascii_class[128] = {
    X8(0), X8(0), X8(0), X8(0), X8(0), X8(0),
    X8('9'), '9', '9', 0, 0, 0, 0, 0, 0,
    0, 'A', 'A', 'A', 'A', 'A', 'A', 'A', X8('A'), X8('A'), 'A', 'A', 'A', 0, 0, 0, 0, 0,
    0, 'a', 'a', 'a', 'a', 'a', 'a', 'a', X8('a'), X8('a'), 'a', 'a', 'a', 0, 0, 0, 0, 0};
#undef X8
/* clang-format on */

/* 'a', 'A' or '9', or 0 for what stands for itself; its length in bytes to *n. */
static char class_of(const char *p, ptrdiff_t left, int *n)
{
    int32_t cp;

    *n = 1;
    if ((*p & 0x80) == 0) return ascii_class[(unsigned char)*p];
    *n = utf8_decode(p, left, &cp);
    if (cp < 0) return 0;
    if (utf8_is_letter(cp)) return utf8_is_upper(cp) ? 'A' : 'a';
    return utf8_is_digit(cp) ? '9' : 0;
}

slice mask_of(slice s, char out[MASK_ROOM])
{
    ptrdiff_t k = 0, i = 0;
    char before = 0;

    while (i < s.n) {
        ptrdiff_t run = 0, most;
        int n;
        char c = class_of(s.p + i, s.n - i, &n);

        if (k > MASK_BYTES) {
            memcpy(out + k, "...", 3);
            k += 3;
            break;
        }
        if (c == 0) {
            memcpy(out + k, s.p + i, (size_t)n);
            k += n;
            i += n;
            before = 0;
            continue;
        }
        do {
            i += n;
            run++;
        } while (i < s.n && class_of(s.p + i, s.n - i, &n) == c);
        most = c == '9' ? MASK_DIGITS : c == 'a' && before == 'A' ? 0 : 3;
        if (run > most) {
            out[k++] = c;
            out[k++] = '+';
        } else {
            memset(out + k, c, (size_t)run);
            k += run;
        }
        before = c;
    }
    return (slice){out, k};
}

/* Eight bytes at once: bit 7 of a byte says whether it is at least `from` (bytes below 0x80). */
static inline uint64_t at_least(uint64_t bytes, unsigned char from)
{
    return bytes + (uint64_t)(0x80 - from) * 0x0101010101010101u;
}

static inline uint64_t shape_word(uint64_t w)
{
    const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80;
    uint64_t low = w & ~tops, small = low | ones * 0x20;
    uint64_t digit = at_least(low, '0') & ~at_least(low, '9' + 1) & ~w & tops;
    uint64_t letter = at_least(small, 'a') & ~at_least(small, 'z' + 1) & ~w & tops;

    digit = (digit >> 7) * 0xFF;
    letter = (letter >> 7) * 0xFF;
    return (w & ~(digit | letter)) | (digit & ones * '9') |
           (letter & (ones * 'A' | (w & ones * 0x20)));
}

uint64_t mask_shape(slice s, bool *ascii)
{
    const uint64_t k0 = 0xa24baed4963ee407u, k1 = 0x9fb21c651e98df25u;
    const char *p = s.p;
    ptrdiff_t n = s.n;
    uint64_t h = (uint64_t)n * k0, any = 0, a, b;

    for (; n >= 16; n -= 16, p += 16) {
        memcpy(&a, p, 8);
        memcpy(&b, p + 8, 8);
        any |= a | b;
        h = slice_fold(shape_word(a) ^ k0, shape_word(b) ^ h);
    }
    a = b = 0;
    if (n >= 8) {
        memcpy(&a, p, 8);
        memcpy(&b, p + n - 8, 8);
    } else if (s.n >= 8 && n > 0) {
        memcpy(&a, p + n - 8, 8);
    } else {
        for (ptrdiff_t i = 0; i < n; i++) a = a << 8 | (unsigned char)p[i];
    }
    any |= a | b;
    *ascii = (any & 0x8080808080808080u) == 0;
    return slice_fold(slice_fold(shape_word(a) ^ k0, shape_word(b) ^ h), k1);
}
