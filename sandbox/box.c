#include "box.h"

#include "boxio.h"
#include "buf.h"
#include "hash.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    START_MS = 60000, /* for building the box and loading the libraries */
    SPARE_MS = 10000, /* for a spare to answer */
    SPARES_MAX = 4,   /* lost spares until a run has a box of its own */
    END_MS = 10000,   /* for a killed child to go away */
    WATCH_MS = 20,    /* between looks at the files, without namespaces */
    FLOOD = 16,       /* this many times the text limit ends the run */
    META_MAX = 1 << 20,
    ASK_MAX = 64,
    TABLE_PIECE = 4 << 20,
    DENIED_MAX = 16
};

static const char no_code[] = "the interpreter did not reach the code";

enum state { STARTING, RUNNING, ENDED };

struct run {
    const struct box_request *q;
    struct arena *arena;
    struct box_outcome *out;
    struct err *e;
    struct box_ends b;
    enum state state;
    bool failed;  /* the box could not be built: e is set */
    bool lost;    /* since it did not come as far as the code */
    bool gone;    /* the launcher told the exit, or is gone itself */
    bool killed;  /* by us */
    bool decided; /* out->end is final */
    bool refill;  /* the pool is owed a new child */
    bool empty;   /* it left no files */
    uint32_t layers;
    int64_t began, deadline; /* ms */
    int64_t paused;          /* ms in which the code waited for its inputs */
    struct buf text[2], frames;
    struct buf word; /* the request's frames */
    size_t word_sent;
    int64_t seen[2];
    size_t told[2]; /* bytes of text that the caller has had already */
    bool have_meta, have_table;
    uint64_t received;   /* bytes of frames */
    uint64_t table_left; /* bytes of the table that are still to come */
    char *table_ready;   /* up to where its pages are made */
    const char *denied[DENIED_MAX + 1];
    int ndenied;
    struct seccomp_notif *ask;
    struct seccomp_notif_resp *answer;
};

/* What stays of a session between its runs. */
struct box_session {
    struct box_ends b;
    uint32_t layers, landlock;
    char profile[65];
};

static void signal_child(const struct box_ends *b, int signal)
{
    if (b->pidfd >= 0) syscall(SYS_pidfd_send_signal, b->pidfd, signal, NULL, 0);
}

static void kill_child(struct run *r)
{
    if (r->killed) return;
    r->killed = true;
    if (r->b.pidfd >= 0) signal_child(&r->b, SIGKILL);
    /* Before the child is known the launcher's own end takes it along. */
    else if (r->b.launcher > 0)
        kill(r->b.launcher, SIGKILL);
    r->state = ENDED;
    r->deadline = boxio_now_ms() + END_MS;
}

/* The first reason counts. */
static void end_run(struct run *r, enum box_end why)
{
    if (!r->decided) r->out->end = why;
    r->decided = true;
    kill_child(r);
}

static void fail_start(struct run *r, const char *step, int error)
{
    if (!r->failed) {
        const char *hint = "";

        r->out->no_namespaces =
            strstr(step, "user namespace") != NULL || strstr(step, "map the") != NULL;
        if (r->out->no_namespaces)
            hint = "; allow user namespaces (a chroot forbids them too; sysctl "
                   "kernel.unprivileged_userns_clone=1, "
                   "kernel.apparmor_restrict_unprivileged_userns=0) or use --isolation "
                   "no-namespaces";
        else if (strstr(step, "interpreter") != NULL || error == ENOENT)
            hint = "; fettle doctor says what is missing";
        err_set(r->e, E_SANDBOX, "the sandbox cannot be built: %s: %s%s", step, strerror(error),
                hint);
    }
    r->failed = r->lost = true;
    kill_child(r);
}

/* ------------------------------------------------------------- what arrives */

static void hash_profile(struct run *r, int filter)
{
    char p[1 << 15];
    ssize_t n = filter < 0 ? -1 : pread(filter, p, sizeof p, 0);
    struct hash *h = hash_open();
    digest d;

    if (n > 0) hash_put(h, (slice){p, n});
    hash_put(h, r->q->namespaces ? S("full") : S("no-namespaces"));
    d = hash_close(h);
    memcpy(r->out->profile, d.hex, sizeof d.hex);
}

