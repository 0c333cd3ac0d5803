/* screen.h - a grid of character cells that views draw on. It knows no terminal. Every text that
 * comes in is sanitised: control, bidi, zero-width and other characters that a terminal would obey
 * or misplace are shown as <code>, so what is drawn is as wide as the grid believes. */
#ifndef FETTLE_SCREEN_H
#define FETTLE_SCREEN_H

#include "buf.h"

enum style {
#define STYLE(id, name, parent) STYLE_##id,
#include "style.def"
#undef STYLE
    STYLE_COUNT
};

enum { GLYPH_BYTES = 20 };
struct cell {
    char text[GLYPH_BYTES]; /* one character with its combining marks; empty: a blank */
    uint8_t n;              /* bytes in text */
    uint8_t width;          /* 1 or 2; 0: the right half of the wide one before it */
    uint8_t style;
};

struct screen {
    int rows, cols;
    struct cell *cell;          /* rows * cols */
    int cursor_row, cursor_col; /* where the terminal's cursor shows; -1: hidden */
};

struct rect {
    int row, col, rows, cols;
};

/* Gives the screen a size and clears it. Any size from 1x1 on. */
void screen_size(struct screen *s, int rows, int cols);
void screen_free(struct screen *s);

/* Draws at most `width` columns; a text that is cut ends in "~". Outside of the grid nothing is
 * drawn. Returns how many columns were used. */
int screen_text(struct screen *s, int row, int col, int width, enum style style, slice text);
/* The same, at the right end of the field. */
int screen_right(struct screen *s, int row, int col, int width, enum style style, slice text);
int screen_print(struct screen *s, int row, int col, int width, enum style style, const char *fmt,
                 ...) __attribute__((format(printf, 6, 7)));
/* One character over a rectangle. */
void screen_fill(struct screen *s, struct rect r, enum style style, char c);
/* A new style for what is there already. */
void screen_paint(struct screen *s, struct rect r, enum style style);
void screen_rule(struct screen *s, int row, int col, int width);
void screen_bar(struct screen *s, int row, int col, int rows);

/* How many columns the text takes when it is drawn, at most `most`: it looks no further, for a cell
 * can be megabytes. */
int screen_width(slice text, int most);
/* The grid as text, one line a row without blanks at the end. */
void screen_dump(const struct screen *s, struct buf *out);

#endif
