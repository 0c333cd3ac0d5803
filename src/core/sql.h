/* sql.h - SQLite as the store uses it: open safely, bind, step, say what went wrong. */
#ifndef FETTLE_SQL_H
#define FETTLE_SQL_H

#include "arena.h"
#include "err.h"
#include <sqlite3.h>

struct store {
    sqlite3 *db;
    char *path;
    char *notice;     /* why it is read only; NULL: it is not */
    int depth;        /* of sql_begin */
    bool cannot_open; /* the last error was that a file beside it could not be made */
};

/* "fetl" in the header of the file: how we know a cache of ours. */
enum { SQL_APPLICATION_ID = 0x6665746c };

/* E_STORE with SQLite's sentence, the path, and what to do about it. Returns false. */
bool sql_error(struct store *s, struct err *e);

/* One statement. All values go in by sql_* below; nothing is ever pasted into the text. */
struct sql {
    struct store *store;
    sqlite3_stmt *st;
    int at; /* the next parameter */
};
bool sql_open(struct sql *q, struct store *s, const char *text, struct err *e);
void sql_text(struct sql *q, slice v);
void sql_z(struct sql *q, const char *v);
void sql_blob(struct sql *q, slice v);
void sql_int(struct sql *q, int64_t v);
void sql_id(struct sql *q, int64_t v); /* 0 becomes NULL */
/* 1: a row, 0: no more, -1: an error. */
int sql_step(struct sql *q, struct err *e);
/* Runs a statement that gives no row, and closes it. */
bool sql_run(struct sql *q, struct err *e);
void sql_close(struct sql *q);
/* Column values of the present row. */
slice sql_get(const struct sql *q, int col, struct arena *a);
int64_t sql_get_int(const struct sql *q, int col);

/* Statements without parameters. */
bool sql_exec(struct store *s, const char *text, struct err *e);
/* A write transaction; may be nested: the outermost decides. sql_end(ok=false) undoes and returns
 * false. */
bool sql_begin(struct store *s, struct err *e);
bool sql_end(struct store *s, bool ok, struct err *e);

#endif
