/* boolword.h - words and marks for yes and no, in the languages that clients write in. */
#ifndef FETTLE_BOOLWORD_H
#define FETTLE_BOOLWORD_H

#include "slice.h"

#include <stdbool.h>

enum boolword { BOOLWORD_NONE, BOOLWORD_YES, BOOLWORD_NO };

struct boolword_entry {
    const char *word; /* in small letters */
    enum boolword means;
    bool mark; /* a sign that is yes or no only in a column of such: on, 1, x, a tick */
};
/* All of them; the last one has no word. */
extern const struct boolword_entry boolword_table[];

/* What `s` means, in any case ("SÍ" too); `marks`: also where it is but a mark. */
enum boolword boolword_read(slice s, bool marks);

#endif