static void on_control(struct run *r)
{
    struct box_note n;
    int fd[2];
    ssize_t got = boxio_receive(r->b.control, &n, sizeof n, fd, MSG_DONTWAIT);

    if (got < 0 && errno == EAGAIN) return;
    if (got != (ssize_t)sizeof n || n.magic != BOX_MAGIC) { /* the launcher is gone */
        if (r->state == STARTING && !r->killed)
            fail_start(r, "the launcher fettle-box ended early", ECHILD);
        kill_child(r);
        r->gone = true;
        r->out->status = SIGKILL; /* nobody is left to tell how the code ended: with it, by force */
        return;
    }
    n.step[sizeof n.step - 1] = 0;
    if (n.kind == BOX_NOTE_FAIL) {
        fail_start(r, n.step, n.error);
    } else if (n.kind == BOX_NOTE_STARTED) {
        if (r->b.pidfd >= 0) close(r->b.pidfd);
        r->b.pidfd = fd[0];
        r->b.uid = n.uid;
        r->layers |= n.layers;
        hash_profile(r, fd[1]);
        if (fd[1] >= 0) close(fd[1]);
        return;
    } else if (n.kind == BOX_NOTE_EXIT) {
        r->gone = true;
        r->out->status = n.status;
        r->out->cpu_ms = (int64_t)(n.cpu_us / 1000);
        r->out->rss_kib = (int64_t)n.rss_kib;
    }
    for (int i = 0; i < 2; i++)
        if (fd[i] >= 0) close(fd[i]);
}

static void add_frame(struct run *r, uint32_t kind, slice body)
{
    struct box_frame h = {.magic = BOX_MAGIC, .kind = kind, .size = (uint64_t)body.n};

    buf_put(&r->word, (slice){(const char *)&h, sizeof h});
    buf_put(&r->word, body);
}

/* As much of the request as the channel takes now: who does not read is not waited for. */
static void send_word(struct run *r)
{
    ssize_t n = send(r->b.channel, r->word.p + r->word_sent, r->word.n - r->word_sent,
                     MSG_NOSIGNAL | MSG_DONTWAIT);

    if (n > 0) r->word_sent += (size_t)n;
    if (n >= 0 || errno == EAGAIN || errno == EINTR) return;
    if (r->word_sent == 0) fail_start(r, "start the code", errno);
    r->word_sent = r->word.n; /* it is gone, as its end will say */
}

/* The inputs, and the word to go. */
static void give(struct run *r)
{
    struct err e = {0};

    if (!boxio_give(&r->b, r->q, &e)) {
        if (!r->failed && r->e != NULL) *r->e = e;
        r->failed = true;
        kill_child(r);
    } else {
        add_frame(r, BOX_FRAME_REQUEST, r->q->request);
        add_frame(r, BOX_FRAME_CODE, r->q->code);
        send_word(r);
    }
}

static void on_dirs(struct run *r, int fd[2])
{
    if (r->q->namespaces) {
        if (fd[0] < 0 || fd[1] < 0 || r->b.in_dir >= 0) {
            fail_start(r, "hand over the private folders", EPROTO);
            return;
        }
        r->b.in_dir = fd[0], r->b.out_dir = fd[1];
        fd[0] = fd[1] = -1;
    }
    if (!r->b.warm) give(r); /* a warm child is given its inputs when it is confined */
}

/* Hands the caller what it has not had yet. Text may come before the frame that says that the code
 * runs: it waits for that. */
static void tell_text(struct run *r, int which)
{
    slice s = slice_sub(buf_slice(&r->text[which]), (ptrdiff_t)r->told[which],
                        (ptrdiff_t)r->text[which].n);

    if (r->q->on_text != NULL && s.n > 0) r->q->on_text(r->q->ctx, which == 1, s);
    r->told[which] = r->text[which].n;
}

/* The code runs from here on. */
static void begin(struct run *r)
{
    r->state = RUNNING;
    r->began = boxio_now_ms();
    r->deadline = r->began + r->q->limits.wall_ms;
}

