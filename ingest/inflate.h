/* inflate.h - raw deflate data (RFC 1951) unpacked piece by piece, by an engine of two.
 *
 * zlib is always there. ISA-L's igzip (Debian: libisal-dev, amd64) unpacks more than twice as fast
 * and is taken where it was found at build time. */
#ifndef FETTLE_INFLATE_H
#define FETTLE_INFLATE_H

#include "slice.h"

enum inflate_result {
    INFLATE_MORE, /* the output is full or the input used up */
    INFLATE_END,  /* the data's own end was reached */
    INFLATE_BAD   /* this is no deflate data */
};

struct inflate_engine {
    const char *name; /* "zlib 1.2.13" */
    void *(*open)(void);
    /* Unpacks from the front of *in, which becomes what is left, to out[0..cap); *made: how much.
     * The input of one stream lies in one place: at the end *in may begin before where it did. */
    enum inflate_result (*next)(void *state, slice *in, char *out, ptrdiff_t cap, ptrdiff_t *made);
    void (*close)(void *state);
    /* CRC-32 (ISO 3309, as in zip and gzip) of what `crc` is of and s behind it; 0 to begin. */
    uint32_t (*crc)(uint32_t crc, slice s);
};

extern const struct inflate_engine inflate_zlib;
#ifdef FETTLE_ISAL
extern const struct inflate_engine inflate_isal;
#endif
/* The faster one of those that are there. */
const struct inflate_engine *inflate_best(void);

#endif
