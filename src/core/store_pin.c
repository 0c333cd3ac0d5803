/* store_pin.c - pins, their states and events, and the bodies they point at. */
#include "buf.h"
#include "clock.h"
#include "hash.h"
#include "sql.h"
#include "store.h"
#include "utf8.h"

static const char *const state_name[] = {
    [PIN_PROPOSED] = "proposed", [PIN_APPROVED] = "approved", [PIN_RETIRED] = "retired"};

const char *pin_state_name(enum pin_state s)
{
    return state_name[s];
}

static bool state_from(slice name, enum pin_state *out)
{
    for (int i = 0; i < 3; i++)
        if (slice_eqz(name, state_name[i])) {
            *out = (enum pin_state)i;
            return true;
        }
    return false;
}

enum { ORCA_MAX = 200 };

/* An orca is the name of a tenant; an empty one would be "everybody". */
static bool check_orca(const char *orca, struct err *e)
{
    slice s = slice_z(orca);

    if (s.n == 0)
        return err_set(e, E_USAGE, "no orca was named; say whose file it is with --orca ID");
    if (s.n > ORCA_MAX)
        return err_set(e, E_USAGE, "the orca's name is longer than %d bytes", ORCA_MAX);
    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 127)
            return err_set(e, E_USAGE, "the orca's name has a control character");
    if (utf8_invalid(s) >= 0) return err_set(e, E_USAGE, "the orca's name is not UTF-8");
    return true;
}

static bool no_pin(const char *orca, int64_t id, struct err *e)
{
    return err_set(e, E_USAGE,
                   "there is no pin %lld for orca \"%s\"; fettle cache ls --orca %s lists them",
                   (long long)id, orca, orca);
}

/* -------------------------------------------------------------- bodies */

bool store_body_put(struct store *s, bool is_plan, slice body, digest d, struct err *e)
{
    struct sql q;

    if (!sql_open(&q, s,
                  is_plan ? "INSERT INTO plan VALUES (?, ?) ON CONFLICT DO NOTHING"
                          : "INSERT INTO transform VALUES (?, 'python', ?) ON CONFLICT DO NOTHING",
                  e))
        return false;
    sql_z(&q, d.hex);
    if (is_plan)
        sql_text(&q, body);
    else
        sql_blob(&q, body);
    return sql_run(&q, e);
}

bool store_body_get(struct store *s, bool is_plan, slice digest_hex, struct arena *a, slice *out,
                    bool *found, struct err *e)
{
    struct sql q;
    int rc;

    *found = false;
    if (!sql_open(&q, s,
                  is_plan ? "SELECT json FROM plan WHERE sha256 = ?"
                          : "SELECT code FROM transform WHERE sha256 = ?",
                  e))
        return false;
    sql_text(&q, digest_hex);
    rc = sql_step(&q, e);
    if (rc == 1) {
        *out = sql_get(&q, 0, a);
        *found = true;
    }
    sql_close(&q);
    if (rc < 0) return false;
    /* What runs by itself must be what was accepted, whatever happened to the file. */
    if (*found && !slice_eqz(digest_hex, hash_sha256(*out).hex))
        return err_set(e, E_STORE,
                       "the %s %.12s in the cache %s is not what was pinned: its digest differs",
                       is_plan ? "plan" : "code", digest_hex.n >= 12 ? digest_hex.p : "", s->path);
    return true;
}

/* -------------------------------------------------------------- adding */

