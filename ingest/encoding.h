/* encoding.h - what characters the bytes of a text file are, and the same text as UTF-8.
 *
 * Detection is ours: byte order marks, the places of zero bytes, UTF-8's own redundancy, and for
 * everything else the plausibility of the decoded letters (case inside words, scripts that do not
 * mix, the letters that European languages use). Conversion is iconv's. */
#ifndef FETTLE_ENCODING_H
#define FETTLE_ENCODING_H

#include "sheet.h"

/* The most plausible encoding of the bytes. *also says what comes second (may be empty). */
void encoding_detect(slice bytes, struct arena *a, struct encoding *out, slice *also);
/* Checks a name that a person gave; `out` gets its usual lower-case form. E_USAGE. */
bool encoding_named(const char *name, struct arena *a, struct encoding *out, struct err *e);
/* The bytes as valid UTF-8 without byte order mark. What did not fit the encoding is replaced
 * (in UTF-8 text by what windows-1252 would say, else by U+FFFD), zero bytes and an end mark
 * (Ctrl-Z) are dropped, and each of these is a quirk with its line. E_LIMIT. */
bool encoding_decode(slice bytes, struct encoding *enc, struct arena *a, struct quirks *q,
                     slice *text, struct err *e);

#endif
