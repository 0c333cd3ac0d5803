#include "lineend.h"

#include "buf.h"

enum { SEEN = 1 << 20 }; /* bytes that decide */

static slice most_used(slice text)
{
    int64_t lf = 0, cr = 0, crlf = 0;

    for (ptrdiff_t i = 0; i < text.n && i < SEEN; i++) {
        if (text.p[i] == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
            crlf++, i++;
        else if (text.p[i] == '\r')
            cr++;
        else if (text.p[i] == '\n')
            lf++;
    }
    return crlf >= lf && crlf >= cr && crlf > 0 ? S("\r\n") : cr > lf ? S("\r") : S("\n");
}

/* Does the text hold a CR or LF that is not its last line end? */
static bool has_lines(slice text)
{
    while (text.n > 0 && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r')) text.n--;
    return text.n > 0 && (memchr(text.p, '\n', (size_t)text.n) != NULL ||
                          memchr(text.p, '\r', (size_t)text.n) != NULL);
}

/* The sign that ends the lines of a text without CR and LF; empty: none does. */
static slice unusual(slice text)
{
    static const char *const sign[] = {"\xE2\x80\xA8", "\xE2\x80\xA9", "\xC2\x85",
                                       "\v",           "\f",           "\x1E"};
    slice best = {"", 0};
    int most = 0;

    for (size_t k = 0; k < sizeof sign / sizeof sign[0]; k++) {
        slice s = slice_z(sign[k]), rest = text;
        int n = 0;

        for (ptrdiff_t i; (i = slice_find(rest, s)) >= 0; n++)
            rest = slice_sub(rest, i + s.n, rest.n);
        if (n > most) most = n, best = s;
    }
    return best;
}

slice lineend_usual(slice text, struct arena *a, slice *end)
{
    struct buf b = {0};
    slice head = slice_sub(text, 0, SEEN), sign, rest = text;

    *end = most_used(head);
    if (has_lines(head)) return text;
    sign = unusual(head);
    if (sign.n == 0) return text;
    *end = sign;
    for (ptrdiff_t i; (i = slice_find(rest, sign)) >= 0;) {
        buf_put(&b, slice_sub(rest, 0, i));
        buf_putc(&b, '\n');
        rest = slice_sub(rest, i + sign.n, rest.n);
    }
    buf_put(&b, rest);
    return buf_take(&b, a);
}
