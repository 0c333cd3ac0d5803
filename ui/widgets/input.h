/* input.h - a line that is typed into. */
#ifndef FETTLE_INPUT_H
#define FETTLE_INPUT_H

#include "screen.h"

struct input {
    struct buf text;
    ptrdiff_t at; /* the cursor: a byte offset at a character's beginning */
};

void input_set(struct input *in, slice text);
void input_free(struct input *in);
/* Takes characters, arrows, Home, End, Backspace, Del, Ctrl-A/E/K/U/W. False: not a key for it. */
bool input_key(struct input *in, int32_t key);
/* A pasted text; line ends become blanks. */
void input_paste(struct input *in, slice text);
slice input_text(const struct input *in);
/* Draws it, scrolled so that the cursor shows; `focus` places the terminal's cursor. */
void input_draw(const struct input *in, struct screen *s, int row, int col, int width, bool focus);

#endif
