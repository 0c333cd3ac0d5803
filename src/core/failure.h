/* failure.h - why a plan was rejected or a step broke on real input (contracts.md 4). */
#ifndef FETTLE_FAILURE_H
#define FETTLE_FAILURE_H

#include "json.h"

/* X(id, name in JSON) */
/* clang-format off */
#define FAILURE_LIST(X)                        \
    X(UNKNOWN_OP, "unknown_op")                \
    X(UNKNOWN_COLUMN, "unknown_column")        \
    X(AMBIGUOUS_COLUMN, "ambiguous_column")    \
    X(MISSING_ARGUMENT, "missing_argument")    \
    X(UNKNOWN_ARGUMENT, "unknown_argument")    \
    X(BAD_ARGUMENT, "bad_argument")            \
    X(KIND_MISMATCH, "kind_mismatch")          \
    X(DUPLICATE_COLUMN, "duplicate_column")    \
    X(FORMULA_SYNTAX, "formula_syntax")        \
    X(FORMULA_NAME, "formula_name")            \
    X(FORMULA_KIND, "formula_kind")            \
    X(STEP_FAILED, "step_failed")              \
    X(SENTINEL_FAILED, "sentinel_failed")      \
    X(TARGET_MISMATCH, "target_mismatch")      \
    X(LIMIT, "limit")
/* clang-format on */

enum failure_code {
#define X(id, name) FAIL_##id,
    FAILURE_LIST(X)
#undef X
};
const char *failure_name(enum failure_code c);
bool failure_from_name(slice name, enum failure_code *out);

/* One offending cell of the step's input, with its source place where it has one. */
struct failure_cell {
    int64_t row; /* source row; 0: none */
    int32_t col; /* source column; 0: none */
    slice column, value;
};
enum { FAILURE_CELLS = 20 };

struct failure {
    enum failure_code code;
    int step; /* 1-based; 0: the plan as a whole, a metric or a sentinel */
    slice op, argument;
    slice pointer;             /* RFC 6901 into the plan: "/steps/2/from" */
    slice message, suggestion; /* suggestion: what to write instead; may be empty */
    int64_t count;             /* how many cells or rows; at least 1 */
    struct failure_cell cell[FAILURE_CELLS];
    int ncell;
};

/* A growing list in an arena. */
struct failures {
    struct arena *arena;
    struct failure *at;
    int n, cap;
};
/* Adds one and returns it, so that the caller can fill in the rest. Never NULL. */
struct failure *failure_add(struct failures *l, enum failure_code c, int step, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Remembers an offending cell (the first FAILURE_CELLS of them) and counts it. */
void failure_cell(struct failure *f, int64_t row, int32_t col, slice column, slice value);
void failure_json(const struct failure *f, struct json_writer *w, const char *key);
/* "step 3 (unpvot): no op named "unpvot"; did you mean "unpivot"?" and up to `cells` cells. */
void failure_text(const struct failure *f, int cells, struct buf *out);
/* Reads back what failure_json wrote. */
bool failure_parse(const struct json *v, struct arena *a, struct failure *out);

#endif
