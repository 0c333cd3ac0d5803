/* wheel.h - a wheel (PEP 427, "binary distribution format"): checked, and unpacked without pip. The
 * file is foreign: its names, sizes and digests are looked at before a byte of it is used. */
#ifndef FETTLE_WHEEL_H
#define FETTLE_WHEEL_H

#include "distribution.h"
#include "hash.h"
#include "zip.h"

enum {
    WHEEL_MIB = 256,          /* of a file */
    WHEEL_UNPACKED_MIB = 512, /* of all that one unpacks to */
    WHEEL_PATH_MAX = 512,
    WHEEL_DEPTH_MAX = 32
};

struct wheel {
    slice file;                /* its name, NAME-VERSION-PYTHON-ABI-PLATFORM.whl */
    digest sha256;             /* of the file */
    struct distribution about; /* name, version, what it needs, its modules */
    slice tags;                /* PYTHON-ABI-PLATFORM */
    struct zip zip;
};

/* Opens the wheel at path and checks all but its contents. E_SOURCE: it is none, or damaged;
 * E_LIMIT: it is too large. */
bool wheel_open(struct wheel *w, const char *path, struct arena *a, struct err *e);
/* The same of bytes, which w borrows, of a file of that name. */
bool wheel_read(struct wheel *w, slice name, slice bytes, struct arena *a, struct err *e);
/* Whether CPython 3.minor on this machine can import it. */
bool wheel_fits(slice tags, int minor);
/* Writes its files below the folder, which exists, with modes 0444 and 0755; a file that is there
 * already is refused. Every one must be what the wheel's RECORD says. After a failure some are
 * there. */
bool wheel_unpack(struct wheel *w, const char *folder, struct arena *a, struct err *e);

#endif
