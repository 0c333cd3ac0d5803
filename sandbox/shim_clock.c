/* The same code on the same input gives the same bytes: clocks that start at the run's stated time
 * and move by a fixed tick for each reading and by the sleeps that were asked for, and random bytes
 * drawn from the run's seed. Not a wall: code that makes system calls by itself still sees the
 * machine's clock. Inert until fettle_clock_start. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))

PUBLIC void fettle_clock_start(int64_t seconds, uint64_t seed);
PUBLIC void fettle_clock_save(int64_t at[3]);
PUBLIC void fettle_clock_restore(const int64_t at[3]);
/* Only handed through: what they point to is the C library's business. */
PUBLIC int pthread_cond_clockwait(void *c, void *m, clockid_t clock_id, const struct timespec *t);
PUBLIC int pthread_cond_timedwait(void *c, void *m, const struct timespec *t);

enum {
    WALL_TICK = 10000, /* ns */
    RUN_TICK = 1000,
    BOOT = 1000 /* s: where the monotonic clocks begin */
};
#define SECOND INT64_C(1000000000)

/* Two tick counters: the interpreter reads the monotonic clock by itself while threads take turns,
 * which must not move the time of day. */
static int64_t wall_ticks, run_ticks, slept, start;
static int64_t real_start; /* the machine's time of day then */
static uint64_t seed_state, draws;
static bool on;

static int64_t real_now(clockid_t c)
{
    struct timespec t;

    syscall(SYS_clock_gettime, c, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

PUBLIC void fettle_clock_start(int64_t seconds, uint64_t seed)
{
    start = seconds * SECOND;
    seed_state = seed;
    wall_ticks = run_ticks = slept = 0;
    draws = 0;
    real_start = real_now(CLOCK_REALTIME) / SECOND;
    __atomic_store_n(&on, true, __ATOMIC_SEQ_CST);
}

/* What readings and draws moved; for what must not show, as the loading of a module that a warm run
 * had already. */
PUBLIC void fettle_clock_save(int64_t at[3])
{
    at[0] = __atomic_load_n(&wall_ticks, __ATOMIC_SEQ_CST);
    at[1] = __atomic_load_n(&run_ticks, __ATOMIC_SEQ_CST);
    at[2] = (int64_t)__atomic_load_n(&draws, __ATOMIC_SEQ_CST);
}

PUBLIC void fettle_clock_restore(const int64_t at[3])
{
    __atomic_store_n(&wall_ticks, at[0], __ATOMIC_SEQ_CST);
    __atomic_store_n(&run_ticks, at[1], __ATOMIC_SEQ_CST);
    __atomic_store_n(&draws, (uint64_t)at[2], __ATOMIC_SEQ_CST);
}

static bool is_wall(clockid_t c)
{
    return c == CLOCK_REALTIME || c == CLOCK_REALTIME_COARSE || c == CLOCK_TAI;
}

/* What the clock shows, without a tick. */
static int64_t shows(clockid_t c)
{
    int64_t sleeps = __atomic_load_n(&slept, __ATOMIC_SEQ_CST);

    if (is_wall(c))
        return start + sleeps + WALL_TICK * __atomic_load_n(&wall_ticks, __ATOMIC_SEQ_CST);
    return BOOT * SECOND + sleeps + RUN_TICK * __atomic_load_n(&run_ticks, __ATOMIC_SEQ_CST);
}

static int64_t read_clock(clockid_t c)
{
    __atomic_add_fetch(is_wall(c) ? &wall_ticks : &run_ticks, 1, __ATOMIC_SEQ_CST);
    if (c == CLOCK_PROCESS_CPUTIME_ID || c == CLOCK_THREAD_CPUTIME_ID)
        return RUN_TICK * __atomic_load_n(&run_ticks, __ATOMIC_SEQ_CST);
    return shows(c);
}

/* Rounded: between a deadline's making and its use the interpreter may have read the run clock, as
 * often as threads happened to take turns. */
static void pass(int64_t ns)
{
    int64_t grain = ns > SECOND / 1000 ? SECOND / 1000 : SECOND / 10000;

    ns = (ns + grain / 2) / grain * grain;
    if (ns > 0) __atomic_add_fetch(&slept, ns, __ATOMIC_SEQ_CST);
}

static int64_t of(const struct timespec *t)
{
    return t->tv_sec * SECOND + t->tv_nsec;
}

static struct timespec to(int64_t ns)
{
    if (ns < 0) ns = 0;
    return (struct timespec){ns / SECOND, ns % SECOND};
}

/* ------------------------------------------------------------- clocks */

PUBLIC int clock_gettime(clockid_t c, struct timespec *t)
{
    if (!on) return (int)syscall(SYS_clock_gettime, c, t);
    *t = to(read_clock(c));
    return 0;
}

PUBLIC int gettimeofday(struct timeval *restrict t, void *restrict zone)
{
    struct timespec s;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &s);
    t->tv_sec = s.tv_sec;
    t->tv_usec = s.tv_nsec / 1000;
    return 0;
}

PUBLIC time_t time(time_t *t)
{
    struct timespec s;

    clock_gettime(CLOCK_REALTIME, &s);
    if (t != NULL) *t = s.tv_sec;
    return s.tv_sec;
}

PUBLIC clock_t clock(void)
{
    struct timespec s;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &s);
    return s.tv_sec * CLOCKS_PER_SEC + s.tv_nsec / (SECOND / CLOCKS_PER_SEC);
}

