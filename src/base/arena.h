/* arena.h - one lifetime, one free. A job, a loaded file and a screen each own one. */
#ifndef FETTLE_ARENA_H
#define FETTLE_ARENA_H

#include "slice.h"

struct arena_block;
struct arena_owned;
struct arena {
    struct arena_block *head;
    struct arena_owned *owned; /* what came by arena_own */
    size_t used, limit;        /* bytes handed out; the most that may be */
};

/* A limit for work whose size the caller bounds already. */
#define ARENA_NO_LIMIT SIZE_MAX

/* A limit for a whole command: $FETTLE_MEMORY MiB, else three quarters of what the machine, or a
 * limit set on the process (ulimit -v), has. */
size_t arena_machine(void);

void arena_init(struct arena *a, size_t limit);
/* Frees everything and leaves a usable, empty arena with the same limit. */
void arena_free(struct arena *a);
/* Frees everything for the arena's own use: what was big enough for all of it is kept, so that the
 * same work can be done again and again in the same memory. */
void arena_clear(struct arena *a);
/* Zeroed and aligned memory for count things, or NULL once the limit is passed (the caller reports
 * E_LIMIT). When the machine itself is out of memory the program says so and aborts. */
void *arena_alloc(struct arena *a, size_t size, size_t count);
/* Makes the pages of memory that will be written soon, all at once: a fault for each of them costs
 * many times that, most of all on virtual machines. Does nothing for a few pages. */
void arena_touch(void *p, size_t n);
/* n bytes from malloc (0 < n), which the arena owns from now on and frees with the rest; false once
 * the limit is passed: they are freed at once. */
bool arena_own(struct arena *a, void *p, size_t n);
/* The same with a descriptor, which is closed with the rest. */
bool arena_own_fd(struct arena *a, int fd);
/* Moves all of `from` into `to`, which then owns it; `from` is empty afterwards. */
void arena_adopt(struct arena *to, struct arena *from);

#define arena_new(a, T, n) ((T *)arena_alloc((a), sizeof(T), (size_t)(n)))

/* A copy of s in the arena with a NUL after it; .p is NULL once the limit is passed. */
slice arena_copy(struct arena *a, slice s);
/* The same as a C string; NULL once the limit is passed. */
char *arena_z(struct arena *a, slice s);
/* printf into the arena. */
slice arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
