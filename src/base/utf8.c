#include "utf8.h"

#include "buf.h"
#include <stdlib.h>
#include <utf8proc.h>

int utf8_decode(const char *p, ptrdiff_t n, int32_t *cp)
{
    const unsigned char *u = (const unsigned char *)p;
    static const int32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    int len;
    int32_t c;

    if (u[0] < 0x80) {
        *cp = u[0];
        return 1;
    }
    *cp = -1;
    if (u[0] < 0xC2 || u[0] > 0xF4) return 1;
    len = u[0] >= 0xF0 ? 4 : u[0] >= 0xE0 ? 3 : 2;
    if (n < len) return 1;
    c = u[0] & (0x7F >> len);
    for (int i = 1; i < len; i++) {
        if ((u[i] & 0xC0) != 0x80) return 1;
        c = c << 6 | (u[i] & 0x3F);
    }
    if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return 1;
    *cp = c;
    return len;
}

int utf8_surrogates(const char *s, ptrdiff_t n, int32_t *cp)
{
    const uint8_t *p = (const uint8_t *)s;

    *cp = -1;
    if (n < 6 || p[0] != 0xED || (p[1] & 0xF0) != 0xA0 || (p[2] & 0xC0) != 0x80 || p[3] != 0xED ||
        (p[4] & 0xF0) != 0xB0 || (p[5] & 0xC0) != 0x80)
        return 0;
    *cp = 0x10000 + ((p[1] & 0xF) << 16) + ((p[2] & 0x3F) << 10) + ((p[4] & 0xF) << 6) +
          (p[5] & 0x3F);
    return 6;
}

int utf8_encode(int32_t cp, char out[4])
{
    return (int)utf8proc_encode_char(cp, (utf8proc_uint8_t *)out);
}

ptrdiff_t utf8_invalid(slice s)
{
    for (ptrdiff_t i = 0; i < s.n;) {
        int32_t cp;
        uint64_t word;

        /* Eight ASCII bytes at a time: most client text is that. */
        if (s.n - i >= 8 && (memcpy(&word, s.p + i, 8), (word & 0x8080808080808080u) == 0)) {
            i += 8;
            continue;
        }
        i += utf8_decode(s.p + i, s.n - i, &cp);
        if (cp < 0) return i - 1;
    }
    return -1;
}

ptrdiff_t utf8_count(slice s)
{
    ptrdiff_t n = 0;
    int32_t cp;

    for (ptrdiff_t i = 0; i < s.n;) {
        uint64_t word;

        if (s.n - i >= 8 && (memcpy(&word, s.p + i, 8), (word & 0x8080808080808080u) == 0)) {
            i += 8, n += 8;
            continue;
        }
        if ((s.p[i] & 0x80) == 0)
            i++;
        else
            i += utf8_decode(s.p + i, s.n - i, &cp);
        n++;
    }
    return n;
}

int utf8_width(int32_t cp)
{
    if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0)) return -1;
    return utf8proc_charwidth(cp);
}

bool utf8_is_space(int32_t cp)
{
    if (cp == ' ' || (cp >= '\t' && cp <= '\r')) return true;
    if (cp < 0x80) return false;
    if (cp == 0x85 || cp == 0x200B || cp == 0xFEFF) return true;
    switch ((int)utf8proc_category(cp)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return true;
    default:
        return false;
    }
}

