#include "task.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct task {
    struct task *next;
    struct task_set *set;
    pthread_t thread;
    task_fn *run;
    const void *in;
    int slot, cancel_fd;
    uint64_t serial;
    struct task_message *last; /* made at the start, so that the end cannot fail */
};

struct task_set {
    pthread_mutex_t lock; /* guards the two lists' links */
    struct task_message *first, **end;
    struct task *job; /* only the owner's thread touches this list */
    int fd, running;
    uint64_t serial;
};

static void post(struct task_set *s, struct task_message *m)
{
    uint64_t one = 1;

    pthread_mutex_lock(&s->lock);
    *s->end = m;
    s->end = &m->next;
    pthread_mutex_unlock(&s->lock);
    while (write(s->fd, &one, sizeof one) < 0 && errno == EINTR) continue;
}

static void *thread_main(void *p)
{
    struct task *t = p;
    struct task_message *m = t->last;

    m->body = t->run(t, t->in, &m->arena, &m->err);
    m->last = true;
    post(t->set, m);
    return NULL;
}

struct task_set *task_open(struct err *e)
{
    struct task_set *s = calloc(1, sizeof *s);

    if (s == NULL) {
        err_set(e, E_SYSTEM, "out of memory");
        return NULL;
    }
    s->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (s->fd < 0) {
        err_set(e, E_SYSTEM, "no event descriptor: %s", strerror(errno));
        free(s);
        return NULL;
    }
    pthread_mutex_init(&s->lock, NULL);
    s->end = &s->first;
    return s;
}

uint64_t task_start(struct task_set *s, int slot, task_fn *run, const void *in, struct arena *a,
                    struct err *e)
{
    struct task *t = calloc(1, sizeof *t);
    struct task_message *m = calloc(1, sizeof *m);
    int problem = ENOMEM, fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    if (t != NULL && m != NULL && fd >= 0) {
        arena_init(&m->arena, a->limit);
        arena_adopt(&m->arena, a);
        m->slot = slot;
        m->serial = ++s->serial;
        *t = (struct task){.set = s,
                           .run = run,
                           .in = in,
                           .slot = slot,
                           .cancel_fd = fd,
                           .serial = m->serial,
                           .last = m};
        if ((problem = pthread_create(&t->thread, NULL, thread_main, t)) == 0) {
            t->next = s->job;
            s->job = t;
            s->running++;
            return t->serial;
        }
        arena_free(&m->arena);
    }
    if (fd >= 0) close(fd);
    free(t);
    free(m);
    err_set(e, E_SYSTEM, "no job can be started: %s", strerror(problem));
    return 0;
}

void task_cancel(struct task_set *s, uint64_t serial)
{
    uint64_t one = 1;

    for (struct task *t = s->job; t != NULL; t = t->next)
        if (t->serial == serial)
            while (write(t->cancel_fd, &one, sizeof one) < 0 && errno == EINTR) continue;
}

int task_running(const struct task_set *s)
{
    return s->running;
}

int task_fd(const struct task_set *s)
{
    return s->fd;
}

struct task_message *task_take(struct task_set *s)
{
    struct task_message *m;
    uint64_t count;
    bool more;

    while (read(s->fd, &count, sizeof count) < 0 && errno == EINTR) continue;
    pthread_mutex_lock(&s->lock);
    if ((m = s->first) != NULL && (s->first = m->next) == NULL) s->end = &s->first;
    more = s->first != NULL;
    pthread_mutex_unlock(&s->lock);
    if (m == NULL) return NULL;
    m->next = NULL;
    /* The counter was emptied; more mail must wake the loop again. */
    count = 1;
    if (more)
        while (write(s->fd, &count, sizeof count) < 0 && errno == EINTR) continue;
    for (struct task **p = &s->job; m->last && *p != NULL; p = &(*p)->next)
        if ((*p)->serial == m->serial) {
            struct task *t = *p;

            *p = t->next;
            pthread_join(t->thread, NULL);
            close(t->cancel_fd);
            free(t);
            s->running--;
            break;
        }
    return m;
}

void task_message_free(struct task_message *m)
{
    if (m == NULL) return;
    arena_free(&m->arena);
    free(m);
}

