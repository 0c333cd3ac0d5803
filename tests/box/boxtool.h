/* boxtool.h - what the parts of boxtool share. */
#ifndef FETTLE_BOXTOOL_H
#define FETTLE_BOXTOOL_H

#include "backend.h"

enum { BOXTOOL_ARENA = 256 << 20 };

/* Each is one word of the command line; argv begins behind it. The exit status. */
int boxtool_same(int n, char **argv);
int boxtool_warm(int n, char **argv);
int boxtool_endure(int n, char **argv);
int boxtool_together(int n, char **argv);
int boxtool_starve(int n, char **argv);

/* A pool of the runtime python with the usual limits. */
struct exec_pool *boxtool_pool(void);
/* One run of its code in full isolation, in a spare of the pool or (NULL) in a box of its own;
 * wall_ms 0: the usual limit. As a backend's run; prints why it was not possible. */
bool boxtool_run(slice code, struct exec_pool *pool, int64_t wall_ms, struct arena *a,
                 struct exec_record *r);
/* Runs nothing until a spare of the pool takes it, a few times at most; whether one did. */
bool boxtool_wait_warm(struct exec_pool *pool);

/* One file of foreign code, and what it says of itself: `# ends: KIND...`, `# wall: MS`. */
struct hostile {
    const char *path;
    slice code, ends;
    int64_t wall_ms;
};
struct hostile *boxtool_read(int n, char **path, struct arena *a);
/* Whether a run may end so. */
bool boxtool_may_end(const struct hostile *h, const struct exec_record *r);

/* What runs could leave behind, counted from outside. */
struct remains {
    int processes, threads, descriptors, mounts, files, cgroups;
};
struct remains boxtool_count(void);
/* Waits at most a second for things to be as `before`; prints what is left. */
bool boxtool_left_nothing(const struct remains *before);

#endif
