#include "theme.h"

#include <stdio.h>
#include <stdlib.h>

#include "themes.gen.h"

static const char *const style_name[STYLE_COUNT] = {
#define STYLE(id, name, parent) name,
#include "style.def"
#undef STYLE
};
static const enum style style_parent[STYLE_COUNT] = {
#define STYLE(id, name, parent) STYLE_##parent,
#include "style.def"
#undef STYLE
};

static const struct {
    const char *name;
    const unsigned char *text;
    size_t n;
} embedded[] = {
#define X(id) {#id, theme_##id##_theme, sizeof theme_##id##_theme - 1},
#include "themelist.gen.h"
#undef X
};

const char *const theme_names[] = {
#define X(id) #id,
#include "themelist.gen.h"
#undef X
    NULL};

static unsigned attribute(slice word)
{
    static const char *const name[] = {"bold", "underline", "reverse", "dim", "italic"};

    for (unsigned i = 0; i < 5; i++)
        if (slice_eqz(word, name[i])) return 1u << i;
    return 0;
}

/* "-" or "#rrggbb/256/16". */
static bool paint(slice word, struct paint *out)
{
    char z[32];
    unsigned rgb;
    int c256, c16, end = 0;

    if (slice_eqz(word, "-")) {
        *out = (struct paint){-1, -1, -1};
        return true;
    }
    if (word.n >= (ptrdiff_t)sizeof z) return false;
    snprintf(z, sizeof z, "%.*s", SLICE_ARG(word));
    if (sscanf(z, "#%6x/%3d/%2d%n", &rgb, &c256, &c16, &end) != 3 || z[end] != 0) return false;
    if (c256 < 0 || c256 > 255 || c16 < 0 || c16 > 15) return false;
    *out = (struct paint){(int32_t)rgb, (int16_t)c256, (int16_t)c16};
    return true;
}

static slice next_word(slice *rest)
{
    slice word;

    *rest = rest->n < 0 ? (slice){"", 0} : slice_trim(*rest);
    word = slice_cut(*rest, ' ', rest);
    return word;
}

static bool slot_line(struct theme *t, slice line, int number, struct err *e)
{
    slice rest = line, word = next_word(&rest);
    struct style_look l = {.given = true};
    bool mono = false;
    int slot = 0;

    while (slot < STYLE_COUNT && !slice_eqz(word, style_name[slot])) slot++;
    if (slot == STYLE_COUNT)
        return err_set(e, E_USAGE, "theme, line %d: no style \"%.*s\"", number, SLICE_ARG(word));
    if (!paint(next_word(&rest), &l.fg) || !paint(next_word(&rest), &l.bg))
        return err_set(e, E_USAGE, "theme, line %d: a colour is - or #rrggbb/256/16", number);
    while ((word = next_word(&rest)).n > 0) {
        if (slice_eqz(word, "mono")) {
            mono = true;
        } else if (attribute(word) == 0) {
            return err_set(e, E_USAGE, "theme, line %d: no attribute \"%.*s\"", number,
                           SLICE_ARG(word));
        } else if (mono) {
            l.mono |= attribute(word);
        } else {
            l.attr |= attribute(word);
        }
    }
    if (!mono) l.mono = l.attr;
    t->look[slot] = l;
    return true;
}

bool theme_parse(struct theme *t, slice text, struct err *e)
{
    int number = 0;

    *t = (struct theme){.mono = false};
    while (text.n >= 0) {
        slice rest, line = slice_trim(slice_cut(text, '\n', &rest));

        text = rest;
        number++;
        if (line.n == 0 || slice_starts(line, S("# "))) continue;
        if (slice_starts(line, S("theme "))) {
            snprintf(t->name, sizeof t->name, "%.*s", SLICE_ARG(slice_sub(line, 6, line.n)));
        } else if (slice_eqz(line, "mono")) {
            t->mono = true;
        } else if (!slot_line(t, line, number, e)) {
            return false;
        }
    }
    if (!t->look[STYLE_TEXT].given)
        t->look[STYLE_TEXT] =
            (struct style_look){.fg = {-1, -1, -1}, .bg = {-1, -1, -1}, .given = true};
    /* Parents come before children in style.def or are given; two passes settle any order. */
    for (int pass = 0; pass < STYLE_COUNT; pass++)
        for (int i = 0; i < STYLE_COUNT; i++)
            if (!t->look[i].given && t->look[style_parent[i]].given)
                t->look[i] = t->look[style_parent[i]];
    return true;
}

bool theme_find(struct theme *t, slice name, struct err *e)
{
    struct buf b = {0};

    for (size_t i = 0; i < sizeof embedded / sizeof *embedded; i++)
        if (slice_eqz(name, embedded[i].name))
            return theme_parse(t, (slice){(const char *)embedded[i].text, (ptrdiff_t)embedded[i].n},
                               e);
    for (int i = 0; theme_names[i] != NULL; i++)
        buf_printf(&b, "%s%s", i > 0 ? ", " : "", theme_names[i]);
    err_set(e, E_USAGE, "no theme \"%.*s\"; there are %.*s", SLICE_ARG(name),
            SLICE_ARG(buf_slice(&b)));
    buf_free(&b);
    return false;
}
