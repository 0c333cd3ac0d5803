/* store_run.c - runs and what belongs to them: outputs, failures, author calls, provenance. */
#include "clock.h"
#include "spanpack.h"
#include "sql.h"
#include "store.h"

/* --------------------------------------------------------------- runs */

int64_t store_run_add(struct store *s, const struct run_row *r, struct err *e)
{
    moment now = clock_now();
    struct sql q;
    int64_t id;

    if (r->orca.n == 0) {
        err_set(e, E_USAGE, "no orca was named; say whose file it is with --orca ID");
        return 0;
    }
    if (!sql_open(&q, s,
                  "INSERT INTO run (orca, pin, at, outcome, source_name, source_path,"
                  " source_sha256, fingerprint, via, plan_sha256, transform_sha256, row_count,"
                  " column_count, author_calls, wall_ms, record)"
                  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  e))
        return 0;
    sql_text(&q, r->orca);
    sql_id(&q, r->pin);
    sql_text(&q, r->when.n > 0 ? r->when : slice_z(now.iso));
    sql_text(&q, r->outcome);
    sql_text(&q, r->source_name);
    sql_text(&q, r->source_path);
    sql_text(&q, r->source_digest);
    sql_text(&q, r->fingerprint);
    sql_text(&q, r->via);
    sql_text(&q, r->plan_digest);
    sql_text(&q, r->code_digest);
    sql_int(&q, r->rows);
    sql_int(&q, r->columns);
    sql_int(&q, r->author_calls);
    sql_int(&q, r->wall_ms);
    sql_text(&q, r->record);
    if (!sql_run(&q, e)) return 0;
    id = sqlite3_last_insert_rowid(s->db);
    return id;
}

bool store_run_output(struct store *s, const char *orca, int64_t run, const char *path,
                      const char *sha256, struct err *e)
{
    struct sql q;

    if (!sql_open(&q, s,
                  "INSERT INTO run_artifact (run, role, name, sha256)"
                  " SELECT id, 'output', ?, ? FROM run WHERE orca = ? AND id = ?",
                  e))
        return false;
    sql_z(&q, path);
    sql_z(&q, sha256);
    sql_z(&q, orca);
    sql_int(&q, run);
    if (!sql_run(&q, e)) return false;
    return sqlite3_changes(s->db) == 1 ||
           err_set(e, E_USAGE, "there is no run %lld for orca \"%s\"", (long long)run, orca);
}

#define RUN_COLUMNS                                                                                \
    "SELECT r.id, r.orca, r.pin, r.at, r.outcome, r.source_name, r.source_path, r.source_sha256,"  \
    " r.fingerprint, r.via, r.plan_sha256, r.transform_sha256, r.row_count, r.column_count,"       \
    " r.author_calls, r.wall_ms, r.record, o.name, o.sha256"                                       \
    " FROM run r LEFT JOIN run_artifact o ON o.run = r.id AND o.role = 'output' "

static void read_run(const struct sql *q, struct arena *a, struct run_row *out)
{
    *out = (struct run_row){.id = sql_get_int(q, 0),
                            .orca = sql_get(q, 1, a),
                            .pin = sql_get_int(q, 2),
                            .when = sql_get(q, 3, a),
                            .outcome = sql_get(q, 4, a),
                            .source_name = sql_get(q, 5, a),
                            .source_path = sql_get(q, 6, a),
                            .source_digest = sql_get(q, 7, a),
                            .fingerprint = sql_get(q, 8, a),
                            .via = sql_get(q, 9, a),
                            .plan_digest = sql_get(q, 10, a),
                            .code_digest = sql_get(q, 11, a),
                            .rows = sql_get_int(q, 12),
                            .columns = sql_get_int(q, 13),
                            .author_calls = sql_get_int(q, 14),
                            .wall_ms = sql_get_int(q, 15),
                            .record = sql_get(q, 16, a),
                            .output_path = sql_get(q, 17, a),
                            .output_digest = sql_get(q, 18, a)};
}

bool store_runs(struct store *s, const char *orca, int64_t pin, int limit, struct arena *a,
                struct run_row **out, int *n, struct err *e)
{
    struct sql q;
    int rc, cap = 0;