/* The schema's row, made when it is new. */
static bool put_schema(struct store *s, const struct schema *schema, int64_t *id, struct err *e)
{
    struct buf columns = {0};
    struct json_writer w = {.out = &columns, .first = true};
    struct sql q;
    int rc = -1;
    bool ok;

    schema_json(schema, &w, NULL);
    ok = sql_open(&q, s,
                  "INSERT INTO source_schema (fingerprint, layout, canonical, columns)"
                  " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  e);
    if (ok) {
        sql_z(&q, schema->fingerprint);
        sql_z(&q, schema->layout);
        sql_text(&q, schema->canonical);
        sql_text(&q, buf_slice(&columns));
        ok = sql_run(&q, e);
    }
    ok = ok &&
         sql_open(&q, s, "SELECT id FROM source_schema WHERE fingerprint = ? AND columns = ?", e);
    if (ok) {
        sql_z(&q, schema->fingerprint);
        sql_text(&q, buf_slice(&columns));
        if ((rc = sql_step(&q, e)) == 1) *id = sql_get_int(&q, 0);
        sql_close(&q);
    }
    buf_free(&columns);
    return rc == 1;
}

/* The approved pin of this orca and fingerprint; 0: none. */
static bool live_pin(struct store *s, const char *orca, slice fingerprint, int64_t *id,
                     struct err *e)
{
    struct sql q;
    int rc;

    *id = 0;
    if (!sql_open(
            &q, s,
            "SELECT pin FROM pin_now WHERE orca = ? AND fingerprint = ? AND state = 'approved'", e))
        return false;
    sql_z(&q, orca);
    sql_text(&q, fingerprint);
    if ((rc = sql_step(&q, e)) == 1) *id = sql_get_int(&q, 0);
    sql_close(&q);
    return rc >= 0;
}

static bool put_event(struct store *s, const char *orca, int64_t pin, const char *who,
                      const char *what, const char *note, struct err *e)
{
    struct sql q;

    if (!sql_open(&q, s,
                  "INSERT INTO event (orca, pin, at, who, what, note) VALUES (?, ?, ?, ?, ?, ?)",
                  e))
        return false;
    sql_z(&q, orca);
    sql_id(&q, pin);
    sql_z(&q, clock_now().iso);
    sql_z(&q, who);
    sql_z(&q, what);
    sql_z(&q, note);
    return sql_run(&q, e);
}

/* Moves a pin to a state and says so in the log. */
static bool move_pin(struct store *s, const char *orca, int64_t pin, enum pin_state to,
                     const char *who, const char *what, const char *note, struct err *e)
{
    struct sql q;

    if (!sql_open(&q, s, "UPDATE pin_now SET state = ? WHERE orca = ? AND pin = ?", e))
        return false;
    sql_z(&q, state_name[to]);
    sql_z(&q, orca);
    sql_int(&q, pin);
    return sql_run(&q, e) && put_event(s, orca, pin, who, what, note, e);
}

/* Retires the live pin so that another can take its place. */
static bool retire_live(struct store *s, const char *orca, slice fingerprint, int64_t but,
                        const char *who, struct err *e)
{
    int64_t live;

    if (!live_pin(s, orca, fingerprint, &live, e)) return false;
    return live == 0 || live == but ||
           move_pin(s, orca, live, PIN_RETIRED, who, "supersede", "another pin took its place", e);
}

static bool insert_pin(struct store *s, const struct pin *p, const char *orca, const char *when,
                       int64_t schema, int64_t supersedes, int64_t *id, struct err *e)
{
    struct sql q;

    if (!sql_open(&q, s,
                  "INSERT INTO pin (orca, fingerprint, layout, schema, what, sha256, runtime,"
                  " rolling, note, who, made_at, supersedes, evidence)"
                  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  e))
        return false;
    sql_z(&q, orca);
    sql_text(&q, p->fingerprint);
    sql_text(&q, p->layout);
    sql_int(&q, schema);
    sql_z(&q, p->is_plan ? "plan" : "transform");
    sql_text(&q, p->digest);
    sql_text(&q, p->runtime);
    sql_int(&q, p->rolling);
    sql_text(&q, p->note);
    sql_text(&q, p->who);
    sql_z(&q, when);
    sql_id(&q, supersedes);
    sql_text(&q, p->evidence);
    if (!sql_run(&q, e)) return false;
    *id = sqlite3_last_insert_rowid(s->db);
    if (!sql_open(&q, s, "INSERT INTO pin_now VALUES (?, ?, ?, ?)", e)) return false;
    sql_int(&q, *id);
    sql_z(&q, orca);
    sql_text(&q, p->fingerprint);
    sql_z(&q, state_name[p->state]);
    return sql_run(&q, e);
}

static bool put_orca(struct store *s, const char *orca, struct err *e)
{
    struct sql q;

    if (!sql_open(&q, s, "INSERT INTO orca VALUES (?, ?) ON CONFLICT DO NOTHING", e)) return false;
    sql_z(&q, orca);
    sql_z(&q, clock_now().iso);
    return sql_run(&q, e);
}

static bool add_pin(struct store *s, const struct pin *p, const char *orca, const char *who,
                    const struct schema *schema, int64_t *id, struct err *e)
{
    moment now = clock_now();
    int64_t live, row = 0;
    digest d = hash_sha256(p->body);

    if (!slice_eqz(p->digest, d.hex))
        return err_set(e, E_STORE, "the digest of what is to be pinned does not fit its content");
    return put_orca(s, orca, e) && store_body_put(s, p->is_plan, p->body, d, e) &&
           put_schema(s, schema, &row, e) && live_pin(s, orca, p->fingerprint, &live, e) &&
           (p->state != PIN_APPROVED || retire_live(s, orca, p->fingerprint, 0, who, e)) &&
           insert_pin(s, p, orca, now.iso, row, live, id, e) &&
           put_event(s, orca, *id, who, "pin", "", e) &&
           (p->state == PIN_PROPOSED ||
            put_event(s, orca, *id, who, p->state == PIN_APPROVED ? "approve" : "retire", "", e));
}

/* What is committed next is on the disk before we go on, and when the store is closed in the file
 * itself, which may be copied alone. Not possible inside a transaction. */
static bool set_durable(struct store *s, struct err *e)
{
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    return s->depth > 0 || sql_exec(s, "PRAGMA synchronous = FULL", e);
}

int64_t store_pin_add(struct store *s, const struct pin *p, const struct schema *schema,
                      struct err *e)
{
    struct arena a;
    char *orca, *who;
    int64_t id = 0;
    bool ok;

    arena_init(&a, ARENA_NO_LIMIT);
    orca = arena_z(&a, p->orca);
    who = arena_z(&a, p->who);
    /* An accepted pin must survive a power cut. */
    ok = check_orca(orca, e) && set_durable(s, e) && sql_begin(s, e);
    if (ok) ok = sql_end(s, add_pin(s, p, orca, who, schema, &id, e), e);
    if (s->depth == 0) sql_exec(s, "PRAGMA synchronous = NORMAL", NULL);
    arena_free(&a);
    return ok ? id : 0;
}

/* ------------------------------------------------------------- reading */

#define PIN_COLUMNS                                                                                \
    "SELECT p.id, p.orca, p.fingerprint, p.layout, p.what, p.sha256, p.runtime, n.state,"          \
    " p.rolling, p.note, p.who, p.made_at, p.supersedes, p.evidence"                               \
    " FROM pin p JOIN pin_now n ON n.pin = p.id "

static void read_pin(const struct sql *q, struct arena *a, struct pin *out)
{
    *out = (struct pin){.id = sql_get_int(q, 0),
                        .orca = sql_get(q, 1, a),
                        .fingerprint = sql_get(q, 2, a),
                        .layout = sql_get(q, 3, a),
                        .is_plan = slice_eqz(sql_get(q, 4, a), "plan"),
                        .digest = sql_get(q, 5, a),
                        .runtime = sql_get(q, 6, a),
                        .rolling = sql_get_int(q, 8) != 0,
                        .note = sql_get(q, 9, a),
                        .who = sql_get(q, 10, a),
                        .when = sql_get(q, 11, a),
                        .supersedes = sql_get_int(q, 12),
                        .evidence = sql_get(q, 13, a)};
    if (!state_from(sql_get(q, 7, a), &out->state)) out->state = PIN_RETIRED;
}

bool store_pin_count(struct store *s, struct pin *p, int n, struct arena *a, struct err *e)
{
    struct sql q;
    int rc = 1;

    for (int i = 0; i < n && rc == 1; i++) {
        if (!sql_open(&q, s,
                      "SELECT count(*), count(*) FILTER (WHERE outcome <> 'ok'), max(at) FROM run"
                      " WHERE pin = ?",
                      e))
            return false;
        sql_int(&q, p[i].id);
        if ((rc = sql_step(&q, e)) == 1) {
            p[i].runs = sql_get_int(&q, 0);
            p[i].failed_runs = sql_get_int(&q, 1);
            p[i].last_run = sql_get(&q, 2, a);
        }
        sql_close(&q);
    }
    return rc == 1;
}

bool store_pins(struct store *s, const char *orca, bool with_retired, struct arena *a,
                struct pin **out, int *n, struct err *e)
{
    bool all = orca == NULL || orca[0] == 0;
    struct sql q;
    int rc, cap = 0;

    *out = NULL;
    *n = 0;
    if (!sql_open(
            &q, s,
            all ? PIN_COLUMNS "WHERE ? = '' AND (? OR n.state <> 'retired') ORDER BY p.id DESC"
                : PIN_COLUMNS "WHERE p.orca = ? AND (? OR n.state <> 'retired') ORDER BY p.id DESC",
            e))
        return false;
    sql_z(&q, all ? "" : orca);
    sql_int(&q, with_retired);
    while ((rc = sql_step(&q, e)) == 1) {
        if (*n == cap) {
            struct pin *more = arena_new(a, struct pin, cap = cap * 2 + 16);

            if (*n > 0) memcpy(more, *out, sizeof *more * (size_t)*n);
            *out = more;
        }
        read_pin(&q, a, &(*out)[(*n)++]);
    }
    sql_close(&q);
    return rc == 0;
}

static bool read_schema(struct store *s, int64_t pin, struct arena *a, slice *out, struct err *e)
{
    struct sql q;
    int rc;

    if (!sql_open(&q, s,
                  "SELECT c.columns FROM pin p JOIN source_schema c ON c.id = p.schema"
                  " WHERE p.id = ?",
                  e))
        return false;
    sql_int(&q, pin);
    if ((rc = sql_step(&q, e)) == 1) *out = sql_get(&q, 0, a);
    sql_close(&q);
    return rc == 1;
}

bool store_pin_get(struct store *s, const char *orca, int64_t id, struct arena *a, struct pin *out,
                   struct err *e)
{
    bool found = false;
    struct sql q;
    int rc;

    if (!check_orca(orca, e) || !sql_open(&q, s, PIN_COLUMNS "WHERE p.orca = ? AND p.id = ?", e))
        return false;
    sql_z(&q, orca);
    sql_int(&q, id);
    if ((rc = sql_step(&q, e)) == 1) read_pin(&q, a, out);
    sql_close(&q);
    if (rc <= 0) return rc == 0 ? no_pin(orca, id, e) : false;
    if (!read_schema(s, id, a, &out->schema, e) ||
        !store_body_get(s, out->is_plan, out->digest, a, &out->body, &found, e))
        return false;
    return found || err_set(e, E_STORE, "the body of pin %lld is missing from the cache %s",
                            (long long)id, s->path);
}

bool store_pin_lookup(struct store *s, const char *orca, const char *fingerprint, struct arena *a,
                      struct pin *out, bool *found, struct err *e)
{
    struct sql q;
    int rc;

    *found = false;
    if (!check_orca(orca, e) ||
        !sql_open(&q, s,
                  PIN_COLUMNS "WHERE n.orca = ? AND n.fingerprint = ? AND n.state = 'approved'", e))
        return false;
    sql_z(&q, orca);
    sql_z(&q, fingerprint);
    if ((rc = sql_step(&q, e)) == 1) {
        read_pin(&q, a, out);
        *found = true;
    }
    sql_close(&q);
    return rc >= 0;
}

/* -------------------------------------------------------------- states */

static bool change_state(struct store *s, const char *orca, int64_t id, enum pin_state to,
                         const char *who, const char *note, struct arena *a, struct err *e)
{
    struct pin p;
    const char *what = to == PIN_RETIRED ? "retire" : "approve";

    if (!store_pin_get(s, orca, id, a, &p, e)) return false;
    if (p.state == to)
        return err_set(e, E_USAGE, "pin %lld is %s already", (long long)id, state_name[to]);
    if (to == PIN_PROPOSED)
        return err_set(e, E_USAGE, "pin %lld is %s; only a new pin is proposed", (long long)id,
                       state_name[p.state]);
    if (p.state == PIN_RETIRED) what = "restore";
    return (to != PIN_APPROVED || retire_live(s, orca, p.fingerprint, id, who, e)) &&
           move_pin(s, orca, id, to, who, what, note != NULL ? note : "", e);
}

bool store_pin_state(struct store *s, const char *orca, int64_t id, enum pin_state to,
                     const char *who, const char *note, struct err *e)
{
    struct arena a;
    bool ok;

    if (!check_orca(orca, e) || !set_durable(s, e) || !sql_begin(s, e)) return false;
    arena_init(&a, ARENA_NO_LIMIT);
    ok = sql_end(s, change_state(s, orca, id, to, who, note, &a, e), e);
    if (s->depth == 0) sql_exec(s, "PRAGMA synchronous = NORMAL", NULL);
    arena_free(&a);
    return ok;
}

bool store_events(struct store *s, const char *orca, int64_t pin, struct arena *a,
                  struct event **out, int *n, struct err *e)
{
    struct sql q;
    int rc, cap = 0;

    *out = NULL;
    *n = 0;
    if (!check_orca(orca, e) ||
        !sql_open(&q, s,
                  "SELECT id, pin, at, who, what, note FROM event"
                  " WHERE orca = ?1 AND (?2 IS NULL OR pin = ?2) ORDER BY id",
                  e))
        return false;
    sql_z(&q, orca);
    sql_id(&q, pin);
    while ((rc = sql_step(&q, e)) == 1) {
        if (*n == cap) {
            struct event *more = arena_new(a, struct event, cap = cap * 2 + 16);

            if (*n > 0) memcpy(more, *out, sizeof *more * (size_t)*n);
            *out = more;
        }
        (*out)[(*n)++] = (struct event){.id = sql_get_int(&q, 0),
                                        .pin = sql_get_int(&q, 1),
                                        .when = sql_get(&q, 2, a),
                                        .who = sql_get(&q, 3, a),
                                        .what = sql_get(&q, 4, a),
                                        .note = sql_get(&q, 5, a)};
    }
    sql_close(&q);
    return rc == 0;
}
