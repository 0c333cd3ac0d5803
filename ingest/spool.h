/* spool.h - bytes whose number shows only at their end: few are kept in memory, more go into a file
 * without a name in $TMPDIR (else /tmp), which is gone with its descriptor however the process
 * ends. */
#ifndef FETTLE_SPOOL_H
#define FETTLE_SPOOL_H

#include "buf.h"
#include "err.h"

struct spool {
    size_t most;    /* bytes that are kept in memory */
    uint64_t limit; /* the most that there may be */
    struct buf held;
    slice given; /* spool_of: borrowed */
    int64_t n;   /* all of them */
    int fd;      /* -1: in memory */
    slice map;
};

void spool_open(struct spool *s, size_t most, uint64_t limit);
/* Bytes that are there already, borrowed: read as others, not added to. */
void spool_of(struct spool *s, slice bytes);
void spool_close(struct spool *s);

/* E_LIMIT: too many, or the file system is full. */
bool spool_put(struct spool *s, slice bytes, struct err *e);
/* All that the descriptor, called `name`, gives until its end. E_SOURCE as well. */
bool spool_copy(struct spool *s, int fd, const char *name, struct err *e);

/* All the bytes, borrowed until the next put. A file is mapped: it is ours alone, nobody can cut it
 * off. */
bool spool_bytes(struct spool *s, slice *out, struct err *e);
/* Who reads through spool_bytes once calls this now and then: pages that were read need no memory
 * any more. */
void spool_forget(const struct spool *s);

/* Moves the bytes into the arena, with a NUL after them. E_LIMIT: there are more than `limit`. */
bool spool_take(struct spool *s, size_t limit, struct arena *a, slice *out, struct err *e);
/* The descriptor of the file, which the arena closes from now on. */
int spool_keep(struct spool *s, struct arena *a);

#endif
