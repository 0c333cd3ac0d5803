/* recode.h - bytes of one encoding as UTF-8.
 *
 * Sets of one byte a character go by a table, UTF-16 by pieces of four units that are ASCII: at
 * several times the speed of iconv, which does all others. The results are the same.
 */
#ifndef FETTLE_RECODE_H
#define FETTLE_RECODE_H

#include "buf.h"

/* How one encoding is read; threads may share it. */
struct recoder {
    char name[64]; /* iconv's */
    int unit;      /* bytes of its smallest unit */
    enum { RECODE_ICONV, RECODE_TABLE, RECODE_UTF16LE, RECODE_UTF16BE } way;
    struct recode_sequence {
        char byte[3];
        uint8_t n; /* 0: the set has no such character */
    } of[256];     /* RECODE_TABLE: the UTF-8 of each byte */
};

/* The name is one of charset_table, of Unicode, or one that iconv knows. False: the machine does
 * not know it. `exact`: by iconv whatever it is; for comparing. */
bool recoder_init(struct recoder *r, slice encoding, bool exact);
/* Appends the bytes as UTF-8; what the encoding has not becomes U+FFFD. Returns how often it had
 * not; *line is the first such line, from 1. */
int64_t recode(const struct recoder *r, slice in, struct buf *out, int32_t *line);

#endif
