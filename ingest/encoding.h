/* encoding.h - what characters the bytes of a text file are.
 *
 * Byte order marks, the places of zero bytes, UTF-8's own redundancy, and for everything else the
 * chance of its characters beside each other (charguess.h). */
#ifndef FETTLE_ENCODING_H
#define FETTLE_ENCODING_H

#include "sheet.h"

/* The most plausible encoding of the bytes. *also says what comes second and how likely that is
 * (may be empty). */
void encoding_detect(slice bytes, struct arena *a, struct encoding *out, slice *also);
/* Checks a name that a person gave; `out` gets its usual lower-case form. E_USAGE. */
bool encoding_named(const char *name, struct arena *a, struct encoding *out, struct err *e);
/* The length of the byte order mark at the beginning and the encoding it stands for; 0: none. */
int encoding_mark(slice bytes, slice *name);
/* UTF-16 or UTF-32 without a mark, by where the zero bytes are; false: it is none. */
bool encoding_by_zeros(slice bytes, struct encoding *out);
/* Lines of s that are no UTF-8, spread over all of it, as a sample for charguess; without_utf8:
 * less the sequences in them that are. */
slice encoding_sample(slice s, bool without_utf8, struct arena *a);

#endif
