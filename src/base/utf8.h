/* utf8.h - UTF-8: checking, decoding, widths, folding. Unicode tables are libutf8proc's. */
#ifndef FETTLE_UTF8_H
#define FETTLE_UTF8_H

#include "buf.h"

/* Decodes the character at p[0..n), n > 0. Returns its length; a broken sequence gives one byte and
 * *cp = -1 (overlong, surrogate and >U+10FFFF forms are broken). */
int utf8_decode(const char *p, ptrdiff_t n, int32_t *cp);
/* Two surrogates at p[0..n), each written as a sequence of three bytes (CESU-8, as some databases
 * export): their length and character; 0 and -1 when there are none. */
int utf8_surrogates(const char *p, ptrdiff_t n, int32_t *cp);
/* Writes cp (<= 0x10FFFF) to out[0..4) and returns its length. */
int utf8_encode(int32_t cp, char out[4]);
/* Offset of the first broken sequence, or -1 when s is valid. */
ptrdiff_t utf8_invalid(slice s);
/* Number of characters; a broken byte counts as one. */
ptrdiff_t utf8_count(slice s);
/* Terminal columns of one character (0, 1 or 2; -1 for a control character). */
int utf8_width(int32_t cp);
/* NFKC, trimmed, inner white space collapsed to one space, case-folded: how names are compared
 * and fingerprinted (contracts.md 3). */
slice utf8_fold_name(struct arena *a, slice s);
/* Lower case of every character, and upper case; invalid bytes are kept. */
slice utf8_lower(struct arena *a, slice s);
slice utf8_upper(struct arena *a, slice s);
/* Case-folded and without accents: "Février" is "fevrier". What is not UTF-8 stays as it is. */
slice utf8_plain(struct arena *a, slice s);
/* Without Unicode white space (incl. U+00A0, U+FEFF, U+200B) at both ends. */
slice utf8_trim(slice s);
/* s as text that a terminal may be shown: line ends and tabs stay, other control characters, broken
 * bytes, and the invisible and direction-changing characters become \x1b or \u202e. */
void utf8_visible(struct buf *out, slice s);
bool utf8_is_space(int32_t cp);
bool utf8_is_letter(int32_t cp);
bool utf8_is_digit(int32_t cp);
/* Has a lower case that is another character. */
bool utf8_is_upper(int32_t cp);

#endif