static void on_ready(struct run *r, const struct box_ready *ready, int fd[2])
{
    r->layers |= ready->layers;
    r->out->landlock = ready->landlock;
    r->b.listener = fd[0];
    fd[0] = -1;
    if (r->b.warm) give(r);
    if (r->failed) return;
    begin(r);
    for (int i = 0; i < 2; i++) tell_text(r, i);
}

/* Before foreign code runs: whole small frames, with descriptors. */
static void on_start_frame(struct run *r)
{
    struct {
        struct box_frame h;
        union {
            struct box_ready ready;
            struct box_note note;
        } body;
    } m;
    int fd[2] = {-1, -1}, none[2];
    ssize_t got = boxio_receive(r->b.channel, &m.h, sizeof m.h, fd, MSG_DONTWAIT);

    if (got < 0 && errno == EAGAIN) return;
    if (got == 0) { /* its exit note follows */
        close(r->b.channel);
        r->b.channel = -1;
        return;
    }
    if (got != (ssize_t)sizeof m.h || m.h.magic != BOX_MAGIC || m.h.size > sizeof m.body ||
        (m.h.size > 0 && boxio_receive(r->b.channel, &m.body, (size_t)m.h.size, none,
                                       MSG_WAITALL) != (ssize_t)m.h.size)) {
        fail_start(r, "understand the interpreter", EPROTO);
    } else if (m.h.kind == BOX_FRAME_DIRS) {
        on_dirs(r, fd);
    } else if (m.h.kind == BOX_FRAME_READY && m.h.size == sizeof m.body.ready) {
        on_ready(r, &m.body.ready, fd);
    } else if (m.h.kind == BOX_FRAME_FAIL && m.h.size == sizeof m.body.note) {
        m.body.note.step[sizeof m.body.note.step - 1] = 0;
        fail_start(r, m.body.note.step, m.body.note.error);
    } else {
        fail_start(r, "understand the interpreter", EPROTO);
    }
    for (int i = 0; i < 2; i++)
        if (fd[i] >= 0) close(fd[i]);
}

static bool is_name(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              s.p[i] == '-'))
            return false;
    return s.n > 0;
}

/* The code wants an input. What was made for it once is not made again, so its time does not run
 * meanwhile. */
static void on_ask(struct run *r, slice name)
{
    struct box_frame h = {.magic = BOX_MAGIC, .kind = BOX_FRAME_GIVEN};
    struct err e = {0};
    int64_t before = boxio_now_ms();

    if (r->q->give == NULL || !is_name(name)) {
        err_set(&e, E_SANDBOX, "there is no such input");
    } else if (boxio_answer(&r->b, r->q, name, &e)) {
        r->deadline += boxio_now_ms() - before;
        r->paused += boxio_now_ms() - before;
    }
    h.size = strlen(e.text);
    /* It waits for the answer; one that does not read is not waited for. */
    if (send(r->b.channel, &h, sizeof h, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)sizeof h ||
        (h.size > 0 &&
         send(r->b.channel, e.text, h.size, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)h.size))
        end_run(r, BOX_END_PROTOCOL);
}

/* A session's child has sent its result. Between two runs it is stopped: what its threads would do
 * meanwhile belongs to nobody. */
static void suspend(struct run *r)
{
    signal_child(&r->b, SIGSTOP);
    r->out->end = BOX_END_DONE;
    r->decided = r->out->kept = true;
    r->state = ENDED;
    r->deadline = boxio_now_ms() + END_MS;
}

/* How large the body of a frame may be; -1: no such frame may come now. */
static int64_t most_of(const struct run *r, uint32_t kind)
{
    switch (kind) {
    case BOX_FRAME_META:
        return r->have_meta ? -1 : META_MAX;
    case BOX_FRAME_TABLE:
        return r->have_table || !r->have_meta ? -1 : r->q->limits.memory_bytes;
    case BOX_FRAME_ASK:
        return r->have_meta ? -1 : ASK_MAX;
    case BOX_FRAME_END:
        return 0;
    default:
        return -1;
    }
}

