/* codec.h - compressed files. One way to compress = one file in codecs/. */
#ifndef FETTLE_CODEC_H
#define FETTLE_CODEC_H

#include "arena.h"
#include "err.h"

struct codec {
    const char *name; /* "gzip" */
    /* By the first bytes, never by the name of the file. */
    bool (*match)(slice packed);
    /* `packed` outlives the state. NULL with e set. */
    void *(*open)(slice packed, struct err *e);
    /* The next bytes: how many were put into out[0..n), n > 0; 0: the end, which was checked; -1:
     * with e set, a sentence without the name of the file. */
    ptrdiff_t (*read)(void *state, char *out, ptrdiff_t n, struct err *e);
    void (*close)(void *state);
};

extern const struct codec *const codec_table[]; /* sorted by name, NULL at the end; generated */

/* E_SOURCE: the data ends inside, or is damaged after so many unpacked bytes. Returns -1. */
ptrdiff_t codec_cut_off(const char *name, uint64_t made, struct err *e);
ptrdiff_t codec_damaged(const char *name, uint64_t made, const char *how, struct err *e);

#endif
