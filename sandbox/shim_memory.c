/* The interpreter's small objects live in arenas of a megabyte that it gets one by one. Here two of
 * them are one huge page, and all stand in a row: page by page their memory would cost a fault
 * each, which on virtual machines is many times what the page itself costs, and a spare of a zygote
 * takes the whole row over at once (shim_pages.c). */
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define WEAK __attribute__((weak))
#ifndef MADV_POPULATE_WRITE /* Linux 5.14; older kernels refuse it, which does no harm */
#define MADV_POPULATE_WRITE 23
#endif

enum { HUGE = 2 << 20 };
/* Where the row begins if nothing else is there: far from the libraries and from the heap, within
 * the 47 bits of every 64-bit machine's own half. */
#define ROW UINT64_C(0x200000000000)

/* As the interpreter declares it (Include/cpython/objimpl.h). */
struct arena_allocator {
    void *ctx;
    void *(*alloc)(void *ctx, size_t size);
    void (*free)(void *ctx, void *p, size_t size);
};
extern void PyObject_SetArenaAllocator(struct arena_allocator *allocator) WEAK;

/* Used under the interpreter's lock only. */
struct row {
    uint64_t next;
    char *half; /* of a huge page, not given yet */
};

static void *map(uint64_t at, size_t size)
{
    char *p = mmap((void *)(uintptr_t)at, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                   -1, 0);

    if (p == MAP_FAILED) return NULL;
    if (size == HUGE) madvise(p, size, MADV_HUGEPAGE);
    madvise(p, size, MADV_POPULATE_WRITE);
    return p;
}

static void *alloc(void *ctx, size_t size)
{
    struct row *row = ctx;
    char *p = row->half;

    if (size != HUGE / 2) return map(0, size); /* a piece of a thread's stack */
    row->half = NULL;
    if (p != NULL) return p;
    p = map(row->next, HUGE);
    if (p == NULL) return NULL;
    row->next = (uint64_t)(uintptr_t)p + HUGE;
    row->half = p + size;
    return p;
}

static void release(void *ctx, void *p, size_t size)
{
    (void)ctx;
    munmap(p, size);
}

/* The C library's heap begins with as much as loading the libraries takes, in huge pages too: the
 * library itself would have them only where /sys can be seen. What is freed at its end stays for
 * the next who asks. */
static void begin_heap(void)
{
    enum { AHEAD = 16 << 20, LARGE = 4 << 20, KEEP = 64 << 20 };
    uintptr_t from, to;

    mallopt(M_MMAP_THRESHOLD, LARGE);
    mallopt(M_TRIM_THRESHOLD, KEEP);
    mallopt(M_TOP_PAD, AHEAD);
    from = (uintptr_t)sbrk(0);
    free(malloc(LARGE / 2));
    to = (uintptr_t)sbrk(0);
    from = (from + HUGE - 1) / HUGE * HUGE;
    if (from + HUGE <= to) madvise((void *)from, (to - from) / HUGE * HUGE, MADV_HUGEPAGE);
    mallopt(M_TOP_PAD, HUGE);
}

/* Before the interpreter has its first object. */
__attribute__((constructor)) static void begin(void)
{
    static struct row row = {.next = ROW};
    struct arena_allocator all = {&row, alloc, release};

    if (PyObject_SetArenaAllocator == NULL) return;
    begin_heap();
    PyObject_SetArenaAllocator(&all);
}
