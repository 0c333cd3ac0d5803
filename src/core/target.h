/* target.h - a result against a Frictionless Table Schema (version 2; version 1 reads the same):
 * fields and fieldsMatch, types and formats, constraints, missing values, keys. */
#ifndef FETTLE_TARGET_H
#define FETTLE_TARGET_H

#include "op.h"

struct target_options {
    const struct op_table *input; /* the plan's further tables, for foreign keys */
    int ninput;
};

/* The section of the manual. */
void target_mdoc(struct buf *out);

/* One cell, row or column that is not as the schema says, named as Frictionless reports name it. */
struct target_error {
    const char *type; /* "type-error", "constraint-error", "missing-label" ... */
    slice field, cell;
    int32_t column; /* 1-based; 0: none */
    int64_t row;    /* 1-based below the header; 0: of the table */
    slice note;
};
enum { TARGET_ERRORS_MAX = 1000000 };
struct target_result {
    struct target_error *error; /* the first TARGET_ERRORS_MAX */
    int nerror, cap;
    int64_t errors; /* all of them */
    bool *bad;      /* [nrow] rows with an error of their own */
    int64_t nbad;
    bool columns_wrong; /* there are errors that no single row has */
};

/* schema: the document's text. Each field, type, constraint or key that the table does not meet
 * becomes a FAIL_TARGET_MISMATCH with its cells. fieldsMatch is read as a string or a list; without
 * it columns are found by name in any order and there must be no others. A table without rows is
 * checked for its columns only. */
bool target_check(slice schema, const struct table *t, const struct target_options *o,
                  struct arena *a, struct target_result *out, struct failures *f);
/* The rows that met the schema, and those that did not with the columns "reject_reason" and
 * "source_row". *kept: which rows of t the good ones were. */
bool target_split(const struct table *t, const struct target_result *r, struct arena *a,
                  struct table *good, struct table *bad, const int64_t **kept, struct err *e);

/* A schema to check against, and how it went. */
struct target_check {
    slice schema;     /* empty: there is none */
    bool reject_rows; /* rows that fail leave the result for `rejected` */
    struct target_options options;
    bool checked;
    struct target_result result;
    struct table table;    /* that was checked, rejected rows and all */
    struct table rejected; /* when result.nbad > 0 and reject_rows */
    const int64_t *kept;   /* row of the result -> row before rows were rejected; NULL: the same */
};
/* Checks *table; rejects rows of it when that is asked for and the columns are right (which is
 * added to `warnings`). True when what is left meets the schema. */
bool target_meet(struct target_check *c, struct table *table, struct arena *a, struct failures *f,
                 struct failures *warnings);

/* A validation report as Frictionless writes them: one task, of the table that was checked and goes
 * to `path`; bytes and sha256 are of the file, sha256 NULL when it was not written or without
 * rejected rows. At most 1000 errors are listed. */
void target_report(const struct target_check *c, const char *path, int64_t bytes,
                   const char *sha256, struct json_writer *w);

#endif
