/* heap.h - where malloc takes its memory from. */
#ifndef FETTLE_HEAP_H
#define FETTLE_HEAP_H

/* Puts the heap that comes from now on onto huge pages, where the machine has them: called once, by
 * main, before there are threads. A fault for each 4 KiB of new memory costs up to 15 microseconds
 * on virtual machines, more than most of what is done with it; one for 2 MiB costs about 100. Where
 * it cannot be done nothing changes. */
void heap_on_huge_pages(void);

#endif
