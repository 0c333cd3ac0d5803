/* export_sqlite.c - a table as an SQLite file with one table named "data". */
#include "exportfile.h"

#include <sqlite3.h>

/* What SQLite keeps exactly: a column with longer numbers is declared TEXT. */
enum { REAL_DIGITS = 15 };

static const char *sql_type(const struct column *c, int64_t nrow)
{
    int64_t v;

    if (c->kind == KIND_BOOL) return "BOOLEAN";
    if (c->kind != KIND_INTEGER && c->kind != KIND_NUMBER) return "TEXT";
    for (int64_t r = 0; r < nrow; r++) {
        slice s = column_cell(c, r);

        if (s.n == 0) continue;
        if (c->kind == KIND_INTEGER ? !slice_i64(s, &v) : !export_is_number(s, REAL_DIGITS))
            return "TEXT";
    }
    return c->kind == KIND_INTEGER ? "INTEGER" : "NUMERIC";
}

static void put_quoted(struct buf *b, slice s)
{
    buf_putc(b, '"');
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_putc(b, '"');
        if (s.p[i] != 0) buf_putc(b, s.p[i]);
    }
    buf_putc(b, '"');
}

static bool run_sql(sqlite3 *db, struct buf *sql, struct err *e)
{
    bool ok;

    buf_putc(sql, 0);
    ok = sqlite3_exec(db, sql->p, NULL, NULL, NULL) == SQLITE_OK;
    if (!ok) err_set(e, E_OUTPUT, "SQLite: %s", sqlite3_errmsg(db));
    buf_clear(sql);
    return ok;
}

static bool columns_fit(sqlite3 *db, const struct table *t, struct err *e)
{
    int most = sqlite3_limit(db, SQLITE_LIMIT_COLUMN, -1);

    return t->ncol <= most ||
           err_set(e, E_OUTPUT,
                   "%d columns do not fit a SQLite table (%d at most); write CSV "
                   "instead",
                   t->ncol, most);
}

static bool create(sqlite3 *db, const struct table *t, const char **type, struct err *e)
{
    struct buf sql = {0};
    struct arena a;
    slice *name;
    bool ok;

    arena_init(&a, ARENA_NO_LIMIT);
    ok = export_names(t, &a, &name, e);
    buf_putz(&sql, "CREATE TABLE data(");
    for (int c = 0; ok && c < t->ncol; c++) {
        if (c > 0) buf_putz(&sql, ", ");
        put_quoted(&sql, name[c]);
        buf_printf(&sql, " %s", type[c]);
    }
    buf_putz(&sql, ")");
    ok = ok && run_sql(db, &sql, e);
    buf_free(&sql);
    arena_free(&a);
    return ok;
}

static int bind(sqlite3_stmt *st, int at, slice s, const char *type)
{
    if (s.n == 0) return sqlite3_bind_null(st, at);
    if (type[0] == 'B' && slice_eqz(s, "true")) return sqlite3_bind_int(st, at, 1);
    if (type[0] == 'B' && slice_eqz(s, "false")) return sqlite3_bind_int(st, at, 0);
    /* Numbers too: the column's affinity makes them one, exactly. */
    return sqlite3_bind_text64(st, at, s.p, (sqlite3_uint64)s.n, SQLITE_STATIC, SQLITE_UTF8);
}

static bool insert(sqlite3 *db, const struct table *t, const char **type, struct err *e)
{
    struct buf sql = {0};
    sqlite3_stmt *st = NULL;
    bool ok;

    buf_putz(&sql, "INSERT INTO data VALUES(");
    for (int c = 0; c < t->ncol; c++) buf_putz(&sql, c > 0 ? ",?" : "?");
    buf_putz(&sql, ")");
    ok = sqlite3_exec(db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK &&
         sqlite3_prepare_v2(db, sql.p, (int)sql.n, &st, NULL) == SQLITE_OK;
    for (int64_t r = 0; ok && r < t->nrow; r++) {
        for (int c = 0; ok && c < t->ncol; c++)
            ok = bind(st, c + 1, column_cell(&t->col[c], r), type[c]) == SQLITE_OK;
        ok = ok && sqlite3_step(st) == SQLITE_DONE && sqlite3_reset(st) == SQLITE_OK;
    }
    ok = ok && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    if (!ok) err_set(e, E_OUTPUT, "SQLite: %s", sqlite3_errmsg(db));
    sqlite3_finalize(st);
    buf_free(&sql);
    return ok;
}

bool export_sqlite(const struct table *t, const struct export_options *o, struct export_sink *s,
                   struct err *e)
{
    sqlite3 *db = NULL;
    struct arena a;
    const char **type;
    bool ok;

    (void)o;
    if (t->ncol == 0) return err_set(e, E_FAILED, "a table without columns has no SQLite form");
    arena_init(&a, ARENA_NO_LIMIT);
    type = arena_new(&a, const char *, t->ncol);
    for (int c = 0; c < t->ncol; c++) type[c] = sql_type(&t->col[c], t->nrow);
    ok = sqlite3_open(":memory:", &db) == SQLITE_OK ||
         err_set(e, E_OUTPUT, "SQLite cannot be started");
    ok = ok && columns_fit(db, t, e) && create(db, t, type, e) && insert(db, t, type, e);
    if (ok) {
        sqlite3_int64 n = 0;
        unsigned char *bytes = sqlite3_serialize(db, "main", &n, 0);

        if (bytes != NULL)
            buf_put(&s->buf, (slice){(const char *)bytes, (ptrdiff_t)n});
        else
            ok = err_set(e, E_LIMIT, "the SQLite file does not fit in memory");
        sqlite3_free(bytes);
    }
    sqlite3_close(db);
    arena_free(&a);
    return ok;
}
