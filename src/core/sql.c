#include "sql.h"

#include <stdio.h>

bool sql_error(struct store *s, struct err *e)
{
    int code = s->db != NULL ? sqlite3_extended_errcode(s->db) : SQLITE_NOMEM;
    const char *text = s->db != NULL ? sqlite3_errmsg(s->db) : "out of memory";

    s->cannot_open = (code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY;
    switch (code & 0xff) {
    case SQLITE_NOTADB:
        return err_set(e, E_STORE,
                       "%s is not a fettle cache; give another file with --cache, or move this one "
                       "away and a new cache is made",
                       s->path);
    case SQLITE_CORRUPT:
        return err_set(e, E_STORE,
                       "the cache %s is damaged (%s); move it away and import the pins from an "
                       "export, or try: sqlite3 FILE .recover",
                       s->path, text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(e, E_STORE, "the cache %s is kept busy by another process; try again",
                       s->path);
    case SQLITE_READONLY:
        return err_set(e, E_STORE, "the cache %s cannot be written (%s)", s->path,
                       s->notice != NULL ? s->notice : "read-only file or disk");
    case SQLITE_FULL:
        return err_set(e, E_STORE, "the disk is full: the cache %s cannot grow", s->path);
    case SQLITE_IOERR:
        return err_set(e, E_STORE, "the cache %s cannot be read or written: %s", s->path, text);
    default:
        return err_set(e, E_STORE, "the cache %s: %s", s->path, text);
    }
}

bool sql_open(struct sql *q, struct store *s, const char *text, struct err *e)
{
    *q = (struct sql){.store = s, .at = 1};
    if (sqlite3_prepare_v2(s->db, text, -1, &q->st, NULL) != SQLITE_OK) return sql_error(s, e);
    return true;
}

/* Binding fails only for a wrong parameter number (a mistake of ours) or without memory; the step
 * that follows reports the latter. */
void sql_text(struct sql *q, slice v)
{
    sqlite3_bind_text64(q->st, q->at++, v.n > 0 ? v.p : "", (sqlite3_uint64)v.n, SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

void sql_z(struct sql *q, const char *v)
{
    sql_text(q, slice_z(v));
}

void sql_blob(struct sql *q, slice v)
{
    sqlite3_bind_blob64(q->st, q->at++, v.n > 0 ? v.p : "", (sqlite3_uint64)v.n, SQLITE_TRANSIENT);
}

void sql_int(struct sql *q, int64_t v)
{
    sqlite3_bind_int64(q->st, q->at++, v);
}

void sql_id(struct sql *q, int64_t v)
{
    if (v != 0)
        sql_int(q, v);
    else
        sqlite3_bind_null(q->st, q->at++);
}

int sql_step(struct sql *q, struct err *e)
{
    int rc = sqlite3_step(q->st);

    if (rc == SQLITE_ROW) return 1;
    if (rc == SQLITE_DONE) return 0;
    sql_error(q->store, e);
    return -1;
}

bool sql_run(struct sql *q, struct err *e)
{
    int rc;

    while ((rc = sql_step(q, e)) == 1) continue;
    sql_close(q);
    return rc == 0;
}

void sql_close(struct sql *q)
{
    sqlite3_finalize(q->st);
    q->st = NULL;
}

slice sql_get(const struct sql *q, int col, struct arena *a)
{
    const void *p = sqlite3_column_blob(q->st, col);
    int n = sqlite3_column_bytes(q->st, col);

    return arena_copy(a, (slice){p != NULL ? p : "", n});
}

int64_t sql_get_int(const struct sql *q, int col)
{
    return sqlite3_column_int64(q->st, col);
}

bool sql_exec(struct store *s, const char *text, struct err *e)
{
    return sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK || sql_error(s, e);
}

bool sql_begin(struct store *s, struct err *e)
{
    /* IMMEDIATE: a writer waits here, where waiting is safe, and never in the middle. */
    if (s->depth == 0 && !sql_exec(s, "BEGIN IMMEDIATE", e)) return false;
    s->depth++;
    return true;
}

bool sql_end(struct store *s, bool ok, struct err *e)
{
    if (--s->depth > 0) return ok;
    if (ok && sql_exec(s, "COMMIT", e)) return true;
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}
