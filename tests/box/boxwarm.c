/* Runs in warm spares of one pool, as a program that lives long makes them. */
#include "boxtool.h"

#include "fs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Forks a spare first: only what a spare ran counts. */
static bool wait_warm(struct exec_pool *pool)
{
    struct exec_request q = {.runtime = runtime_find(S("python")),
                             .code = S("pass"),
                             .limits = exec_limits_default,
                             .isolation = "full",
                             .pool = pool};
    bool warm = false;

    for (int i = 0; i < 10 && !warm; i++) {
        struct exec_record r;
        struct err e = {0};
        struct arena a;

        arena_init(&a, BOXTOOL_ARENA);
        if (!backend_find(S("local"))->run(&q, -1, &a, &r, &e)) {
            fprintf(stderr, "boxtool: %s\n", e.text);
            i = 10;
        } else {
            warm = r.warm;
        }
        arena_free(&a);
    }
    return warm;
}

static bool write_files(const struct exec_record *r, const char *dir, struct err *e)
{
    for (int i = 0; i < r->nfile; i++) {
        char path[4096], *slash;

        snprintf(path, sizeof path, "%s/%.*s", dir, SLICE_ARG(r->file[i].name));
        slash = strrchr(path, '/');
        *slash = 0;
        if (!fs_mkdirs(path, e)) return false;
        *slash = '/';
        if (!fs_write(path, r->file[i].body, e)) return false;
    }
    return true;
}

/* Answers a line with the record; false when no spare ran it. */
static bool answer(char *line, struct exec_pool *pool)
{
    char *code = strchr(line, '\t'), *out = code == NULL ? NULL : strchr(code + 1, '\t');
    struct exec_request q = {.runtime = runtime_find(S("python")),
                             .limits = exec_limits_default,
                             .isolation = "full",
                             .pool = pool};
    struct exec_record r;
    struct err e = {0};
    struct arena a;
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};
    bool ok;

    if (out == NULL) return false;
    *code++ = *out++ = 0;
    out[strcspn(out, "\n")] = 0;
    arena_init(&a, BOXTOOL_ARENA);
    q.limits.wall_ms = atoi(line) * 1000;
    ok = fs_read(code, 1 << 20, &a, &q.code, &e) &&
         backend_find(S("local"))->run(&q, -1, &a, &r, &e) && write_files(&r, out, &e);
    if (ok && !r.warm) ok = err_set(&e, E_SANDBOX, "no spare of the pool took it");
    if (ok) record_json(&r, &w, NULL);
    printf("%.*s\n", (int)b.n, b.p == NULL ? "" : b.p);
    if (!ok) fprintf(stderr, "boxtool: %s\n", e.text);
    buf_free(&b);
    arena_free(&a);
    return ok;
}

int boxtool_warm(int n, char **argv)
{
    struct exec_pool *pool = exec_pool_open(runtime_find(S("python")), &exec_limits_default);
    char line[8192];
    bool ok = true;

    (void)argv;
    if (n != 0) return 2;
    while (ok && fgets(line, sizeof line, stdin) != NULL)
        ok = wait_warm(pool) && answer(line, pool);
    exec_pool_close(pool);
    return ok ? 0 : 4;
}
