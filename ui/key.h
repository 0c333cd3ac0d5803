/* key.h - a key press as one number, and its name. */
#ifndef FETTLE_KEY_H
#define FETTLE_KEY_H

#include "slice.h"

/* Below 0x110000: the character (Ctrl-A is 1, Tab 9, Enter 13, Esc 27). */
enum key {
    K_TAB = 9,
    K_RETURN = 13,
    K_ESCAPE = 27,
    K_UP = 0x110000,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_HOME,
    K_END,
    K_DELETE,
    K_BACKSPACE,
    K_BACK_TAB,
    K_PASTE /* bracketed paste: the text comes with the message */
};

/* "q", "Ctrl-R", "PgDn", "Enter", "Space": one key by its name; 0 when there is none. */
int32_t key_parse(slice name);
/* The name; out holds 16 bytes. */
const char *key_label(int32_t key, char out[16]);

#endif
