/* store_gc.c - gives back the room of what nothing refers to any more. */
#include "clock.h"
#include "sql.h"
#include "store.h"
#include <stdio.h>

/* Where the garbage of each kind is. Pins, events, runs and failures are never garbage. */
static const char *const garbage[STORE_GC_KINDS] = {
    [STORE_GC_PLANS] = "plan WHERE sha256 NOT IN (SELECT sha256 FROM pin WHERE what = 'plan')"
                       " AND sha256 NOT IN (SELECT plan_sha256 FROM run)",
    [STORE_GC_TRANSFORMS] =
        "transform WHERE sha256 NOT IN (SELECT sha256 FROM pin WHERE what = 'transform')"
        " AND sha256 NOT IN (SELECT transform_sha256 FROM run)",
    [STORE_GC_SPANS] = "pipeline_cell_provenance WHERE run IN (SELECT id FROM run"
                       " WHERE at < strftime('%Y-%m-%dT%H:%M:%SZ', ?, ?))",
};

struct sweep {
    struct store *store;
    enum store_gc_kind kind;
    moment now;
    char age[32]; /* as SQLite's date functions want it: "-90 days" */
};

static bool open(const struct sweep *x, const char *verb, struct sql *q, struct err *e)
{
    char text[512];

    snprintf(text, sizeof text, "%s FROM %s", verb, garbage[x->kind]);
    if (!sql_open(q, x->store, text, e)) return false;
    if (x->kind != STORE_GC_SPANS) return true;
    sql_z(q, x->now.iso);
    sql_z(q, x->age);
    return true;
}

static bool sweep(const struct sweep *x, bool only_count, int64_t *n, struct err *e)
{
    struct sql q;
    int rc;

    if (!open(x, "SELECT count(*)", &q, e)) return false;
    rc = sql_step(&q, e);
    if (rc == 1) *n = sql_get_int(&q, 0);
    sql_close(&q);
    if (rc < 0 || only_count || *n == 0) return rc >= 0;
    return open(x, "DELETE", &q, e) && sql_run(&q, e);
}

static bool size_of(struct store *s, int64_t *bytes, struct err *e)
{
    struct sql q;
    int rc;

    if (!sql_open(&q, s, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                  e))
        return false;
    rc = sql_step(&q, e);
    if (rc == 1) *bytes = sql_get_int(&q, 0);
    sql_close(&q);
    return rc >= 0;
}

bool store_gc(struct store *s, int64_t days, bool only_count, struct store_garbage *out,
              struct err *e)
{
    struct sweep x = {.store = s, .now = clock_now()};
    bool ok;

    *out = (struct store_garbage){0};
    snprintf(x.age, sizeof x.age, "-%lld days", (long long)days);
    if (!size_of(s, &out->bytes_before, e) || !sql_begin(s, e)) return false;
    ok = true;
    for (int i = 0; ok && i < STORE_GC_KINDS; i++) {
        x.kind = (enum store_gc_kind)i;
        if (x.kind == STORE_GC_SPANS && days < 0) continue;
        ok = sweep(&x, only_count, &out->n[i], e);
    }
    if (!sql_end(s, ok, e)) return false;
    if (!only_count &&
        !(sql_exec(s, "VACUUM", e) && sql_exec(s, "PRAGMA wal_checkpoint(TRUNCATE)", e)))
        return false;
    return size_of(s, &out->bytes_after, e);
}
