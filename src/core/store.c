#include "store.h"

#include "buf.h"
#include "clock.h"
#include "fs.h"
#include "hash.h"
#include "migrate.h"
#include "sql.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Long enough for another process to finish its transaction, short enough to be told about. */
enum { BUSY_MS = 10000, LOG_PAGES = 128 };

/* ------------------------------------------------------------- opening */

static bool pragma_int(struct store *s, const char *text, int64_t *out, struct err *e)
{
    struct sql q;
    int rc;

    if (!sql_open(&q, s, text, e)) return false;
    rc = sql_step(&q, e);
    if (rc == 1) *out = sql_get_int(&q, 0);
    sql_close(&q);
    return rc == 1 || (rc == 0 && err_set(e, E_STORE, "the cache %s does not answer", s->path));
}

static void set_notice(struct store *s, const char *text)
{
    free(s->notice);
    s->notice = strdup(text);
}

/* Brings an empty or older cache to our version; several processes may try at once. */
static bool migrate(struct store *s, struct err *e)
{
    char text[64];
    int64_t version = 0;
    bool ok;

    if (!sql_begin(s, e)) return false;
    ok = pragma_int(s, "PRAGMA user_version", &version, e);
    for (const struct migration *m = migrate_step; ok && m->sql != NULL; m++)
        if (m->version > version) ok = sql_exec(s, m->sql, e);
    snprintf(text, sizeof text, "PRAGMA application_id = %d", SQL_APPLICATION_ID);
    ok = ok && sql_exec(s, text, e);
    snprintf(text, sizeof text, "PRAGMA user_version = %d", migrate_version());
    ok = ok && sql_exec(s, text, e);
    return sql_end(s, ok, e);
}

/* Looks at whose file it is before anything is written to it; at one moment of it, since another
 * process may be making it. */
static bool check_owner(struct store *s, bool *fresh, int64_t *version, struct err *e)
{
    int64_t id = 0, tables = 0;
    bool ok = sql_exec(s, "BEGIN", e) &&
              pragma_int(s, "SELECT count(*) FROM sqlite_master", &tables, e) &&
              pragma_int(s, "PRAGMA application_id", &id, e) &&
              pragma_int(s, "PRAGMA user_version", version, e);

    sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
    if (!ok) return false;
    *fresh = id == 0 && *version == 0 && tables == 0;
    if (*fresh || id == SQL_APPLICATION_ID) return true;
    return err_set(e, E_STORE,
                   "%s is a SQLite database of another program; give another file with --cache",
                   s->path);
}

/* Turning WAL on needs the file for itself for a moment, and that wait is not under the busy
 * timeout: processes that make the cache together take turns here. */
static bool set_wal(struct store *s, struct err *e)
{
    for (int i = 0;; i++) {
        if (sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) == SQLITE_OK)
            return true;
        if ((sqlite3_errcode(s->db) & 0xff) != SQLITE_BUSY || i == 200) return sql_error(s, e);
        sqlite3_sleep(25);
    }
}

/* The file, for its owner only: it holds clients' cells. */
static bool make_file(const char *path, struct err *e)
{
    char *dir = strdup(path), *slash = dir != NULL ? strrchr(dir, '/') : NULL;
    bool ok = true;
    int fd;

    if (slash != NULL && slash > dir) {
        *slash = 0;
        ok = fs_mkdirs(dir, e);
    }
    free(dir);
    if (!ok) {
        if (e != NULL) e->code = E_STORE;
        return err_wrap(e, "the cache cannot be made");
    }
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(e, E_STORE,
                       "the cache %s cannot be made: %s; choose another place with --cache", path,
                       strerror(errno));
    close(fd);
    return true;
}