/* A place for the table, of which `have` is there already. */
static void begin_table(struct run *r, slice have, uint64_t size)
{
    char *p = arena_new(r->arena, char, size + 1);

    if (p == NULL) {
        end_run(r, BOX_END_OUTPUT);
        return;
    }
    if (have.n > 0) memcpy(p, have.p, (size_t)have.n);
    r->out->table = (slice){p, have.n};
    r->table_left = size - (uint64_t)have.n;
    r->have_table = true;
}

/* The rest of the table goes where it will stay, as fast as it comes: its pages are made piece by
 * piece, so that a size that is only claimed costs nothing. */
static ssize_t receive_table(struct run *r)
{
    char *to = (char *)(uintptr_t)r->out->table.p + r->out->table.n;
    ssize_t n;

    if (to >= r->table_ready) {
        size_t piece = r->table_left < TABLE_PIECE ? (size_t)r->table_left : TABLE_PIECE;

        arena_touch(to, piece);
        r->table_ready = to + piece;
    }
    n = recv(r->b.channel, to, (size_t)(r->table_ready - to), MSG_DONTWAIT);
    if (n > 0) {
        r->out->table.n += n;
        r->table_left -= (uint64_t)n;
    }
    return n;
}

/* One whole frame from the front of r->frames, of a table its beginning; false when it is not all
 * there yet. */
static bool next_frame(struct run *r, size_t *at)
{
    struct box_frame h;
    size_t there;
    slice body;

    if (r->table_left > 0 || r->frames.n - *at < sizeof h) return false;
    memcpy(&h, r->frames.p + *at, sizeof h);
    if (h.magic != BOX_MAGIC || most_of(r, h.kind) < 0 || h.size > (uint64_t)most_of(r, h.kind)) {
        end_run(r, BOX_END_PROTOCOL);
        return false;
    }
    there = r->frames.n - *at - sizeof h;
    if (h.size < there) there = (size_t)h.size;
    body = (slice){r->frames.p + *at + sizeof h, (ptrdiff_t)there};
    if (h.kind != BOX_FRAME_TABLE && there < h.size) return false;
    *at += sizeof h + there;
    if (h.kind == BOX_FRAME_END) {
        if (!r->have_meta || (r->q->session != NULL && r->frames.n > *at))
            end_run(r, BOX_END_PROTOCOL);
        else if (r->q->session != NULL)
            suspend(r);
        else
            end_run(r, BOX_END_DONE);
        return false;
    }
    if (h.kind == BOX_FRAME_ASK) {
        on_ask(r, body);
        return true;
    }
    if (h.kind == BOX_FRAME_TABLE) {
        begin_table(r, body, h.size);
        return true;
    }
    r->out->meta = arena_copy(r->arena, body);
    r->have_meta = true;
    if (r->out->meta.p == NULL) end_run(r, BOX_END_OUTPUT);
    return true;
}

static void on_channel(struct run *r)
{
    size_t room = 1 << 16, at = 0;
    ssize_t n;

    if (r->state == STARTING) {
        on_start_frame(r);
        return;
    }
    if (r->table_left > 0) {
        n = receive_table(r);
    } else {
        n = recv(r->b.channel, buf_reserve(&r->frames, room), room, MSG_DONTWAIT);
        if (n > 0) r->frames.n += (size_t)n;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n < 0 && errno == ECONNRESET) { /* it left without having read the word to go */
        fail_start(r, no_code, ECHILD);
        return;
    }
    if (n <= 0) {
        close(r->b.channel);
        r->b.channel = -1;
        return;
    }
    r->received += (uint64_t)n;
    while (!r->decided && next_frame(r, &at)) continue;
    if (at > 0) {
        memmove(r->frames.p, r->frames.p + at, r->frames.n - at);
        r->frames.n -= at;
    }
    if (r->decided) buf_clear(&r->frames);
}

static void on_text(struct run *r, int which, int *fd)
{
    char piece[65536];
    ssize_t n = read(*fd, piece, sizeof piece);
    int64_t room = r->q->limits.text_bytes - (int64_t)r->text[which].n;
    slice s;

    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (n <= 0) {
        close(*fd);
        *fd = -1;
        return;
    }
    r->seen[which] += n;
    s = (slice){piece, n > room ? (ptrdiff_t)room : n};
    if (n > room) *(which ? &r->out->err_cut : &r->out->out_cut) = true;
    if (s.n > 0) {
        buf_put(&r->text[which], s);
        if (r->state != STARTING) tell_text(r, which);
    }
    if (r->seen[which] > FLOOD * r->q->limits.text_bytes) end_run(r, BOX_END_OUTPUT);
}

