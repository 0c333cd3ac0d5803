/* scan.h - finds where fields end in delimited text, 64 bytes at a time.
 *
 * Quotes are followed by prefix-xor over the bit mask of quote characters (carry-less
 * multiplication where the machine has it): the technique of Langdale and Lemire, "Parsing
 * gigabytes of JSON per second", 2019, applied to RFC 4180. That is only right when every quote
 * stands where the RFC allows one; the scanner checks each of them and hands the first row that has
 * another one back to the caller, who reads it by an exact parser and goes on scanning behind it.
 * So the result is exact on any text.
 */
#ifndef FETTLE_SCAN_H
#define FETTLE_SCAN_H

#include "slice.h"

/* Rows end with LF or CR LF, a quote inside a quoted field is doubled. */
struct scan_dialect {
    char delimiter;
    char quote; /* 0: none */
};

enum scan_stop {
    SCAN_END,  /* the text is used up */
    SCAN_FULL, /* the next row is longer than SCAN_BYTES, or has more fields than there is room for
                */
    SCAN_ODD   /* the row at `next` has a stray or unclosed quote, or a CR that is no line end */
};

/* Scans whole rows of text from offset `from`, the start of a row, at most SCAN_BYTES further.
 * Writes the offset of the byte behind each field, relative to `from`: the delimiter's, the
 * newline's, or the end of the text's; a CR before the newline still belongs to the field. *next is
 * the offset (in text) behind the last whole row. Returns how many ends were written. */
ptrdiff_t scan_rows(const struct scan_dialect *d, slice text, ptrdiff_t from, uint32_t *end,
                    ptrdiff_t cap, ptrdiff_t *next, enum scan_stop *why);
enum { SCAN_BYTES = 1 << 20, SCAN_ROOM = 64 /* spare entries that `end` must have behind cap */ };

/* What rows are like that need no second look: fields of each (at least 2), and the most line ends
 * in its fields. */
struct scan_shape {
    int columns, lines;
};
/* Counts such rows from offset `from`, the start of a row, on and stops before the first that is
 * not like that, has a quote or CR where none may stand, or does not end in the text. *next is
 * where it stopped, the start of a row. Unless `end` is NULL it stops after SCAN_BYTES, or when
 * another block might pass `cap`, and writes the ends of the fields as scan_rows does; behind those
 * of the rows that are counted anything may be written. */
int64_t scan_even(const struct scan_dialect *d, slice text, ptrdiff_t from, struct scan_shape want,
                  uint32_t *end, ptrdiff_t cap, ptrdiff_t *next);

/* The offset of the first byte from `from` on that is not ASCII, or zero, or Ctrl-Z; the text's
 * length: there is none. */
ptrdiff_t scan_plain(slice text, ptrdiff_t from);

/* One implementation for each instruction set; all give identical results. */
struct scan_variant {
    const char *name; /* "avx512", "avx2", "sse2", "portable" */
    bool (*works)(void);
    ptrdiff_t (*rows)(const struct scan_dialect *d, slice text, ptrdiff_t from, uint32_t *end,
                      ptrdiff_t cap, ptrdiff_t *next, enum scan_stop *why);
    int64_t (*even)(const struct scan_dialect *d, slice text, ptrdiff_t from,
                    struct scan_shape want, uint32_t *end, ptrdiff_t cap, ptrdiff_t *next);
    ptrdiff_t (*plain)(slice text, ptrdiff_t from);
};
extern const struct scan_variant scan_variant[]; /* best first; name NULL at the end */

#endif
