#include "decode.h"

#include "charguess.h"
#include "encoding.h"
#include "lines.h"
#include "mojibake.h"
#include "recode.h"
#include "utf8.h"

struct work {
    const struct recoder *r; /* NULL: UTF-8 */
    struct arena *a;
    struct quirks *q;
    struct err *e;
};

static bool too_large(struct err *e)
{
    return err_set(e, E_LIMIT, "the text does not fit the memory limit");
}

static struct range at_line(int32_t line)
{
    return (struct range){line, 0, line, 0};
}

static int32_t line_of(slice s, const char *at)
{
    int32_t n = 1;

    for (const char *p = s.p; p < at && (p = memchr(p, '\n', (size_t)(at - p))) != NULL; p++) n++;
    return n;
}

/* ------------------------------------------------------- one encoding to UTF-8 */

static void decode_all(struct work *w, slice in, const struct encoding *enc, struct buf *out)
{
    int32_t line = 0;
    int64_t broken = recode(w->r, in, out, &line);

    if (broken > 0)
        quirk_add(w->q, QUIRK_broken_text, 0, at_line(line), NULL, broken,
                  "%lld place%s no %.*s, first in line %d; U+FFFD stands there now",
                  (long long)broken, broken == 1 ? " is" : "s are", SLICE_ARG(enc->name), line);
}

/* -------------------------------------------------- UTF-8 with something else in it */

/* The rest of a UTF-8 sequence, or the beginning of one, but no character of an older set: a
 * cut-off text, or one that was joined in the wrong place. */
static bool is_torn(slice run, int32_t before, const int32_t *map)
{
    uint8_t first = (uint8_t)run.p[0];

    if (first < 0xC0) return run.n == 1 && before > 0x7F; /* what follows a character has no lead */
    if (run.n > 1) return (uint8_t)run.p[1] < 0xC0 && run.n < 4 && first >= 0xE0;
    /* In the older set a capital within a word; but Wei\xdf is Weiß. */
    return first < 0xE0 && utf8_is_letter(before) && !utf8_is_upper(before) &&
           (map == NULL || map[first] != 0xDF);
}

/* A text that is UTF-8 but for some places. */
struct mend {
    struct work *w;
    const struct charset *set; /* what the others are in */
    int32_t map[256];          /* of it; of windows-1252 when it is wide */
    struct buf *out;
    struct lines_places other, torn;
    int64_t nother, ntorn, paired;
    ptrdiff_t first_torn; /* byte in its line, from 1 */
    int32_t line;
};

static void put_char(struct buf *b, int32_t c)
{
    char text[4];

    buf_put(b, (slice){text, utf8_encode(c < 0 ? 0xFFFD : c, text)});
}

/* The bytes at i that are no UTF-8, up to the next that are. */
static slice broken_run(slice line, ptrdiff_t i)
{
    ptrdiff_t to = i;
    int32_t c;

    while (to < line.n && (line.p[to] & 0x80) && (utf8_decode(line.p + to, line.n - to, &c), c < 0))
        to++;
    return slice_sub(line, i, to);
}

static void mend_run(struct mend *m, slice line, slice run, int32_t before)
{
    if (is_torn(run, before, m->map)) {
        lines_place(&m->torn, m->line);
        if (m->ntorn++ == 0) m->first_torn = run.p - line.p + 1;
        put_char(m->out, 0xFFFD);
        return;
    }
    lines_place(&m->other, m->line);
    m->nother += run.n;
    for (ptrdiff_t i = 0; i < run.n; i++) put_char(m->out, m->map[(uint8_t)run.p[i]]);
}

/* A line with UTF-8 in it and other bytes too, or one for which one byte is one character. */
static void mend_line(struct mend *m, slice line)
{
    int32_t before = 0;

    for (ptrdiff_t i = 0; i < line.n;) {
        int32_t c;
        int n = utf8_decode(line.p + i, line.n - i, &c);

        if (c >= 0) {
            buf_put(m->out, slice_sub(line, i, i + n));
        } else if ((n = utf8_surrogates(line.p + i, line.n - i, &c)) > 0) {
            put_char(m->out, c);
            m->paired++;
        } else {
            slice run = broken_run(line, i);

            mend_run(m, line, run, before);
            n = (int)run.n;
        }
        before = c;
        i += n;
    }
}

