/* op.h - what an op is. One op = one file in ops/ with one `const struct op op_NAME`.
 *
 * Validator, executor, JSON Schema, model hint, form in the workbench, completion and manual all
 * read the descriptor; nothing else in the tree knows an op by name. */
#ifndef FETTLE_OP_H
#define FETTLE_OP_H

#include "failure.h"
#include "table.h"

/* The type of an argument, and what it becomes in the op's argument struct. */
enum op_type {
    OP_COLUMN,  /* int: 0-based index. JSON: "name", position, or {"column":…,"nth":…} */
    OP_COLUMNS, /* struct op_columns. JSON: array of the above */
    OP_TEXT,    /* slice */
    OP_TEXTS,   /* struct op_texts. JSON: array of strings */
    OP_NAME,    /* slice: the name of a column that the step makes */
    OP_INT,     /* int64_t within min..max */
    OP_BOOL,    /* bool */
    OP_CHOICE,  /* int: index into choice[] */
    OP_PAIRS,   /* struct op_pairs. JSON: object of strings */
    OP_RENAMES, /* struct op_renames. JSON: object, old column name -> new name */
    OP_PATTERN, /* slice: a PCRE2 pattern, checked when the plan is checked */
    OP_FORMULA  /* struct formula *: parsed and bound to the columns (formula.h) */
};

struct op_columns {
    int *at; /* 0-based */
    int n;
};
struct op_texts {
    slice *at;
    int n;
};
struct op_pairs {
    slice *from, *to;
    int n;
};
struct op_renames {
    int *column;
    slice *to;
    int n;
};

struct op_param {
    const char *name;
    enum op_type type;
    size_t at;                 /* offsetof in the op's own argument struct */
    bool optional;             /* absent and no fallback: the field stays zero, has_at tells */
    const char *fallback;      /* the default as JSON text; NULL and not optional: required */
    const char *const *choice; /* OP_CHOICE: NULL-terminated */
    int64_t min, max;          /* OP_INT */
    size_t given_at;           /* offsetof a bool that says whether it was given; 0: none */
    const char *doc;           /* one clause, no full stop */
};

/* A test and a manual entry: arguments as JSON members, tables as CSV. */
struct op_example {
    const char *args, *before, *after;
    const char *fails; /* instead of after: the failure's name, for error examples */
};

/* What a step may ask for and where it reports. */
struct op_run {
    struct arena *arena;           /* where `out` and everything in it lives */
    struct failures *failures;     /* where a broken step reports its cells */
    int step;                      /* 1-based, for failure_add */
    int64_t cells_max;             /* the most cells a result may have; 0: OP_CELLS_MAX */
    slice source_name, sheet_name; /* for source_column */
    bool names_only;               /* `in` has no rows: the validator is asking for the columns */
};
#define OP_CELLS_MAX ((int64_t)2000000000)

struct op {
    const char *name;  /* stable: stored in pinned plans */
    int version;       /* raised when the meaning changes */
    const char *group; /* rows, columns, header, cells, shape, tables */
    const char *doc;   /* one sentence with a full stop */
    size_t args_size;
    const struct op_param *param;     /* ends with name == NULL */
    const struct op_example *example; /* ends with args == NULL; at least one */
    bool dynamic; /* the columns it makes depend on cells: later steps are checked after it ran */
    /* May be NULL. What one argument cannot say alone; adds failures and returns false. */
    bool (*check)(const void *args, const struct table *in, struct op_run *run);
    /* Reads `in`, builds `out` in run->arena; never modifies `in`. Called with no rows too: then
     * only the columns count. A cell that breaks the step: failure_add(FAIL_STEP_FAILED), false. */
    bool (*apply)(const void *args, const struct table *in, struct table *out, struct op_run *run);
};

extern const struct op *const op_table[]; /* sorted by name, NULL at the end; generated */

const struct op *op_find(slice name);
/* The most similar op name, or NULL when none is near. */
const struct op *op_nearest(slice name);
/* Reads a step's JSON object into op->args_size bytes in the arena. Every problem becomes a failure
 * (with pointer and suggestion); NULL when there was any. */
void *op_parse(const struct op *op, const struct json *step, const struct table *in,
               struct op_run *run);

#endif
