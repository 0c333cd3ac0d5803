/* kind.h - what a column's cells are. Names go to disk, numbers stay in memory. */
#ifndef FETTLE_KIND_H
#define FETTLE_KIND_H

#include "slice.h"

/* X(id, name, fingerprint class (contracts.md 3)) */
/* clang-format off */
#define KIND_LIST(X)              \
    X(EMPTY,    "empty",    "empty")  \
    X(BOOL,     "bool",     "bool")   \
    X(INTEGER,  "integer",  "number") \
    X(NUMBER,   "number",   "number") \
    X(DATE,     "date",     "date")   \
    X(DATETIME, "datetime", "date")   \
    X(TIME,     "time",     "time")   \
    X(DURATION, "duration", "time")   \
    X(TEXT,     "text",     "text")
/* clang-format on */

enum kind {
#define X(id, name, class) KIND_##id,
    KIND_LIST(X)
#undef X
};

const char *kind_name(enum kind k);
/* The class that the fingerprint folds it into. */
const char *kind_class(enum kind k);
bool kind_from_name(slice name, enum kind *out);

#endif
