/* doctor - what works on this machine, and the command that fixes what does not. */
#include "backend.h"
#include "box.h"
#include "cmd.h"
#include "fs.h"
#include "inflate.h"
#include "store.h"
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { CHECKS_MAX = 16 };

enum level { LEVEL_OK, LEVEL_NOTE, LEVEL_BAD };
struct check {
    const char *name;
    enum level level;
    slice found;
    const char *fix; /* NULL: nothing to do */
};
struct checks {
    struct arena *arena;
    struct check at[CHECKS_MAX];
    int n;
};

static void add(struct checks *c, const char *name, enum level level, slice found, const char *fix)
{
    if (c->n < CHECKS_MAX)
        c->at[c->n++] = (struct check){name, level, found, level == LEVEL_OK ? NULL : fix};
}

/* Runs a line of code and gives its record. */
static bool try_box(struct checks *c, const char *isolation, struct exec_record *r, struct err *e)
{
    struct exec_request q = {
        .runtime = runtime_find(S("python")),
        .code = S("from importlib.util import find_spec\n"
                  "print(' '.join(m for m in ('openpyxl', 'matplotlib') if not find_spec(m)))\n"),
        .limits = exec_limits_default,
        .isolation = isolation};
    const struct backend *b = backend_find(S("local"));

    return b->run(&q, -1, c->arena, r, e) &&
           (r->success || err_set(e, E_SANDBOX, "%.*s", SLICE_ARG(r->error_message)));
}

static slice layers_text(struct checks *c, const struct exec_record *r)
{
    struct buf b = {0};

    for (const char *const *l = r->layer; l != NULL && *l != NULL; l++)
        buf_printf(&b, "%s%s", l == r->layer ? "" : " ", *l);
    return buf_take(&b, c->arena);
}

static void check_python(struct checks *c, const struct exec_record *r)
{
    slice missing = slice_trim(r->out_text), pandas = exec_version_of(r, "pandas"),
          numpy = exec_version_of(r, "numpy");

    add(c, "python", LEVEL_OK, exec_version_of(r, "python"), NULL);
    add(c, "pandas", LEVEL_OK,
        arena_printf(c->arena, "%.*s with numpy %.*s", SLICE_ARG(pandas), SLICE_ARG(numpy)), NULL);
    add(c, "workbooks", slice_find(missing, S("openpyxl")) < 0 ? LEVEL_OK : LEVEL_NOTE,
        slice_find(missing, S("openpyxl")) < 0 ? S("openpyxl is there")
                                               : S("code cannot read or write workbooks"),
        "apt-get install python3-openpyxl");
    add(c, "figures", slice_find(missing, S("matplotlib")) < 0 ? LEVEL_OK : LEVEL_NOTE,
        slice_find(missing, S("matplotlib")) < 0 ? S("matplotlib is there") : S("code cannot draw"),
        "apt-get install python3-matplotlib");
}

/* What code may import beside the standard library. */
static void check_packages(struct checks *c, const struct cmd_env *env)
{
    struct distributions own;
    struct buf b = {0};
    int kept = environment_count(env->cache, c->arena);

    if (!backend_distributions(runtime_find(S("python")), c->arena, &own, NULL)) return;
    buf_printf(&b, "%d distributions", own.n);
    for (int i = 0; i < own.n; i++)
        buf_printf(&b, "%s%.*s %.*s", i == 0 ? ": " : ", ", SLICE_ARG(own.at[i].name),
                   SLICE_ARG(own.at[i].version));
    add(c, "packages", LEVEL_OK, buf_take(&b, c->arena), NULL);
    add(c, "unpacked wheels", LEVEL_OK,
        arena_printf(c->arena, "%d environment%s in the cache", kept, kept == 1 ? "" : "s"), NULL);
}

/* Is it the kernel that refuses, not a Python or a fettle that is there by half? */
static bool is_kernel(const struct err *e)
{
    return strstr(e->text, "apt-get") == NULL && strstr(e->text, "install") == NULL &&
           strstr(e->text, "interpreter") == NULL;
}

static void check_sandbox(struct checks *c)
{
    struct exec_record full, less;
    struct err no_full = {0}, no_less = {0};
    bool has_full = try_box(c, "full", &full, &no_full),
         has_less = try_box(c, "no-namespaces", &less, &no_less);
    int abi = box_landlock_abi();

    if (has_full || has_less) check_python(c, has_full ? &full : &less);
    add(c, "sandbox",
        has_full   ? LEVEL_OK
        : has_less ? LEVEL_NOTE
                   : LEVEL_BAD,
        has_full ? layers_text(c, &full) : arena_copy(c->arena, slice_z(no_full.text)),
        strstr(no_full.text, "apt-get") != NULL ? "apt-get install python3 python3-pandas"
        : is_kernel(&no_full)                   ? "sysctl -w kernel.unprivileged_userns_clone=1 "
                                                  "kernel.apparmor_restrict_unprivileged_userns=0"
                                                : "reinstall fettle");
    add(c, "sandbox without namespaces", has_less ? LEVEL_OK : LEVEL_NOTE,
        has_less ? layers_text(c, &less) : arena_copy(c->arena, slice_z(no_less.text)),
        is_kernel(&no_less) ? "it needs Linux 5.13 with landlock in the lsm= boot option" : NULL);
    add(c, "landlock", abi >= 6 ? LEVEL_OK : LEVEL_NOTE,
        abi == 0 ? S("this kernel has none; namespaces and seccomp hold")
                 : arena_printf(c->arena, "ABI %d%s", abi,
                                abi >= 6 ? "" : "; scopes for signals and sockets begin at 6"),
        "boot a newer kernel, with landlock in the lsm= boot option");
}