void task_close(struct task_set *s)
{
    if (s == NULL) return;
    for (struct task *t = s->job; t != NULL; t = t->next) task_cancel(s, t->serial);
    while (s->running > 0) {
        struct pollfd p = {.fd = s->fd, .events = POLLIN};

        poll(&p, 1, -1);
        task_message_free(task_take(s));
    }
    for (struct task_message *m; (m = task_take(s)) != NULL;) task_message_free(m);
    pthread_mutex_destroy(&s->lock);
    close(s->fd);
    free(s);
}

bool task_cancelled(const struct task *t)
{
    struct pollfd p = {.fd = t->cancel_fd, .events = POLLIN};

    return poll(&p, 1, 0) > 0;
}

int task_cancel_fd(const struct task *t)
{
    return t->cancel_fd;
}

/* A message that is not the last; NULL: out of memory. */
static struct task_message *message_of(const struct task *t)
{
    struct task_message *m = calloc(1, sizeof *m);

    if (m == NULL) return NULL;
    m->slot = t->slot;
    m->serial = t->serial;
    arena_init(&m->arena, 0);
    return m;
}

void task_progress(struct task *t, const char *fmt, ...)
{
    struct task_message *m = message_of(t);
    va_list ap;

    if (m == NULL) return;
    va_start(ap, fmt);
    vsnprintf(m->text, sizeof m->text, fmt, ap);
    va_end(ap);
    post(t->set, m);
}

void task_post(struct task *t, void *body, struct arena *a)
{
    struct task_message *m = message_of(t);

    if (m == NULL) err_no_memory();
    m->body = body;
    arena_adopt(&m->arena, a);
    post(t->set, m);
}

/* ------------------------------------------------------------ pieces in order */

struct line {
    const struct task_line *fn;
    void *ctx;
    pthread_mutex_t taking, giving; /* taking is never waited for while giving is held */
    pthread_cond_t gave;
    int64_t taken, given; /* pieces; each guarded by its lock */
    bool stop;            /* guarded by taking: nothing more is taken */
    int64_t failed;       /* guarded by giving: the piece whose failure is in err; -1: none */
    struct err err;
};
struct line_worker {
    struct line *line;
    int number;
    pthread_t thread;
};

/* Keeps the failure of the earliest piece. The caller holds `giving`. */
static void line_failed(struct line *l, int64_t piece, const struct err *e)
{
    if (l->failed >= 0 && l->failed <= piece) return;
    l->failed = piece;
    l->err = *e;
}

/* One piece from beginning to end; false: there is none, or it failed. */
static bool line_piece(struct line *l, int worker)
{
    struct err e = {0};
    bool more = true, ok;
    int64_t piece;

    pthread_mutex_lock(&l->taking);
    if (l->stop) {
        pthread_mutex_unlock(&l->taking);
        return false;
    }
    ok = l->fn->take(l->ctx, worker, &more, &e);
    piece = l->taken++;
    l->stop = !ok || !more;
    pthread_mutex_unlock(&l->taking);
    if (ok && more) ok = l->fn->work(l->ctx, worker, &e);
    pthread_mutex_lock(&l->giving);
    while (l->given < piece) pthread_cond_wait(&l->gave, &l->giving);
    if (ok && more && l->failed < 0 && l->fn->give != NULL) ok = l->fn->give(l->ctx, worker, &e);
    if (!ok) line_failed(l, piece, &e);
    ok = more && l->failed < 0;
    l->given++;
    pthread_cond_broadcast(&l->gave);
    pthread_mutex_unlock(&l->giving);
    return ok;
}

static void *line_main(void *p)
{
    struct line_worker *w = p;

    while (line_piece(w->line, w->number)) continue;
    return NULL;
}

