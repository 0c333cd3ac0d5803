#include "ziphead.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A part's own header and its two names of at most 64 KiB; where an entry has the packed size. */
enum { TAIL = 1 << 20, NAMES_MAX = 30 + 2 * 65535, PACKED = 20 };

/* Reads bytes [at, at + n) of the file to their place. */
static bool fill(int fd, char *p, int64_t at, int64_t n, struct err *e)
{
    while (n > 0) {
        ssize_t got = pread(fd, p + at, (size_t)n, at);

        if (got < 0 && errno == EINTR) continue;
        if (got <= 0)
            return err_set(e, E_SOURCE, "the archive cannot be read: %s",
                           got < 0 ? strerror(errno) : "it has become shorter");
        at += got;
        n -= got;
    }
    return true;
}

/* Reads the beginning of one part; `known` is where the bytes begin that are there already. */
static bool part_head(int fd, char *p, const struct zip_part *part, int64_t known, int64_t each,
                      struct err *e)
{
    int64_t from = part->at < (uint64_t)known ? (int64_t)part->at : known;
    int64_t n = known - from;
    char *entry = p + part->entry;

    if (part->packed > 0 && n > NAMES_MAX && part->packed < (uint64_t)(n - NAMES_MAX))
        n = (int64_t)part->packed + NAMES_MAX;
    /* A part that does not say how long it is, is read whole: it could not be cut. */
    if (part->packed > (uint64_t)each && n > each + NAMES_MAX) {
        n = each + NAMES_MAX;
        for (int i = 0; i < 4; i++) entry[PACKED + i] = (char)(each >> (8 * i) & 0xFF);
    }
    return n == 0 || fill(fd, p, from, n, e);
}

bool ziphead_read(int fd, int64_t each, struct arena *a, slice *out, struct err *e)
{
    struct stat st;
    struct zip z;
    int64_t size, tail;
    char *p;

    if (fstat(fd, &st) != 0) return err_set(e, E_SOURCE, "%s", strerror(errno));
    size = st.st_size;
    tail = size < TAIL ? size : TAIL;
    p = arena_new(a, char, size + 1);
    if (p == NULL) return err_set(e, E_LIMIT, "the archive does not fit the memory limit");
    *out = (slice){p, size};
    if (!fill(fd, p, size - tail, tail, e) || !zip_open(&z, *out, NULL, a, e)) return false;
    for (int i = 0; i < z.npart; i++) {
        if (!part_head(fd, p, &z.part[i], size - tail, each, e)) return false;
    }
    return true;
}
