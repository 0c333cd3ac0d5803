/* task.h - work beside the screen: a function, a const input, an arena. Results come as messages
 * through a mailbox whose descriptor the loop polls. Nothing is shared and changed: this is the
 * only file with a lock. */
#ifndef FETTLE_TASK_H
#define FETTLE_TASK_H

#include "arena.h"
#include "err.h"

struct task;     /* what the running function sees of itself */
struct task_set; /* the jobs of one program and their mailbox */

/* Runs in a thread of its own. Gives what it made, in the arena; NULL with e set when it failed. */
typedef void *task_fn(struct task *t, const void *in, struct arena *a, struct err *e);

/* What a job tells. Progress: only text is set. A part of the result that comes before the rest,
 * and the last one: body (NULL in the last: failed, see err) and the arena that holds it; whoever
 * takes the message owns it. */
struct task_message {
    struct task_message *next;
    int slot;
    uint64_t serial;
    bool last;
    void *body;
    struct err err;
    struct arena arena;
    char text[160];
};

/* NULL with E_SYSTEM. */
struct task_set *task_open(struct err *e);
/* Cancels all jobs, waits for them and frees their messages. NULL is allowed. */
void task_close(struct task_set *s);

/* Starts a job. `in` lives in `a`, which the job takes over (the caller's arena is empty
 * afterwards). The serial number is never 0; 0: no thread could be started (E_SYSTEM). */
uint64_t task_start(struct task_set *s, int slot, task_fn *run, const void *in, struct arena *a,
                    struct err *e);
/* Raises the job's cancel flag; its last message still comes. */
void task_cancel(struct task_set *s, uint64_t serial);
/* How many jobs have not delivered their last message to task_take. */
int task_running(const struct task_set *s);
/* Readable when task_take has something. */
int task_fd(const struct task_set *s);
/* The oldest message, or NULL. Free it with task_message_free. */
struct task_message *task_take(struct task_set *s);
void task_message_free(struct task_message *m);

/* For the job: was it cancelled; a descriptor that becomes readable then; a line of progress. */
bool task_cancelled(const struct task *t);
int task_cancel_fd(const struct task *t);
void task_progress(struct task *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A part of the result, which lives in `a`; the message takes the arena over. */
void task_post(struct task *t, void *body, struct arena *a);

/* Work in pieces that must come out in order. Each function gets the number of the thread that
 * calls, 0 .. threads - 1, which keeps its piece from one function to the next. */
struct task_line {
    /* Gets the next piece; one thread at a time. *more = false: there is none. */
    bool (*take)(void *ctx, int worker, bool *more, struct err *e);
    /* Several threads at once. */
    bool (*work)(void *ctx, int worker, struct err *e);
    /* One thread at a time, in the order in which the pieces were taken; may be NULL. */
    bool (*give)(void *ctx, int worker, struct err *e);
};
enum { TASK_LINE_MAX = 16 };
/* Runs until there is no piece any more. False: the failure of the earliest piece that has one;
 * pieces behind it are not given. One thread is the caller's own. */
bool task_line_run(const struct task_line *line, int threads, void *ctx, struct err *e);
/* Processors that this process may use. */
int task_processors(void);

/* Reading ahead: bytes that a thread of their own makes while the caller works on those before.
 * Puts up to cap bytes at p; how many, 0: the end or a failure, which ctx remembers. */
typedef ptrdiff_t task_read(void *ctx, char *p, ptrdiff_t cap);
struct task_ahead;
/* ctx belongs to the thread until task_ahead_next has given the end or task_ahead_close returns.
 * Where no thread can be started, the reading is done by the caller of task_ahead_next. */
struct task_ahead *task_ahead_open(task_read *read, void *ctx);
/* The next piece, valid until the next call; empty at the end, and from then on. */
slice task_ahead_next(struct task_ahead *t);
/* Stops the reading and frees; NULL is allowed. */
void task_ahead_close(struct task_ahead *t);

#endif