static bool has_utf8(slice line)
{
    int32_t c;

    for (ptrdiff_t i = 0; i < line.n;) {
        i += utf8_decode(line.p + i, line.n - i, &c);
        if (c > 0x7F) return true;
    }
    return false;
}

/* Are the bytes that are no UTF-8 all sequences of three or four without their last bytes? A
 * character of a wide set may look so, but hardly alone in a line. */
static bool is_cut_off(slice line, int64_t *high)
{
    bool cut = true;
    int32_t c;

    *high = 0;
    for (ptrdiff_t i = 0; i < line.n;) {
        int n = utf8_decode(line.p + i, line.n - i, &c);

        if (c < 0) {
            slice run = broken_run(line, i);

            n = (int)run.n;
            *high += n;
            cut &= n > 1 && is_torn(run, 0, NULL);
        }
        i += n;
    }
    return cut && *high <= 3;
}

static void mend_notes(struct mend *m)
{
    struct work *w = m->w;
    slice where;

    if (m->nother > 0) {
        where = lines_words(&m->other, w->a);
        quirk_add(w->q, QUIRK_mixed_encoding, 0, at_line(m->other.from[0]), NULL, m->nother,
                  "%lld byte%s no UTF-8, in %.*s; read as %s", (long long)m->nother,
                  m->nother == 1 ? " is" : "s are", SLICE_ARG(where), m->set->name);
    }
    if (m->ntorn > 0) {
        where = lines_words(&m->torn, w->a);
        quirk_add(w->q, QUIRK_broken_text, 0, at_line(m->torn.from[0]), NULL, m->ntorn,
                  "%lld UTF-8 sequence%s broken, the first at byte %lld of line %d (%.*s); U+FFFD "
                  "stands there now",
                  (long long)m->ntorn, m->ntorn == 1 ? " is" : "s are", (long long)m->first_torn,
                  m->torn.from[0], SLICE_ARG(where));
    }
    if (m->paired > 0)
        quirk_add(
            w->q, QUIRK_surrogate_pairs, 0, (struct range){0}, NULL, m->paired,
            "%lld character%s written as two surrogates (CESU-8); read as the character%s meant",
            (long long)m->paired, m->paired == 1 ? " is" : "s are", m->paired == 1 ? "" : "s");
}

static void mend_utf8(struct work *w, slice in, struct buf *out)
{
    struct mend m = {.w = w, .set = charset_find(S("windows-1252")), .out = out};
    struct charguess g[CHARGUESS_MOST];
    struct recoder r = {0}; /* where the set is wide */
    slice rest = in, line;

    if (charguess(encoding_sample(in, true, w->a), w->a, g) > 0) m.set = g[0].set;
    if (m.set->wide && !recoder_init(&r, slice_z(m.set->name), false))
        m.set = charset_find(S("windows-1252"));
    if (m.set->wide)
        charset_map(charset_find(S("windows-1252")), m.map, NULL);
    else
        charset_map(m.set, m.map, NULL);
    while (lines_next(&rest, &line)) {
        int32_t broken = 0;
        int64_t high;
        const char *end = line.p + line.n;

        m.line++;
        if (lines_class(line) != LINES_BROKEN) {
            buf_put(m.out, line);
        } else if (m.set->wide && !has_utf8(line) && !is_cut_off(line, &high)) {
            lines_place(&m.other, m.line);
            m.nother += high;
            recode(&r, line, m.out, &broken);
        } else {
            mend_line(&m, line);
        }
        buf_put(m.out, (slice){end, (rest.n > 0 ? rest.p : in.p + in.n) - end});
    }
    mend_notes(&m);
}

/* ------------------------------------------- an older set with UTF-8 lines in it */

/* Do all its characters beyond ASCII make sense? In a wide set UTF-8 comes about by chance, so that
 * one or two are not enough. */
static bool means_utf8(const struct language *all, slice line, bool wide)
{
    int32_t c, last[2] = {0, 0};
    int distinct = 0;

    if (lines_class(line) != LINES_UTF8) return false;
    for (ptrdiff_t i = 0; i < line.n;) {
        int n = utf8_decode(line.p + i, line.n - i, &c);

        i += n;
        if (c > 0x7F && !charguess_usual(all, c)) return false;
        if (n < 3 || c == last[0] || c == last[1]) continue;
        distinct++;
        last[1] = last[0];
        last[0] = c;
    }
    return !wide || distinct >= 3;
}

