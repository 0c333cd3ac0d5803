#include "heap.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* The heap grows by GROWTH; larger blocks than a huge page have mappings of their own. */
enum { PAGE = 4096, HUGE_PAGE = 2 << 20, GROWTH = 12 * HUGE_PAGE, FIRST = 256 << 10 };

void heap_on_huge_pages(void)
{
    uintptr_t top = (uintptr_t)sbrk(0), low = FIRST + PAGE,
              begin = (top + low + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
    void *first;

    if (top == UINTPTR_MAX || sbrk((intptr_t)(begin - low - top)) == (void *)-1) return;
    if (mallopt(M_TOP_PAD, GROWTH) == 0 || mallopt(M_MMAP_THRESHOLD, HUGE_PAGE) == 0 ||
        mallopt(M_ARENA_MAX, 1) == 0 || mallopt(M_TRIM_THRESHOLD, 4 * GROWTH) == 0)
        return;
    /* More than is left of the heap so far, so that it grows. A huge page must not have been
     * touched before it is asked for, and malloc writes before and behind what it hands out: this
     * block ends just before the first huge page, is never touched, and stays. */
    first = malloc(FIRST);
    if ((uintptr_t)first >= begin - low && (uintptr_t)first < begin - FIRST)
        madvise((void *)begin, GROWTH, MADV_HUGEPAGE);
    else
        free(first);
}
