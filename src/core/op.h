/* op.h - what an op is. One op = one file in ops/ with one `const struct op op_NAME`.
 *
 * Validator, executor, JSON Schema, model hint, form in the workbench, completion and manual all
 * read the descriptor; nothing else in the tree knows an op by name. */
#ifndef FETTLE_OP_H
#define FETTLE_OP_H

#include "failure.h"
#include "formula.h"
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
    OP_FORMULA, /* struct op_formula: parsed and bound to the columns (formula.h) */
    OP_TABLE    /* struct op_table: one of the plan's further inputs, by its name */
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

struct op_formula {
    const struct formula *formula;
    enum kind kind; /* what it yields; KIND_EMPTY while the columns are not known */
    int *reads;     /* the columns it reads */
    int nreads;
};

/* A further table that a plan works with. */
struct op_table {
    slice name;
    const struct table *table; /* NULL: it could not be read, which was reported */
    int source;                /* place.source of its cells */
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
    const char *of;            /* OP_COLUMNS: the OP_TABLE parameter before it whose columns they
                                  are; NULL: of the table that the step works on */
    bool formulas;             /* OP_PAIRS: to what they lead are formulas over the columns */
    const char *doc;           /* one clause, no full stop */
};

/* A test and a manual entry: arguments as JSON members, tables as CSV. */
struct op_example {
    const char *args, *before, *after;
    const char *fails; /* instead of after: the failure's name, for error examples */
};

/* A further table that the examples of an op name. */
struct op_example_input {
    const char *name, *csv;
};

/* What a step may ask for and where it reports. */
struct op_run {
    struct arena *arena;           /* where `out` and everything in it lives */
    struct failures *failures;     /* where a broken step reports its cells */
    int step;                      /* 1-based, for failure_add */
    int64_t cells_max;             /* the most cells a result may have; 0: OP_CELLS_MAX */
    const struct op_table *input;  /* the plan's further inputs */
    int ninput;                    /* -1: they cannot be told: every name may be right */
    slice source_name, sheet_name; /* for source_column */
    const struct table *sheet;     /* all cells of the source sheet; NULL: not at hand */
    bool names_only;               /* `in` has no rows: the validator is asking for the columns */
    const char *op;                /* the op's name, for the failures */
    double rows;          /* names_only: how many rows will come in; negative: cannot be told */
    double grown;         /* set by op_grow: how many will go out */
    bool columns_unknown; /* set by a dynamic op that cannot tell its columns with names_only */
    /* Of an op with in_parts: what its step keeps from part to part, and where that lives; NULL:
     * all rows are in this one. */
    void **kept;
    struct arena *stay;
    bool more;    /* further parts come: a fold gives its rows with the last */
    int lanes;    /* 0: the rows come in their order. Else each part is of one of so many lanes, and
                     the rows of a lane belong behind those of all lanes before it. Set by an op that
                     gives its rows so; it is then called with the same part for each lane */
    int lane;     /* of this part, or asked for; from 0 */
    bool whole;   /* set by such an op: its arguments, or cells it met, need all rows in one part */
    bool numbers; /* what comes next takes_numbers: columns may be given so */
};
#define OP_CELLS_MAX ((int64_t)2000000000)

struct op {
    const char *name;  /* stable: stored in pinned plans */
    int version;       /* raised when the meaning changes */
    const char *group; /* rows, columns, header, cells, shape, tables */
    const char *doc;   /* one sentence with a full stop */
    size_t args_size;
    const struct op_param *param;         /* ends with name == NULL */
    const struct op_example *example;     /* ends with args == NULL; at least one */
    const struct op_example_input *input; /* ends with name == NULL; NULL: they name none */
    bool dynamic;    /* the columns it makes may depend on cells: it then sets columns_unknown and
                        later steps are checked after it ran */
    bool keeps_rows; /* as many rows come out as went in */
    bool reads_rows; /* looks at whole rows when none of its column arguments is given */
    bool in_parts;   /* the rows may come in parts, in order and each by an apply of its own: what
                        has to be known of earlier parts it keeps by op_keep */
    bool takes_numbers; /* with in_parts: columns may come with their numbers and without cells */
    bool folds;         /* with in_parts: its rows come with the last part, run->more tells */
    bool drops_totals;  /* the rows it takes away are totals of others, for sum_equals_total */
    /* May be NULL. What one argument cannot say alone; adds failures and returns false. */
    bool (*check)(const void *args, const struct table *in, struct op_run *run);
    /* Reads `in`, builds `out` in run->arena; never modifies `in`. Called with no rows too: then
     * only the columns count. A cell that breaks the step: failure_add(FAIL_STEP_FAILED), false. */
    bool (*apply)(const void *args, const struct table *in, struct table *out, struct op_run *run);
};

