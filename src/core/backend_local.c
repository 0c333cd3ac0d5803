/* backend_local - code runs on this machine, in a box (sandbox/box.h). */
#include "backend.h"

#include "box.h"
#include "execinput.h"
#include "shortest.h"
#include "utf8.h"
#include "wire.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { VERSION_MAX = 240 };

/* ------------------------------------------------------------- the interpreter */

static bool has_module(const char *prefix, const char *module)
{
    char probe[PATH_MAX + 128];

    snprintf(probe, sizeof probe, "%s/lib/python3/dist-packages/%s", prefix, module);
    if (access(probe, R_OK) == 0) return true;
    for (int minor = 9; minor < 20; minor++) {
        snprintf(probe, sizeof probe, "%s/lib/python3.%d/site-packages/%s", prefix, minor, module);
        if (access(probe, R_OK) == 0) return true;
    }
    return false;
}

static bool has_all(const char *prefix, const struct runtime *r)
{
    for (const char *const *m = r->module; *m != NULL; m++)
        if (!has_module(prefix, *m)) return false;
    return true;
}

/* The real file and its installation's root; false when there is none. */
static bool resolve_python(const char *path, char exe[PATH_MAX], char prefix[PATH_MAX])
{
    char *slash;

    if (access(path, X_OK) != 0 || realpath(path, exe) == NULL) return false;
    strcpy(prefix, exe);
    for (int i = 0; i < 2; i++) {
        slash = strrchr(prefix, '/');
        if (slash == NULL || slash == prefix) return false;
        *slash = 0;
    }
    return true;
}

/* The system's Python first, then those on the PATH; the first that has what the runtime needs. */
static bool find_python(const struct runtime *r, char exe[PATH_MAX], char prefix[PATH_MAX],
                        struct err *e)
{
    slice path = slice_z(getenv("PATH")), rest;
    bool any = resolve_python("/usr/bin/python3", exe, prefix);

    if (any && has_all(prefix, r)) return true;
    for (; path.n > 0; path = rest) {
        slice dir = slice_cut(path, ':', &rest);
        char file[PATH_MAX];

        snprintf(file, sizeof file, "%.*s/python3", SLICE_ARG(dir));
        if (file[0] == '/' && resolve_python(file, exe, prefix)) {
            any = true;
            if (has_all(prefix, r)) return true;
        }
        if (rest.n < 0) break;
    }
    return err_set(e, E_SANDBOX,
                   any ? "Python has no pandas; run: apt-get install python3-pandas"
                       : "there is no Python 3; run: apt-get install python3 python3-pandas");
}

bool backend_distributions(const struct runtime *runtime, struct arena *a,
                           struct distributions *out, struct err *e)
{
    char exe[PATH_MAX], prefix[PATH_MAX];

    if (!find_python(runtime, exe, prefix, e)) return false;
    distributions_read(prefix, a, out);
    return true;
}

/* ------------------------------------------------------------- warm interpreters */

struct exec_pool {
    const struct runtime *runtime;
    const struct environment *environment;
    char exe[PATH_MAX], prefix[PATH_MAX];
    struct arena arena;
    struct environment_view view;
    struct box_pool *box; /* NULL: it could not be started; runs start cold */
};

static struct box_limits box_limits_of(const struct exec_limits *l)
{
    return (struct box_limits){.wall_ms = l->wall_ms,
                               .memory_bytes = l->memory_mib << 20,
                               .cpu_s = l->cpu_s,
                               .processes = l->processes,
                               .out_bytes = l->out_bytes,
                               .text_bytes = l->text_bytes};
}

static void look_at(struct box_request *b, const char *exe, const char *prefix,
                    const struct environment_view *view)
{
    b->python = exe;
    b->prefix = prefix;
    b->entry = view->entry;
    b->show = view->show;
    b->hide = view->hide;
    b->packages = view->packages;
}

/* The interpreter, and what it may import. */
static bool see(struct box_request *b, const struct environment *environment,
                const struct runtime *runtime, const char *exe, const char *prefix, struct arena *a,
                struct environment_view *view, struct err *e)
{
    if (!environment_view(environment, runtime, exe, prefix, a, view, e)) return false;
    look_at(b, exe, prefix, view);
    return true;
}

struct exec_pool *exec_pool_open(const struct runtime *runtime, const struct exec_limits *limits,
                                 const struct environment *environment)
{
    struct exec_pool *p = calloc(1, sizeof *p);
    struct box_request like = {.namespaces = true, .limits = box_limits_of(limits)};
    struct err e = {0};

    if (p == NULL) err_no_memory();
    p->runtime = runtime;
    p->environment = environment;
    arena_init(&p->arena, ARENA_NO_LIMIT);
    if (runtime->pooled && find_python(runtime, p->exe, p->prefix, &e) &&
        see(&like, environment, runtime, p->exe, p->prefix, &p->arena, &p->view, &e))
        p->box = box_pool_open(&like, &e);
    return p;
}

