/* term.h - the terminal: the only user of curses. Copies changed cells of a screen to it, reads
 * keys without waiting, and leaves the terminal as it was whatever ends the program. */
#ifndef FETTLE_TERM_H
#define FETTLE_TERM_H

#include "theme.h"

struct term;

/* Takes the terminal over. E_TERM with a sentence when there is none or it cannot be driven. One at
 * a time: the bytes that restore it are kept for signal handlers. */
struct term *term_open(const struct theme *theme, struct err *e);
/* Gives it back. NULL is allowed. */
void term_close(struct term *t);
/* Readable when a key waits. */
int term_fd(const struct term *t);
/* The next key press (key.h), 0: none. After K_PASTE, term_paste is what was pasted. */
int32_t term_key(struct term *t);
slice term_paste(const struct term *t);
/* After SIGWINCH. */
void term_resize(struct term *t);
void term_size(const struct term *t, int *rows, int *cols);
void term_draw(struct term *t, const struct screen *s);
/* Draws everything again at the next term_draw. */
void term_redraw(struct term *t);
/* Gives the terminal to another program, and takes it back. */
void term_leave(struct term *t);
void term_return(struct term *t);
/* Puts a text into the clipboard by OSC 52; at most 64 KiB. */
void term_copy(struct term *t, slice text);

#endif
