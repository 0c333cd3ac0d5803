/* The reader of large text files, piece by piece, for `make bench-scan`.
 * usage: scanbench index|slice|libcsv THREADS FILE...: CPU seconds, wall seconds, rows and a sum of
 * field lengths, which all ways must agree on. */
#include "flow.h"
#include "heap.h"
#include "sample.h"
#include "segment.h"

#include <csv.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct count {
    int64_t rows, bytes;
};

static double seconds(clockid_t c)
{
    struct timespec t;

    clock_gettime(c, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct slicing {
    struct count of[FLOW_THREADS_MAX];
    int ncol;
};

static bool touch(void *ctx, int worker, const struct flow_batch *b, struct err *e)
{
    struct slicing *s = ctx;

    (void)e;
    s->of[worker].rows += b->nrow;
    for (int c = 0; c < s->ncol; c++)
        for (int64_t r = 0; r < b->nrow; r++) s->of[worker].bytes += b->cell[c][r].n;
    return true;
}

static bool by_flow(const struct inspection *in, int threads, struct count *n, struct err *e)
{
    struct flow *f = flow_open(in, -1, e);
    struct slicing s = {0};
    struct flow_use use = {.work = touch, .ctx = &s};
    bool ok;

    if (f == NULL) return false;
    s.ncol = f->ncol;
    ok = flow_run(f, threads, &use, e);
    for (int i = 0; i < FLOW_THREADS_MAX; i++) {
        n->rows += s.of[i].rows;
        n->bytes += s.of[i].bytes;
    }
    flow_close(f);
    return ok;
}

static bool by_index(const struct inspection *in, int threads, struct count *n, struct err *e)
{
    struct window w;
    struct rowindex x;
    bool ok = window_open(&w, in->book->source, &in->book->encoding, e) &&
              rowindex_build(&x, &w, &in->book->sample->f, threads, NULL, NULL, e);

    n->rows = x.rows;
    n->bytes = x.n * (int64_t)sizeof *x.at;
    rowindex_free(&x);
    window_close(&w);
    return ok;
}

static void on_field(void *p, size_t len, void *ctx)
{
    (void)p;
    ((struct count *)ctx)->bytes += (int64_t)len;
}

static void on_row(int c, void *ctx)
{
    (void)c;
    ((struct count *)ctx)->rows++;
}

static void by_libcsv(const char *path, struct count *n)
{
    enum { PIECE = 1 << 18 };
    static char piece[PIECE];
    struct csv_parser p;
    int fd = open(path, O_RDONLY);
    ssize_t got;

    csv_init(&p, CSV_APPEND_NULL);
    while ((got = read(fd, piece, PIECE)) > 0)
        csv_parse(&p, piece, (size_t)got, on_field, on_row, n);
    csv_fini(&p, on_field, on_row, n);
    csv_free(&p);
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    heap_on_huge_pages(); /* as the program does */
    for (int i = 3; i < argc; i++) {
        struct read_options o = READ_DEFAULTS;
        struct err e = {0};
        struct source source;
        struct workbook book;
        struct inspection in;
        struct count n = {0};
        struct arena a;
        double cpu, wall;
        bool ok;

        arena_init(&a, ARENA_NO_LIMIT);
        if (!source_open(&source, argv[i], &o, &a, &e) ||
            !workbook_read(&source, &o, &a, &book, &e) || !inspect(&book, &o, &a, &in, &e) ||
            book.sample == NULL) {
            fprintf(stderr, "%s: %s\n", argv[i], e.code != E_NONE ? e.text : "is not large");
            return 1;
        }
        cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        wall = seconds(CLOCK_MONOTONIC);
        if (strcmp(argv[1], "libcsv") == 0)
            by_libcsv(argv[i], &n), ok = true;
        else if (strcmp(argv[1], "index") == 0)
            ok = by_index(&in, atoi(argv[2]), &n, &e);
        else
            ok = by_flow(&in, atoi(argv[2]), &n, &e);
        cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        wall = seconds(CLOCK_MONOTONIC) - wall;
        if (!ok) {
            fprintf(stderr, "%s: %s\n", argv[i], e.text);
            return 1;
        }
        printf("%s %s %s: cpu %.3f s, wall %.3f s, %lld rows, %lld bytes\n", argv[1], argv[2],
               argv[i], cpu, wall, (long long)n.rows, (long long)n.bytes);
        arena_free(&a);
    }
    return 0;
}
