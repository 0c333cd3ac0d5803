/* Looking a pin up among PINS pins and accepting one more (`make bench-pins`), microseconds at the
 * 50th and 99th percentile: in an open cache, in one opened for it, and with the disk's fsync. */
#include "hash.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ORCAS = 1000, WARM = 20000, OPENED = 300, ACCEPTED = 200, RUNS = 100000 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void report(const char *what, double *us, int n)
{
    qsort(us, (size_t)n, sizeof *us, by_value);
    printf("%-40s p50 %9.1f us   p99 %9.1f us   of %d\n", what, us[n / 2], us[n * 99 / 100], n);
}

static void must(bool ok, const struct err *e)
{
    if (ok) return;
    fprintf(stderr, "pinbench: %s\n", e->text);
    exit(1);
}

static const char *orca_of(int64_t i, char out[32])
{
    snprintf(out, 32, "client-%lld", (long long)(i % ORCAS));
    return out;
}

static void schema_of_pin(int64_t i, struct schema *out)
{
    static struct schema_column col[2] = {{.name = {"region", 6}, .shown = {"Region", 6}},
                                          {.name = {"hours", 5}, .shown = {"Hours", 5}}};

    *out = (struct schema){.col = col, .n = 2, .canonical = S("text\tregion\nnumber\thours\n")};
    snprintf(out->fingerprint, sizeof out->fingerprint, "f1:%064llx", (unsigned long long)i);
    snprintf(out->layout, sizeof out->layout, "l1:%064llx", (unsigned long long)i / 7);
}

static int64_t add(struct store *s, int64_t i, struct err *e)
{
    char orca[32];
    struct schema schema;
    struct pin p = {.is_plan = true,
                    .body = S("{\"fettle\":\"plan/1\",\"steps\":[]}"),
                    .state = PIN_APPROVED,
                    .who = S("bench"),
                    .evidence = S("{}")};
    digest d = hash_sha256(p.body);

    schema_of_pin(i, &schema);
    p.digest = slice_z(d.hex);
    p.orca = slice_z(orca_of(i, orca));
    p.fingerprint = slice_z(schema.fingerprint);
    p.layout = slice_z(schema.layout);
    return store_pin_add(s, &p, &schema, e);
}

static void look(struct store *s, int64_t i)
{
    struct arena a;
    char orca[32];
    struct schema schema;
    struct pin p;
    bool found = false;
    struct err e = {0};

    arena_init(&a, ARENA_NO_LIMIT);
    schema_of_pin(i, &schema);
    must(store_pin_lookup(s, orca_of(i, orca), schema.fingerprint, &a, &p, &found, &e), &e);
    if (!found) exit(1);
    arena_free(&a);
}

int main(int argc, char **argv)
{
    int64_t pins = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
    double *us = malloc(sizeof *us * WARM), t;
    char path[] = "/tmp/pinbench-XXXXXX", name[64], orca[32];
    struct run_row run = {.pin = 1, .outcome = S("ok"), .via = S("pin")};
    struct err e = {0};
    struct store *s;

    if (us == NULL || pins < 1 || mkdtemp(path) == NULL) return 1;
    srand(1);
    snprintf(name, sizeof name, "%s/cache.db", path);
    must((s = store_open(name, false, &e)) != NULL, &e);
    t = now();
    must(store_begin(s, &e), &e);
    for (int64_t i = 0; i < pins; i++) must(add(s, i, &e) > 0, &e);
    must(store_end(s, true, &e), &e);
    /* One pin that has run every night for long. */
    run.orca = slice_z(orca_of(0, orca));
    must(store_begin(s, &e), &e);
    for (int i = 0; i < RUNS; i++) must(store_run_add(s, &run, &e) > 0, &e);
    must(store_end(s, true, &e), &e);
    printf("%lld pins of %d orcas, %d runs, made in %.0f s\n", (long long)pins, ORCAS, RUNS,
           (now() - t) / 1e6);

    for (int i = 0; i < WARM; i++) {
        int64_t at = (int64_t)rand() % pins;

        t = now();
        look(s, at);
        us[i] = now() - t;
    }
    report("lookup, cache open", us, WARM);
    for (int i = 0; i < WARM / 100; i++) {
        t = now();
        look(s, 0);
        us[i] = now() - t;
    }
    report("lookup of the pin with all the runs", us, WARM / 100);
    for (int i = 0; i < ACCEPTED; i++) {
        t = now();
        must(add(s, pins + i, &e) > 0, &e);
        us[i] = now() - t;
    }
    report("accept a pin (synchronous=FULL)", us, ACCEPTED);
    store_close(s);
    for (int i = 0; i < OPENED; i++) {
        int64_t at = (int64_t)rand() % pins;

        t = now();
        must((s = store_open(name, true, &e)) != NULL, &e);
        look(s, at);
        store_close(s);
        us[i] = now() - t;
    }
    report("open read only, lookup, close", us, OPENED);
    free(us);
    unlink(name);
    rmdir(path);
    return 0;
}