PUBLIC clock_t times(struct tms *t)
{
    clock_t n;

    if (!on) return (clock_t)syscall(SYS_times, t);
    n = (clock_t)(read_clock(CLOCK_MONOTONIC) / (SECOND / 100));
    if (t != NULL) *t = (struct tms){.tms_utime = n};
    return n;
}

/* ------------------------------------------------------------- sleeping */

PUBLIC int clock_nanosleep(clockid_t c, int flags, const struct timespec *ask,
                           struct timespec *left)
{
    struct timespec t = *ask;
    long rc;

    if (!on) {
        rc = syscall(SYS_clock_nanosleep, c, flags, ask, left);
        return rc < 0 ? errno : 0;
    }
    if (flags & TIMER_ABSTIME) t = to(of(ask) - shows(c));
    rc = syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &t, left);
    if (rc < 0) return errno;
    pass(of(&t));
    return 0;
}

PUBLIC int nanosleep(const struct timespec *ask, struct timespec *left)
{
    int rc = clock_nanosleep(CLOCK_MONOTONIC, 0, ask, left);

    errno = rc != 0 ? rc : errno;
    return rc != 0 ? -1 : 0;
}

PUBLIC int usleep(useconds_t us)
{
    struct timespec t = {us / 1000000, us % 1000000 * 1000};

    return nanosleep(&t, NULL);
}

PUBLIC unsigned sleep(unsigned s)
{
    struct timespec t = {s, 0};

    return nanosleep(&t, NULL) == 0 ? 0 : s;
}

/* A wait that timed out took as long as was asked. */
PUBLIC int poll(struct pollfd *p, nfds_t n, int timeout)
{
    int rc = (int)syscall(SYS_poll, p, n, timeout);

    if (on && rc == 0 && timeout > 0) pass(timeout * INT64_C(1000000));
    return rc;
}

PUBLIC int epoll_wait(int fd, struct epoll_event *ev, int n, int timeout)
{
    int rc = (int)syscall(SYS_epoll_wait, fd, ev, n, timeout);

    if (on && rc == 0 && timeout > 0) pass(timeout * INT64_C(1000000));
    return rc;
}

PUBLIC int select(int n, fd_set *restrict r, fd_set *restrict w, fd_set *restrict x,
                  struct timeval *restrict t)
{
    int64_t ns = t == NULL ? 0 : t->tv_sec * SECOND + t->tv_usec * 1000;
    int rc = (int)syscall(SYS_select, n, r, w, x, t);

    if (on && rc == 0) pass(ns);
    return rc;
}

