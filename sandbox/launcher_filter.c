/* The system call filter: an allow-list. What is not on it is refused by the parent, which is told
 * (SECCOMP_RET_USER_NOTIF), answers EPERM and puts the call's name into the record. A few calls
 * that harmless code probes are refused without telling. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/prctl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int allow[] = {
    /* files, below what the view and Landlock leave */
    SCMP_SYS(access), SCMP_SYS(close), SCMP_SYS(close_range), SCMP_SYS(copy_file_range),
    SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
    SCMP_SYS(fadvise64), SCMP_SYS(fallocate), SCMP_SYS(fdatasync), SCMP_SYS(flock), SCMP_SYS(fstat),
    SCMP_SYS(fstatfs), SCMP_SYS(fsync), SCMP_SYS(ftruncate), SCMP_SYS(chdir), SCMP_SYS(fchdir),
    SCMP_SYS(getcwd), SCMP_SYS(getdents64), SCMP_SYS(lseek), SCMP_SYS(lstat), SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat), SCMP_SYS(newfstatat), SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(pread64),
    SCMP_SYS(preadv), SCMP_SYS(pwrite64), SCMP_SYS(pwritev), SCMP_SYS(read), SCMP_SYS(readlink),
    SCMP_SYS(readlinkat), SCMP_SYS(readv), SCMP_SYS(rename), SCMP_SYS(renameat),
    SCMP_SYS(renameat2), SCMP_SYS(rmdir), SCMP_SYS(sendfile), SCMP_SYS(stat), SCMP_SYS(statfs),
    SCMP_SYS(statx), SCMP_SYS(truncate), SCMP_SYS(umask), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
    SCMP_SYS(write), SCMP_SYS(writev),
    /* waiting, pipes */
    SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_wait),
    SCMP_SYS(eventfd2), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(pselect6), SCMP_SYS(select), SCMP_SYS(wait4), SCMP_SYS(waitid),
    /* memory; mmap and mprotect below */
    SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(membarrier), SCMP_SYS(mremap), SCMP_SYS(msync),
    SCMP_SYS(munmap),
    /* time */
    SCMP_SYS(alarm), SCMP_SYS(clock_getres), SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(getitimer), SCMP_SYS(gettimeofday), SCMP_SYS(nanosleep), SCMP_SYS(pause),
    SCMP_SYS(setitimer), SCMP_SYS(time), SCMP_SYS(times),
    /* this process and its threads */
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(futex), SCMP_SYS(getcpu), SCMP_SYS(getegid),
    SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getgroups), SCMP_SYS(getpgid), SCMP_SYS(getpgrp),
    SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(getpriority), SCMP_SYS(getrandom),
    SCMP_SYS(getresgid), SCMP_SYS(getresuid), SCMP_SYS(getrlimit), SCMP_SYS(getrusage),
    SCMP_SYS(getsid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(restart_syscall), SCMP_SYS(rseq),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigpending), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigsuspend), SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(sched_get_priority_max), SCMP_SYS(sched_get_priority_min), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam), SCMP_SYS(sched_getscheduler), SCMP_SYS(sched_yield),
    SCMP_SYS(set_robust_list), SCMP_SYS(set_tid_address), SCMP_SYS(sigaltstack), SCMP_SYS(sysinfo)};

/* Refused as if the system did not know them; libraries have another way. */
static const int absent[] = {SCMP_SYS(clone3), SCMP_SYS(io_uring_setup)};
static const int no_attributes[] = {SCMP_SYS(getxattr),   SCMP_SYS(lgetxattr),
                                    SCMP_SYS(fgetxattr),  SCMP_SYS(listxattr),
                                    SCMP_SYS(llistxattr), SCMP_SYS(flistxattr)};
/* Change what a file is, and Landlock does not cover them. */
static const int file_modes[] = {SCMP_SYS(chmod),     SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
                                 SCMP_SYS(utimensat), SCMP_SYS(utime),  SCMP_SYS(utimes),
                                 SCMP_SYS(futimesat)};
