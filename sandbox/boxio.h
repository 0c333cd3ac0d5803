/* boxio.h - inside the parent side of the box: starting it, its files. Not for others. */
#ifndef FETTLE_BOXIO_H
#define FETTLE_BOXIO_H

#include "box.h"
#include "boxwire.h"
#include <sys/types.h>

/* The parent's ends. -1: not open. */
struct box_ends {
    pid_t launcher;
    int control, channel, out, err;
    int in_dir, out_dir, tmp_dir; /* tmp_dir: without namespaces only */
    int lock;                     /* without namespaces: the private directory, locked */
    int pidfd, listener;
    char dir[256]; /* without namespaces */
    uint32_t uid;  /* of the code */
    bool namespaces;
    bool
        warm; /* a spare of a pool: control is its status socket, there is no launcher of its own */
    bool kept; /* from an earlier run of its session */
};

/* The monotonic clock, ms. */
int64_t boxio_now_ms(void);
/* No end open. */
void boxio_none(struct box_ends *b);
/* Starts fettle-box with its configuration sent; pool: as a zygote. */
bool boxio_start(const struct box_request *q, bool pool, struct box_ends *b, struct err *e);
/* Takes a warm child for q; false when there is none for it. *filter: descriptor of the filter. */
bool boxio_take(struct box_pool *p, const struct box_request *q, struct box_ends *b,
                uint32_t *layers, int *filter);
/* Has the zygote fork one more, in place of one that was taken. */
void boxio_refill(struct box_pool *p);
/* Closes everything and waits for the launcher. */
void boxio_stop(struct box_ends *b);

/* Receives at most n bytes and two descriptors (-1: none); as recvmsg. */
ssize_t boxio_receive(int socket, void *p, size_t n, int fd[2], int flags);

/* Writes the request's files below /in, where the session has not got them already. */
bool boxio_give(const struct box_ends *b, const struct box_request *q, struct err *e);
/* Writes the file /in/.fettle/NAME that the code asked for, unless it is there already. */
bool boxio_answer(const struct box_ends *b, const struct box_request *q, slice name, struct err *e);
/* Whether what the code wrote so far is within its limits (without namespaces nobody else asks). */
bool boxio_within(const struct box_ends *b, int64_t bytes_max);
/* Whether the code left nothing in /out. */
bool boxio_empty(const struct box_ends *b);
/* Takes the plain files of /out into the arena. The child must be dead. */
void boxio_collect(const struct box_ends *b, int64_t bytes_max, struct arena *a,
                   struct box_outcome *out);

#endif
