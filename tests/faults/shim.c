/* shim.c - preloaded into the program: lets the n-th call of one kind fail, or kills the process
 * there. FAULT_CALL=write|pwrite|fsync|rename|open|malloc  FAULT_AT=n  FAULT_HOW=fail|short|kill
 * Counts only calls of the main program's process, not of its children. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long count;
static pid_t owner;

__attribute__((constructor)) static void start(void)
{
    owner = getpid();
}

/* 0: go on; 1: fail; 2: half of it. */
static int fault(const char *call)
{
    const char *want = getenv("FAULT_CALL"), *at = getenv("FAULT_AT"), *how = getenv("FAULT_HOW");

    if (want == NULL || at == NULL || how == NULL || strcmp(want, call) != 0 || getpid() != owner)
        return 0;
    if (++count != atol(at)) return 0;
    if (strcmp(how, "kill") == 0) kill(getpid(), SIGKILL);
    return strcmp(how, "short") == 0 ? 2 : 1;
}

#define REAL(type, name, ...)                                                                      \
    static type (*real)(__VA_ARGS__);                                                              \
    if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *p, size_t n)
{
    REAL(ssize_t, "write", int, const void *, size_t);
    int f = fd > 2 ? fault("write") : 0;

    if (f == 1) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, p, f == 2 && n > 1 ? n / 2 : n);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    int f = fault("pwrite");

    if (f == 1) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, p, f == 2 && n > 1 ? n / 2 : n, at);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
    return pwrite64(fd, p, n, at);
}

int fsync(int fd)
{
    REAL(int, "fsync", int);

    if (fault("fsync") != 0) {
        errno = EIO;
        return -1;
    }
    return real(fd);
}

int fdatasync(int fd)
{
    REAL(int, "fdatasync", int);

    if (fault("fsync") != 0) {
        errno = EIO;
        return -1;
    }
    return real(fd);
}

int rename(const char *from, const char *to)
{
    REAL(int, "rename", const char *, const char *);

    if (fault("rename") != 0) {
        errno = EACCES;
        return -1;
    }
    return real(from, to);
}

int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
    REAL(int, "linkat", int, const char *, int, const char *, int);

    if (fault("open") != 0) {
        errno = EROFS;
        return -1;
    }
    return real(from_dir, from, to_dir, to, flags);
}

int mkostemp(char *template, int flags)
{
    REAL(int, "mkostemp", char *, int);

    if (fault("open") != 0) {
        errno = EROFS;
        return -1;
    }
    return real(template, flags);
}
