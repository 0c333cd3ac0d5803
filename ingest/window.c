#include "window.h"

#include "decode.h"
#include "scan.h"
#include "utf8.h"
#include <unistd.h>

/* Bytes of the smallest unit of the encoding. */
static int unit_of(slice name)
{
    return slice_starts(name, S("utf-16")) ? 2 : slice_starts(name, S("utf-32")) ? 4 : 1;
}

static bool is_utf8(const struct window *w)
{
    return slice_eqz(w->encoding.name, "utf-8");
}

bool window_open(struct window *w, const struct source *s, const struct encoding *enc,
                 struct err *e)
{
    int mark = slice_eqz(enc->name, "utf-8") ? 3 : unit_of(enc->name) == 4 ? 4 : 2;

    *w = (struct window){.source = s,
                         .encoding = *enc,
                         .begin = enc->bom ? mark : 0,
                         .piece = WINDOW_PIECE,
                         .fd = -1};
    if (!is_utf8(w) && !decode_open(&w->recoder, enc, e)) return false;
    w->fd = source_reopen(s, e);
    return w->fd >= 0;
}

void window_close(struct window *w)
{
    if (w->fd >= 0) close(w->fd);
    w->fd = -1;
}

/* The offset behind the line end whose LF is at `lf`; 0: it is a part of another character. */
static ptrdiff_t behind_line(slice s, ptrdiff_t lf, slice encoding)
{
    int unit = unit_of(encoding);
    ptrdiff_t at = slice_ends(encoding, S("be")) ? lf - (unit - 1) : lf, zeros = 0;

    if (at < 0 || at % unit != 0 || at + unit > s.n) return 0;
    for (int i = 0; i < unit; i++) zeros += s.p[at + i] == 0;
    return zeros == unit - 1 ? at + unit : 0;
}

/* How many of the bytes are whole lines; 0: none ends there. */
static ptrdiff_t whole_lines(slice s, slice encoding)
{
    const char *lf;
    ptrdiff_t behind = 0;

    for (ptrdiff_t end = s.n; behind == 0 && end > 0; end = lf - s.p) {
        lf = memrchr(s.p, '\n', (size_t)end);
        if (lf == NULL) return 0;
        behind = behind_line(s, lf - s.p, encoding);
    }
    return behind;
}

int64_t window_line(const struct window *w, int64_t raw, struct err *e)
{
    enum { LOOK = 16 << 10 };
    char piece[LOOK];

    while (raw < w->source->length) {
        int64_t left = w->source->length - raw;
        slice s = {piece, left < LOOK ? (ptrdiff_t)left : LOOK};

        if (!source_read(w->source, w->fd, raw, piece, s.n, e)) return -1;
        for (ptrdiff_t i = 0; i < s.n; i++) {
            const char *lf = memchr(s.p + i, '\n', (size_t)(s.n - i));
            ptrdiff_t behind;

            if (lf == NULL) break;
            i = lf - s.p;
            behind = behind_line(s, i, w->encoding.name);
            if (behind > 0) return raw + behind;
        }
        raw += s.n;
    }
    return w->source->length;
}

/* How many of the bytes are whole characters, where that can be seen. */
static ptrdiff_t whole_characters(slice s, slice encoding)
{
    int unit = unit_of(encoding);
    ptrdiff_t n = s.n - s.n % unit;

    if (slice_eqz(encoding, "utf-8")) {
        for (int i = 0; i < 3 && n > 1 && (s.p[n - 1] & 0xC0) == 0x80; i++) n--;
        if (n > 1 && (s.p[n - 1] & 0xC0) == 0xC0) n--;
    }
    if (unit == 2 && n > 2) {
        unsigned char high = (unsigned char)s.p[n - (slice_ends(encoding, S("be")) ? 2 : 1)];

        if ((high & 0xFC) == 0xD8) n -= 2; /* the first half of a pair */
    }
    return n > 0 ? n : s.n;
}

/* Is it UTF-8 without zero bytes and Ctrl-Z: text as it stands? */
static bool as_it_is(slice s)
{
    ptrdiff_t i = 0;

    while ((i = scan_plain(s, i)) < s.n) {
        int32_t cp;

        if ((s.p[i] & 0x80) == 0) return false;
        for (; i < s.n && (s.p[i] & 0x80) != 0;) {
            i += utf8_decode(s.p + i, s.n - i, &cp);
            if (cp < 0) return false;
        }
    }
    return true;
}

int64_t window_read(const struct window *w, int64_t raw, int64_t to, struct buf *out,
                    struct quirks *q, struct err *e)
{
    int64_t left = w->source->length - raw;
    struct encoding enc = w->encoding;
    struct arena a;
    struct buf bytes = {0};
    slice s;
    ptrdiff_t n = w->piece;
    bool ok;

    if (n > to - raw) n = (ptrdiff_t)(to - raw);
    if (n <= 0) return raw;
    s = (slice){buf_reserve(is_utf8(w) ? out : &bytes, (size_t)n + 1), n};
    if (!source_read(w->source, w->fd, raw, (char *)(uintptr_t)s.p, n, e)) {
        buf_free(&bytes);
        return -1;
    }
    if (n < left) {
        ptrdiff_t lines = whole_lines(s, enc.name);

        s.n = lines > 0 ? lines : whole_characters(s, enc.name);
    }
    raw += s.n;
    if (is_utf8(w)) {
        if (as_it_is(s)) {
            out->n += (size_t)s.n;
            return raw;
        }
        buf_put(&bytes, s);
        s = buf_slice(&bytes);
    }
    arena_init(&a, ARENA_NO_LIMIT);
    ok = decode_piece(s, raw == w->source->length, &enc, is_utf8(w) ? NULL : &w->recoder, &a, q,
                      out, e);
    arena_free(&a);
    buf_free(&bytes);
    return ok ? raw : -1;
}
