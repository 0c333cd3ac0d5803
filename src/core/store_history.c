/* store_history.c - what runs leave for the drift sentinels of later ones. */
#include "sql.h"
#include "store.h"

bool store_metrics_put(struct store *s, int64_t run, const struct sentinel_metric *m, int n,
                       struct err *e)
{
    struct sql q;
    int rc = 0;

    if (n == 0) return true;
    if (!sql_open(&q, s, "INSERT INTO run_metric VALUES (?, ?, ?, ?)", e)) return false;
    for (int i = 0; i < n && rc == 0; i++) {
        q.at = 1;
        sql_int(&q, run);
        sql_text(&q, m[i].column);
        sql_text(&q, m[i].what);
        sql_text(&q, m[i].value);
        rc = sql_step(&q, e);
        sqlite3_reset(q.st);
    }
    sql_close(&q);
    return rc == 0;
}

static bool read_runs(struct store *s, const char *orca, int64_t pin, const char *plan_sha256,
                      int limit, struct arena *a, struct sentinel_history *out, struct err *e)
{
    int64_t *run = arena_new(a, int64_t, limit);
    struct sql q;
    int rc = 0;

    if (run == NULL) return err_set(e, E_LIMIT, "the history does not fit the memory limit");
    if (!sql_open(
            &q, s,
            "WITH RECURSIVE chain (id) AS (SELECT id FROM pin WHERE orca = ?1 AND id = ?2"
            " UNION SELECT p.supersedes FROM pin p JOIN chain c ON p.id = c.id"
            " WHERE p.supersedes IS NOT NULL)"
            " SELECT r.id FROM run r WHERE r.orca = ?1 AND r.outcome = 'ok' AND"
            " (r.pin IN (SELECT id FROM chain) OR (r.plan_sha256 <> '' AND (r.plan_sha256 = ?3"
            " OR r.plan_sha256 IN (SELECT sha256 FROM pin WHERE id IN (SELECT id FROM"
            " chain)))))"
            " ORDER BY r.id DESC LIMIT ?4",
            e))
        return false;
    sql_z(&q, orca);
    sql_id(&q, pin);
    sql_z(&q, plan_sha256);
    sql_int(&q, limit);
    while (out->nrun < limit && (rc = sql_step(&q, e)) == 1) run[out->nrun++] = sql_get_int(&q, 0);
    sql_close(&q);
    out->run = run;
    return rc >= 0;
}

bool store_history(struct store *s, const char *orca, int64_t pin, const char *plan_sha256,
                   int limit, struct arena *a, struct sentinel_history *out, struct err *e)
{
    struct sentinel_metric *list = NULL;
    int n = 0, cap = 0, rc = 0;
    struct sql q;

    *out = (struct sentinel_history){0};
    if (!read_runs(s, orca, pin, plan_sha256, limit, a, out, e)) return false;
    for (int i = 0; i < out->nrun && rc == 0; i++) {
        if (!sql_open(&q, s, "SELECT column_name, what, value FROM run_metric WHERE run = ?", e))
            return false;
        sql_int(&q, out->run[i]);
        while ((rc = sql_step(&q, e)) == 1) {
            if (n == cap) {
                struct sentinel_metric *more =
                    arena_new(a, struct sentinel_metric, cap = cap * 2 + 16);

                if (more != NULL && n > 0) memcpy(more, list, sizeof *more * (size_t)n);
                if (more == NULL) break;
                list = more;
            }
            list[n++] = (struct sentinel_metric){out->run[i], sql_get(&q, 0, a), sql_get(&q, 1, a),
                                                 sql_get(&q, 2, a)};
        }
        sql_close(&q);
    }
    out->at = list;
    out->n = n;
    return rc == 0 || err_set(e, E_LIMIT, "the history does not fit the memory limit");
}
