/* mojibake.h - text that was encoded twice: UTF-8 that somebody read in an older character set and
 * wrote as UTF-8 again ("MÃ¼nchen" for "München"). */
#ifndef FETTLE_MOJIBAKE_H
#define FETTLE_MOJIBAKE_H

#include "arena.h"

struct mojibake;

/* Is there anything to look at? A character that was encoded twice is two or more beyond ASCII, one
 * behind the other. */
bool mojibake_possible(slice text);
/* What is needed to undo it; NULL once the arena's limit is passed. */
struct mojibake *mojibake_new(struct arena *a);
/* The text with each run of characters beyond ASCII that is the wrong reading of UTF-8 replaced by
 * what it was; several turns when it was encoded more often. `in` itself when there is none. The
 * result is in the arena; .p is NULL once its limit is passed. */
slice mojibake_undo(const struct mojibake *m, slice in, struct arena *a);
/* What it goes by: the names of the sets, NULL at the end, and the characters beyond ASCII that the
 * undone text may have. */
const char *const *mojibake_sets(void);
slice mojibake_usual(const struct mojibake *m, struct arena *a);
/* How many runs can be undone and how many cannot, the offset of the first that can, and the name
 * of the set that they were read in (NULL when there are none). */
struct mojibake_found {
    int64_t twice, plain;
    ptrdiff_t first;
    const char *read_as;
};
struct mojibake_found mojibake_count(const struct mojibake *m, slice text);

#endif
