/* runtime_sql - SQLite in memory over the input tables. */
#include "runtime.h"

#include "runtime_sql.gen.h"

static const char *const module[] = {"numpy", NULL};

static const char *const version[] = {"python", "numpy", "sqlite", NULL};

const struct runtime runtime_sql = {
    .name = "sql",
    .doc = "SQLite in memory over the input tables; the rows of the last query are the result",
    .suffix = ".sql",
    .entry = {(const char *)entry_runtime_sql_py, sizeof entry_runtime_sql_py - 1},
    .module = module,
    .base = module,
    .version = version,
};
