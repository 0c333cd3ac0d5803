/* exec - run code in the sandbox, print the result record, put artifacts into a folder. */
#include "backend.h"
#include "cmd.h"
#include "cmdrun.h"
#include "fs.h"
#include "utf8.h"
#include <stdio.h>
#include <unistd.h>

static const char *const isolations[] = {"full", "no-namespaces", NULL};
static const struct cmd_option option[] = {
    {.name = "--out", .type = CMD_DIR, .value = "DIR", .doc = "where the code's files are put"},
    {.name = "--timeout",
     .type = CMD_INT,
     .value = "S",
     .min = 1,
     .max = 86400,
     .fallback = 30,
     .doc = "most seconds that the code may run"},
    {.name = "--memory",
     .type = CMD_INT,
     .value = "MIB",
     .min = 128,
     .max = 1 << 20,
     .fallback = 512,
     .doc = "most memory"},
    {.name = "--isolation",
     .type = CMD_CHOICE,
     .value = "MODE",
     .choice = isolations,
     .doc = "demand all layers, or only those that need no user namespaces; by default "
            "all that this machine allows"},
    CMDRUN_ENVIRONMENT,
    {0}};

/* Text of foreign code for people: without what would steer a terminal. */
static void put_clean(struct buf *b, slice s)
{
    for (ptrdiff_t i = 0; i < s.n;) {
        int32_t cp;
        int n = utf8_decode(s.p + i, s.n - i, &cp);

        if (cp < 0 || (cp < 32 && cp != '\n' && cp != '\t') || (cp >= 0x7f && cp < 0xa0))
            buf_putz(b, "\xef\xbf\xbd");
        else
            buf_put(b, (slice){s.p + i, n});
        i += n;
    }
}

/* Text that goes out while the code runs: what has come of a character that is not whole yet. */
struct live {
    struct buf rest[2];
};

/* How many bytes at the end of s begin a character that goes on after it. */
static ptrdiff_t cut_character(slice s)
{
    for (ptrdiff_t n = 1; n <= 3 && n <= s.n; n++) {
        unsigned char c = (unsigned char)s.p[s.n - n];

        if (c < 0x80) return 0;
        if (c >= 0xc0) return n < (c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2) ? n : 0;
    }
    return 0;
}

static void put_live(struct live *l, bool is_stderr, ptrdiff_t keep)
{
    struct buf *rest = &l->rest[is_stderr], b = {0};
    slice s = buf_slice(rest);
    FILE *to = is_stderr ? stderr : stdout;

    put_clean(&b, slice_sub(s, 0, s.n - keep));
    if (b.n > 0) fwrite(b.p, 1, b.n, to);
    fflush(to);
    buf_clear(&b);
    buf_put(&b, slice_sub(s, s.n - keep, s.n));
    buf_free(rest);
    *rest = b;
}

static void on_text(void *ctx, bool is_stderr, slice s)
{
    struct live *l = ctx;

    buf_put(&l->rest[is_stderr], s);
    put_live(l, is_stderr, cut_character(buf_slice(&l->rest[is_stderr])));
}

static bool write_files(const struct exec_record *r, const char *dir, struct err *e)
{
    if (!fs_mkdirs(dir, e)) return false;
    for (int i = 0; i < r->nfile; i++) {
        char path[4096], *slash;

        if (snprintf(path, sizeof path, "%s/%.*s", dir, SLICE_ARG(r->file[i].name)) >=
            (int)sizeof path)
            return err_set(e, E_OUTPUT, "the path of an output is too long: %s", dir);
        slash = strrchr(path, '/');
        *slash = 0;
        if (!fs_mkdirs(path, e)) return false;
        *slash = '/';
        if (!fs_write(path, r->file[i].body, e)) return false;
    }
    return true;
}

static void put_cell(struct buf *b, slice s)
{
    bool quote = false;

    for (ptrdiff_t i = 0; i < s.n; i++)
        quote = quote || s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    if (quote) buf_putc(b, '"');
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_putc(b, '"');
        buf_putc(b, s.p[i]);
    }
    if (quote) buf_putc(b, '"');
}

/* The result as CSV, for pipes and people. */
static void put_table(struct buf *b, const struct table *t)
{
    struct buf line = {0};

    for (int64_t r = -1; r < t->nrow; r++) {
        buf_clear(&line);
        for (int c = 0; c < t->ncol; c++) {
            if (c > 0) buf_putc(&line, ',');
            put_cell(&line, r < 0 ? t->col[c].name : column_cell(&t->col[c], r));
        }
        buf_putc(&line, '\n');
        put_clean(b, buf_slice(&line));
    }
    buf_free(&line);
}

static void print_record(struct cmd_env *env, const struct exec_record *r)
{
    struct buf b = {0};

    if (env->json) {
        struct json_writer w = {.out = &b, .indent = 2, .first = true};

        record_json(r, &w, NULL);
        buf_putc(&b, '\n');
    } else if (r->has_table) {
        put_table(&b, &r->table);
    }
    cmd_print(buf_slice(&b));
    buf_free(&b);
    if (env->json) return;
    for (int i = 0; i < r->nfile; i++)
        cmd_note(env, "file %.*s (%.*s, %lld bytes)", SLICE_ARG(r->file[i].name),
                 SLICE_ARG(r->file[i].mime), (long long)r->file[i].bytes);
    if (r->files_skipped > 0)
        cmd_note(env, "%d entries of the output folder were not taken: only plain files are",
                 r->files_skipped);
    if (r->out_cut || r->err_cut)
        cmd_note(env, "the text was cut at %lld KiB", (long long)r->limits.text_bytes >> 10);
}