/* One byte a character or several, with UTF-8 lines in it; false: there are none. */
static bool decode_mixed(struct work *w, slice in, const struct encoding *enc, struct buf *out)
{
    const struct charset *set = charset_find(enc->name);
    const struct language *all;
    struct lines_places places = {0};
    slice rest = in, line, where;
    int32_t number = 0, broken_line = 0;
    int64_t broken = 0;
    const char *from = in.p;

    if (set == NULL || !lines_any_utf8(in) || (all = language_all(w->a)) == NULL) return false;
    while (lines_next(&rest, &line)) {
        const char *end = rest.n > 0 ? rest.p : in.p + in.n;

        number++;
        if (!means_utf8(all, line, set->wide)) continue;
        broken += recode(w->r, (slice){from, line.p - from}, out, &broken_line);
        buf_put(out, (slice){line.p, end - line.p});
        from = end;
        lines_place(&places, number);
    }
    if (places.count == 0) return false;
    broken += recode(w->r, (slice){from, in.p + in.n - from}, out, &broken_line);
    where = lines_words(&places, w->a);
    quirk_add(w->q, QUIRK_mixed_encoding, 0, at_line(places.from[0]), NULL, places.count,
              "%lld line%s UTF-8 in a file that is %.*s: %.*s", (long long)places.count,
              places.count == 1 ? " is" : "s are", SLICE_ARG(enc->name), SLICE_ARG(where));
    if (broken > 0)
        quirk_add(w->q, QUIRK_broken_text, 0, (struct range){0}, NULL, broken,
                  "%lld places are no %.*s; U+FFFD stands there now", (long long)broken,
                  SLICE_ARG(enc->name));
    return true;
}

/* --------------------------------------------------------- what carries nothing */

/* Without the bytes of `what` inside the text; *line: the first. */
static bool drop(struct work *w, slice *text, slice what, int64_t *n, int32_t *line)
{
    char *copy = NULL;
    ptrdiff_t to = 0, done = 0;

    *n = 0;
    for (const char *p = text->p, *z = p + text->n; p < z; p++) {
        p = memchr(p, what.p[0], (size_t)(z - p));
        if (p == NULL) break;
        if (z - p < what.n || memcmp(p, what.p, (size_t)what.n) != 0) continue;
        if ((*n)++ == 0) {
            *line = line_of(*text, p);
            copy = arena_new(w->a, char, text->n + 1);
            if (copy == NULL) return too_large(w->e);
        }
        memcpy(copy + to, text->p + done, (size_t)(p - text->p - done));
        to += p - text->p - done;
        done = p - text->p + what.n;
        p += what.n - 1;
    }
    if (*n == 0) return true;
    memcpy(copy + to, text->p + done, (size_t)(text->n - done));
    *text = (slice){copy, to + text->n - done};
    return true;
}

static bool drop_empty(struct work *w, slice *text, bool ends)
{
    ptrdiff_t end = text->n;
    int64_t n;
    int32_t line = 0;

    while (ends && end > 0 && text->p[end - 1] != 0 &&
           strchr("\r\n\x1A ", text->p[end - 1]) != NULL)
        end--;
    if (memchr(text->p + end, 0x1A, (size_t)(text->n - end)) != NULL) {
        quirk_add(w->q, QUIRK_end_mark, 0, (struct range){0}, NULL, 1,
                  "the text ends with a Ctrl-Z mark; it was dropped");
        text->n = (const char *)memchr(text->p + end, 0x1A, (size_t)(text->n - end)) - text->p;
    }
    if (!drop(w, text, (slice){"\0", 1}, &n, &line)) return false;
    if (n > 0)
        quirk_add(w->q, QUIRK_nul_bytes, 0, at_line(line), NULL, n,
                  "%lld zero byte%s, first in line %d; dropped", (long long)n, n == 1 ? "" : "s",
                  line);
    if (!drop(w, text, S("\xEF\xBB\xBF"), &n, &line)) return false;
    if (n > 0)
        quirk_add(w->q, QUIRK_mark_inside, 0, at_line(line), NULL, n,
                  "%lld byte order mark%s inside the text, first in line %d; dropped (files were "
                  "joined?)",
                  (long long)n, n == 1 ? " is" : "s are", line);
    return true;
}

bool decode_is_control(uint8_t c)
{
    static const char usual[] =
        "\t\n\v\f\r\x1C\x1D\x1E\x1F"; /* they part lines, records or cells */

    return c != 0 && (c < 0x20 || c == 0x7F) && strchr(usual, c) == NULL;
}

