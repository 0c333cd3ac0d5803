/* What keeping provenance costs (`make bench-lineage`): the same plan on the same file with and
 * without it, in turns; CPU milliseconds of the whole run, the best of some.
 *     lineagebench FILE PLAN [ROUNDS]
 * With: every step's table is kept, and the places of the cells are cut into spans, which are
 * stored in a cache, as fettle run does. Both read the file, run the plan and write a CSV. */
#include "export.h"
#include "fs.h"
#include "heap.h"
#include "inspect.h"
#include "lineage.h"
#include "plan.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void must(bool ok, const struct err *e)
{
    if (ok) return;
    fprintf(stderr, "%s\n", e->text);
    exit(1);
}

static void keep(struct store *s, const struct plan *p, const struct plan_result *r,
                 struct arena *a, int *spans)
{
    struct run_row run = {.orca = S("bench"), .outcome = S("ok"), .via = S("plan")};
    struct provenance_row *row;
    struct err e = {0};
    int64_t id;

    if (!lineage_of_plan(p, r, S("Sheet1"), a, &row, spans)) exit(1);
    must(store_begin(s, &e), &e);
    id = store_run_add(s, &run, &e);
    must(id > 0 && store_end(s, store_provenance_put(s, id, row, *spans, &e), &e), &e);
}

/* CPU milliseconds of one run; `s` NULL: without provenance. */
static double once(const char *file, slice text, const char *out, struct store *s, int *spans)
{
    struct read_options o = {.header_rows = -1};
    struct plan_options how = {.keep_steps = s != NULL};
    struct export_options to = {0};
    struct arena a;
    struct failures f = {.arena = &a};
    struct source source;
    struct workbook book;
    struct inspection in;
    struct table table;
    struct plan plan;
    struct plan_result r;
    struct err e = {0};
    clock_t from = clock();

    arena_init(&a, ARENA_NO_LIMIT);
    must(source_open(&source, file, &o, &a, &e) && workbook_read(&source, &o, &a, &book, &e) &&
             inspect(&book, &o, &a, &in, &e) && inspect_table(&in, -1, &a, &table, &e),
         &e);
    if (!plan_parse_text(text, &a, &plan, &f) || !plan_apply(&plan, &table, &how, &a, &r, &f)) {
        fprintf(stderr, "%.*s\n", SLICE_ARG(f.at[0].message));
        exit(1);
    }
    if (s != NULL) keep(s, &plan, &r, &a, spans);
    must(export_table(&r.table, out, &to, NULL, &e), &e);
    arena_free(&a);
    return (double)(clock() - from) * 1000 / CLOCKS_PER_SEC;
}

int main(int argc, char **argv)
{
    int rounds = argc > 3 ? atoi(argv[3]) : 7, spans = 0;
    double with = 1e9, without = 1e9, ms;
    char folder[] = "/tmp/lineagebench-XXXXXX", cache[64], out[64];
    struct err e = {0};
    struct store *s;
    struct arena a;
    slice text;

    heap_on_huge_pages(); /* as the program does */
    if (argc < 3 || mkdtemp(folder) == NULL) return 2;
    snprintf(cache, sizeof cache, "%s/cache.db", folder);
    snprintf(out, sizeof out, "%s/out.csv", folder);
    arena_init(&a, ARENA_NO_LIMIT);
    must(fs_read(argv[2], 1 << 20, &a, &text, &e), &e);
    s = store_open(cache, false, &e);
    must(s != NULL, &e);
    for (int i = 0; i < rounds; i++) {
        ms = once(argv[1], text, out, NULL, &spans);
        if (ms < without) without = ms;
        ms = once(argv[1], text, out, s, &spans);
        if (ms < with) with = ms;
    }
    store_close(s);
    unlink(out);
    unlink(cache);
    rmdir(folder);
    arena_free(&a);
    printf("%s: %.0f ms without provenance, %.0f ms with it (%d spans): %+.1f %% (demand: at most "
           "15)\n",
           argv[2], without, with, spans, (with / without - 1) * 100);
    return with > without * 1.15;
}
