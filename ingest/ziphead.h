/* ziphead.h - the beginning of every part of an archive on disk, without reading the archive. */
#ifndef FETTLE_ZIPHEAD_H
#define FETTLE_ZIPHEAD_H

#include "zip.h"

/* The file as long as it is, in the arena, of which only the directory and up to `each` packed
 * bytes of each part have been read; the bytes between are zero, and no memory is spent on most of
 * them. The directory in memory says how much of a part is there, so that a reader finds the part
 * cut off and never reads the zeros. E_SOURCE: not readable, or the directory is not within the
 * last MiB; E_LIMIT: it does not fit the arena. */
bool ziphead_read(int fd, int64_t each, struct arena *a, slice *out, struct err *e);

#endif
