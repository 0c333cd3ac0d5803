/* Pages of a spare before it needs them. A child of the zygote shares its memory until it writes,
 * and has no page tables for the mapped libraries: the first request would pay a fault for each
 * page (2 us on bare metal, 16 us on some virtual machines). So the zygote tries typical work in a
 * child once, learns from the kernel which pages that took, and has them made in bulk in every
 * spare: where they are many, the whole huge page around them by one copy. A spare that is wanted
 * at once pays for the pages that it needs and for no others. */
#include "boxwire.h"
#include "shim.h"

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
#ifndef MADV_COLLAPSE /* Linux 6.1; before, it is refused, and copies take longer */
#define MADV_COLLAPSE 25
#endif

enum {
    PAGE = 4096,
    /* Pages between two ranges that are cheaper made than left out. */
    WRITE_GAP = 1,
    READ_GAP = 16,
    RANGES_MAX = 8192,
    HUGE = 2 << 20,
    HUGE_PAGES = HUGE / PAGE,
    WORTH = HUGE_PAGES / 8, /* pages of a huge one that are written, for it to be taken over */
    TAKE_OVER = 1000        /* as a range's `how`: madvise has no such number */
};
/* Documentation/admin-guide/mm/pagemap.rst */
#define PM_PRESENT (UINT64_C(1) << 63)
#define PM_FILE (UINT64_C(1) << 61)
#define PM_EXCLUSIVE (UINT64_C(1) << 56)

struct range {
    uint64_t from, to;
    uint32_t how; /* of madvise, or TAKE_OVER */
    uint32_t zero;
};

static struct range *known; /* of the zygote; spares inherit it */
static int nknown;

/* What pages a process made for itself since it was forked, and where it is written to. */
struct teller {
    int map, fd;
    struct range r;
    uint64_t entry[HUGE_PAGES];
    bool ok;
};

static void tell(struct teller *t)
{
    if (t->r.to != 0 && write(t->fd, &t->r, sizeof t->r) != (ssize_t)sizeof t->r) t->ok = false;
    t->r.to = 0;
}

/* Joins a range with the last one where the gap is cheaper made than left out. */
static void add(struct teller *t, uint64_t from, uint64_t to, int how)
{
    uint64_t gap = how == MADV_POPULATE_READ    ? READ_GAP
                   : how == MADV_POPULATE_WRITE ? WRITE_GAP
                                                : 0;

    if (t->r.to == 0 || t->r.how != (uint32_t)how || from > t->r.to + gap * PAGE) {
        tell(t);
        t->r = (struct range){.from = from, .how = (uint32_t)how};
    }
    t->r.to = to;
}

static void tell_mapping(struct teller *t, uint64_t from, uint64_t to, bool writes, bool huge)
{
    for (uint64_t at = from, end; t->ok && at < to; at = end) {
        uint64_t want = writes ? PM_PRESENT | PM_EXCLUSIVE : PM_PRESENT, n;
        uint64_t look = writes ? want | PM_FILE : want;
        int own = 0;

        end = at / HUGE * HUGE + HUGE < to ? at / HUGE * HUGE + HUGE : to;
        n = (end - at) / PAGE;
        if (pread(t->map, t->entry, n * sizeof *t->entry, (off_t)(at / PAGE * sizeof *t->entry)) !=
            (ssize_t)(n * sizeof *t->entry)) {
            t->ok = false;
            return;
        }
        for (uint64_t i = 0; i < n; i++) own += (t->entry[i] & look) == want;
        if (huge && n == HUGE_PAGES && own >= WORTH) {
            add(t, at, end, TAKE_OVER);
            continue;
        }
        for (uint64_t i = 0; own > 0 && i < n; i++)
            if ((t->entry[i] & look) == want)
                add(t, at + i * PAGE, at + i * PAGE + PAGE,
                    writes ? MADV_POPULATE_WRITE : MADV_POPULATE_READ);
    }
}

/* In the child that tried the work: writes its pages to fd. Negative when the kernel does not
 * say. */