/* Control characters are kept; but what parts cells or rows stands in most lines and is no
 * accident. */
static void note_controls(struct work *w, slice text)
{
    struct lines_places places = {0};
    int64_t n = 0, lines = 0;
    slice rest = text, line;
    uint8_t which = 0;

    bool any = false;

    for (ptrdiff_t i = 0; i < text.n && !any; i++) any = decode_is_control((uint8_t)text.p[i]);
    while (any && lines_next(&rest, &line)) {
        int64_t here = 0;

        lines++;
        for (ptrdiff_t i = 0; i < line.n; i++)
            if (decode_is_control((uint8_t)line.p[i]))
                here++, which = n == 0 && here == 1 ? (uint8_t)line.p[i] : which;
        n += here;
        if (here > 0) lines_place(&places, (int32_t)lines);
    }
    if (n == 0 || (places.count * 2 > lines && lines > 2)) return;
    quirk_add(w->q, QUIRK_control_characters, 0, at_line(places.from[0]), NULL, n,
              "%lld control character%s (0x%02X%s) in %.*s; kept", (long long)n, n == 1 ? "" : "s",
              which, n == 1 ? "" : " and so on", SLICE_ARG(lines_words(&places, w->a)));
}

static void note_twice(struct work *w, slice text)
{
    const struct mojibake *m;
    struct mojibake_found f;
    int32_t line;

    if (!mojibake_possible(text) || (m = mojibake_new(w->a)) == NULL) return;
    f = mojibake_count(m, text);
    if (f.twice == 0 || f.twice * 4 < f.plain) return;
    line = line_of(text, text.p + f.first);
    quirk_add(w->q, QUIRK_double_encoded, 0, at_line(line), "repair_text", f.twice,
              "%lld place%s encoded twice, as UTF-8 that was read as %s, first in line %d",
              (long long)f.twice, f.twice == 1 ? " looks" : "s look", f.read_as, line);
}

/* As UTF-8: the bytes themselves, or what is behind out now. */
static void to_utf8(struct work *w, slice in, const struct encoding *enc, struct buf *out,
                    slice *text)
{
    size_t start = out->n;

    *text = in;
    if (w->r == NULL) {
        if (utf8_invalid(in) < 0) return;
        mend_utf8(w, in, out);
    } else if (!decode_mixed(w, in, enc, out)) {
        decode_all(w, in, enc, out);
    }
    *text = out->n > start ? slice_sub(buf_slice(out), (ptrdiff_t)start, (ptrdiff_t)out->n) : S("");
}

bool decode_open(struct recoder *r, const struct encoding *enc, struct err *e)
{
    return recoder_init(r, enc->name, false) ||
           err_set(e, E_USAGE, "this machine cannot convert from \"%.*s\"", SLICE_ARG(enc->name));
}

bool decode_piece(slice in, bool ends, const struct encoding *enc, const struct recoder *r,
                  struct arena *a, struct quirks *q, struct buf *out, struct err *e)
{
    struct work w = {r, a, q, e};
    size_t start = out->n;
    slice text;

    if (in.n == 0) return true;
    to_utf8(&w, in, enc, out, &text);
    if (!drop_empty(&w, &text, ends)) return false;
    if (text.n > 0 && text.p != out->p + start) {
        out->n = start;
        buf_put(out, text);
    }
    out->n = start + (size_t)text.n;
    return true;
}

bool decode_text(slice bytes, struct encoding *enc, struct arena *a, struct quirks *q, slice *text,
                 struct err *e)
{
    struct recoder r;
    bool utf8 = slice_eqz(enc->name, "utf-8");
    struct work w = {utf8 ? NULL : &r, a, q, e};
    struct buf b = {0};
    slice name, in = bytes;
    int mark = encoding_mark(bytes, &name);

    if (!utf8 && !decode_open(&r, enc, e)) return false;
    if (mark > 0 && slice_eq(name, enc->name)) {
        in = slice_sub(bytes, mark, bytes.n);
        enc->bom = true;
    }
    to_utf8(&w, in, enc, &b, text);
    if (text->p == b.p && b.n > 0) *text = buf_take(&b, a);
    buf_free(&b);
    if (text->p == NULL && in.n > 0) return too_large(e);
    if (!drop_empty(&w, text, true)) return false;
    note_controls(&w, *text);
    note_twice(&w, *text);
    return true;
}
