/* theme.h - how each style slot looks. Theme files are embedded; a line is
 *     SLOT FG BG [ATTRIBUTES] [mono ATTRIBUTES]
 * where FG and BG are "-" (the terminal's own) or HEX/256/16, and attributes are bold, underline,
 * reverse, dim, italic. The first line is "theme NAME". A slot that is left out looks like the one
 * that it falls back to (style.def). */
#ifndef FETTLE_THEME_H
#define FETTLE_THEME_H

#include "err.h"
#include "screen.h"

enum {
    LOOK_ATTR_BOLD = 1,
    LOOK_ATTR_UNDERLINE = 2,
    LOOK_ATTR_REVERSE = 4,
    LOOK_ATTR_DIM = 8,
    LOOK_ATTR_ITALIC = 16
};
struct paint {
    int32_t rgb; /* 0xRRGGBB; -1: the terminal's own */
    int16_t c256, c16;
};
struct style_look {
    struct paint fg, bg;
    unsigned attr, mono; /* mono: the attributes where there is no colour */
    bool given;
};
struct theme {
    char name[32];
    bool mono; /* no colours at all */
    struct style_look look[STYLE_COUNT];
};

/* E_USAGE names the line that is wrong. */
bool theme_parse(struct theme *t, slice text, struct err *e);
/* One of the embedded themes; E_USAGE lists them. */
bool theme_find(struct theme *t, slice name, struct err *e);
/* The names, NULL at the end. */
extern const char *const theme_names[];

#endif