void exec_pool_close(struct exec_pool *p)
{
    if (p == NULL) return;
    box_pool_close(p->box);
    arena_free(&p->arena);
    free(p);
}

/* ------------------------------------------------------------- what comes out */

static slice mime_of(slice name, slice body)
{
    static const struct {
        const char *suffix, *mime;
    } known[] = {{".png", "image/png"},
                 {".svg", "image/svg+xml"},
                 {".pdf", "application/pdf"},
                 {".jpg", "image/jpeg"},
                 {".jpeg", "image/jpeg"},
                 {".gif", "image/gif"},
                 {".csv", "text/csv"},
                 {".tsv", "text/tab-separated-values"},
                 {".txt", "text/plain"},
                 {".md", "text/markdown"},
                 {".html", "text/html"},
                 {".json", "application/json"},
                 {".jsonl", "application/jsonl"},
                 {".xml", "application/xml"},
                 {".gz", "application/gzip"},
                 {".zip", "application/zip"},
                 {".sqlite", "application/vnd.sqlite3"},
                 {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                 {".parquet", "application/vnd.apache.parquet"}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        slice suffix = slice_z(known[i].suffix);

        if (name.n > suffix.n &&
            slice_eq_nocase(slice_sub(name, name.n - suffix.n, name.n), suffix))
            return slice_z(known[i].mime);
    }
    if (slice_starts(body, S("\x89PNG"))) return S("image/png");
    return S("application/octet-stream");
}

static bool take_files(const struct box_outcome *o, struct arena *a, struct exec_record *out)
{
    out->files_skipped = o->nskipped;
    out->file = arena_new(a, struct exec_file, o->nfile + 1);
    if (out->file == NULL) return false;
    for (int i = 0; i < o->nfile; i++) {
        digest d = hash_sha256(o->file[i].body);

        out->file[out->nfile++] =
            (struct exec_file){.name = o->file[i].name,
                               .mime = mime_of(o->file[i].name, o->file[i].body),
                               .sha256 = arena_copy(a, slice_z(d.hex)),
                               .bytes = o->file[i].body.n,
                               .body = o->file[i].body};
    }
    return true;
}

/* An ending that no exception tells. */
static void end_with(struct exec_record *r, int error, int exit_code, const char *type, slice text)
{
    r->success = false;
    r->error = error;
    r->exit_code = exit_code;
    r->error_type = slice_z(type);
    r->error_message = r->error_last_line = text;
    r->traceback = (slice){"", 0};
    r->error_line = 0;
}

static void take_exit(const struct box_outcome *o, struct arena *a, struct exec_record *r)
{
    if (WIFSIGNALED(o->status) && WTERMSIG(o->status) == SIGSYS)
        end_with(r, EXEC_POLICY, 128 + SIGSYS, "SIGSYS",
                 S("the code used system calls of another architecture, which the sandbox does not "
                   "allow"));
    else if (WIFSIGNALED(o->status))
        end_with(r, EXEC_KILLED, 128 + WTERMSIG(o->status), "Signal",
                 arena_printf(a, "the interpreter was ended by signal %d (%s)", WTERMSIG(o->status),
                              strsignal(WTERMSIG(o->status))));
    else
        end_with(r, EXEC_CONTRACT, WEXITSTATUS(o->status), "Exit",
                 arena_printf(a,
                              "the code ended the interpreter (exit status %d) before its result "
                              "could be taken",
                              WEXITSTATUS(o->status)));
}

static int error_from_name(slice name)
{
    for (int i = EXEC_SYNTAX; i <= EXEC_CONTRACT; i++)
        if (slice_eqz(name, exec_error_name(i))) return i;
    return EXEC_CONTRACT;
}

static slice list_names(const char *const *name, struct arena *a)
{
    struct buf b = {0};

    for (int i = 0; name != NULL && name[i] != NULL; i++)
        buf_printf(&b, "%s%s", i > 0 ? ", " : "", name[i]);
    return buf_take(&b, a);
}

/* The JSON is the child's own account; wrong types read as absent. */
static void take_meta(const struct box_outcome *o, const struct exec_request *q, struct arena *a,
                      struct exec_record *r)
{
    struct err e = {0};
    const struct json *m = json_parse(a, o->meta, &e), *error = json_member(m, "error"),
                      *version = json_member(m, "versions");

    if (m == NULL || m->type != J_OBJECT) {
        end_with(r, EXEC_CONTRACT, 1, "Contract", S("the code damaged its own result"));
        return;
    }
    for (int i = 0; i < r->nversion; i++)
        r->version[i].text =
            slice_sub(json_text(json_member(version, r->version[i].name)), 0, VERSION_MAX);
    r->exit_code = (int)(json_i64(json_member(m, "status"), 1) & 255);
    if ((o->warm || o->kept) && o->cpu_ms == 0) { /* nobody waited for its end: its own account */
        int64_t cpu = json_i64(json_member(m, "cpu_ms"), 0),
                rss = json_i64(json_member(m, "rss_kib"), 0);

        r->cpu_ms = cpu > 0 ? cpu : 0;
        r->max_rss_kib = rss > 0 ? rss : 0;
    }
    if (error != NULL) {
        int64_t number = json_i64(json_member(error, "errno"), 0),
                line = json_i64(json_member(error, "line"), 0);

        r->error = error_from_name(json_text(json_member(m, "kind")));
        r->error_type = json_text(json_member(error, "type"));
        r->error_message = json_text(json_member(error, "message"));
        r->error_last_line = json_text(json_member(error, "last_line"));
        r->traceback = json_text(json_member(error, "traceback"));
        r->error_line = line > 0 && line < INT_MAX ? (int)line : 0;
        if (r->error == EXEC_MEMORY && r->error_message.n == 0)
            r->error_message = arena_printf(a, "the code needs more than its %lld MiB",
                                            (long long)r->limits.memory_mib);
        if (r->error == EXEC_EXCEPTION && r->denied != NULL && r->denied[0] != NULL &&
            (number == EPERM || number == EACCES || number == ENOSYS)) {
            r->error = EXEC_POLICY;
            r->error_message = arena_printf(a, "the sandbox does not allow the system call %.*s",
                                            SLICE_ARG(list_names(r->denied, a)));
        }
        return;
    }
    r->success = true;
    if (o->table.n > 0) {
        r->has_table = wire_read_table(o->table, a, &r->table, &r->index, &e);
        if (!r->has_table)
            end_with(r, EXEC_CONTRACT, 1, "Contract", arena_copy(a, slice_z(e.text)));
    } else if (q->is_transform) {
        end_with(r, EXEC_CONTRACT, 1, "Contract", S("transform gave no DataFrame"));
    }
}

/* What is hashed, piece by piece: millions of cells. */
enum { PIECE = 1 << 16 };
struct hashing {
    struct hash *h;
    size_t n;
    char piece[PIECE];
};

static void add_sized(struct hashing *x, slice s)
{
    if (x->n + SHORTEST_MAX + 1 + (size_t)s.n > PIECE) {
        hash_put(x->h, (slice){x->piece, (ptrdiff_t)x->n});
        x->n = 0;
    }
    if (s.n < 10)
        x->piece[x->n++] = (char)('0' + s.n);
    else
        x->n += (size_t)shortest_whole((uint64_t)s.n, 1, x->piece + x->n);
    x->piece[x->n++] = ':';
    if (s.n + SHORTEST_MAX + 1 > PIECE) {
        hash_put(x->h, (slice){x->piece, (ptrdiff_t)x->n});
        hash_put(x->h, s);
        x->n = 0;
    } else if (s.n > 0) {
        memcpy(x->piece + x->n, s.p, (size_t)s.n);
        x->n += (size_t)s.n;
    }
}

/* Over names, kinds and cells, each with its length. */
static digest digest_table(const struct table *t)
{
    struct hashing hashing, *x = &hashing;
    struct buf head = {0};

    x->h = hash_open();
    x->n = 0;
    buf_printf(&head, "fettle-table 1 %d %lld\n", t->ncol, (long long)t->nrow);
    hash_put(x->h, buf_slice(&head));
    buf_free(&head);
    for (int c = 0; c < t->ncol; c++) {
        const struct column *col = &t->col[c];
        slice kind = slice_z(kind_name(col->kind));

        add_sized(x, col->name);
        hash_put(x->h, (slice){x->piece, (ptrdiff_t)x->n});
        hash_put(x->h, kind);
        hash_put(x->h, S("\n"));
        x->n = 0;
        for (int64_t i = 0; i < t->nrow; i++) add_sized(x, column_cell(col, i));
    }
    hash_put(x->h, (slice){x->piece, (ptrdiff_t)x->n});
    return hash_close(x->h);
}

static void take_outcome(const struct box_outcome *o, const struct exec_request *q, struct arena *a,
                         struct exec_record *r)
{
    r->denied = o->denied;
    switch (o->end) {
    case BOX_END_DONE:
        take_meta(o, q, a, r);
        break;
    case BOX_END_EXIT:
        take_exit(o, a, r);
        break;
    case BOX_END_TIMEOUT:
        end_with(r, EXEC_TIMEOUT, 124, "Timeout",
                 arena_printf(a, "the code was still running after %.1f s",
                              (double)r->limits.wall_ms / 1000));
        break;
    case BOX_END_OUTPUT:
        end_with(r, EXEC_OUTPUT, 125, "Output",
                 arena_printf(a,
                              "the code wrote far more than the limits allow (%lld KiB of text, "
                              "%lld MiB of files)",
                              (long long)r->limits.text_bytes >> 10,
                              (long long)r->limits.out_bytes >> 20));
        break;
    case BOX_END_CANCEL:
        end_with(r, EXEC_KILLED, 130, "Cancelled", S("the run was cancelled"));
        break;
    case BOX_END_PROTOCOL:
        end_with(r, EXEC_CONTRACT, 1, "Contract", S("the code damaged its own result"));
        break;
    }
    r->out_text = o->out;
    r->err_text = o->err;
    r->out_cut = o->out_cut;
    r->err_cut = o->err_cut;
    r->wall_ms = o->wall_ms;
    if (o->cpu_ms > 0) r->cpu_ms = o->cpu_ms;
    if (o->rss_kib > 0) r->max_rss_kib = o->rss_kib;
    r->layer = o->layer;
    r->warm = o->warm;
    r->kept = o->kept;
    r->resumed = o->resumed;
    r->profile = arena_copy(a, slice_z(o->profile));
    if (r->has_table) r->table_digest = digest_table(&r->table);
}

/* Once, with or without namespaces. */
static bool run_in(const struct exec_request *q, bool full, int fd_cancel, struct arena *a,
                   struct box_outcome *o, const struct json **environment, struct err *e)
{
    char exe[PATH_MAX], prefix[PATH_MAX];
    struct execinput in;
    const struct exec_pool *pool =
        q->pool != NULL && q->pool->runtime == q->runtime ? q->pool : NULL;
    struct environment_view view;
    struct box_request b = {.namespaces = full, .on_text = q->on_text, .ctx = q->ctx};

    if (pool != NULL && pool->box != NULL && pool->environment == q->environment) {
        look_at(&b, pool->exe, pool->prefix, &pool->view);
        view = pool->view;
    } else if (!find_python(q->runtime, exe, prefix, e) ||
               !see(&b, q->environment, q->runtime, exe, prefix, a, &view, e)) {
        return false;
    }
    *environment = view.doc;
    if (!execinput_make(&in, q, full, a, e)) return false;
    b.give = execinput_give;
    b.give_ctx = &in;
    b.request = in.request;
    b.code = q->code;
    b.file = in.file;
    b.nfile = in.nfile;
    b.limits = box_limits_of(&q->limits);
    b.session = q->session;
    b.pool = pool != NULL ? pool->box : NULL;
    return box_run(&b, fd_cancel, a, o, e);
}

static bool run(const struct exec_request *q, int fd_cancel, struct arena *a,
                struct exec_record *out, struct err *e)
{
    bool full = q->isolation == NULL || strcmp(q->isolation, "no-namespaces") != 0;
    bool must = q->require_full || q->isolation != NULL;
    struct box_outcome o = {0};
    struct err first = {0};
    slice notice = {0};

    *out = (struct exec_record){
        .limits = q->limits, .backend = S("local"), .runtime = q->runtime->name};
    for (const char *const *v = q->runtime->version;
         *v != NULL && out->nversion < EXEC_VERSIONS_MAX; v++)
        out->version[out->nversion++] = (struct exec_version){.name = *v};
    if (q->code.n > q->limits.code_bytes)
        return err_set(e, E_LIMIT, "the code has %lld bytes; the limit is %lld",
                       (long long)q->code.n, (long long)q->limits.code_bytes);
    if (q->require_full && !full)
        return err_set(e, E_SANDBOX, "policy demands full isolation; leave out --isolation");
    if (!run_in(q, full, fd_cancel, a, &o, &out->environment, &first)) {
        if (must || !o.no_namespaces) {
            if (e != NULL) *e = first;
            return false;
        }
        notice = S("this machine forbids user namespaces: Landlock, seccomp and limits hold alone");
        if (!run_in(q, false, fd_cancel, a, &o, &out->environment, e)) return false;
    }
    take_outcome(&o, q, a, out);
    out->notice = notice;
    if (!take_files(&o, a, out))
        return err_set(e, E_LIMIT, "the outputs are larger than the memory limit");
    return true;
}

const struct backend backend_local = {
    .name = "local",
    .doc = "on this machine, in namespaces with Landlock, seccomp and resource limits",
    .run = run,
};
