#include "unit.h"

#include "fs.h"
#include "hash.h"
#include "sql.h"
#include "store.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct world {
    struct arena arena;
    char dir[64], path[96];
    struct schema schema;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct schema_column *c;

    arena_init(&w->arena, ARENA_NO_LIMIT);
    snprintf(w->dir, sizeof w->dir, "/tmp/fettle-store-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    snprintf(w->path, sizeof w->path, "%s/deep/er/cache.db", w->dir);
    c = arena_new(&w->arena, struct schema_column, 1);
    *c = (struct schema_column){.name = S("a"), .shown = S("A"), .kind = KIND_TEXT};
    w->schema = (struct schema){.col = c, .n = 1, .canonical = S("fettle-schema 1\t1\ntext\ta\n")};
    strcpy(w->schema.fingerprint, "f1:aa");
    strcpy(w->schema.layout, "l1:bb");
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    char cmd[128];

    snprintf(cmd, sizeof cmd, "rm -rf '%s'", w->dir);
    assert_int_equal(system(cmd), 0);
    arena_free(&w->arena);
    free(w);
    return 0;
}

static struct store *must_open(struct world *w)
{
    struct err e = {0};
    struct store *s = store_open(w->path, false, &e);

    if (s == NULL) fail_msg("%s", e.text);
    return s;
}

/* A pin of the world's schema for an orca. */
static int64_t add_pin(struct world *w, struct store *s, const char *orca, const char *body,
                       enum pin_state state)
{
    struct pin p = {.orca = slice_z(orca),
                    .fingerprint = S("f1:aa"),
                    .layout = S("l1:bb"),
                    .is_plan = true,
                    .body = slice_z(body),
                    .state = state,
                    .who = S("mk"),
                    .note = S("first"),
                    .evidence = S("{}")};
    digest d = hash_sha256(p.body);
    struct err e = {0};
    int64_t id;

    p.digest = slice_z(d.hex);
    id = store_pin_add(s, &p, &w->schema, &e);
    if (id == 0) fail_msg("%s", e.text);
    return id;
}

static bool lookup(struct world *w, struct store *s, const char *orca, struct pin *out)
{
    struct err e = {0};
    bool found = false;

    assert_true(store_pin_lookup(s, orca, "f1:aa", &w->arena, out, &found, &e));
    return found;
}

