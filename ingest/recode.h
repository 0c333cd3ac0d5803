/* recode.h - bytes of one encoding as UTF-8.
 *
 * Sets of one byte a character go by a table, UTF-16 by pieces of four units that are ASCII: at
 * several times the speed of iconv, which does all others. The results are the same.
 */
#ifndef FETTLE_RECODE_H
#define FETTLE_RECODE_H

#include "buf.h"

/* Appends the bytes as UTF-8; what the encoding has not becomes U+FFFD. The name is one of
 * charset_table, of Unicode, or one that iconv knows. Returns how often it had not, -1 when the
 * machine does not know the encoding; *line is the first such line, from 1. */
int64_t recode(slice in, slice encoding, struct buf *out, int32_t *line);
/* The same by iconv alone; for comparing. */
int64_t recode_exact(slice in, slice encoding, struct buf *out, int32_t *line);

#endif