int fettle_pages_tell(int fd)
{
    int maps = openat(BOX_FD_PROC, "self/maps", O_RDONLY | O_CLOEXEC);
    FILE *f = maps < 0 ? NULL : fdopen(maps, "r");
    struct teller t = {.map = openat(BOX_FD_PROC, "self/pagemap", O_RDONLY | O_CLOEXEC), .fd = fd};
    char line[512], mode[8];

    t.ok = f != NULL && t.map >= 0;
    while (t.ok && fgets(line, sizeof line, f) != NULL) {
        unsigned long long from, to, inode;
        bool stack = strstr(line, "[stack]") != NULL, writes;

        if (sscanf(line, "%llx-%llx %7s %*s %*s %llu", &from, &to, mode, &inode) != 4) continue;
        if (strchr(line, '[') != NULL && !stack && strstr(line, "[heap]") == NULL)
            continue; /* vdso and the like */
        writes = mode[1] == 'w';
        if (mode[3] != 'p' || (!writes && (inode == 0 || mode[0] != 'r'))) continue;
        tell_mapping(&t, from, to, writes, writes && inode == 0 && !stack);
    }
    tell(&t);
    if (f != NULL) fclose(f);
    if (t.map >= 0) close(t.map);
    return t.ok ? 0 : -1;
}

/* Replaces huge pages by copies. Between copy and exchange nothing may write there, so nothing is
 * called in between that would. */
static void take_over(const struct range *r)
{
    size_t n = (size_t)(r->to - r->from), room = n + HUGE;
    void *to = (void *)(uintptr_t)r->from;
    char *p = MAP_FAILED, *at;

    if (n > 0) p = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return;
    at = (char *)(((uintptr_t)p + HUGE - 1) / HUGE * HUGE);
    madvise(at, n, MADV_HUGEPAGE);
    memcpy(at, to, n);
    if (mremap(at, n, n, MREMAP_MAYMOVE | MREMAP_FIXED, to) == to) {
        if (at > p) munmap(p, (size_t)(at - p));
        if (at < p + HUGE) munmap(at + n, HUGE - (size_t)(at - p));
    } else {
        munmap(p, room);
    }
}

/* In a spare, before anything else runs there. What is not there any more the kernel leaves out. */
static void make_pages(void)
{
    if (fettle_pool_parts() == 0) return;
    for (int i = 0; i < nknown; i++) {
        if (known[i].how == TAKE_OVER)
            take_over(&known[i]);
        else
            madvise((void *)(uintptr_t)known[i].from, (size_t)(known[i].to - known[i].from),
                    (int)known[i].how);
    }
}

/* Cuts off what only the child had: mincore fails where something is not mapped. */
static void keep_mapped(struct range *r)
{
    unsigned char page[HUGE_PAGES];

    for (uint64_t at = r->from; at < r->to; at += HUGE)
        if (mincore((void *)(uintptr_t)at, HUGE, page) != 0) r->to = at;
}

/* In the zygote, before each fork: what it wrote while a child still shared the page made small
 * ones of a huge one, and a child that reads a small page for its copy pays a fault for each. */
static void make_huge(void)
{
    if (fettle_pool_parts() == 0) return;
    for (int i = 0; i < nknown; i++)
        if (known[i].how == TAKE_OVER && known[i].to > known[i].from)
            madvise((void *)(uintptr_t)known[i].from, (size_t)(known[i].to - known[i].from),
                    MADV_COLLAPSE);
}

/* In the zygote: takes what the child wrote; children forked from now on begin with these pages.
 * How many ranges there are. */
int fettle_pages_learn(int fd)
{
    char *to;
    size_t have = 0;
    ssize_t n;

    known = calloc(RANGES_MAX, sizeof *known);
    if (known == NULL || pthread_atfork(make_huge, NULL, make_pages) != 0) return 0;
    to = (char *)known;
    while (have < RANGES_MAX * sizeof *known &&
           (n = read(fd, to + have, RANGES_MAX * sizeof *known - have)) > 0)
        have += (size_t)n;
    nknown = (int)(have / sizeof *known);
    for (int i = 0; i < nknown; i++)
        if (known[i].how == TAKE_OVER) keep_mapped(&known[i]);
    return nknown;
}
