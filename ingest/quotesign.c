#include "quotesign.h"

#include "buf.h"

enum {
    SEEN = 1 << 18, /* bytes that decide */
    CELL = 1 << 16, /* bytes that a cell may have */
    AHEAD = 256,    /* bytes behind a sign that could close the cell, for one that fits better */
    BLANKS = 8,     /* that may stand between a closing sign and the cell's end */
    LEAST = 4       /* cells that must stand in signs */
};

struct signs {
    slice open, close, delimiter;
};

static const char *const known[][2] = {
    {"\xC3\xBE", "\xC3\xBE"},         /* thorn, of litigation's load files */
    {"\xE2\x80\x9C", "\xE2\x80\x9D"}, /* “ ” */
    {"\xE2\x80\x9E", "\xE2\x80\x9C"}, /* „ “ */
    {"\xE2\x80\x9E", "\xE2\x80\x9D"}, /* „ ” */
    {"\xE2\x80\x9D", "\xE2\x80\x9D"}, /* ” ” */
    {"\xC2\xAB", "\xC2\xBB"},         /* « » */
    {"\xC2\xBB", "\xC2\xAB"},         /* » « */
    {"\xE2\x80\xB9", "\xE2\x80\xBA"}, /* ‹ › */
    {"\xE2\x80\x98", "\xE2\x80\x99"}, /* ‘ ’ */
    {"\xE2\x80\x9A", "\xE2\x80\x98"}, /* ‚ ‘ */
    {"\xE2\x80\x9A", "\xE2\x80\x99"}, /* ‚ ’ */
    {"\xE3\x80\x8C", "\xE3\x80\x8D"}, /* corner brackets */
    {"\xC2\xB4", "\xC2\xB4"},         /* ´ ´ */
    {"\xE2\x80\xB3", "\xE2\x80\xB3"}, /* ″ ″ */
};
static const char *const delimiters[] = {",", ";", "\t", "|", "\x14", ":", "~", "^"};

static bool at_sign(slice text, ptrdiff_t i, slice s)
{
    return i + s.n <= text.n && memcmp(text.p + i, s.p, (size_t)s.n) == 0;
}

static bool ends_cell(const struct signs *s, slice text, ptrdiff_t i)
{
    for (int k = 0; k < BLANKS && i < text.n && text.p[i] == ' '; k++) i++;
    return i >= text.n || text.p[i] == '\n' || text.p[i] == '\r' || at_sign(text, i, s->delimiter);
}

/* The way through the text: nothing before `barren` closes a cell that begins behind `i`. */
struct walk {
    const struct signs *s;
    slice text;
    ptrdiff_t i, barren;
    bool cut; /* the cell that was closed last holds a delimiter or a line end */
};

/* Where the sign is that closes the cell beginning at w->i, or -1. Signs within the cell may be
 * paired; where they are not, the first that could close it does. */
static ptrdiff_t closing(struct walk *w)
{
    const struct signs *s = w->s;
    ptrdiff_t first = -1, i = w->i + s->open.n, end = w->i + CELL;
    bool cut = w->barren > i, first_cut = false;
    int depth = 1;

    if (w->barren > i) i = w->barren;
    for (; i < w->text.n && i < end && (first < 0 || i - first < AHEAD); i++) {
        if (at_sign(w->text, i, s->close)) {
            bool ends = ends_cell(s, w->text, i + s->close.n);

            if (ends && (depth == 1 || slice_eq(s->open, s->close))) break;
            if (ends && first < 0) first = i, first_cut = cut;
            if (depth > 1) depth--;
        } else if (at_sign(w->text, i, s->open)) {
            depth++;
        } else if (w->text.p[i] == '\n' || w->text.p[i] == '\r') {
            if (first >= 0) break;
            cut = true;
        } else if (at_sign(w->text, i, s->delimiter)) {
            cut = true;
        }
    }
    if (i < w->text.n && i < end && at_sign(w->text, i, s->close) &&
        ends_cell(s, w->text, i + s->close.n) && (first < 0 || depth == 1)) {
        w->cut = cut;
        return i;
    }
    if (first < 0) w->barren = i;
    w->cut = first_cut;
    return first;
}

struct count {
    int64_t cells, bare,
        within;    /* in signs; others; of the first, those with delimiters or lines */
    int64_t signs; /* opening ones that begin no cell */
};

static void put_quoted(struct buf *out, slice cell)
{
    buf_putc(out, '"');
    for (ptrdiff_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"') buf_putc(out, '"');
        buf_putc(out, cell.p[i]);
    }
    buf_putc(out, '"');
}

/* Goes through the cells; with `out` the text is written with quotes for the signs. */
static struct count go_through(const struct signs *s, slice text, struct buf *out)
{
    struct walk w = {.s = s, .text = text};
    struct count n = {0};
    bool begins = true;

    while (w.i < text.n) {
        char c = text.p[w.i];
        ptrdiff_t end = begins && at_sign(text, w.i, s->open) ? closing(&w) : -1;

        if (end >= 0) {
            n.cells++;
            n.within += w.cut;
            if (out != NULL) put_quoted(out, slice_sub(text, w.i + s->open.n, end));
            w.i = end + s->close.n;
            begins = false;
            continue;
        }
        if (at_sign(text, w.i, s->open)) n.signs++;
        if (c == '\n' || c == '\r' || at_sign(text, w.i, s->delimiter)) {
            begins = true;
        } else if (c != ' ') {
            n.bare += begins;
            begins = false;
        }
        if (out != NULL) buf_putc(out, c);
        w.i++;
    }
    return n;
}

/* Do the signs stand around cells, and for a reason? */
static bool are_quotes(struct count n)
{
    return n.cells >= LEAST && n.signs * 10 <= n.cells && (n.within > 0 || n.bare * 20 <= n.cells);
}

/* Takes the signs with the delimiter that most cells stand between, if they are better. */
static void try_signs(slice head, struct signs s, bool sure, struct signs *best, int64_t *most)
{
    if (slice_find(head, s.open) < 0 || slice_find(head, s.close) < 0) return;
    for (size_t d = 0; d < sizeof delimiters / sizeof delimiters[0]; d++) {
        struct count n;

        s.delimiter = slice_z(delimiters[d]);
        if (slice_find(head, s.delimiter) < 0) continue;
        n = go_through(&s, head, NULL);
        if (n.cells > *most && (sure || are_quotes(n))) *most = n.cells, *best = s;
    }
}

static bool is_ascii(slice s)
{
    unsigned char all = 0;

    for (ptrdiff_t i = 0; i < s.n; i++) all |= (unsigned char)s.p[i];
    return all < 0x80;
}

slice quotesign_usual(slice text, slice given, struct arena *a, slice *sign)
{
    slice head = slice_sub(text, 0, SEEN);
    struct buf b = {0};
    struct signs best;
    int64_t most = 0;

    *sign = (slice){"", 0};
    if (is_ascii(head)) return text;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        struct signs s = {.open = slice_z(known[k][0]), .close = slice_z(known[k][1])};

        if (given.n == 0 || slice_eq(given, s.open)) try_signs(head, s, given.n > 0, &best, &most);
    }
    if (given.n > 0 && most == 0)
        try_signs(head, (struct signs){.open = given, .close = given}, true, &best, &most);
    if (most == 0) return text;
    *sign = best.open;
    go_through(&best, text, &b);
    return buf_take(&b, a);
}
