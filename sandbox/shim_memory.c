/* The interpreter's small objects live in arenas of a megabyte that it gets one by one. Here each
 * comes with its pages made: one by one they would cost a fault each, which on virtual machines is
 * many times what the page itself costs. */
#include <stddef.h>
#include <sys/mman.h>

#define WEAK __attribute__((weak))
#ifndef MADV_POPULATE_WRITE /* Linux 5.14; older kernels refuse it, which does no harm */
#define MADV_POPULATE_WRITE 23
#endif

/* As the interpreter declares it (Include/cpython/objimpl.h). */
struct arena_allocator {
    void *ctx;
    void *(*alloc)(void *ctx, size_t size);
    void (*free)(void *ctx, void *p, size_t size);
};
extern void PyObject_SetArenaAllocator(struct arena_allocator *allocator) WEAK;

static void *alloc(void *ctx, size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    (void)ctx;
    if (p == MAP_FAILED) return NULL;
    madvise(p, size, MADV_POPULATE_WRITE);
    return p;
}

static void release(void *ctx, void *p, size_t size)
{
    (void)ctx;
    munmap(p, size);
}

/* Before the interpreter has its first object. */
__attribute__((constructor)) static void begin(void)
{
    struct arena_allocator all = {NULL, alloc, release};

    if (PyObject_SetArenaAllocator != NULL) PyObject_SetArenaAllocator(&all);
}