bool task_line_run(const struct task_line *line, int threads, void *ctx, struct err *e)
{
    struct line l = {.fn = line, .ctx = ctx, .failed = -1};
    struct line_worker w[TASK_LINE_MAX] = {{0}};
    int n = 1;

    if (threads > TASK_LINE_MAX) threads = TASK_LINE_MAX;
    pthread_mutex_init(&l.taking, NULL);
    pthread_mutex_init(&l.giving, NULL);
    pthread_cond_init(&l.gave, NULL);
    w[0] = (struct line_worker){.line = &l};
    /* Where no thread can be had the others do the work. */
    for (; n < threads; n++) {
        w[n] = (struct line_worker){.line = &l, .number = n};
        if (pthread_create(&w[n].thread, NULL, line_main, &w[n]) != 0) break;
    }
    line_main(&w[0]);
    while (--n > 0) pthread_join(w[n].thread, NULL);
    pthread_cond_destroy(&l.gave);
    pthread_mutex_destroy(&l.giving);
    pthread_mutex_destroy(&l.taking);
    if (l.failed >= 0 && e != NULL) *e = l.err;
    return l.failed < 0;
}

/* ------------------------------------------------------------ reading ahead */

/* Pieces in a ring: the reader fills them in order, the caller empties them in order. */
enum { AHEAD_PIECES = 6, AHEAD_BYTES = 256 << 10 };

struct task_ahead {
    task_read *read;
    void *ctx;
    pthread_t thread;
    pthread_mutex_t lock; /* guards the four below */
    pthread_cond_t change;
    unsigned made, taken; /* pieces since the start */
    bool over, stop;
    bool threaded, holding; /* the caller's own: holding the piece before `taken` */
    ptrdiff_t n[AHEAD_PIECES];
    char *piece[AHEAD_PIECES];
};

/* True when there is room for another piece; false to stop. */
static bool ahead_room(struct task_ahead *t)
{
    bool go;

    pthread_mutex_lock(&t->lock);
    while (!t->stop && t->made - t->taken == AHEAD_PIECES) pthread_cond_wait(&t->change, &t->lock);
    go = !t->stop;
    pthread_mutex_unlock(&t->lock);
    return go;
}

static void *ahead_main(void *p)
{
    struct task_ahead *t = p;
    bool more = true;

    while (more && ahead_room(t)) {
        unsigned i = t->made % AHEAD_PIECES;

        t->n[i] = t->read(t->ctx, t->piece[i], AHEAD_BYTES);
        more = t->n[i] > 0;
        pthread_mutex_lock(&t->lock);
        t->made += more;
        t->over = !more;
        pthread_cond_signal(&t->change);
        pthread_mutex_unlock(&t->lock);
    }
    return NULL;
}

struct task_ahead *task_ahead_open(task_read *read, void *ctx)
{
    struct task_ahead *t = calloc(1, sizeof *t);

    if (t == NULL) err_no_memory();
    t->read = read;
    t->ctx = ctx;
    for (int i = 0; i < AHEAD_PIECES; i++)
        if ((t->piece[i] = malloc(AHEAD_BYTES)) == NULL) err_no_memory();
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->change, NULL);
    t->threaded = pthread_create(&t->thread, NULL, ahead_main, t) == 0;
    return t;
}

static slice ahead_here(struct task_ahead *t)
{
    slice s = {t->piece[0], 0};

    if (!t->over) s.n = t->read(t->ctx, t->piece[0], AHEAD_BYTES);
    t->over = s.n <= 0;
    return s;
}

slice task_ahead_next(struct task_ahead *t)
{
    slice s = {"", 0};

    if (!t->threaded) return ahead_here(t);
    pthread_mutex_lock(&t->lock);
    if (t->holding) {
        t->taken++;
        pthread_cond_signal(&t->change);
    }
    while (t->made == t->taken && !t->over) pthread_cond_wait(&t->change, &t->lock);
    t->holding = t->made != t->taken;
    if (t->holding) s = (slice){t->piece[t->taken % AHEAD_PIECES], t->n[t->taken % AHEAD_PIECES]};
    pthread_mutex_unlock(&t->lock);
    return s;
}

void task_ahead_close(struct task_ahead *t)
{
    if (t == NULL) return;
    pthread_mutex_lock(&t->lock);
    t->stop = true;
    pthread_cond_signal(&t->change);
    pthread_mutex_unlock(&t->lock);
    if (t->threaded) pthread_join(t->thread, NULL);
    pthread_cond_destroy(&t->change);
    pthread_mutex_destroy(&t->lock);
    for (int i = 0; i < AHEAD_PIECES; i++) free(t->piece[i]);
    free(t);
}

int task_processors(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}