extern const struct op *const op_table[]; /* sorted by name, NULL at the end; generated */

const struct op *op_find(slice name);
/* The op whose name is most like the step's; of those that are equally near, the one that its
 * arguments suit best. NULL when none is near. */
const struct op *op_nearest(const struct json *step);
/* Reads a step's JSON object into op->args_size bytes in the arena. Every problem becomes a failure
 * (with pointer and suggestion); NULL when there was any. `in` NULL: the columns are not known, so
 * only the form is checked (the arguments then must not be applied). */
void *op_parse(const struct op *op, const struct json *step, const struct table *in,
               struct op_run *run);
/* The same for a validator that goes on: what is nearly right (a misspelled column or argument) is
 * reported and read as its suggestion. NULL only when there is no telling what was meant. */
void *op_parse_leniently(const struct op *op, const struct json *step, const struct table *in,
                         struct op_run *run);
/* Does the step work with an input that has not been read? Then it cannot be applied, nor its
 * columns told. */
bool op_blind(const struct op *op, const void *args);
/* Marks every column that the arguments, parsed against `in`, name in reads[] (one for each column
 * of it; two parameters `from` and `to` are a range) and says whether there was any; *by_position
 * is set when one is addressed by its number. */
bool op_reads(const struct op *op, const struct json *step, const void *args,
              const struct table *in, struct arena *a, bool *reads, bool *by_position);

/* ---- what check and apply report and build with ---- */

/* A failure of this step with op, argument and pointer filled in. argument NULL: the step. */
struct failure *op_fail(struct op_run *run, enum failure_code c, const char *argument,
                        const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Remembers cell (c, r) of the step's input as an offending one, with its source place. */
void op_fail_cell(struct failure *f, const struct table *in, int c, int64_t r);
/* table_new, table_share, table_own, table_track and table_pick, whose error becomes a failure. A
 * table of more than cells_max cells is refused with the number before anything is allocated. */
bool op_new(struct op_run *run, struct table *out, int64_t ncol, int64_t nrow);
/* With names_only: every row will give `times` rows of ncol columns. Refused with the number when
 * that cannot be, before any step runs. */
bool op_grow(struct op_run *run, int64_t ncol, double times);
bool op_share(struct op_run *run, struct table *out, const struct table *in);
/* Shares the named columns of `in` only. */
bool op_narrow(struct op_run *run, struct table *out, const struct table *in,
               const struct op_columns *columns);
bool op_own(struct op_run *run, struct table *out, int c);
/* `in` (which may be `out`) with cells in those columns (NULL: all) that have only their numbers.
 */
bool op_texts(struct op_run *run, struct table *out, const struct table *in,
              const struct op_columns *columns);
bool op_track(struct op_run *run, struct table *out, int c);
bool op_pick(struct op_run *run, struct table *out, const struct table *in, const int64_t *keep,
             int64_t n);
/* Memory of the step's arena; a passed limit is reported and gives NULL. */
void *op_alloc(struct op_run *run, size_t size, int64_t count);
/* What the step keeps while the rows come in parts: zeroed at the first. op_keep_text: a text that
 * it keeps. NULL when a limit is passed, which was reported. */
void *op_keep(struct op_run *run, size_t size, int64_t count);
slice op_keep_text(struct op_run *run, slice s);
/* Reports that the arena's limit is passed; false. */
bool op_out_of_memory(struct op_run *run);
/* A new empty column at 0-based `at`; the others move. The cells are its own. */
bool op_insert(struct op_run *run, struct table *out, int at, slice name);
/* Refuses a name that `in` has already, except in column `but` (-1: none). */
bool op_fresh(struct op_run *run, const char *argument, const struct table *in, slice name,
              int but);
/* What a cell does that the op cannot read: it stops the step, or becomes empty. For OP_CHOICE. */
extern const char *const op_on_error[];
enum { OP_ERROR_FAIL, OP_ERROR_NULL };
/* Shares `in` and lets `one` change each of the columns. All are tried, so that the cells of all
 * are reported; false when one failed. */
bool op_each(struct op_run *run, const struct op_columns *columns, const void *args,
             const struct table *in, struct table *out,
             bool (*one)(const void *args, const struct table *in, struct table *out, int c,
                         struct op_run *run));
/* Empty, or white space only. */
bool op_blank(slice cell);
/* What a column is that takes cells of both kinds. */
enum kind op_kind_union(enum kind a, enum kind b);

#endif