/* A refused system call: its name goes into the record, EPERM to the code. */
static void on_denied(struct run *r)
{
    char *name;
    bool known = false;

    memset(r->ask, 0, sizeof *r->ask);
    if (seccomp_notify_receive(r->b.listener, r->ask) != 0) return;
    r->answer->id = r->ask->id;
    r->answer->val = 0;
    r->answer->error = -EPERM;
    r->answer->flags = 0;
    seccomp_notify_respond(r->b.listener, r->answer);
    name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, r->ask->data.nr);
    for (int i = 0; i < r->ndenied && name != NULL; i++)
        known = known || strcmp(r->denied[i], name) == 0;
    if (name != NULL && !known && r->ndenied < DENIED_MAX) {
        char *copy = arena_z(r->arena, slice_z(name));

        if (copy != NULL) r->denied[r->ndenied++] = copy;
    }
    free(name);
}

/* ------------------------------------------------------------- the loop */

enum { P_CONTROL, P_CHANNEL, P_OUT, P_ERR, P_LISTENER, P_CANCEL, P_COUNT };

static void dispatch(struct run *r, const struct pollfd *p)
{
    if (p[P_OUT].revents) on_text(r, 0, &r->b.out);
    if (p[P_ERR].revents) on_text(r, 1, &r->b.err);
    if (p[P_LISTENER].revents & POLLIN) {
        on_denied(r);
    } else if (p[P_LISTENER].revents) {
        close(r->b.listener);
        r->b.listener = -1;
    }
    if (p[P_CHANNEL].revents & POLLOUT) send_word(r);
    if (p[P_CHANNEL].revents & ~POLLOUT && r->b.channel >= 0) on_channel(r);
    if (p[P_CONTROL].revents && !r->gone) on_control(r);
    if (p[P_CANCEL].revents) end_run(r, BOX_END_CANCEL);
}

/* The text that is there already. */
static void drain_text(struct run *r)
{
    int *fd[2] = {&r->b.out, &r->b.err};

    for (int i = 0; i < 2; i++) {
        struct pollfd p = {.fd = *fd[i], .events = POLLIN};

        while (*fd[i] >= 0 && poll(&p, 1, 0) > 0) {
            on_text(r, i, fd[i]);
            p.fd = *fd[i];
            if (r->seen[i] > FLOOD * r->q->limits.text_bytes) break;
        }
    }
}

/* Whether a child that has sent its result need not be waited for: it is kept, or it is warm and
 * left no files, which are read when it is dead. */
static bool may_leave(struct run *r)
{
    if (!r->decided || r->out->end != BOX_END_DONE) return false;
    if (!r->out->kept && !(r->empty = r->b.warm && boxio_empty(&r->b))) return false;
    drain_text(r);
    return true;
}

/* Not while a short run is at work: forking is what would slow it down. */
static void refill(struct run *r)
{
    if (r->refill) boxio_refill(r->q->pool);
    r->refill = false;
}