static const int signals[] = {SCMP_SYS(tgkill), SCMP_SYS(tkill)};
static const unsigned controls[] = {TCGETS, TIOCGWINSZ, FIONBIO, FIONREAD, FIOCLEX, FIONCLEX};
static const int file_controls[] = {
    F_DUPFD,  F_GETFD,         F_SETFD,     F_GETFL,     F_SETFL,      F_GETLK,      F_SETLK,
    F_SETLKW, F_DUPFD_CLOEXEC, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_GETPIPE_SZ, F_GET_SEALS};

static void must(int rc)
{
    if (rc == 0) return;
    errno = -rc;
    launcher_fail("compile the system call filter");
}

#define ADD(f, action, ...) must(seccomp_rule_add(f, action, __VA_ARGS__))

static void add_list(scmp_filter_ctx f, uint32_t action, const int *call, size_t n)
{
    for (size_t i = 0; i < n; i++) ADD(f, action, call[i], 0);
}
#define LIST(a) (a), sizeof(a) / sizeof *(a)

/* Whether signals can reach nothing outside: Landlock scopes them from ABI 6. */
static bool signals_are_scoped(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 6;
}

static void add_memory(scmp_filter_ctx f, bool full)
{
    ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    /* A library of the system may still be loaded in the full view: it is read only there, and what
     * the code can write is mounted noexec. Never writable and executable, never anonymous. */
    if (full)
        ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, PROT_EXEC),
            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, 0));
}

static void add_arguments(scmp_filter_ctx f)
{
    const uint64_t spaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET |
                            CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;

    /* Threads, no processes. */
    ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
        SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | spaces, CLONE_THREAD));
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
            SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, controls[i]));
    for (size_t i = 0; i < sizeof file_controls / sizeof *file_controls; i++)
        ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
            SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, (uint64_t)file_controls[i]));
    ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0, 0));
    ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
        SCMP_A0(SCMP_CMP_MASKED_EQ, 0xffffffff, PR_SET_NAME));
    ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
        SCMP_A0(SCMP_CMP_MASKED_EQ, 0xffffffff, PR_GET_NAME));
    /* An event loop wakes itself through a stream pair; it can be connected to nothing else. */
    ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), 2,
        SCMP_A0(SCMP_CMP_MASKED_EQ, 0xffffffff, AF_UNIX),
        SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_STREAM));
    ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 1, SCMP_A4(SCMP_CMP_EQ, 0, 0));
    ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(recvfrom), 1, SCMP_A4(SCMP_CMP_EQ, 0, 0));
    /* The ready frame takes the filter's listener to the parent. */
    ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(sendmsg), 1,
        SCMP_A0(SCMP_CMP_MASKED_EQ, 0xffffffff, BOX_FD_CHANNEL));
}

int launcher_filter(const struct box_config *c)
{
    bool full = (c->flags & BOX_NAMESPACES) != 0;
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_NOTIFY);
    int fd = memfd_create("filter", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (f == NULL || fd < 0) launcher_fail("compile the system call filter");
    must(seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    must(seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2));
    add_list(f, SCMP_ACT_ALLOW, LIST(allow));
    add_list(f, SCMP_ACT_ERRNO(ENOSYS), LIST(absent));
    add_list(f, SCMP_ACT_ERRNO(ENOTSUP), LIST(no_attributes));
    /* Without a mount namespace these would reach the caller's files: they pretend instead. */
    add_list(f, full ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(0), LIST(file_modes));
    if (full || signals_are_scoped()) {
        add_list(f, SCMP_ACT_ALLOW, LIST(signals));
        /* One process by its number; no groups, not everybody. */
        ADD(f, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, 0x80000000u, 0));
    }
    /* The host's name is not theirs to know (the shim answers instead). */
    add_list(f, full ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM), (const int[]){SCMP_SYS(uname)}, 1);
    add_memory(f, full);
    add_arguments(f);
    must(seccomp_export_bpf(f, fd));
    seccomp_release(f);
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
        launcher_fail("seal the system call filter");
    return fd;
}
