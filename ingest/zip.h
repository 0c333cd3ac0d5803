/* zip.h - a zip archive in memory: its directory, and its parts one at a time, bounded.
 *
 * Our own reader of the central directory (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3) over raw
 * inflate, because client files hold what libraries refuse: bytes before the archive, comments
 * behind it, backslashes in names, sizes that are only in the data descriptor. */
#ifndef FETTLE_ZIP_H
#define FETTLE_ZIP_H

#include "arena.h"
#include "err.h"
#include "limit.h"

/* LIMIT_RATIO holds for parts larger than this. An honest workbook reaches 299:1; a bomb of zeros
 * 1030:1. */
#define ZIP_RATIO_FROM ((uint64_t)1 << 20)

struct zip_part {
    slice name; /* '/' between the parts, no leading '/' */
    uint64_t at, packed, size;
    uint64_t entry; /* where the directory speaks of it */
    uint32_t crc;
    uint16_t method, flags;
};

struct zip {
    slice bytes; /* borrowed */
    struct zip_part *part;
    int npart;
    const struct zip_part **named; /* npart, sorted by name */
    uint64_t directory; /* where the central directory begins: no part's data goes past it */
    uint64_t inflated;  /* by all readers so far */
    const struct limits *limits; /* borrowed; NULL: the usual ones */
};

/* True when s holds an end record of a zip archive, perhaps behind other bytes. */
bool zip_is(slice s);
/* Reads the directory. limits: of this and of all that reads the parts. E_SOURCE: truncated or
 * damaged, or parts that share bytes, which only bombs do; E_LIMIT: too many parts. */
bool zip_open(struct zip *z, slice bytes, const struct limits *limits, struct arena *a,
              struct err *e);
/* The part of that name: exactly, else without regard to ASCII case; NULL: there is none. Of parts
 * with equal names the last. */
const struct zip_part *zip_find(const struct zip *z, slice name);

/* The first part whose name another part has too, and how many such names there are; NULL: none. */
const struct zip_part *zip_repeated(const struct zip *z, int *n);

/* One part read piece by piece. */
struct zip_reader;
/* Of a large part the next pieces are unpacked ahead in a thread of their own. */
struct zip_reader *zip_reader_open(struct zip *z, const struct zip_part *part);
/* The next piece, valid until the next call; empty at the end, once size and CRC were found right.
 * E_SOURCE: damaged, encrypted or of an unknown method; E_LIMIT: a bomb. */
bool zip_reader_next(struct zip_reader *r, slice *piece, struct err *e);
/* At any time; NULL is allowed. */
void zip_reader_close(struct zip_reader *r);

#endif
