/* session - interpreters of the sandbox that are kept between snippets: requests come as lines of
 * JSON, records go out as such. */
#include "session.h"
#include "cmd.h"
#include "cmdrun.h"
#include "json.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ARENA = 512 << 20, LINE_MAX_BYTES = 8 << 20 };

static const char *const isolations[] = {"full", "no-namespaces", NULL};
static const struct cmd_option option[] = {
    {.name = "--timeout",
     .type = CMD_INT,
     .value = "S",
     .min = 1,
     .max = 86400,
     .fallback = 30,
     .doc = "most seconds that a snippet may run"},
    {.name = "--memory",
     .type = CMD_INT,
     .value = "MIB",
     .min = 128,
     .max = 1 << 20,
     .fallback = 512,
     .doc = "most memory of a session"},
    {.name = "--ttl",
     .type = CMD_INT,
     .value = "S",
     .min = 1,
     .max = 7 * 86400,
     .fallback = SESSION_TTL_S,
     .doc = "end a session that was idle for so many seconds"},
    {.name = "--isolation",
     .type = CMD_CHOICE,
     .value = "MODE",
     .choice = isolations,
     .doc = "demand all layers, or only those that need no user namespaces; by default "
            "all that this machine allows"},
    CMDRUN_ENVIRONMENT,
    {0}};

/* One line of JSON on stdout, at once. */
static void say(struct buf *b)
{
    buf_putc(b, '\n');
    cmd_print(buf_slice(b));
    fflush(stdout);
}

static void say_error(slice orca, const char *text)
{
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};

    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "session/1");
    jw_text(&w, "orca", orca);
    jw_z(&w, "refused", text);
    jw_close(&w, '}');
    say(&b);
    buf_free(&b);
}

static void run_snippet(struct cmd_env *env, struct sessions *s, slice orca, slice code,
                        const struct runtime *runtime, const struct environment *environment,
                        struct arena *a)
{
    struct exec_request q = {.runtime = runtime,
                             .code = code,
                             .environment = environment,
                             .limits = exec_limits_default,
                             .isolation = cmd_text(env, "--isolation")};
    struct exec_record r;
    struct err e = {0};
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};

    q.limits.wall_ms = cmd_int(env, "--timeout") * 1000;
    q.limits.memory_mib = cmd_int(env, "--memory");
    if (!sessions_run(s, orca, &q, -1, a, &r, &e)) {
        say_error(orca, e.text);
        return;
    }
    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "session/1");
    jw_text(&w, "orca", orca);
    jw_int(&w, "snippet", r.snippet);
    jw_bool(&w, "kept", r.kept);
    record_json(&r, &w, "record");
    jw_close(&w, '}');
    say(&b);
    buf_free(&b);
}

/* {"orca":…,"code":…,"runtime":…} or {"orca":…,"end":true} */
static void on_line(struct cmd_env *env, struct sessions *s, const struct environment *environment,
                    slice line)
{
    struct arena a;
    struct err e = {0};
    const struct json *m, *code, *end;
    const struct runtime *runtime;
    slice orca;

    if (slice_trim(line).n == 0) return;
    arena_init(&a, ARENA);
    m = json_parse(&a, line, &e);
    orca = json_text(json_member(m, "orca"));
    code = json_member(m, "code");
    end = json_member(m, "end");
    runtime = json_member(m, "runtime") == NULL
                  ? runtime_find(S("python"))
                  : runtime_find(json_text(json_member(m, "runtime")));
    if (m == NULL || m->type != J_OBJECT)
        say_error((slice){0}, "a request is an object of JSON in one line");
    else if (orca.n == 0)
        say_error(orca, "a request names its \"orca\"");
    else if (runtime == NULL)
        say_error(orca, "there is no runtime of that name");
    else if (end != NULL)
        sessions_end(s, orca), say_error(orca, "ended");
    else if (code == NULL || code->type != J_TEXT)
        say_error(orca, "a request has \"code\", or \"end\" to end the sessions of its orca");
    else
        run_snippet(env, s, orca, json_text(code), runtime, environment, &a);
    arena_free(&a);
}

/* What has come, in whole lines; at the end the last one too. */
static void take_lines(struct cmd_env *env, struct sessions *s,
                       const struct environment *environment, struct buf *in, bool at_end)
{
    slice rest = buf_slice(in);
    size_t used = 0;

    while (rest.n > 0) {
        const char *stop = memchr(rest.p, '\n', (size_t)rest.n);
        ptrdiff_t n = stop == NULL ? rest.n : stop - rest.p;

        if (stop == NULL && !at_end) break;
        on_line(env, s, environment, (slice){rest.p, n});
        n += stop != NULL;
        used += (size_t)n;
        rest = slice_sub(rest, n, rest.n);
    }
    memmove(in->p, in->p + used, in->n - used);
    in->n -= used;
}

static bool run(struct cmd_env *env, struct err *e)
{
    struct environment *environment;
    struct sessions *s;
    int64_t sweep_s = cmd_int(env, "--ttl");
    struct buf in = {0};
    bool ok = true, at_end = false;

    if (!cmdrun_environment(env, &environment, e)) return false;
    s = sessions_open(cmd_int(env, "--ttl"));
    if (sweep_s > SESSION_SWEEP_S) sweep_s = SESSION_SWEEP_S;
    while (ok && !at_end) {
        struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
        ssize_t n;

        if (poll(&p, 1, (int)(sweep_s * 1000)) <= 0) {
            sessions_sweep(s);
            continue;
        }
        n = read(STDIN_FILENO, buf_reserve(&in, 65536), 65536);
        if (n < 0 && errno == EINTR) continue;
        if (n > 0) in.n += (size_t)n;
        at_end = n <= 0;
        take_lines(env, s, environment, &in, at_end);
        if (in.n > LINE_MAX_BYTES) ok = err_set(e, E_USAGE, "a request is longer than 8 MiB");
    }
    buf_free(&in);
    sessions_close(s);
    environment_close(environment);
    return ok;
}

const struct cmd cmd_session = {
    .name = "session",
    .usage = "",
    .doc = "Keep interpreters of the sandbox alive between snippets of code.",
    .detail =
        "Each line of standard input is a request: {\"orca\":\"ID\",\"code\":\"TEXT\"}, with "
        "\"runtime\":\"sql\" for SQL, or {\"orca\":\"ID\",\"end\":true}. Each is answered by a "
        "line: "
        "the number of the snippet in its session, whether the session was kept, and the result "
        "record as exec --json gives it; or why the request was refused. Variables, loaded modules "
        "and files persist between the snippets of one orca; no other orca and no other run ever "
        "sees them. Between snippets the interpreter is stopped. A session ends when it was idle "
        "for --ttl seconds (looked for every ten minutes), when a snippet crashed or was killed "
        "for time, memory or output, when sixteen others were used later, and with this program; "
        "its next snippet then begins a new one, with the number 1.",
    .option = option,
    .arg_min = 0,
    .arg_max = 0,
    .run = run,
};
