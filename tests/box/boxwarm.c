/* Runs in warm spares of one pool, as a program that lives long makes them. */
#include "boxtool.h"

#include "fs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    struct exec_record r;
    struct err e = {0};
    struct arena a;
    slice text;
    struct buf b = {0};
    struct json_writer w = {.out = &b, .first = true};
    bool ok;

    if (out == NULL) return false;
    *code++ = *out++ = 0;
    out[strcspn(out, "\n")] = 0;
    arena_init(&a, BOXTOOL_ARENA);
    ok = fs_read(code, 1 << 20, &a, &text, &e) &&
         boxtool_run(text, pool, atoi(line) * 1000, &a, &r) && write_files(&r, out, &e);
    if (ok && !r.warm) ok = err_set(&e, E_SANDBOX, "no spare of the pool took it");
    if (ok) record_json(&r, &w, NULL);
    printf("%.*s\n", (int)b.n, b.p == NULL ? "" : b.p);
    if (e.code != 0) fprintf(stderr, "boxtool: %s\n", e.text);
    buf_free(&b);
    arena_free(&a);
    return ok;
}

int boxtool_warm(int n, char **argv)
{
    struct exec_pool *pool = boxtool_pool();
    char line[8192];
    bool ok = true;

    (void)argv;
    if (n != 0) return 2;
    while (ok && fgets(line, sizeof line, stdin) != NULL)
        ok = boxtool_wait_warm(pool) && answer(line, pool);
    exec_pool_close(pool);
    return ok ? 0 : 4;
}