static void check_cache(struct checks *c, const struct cmd_env *env)
{
    slice path = store_place(env->cache, c->arena);
    char *dir = arena_z(c->arena, path), *slash;

    if (path.n == 0 || dir == NULL) {
        add(c, "cache", LEVEL_BAD, S("there is no home folder to keep it in"),
            "export FETTLE_CACHE=/path/to/cache.db");
        return;
    }
    if (fs_exists(dir)) {
        bool ok = access(dir, R_OK | W_OK) == 0;

        add(c, "cache", ok ? LEVEL_OK : LEVEL_BAD,
            arena_printf(c->arena, "%s%s", dir, ok ? "" : " cannot be written"),
            "export FETTLE_CACHE to a file of yours");
        return;
    }
    /* It is made when it is needed: is there a folder above that lets us? */
    while ((slash = strrchr(dir, '/')) != NULL && slash != dir) {
        *slash = 0;
        if (fs_exists(dir)) break;
    }
    if (slash == NULL) dir = arena_z(c->arena, S("."));
    add(c, "cache", access(dir, W_OK) == 0 ? LEVEL_OK : LEVEL_BAD,
        arena_printf(c->arena, "%.*s %s", SLICE_ARG(path),
                     access(dir, W_OK) == 0 ? "(will be made)" : "cannot be made"),
        "export FETTLE_CACHE to a file of yours");
}

static void check_unpacking(struct checks *c)
{
    bool fast = inflate_best() != &inflate_zlib;

    add(c, "unpacking", fast ? LEVEL_OK : LEVEL_NOTE,
        arena_printf(c->arena, "%s%s", inflate_best()->name,
                     fast ? "" : "; ISA-L reads large workbooks faster"),
        "apt-get install libisal-dev, then build again");
}

static void check_terminal(struct checks *c)
{
    struct winsize w = {0};
    const char *term = getenv("TERM");
    bool tty = isatty(STDOUT_FILENO) && isatty(STDIN_FILENO), utf8;

    setlocale(LC_CTYPE, "");
    utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    setlocale(LC_CTYPE, "C");
    if (!tty) {
        add(c, "terminal", LEVEL_NOTE, S("none here; commands work, the workbench does not"), NULL);
        return;
    }
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &w);
    if (term == NULL || strcmp(term, "dumb") == 0)
        add(c, "terminal", LEVEL_BAD, S("TERM does not say which"), "export TERM=xterm-256color");
    else if (!utf8)
        add(c, "terminal", LEVEL_NOTE, S("the locale is not UTF-8"), "export LC_ALL=C.UTF-8");
    else
        add(c, "terminal", w.ws_col >= 80 && w.ws_row >= 24 ? LEVEL_OK : LEVEL_NOTE,
            arena_printf(c->arena, "%s, %dx%d", term, w.ws_col, w.ws_row),
            "make the window at least 80 by 24");
}

static void print_json(const struct checks *c)
{
    static const char *const name[] = {"ok", "note", "bad"};
    struct buf b = {0};
    struct json_writer w = {.out = &b, .indent = 2, .first = true};

    jw_open(&w, NULL, '{');
    jw_z(&w, "fettle", "doctor/1");
    jw_open(&w, "checks", '[');
    for (int i = 0; i < c->n; i++) {
        jw_open(&w, NULL, '{');
        jw_z(&w, "name", c->at[i].name);
        jw_z(&w, "level", name[c->at[i].level]);
        jw_text(&w, "found", c->at[i].found);
        jw_z(&w, "fix", c->at[i].fix);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    buf_putc(&b, '\n');
    cmd_print(buf_slice(&b));
    buf_free(&b);
}

static void print_text(const struct checks *c)
{
    static const char *const mark[] = {"ok  ", "note", "BAD "};
    struct buf b = {0};

    for (int i = 0; i < c->n; i++) {
        buf_printf(&b, "%s  %-26s  %.*s\n", mark[c->at[i].level], c->at[i].name,
                   SLICE_ARG(c->at[i].found));
        if (c->at[i].fix != NULL) buf_printf(&b, "      %-26s  fix: %s\n", "", c->at[i].fix);
    }
    cmd_print(buf_slice(&b));
    buf_free(&b);
}

static bool run(struct cmd_env *env, struct err *e)
{
    struct checks c = {.arena = env->arena};
    int bad = 0;

    check_sandbox(&c);
    check_packages(&c, env);
    check_cache(&c, env);
    check_terminal(&c);
    check_unpacking(&c);
    if (env->json)
        print_json(&c);
    else
        print_text(&c);
    for (int i = 0; i < c.n; i++) bad += c.at[i].level == LEVEL_BAD;
    if (bad > 0) return err_set(e, E_FAILED, "%d of %d checks found what does not work", bad, c.n);
    return true;
}

const struct cmd cmd_doctor = {
    .name = "doctor",
    .usage = "",
    .doc = "Say what works on this machine, and the command that fixes what does not.",
    .arg_max = 0,
    .run = run,
};
