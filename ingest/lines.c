#include "lines.h"

#include "utf8.h"

/* Offset of the first LF or CR, or s.n. Piece by piece, since a file may have only one of them. */
static ptrdiff_t line_end(slice s)
{
    enum { PIECE = 1024 };

    for (ptrdiff_t from = 0; from < s.n; from += PIECE) {
        slice piece = slice_sub(s, from, from + PIECE);
        const char *lf = memchr(piece.p, '\n', (size_t)piece.n);
        const char *cr = memchr(piece.p, '\r', (size_t)(lf != NULL ? lf - piece.p : piece.n));

        if (cr != NULL) return cr - s.p;
        if (lf != NULL) return lf - s.p;
    }
    return s.n;
}

bool lines_next(slice *rest, slice *line)
{
    ptrdiff_t end = line_end(*rest), skip = end < rest->n;

    if (rest->n <= 0) return false;
    if (skip > 0 && rest->p[end] == '\r' && end + 1 < rest->n && rest->p[end + 1] == '\n') skip = 2;
    *line = slice_sub(*rest, 0, end);
    *rest = slice_sub(*rest, end + skip, rest->n);
    return true;
}

/* Offset of the first byte beyond ASCII; s.n when there is none. */
static ptrdiff_t first_high(slice s)
{
    ptrdiff_t i = 0;

    for (; i + 8 <= s.n; i += 8) {
        uint64_t word;

        memcpy(&word, s.p + i, 8);
        if (word & 0x8080808080808080u) break;
    }
    while (i < s.n && !(s.p[i] & 0x80)) i++;
    return i;
}

enum lines_class lines_class(slice line)
{
    ptrdiff_t i = first_high(line);

    if (i == line.n) return LINES_ASCII;
    return utf8_invalid(slice_sub(line, i, line.n)) < 0 ? LINES_UTF8 : LINES_BROKEN;
}

struct lines_count lines_count(slice s)
{
    struct lines_count n = {0};
    ptrdiff_t i = first_high(s);

    while (i < s.n) {
        ptrdiff_t from = i;
        slice line, rest;

        while (from > 0 && s.p[from - 1] != '\n' && s.p[from - 1] != '\r') from--;
        rest = slice_sub(s, from, s.n);
        lines_next(&rest, &line);
        if (lines_class(line) == LINES_UTF8)
            n.utf8++;
        else
            n.broken++;
        n.bytes += line.n;
        i = rest.p - s.p;
        i += first_high(rest);
    }
    return n;
}

/* Offset of the first two bytes from i on that are both beyond ASCII; s.n: there are none. */
static ptrdiff_t two_high(slice s, ptrdiff_t i)
{
    for (; i + 8 <= s.n; i += 7) {
        uint64_t word;

        memcpy(&word, s.p + i, 8);
        word &= 0x8080808080808080u;
        if (word & word << 8) break;
    }
    while (i + 1 < s.n && !(s.p[i] & s.p[i + 1] & 0x80)) i++;
    return i + 1 < s.n ? i : s.n;
}

bool lines_any_utf8(slice s)
{
    for (ptrdiff_t i = two_high(s, 0); i < s.n; i = two_high(s, i)) {
        ptrdiff_t from = i;
        slice line, rest;
        int32_t cp;

        i += utf8_decode(s.p + i, s.n - i, &cp);
        if (cp < 0) continue; /* nor is its line */
        while (from > 0 && s.p[from - 1] != '\n' && s.p[from - 1] != '\r') from--;
        rest = slice_sub(s, from, s.n);
        lines_next(&rest, &line);
        if (utf8_invalid(line) < 0) return true;
        i = rest.p - s.p;
    }
    return false;
}

void lines_around_high(slice line, ptrdiff_t most, bool without_utf8, struct buf *out)
{
    enum { AROUND = 4 }; /* nothing is said by what is farther from a byte beyond ASCII */
    size_t start = out->n;
    ptrdiff_t i = first_high(line);

    i = i > AROUND ? i - AROUND : 0;
    while (i < line.n && (ptrdiff_t)(out->n - start) < most) {
        ptrdiff_t next = i + first_high(slice_sub(line, i, line.n));
        int32_t cp;
        int n;

        if (next - i > 2 * AROUND || next == line.n) {
            buf_put(out, slice_sub(line, i, i + AROUND));
            if (next == line.n) break;
            buf_putc(out, ' ');
            i = next - AROUND;
        }
        buf_put(out, slice_sub(line, i, next));
        n = without_utf8 ? utf8_surrogates(line.p + next, line.n - next, &cp) : 1;
        if (n == 0) n = utf8_decode(line.p + next, line.n - next, &cp);
        if (without_utf8 && cp >= 0)
            buf_putc(out, ' ');
        else
            buf_put(out, slice_sub(line, next, next + n));
        i = next + n;
    }
}

void lines_place(struct lines_places *p, int32_t line)
{
    enum { MOST = sizeof p->from / sizeof *p->from };

    if (p->n > 0 && p->to[p->n - 1] == line && p->more == 0) return;
    p->count++;
    if (p->n > 0 && p->more == 0 && p->to[p->n - 1] == line - 1)
        p->to[p->n - 1] = line;
    else if (p->n < MOST)
        p->from[p->n] = p->to[p->n] = line, p->n++;
    else
        p->more++;
}

slice lines_words(const struct lines_places *p, struct arena *a)
{
    struct buf b = {0};

    buf_putz(&b, p->count == 1 ? "line " : "lines ");
    for (int i = 0; i < p->n; i++) {
        buf_printf(&b, "%s%d", i > 0 ? ", " : "", p->from[i]);
        if (p->to[i] > p->from[i]) buf_printf(&b, "-%d", p->to[i]);
    }
    if (p->more > 0) buf_printf(&b, " and %lld more", (long long)p->more);
    return buf_take(&b, a);
}
