#include "recode.h"

#include "charset.h"
#include "err.h"
#include "utf8.h"
#include <errno.h>
#include <iconv.h>

/* What is written where, and what was missing. */
struct work {
    struct buf *out;
    size_t start; /* of the text in it */
    int64_t broken;
    int32_t *line;
};

static int32_t line_at(const struct work *w)
{
    const char *p = w->out->p + w->start, *z = w->out->p + w->out->n;
    int32_t n = 1;

    for (; p < z && (p = memchr(p, '\n', (size_t)(z - p))) != NULL; p++) n++;
    return n;
}

static void put_broken(struct work *w)
{
    if (w->broken++ == 0) *w->line = line_at(w);
    buf_putz(w->out, "\xEF\xBF\xBD");
}

static void by_iconv(struct work *w, const struct recoder *r, slice in)
{
    iconv_t cd = iconv_open("UTF-8", r->name);
    char *ip = (char *)(uintptr_t)in.p;
    size_t left = (size_t)in.n;

    if (cd == (iconv_t)-1) err_no_memory(); /* it was there before */
    while (left > 0) {
        size_t room = left + left / 2 + 64, had = room, skip;
        char *op = buf_reserve(w->out, room);
        size_t got = iconv(cd, &ip, &left, &op, &room);

        if (got != (size_t)-1) iconv(cd, NULL, NULL, &op, &room); /* what waits for a mark */
        w->out->n += had - room;
        if (got != (size_t)-1 || errno == E2BIG) continue;
        put_broken(w);
        skip = left < (size_t)r->unit ? left : (size_t)r->unit;
        ip += skip;
        left -= skip;
    }
    iconv_close(cd);
}

/* ------------------------------------------------------------ one byte, one character */

/* False: only iconv can tell. */
static bool sequences_of(const struct charset *set, struct recode_sequence of[256])
{
    int32_t map[256];
    bool joins;

    if (set == NULL || set->wide || !charset_map(set, map, &joins) || joins) return false;
    for (int i = 0; i < 256; i++) {
        char text[4] = {0};

        if ((i < 0x80 && map[i] != i) || map[i] > 0xFFFF) return false;
        of[i] = (struct recode_sequence){{0}, 0};
        if (map[i] < 0) continue;
        of[i].n = (uint8_t)utf8_encode(map[i], text);
        memcpy(of[i].byte, text, sizeof of[i].byte);
    }
    return true;
}

static void by_table(struct work *w, slice in, const struct recode_sequence of[256])
{
    enum { PIECE = 16 << 10, WORD = 8 };

    for (ptrdiff_t i = 0; i < in.n;) {
        ptrdiff_t to = i + PIECE < in.n ? i + PIECE : in.n;
        char *from = buf_reserve(w->out, 3 * PIECE + WORD), *p = from;

        while (i < to) {
            const struct recode_sequence *s;

            if (i + WORD <= to) {
                uint64_t word, high;

                memcpy(&word, in.p + i, WORD);
                memcpy(p, &word, WORD);
                high = word & 0x8080808080808080u;
                if (high == 0) {
                    i += WORD;
                    p += WORD;
                    continue;
                }
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
                i += __builtin_ctzll(high) / 8;
                p += __builtin_ctzll(high) / 8;
#endif
            }
            s = &of[(uint8_t)in.p[i]];
            if (s->n == 0) break;
            memcpy(p, s->byte, sizeof s->byte);
            p += s->n;
            i++;
        }
        w->out->n += (size_t)(p - from);
        if (i < to) {
            put_broken(w);
            i++;
        }
    }
}

/* --------------------------------------------------------------------------- UTF-16 */

static inline uint16_t unit_at(const char *p, bool big)
{
    uint8_t a = (uint8_t)p[0], b = (uint8_t)p[1];

    return (uint16_t)(big ? a << 8 | b : b << 8 | a);
}

/* Four units that are ASCII, as four bytes. */
static inline bool four_plain(const char *in, bool big, char *out)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t x;
    uint32_t four;

    memcpy(&x, in, sizeof x);
    if (big) x = x >> 8 | x << 56;
    if (x & 0xFF80FF80FF80FF80u) return false;
    x = (x | x >> 8) & 0x0000FFFF0000FFFFu;
    four = (uint32_t)(x | x >> 16);
    memcpy(out, &four, sizeof four);
    return true;
#else
    (void)in, (void)big, (void)out;
    return false;
#endif
}

static void by_units(struct work *w, slice in, bool big)
{
    enum { PIECE = 32 << 10, FOUR = 8 };

    for (ptrdiff_t i = 0; i < in.n;) {
        ptrdiff_t to = i + PIECE < in.n ? i + PIECE : in.n;
        char *from = buf_reserve(w->out, 2 * PIECE), *p = from;

        while (i < to) {
            int32_t c;
            uint16_t next;

            if (i + FOUR <= to && four_plain(in.p + i, big, p)) {
                i += FOUR;
                p += FOUR / 2;
                continue;
            }
            if (i + 1 >= in.n) break;
            c = unit_at(in.p + i, big);
            if (c >= 0xD800 && c <= 0xDFFF) {
                next = i + 3 < in.n ? unit_at(in.p + i + 2, big) : 0;
                if (c > 0xDBFF || (next & 0xFC00) != 0xDC00) break;
                c = 0x10000 + ((c & 0x3FF) << 10) + (next & 0x3FF);
                i += 2;
            }
            p += utf8_encode(c, p);
            i += 2;
        }
        w->out->n += (size_t)(p - from);
        if (i < to) {
            put_broken(w);
            i += 2;
        }
    }
}

/* ---------------------------------------------------------------------------- all */

bool recoder_init(struct recoder *r, slice encoding, bool exact)
{
    const struct charset *set = charset_find(encoding);
    slice name = set != NULL ? slice_z(set->iconv) : encoding;
    iconv_t cd;

    *r = (struct recoder){.unit = slice_starts(encoding, S("utf-16"))   ? 2
                                  : slice_starts(encoding, S("utf-32")) ? 4
                                                                        : 1};
    if (name.n <= 0 || (size_t)name.n >= sizeof r->name) return false;
    memcpy(r->name, name.p, (size_t)name.n);
    if (!exact && slice_eqz(encoding, "utf-16le"))
        r->way = RECODE_UTF16LE;
    else if (!exact && slice_eqz(encoding, "utf-16be"))
        r->way = RECODE_UTF16BE;
    else if (!exact && sequences_of(set, r->of))
        r->way = RECODE_TABLE;
    if (r->way != RECODE_ICONV) return true;
    cd = iconv_open("UTF-8", r->name);
    if (cd == (iconv_t)-1) return false;
    iconv_close(cd);
    return true;
}

int64_t recode(const struct recoder *r, slice in, struct buf *out, int32_t *line)
{
    struct work w = {.out = out, .start = out->n, .line = line};

    switch (r->way) {
    case RECODE_ICONV:
        by_iconv(&w, r, in);
        break;
    case RECODE_TABLE:
        by_table(&w, in, r->of);
        break;
    case RECODE_UTF16LE:
        by_units(&w, in, false);
        break;
    case RECODE_UTF16BE:
        by_units(&w, in, true);
        break;
    }
    return w.broken;
}
