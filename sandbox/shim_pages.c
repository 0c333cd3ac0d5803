/* Pages of a spare before it needs them. A child of the zygote shares its memory until it writes,
 * and has no page tables for the mapped libraries: the first request would pay a fault for each
 * page (2 us on bare metal, 16 us on some virtual machines). So the zygote tries typical work in a
 * child once, learns from the kernel which pages that took, and has them made in bulk in every
 * spare. */
#include "boxwire.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))

PUBLIC int fettle_pages_tell(int fd);
PUBLIC int fettle_pages_learn(int fd);

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#endif

enum {
    PAGE = 4096,
    CHUNK = 512, /* pages asked about at once */
    /* Pages between two ranges that are cheaper made than left out. */
    WRITE_GAP = 1,
    READ_GAP = 16,
    RANGES_MAX = 8192
};
/* Documentation/admin-guide/mm/pagemap.rst */
#define PM_PRESENT (UINT64_C(1) << 63)
#define PM_FILE (UINT64_C(1) << 61)
#define PM_EXCLUSIVE (UINT64_C(1) << 56)

struct range {
    uint64_t from, to;
    uint32_t how; /* of madvise */
    uint32_t zero;
};

static struct range *known; /* of the zygote; spares inherit it */
static int nknown;

/* One mapping: the ranges of pages that this process made for itself since it was forked. */
static bool tell_mapping(int map, int fd, uint64_t from, uint64_t to, bool writes)
{
    struct range r = {.how = writes ? MADV_POPULATE_WRITE : MADV_POPULATE_READ};
    uint64_t entry[CHUNK], gap = writes ? WRITE_GAP : READ_GAP;

    for (uint64_t at = from; at < to; at += (uint64_t)CHUNK * PAGE) {
        uint64_t n = (to - at) / PAGE < CHUNK ? (to - at) / PAGE : CHUNK;

        if (pread(map, entry, n * sizeof *entry, (off_t)(at / PAGE * sizeof *entry)) !=
            (ssize_t)(n * sizeof *entry))
            return false;
        for (uint64_t i = 0; i < n; i++) {
            uint64_t page = at + i * PAGE;
            bool own = writes ? (entry[i] & (PM_PRESENT | PM_EXCLUSIVE | PM_FILE)) ==
                                    (PM_PRESENT | PM_EXCLUSIVE)
                              : (entry[i] & PM_PRESENT) != 0;

            if (!own) continue;
            if (r.to == 0 || page > r.to + gap * PAGE) {
                if (r.to != 0 && write(fd, &r, sizeof r) != (ssize_t)sizeof r) return false;
                r.from = page;
            }
            r.to = page + PAGE;
        }
    }
    return r.to == 0 || write(fd, &r, sizeof r) == (ssize_t)sizeof r;
}

/* In the child that tried the work: writes its pages to fd. Negative when the kernel does not
 * say. */
int fettle_pages_tell(int fd)
{
    int maps = openat(BOX_FD_PROC, "self/maps", O_RDONLY | O_CLOEXEC);
    int map = openat(BOX_FD_PROC, "self/pagemap", O_RDONLY | O_CLOEXEC);
    FILE *f = maps < 0 ? NULL : fdopen(maps, "r");
    char line[512], mode[8];
    bool ok = f != NULL && map >= 0;

    while (ok && fgets(line, sizeof line, f) != NULL) {
        unsigned long long from, to, inode;

        if (sscanf(line, "%llx-%llx %7s %*s %*s %llu", &from, &to, mode, &inode) != 4) continue;
        if (strchr(line, '[') != NULL && strstr(line, "[heap]") == NULL &&
            strstr(line, "[stack]") == NULL)
            continue; /* vdso and the like */
        if (mode[3] != 'p' || (mode[1] != 'w' && (inode == 0 || mode[0] != 'r'))) continue;
        ok = tell_mapping(map, fd, from, to, mode[1] == 'w');
    }
    if (f != NULL) fclose(f);
    if (map >= 0) close(map);
    return ok ? 0 : -1;
}

/* In a spare, before anything else runs there. What is not there any more the kernel leaves out. */
static void make_pages(void)
{
    for (int i = 0; i < nknown; i++)
        madvise((void *)(uintptr_t)known[i].from, (size_t)(known[i].to - known[i].from),
                (int)known[i].how);
}

/* In the zygote: takes what the child wrote; children forked from now on begin with these pages.
 * How many ranges there are. */
int fettle_pages_learn(int fd)
{
    char *to;
    size_t have = 0;
    ssize_t n;

    known = calloc(RANGES_MAX, sizeof *known);
    if (known == NULL || pthread_atfork(NULL, NULL, make_pages) != 0) return 0;
    to = (char *)known;
    while (have < RANGES_MAX * sizeof *known &&
           (n = read(fd, to + have, RANGES_MAX * sizeof *known - have)) > 0)
        have += (size_t)n;
    nknown = (int)(have / sizeof *known);
    return nknown;
}
