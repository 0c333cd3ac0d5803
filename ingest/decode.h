/* decode.h - the bytes of a text file as UTF-8, with everything that was odd about them said. */
#ifndef FETTLE_DECODE_H
#define FETTLE_DECODE_H

#include "recode.h"
#include "sheet.h"

/* The bytes as valid UTF-8 without byte order mark. Lines in another encoding than the file's are
 * read in theirs, what fits none is replaced by U+FFFD, zero bytes, an end mark (Ctrl-Z) and byte
 * order marks inside are dropped; each of these, control characters and text that was encoded twice
 * is a quirk with its place. E_LIMIT; E_USAGE when the machine cannot convert from the encoding. */
bool decode_text(slice bytes, struct encoding *enc, struct arena *a, struct quirks *q, slice *text,
                 struct err *e);
/* What decode_piece needs for an encoding that is not UTF-8. False: E_USAGE, as above. */
bool decode_open(struct recoder *r, const struct encoding *enc, struct err *e);
/* The same for whole lines from within a text, appended to out, without the look at all of it that
 * finds control characters and double encodings. r is NULL for UTF-8. `ends`: the text ends there,
 * and a Ctrl-Z is its mark. The bytes are not in out; a is for what is needed on the way. */
bool decode_piece(slice bytes, bool ends, const struct encoding *enc, const struct recoder *r,
                  struct arena *a, struct quirks *q, struct buf *out, struct err *e);
/* A control character that parts neither cells nor lines nor records. */
bool decode_is_control(uint8_t c);

#endif