/* ------------------------------------------------------------- waits of threads */

/* A deadline on our clock as one on the machine's. */
static struct timespec real_deadline(clockid_t c, const struct timespec *t, int64_t *ns)
{
    *ns = of(t) - shows(c);
    return to(real_now(c) + (*ns > 0 ? *ns : 0));
}

typedef int wait_sem(sem_t *, clockid_t, const struct timespec *);
typedef int wait_cond(void *, void *, const struct timespec *);
typedef int wait_cond_clock(void *, void *, clockid_t, const struct timespec *);

/* POSIX says that dlsym's result may be used as a function; ISO C does not. */
static void *next(const char *name, const char *version)
{
    void *p = version != NULL ? dlvsym(RTLD_NEXT, name, version) : dlsym(RTLD_NEXT, name);

    if (p == NULL) abort();
    return p;
}

PUBLIC int sem_clockwait(sem_t *restrict s, clockid_t c, const struct timespec *restrict t)
{
    static wait_sem *real;
    struct timespec deadline = *t;
    int64_t ns = 0;
    int rc;

    if (real == NULL) *(void **)&real = next("sem_clockwait", NULL);
    if (on) deadline = real_deadline(c, t, &ns);
    rc = real(s, c, &deadline);
    if (on && rc != 0 && errno == ETIMEDOUT) pass(ns);
    return rc;
}

PUBLIC int sem_timedwait(sem_t *restrict s, const struct timespec *restrict t)
{
    return sem_clockwait(s, CLOCK_REALTIME, t);
}

PUBLIC int pthread_cond_clockwait(void *c, void *m, clockid_t clock_id, const struct timespec *t)
{
    static wait_cond_clock *real;
    struct timespec deadline = *t;
    int64_t ns;

    if (real == NULL) *(void **)&real = next("pthread_cond_clockwait", NULL);
    if (on) deadline = real_deadline(clock_id, t, &ns);
    return real(c, m, clock_id, &deadline);
}

/* Which clock a condition waits on is in its own state, not to be asked; the two clocks are so far
 * apart that the deadline tells. The interpreter's threads take turns by this, so it is no sleep.
 */
PUBLIC int pthread_cond_timedwait(void *c, void *m, const struct timespec *t)
{
    static wait_cond *real;
    struct timespec deadline = *t;
    int64_t ns;

    if (real == NULL) *(void **)&real = next("pthread_cond_timedwait", "GLIBC_2.3.2");
    if (on) {
        int64_t middle = (start + BOOT * SECOND) / 2;

        deadline = real_deadline(of(t) < middle ? CLOCK_MONOTONIC : CLOCK_REALTIME, t, &ns);
    }
    return real(c, m, &deadline);
}

/* ------------------------------------------------------------- chance and names */

/* SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014) over a
 * counter: equal draws in equal order. Not for secrets; there are none in a box. */
