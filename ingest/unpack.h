/* unpack.h - the data inside compressed files and zip archives. */
#ifndef FETTLE_UNPACK_H
#define FETTLE_UNPACK_H

#include "spool.h"

/* Honest tables reach 300:1; a bomb of zeros 1030:1 in gzip and far more elsewhere. */
enum { UNPACK_RATIO_MAX = 1000, UNPACK_LAYERS_MAX = 3 };
#define UNPACK_RATIO_FROM ((uint64_t)64 << 20)

/* A pull source: the data piece by piece. */
struct unpack;
/* NULL with *packed false when the bytes are not compressed; NULL with e set when they cannot be
 * read. `bytes` outlives it. */
struct unpack *unpack_open(slice bytes, bool *packed, struct err *e);
/* How many bytes were put into out[0..n), n > 0; 0: the end; -1: with e set. E_SOURCE: cut off or
 * damaged; E_LIMIT: a bomb. */
ptrdiff_t unpack_read(struct unpack *u, char *out, ptrdiff_t n, struct err *e);
void unpack_close(struct unpack *u);

/* Bytes of what is unpacked that are kept in memory, and the most that there may be. */
struct unpack_bounds {
    size_t held;
    uint64_t limit;
};

/* Layer by layer (a table in gzip in a zip archive): of a zip archive that is no office document
 * (and not named like a workbook) the one file in it, or `member`. *how says what it was ("gzip",
 * "zip, gzip"); empty: nothing, and *out is so too. What was in it goes to *out, to be closed.
 * E_SOURCE, E_LIMIT; E_USAGE: which file is not clear, or not there. */
bool unpack_all(struct spool *in, slice name, const char *member, const struct unpack_bounds *most,
                struct arena *a, struct spool *out, slice *how, struct err *e);

#endif