static bool tell(const struct exec_record *r, struct err *e)
{
    struct buf b = {0};
    bool code = r->error == EXEC_SYNTAX || r->error == EXEC_EXCEPTION || r->error == EXEC_CONTRACT;

    if (r->success) return true;
    put_clean(&b, slice_sub(r->error_message, 0, 300));
    if (r->error_line > 0)
        err_set(e, code ? E_CODE : E_SANDBOX, "%s at line %d of the code: %.*s: %.*s",
                exec_error_name(r->error), r->error_line, SLICE_ARG(r->error_type), (int)b.n, b.p);
    else
        err_set(e, code ? E_CODE : E_SANDBOX, "%s: %.*s", exec_error_name(r->error), (int)b.n,
                b.p == NULL ? "" : b.p);
    buf_free(&b);
    return false;
}

static bool read_inputs(struct cmd_env *env, struct exec_request *q, struct err *e)
{
    int n = env->narg - 1;
    struct source *s = arena_new(env->arena, struct source, n + 1);
    const struct source **at = arena_new(env->arena, const struct source *, n + 1);
    struct workbook *book = arena_new(env->arena, struct workbook, 1);
    struct inspection *in = arena_new(env->arena, struct inspection, 1);
    struct read_options o = cmd_read_options(env);

    for (int i = 0; i < n; i++) {
        if (!source_open(&s[i], env->arg[i + 1], &o, env->arena, e) || !source_hash(&s[i], e))
            return false;
        at[i] = &s[i];
    }
    q->source = at;
    q->nsource = n;
    if (n == 0) return true;
    if (!workbook_read(&s[0], &o, env->arena, book, e) || !inspect(book, &o, env->arena, in, e))
        return false;
    q->in = in;
    return true;
}

static bool run(struct cmd_env *env, struct err *e)
{
    const struct backend *backend = backend_find(S("local"));
    struct exec_record record;
    struct environment *environment;
    struct live live = {0};
    bool ok;
    struct exec_request q = {.runtime = runtime_of_file(slice_z(env->arg[0])),
                             .limits = exec_limits_default,
                             .isolation = cmd_text(env, "--isolation")};

    if (q.runtime == NULL) q.runtime = runtime_find(S("python"));
    if (!fs_read(env->arg[0], (size_t)16 << 20, env->arena, &q.code, e)) return false;
    q.limits.wall_ms = cmd_int(env, "--timeout") * 1000;
    q.limits.cpu_s = cmd_int(env, "--timeout") + 5;
    q.limits.memory_mib = cmd_int(env, "--memory");
    if (!cmdrun_environment(env, &environment, e)) return false;
    q.environment = environment;
    if (!read_inputs(env, &q, e)) return false;
    /* better told before the work than after it */
    if (cmd_text(env, "--out") != NULL && !fs_mkdirs(cmd_text(env, "--out"), e)) return false;
    if (!env->json) q.on_text = on_text, q.ctx = &live;
    ok = backend->run(&q, -1, env->arena, &record, e);
    for (int i = 0; i < 2; i++) {
        put_live(&live, i == 1, 0);
        buf_free(&live.rest[i]);
    }
    if (!ok) return false;
    if (record.notice.n > 0) cmd_note(env, "%.*s", SLICE_ARG(record.notice));
    if (cmd_text(env, "--out") != NULL && !write_files(&record, cmd_text(env, "--out"), e))
        return false;
    print_record(env, &record);
    return tell(&record, e);
}

const struct cmd cmd_exec = {
    .name = "exec",
    .usage = "CODE [FILE...]",
    .doc = "Run code in the sandbox and print its result record.",
    .detail =
        "A CODE that ends in .sql is run by the runtime sql: SQLite in memory, where the table "
        "of the first FILE is called input, and each table by its file's name without the "
        "suffix too, with numbers, dates and booleans in their canonical form; the rows of the "
        "last query are the result. Anything else is Python, run as a script. When it defines "
        "transform(df, ctx) and a FILE is given, that is called with the cells of FILE as text,"
        " and the DataFrame that it returns is the result. ctx.read() is the table of FILE with "
        "the cells as text; ctx.read(typed=True) has numbers, truth values and dates as "
        "pandas.read_csv makes them, many times faster than that reads the file. Files that the "
        "code writes into "
        "/out, and figures that it shows, are put into --out; without namespaces there is no "
        "/out, so write below ctx.out or into the current folder, which work everywhere. What "
        "the code prints comes out while it runs; with --json it is in the record instead. The "
        "exit status is 0 when the code ended well, 1 for a syntax error, an exception or a "
        "broken contract, and 4 when the sandbox refused or ended it: time, memory, output, a "
        "forbidden system call, an import that --allow does not name. --packages takes wheels, for "
        "this Python or for any, which are checked against their own RECORD and for what they "
        "need, "
        "unpacked once into the cache and seen read only as /packages; what the code could import "
        "is "
        "in the record, with a digest. FETTLE_PACKAGES and FETTLE_ALLOW say the same for every "
        "run.",
    .option = option,
    .reads_source = true,
    .arg_min = 1,
    .arg_max = 64,
    .run = run,
};