static void loop(struct run *r, int fd_cancel)
{
    while (!r->gone || r->b.out >= 0 || r->b.err >= 0) {
        short both = r->word_sent < r->word.n ? POLLIN | POLLOUT : POLLIN;
        struct pollfd p[P_COUNT] = {{r->gone ? -1 : r->b.control, POLLIN, 0},
                                    {r->state == ENDED ? -1 : r->b.channel, both, 0},
                                    {r->b.out, POLLIN, 0},
                                    {r->b.err, POLLIN, 0},
                                    {r->b.listener, POLLIN, 0},
                                    {r->decided ? -1 : fd_cancel, POLLIN, 0}};
        int64_t left = r->deadline - boxio_now_ms();

        if (left <= 0) {
            if (r->state == ENDED) return; /* a killed child that does not go: leave it */
            if (r->state == STARTING)
                fail_start(r, "the interpreter did not start in time", ETIMEDOUT);
            end_run(r, BOX_END_TIMEOUT);
            continue;
        }
        if (!r->q->namespaces && left > WATCH_MS && r->state == RUNNING) left = WATCH_MS;
        if (r->refill && left > WATCH_MS) left = WATCH_MS;
        if (r->refill && r->state == RUNNING && boxio_now_ms() - r->began >= WATCH_MS) refill(r);
        if (poll(p, P_COUNT, (int)left) < 0 && errno != EINTR) {
            end_run(r, BOX_END_CANCEL);
            continue;
        }
        dispatch(r, p);
        if (may_leave(r)) return;
        if (r->gone && r->state != ENDED) { /* it ended by itself; frames may still be there */
            while (r->b.channel >= 0 && r->state == RUNNING && !r->decided) {
                uint64_t before = r->received;

                on_channel(r);
                if (r->b.channel >= 0 && r->received == before) break;
            }
            r->state = ENDED;
            r->killed = true;
            r->deadline = boxio_now_ms() + END_MS;
        }
        if (!r->q->namespaces && r->state == RUNNING &&
            !boxio_within(&r->b, r->q->limits.out_bytes))
            end_run(r, BOX_END_OUTPUT);
    }
}

static const char *const *layer_names(struct run *r)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } known[] = {{BOX_LAYER_USERNS, "userns"},   {BOX_LAYER_PIDNS, "pidns"},
                 {BOX_LAYER_MOUNTNS, "mountns"}, {BOX_LAYER_NETNS, "netns"},
                 {BOX_LAYER_IPCNS, "ipcns"},     {BOX_LAYER_UTSNS, "utsns"},
                 {BOX_LAYER_ROOT, "pivot_root"}, {BOX_LAYER_UID, "uid"},
                 {BOX_LAYER_CAPS, "caps"},       {BOX_LAYER_NNP, "no_new_privs"},
                 {BOX_LAYER_RLIMITS, "rlimits"}, {BOX_LAYER_LANDLOCK, "landlock"},
                 {BOX_LAYER_SECCOMP, "seccomp"}, {BOX_LAYER_CLOSED, "close_range"}};
    const char **name = arena_new(r->arena, const char *, sizeof known / sizeof *known + 1);
    int n = 0;

    for (size_t i = 0; name != NULL && i < sizeof known / sizeof *known; i++) {
        if (!(r->layers & known[i].bit)) continue;
        name[n++] = known[i].bit == BOX_LAYER_LANDLOCK
                        ? arena_printf(r->arena, "landlock:%u", r->out->landlock).p
                        : known[i].name;
    }
    return name;
}

static void finish(struct run *r)
{
    struct box_outcome *o = r->out;
    const char **denied = arena_new(r->arena, const char *, DENIED_MAX + 1);

    o->wall_ms = r->began > 0 ? boxio_now_ms() - r->began - r->paused : 0;
    if (!r->empty) boxio_collect(&r->b, r->q->limits.out_bytes, r->arena, o);
    for (int i = 0; i < 2; i++) tell_text(r, i);
    o->out = arena_copy(r->arena, buf_slice(&r->text[0]));
    o->err = arena_copy(r->arena, buf_slice(&r->text[1]));
    if (denied != NULL) memcpy(denied, r->denied, sizeof r->denied);
    o->denied = denied;
    o->layer = layer_names(r);
    /* The kernel ends a run that used up its CPU time with SIGKILL or SIGXCPU. */
    if (!r->decided) {
        bool cpu = o->cpu_ms + 500 >= r->q->limits.cpu_s * 1000;

        o->end = cpu && WIFSIGNALED(o->status) &&
                         (WTERMSIG(o->status) == SIGKILL || WTERMSIG(o->status) == SIGXCPU)
                     ? BOX_END_TIMEOUT
                     : BOX_END_EXIT;
    }
}

