/* quotesign.h - cells that stand in signs which are no ASCII quotes: þ…þ, “…”, «…». */
#ifndef FETTLE_QUOTESIGN_H
#define FETTLE_QUOTESIGN_H

#include "arena.h"
#include "slice.h"

/* A text whose cells stand in such signs is copied with '"' in their place, and each '"' within
 * such a cell doubled; any other text is given back as it is. `given` is the opening sign that
 * somebody named, or empty: then signs count where they stand around whole cells throughout, and
 * either around all cells or around some that a delimiter would cut. *sign is the opening one;
 * empty: none was found. NULL text once the arena's limit is passed. */
slice quotesign_usual(slice text, slice given, struct arena *a, slice *sign);

#endif
