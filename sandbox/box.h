/* box.h - one run of foreign code in a box, seen from outside.
 *
 * The box is built by fettle-box (launcher.h); this side gives it files, watches the deadline and
 * the outputs, answers refused system calls, and takes what comes back as hostile bytes. */
#ifndef FETTLE_BOX_H
#define FETTLE_BOX_H

#include "arena.h"
#include "err.h"

struct box_file {
    slice name; /* path below /in; "a/b" makes the folder a */
    slice body; /* p NULL: box_request.give writes it */
};

struct box_limits {
    int64_t wall_ms, memory_bytes, cpu_s, processes, out_bytes, text_bytes;
};

struct box_pool;
struct box_session;

struct box_request {
    slice request, code;         /* JSON for the prelude; the code */
    const struct box_file *file; /* put into /in before the code starts */
    int nfile;
    bool namespaces; /* false: Landlock, seccomp and rlimits only */
    struct box_limits limits;
    const char *python;      /* absolute path */
    const char *prefix;      /* its library folder's root ("/usr") */
    slice entry;             /* Python text: the class Runtime that prelude/boot.py asks for */
    const char *const *show; /* further paths of the view, NULL-terminated; NULL: none */
    const char *const *hide; /* folders of which only what `show` names is seen; likewise */
    const char
        *packages; /* a folder that Python finds modules in when it is confined; NULL: none */
    struct box_pool *pool; /* NULL: a cold start */
    /* NULL: the child ends with the run. Else it is kept when the run ends with a result: *session
     * becomes it (NULL before: a new one), or NULL when it ended. The limits are those of the first
     * run but for wall_ms and text_bytes, and so are the files. */
    struct box_session **session;
    void (*on_text)(void *ctx, bool is_stderr, slice s); /* may be NULL */
    void *ctx;
    /* Writes a file below /in into the empty fd: one of `file`, or .fettle/NAME that the code asks
     * for while it runs, each once. False: there is none; e says why. */
    bool (*give)(void *ctx, slice name, int fd, struct err *e);
    void *give_ctx;
};

/* Why the child ended. */
enum box_end {
    BOX_END_DONE,    /* it sent its result */
    BOX_END_EXIT,    /* it left without one; status says how */
    BOX_END_TIMEOUT, /* wall clock or CPU time */
    BOX_END_OUTPUT,  /* far too much text, or too many or too large files */
    BOX_END_CANCEL,
    BOX_END_PROTOCOL /* what it sent as a result is not one */
};

/* A file that the code left in /out. */
struct box_out_file {
    slice name; /* cleaned: no control characters, no "..", at most three levels */
    slice body;
};

struct box_outcome {
    enum box_end end;
    int status;     /* of wait(2), when it ended by itself */
    slice out, err; /* text, at most text_bytes of each */
    bool out_cut, err_cut;
    slice meta, table; /* frames of the child; empty: it sent none */
    struct box_out_file *file;
    int nfile;
    int nskipped; /* entries of /out that were not taken: links, devices, bombs, too many */
    const char *const *denied; /* names of refused calls, NULL-terminated, each once */
    const char *const *layer;  /* names of the layers that held, NULL-terminated */
    uint32_t landlock;         /* ABI; 0: absent */
    bool no_namespaces;        /* box_run failed because this machine forbids user namespaces */
    char profile[65];          /* SHA-256 of the filter's rules and the launcher's settings; hex */
    int64_t wall_ms, cpu_ms, rss_kib; /* the last two are 0 for a child that was not waited for */
    bool warm;
    bool kept, resumed; /* the child lives on in *session; it was there before this run */
};

/* Runs; blocks. fd_cancel (-1: none) becoming readable kills it. False when the box could not be
 * built (E_SANDBOX: the step that failed and what to enable). All in the arena. */
bool box_run(const struct box_request *q, int fd_cancel, struct arena *a, struct box_outcome *out,
             struct err *e);

/* Starts a zygote for requests with the limits of `like` (their wall clock may differ) and returns
 * at once; it makes itself ready in the background. Threads may share it. NULL: E_SANDBOX. It ends
 * with box_pool_close or with this process. A request that it cannot serve starts cold; when its
 * zygote died, that request starts another in the background. What `like` points to must live as
 * long as the pool. */
struct box_pool *box_pool_open(const struct box_request *like, struct err *e);
void box_pool_close(struct box_pool *p);

/* Ends the child of a session; NULL is allowed. */
void box_session_close(struct box_session *s);

/* Landlock ABI of this kernel; 0: none. */
int box_landlock_abi(void);

#endif