    *out = NULL;
    *n = 0;
    if (!sql_open(&q, s,
                  RUN_COLUMNS "WHERE r.orca = ?1 AND (?2 IS NULL OR r.pin = ?2)"
                              " ORDER BY r.id DESC LIMIT ?3",
                  e))
        return false;
    sql_z(&q, orca);
    sql_id(&q, pin);
    sql_int(&q, limit > 0 ? limit : -1);
    while ((rc = sql_step(&q, e)) == 1) {
        if (*n == cap) {
            struct run_row *more = arena_new(a, struct run_row, cap = cap * 2 + 16);

            if (*n > 0) memcpy(more, *out, sizeof *more * (size_t)*n);
            *out = more;
        }
        read_run(&q, a, &(*out)[(*n)++]);
    }
    sql_close(&q);
    return rc == 0;
}

bool store_run_get(struct store *s, const char *orca, int64_t id, struct arena *a,
                   struct run_row *out, struct err *e)
{
    struct sql q;
    int rc;

    if (!sql_open(&q, s, RUN_COLUMNS "WHERE r.orca = ? AND r.id = ?", e)) return false;
    sql_z(&q, orca);
    sql_int(&q, id);
    if ((rc = sql_step(&q, e)) == 1) read_run(&q, a, out);
    sql_close(&q);
    if (rc == 0)
        return err_set(e, E_USAGE, "there is no run %lld for orca \"%s\"", (long long)id, orca);
    return rc == 1;
}

bool store_run_by_output(struct store *s, const char *sha256, struct arena *a, struct run_row *out,
                         bool *found, struct err *e)
{
    struct sql q;
    int rc;

    *found = false;
    if (!sql_open(&q, s, RUN_COLUMNS "WHERE o.sha256 = ? ORDER BY r.id DESC LIMIT 1", e))
        return false;
    sql_z(&q, sha256);
    if ((rc = sql_step(&q, e)) == 1) {
        read_run(&q, a, out);
        *found = true;
    }
    sql_close(&q);
    return rc >= 0;
}

/* ------------------------------------------------------------ failures */