static bool open_file(struct store *s, bool read_only, struct err *e)
{
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int rc =
        sqlite3_open_v2(s->path, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

    if (rc != SQLITE_OK) return sql_error(s, e);
    sqlite3_busy_timeout(s->db, BUSY_MS);
    /* A damaged or hostile file must not make SQLite do what its schema says. */
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return true;
}

/* A cache in WAL mode on a read-only disk can only be read as a file that nobody changes. */
static bool open_immutable(struct store *s, struct err *e)
{
    struct buf uri = {0};
    int rc;

    sqlite3_close(s->db);
    s->db = NULL;
    buf_putz(&uri, "file:");
    for (const char *p = s->path; *p != 0; p++)
        if (*p == '?' || *p == '#' || *p == '%')
            buf_printf(&uri, "%%%02x", (unsigned)(unsigned char)*p);
        else
            buf_putc(&uri, *p);
    buf_putz(&uri, "?immutable=1");
    buf_putc(&uri, 0);
    rc = sqlite3_open_v2(uri.p, &s->db,
                         SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    buf_free(&uri);
    return rc == SQLITE_OK || sql_error(s, e);
}

/* Reading where no cache was made yet finds nothing; looking makes no file. */
static bool open_nothing(struct store *s, struct err *e)
{
    struct buf b = {0};

    sqlite3_close(s->db);
    s->db = NULL;
    buf_printf(&b, "there is nothing in the cache %s yet", s->path);
    buf_putc(&b, 0);
    set_notice(s, b.p);
    buf_free(&b);
    if (sqlite3_open_v2(":memory:", &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK)
        return sql_error(s, e);
    return migrate(s, e) && sql_exec(s, "PRAGMA query_only = 1", e);
}

/* Whoever makes the log longer than LOG_PAGES brings it into the file, and so does closing then. */
static int log_grew(void *unused, sqlite3 *db, const char *name, int pages)
{
    (void)unused;
    if (pages < LOG_PAGES) return SQLITE_OK;
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    /* Others may read what is there: then the next one does it. */
    sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

/* An older cache is brought to the present form for a reader too. */
static bool bring_forward(struct store *s, int64_t version, struct err *e)
{
    if (access(s->path, W_OK) != 0)
        return err_set(e, E_STORE,
                       "the cache %s has the old version %lld and may not be written: let "
                       "somebody who may write it use it once",
                       s->path, (long long)version);
    sqlite3_close(s->db);
    s->db = NULL;
    return open_file(s, false, e) && migrate(s, e) && sql_exec(s, "PRAGMA query_only = 1", e);
}

static bool prepare(struct store *s, bool read_only, struct err *e)
{
    struct stat st;
    int64_t version = 0;
    struct err first = {0};
    bool fresh = false;
    char text[160];

    if (stat(s->path, &st) != 0 && errno != ENOENT)
        return err_set(e, E_STORE, "the cache %s cannot be read: %s", s->path, strerror(errno));
    if (stat(s->path, &st) != 0) {
        if (read_only) return open_nothing(s, e);
        if (!make_file(s->path, e)) return false;
    } else if (S_ISDIR(st.st_mode)) {
        return err_set(e, E_STORE, "the cache %s is a directory; give a file with --cache",
                       s->path);
    } else if (!S_ISREG(st.st_mode)) {
        return err_set(e, E_STORE, "the cache %s is not a file; give a file with --cache", s->path);
    } else if (access(s->path, R_OK) != 0) {
        return err_set(e, E_STORE, "the cache %s cannot be read: %s", s->path, strerror(errno));
    } else if (!read_only && access(s->path, W_OK) != 0) {
        set_notice(s, "the cache cannot be written here, so nothing is recorded");
        read_only = true;
    }
    if (!open_file(s, read_only, e)) return false;
    if (!check_owner(s, &fresh, &version, &first)) {
        if (!read_only || !s->cannot_open) {
            if (e != NULL) *e = first;
            return false;
        }
        if (!open_immutable(s, e) || !check_owner(s, &fresh, &version, e)) return false;
    }
    if (version > migrate_version()) {
        snprintf(
            text, sizeof text,
            "the cache has version %lld and this fettle knows version %d: it is read only here",
            (long long)version, migrate_version());
        set_notice(s, text);
        return sql_exec(s, "PRAGMA query_only = 1", e);
    }
    if (read_only) {
        if (fresh) return open_nothing(s, e);
        return version == migrate_version() || bring_forward(s, version, e);
    }
    if (fresh && !set_wal(s, e)) return false;
    if (!sql_exec(s, "PRAGMA foreign_keys = 1; PRAGMA synchronous = NORMAL", e)) return false;
    sqlite3_wal_hook(s->db, log_grew, NULL);
    if (version != migrate_version()) return migrate(s, e);
    /* A run does not wait for the disk at its end: what it recorded stays in the log. */
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return true;
}

slice store_place(const char *path, struct arena *a)
{
    if (path == NULL) path = getenv("FETTLE_CACHE");
    return path != NULL && path[0] != 0 ? arena_copy(a, slice_z(path))
                                        : fs_data_path(a, "cache.db");
}

/* The same malloc'd; NULL when there is no home folder. */
static char *place_of(const char *path)
{
    struct arena a;
    slice place;
    char *out;

    arena_init(&a, 1 << 16);
    place = store_place(path, &a);
    out = place.n > 0 ? strndup(place.p, (size_t)place.n) : NULL;
    arena_free(&a);
    return out;
}

struct store *store_open(const char *path, bool read_only, struct err *e)
{
    struct store *s = calloc(1, sizeof *s);

    if (s == NULL) err_no_memory();
    s->path = place_of(path);
    if (s->path == NULL) {
        free(s);
        err_set(e, E_STORE, "there is no home folder for the cache; give a file with --cache");
        return NULL;
    }
    if (prepare(s, read_only, e)) return s;
    store_close(s);
    return NULL;
}

void store_close(struct store *s)
{
    if (s == NULL) return;
    sqlite3_close(s->db);
    free(s->path);
    free(s->notice);
    free(s);
}

const char *store_path(const struct store *s)
{
    return s->path;
}

const char *store_notice(const struct store *s)
{
    return s->notice;
}

bool store_begin(struct store *s, struct err *e)
{
    return sql_begin(s, e);
}

bool store_end(struct store *s, bool ok, struct err *e)
{
    return sql_end(s, ok, e);
}
