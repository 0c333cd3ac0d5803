#include "gutter.h"

#include "csvrow.h"
#include "utf8.h"

enum {
    LINES_SEEN = 600,
    WIDE = 1024 /* characters of a line that are looked at */,
    RULE_LEAST = 3,
    PARAGRAPH_LEAST = 5,
    TITLES = 3,
    RULED = 2 * WIDE
};

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

/* The longest run of lines without a blank one; `above` gets it with the lone line that stands
 * apart right above it, if there is one. Empty where it is not the most of the sample, or all. */
static slice longest_run(slice sample, slice *above)
{
    slice line, best = {"", 0};
    ptrdiff_t from = 0, lone = -1;
    int lines = 0, most = 0, all = 0;

    *above = best;
    for (ptrdiff_t i = 0, next; i <= sample.n; i = next) {
        bool blank = i == sample.n;

        next = i + 1;
        if (!blank) {
            next = csvrow_line_end(sample, i, &line);
            blank = slice_trim(line).n == 0;
        }
        if (!blank) {
            all++;
            if (lines++ == 0) from = i;
            continue;
        }
        if (lines > most) {
            most = lines;
            best = slice_sub(sample, from, i);
            *above = lone >= 0 ? slice_sub(sample, lone, i) : (slice){"", 0};
        }
        if (lines > 0) lone = lines == 1 ? from : -1;
        lines = 0;
    }
    return most >= PARAGRAPH_LEAST && most < all && most * 2 >= all ? best : (slice){"", 0};
}

static bool has_digit(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9') return true;
    return false;
}

/* Does the first line name all columns, in words over lines with digits? */
static bool begins_with_names(slice t, struct gutter_cuts g)
{
    struct dialect_found f = {.layout = LAYOUT_FIXED, .cut = g.at, .ncut = g.n, .strict = true};
    slice line, rest = slice_sub(t, csvrow_line_end(t, 0, &line), t.n), below;
    ptrdiff_t from = 0;
    int lines = 0, digits = 0;

    if (has_digit(line) || csvrow_torn(&f, line)) return false;
    for (int c = 0; c <= g.n; c++) {
        ptrdiff_t to = c < g.n && g.at[c] < line.n ? g.at[c] : line.n;

        if (to <= from || slice_trim(slice_sub(line, from, to)).n == 0) return false;
        from = to;
    }
    while (rest.n > 0) {
        rest = slice_sub(rest, csvrow_line_end(rest, 0, &below), rest.n);
        lines += slice_trim(below).n > 0;
        digits += has_digit(below);
    }
    return lines > 2 && digits * 10 >= lines * 9;
}

struct gutter_cuts gutter_apart(slice sample, struct arena *a)
{
    slice above, t = longest_run(sample, &above), line;
    struct gutter_cuts none = {.at = NULL}, best, g;
    bool apart = t.n > 0;

    best = gutter_find(apart ? t : sample, a);
    g = above.n > 0 && apart ? gutter_find(above, a) : none;
    if (g.n > 0 && g.n >= best.n && begins_with_names(above, g)) return g;
    if (!apart) t = sample;
    for (int k = 0; k < TITLES; k++) {
        t = slice_sub(t, csvrow_line_end(t, 0, &line), t.n);
        g = gutter_find(t, a);
        if (g.n > best.n && begins_with_names(t, g)) return g;
    }
    return apart ? best : none;
}

/* Where the rules of a line begin, but for the first; 0: it is no line of two or more. */
static int rules_of(slice line, int *at)
{
    int n = 0, rules = 0;
    ptrdiff_t i = 0;

    line = slice_sub(line, 0, line.n < WIDE ? line.n : WIDE);
    while (i < line.n && line.p[i] == ' ') i++;
    for (char sign = i < line.n ? line.p[i] : 0; i < line.n;) {
        ptrdiff_t from = i;

        if (sign != '-' && sign != '=') return 0;
        if (rules++ > 0) at[n++] = (int)i;
        while (i < line.n && line.p[i] == sign) i++;
        if (i == from || (i < line.n && line.p[i] != ' ')) return 0;
        if (i - from >= RULE_LEAST) rules += RULED;
        while (i < line.n && line.p[i] == ' ') i++;
    }
    return rules > RULED ? n : 0; /* "- -" are two missing values */
}

struct gutter_cuts gutter_ruled(slice sample, struct arena *a)
{
    struct gutter_cuts g = {.at = arena_new(a, int, WIDE), .n = 0, .wide = true};
    struct dialect_found f = {.layout = LAYOUT_FIXED, .cut = g.at};
    int kept = 0, torn = 0;
    slice line;
    ptrdiff_t i = 0;

    if (g.at == NULL) return g;
    while (i < sample.n && g.n == 0) {
        i = csvrow_line_end(sample, i, &line);
        g.n = rules_of(line, g.at);
    }
    f.ncut = g.n;
    while (i < sample.n && g.n > 0 && kept + torn < LINES_SEEN) {
        bool is_torn;

        i = csvrow_line_end(sample, i, &line);
        if (slice_trim(line).n == 0) break;
        is_torn = csvrow_torn(&f, line) || memchr(line.p, '\t', (size_t)line.n) != NULL;
        torn += is_torn;
        kept += !is_torn;
    }
    if (kept < 1 || torn * 20 > kept) g.n = 0;
    return g;
}

/* The bars of a line that is drawn: characters behind which each stands. 0: it is no such line. */
static int bars_of(slice line, int *at)
{
    int n = 0, k = 0, drawn = 0;
    int32_t cp = 0;

    while (line.n > 0 && strchr(" \r", line.p[line.n - 1]) != NULL) line.n--;
    for (ptrdiff_t i = 0; i < line.n; k++) {
        i += utf8_decode(line.p + i, line.n - i, &cp);
        if (csvrow_bar(cp) && k < WIDE)
            at[n++] = k + 1;
        else if (csvrow_rule(cp))
            drawn++;
        else if (cp != ' ')
            return 0;
        if (n == 0 && cp != ' ') return 0; /* an edge at the left */
    }
    return n > 2 && drawn > n && csvrow_bar(cp) ? n : 0;
}

struct gutter_cuts gutter_boxed(slice sample, struct arena *a)
{
    struct gutter_cuts g = {.at = arena_new(a, int, WIDE + 1), .n = 0, .wide = true};
    struct dialect_found f = {.layout = LAYOUT_FIXED, .cut = g.at, .boxed = true};
    int kept = 0, torn = 0, broken = 0, others = 0, bars = 0, none[WIDE];
    slice line;
    ptrdiff_t i = 0;

    if (g.at == NULL) return g;
    while (i < sample.n && g.n == 0) {
        i = csvrow_line_end(sample, i, &line);
        g.n = bars_of(line, g.at);
    }
    f.ncut = g.n;
    while (i < sample.n && g.n > 0 && kept + torn < LINES_SEEN) {
        i = csvrow_line_end(sample, i, &line);
        if (slice_trim(line).n == 0) break;
        if (csvrow_torn(&f, line)) {
            int32_t cp;
            slice s = slice_trim(line);

            torn++; /* a note right below the box; a row whose bars stand elsewhere speaks against
                       it */
            utf8_decode(s.p, s.n, &cp);
            broken += csvrow_bar(cp);
            continue;
        }
        kept++;
        for (ptrdiff_t k = 0; k < line.n; k++) bars += line.p[k] == '|';
        others += bars != g.n && bars_of(line, none) == 0;
        bars = 0;
    }
    g.wide = others > 0;
    if (kept < 2 || torn * 4 > kept || broken * 20 > kept) g.n = 0;
    return g;
}