int64_t store_failure_add(struct store *s, const struct failure_row *f, struct err *e)
{
    moment now = clock_now();
    struct sql q;

    if (f->orca.n == 0) {
        err_set(e, E_USAGE, "no orca was named; say whose file it is with --orca ID");
        return 0;
    }
    if (!sql_open(&q, s,
                  "INSERT INTO failure (orca, run, pin, at, source_name, source_path, code,"
                  " message, failures, plan, drift) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  e))
        return 0;
    sql_text(&q, f->orca);
    sql_id(&q, f->run);
    sql_id(&q, f->pin);
    sql_text(&q, f->when.n > 0 ? f->when : slice_z(now.iso));
    sql_text(&q, f->source_name);
    sql_text(&q, f->source_path);
    sql_text(&q, f->code);
    sql_text(&q, f->message);
    sql_text(&q, f->failures);
    sql_text(&q, f->plan);
    sql_text(&q, f->drift);
    return sql_run(&q, e) ? sqlite3_last_insert_rowid(s->db) : 0;
}

#define FAILURE_COLUMNS                                                                            \
    "SELECT f.id, f.run, f.pin, f.orca, f.at, coalesce(v.state, 'open'), f.source_name,"           \
    " f.source_path, f.code, f.message, f.failures, f.plan, f.drift,"                              \
    " (SELECT count(*) FROM failure_event t WHERE t.failure = f.id AND t.state = 'retried'),"      \
    " coalesce(v.note, '')"                                                                        \
    " FROM failure f LEFT JOIN failure_event v ON v.id ="                                          \
    " (SELECT max(id) FROM failure_event m WHERE m.failure = f.id) "

static void read_failure(const struct sql *q, struct arena *a, struct failure_row *out)
{
    *out = (struct failure_row){.id = sql_get_int(q, 0),
                                .run = sql_get_int(q, 1),
                                .pin = sql_get_int(q, 2),
                                .orca = sql_get(q, 3, a),
                                .when = sql_get(q, 4, a),
                                .state = sql_get(q, 5, a),
                                .source_name = sql_get(q, 6, a),
                                .source_path = sql_get(q, 7, a),
                                .code = sql_get(q, 8, a),
                                .message = sql_get(q, 9, a),
                                .failures = sql_get(q, 10, a),
                                .plan = sql_get(q, 11, a),
                                .drift = sql_get(q, 12, a),
                                .retries = (int)sql_get_int(q, 13),
                                .note = sql_get(q, 14, a)};
}

bool store_failures(struct store *s, const char *orca, bool with_closed, struct arena *a,
                    struct failure_row **out, int *n, struct err *e)
{
    struct sql q;
    int rc, cap = 0;
    bool all = orca == NULL || orca[0] == 0;

    *out = NULL;
    *n = 0;
    if (!sql_open(
            &q, s,
            all ? FAILURE_COLUMNS
                "WHERE ? = '' AND (? OR coalesce(v.state, 'open') = 'open') ORDER BY f.id DESC"
                : FAILURE_COLUMNS "WHERE f.orca = ?"
                                  " AND (? OR coalesce(v.state, 'open') = 'open')"
                                  " ORDER BY f.id DESC",
            e))
        return false;
    sql_z(&q, all ? "" : orca);
    sql_int(&q, with_closed);
    while ((rc = sql_step(&q, e)) == 1) {
        if (*n == cap) {
            struct failure_row *more = arena_new(a, struct failure_row, cap = cap * 2 + 16);

            if (*n > 0) memcpy(more, *out, sizeof *more * (size_t)*n);
            *out = more;
        }
        read_failure(&q, a, &(*out)[(*n)++]);
    }
    sql_close(&q);
    return rc == 0;
}

bool store_failure_get(struct store *s, const char *orca, int64_t id, struct arena *a,
                       struct failure_row *out, struct err *e)
{
    struct sql q;
    int rc;

    if (!sql_open(&q, s, FAILURE_COLUMNS "WHERE f.orca = ? AND f.id = ?", e)) return false;
    sql_z(&q, orca);
    sql_int(&q, id);
    if ((rc = sql_step(&q, e)) == 1) read_failure(&q, a, out);
    sql_close(&q);
    if (rc == 0)
        return err_set(
            e, E_USAGE,
            "there is no failure %lld for orca \"%s\"; fettle failures ls --orca %s lists "
            "them",
            (long long)id, orca, orca);
    return rc == 1;
}

bool store_failure_state(struct store *s, const char *orca, int64_t id, const char *state,
                         const char *who, const char *note, struct err *e)
{
    struct sql q;
    bool ok;

    if (!sql_open(&q, s,
                  "INSERT INTO failure_event (failure, at, who, state, note)"
                  " SELECT id, ?, ?, ?, ? FROM failure WHERE orca = ? AND id = ?",
                  e))
        return false;
    sql_z(&q, clock_now().iso);
    sql_z(&q, who);
    sql_z(&q, state);
    sql_z(&q, note);
    sql_z(&q, orca);
    sql_int(&q, id);
    ok = sql_run(&q, e);
    return ok &&
           (sqlite3_changes(s->db) == 1 ||
            err_set(e, E_USAGE, "there is no failure %lld for orca \"%s\"", (long long)id, orca));
}

/* -------------------------------------------------------- author calls */

bool store_author_call_add(struct store *s, const char *orca, const struct author_call *c,
                           struct err *e)
{
    struct sql q;

    if (!sql_open(&q, s,
                  "INSERT INTO author_call (orca, run, at, author, model, prompt_sha256, request,"
                  " response, tokens_in, tokens_out, ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  e))
        return false;
    sql_z(&q, orca);
    sql_id(&q, c->run);
    sql_z(&q, clock_now().iso);
    sql_text(&q, c->author);
    sql_text(&q, c->model);
    sql_text(&q, c->prompt_digest);
    sql_text(&q, c->request);
    sql_text(&q, c->response);
    sql_int(&q, c->tokens_in);
    sql_int(&q, c->tokens_out);
    sql_int(&q, c->ms);
    return sql_run(&q, e);
}

int64_t store_author_calls(struct store *s, const char *orca, struct err *e)
{
    struct sql q;
    int64_t n = -1;

    if (!sql_open(&q, s, "SELECT count(*) FROM author_call WHERE orca = ?", e)) return -1;
    sql_z(&q, orca);
    if (sql_step(&q, e) == 1) n = sql_get_int(&q, 0);
    sql_close(&q);
    return n;
}

/* ---------------------------------------------------------- provenance */

/* What was bound before stays bound, and most spans share their texts. */
static void put_text(struct sql *q, slice v, slice before)
{
    if (v.p == before.p && v.n == before.n && v.p != NULL)
        q->at++;
    else
        sql_text(q, v);
}

static bool put_spans(struct store *s, int64_t run, const struct provenance_row *row, int n,
                      struct err *e)
{
    static const struct provenance_row none;
    struct buf packed = {0};
    struct sql q;
    int rc = 0;

    if (!sql_open(
            &q, s,
            "INSERT INTO pipeline_cell_provenance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            e))
        return false;
    for (int i = 0, k; i < n && rc == 0; i += k) {
        const struct provenance_row *before = i > 0 ? &row[i - 1] : &none;

        buf_clear(&packed);
        k = spanpack_put(&row[i], n - i, &packed);
        q.at = 1;
        sql_int(&q, run);
        sql_int(&q, row[i].column);
        put_text(&q, row[i].column_name, before->column_name);
        sql_int(&q, row[i].row_first);
        sql_int(&q, row[i + k - 1].row_last);
        put_text(&q, row[i].sheet, before->sheet);
        sql_int(&q, row[i].source_row);
        sql_int(&q, row[i].source_step);
        sql_int(&q, row[i].source_col);
        sql_int(&q, row[i].step);
        put_text(&q, row[i].formula, before->formula);
        put_text(&q, row[i].transform, before->transform);
        sql_blob(&q, buf_slice(&packed));
        rc = sql_step(&q, e);
        sqlite3_reset(q.st);
    }
    sql_close(&q);
    buf_free(&packed);
    return rc == 0;
}

bool store_provenance_put(struct store *s, int64_t run, const struct provenance_row *row, int n,
                          struct err *e)
{
    return sql_begin(s, e) && sql_end(s, put_spans(s, run, row, n, e), e);
}

static bool span_at(struct store *s, int64_t run, int32_t column, int64_t row, struct arena *a,
                    struct provenance_row *out, bool *found, struct err *e)
{
    struct sql q;
    slice packed;
    int rc;

    *found = false;
    if (!sql_open(&q, s,
                  "SELECT output_column, column_name, row_first, row_last, sheet, source_row,"
                  " source_step, source_col, step, formula, transform, source_rows"
                  " FROM pipeline_cell_provenance"
                  " WHERE run = ? AND output_column = ? AND row_first <= ?"
                  " ORDER BY row_first DESC LIMIT 1",
                  e))
        return false;
    sql_int(&q, run);
    sql_int(&q, column);
    sql_int(&q, row);
    if ((rc = sql_step(&q, e)) == 1) {
        *out = (struct provenance_row){.column = (int32_t)sql_get_int(&q, 0),
                                       .column_name = sql_get(&q, 1, a),
                                       .row_first = sql_get_int(&q, 2),
                                       .row_last = sql_get_int(&q, 3),
                                       .sheet = sql_get(&q, 4, a),
                                       .source_row = sql_get_int(&q, 5),
                                       .source_step = sql_get_int(&q, 6),
                                       .source_col = (int32_t)sql_get_int(&q, 7),
                                       .step = (int)sql_get_int(&q, 8),
                                       .formula = sql_get(&q, 9, a),
                                       .transform = sql_get(&q, 10, a)};
        packed = sql_get(&q, 11, a);
        *found = out->row_last >= row && (packed.n == 0 || spanpack_find(packed, row, out));
    }
    sql_close(&q);
    return rc >= 0;
}

bool store_provenance_at(struct store *s, int64_t run, int32_t column, int64_t row, struct arena *a,
                         struct provenance_row *out, bool *found, struct err *e)
{
    struct provenance_row rows;

    if (!span_at(s, run, column, row, a, out, found, e)) return false;
    if (!*found || out->source_row != PROVENANCE_ROWS) return true;
    if (!span_at(s, run, 0, row, a, &rows, found, e)) return false;
    out->row_first = rows.row_first;
    out->row_last = rows.row_last;
    out->source_row = rows.source_row;
    out->source_step = rows.source_step;
    return true;
}

/* -------------------------------------------------------------- packages */

bool store_packages(struct store *s, struct arena *a, struct slices *out, struct err *e)
{
    struct sql q;
    int rc, room = 0;

    *out = (struct slices){0};
    if (!sql_open(&q, s,
                  "SELECT json_extract(evidence, '$.environment.packages') AS p FROM pin"
                  " WHERE p IS NOT NULL UNION SELECT json_extract(record,"
                  " '$.exec.environment.packages') AS p FROM run WHERE record <> ''"
                  " AND p IS NOT NULL",
                  e))
        return false;
    while ((rc = sql_step(&q, e)) == 1) {
        if (out->n == room) {
            slice *more = arena_new(a, slice, room = 2 * room + 8);

            if (more == NULL) return err_set(e, E_LIMIT, "too many packages are recorded");
            if (out->n > 0) memcpy(more, out->at, sizeof *more * (size_t)out->n);
            out->at = more;
        }
        out->at[out->n++] = sql_get(&q, 0, a);
    }
    sql_close(&q);
    return rc == 0;
}