bool utf8_is_letter(int32_t cp)
{
    utf8proc_category_t c;

    if (cp < 0x80) return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
    c = utf8proc_category(cp);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

bool utf8_is_digit(int32_t cp)
{
    if (cp < 0x80) return cp >= '0' && cp <= '9';
    return utf8proc_category(cp) == UTF8PROC_CATEGORY_ND;
}

/* A character of ASCII that leaves ink. */
static bool is_mark(char c)
{
    return c > ' ' && c < 0x7F;
}

slice utf8_trim(slice s)
{
    int32_t cp;

    /* Most cells begin and end with a letter or a digit. */
    if (s.n > 0 && is_mark(s.p[0]) && is_mark(s.p[s.n - 1])) return s;
    while (s.n > 0) {
        int len = utf8_decode(s.p, s.n, &cp);

        if (!utf8_is_space(cp)) break;
        s.p += len, s.n -= len;
    }
    while (s.n > 0) {
        ptrdiff_t at = s.n - 1;

        while (at > 0 && s.n - at < 4 && ((unsigned char)s.p[at] & 0xC0) == 0x80) at--;
        if (utf8_decode(s.p + at, s.n - at, &cp) != s.n - at || !utf8_is_space(cp)) break;
        s.n = at;
    }
    return s;
}

/* Maps every character by fn; broken bytes are kept as they are. */
static slice map_chars(struct arena *a, slice s, int32_t (*fn)(int32_t))
{
    struct buf b = {0};
    int32_t cp;

    for (ptrdiff_t i = 0, len; i < s.n; i += len) {
        len = utf8_decode(s.p + i, s.n - i, &cp);
        if (cp < 0) {
            buf_putc(&b, s.p[i]);
        } else {
            char *to = buf_reserve(&b, 4);

            b.n += (size_t)utf8_encode(fn(cp), to);
        }
    }
    return buf_take(&b, a);
}

bool utf8_is_upper(int32_t cp)
{
    return cp >= 0 && utf8proc_tolower(cp) != cp;
}

slice utf8_lower(struct arena *a, slice s)
{
    return map_chars(a, s, utf8proc_tolower);
}

slice utf8_upper(struct arena *a, slice s)
{
    return map_chars(a, s, utf8proc_toupper);
}

static slice collapse(struct arena *a, slice s)
{
    struct buf b = {0};
    bool gap = false;
    int32_t cp;

    s = utf8_trim(s);
    for (ptrdiff_t i = 0, len; i < s.n; i += len) {
        len = utf8_decode(s.p + i, s.n - i, &cp);
        if (utf8_is_space(cp)) {
            gap = true;
            continue;
        }
        if (gap) buf_putc(&b, ' ');
        gap = false;
        buf_put(&b, slice_sub(s, i, i + len));
    }
    return buf_take(&b, a);
}

slice utf8_fold_name(struct arena *a, slice s)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n;
    slice out;

    /* NFKC_Casefold proper would drop default-ignorables; the contract names NFKC + case fold. */
    n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &folded,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
    if (n < 0) return collapse(a, s); /* not UTF-8: compare the bytes */
    out = collapse(a, (slice){(const char *)folded, n});
    free(folded);
    return out;
}

slice utf8_plain(struct arena *a, slice s)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &folded,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
    slice out;

    if (n < 0) return s;
    out = arena_copy(a, (slice){(const char *)folded, n});
    free(folded);
    return out;
}

/* What moves, hides or reorders other text: zero width, joiners, marks of direction, tags. */
static bool is_hidden(int32_t cp)
{
    return (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) ||
           (cp >= 0x2060 && cp <= 0x2069) || cp == 0xfeff || cp == 0x061c ||
           (cp >= 0xe0000 && cp <= 0xe007f);
}

void utf8_visible(struct buf *out, slice s)
{
    ptrdiff_t i = 0;

    while (i < s.n) {
        int32_t cp;
        int n = utf8_decode(s.p + i, s.n - i, &cp);

        if (cp < 0 || (cp < 0x20 && cp != '\n' && cp != '\t') || (cp >= 0x7f && cp < 0xa0))
            for (int k = 0; k < n; k++)
                buf_printf(out, "\\x%02x", (unsigned)(unsigned char)s.p[i + k]);
        else if (is_hidden(cp))
            buf_printf(out, "\\u%04x", (unsigned)cp);
        else
            buf_put(out, slice_sub(s, i, i + n));
        i += n;
    }
}
