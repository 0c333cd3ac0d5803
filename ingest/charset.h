/* charset.h - the character sets that client files come in (charset.def). */
#ifndef FETTLE_CHARSET_H
#define FETTLE_CHARSET_H

#include "slice.h"

struct charset {
    const char *name;      /* IANA's, lower case */
    const char *iconv;     /* glibc's */
    int usual;             /* how often it is met beside the others, 0 to 100 */
    const char *languages; /* codes of language.def, parted by blanks */
    bool wide;             /* several bytes a character */
    uint8_t from, to;      /* wide: the lead bytes of the common characters */
};

extern const struct charset charset_table[]; /* a line without a name ends it */

/* The set of that name, or NULL. */
const struct charset *charset_find(slice name);
/* The usual name for what people write ("latin1", "CP1252"): in lower case, aliases resolved; what
 * is not known stays as it is. */
slice charset_usual_name(slice name, char *out, size_t room);
/* The characters of all 256 bytes of a set that is not wide; -1 where there is none. *joins (may be
 * NULL): a letter and a mark that follows it can be one character, as in windows-1258. False: the
 * machine it was built on does not know the set. */
bool charset_map(const struct charset *set, int32_t map[256], bool *joins);

#endif
