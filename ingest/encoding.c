#include "encoding.h"

#include "charguess.h"
#include "lines.h"
#include "utf8.h"
#include <errno.h>
#include <iconv.h>

enum { SAMPLE_MAX = 1 << 16, LINE_MAX_BYTES = 1 << 12 };

int encoding_mark(slice b, slice *name)
{
    static const struct {
        const char *mark;
        int n;
        const char *name;
    } mark[] = {{"\xEF\xBB\xBF", 3, "utf-8"},
                {"\xFF\xFE\0\0", 4, "utf-32le"}, /* before utf-16le, which begins like it */
                {"\0\0\xFE\xFF", 4, "utf-32be"},
                {"\xFF\xFE", 2, "utf-16le"},
                {"\xFE\xFF", 2, "utf-16be"}};

    for (size_t i = 0; i < sizeof mark / sizeof *mark; i++)
        if (slice_starts(b, (slice){mark[i].mark, mark[i].n})) {
            *name = slice_z(mark[i].name);
            return mark[i].n;
        }
    return 0;
}

/* ----------------------------------------------- zero bytes: UTF-16 and UTF-32 */

/* Would the bytes make sense as text of two bytes a character? Not where most units are two
 * printable ASCII bytes, and not with lone surrogates. */
static bool is_utf16(slice b, bool big)
{
    ptrdiff_t n = b.n < 65536 ? b.n & ~(ptrdiff_t)1 : 65536;
    int64_t ascii_pairs = 0, odd = 0;
    bool high = false;

    for (ptrdiff_t i = 0; i < n; i += 2) {
        uint8_t hi = (uint8_t)b.p[i + !big], lo = (uint8_t)b.p[i + big];
        uint32_t u = (uint32_t)hi << 8 | lo;
        bool low_half = u >= 0xDC00 && u <= 0xDFFF;

        odd += high != low_half || u == 0xFFFF || u == 0xFFFE;
        high = u >= 0xD800 && u <= 0xDBFF;
        ascii_pairs += hi >= 0x20 && hi < 0x7F && lo >= 0x20 && lo < 0x7F;
    }
    return odd * 100 <= n / 2 && ascii_pairs * 5 <= n / 2 * 3;
}

bool encoding_by_zeros(slice b, struct encoding *out)
{
    int64_t zero[4] = {0}, n = b.n < 65536 ? b.n & ~(ptrdiff_t)3 : 65536, q, even, odd;

    if (b.n < 4) return false;
    for (int64_t i = 0; i < n; i++) zero[i & 3] += b.p[i] == 0;
    q = n / 4;
    even = zero[0] + zero[2];
    odd = zero[1] + zero[3];
    out->bom = false;
    out->confidence = 0.95;
    if (zero[2] * 10 >= q * 9 && zero[3] * 10 >= q * 9 && zero[0] * 10 <= q)
        out->name = S("utf-32le");
    else if (zero[0] * 10 >= q * 9 && zero[1] * 10 >= q * 9 && zero[3] * 10 <= q)
        out->name = S("utf-32be");
    else if (odd >= 2 && odd * 100 >= n && even * 8 < odd && is_utf16(b, false))
        out->name = S("utf-16le");
    else if (even >= 2 && even * 100 >= n && odd * 8 < even && is_utf16(b, true))
        out->name = S("utf-16be");
    else
        return false;
    return true;
}

/* ------------------------------------------------------------------- lines */

slice encoding_sample(slice s, bool without_utf8, struct arena *a)
{
    struct lines_count count = lines_count(s);
    int64_t all = count.broken + count.utf8, take, seen = 0;
    int64_t mean = all > 0 ? count.bytes / all + 1 : 1;
    struct buf out = {0};
    slice rest = s, line;

    if (mean > LINE_MAX_BYTES) mean = LINE_MAX_BYTES;
    take = count.broken * mean / SAMPLE_MAX + 1; /* each so many-th line */
    while (out.n < SAMPLE_MAX && lines_next(&rest, &line)) {
        if (lines_class(line) != LINES_BROKEN || seen++ % take != 0) continue;
        lines_around_high(line, LINE_MAX_BYTES, without_utf8, &out);
        buf_putc(&out, '\n');
    }
    return buf_take(&out, a);
}

/* ----------------------------------------------------------------- detection */

/* Text of seven bits that switches sets by escape sequences. */
static bool by_escapes(slice b, struct encoding *out)
{
    if (slice_find(slice_sub(b, 0, 1 << 16), S("\x1B$B")) < 0 &&
        slice_find(slice_sub(b, 0, 1 << 16), S("\x1B$@")) < 0)
        return false;
    *out = (struct encoding){.name = S("iso-2022-jp"), .confidence = 0.98};
    return true;
}

/* What so few characters can say at most: (n + 1/2) / (n + 1), the estimate of Krichevsky and
 * Trofimov for a chance that n of n observations agree on. */
static double evidence_cap(slice sample)
{
    double n = 0;

    for (ptrdiff_t i = 0; i < sample.n; i++) n += (uint8_t)sample.p[i] >= 0x80;
    return (n + 0.5) / (n + 1);
}

static void by_chance(slice sample, struct arena *a, struct encoding *out, slice *also)
{
    struct charguess g[CHARGUESS_MOST];
    int n = charguess(sample, a, g);

    *out = (struct encoding){.name = S("windows-1252"), .confidence = 0.3};
    if (n == 0) return;
    out->name = slice_z(g[0].set->name);
    out->confidence = g[0].share > 0.99 ? 0.99 : g[0].share;
    if (out->confidence > evidence_cap(sample)) out->confidence = evidence_cap(sample);
    if (n > 1 && g[1].share >= 0.005)
        *also =
            arena_printf(a, "%s, %.0f%%, as %s", g[1].set->name, g[1].share * 100, g[1].language);
    else if (n > 1)
        *also = slice_z(g[1].set->name);
}

void encoding_detect(slice bytes, struct arena *a, struct encoding *out, slice *also)
{
    struct lines_count n;
    slice name;

    *also = (slice){"", 0};
    *out = (struct encoding){0};
    if (encoding_mark(bytes, &name) > 0) {
        *out = (struct encoding){.name = name, .bom = true, .confidence = 1};
        return;
    }
    if (encoding_by_zeros(bytes, out)) return;
    n = lines_count(bytes);
    *out = (struct encoding){.name = S("utf-8"), .confidence = n.utf8 == 0 ? 0.99 : 1};
    if (n.broken == 0) {
        if (n.utf8 == 0) by_escapes(bytes, out);
        return;
    }
    if (n.utf8 > 0 && n.utf8 >= n.broken) {
        out->confidence = (double)n.utf8 / (double)(n.utf8 + n.broken);
        *also = arena_printf(a, "%lld lines are no UTF-8", (long long)n.broken);
        return;
    }
    by_chance(encoding_sample(bytes, false, a), a, out, also);
}

bool encoding_named(const char *name, struct arena *a, struct encoding *out, struct err *e)
{
    char text[64];
    slice usual = arena_copy(a, charset_usual_name(slice_z(name), text, sizeof text));
    const struct charset *set = charset_find(usual);
    iconv_t cd = iconv_open("UTF-8", set != NULL ? set->iconv : usual.p);

    if (cd == (iconv_t)-1 || usual.n == 0)
        return err_set(e, E_USAGE,
                       "no character encoding is named \"%s\"; utf-8, windows-1252, utf-16le and "
                       "shift_jis are some that are",
                       name);
    iconv_close(cd);
    *out = (struct encoding){.name = usual, .confidence = 1};
    return true;
}
