/* lines.h - the lines of a text by what is beyond ASCII in them. */
#ifndef FETTLE_LINES_H
#define FETTLE_LINES_H

#include "buf.h"

enum lines_class { LINES_ASCII, LINES_UTF8, LINES_BROKEN };

struct lines_count {
    int64_t utf8, broken; /* lines with well-formed sequences only, and with others */
    int64_t bytes;        /* of all of these */
};

/* The next line without its end (LF, CR LF or CR); false: there is none. */
bool lines_next(slice *rest, slice *line);
enum lines_class lines_class(slice line);
/* Counts all lines; as fast as memory where there is only ASCII. */
struct lines_count lines_count(slice s);
/* Is there a line with well-formed sequences only, and one at least? */
bool lines_any_utf8(slice s);
/* What is in the line around bytes beyond ASCII, at most so many bytes. Without UTF-8: well-formed
 * sequences are left out. */
void lines_around_high(slice line, ptrdiff_t most, bool without_utf8, struct buf *out);

/* Places in words: "line 3", "lines 3-5, 9 and 12 more". */
struct lines_places {
    int32_t from[6], to[6];
    int n;
    int64_t count, more; /* lines in all, and those not listed */
};
void lines_place(struct lines_places *p, int32_t line);
slice lines_words(const struct lines_places *p, struct arena *a);

#endif
