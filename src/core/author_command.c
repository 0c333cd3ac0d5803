/* author_command.c - any program as an author: the request on its standard input, the reply on its
 * standard output, an exit status of 0 when it answered. */
#include "author.h"
#include "clock.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
    pid_t pid;
    int out, err; /* -1: at its end */
    int stop;     /* readable when a signal asks this process to end */
    sigset_t was; /* the signal mask before */
};

/* A program in a process group of its own does not get the Ctrl-C of the terminal. While it works,
 * the signals that end this process wait, so that the program can be ended first. One that is
 * ignored, as under nohup, would come through here: a blocked signal is kept for later. */
static void hold_signals(struct child *c)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct sigaction now;

        if (sigaction(ends[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(&set, ends[i]);
    }
    sigprocmask(SIG_BLOCK, &set, &c->was);
    c->stop = signalfd(-1, &set, SFD_CLOEXEC);
}

/* What came meanwhile takes its course. */
static void release_signals(struct child *c)
{
    if (c->stop >= 0) close(c->stop);
    sigprocmask(SIG_SETMASK, &c->was, NULL);
}

/* The request as a file without a name: the program may read it when and as often as it likes, and
 * nobody waits for a full pipe. */
static int request_file(slice request)
{
    int fd = memfd_create("request", MFD_CLOEXEC);

    for (ptrdiff_t done = 0; fd >= 0 && done < request.n;) {
        ssize_t n = write(fd, request.p + done, (size_t)(request.n - done));

        if (n <= 0) {
            close(fd);
            return -1;
        }
        done += n;
    }
    if (fd >= 0) lseek(fd, 0, SEEK_SET);
    return fd;
}

static bool start(const char *command, slice request, struct child *c, struct err *e)
{
    int in = request_file(request), out[2], err[2];

    if (in < 0) return err_set(e, E_SYSTEM, "no memory file: %s", strerror(errno));
    if (pipe2(out, O_CLOEXEC) != 0) {
        close(in);
        return err_set(e, E_SYSTEM, "no pipe: %s", strerror(errno));
    }
    if (pipe2(err, O_CLOEXEC) != 0) {
        close(in), close(out[0]), close(out[1]);
        return err_set(e, E_SYSTEM, "no pipe: %s", strerror(errno));
    }
    c->pid = fork();
    if (c->pid == 0) {
        sigset_t none;

        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        signal(SIGPIPE, SIG_DFL);
        setpgid(0, 0); /* so that all of it can be ended */
        if (dup2(in, 0) < 0 || dup2(out[1], 1) < 0 || dup2(err[1], 2) < 0) _exit(126);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    close(in), close(out[1]), close(err[1]);
    c->out = out[0];
    c->err = err[0];
    if (c->pid > 0) return true;
    close(out[0]), close(err[0]);
    return err_set(e, E_SYSTEM, "no new process: %s", strerror(errno));
}

/* Takes what is there; closes at the end. What is past `most` is read and dropped. */
static void take(int *fd, struct buf *b, size_t most, bool *cut)
{
    char space[65536];
    ssize_t n = read(*fd, space, sizeof space);

    if (n < 0 && errno == EINTR) return;
    if (n <= 0) {
        close(*fd);
        *fd = -1;
        return;
    }
    if (b->n + (size_t)n > most) {
        *cut = true;
        n = (ssize_t)(most - b->n);
    }
    buf_put(b, (slice){space, n});
}

/* Reads until both streams end, the reply is too long, or time is up: false. */
static bool collect(struct child *c, int64_t deadline, struct buf *out, struct buf *err, bool *cut)
{
    bool err_cut = false;

    while (c->out >= 0 || c->err >= 0) {
        struct pollfd p[3] = {{.fd = c->out, .events = POLLIN},
                              {.fd = c->err, .events = POLLIN},
                              {.fd = c->stop, .events = POLLIN}};
        int64_t left = deadline - clock_ms();

        if (left <= 0 || *cut) return false;
        if (poll(p, 3, left < 1000 ? (int)left : 1000) <= 0) continue;
        if (p[2].revents != 0) return false;
        if (p[0].revents != 0) take(&c->out, out, AUTHOR_REPLY_MAX, cut);
        if (p[1].revents != 0) take(&c->err, err, 1 << 16, &err_cut);
    }
    return true;
}

/* The last line that is not blank: where programs say what went wrong. */
static slice last_line(slice s)
{
    slice t = slice_trim(s);

    for (ptrdiff_t i = t.n; i > 0; i--)
        if (t.p[i - 1] == '\n') return slice_trim(slice_sub(t, i, t.n));
    return t;
}

static bool finish(struct child *c, bool ended, bool cut, int64_t wait_ms, const struct buf *err,
                   struct err *e)
{
    int status = 0;
    slice said = last_line(buf_slice(err));

    if (!ended) kill(-c->pid, SIGKILL);
    if (c->out >= 0) close(c->out);
    if (c->err >= 0) close(c->err);
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR) continue;
    if (cut)
        return err_set(e, E_AUTHOR, "its reply is longer than %d bytes, the limit",
                       AUTHOR_REPLY_MAX);
    if (!ended)
        return err_set(e, E_AUTHOR, "it did not answer within %lld s", (long long)wait_ms / 1000);
    if (said.n > 200) said.n = 200;
    if (WIFSIGNALED(status))
        return err_set(e, E_AUTHOR, "it was ended by signal %d", WTERMSIG(status));
    if (WEXITSTATUS(status) != 0)
        return err_set(e, E_AUTHOR, "it ended with status %d%s%.*s", WEXITSTATUS(status),
                       said.n > 0 ? ": " : " and said nothing", SLICE_ARG(said));
    return true;
}

static bool answer(const struct author_config *c, const char *ask, struct arena *a,
                   struct author_reply *out, struct err *e)
{
    int64_t wait_ms = c != NULL && c->wait_ms > 0 ? c->wait_ms : AUTHOR_WAIT_MS;
    struct child child;
    struct buf text = {0}, err = {0};
    bool cut = false, ok;

    if (c == NULL || c->command == NULL)
        return err_set(e, E_USAGE, "no program was named; give one with --author-command");
    hold_signals(&child);
    ok = start(c->command, out->request, &child, e);
    if (ok) {
        ok = collect(&child, clock_ms() + wait_ms, &text, &err, &cut);
        ok = finish(&child, ok, cut, wait_ms, &err, e);
    }
    release_signals(&child);
    buf_free(&err);
    out->response = buf_take(&text, a);
    return ok && author_reply_parse(out->response, ask, a, out, e);
}

static bool plan(const struct author_config *c, const struct author_request *q, struct arena *a,
                 struct author_reply *out, struct err *e)
{
    (void)q;
    return answer(c, "plan", a, out, e);
}

static bool code(const struct author_config *c, const struct author_request *q, struct arena *a,
                 struct author_reply *out, struct err *e)
{
    (void)q;
    return answer(c, "code", a, out, e);
}

const struct author author_command = {
    .name = "command",
    .doc = "Any program: the request as JSON on its standard input, the reply on its output.",
    .leaves_machine = true,
    .plan = plan,
    .code = code,
};