static void a_pin_comes_back_whole(void **state)
{
    struct world *w = *state;
    struct store *s = must_open(w);
    struct err e = {0};
    struct pin p;
    struct stat st;
    int64_t id = add_pin(w, s, "acme", "{\"a\":1}", PIN_APPROVED);

    store_close(s);
    assert_int_equal(stat(w->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    s = must_open(w);
    assert_true(lookup(w, s, "acme", &p));
    assert_int_equal(p.id, id);
    assert_true(store_pin_get(s, "acme", id, &w->arena, &p, &e));
    assert_slice(p.body, "{\"a\":1}");
    assert_slice(p.note, "first");
    assert_true(p.state == PIN_APPROVED);
    assert_true(slice_find(p.schema, S("\"shown\":\"A\"")) >= 0);
    store_close(s);
}

static void orcas_never_see_each_other(void **state)
{
    struct world *w = *state;
    struct store *s = must_open(w);
    struct err e = {0};
    struct pin p, *list;
    struct failure_row f = {.orca = S("acme"), .code = S("x"), .message = S("m")};
    struct failure_row *failures;
    struct event *events;
    int64_t id = add_pin(w, s, "acme", "{\"a\":1}", PIN_APPROVED), failure;
    struct run_row r = {.orca = S("beta"), .pin = id, .outcome = S("ok"), .via = S("pin")};
    int n;

    assert_false(lookup(w, s, "beta", &p));
    assert_false(lookup(w, s, "ACME", &p));
    assert_false(store_pin_get(s, "beta", id, &w->arena, &p, &e));
    assert_int_equal(e.code, E_USAGE);
    assert_false(store_pin_state(s, "beta", id, PIN_RETIRED, "x", "", &e));
    assert_true(store_pins(s, "beta", true, &w->arena, &list, &n, &e));
    assert_int_equal(n, 0);
    assert_true(store_events(s, "beta", 0, &w->arena, &events, &n, &e));
    assert_int_equal(n, 0);
    failure = store_failure_add(s, &f, &e);
    assert_true(failure > 0);
    assert_true(store_failures(s, "beta", true, &w->arena, &failures, &n, &e));
    assert_int_equal(n, 0);
    assert_false(store_failure_state(s, "beta", failure, "dismissed", "x", "", &e));
    assert_false(store_failure_get(s, "beta", failure, &w->arena, &f, &e));
    /* Even a caller that mixes them up is refused by the database itself. */
    assert_int_equal(store_run_add(s, &r, &e), 0);
    assert_non_null(strstr(e.text, "another orca"));
    /* The same content for another orca is a pin of its own. */
    assert_int_not_equal(add_pin(w, s, "beta", "{\"a\":1}", PIN_APPROVED), id);
    assert_true(lookup(w, s, "acme", &p));
    assert_int_equal(p.id, id);
    store_close(s);
}

static void an_orca_must_have_a_name(void **state)
{
    struct world *w = *state;
    struct store *s = must_open(w);
    struct err e = {0};
    struct pin p = {.orca = S(""), .fingerprint = S("f1:aa")};
    bool found;

    assert_int_equal(store_pin_add(s, &p, &w->schema, &e), 0);
    assert_int_equal(e.code, E_USAGE);
    assert_false(store_pin_lookup(s, "a\nb", "f1:aa", &w->arena, &p, &found, &e));
    assert_int_equal(e.code, E_USAGE);
    store_close(s);
}

static void a_new_pin_supersedes_and_nothing_is_lost(void **state)
{
    struct world *w = *state;
    struct store *s = must_open(w);
    struct err e = {0};
    struct pin p;
    struct event *event;
    int64_t one = add_pin(w, s, "acme", "{\"a\":1}", PIN_APPROVED);
    int64_t two = add_pin(w, s, "acme", "{\"a\":2}", PIN_PROPOSED);
    int n;

    assert_true(lookup(w, s, "acme", &p)); /* a proposal changes nothing yet */
    assert_int_equal(p.id, one);
    assert_true(store_pin_state(s, "acme", two, PIN_APPROVED, "bo", "checked", &e));
    assert_true(lookup(w, s, "acme", &p));
    assert_int_equal(p.id, two);
    assert_int_equal(p.supersedes, one);
    assert_true(store_pin_get(s, "acme", one, &w->arena, &p, &e));
    assert_true(p.state == PIN_RETIRED);
    assert_slice(p.body, "{\"a\":1}");
    assert_true(store_pin_state(s, "acme", one, PIN_APPROVED, "bo", "back", &e));
    assert_true(lookup(w, s, "acme", &p));
    assert_int_equal(p.id, one);
    assert_false(store_pin_state(s, "acme", one, PIN_APPROVED, "bo", "", &e)); /* is it already */
    assert_false(store_pin_state(s, "acme", one, PIN_PROPOSED, "bo", "", &e));
    assert_true(store_pin_state(s, "acme", one, PIN_RETIRED, "bo", "", &e));
    assert_false(lookup(w, s, "acme", &p));
    assert_true(store_events(s, "acme", one, &w->arena, &event, &n, &e));
    assert_int_equal(n, 5); /* pin approve supersede restore retire */
    assert_slice(event[0].what, "pin");
    assert_slice(event[1].what, "approve");
    assert_slice(event[2].what, "supersede");
    assert_slice(event[3].what, "restore");
    assert_slice(event[3].who, "bo");
    assert_slice(event[3].note, "back");
    assert_slice(event[4].what, "retire");
    store_close(s);
}

static void history_cannot_be_changed(void **state)
{
    struct world *w = *state;
    struct store *s = must_open(w);
    struct err e = {0};
    const char *const attempt[] = {
        "UPDATE pin SET note = 'x'",
        "DELETE FROM pin",
        "UPDATE event SET who = 'x'",
        "DELETE FROM event",
        "UPDATE run SET outcome = 'ok'",
        "DELETE FROM run",
        "UPDATE plan SET json = '{}'",
        "UPDATE failure SET message = ''",
        "UPDATE pin_now SET orca = 'beta'",
        "UPDATE pin_now SET fingerprint = 'f1:zz'",
        "INSERT INTO event VALUES (NULL, 'beta', 1, '', '', 'approve', '')",
        "INSERT INTO pin_now VALUES (1, 'beta', 'f1:aa', 'approved')",
        "UPDATE transform SET code = 'x'",
        "UPDATE author_call SET response = 'x'"};
    struct run_row r = {.orca = S("acme"), .outcome = S("broken"), .via = S("plan")};
    struct failure_row f = {.orca = S("acme"), .code = S("x"), .message = S("m")};
    struct author_call c = {.author = S("replay")};

    add_pin(w, s, "acme", "{\"a\":1}", PIN_APPROVED);
    assert_true(store_run_add(s, &r, &e) > 0);
    assert_true(store_failure_add(s, &f, &e) > 0);
    assert_true(store_author_call_add(s, "acme", &c, &e));
    assert_true(store_body_put(s, false, S("x = 1"), hash_sha256(S("x = 1")), &e));
    for (size_t i = 0; i < sizeof attempt / sizeof *attempt; i++)
        if (sql_exec(s, attempt[i], &e)) fail_msg("was allowed: %s", attempt[i]);
    store_close(s);
}

static void a_body_that_was_tampered_with_does_not_run(void **state)
{
    struct world *w = *state;
    struct store *s = must_open(w);
    struct err e = {0};
    struct pin p;
    int64_t id = add_pin(w, s, "acme", "{\"a\":1}", PIN_APPROVED);

    assert_true(sql_exec(s, "DROP TRIGGER plan_kept", &e));
    assert_true(sql_exec(s, "UPDATE plan SET json = '{\"a\":3}'", &e));
    assert_false(store_pin_get(s, "acme", id, &w->arena, &p, &e));
    assert_int_equal(e.code, E_STORE);
    assert_non_null(strstr(e.text, "digest"));
    store_close(s);
}

static void runs_failures_and_provenance(void **state)
{
    struct world *w = *state;
    struct store *s = must_open(w);
    struct err e = {0};
    int64_t pin = add_pin(w, s, "acme", "{\"a\":1}", PIN_APPROVED), run, failure;
    struct run_row r = {
        .orca = S("acme"), .pin = pin, .outcome = S("ok"), .via = S("pin"), .rows = 4};
    struct run_row *runs, got;
    struct failure_row f = {.orca = S("acme"), .code = S("unknown_op"), .message = S("m")}, *list;
    struct provenance_row span[] = {
        {.column = 1, .row_first = 1, .row_last = 3, .source_row = 6, .source_step = 1},
        {.column = 1, .row_first = 4, .row_last = 4, .source_row = 20}};
    struct provenance_row at;
    struct pin p;
    bool found;
    int n;

    run = store_run_add(s, &r, &e);
    assert_true(run > 0);
    assert_true(store_run_output(s, "acme", run, "/x/out.csv", "dd", &e));
    assert_false(store_run_output(s, "beta", run, "/x/out.csv", "dd", &e));
    r.outcome = S("broken");
    f.run = store_run_add(s, &r, &e);
    failure = store_failure_add(s, &f, &e);
    assert_true(store_runs(s, "acme", pin, 10, &w->arena, &runs, &n, &e));
    assert_int_equal(n, 2);
    assert_slice(runs[0].outcome, "broken");
    assert_slice(runs[1].output_path, "/x/out.csv");
    assert_true(store_run_by_output(s, "dd", &w->arena, &got, &found, &e));
    assert_true(found);
    assert_int_equal(got.id, run);
    assert_true(lookup(w, s, "acme", &p));
    assert_true(store_pin_count(s, &p, 1, &w->arena, &e));
    assert_int_equal(p.runs, 2);
    assert_int_equal(p.failed_runs, 1);
    assert_true(p.last_run.n > 0);

    assert_true(store_provenance_put(s, run, span, 2, &e));
    assert_true(store_provenance_at(s, run, 1, 2, &w->arena, &at, &found, &e));
    assert_true(found);
    assert_int_equal(at.source_row, 6);
    assert_true(store_provenance_at(s, run, 1, 4, &w->arena, &at, &found, &e));
    assert_true(found);
    assert_int_equal(at.source_row, 20);
    assert_true(store_provenance_at(s, run, 1, 5, &w->arena, &at, &found, &e));
    assert_false(found);

    assert_true(store_failures(s, "acme", false, &w->arena, &list, &n, &e));
    assert_int_equal(n, 1);
    assert_slice(list[0].state, "open");
    assert_true(store_failure_state(s, "acme", failure, "dismissed", "mk", "client knows", &e));
    assert_true(store_failures(s, "acme", false, &w->arena, &list, &n, &e));
    assert_int_equal(n, 0);
    assert_true(store_failures(s, "acme", true, &w->arena, &list, &n, &e));
    assert_slice(list[0].note, "client knows");
    store_close(s);
}

/* An old run's provenance goes when asked; what a pin or a run refers to never does. */
static void garbage_goes_and_nothing_else(void **state)
{
    struct world *w = *state;
    struct store *s = must_open(w);
    struct run_row run = {.orca = S("acme"), .when = S("2026-01-02T03:04:05Z"), .via = S("plan")};
    struct provenance_row span = {.column = 1, .row_first = 1, .row_last = 9};
    digest loose = hash_sha256(S("{loose}")), ran = hash_sha256(S("{ran}"));
    struct store_garbage g;
    struct err e = {0};
    struct pin pin;
    int64_t id;
    slice body;
    bool found;

    add_pin(w, s, "acme", "{pinned}", PIN_RETIRED);
    run.plan_digest = slice_z(ran.hex);
    id = store_run_add(s, &run, &e);
    assert_true(id > 0 && store_provenance_put(s, id, &span, 1, &e));
    assert_true(store_body_put(s, true, S("{ran}"), ran, &e));
    assert_true(store_body_put(s, true, S("{loose}"), loose, &e));
    assert_true(store_body_put(s, false, S("{loose}"), loose, &e));

    for (int dry = 1; dry >= 0; dry--) {
        assert_true(store_gc(s, -1, dry, &g, &e));
        assert_int_equal(g.n[STORE_GC_PLANS], 1);
        assert_int_equal(g.n[STORE_GC_TRANSFORMS], 1);
        assert_int_equal(g.n[STORE_GC_SPANS], 0);
        assert_true(g.bytes_before > 0 && g.bytes_after > 0);
    }
    assert_true(store_body_get(s, true, slice_z(loose.hex), &w->arena, &body, &found, &e));
    assert_false(found);
    assert_true(store_body_get(s, true, slice_z(ran.hex), &w->arena, &body, &found, &e) && found);
    assert_true(store_pin_get(s, "acme", 1, &w->arena, &pin, &e));
    assert_slice(pin.body, "{pinned}");

    assert_true(store_gc(s, 36500, false, &g, &e)); /* no run is a hundred years old */
    assert_int_equal(g.n[STORE_GC_SPANS], 0);
    assert_true(store_provenance_at(s, id, 1, 5, &w->arena, &span, &found, &e) && found);
    assert_true(store_gc(s, 0, false, &g, &e));
    assert_int_equal(g.n[STORE_GC_SPANS], 1);
    assert_true(store_provenance_at(s, id, 1, 5, &w->arena, &span, &found, &e));
    assert_false(found);
    assert_true(store_run_get(s, "acme", id, &w->arena, &run, &e));
    store_close(s);
}

static void expect_refusal(const char *path, const char *word)
{
    struct err e = {0};
    struct store *s = store_open(path, false, &e);

    assert_null(s);
    assert_int_equal(e.code, E_STORE);
    if (strstr(e.text, word) == NULL) fail_msg("no \"%s\" in: %s", word, e.text);
}

static void files_that_are_no_cache_are_left_alone(void **state)
{
    struct world *w = *state;
    struct err e = {0};
    struct arena *a = &w->arena;
    slice before, after;
    char cmd[256];
    struct store *s;
    sqlite3 *db;

    assert_true(fs_mkdirs(w->dir, &e));
    snprintf(w->path, sizeof w->path, "%s/text", w->dir);
    assert_true(fs_write(w->path, S("name,value\nthis is a client's file, not a database\n"), &e));
    expect_refusal(w->path, "not a fettle cache");
    assert_true(fs_read(w->path, SIZE_MAX, a, &after, &e));
    assert_slice(after, "name,value\nthis is a client's file, not a database\n");

    snprintf(w->path, sizeof w->path, "%s/other.db", w->dir);
    assert_int_equal(sqlite3_open(w->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE t (x)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_true(fs_read(w->path, SIZE_MAX, a, &before, &e));
    expect_refusal(w->path, "another program");
    assert_true(fs_read(w->path, SIZE_MAX, a, &after, &e));
    assert_true(slice_eq(before, after));

    expect_refusal(w->dir, "directory");
    expect_refusal("/dev/null", "not a file");
    snprintf(w->path, sizeof w->path, "%s/text/below.db", w->dir);
    expect_refusal(w->path, "cannot be read");
    snprintf(w->path, sizeof w->path, "%s/empty.db", w->dir);
    assert_true(fs_write(w->path, S(""), &e));
    s = store_open(w->path, true, &e);
    assert_non_null(s);
    assert_non_null(strstr(store_notice(s), "nothing in the cache"));
    store_close(s);
    snprintf(w->path, sizeof w->path, "%s/damaged.db", w->dir);
    store_close(must_open(w));
    snprintf(cmd, sizeof cmd,
             "dd if=/dev/urandom of='%s' bs=1 seek=100 count=30000 conv=notrunc 2>/dev/null",
             w->path);
    assert_int_equal(system(cmd), 0);
    expect_refusal(w->path, "damaged");
}

static void a_newer_cache_is_read_only(void **state)
{
    struct world *w = *state;
    struct store *s = must_open(w);
    struct err e = {0};
    struct pin p = {.orca = S("acme"), .fingerprint = S("f1:cc"), .body = S("x")};
    digest d = hash_sha256(p.body);

    add_pin(w, s, "acme", "{\"a\":1}", PIN_APPROVED);
    assert_true(sql_exec(s, "PRAGMA user_version = 99", &e));
    store_close(s);
    s = must_open(w);
    assert_non_null(store_notice(s));
    assert_non_null(strstr(store_notice(s), "99"));
    assert_true(lookup(w, s, "acme", &p));
    p.digest = slice_z(d.hex);
    assert_int_equal(store_pin_add(s, &p, &w->schema, &e), 0);
    assert_int_equal(e.code, E_STORE);
    store_close(s);
}

/* The form before spans were packed, opened by one who only reads. */
static void an_older_cache_is_brought_forward_for_a_reader_too(void **state)
{
    struct world *w = *state;
    struct store *s = must_open(w);
    struct provenance_row at;
    struct err e = {0};
    struct pin p;
    bool found;

    add_pin(w, s, "acme", "{\"a\":1}", PIN_APPROVED);
    assert_true(sql_exec(s, "ALTER TABLE pipeline_cell_provenance DROP COLUMN source_rows", &e));
    assert_true(sql_exec(s, "PRAGMA user_version = 3", &e));
    store_close(s);
    s = store_open(w->path, true, &e);
    assert_non_null(s);
    assert_true(lookup(w, s, "acme", &p));
    assert_true(store_provenance_at(s, 1, 1, 1, &w->arena, &at, &found, &e));
    assert_false(found);
    assert_false(sql_exec(s, "DELETE FROM pin_now", &e));
    store_close(s);
}

static void reading_needs_no_file_but_says_so(void **state)
{
    struct world *w = *state;
    struct err e = {0};
    struct store *s = store_open(w->path, true, &e);
    struct pin *pin;
    int n = -1;

    assert_non_null(s);
    assert_non_null(strstr(store_notice(s), w->path));
    assert_true(store_pins(s, NULL, true, &w->arena, &pin, &n, &e));
    assert_int_equal(n, 0);
    store_close(s);
    assert_false(fs_exists(w->path));
}

/* Eight processes make the cache and pin at the same time: nobody fails, nothing is lost. */
static void processes_share_a_cache(void **state)
{
    enum { PROCESSES = 8, PINS = 12 };
    struct world *w = *state;
    struct store *s;
    struct err e = {0};
    struct pin *pin;
    pid_t pid[PROCESSES];
    int n;

    for (int i = 0; i < PROCESSES; i++) {
        pid[i] = fork();
        if (pid[i] == 0) {
            char orca[16], body[32];

            s = store_open(w->path, false, &e);
            if (s == NULL) {
                fprintf(stderr, "%s\n", e.text);
                _exit(1);
            }
            for (int k = 0; k < PINS; k++) {
                struct pin p = {.fingerprint = S("f1:aa"), .is_plan = true, .evidence = S("{}")};
                digest d;

                snprintf(orca, sizeof orca, "o%d", i % 2);
                snprintf(body, sizeof body, "{\"a\":%d}", i * 100 + k);
                p.orca = slice_z(orca);
                p.body = slice_z(body);
                p.state = PIN_APPROVED;
                d = hash_sha256(p.body);
                p.digest = slice_z(d.hex);
                if (store_pin_add(s, &p, &w->schema, &e) == 0) _exit(2);
            }
            store_close(s);
            _exit(0);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status;

        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_int_equal(status, 0);
    }
    s = must_open(w);
    assert_true(store_pins(s, NULL, true, &w->arena, &pin, &n, &e));
    assert_int_equal(n, PROCESSES * PINS);
    assert_true(store_pins(s, "o1", false, &w->arena, &pin, &n, &e));
    assert_int_equal(n, 1); /* one is live, the others were superseded */
    store_close(s);
}

/* A process that is killed while it pins leaves a cache with whole pins only. */
static void kill_leaves_whole_pins(void **state)
{
    struct world *w = *state;
    struct store *s;
    struct err e = {0};
    struct pin *pin;
    int n, pipe_fd[2];
    char byte;

    for (int round = 0; round < 6; round++) {
        pid_t pid;

        assert_int_equal(pipe(pipe_fd), 0);
        pid = fork();
        if (pid == 0) {
            s = must_open(w);
            if (write(pipe_fd[1], "x", 1) != 1) _exit(1);
            for (int k = 0;; k++) {
                char body[48];

                snprintf(body, sizeof body, "{\"round\":%d,\"k\":%d}", round, k);
                add_pin(w, s, "acme", body, PIN_APPROVED);
            }
        }
        close(pipe_fd[1]);
        assert_int_equal(read(pipe_fd[0], &byte, 1), 1);
        close(pipe_fd[0]);
        usleep((useconds_t)(3000 + round * 7000));
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        s = must_open(w);
        assert_true(store_pins(s, "acme", true, &w->arena, &pin, &n, &e));
        for (int i = 0; i < n; i++) {
            struct pin p;

            assert_true(store_pin_get(s, "acme", pin[i].id, &w->arena, &p, &e));
        }
        assert_true(store_pins(s, "acme", false, &w->arena, &pin, &n, &e));
        assert_true(n <= 1);
        store_close(s);
    }
}

/* Bytes of the log beside the cache; -1: there is none. */
static int64_t log_size(const struct world *w)
{
    char path[128];
    struct stat st;

    snprintf(path, sizeof path, "%s-wal", w->path);
    return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

static void runs_stay_in_a_short_log_and_pins_do_not(void **state)
{
    struct world *w = *state;
    struct run_row r = {.orca = S("acme"), .outcome = S("ok"), .via = S("pin")}, *runs;
    struct err e = {0};
    struct store *s;
    int n;

    store_close(must_open(w));
    assert_int_equal(log_size(w), -1); /* a new cache is whole in its file */
    for (int i = 0; i < 200; i++) {
        s = must_open(w);
        assert_true(store_run_add(s, &r, &e) > 0);
        store_close(s);
        assert_true(log_size(w) < 1 << 20);
    }
    s = must_open(w);
    assert_true(store_runs(s, "acme", 0, 1000, &w->arena, &runs, &n, &e));
    assert_int_equal(n, 200);
    assert_true(add_pin(w, s, "acme", "{}", PIN_APPROVED) > 0);
    store_close(s);
    assert_int_equal(log_size(w), -1);
}

int test_store(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_pin_comes_back_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(orcas_never_see_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_orca_must_have_a_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_pin_supersedes_and_nothing_is_lost, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(history_cannot_be_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_body_that_was_tampered_with_does_not_run, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(runs_failures_and_provenance, set_up, tear_down),
        cmocka_unit_test_setup_teardown(garbage_goes_and_nothing_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_that_are_no_cache_are_left_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_newer_cache_is_read_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_older_cache_is_brought_forward_for_a_reader_too, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(reading_needs_no_file_but_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(runs_stay_in_a_short_log_and_pins_do_not, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(processes_share_a_cache, set_up, tear_down),
        cmocka_unit_test_setup_teardown(kill_leaves_whole_pins, set_up, tear_down),
    };

    return run_group("store", tests);
}