/* What the interpreter said about itself, for people: its last line. */
static void explain_start(const struct run *r)
{
    slice s = slice_trim(buf_slice(&r->text[1]));
    ptrdiff_t from = s.n;

    if (r->e == NULL || r->e->code != E_SANDBOX || s.n == 0) return;
    while (from > 0 && s.p[from - 1] != '\n') from--;
    s = slice_sub(s, from, s.n);
    if (slice_starts(s, S("ModuleNotFoundError: No module named 'pandas'")) ||
        slice_starts(s, S("ModuleNotFoundError: No module named 'numpy'")))
        err_set(r->e, E_SANDBOX,
                "Python has no pandas: run apt-get install python3-pandas (then fettle doctor)");
    else
        err_set(r->e, E_SANDBOX, "the sandbox's interpreter failed to start: %.*s", SLICE_ARG(s));
}

/* Goes on where the session's last run ended. */
static void resume(struct run *r)
{
    struct box_session *s = *r->q->session;

    r->b = s->b;
    r->b.kept = true;
    r->layers = s->layers;
    r->out->landlock = s->landlock;
    memcpy(r->out->profile, s->profile, sizeof s->profile);
    *r->q->session = NULL;
    free(s);
    r->out->resumed = true;
    signal_child(&r->b, SIGCONT);
    give(r);
    if (!r->failed) begin(r);
}

static void keep(struct run *r)
{
    struct box_session *s = calloc(1, sizeof *s);

    if (s == NULL) err_no_memory();
    s->b = r->b;
    s->layers = r->layers;
    s->landlock = r->out->landlock;
    memcpy(s->profile, r->out->profile, sizeof s->profile);
    *r->q->session = s;
    boxio_none(&r->b);
}

void box_session_close(struct box_session *s)
{
    if (s == NULL) return;
    signal_child(&s->b, SIGKILL);
    boxio_stop(&s->b);
    free(s);
}

/* The session's child, a spare of the pool, or a box of its own. */
static void take_box(struct run *r, bool spare)
{
    int filter = -1;

    boxio_none(&r->b);
    if (r->q->session != NULL && *r->q->session != NULL) {
        r->deadline = boxio_now_ms() + START_MS;
        resume(r);
    } else if (spare && boxio_take(r->q->pool, r->q, &r->b, &r->layers, &filter)) {
        r->out->warm = r->refill = true;
        hash_profile(r, filter);
        close(filter);
    } else {
        r->failed = !boxio_start(r->q, false, &r->b, r->e);
    }
    if (!r->failed && seccomp_notify_alloc(&r->ask, &r->answer) != 0) {
        err_set(r->e, E_SANDBOX, "seccomp notifications are not available: Linux 5.0 is needed");
        r->failed = true;
    }
}

static void run_once(struct run *r, bool spare, int fd_cancel)
{
    *r->out = (struct box_outcome){0};
    take_box(r, spare);
    if (!r->failed) {
        if (!r->b.kept) r->deadline = boxio_now_ms() + (r->out->warm ? SPARE_MS : START_MS);
        loop(r, fd_cancel);
        if (!r->failed && r->state != STARTING) {
            if (r->began == 0 && !r->decided) /* ended before it was confined */
                fail_start(r, no_code, ECHILD);
            if (!r->failed) finish(r);
        }
    }
    if (r->ask != NULL) seccomp_notify_free(r->ask, r->answer);
    if (r->out->kept && !r->failed) keep(r);
    boxio_stop(&r->b);
    refill(r); /* last: the fork would take this processor away */
    if (r->failed) explain_start(r);
    for (int i = 0; i < 2; i++) buf_free(&r->text[i]);
    buf_free(&r->frames);
    buf_free(&r->word);
}

bool box_run(const struct box_request *q, int fd_cancel, struct arena *a, struct box_outcome *out,
             struct err *e)
{
    struct run r;
    struct err own = {0};
    int spares = q->pool != NULL ? SPARES_MAX : 0;

    do {
        r = (struct run){.q = q, .arena = a, .out = out, .e = &own};
        own = (struct err){0};
        run_once(&r, spares > 0, fd_cancel);
        /* A spare or a session that was lost before the code began is nobody's fault: the next, at
         * last a box of its own. */
    } while (r.lost && (out->resumed || (out->warm && spares-- > 0)));
    if (r.failed && e != NULL) *e = own;
    return !r.failed;
}
