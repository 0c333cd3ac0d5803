/* lineend.h - how the lines of a text end. */
#ifndef FETTLE_LINEEND_H
#define FETTLE_LINEEND_H

#include "arena.h"
#include "slice.h"

/* A text whose lines end with a sign that no reader of CSV knows (U+2028, U+2029, NEL, VT, FF, RS)
 * is copied with LF in its place; any other text is given back as it is. *end is that sign, or what
 * most lines end with: "\r\n", "\r" or "\n". NULL text once the arena's limit is passed. */
slice lineend_usual(slice text, struct arena *a, slice *end);

#endif