static uint64_t draw(void)
{
    uint64_t n = __atomic_add_fetch(&draws, 1, __ATOMIC_SEQ_CST);
    uint64_t z = seed_state + n * UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

PUBLIC ssize_t getrandom(void *p, size_t n, unsigned flags)
{
    char *to_byte = p;

    if (!on) return syscall(SYS_getrandom, p, n, flags);
    for (size_t i = 0; i < n; i += 8) {
        uint64_t v = draw();

        memcpy(to_byte + i, &v, n - i < 8 ? n - i : 8);
    }
    return (ssize_t)n;
}

PUBLIC int getentropy(void *p, size_t n)
{
    return getrandom(p, n, 0) == (ssize_t)n ? 0 : -1;
}

/* Libraries with a generator of their own (SQLite) seed it from the device. Descriptors through
 * which it was opened are marked; a mark is checked by the device's number, so closing needs no
 * notice. */
enum { MARKS = 256 }; /* as RLIMIT_NOFILE in the box */
static bool marked[MARKS];

static bool is_chance(int fd)
{
    struct stat st;

    return syscall(SYS_newfstatat, fd, "", &st, AT_EMPTY_PATH) == 0 && S_ISCHR(st.st_mode) &&
           (st.st_rdev == makedev(1, 8) || st.st_rdev == makedev(1, 9));
}

static int open_file(int dir, const char *path, int flags, mode_t mode)
{
    int fd = (int)syscall(SYS_openat, dir, path, flags, mode);

    if (on && fd >= 0 && fd < MARKS && strncmp(path, "/dev/", 5) == 0 && is_chance(fd))
        __atomic_store_n(&marked[fd], true, __ATOMIC_SEQ_CST);
    return fd;
}

static mode_t mode_of(int flags, va_list more)
{
    return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(more, mode_t) : 0;
}

PUBLIC int open(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = mode_of(flags, more);
    va_end(more);
    return open_file(AT_FDCWD, path, flags, mode);
}

/* The same on machines where long is 64 bits wide. */
PUBLIC int open64(const char *path, int flags, ...) __attribute__((alias("open")));

PUBLIC ssize_t read(int fd, void *p, size_t n)
{
    if (on && fd >= 0 && fd < MARKS && __atomic_load_n(&marked[fd], __ATOMIC_SEQ_CST)) {
        if (is_chance(fd)) return getrandom(p, n, 0);
        __atomic_store_n(&marked[fd], false, __ATOMIC_SEQ_CST);
    }
    return syscall(SYS_read, fd, p, n);
}

/* The same machine everywhere, and no host name. */
PUBLIC int uname(struct utsname *u)
{
    memset(u, 0, sizeof *u);
    snprintf(u->sysname, sizeof u->sysname, "Linux");
    snprintf(u->nodename, sizeof u->nodename, "box");
    snprintf(u->release, sizeof u->release, "6.1.0");
    snprintf(u->version, sizeof u->version, "#1 SMP");
#ifdef __aarch64__
    snprintf(u->machine, sizeof u->machine, "aarch64");
#else
    snprintf(u->machine, sizeof u->machine, "x86_64");
#endif
    return 0;
}

PUBLIC int gethostname(char *name, size_t n)
{
    if (n == 0) {
        errno = EINVAL;
        return -1;
    }
    snprintf(name, n, "box");
    return 0;
}

/* ------------------------------------------------------------- times of files */

/* What the run wrote itself has the time at which the run began: archives keep such times. */
static void settle(struct timespec *t)
{
    if (t->tv_sec + 1 >= real_start) *t = to(start);
}

static int look(int dir, const char *path, struct stat *st, int flags)
{
    int rc = (int)syscall(SYS_newfstatat, dir, path, st, flags);

    if (rc == 0 && on) {
        settle(&st->st_mtim);
        settle(&st->st_ctim);
        settle(&st->st_atim);
    }
    return rc;
}

PUBLIC int stat(const char *restrict path, struct stat *restrict st)
{
    return look(AT_FDCWD, path, st, 0);
}

PUBLIC int lstat(const char *restrict path, struct stat *restrict st)
{
    return look(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

PUBLIC int fstat(int fd, struct stat *st)
{
    return look(fd, "", st, AT_EMPTY_PATH);
}

PUBLIC int fstatat(int dir, const char *restrict path, struct stat *restrict st, int flags)
{
    return look(dir, path, st, flags);
}

/* The same on machines where long is 64 bits wide. */
PUBLIC int stat64(const char *restrict path, struct stat64 *restrict st)
{
    return look(AT_FDCWD, path, (struct stat *)st, 0);
}

PUBLIC int lstat64(const char *restrict path, struct stat64 *restrict st)
{
    return look(AT_FDCWD, path, (struct stat *)st, AT_SYMLINK_NOFOLLOW);
}

PUBLIC int fstat64(int fd, struct stat64 *st)
{
    return look(fd, "", (struct stat *)st, AT_EMPTY_PATH);
}

PUBLIC int fstatat64(int dir, const char *restrict path, struct stat64 *restrict st, int flags)
{
    return look(dir, path, (struct stat *)st, flags);
}
