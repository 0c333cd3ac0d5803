#include "gutter.h"

#include "csvrow.h"

enum { LINES_SEEN = 600, WIDE = 1024 /* characters of a line that are looked at */ };

struct page {
    int filled[WIDE + 1]; /* lines with a sign at this character */
    bool head[WIDE + 1];  /* the first line has one */
    int lines, last, few;
};

static void read_page(slice t, struct page *p)
{
    slice line;

    for (ptrdiff_t i = 0; i < t.n && p->lines < LINES_SEEN;) {
        int at = 0;

        i = csvrow_line_end(t, i, &line);
        if (slice_trim(line).n < 3 || memchr(line.p, '\t', (size_t)line.n) != NULL) continue;
        for (ptrdiff_t k = 0; k < line.n && at < WIDE; k++) {
            if ((line.p[k] & 0xC0) == 0x80) continue;
            p->filled[at] += line.p[k] != ' ';
            p->head[at] |= p->lines == 0 && line.p[k] != ' ';
            at++;
        }
        p->lines++;
        if (at > p->last) p->last = at;
    }
    p->few = p->lines / 50;
}

/* The gutter that begins at or behind k: [*from, *to); false: there is none. */
static bool next_gutter(const struct page *p, int k, int *from, int *to)
{
    while (k < p->last && p->filled[k] > p->few) k++;
    *from = k;
    while (k < p->last && p->filled[k] <= p->few) k++;
    *to = k;
    return *to < p->last;
}

/* Behind the last blank that the first line has in the gutter; 0: a word of it goes right through,
 * so this is a blank inside a cell. */
static int cut_in(const struct page *p, int from, int to)
{
    while (to > from && p->head[to - 1]) to--;
    return to > from ? to : 0;
}

/* Are the words of the first line mostly where the gutters are not? A title's are anywhere. */
static bool has_names(const struct page *p)
{
    int all = 0, blank = 0;

    for (int k = 1, from, to; next_gutter(p, k, &from, &to); k = to) {
        if (from == 0) continue;
        all++;
        blank += cut_in(p, from, to) > 0;
    }
    return blank * 2 >= all;
}

/* Does the first line name the column from character `from` to `to`? */
static bool named(const struct page *p, int from, int to)
{
    for (int k = from; k < to; k++)
        if (p->head[k]) return true;
    return false;
}

struct gutter_cuts gutter_find(slice sample, struct arena *a)
{
    struct gutter_cuts g = {.at = arena_new(a, int, WIDE), .n = 0, .wide = true};
    struct page *p = arena_new(a, struct page, 1);
    bool names;

    if (g.at == NULL || p == NULL) return g;
    read_page(sample, p);
    if (p->lines < 3) return g;
    names = has_names(p);
    for (int k = 0, from, to; next_gutter(p, k, &from, &to); k = to) {
        int cut = names ? cut_in(p, from, to) : to, next, end;

        if (from == 0 || cut == 0) continue; /* an indent; a blank inside a cell */
        if (to - from == 1) {
            /* One blank under which nothing is named parts words of one column. */
            if (!next_gutter(p, to, &next, &end)) next = p->last;
            if (names && !named(p, cut, next)) continue;
            g.wide = false;
        }
        g.at[g.n++] = cut;
    }
    g.wide &= g.n > 0;
    return g;
}
