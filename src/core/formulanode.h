/* formulanode.h - what a parsed formula is, between the files formula*.c only. */
#ifndef FETTLE_FORMULANODE_H
#define FETTLE_FORMULANODE_H

#include "fixed.h"
#include "formula.h"

/* ---------------------------------------------------------------- values */

enum value_type { V_NULL, V_NUMBER, V_TEXT, V_BOOL, V_DATE, V_DATETIME, V_TIME, V_DURATION };

/* A date has days; a time sec and ns; a datetime both, and a zone in minutes east of UTC where it
 * states one; a duration sec (signed) and ns (0 or more, added). */
struct moment {
    int64_t days, sec;
    int32_t ns;
    int zone;
    bool zoned;
};

struct value {
    enum value_type type;
    bool flag;
    slice text;
    const struct decimal *num;
    struct moment at;
};

#define VALUE_NULL ((struct value){.type = V_NULL})

struct value value_number(const struct decimal *d);
struct value value_int(int64_t v, struct arena *a);
struct value value_text(slice s);
struct value value_bool(bool b);
struct value value_date(int64_t days);
struct value value_duration(int64_t sec, int64_t ns); /* any ns; normalised */
/* A cell in its kind's canonical form; false when it is not. The empty cell is null. */
bool value_read(slice cell, enum kind kind, struct arena *a, struct value *out);
/* Canonical text; empty for null. */
slice value_write(const struct value *v, struct arena *a);
/* Two values of one type (null sorts first): <0, 0, >0. */
int value_cmp(const struct value *x, const struct value *y);

/* ----------------------------------------------------------------- nodes */

enum node_type {
    NODE_LITERAL,
    NODE_COLUMN,
    NODE_NOT,
    NODE_MINUS,
    NODE_BINARY,
    NODE_IN, /* arg[0] in (arg[1] ...) */
    NODE_CALL
};

enum binary {
    BIN_OR,
    BIN_AND,
    BIN_EQ,
    BIN_NE,
    BIN_LT,
    BIN_LE,
    BIN_GT,
    BIN_GE,
    BIN_ADD,
    BIN_SUB,
    BIN_MUL,
    BIN_DIV,
    BIN_REM
};

struct function;
struct node {
    enum node_type type;
    enum binary op;
    ptrdiff_t at, n;    /* bytes of the formula's text */
    struct value value; /* NODE_LITERAL */
    slice spelled;      /* a number or duration literal as written: "1.5h" */
    slice name;         /* NODE_COLUMN, NODE_CALL */
    int id;             /* NODE_COLUMN: its number; an aggregate: its number */
    const struct function *fn;
    struct node **arg;
    int narg;
    struct node **by; /* an aggregate's keys (columns) */
    int nby;
};

struct formula {
    slice text;
    const struct node *root;
    int ncolumn, naggregate;    /* nodes of either sort */
    const struct node **column; /* by id */
    const struct node **aggregate;
};

/* --------------------------------------------------------------- running */

/* One formula against one table. */
struct eval {
    const struct formula *f;
    const struct table *in;
    const int *col;        /* for each column node */
    struct value **group;  /* for each aggregate: its value for each group */
    int64_t **group_of;    /* for each aggregate: each row's group; NULL: one group */
    const int64_t *within; /* groups of rows that aggregates look at one by one; NULL: all rows */
    int64_t nwithin;
    struct arena *scratch; /* values of the row at hand */
    struct arena *work;    /* for vectors of the rows in->nrow; NULL: there is none for them */
    int64_t row;
    struct formula_counts *counts;
    struct function_patterns *patterns; /* compiled ones, kept from row to row; function_close */
    bool failed;
    struct err *err;
};

/* What an aggregate knows of one group so far. */
struct aggregate_state {
    int64_t n;
    const struct decimal *sum;
    struct fixed part; /* of the sum, while it fits */
    bool has_part;
    int64_t sec, ns; /* sum of durations */
    struct value best;
    int64_t best_at; /* the position of its row */
};
/* Can it be computed row by row, or does it need all values of a group at once? */
bool aggregate_is_running(const struct node *n);
/* Adds the rows of x->in, of[r] (NULL: 0) being the group of row r; `at` is the position of the
 * first: groups see their rows in this order, whatever order they come in. What the states keep
 * lives in `a`, sums in `sums`, which may be the same. */
bool aggregate_rows(struct eval *x, const struct node *n, const int64_t *of, int64_t at,
                    struct aggregate_state *s, int64_t ngroup, struct arena *sums, struct arena *a);
/* The values of the groups. */
bool aggregate_end(struct eval *x, const struct node *n, struct aggregate_state *s, int64_t ngroup,
                   struct value *out, struct arena *sums, struct arena *a);

struct value formula_eval(struct eval *x, const struct node *n);
/* The value of x->root for row at[i] (NULL: i) as text into out[i], n of them. With x->group given
 * the aggregates are computed already. */
bool formula_texts(struct eval *x, const int64_t *at, int64_t n, struct arena *a, slice *out);
/* Computes the aggregates. */
bool formula_aggregate(struct eval *x, struct arena *a);
/* Columns of the nodes; false with e when one is not there or not clear. */
bool formula_resolve(const struct formula *f, const struct table *in, struct arena *a, int **col,
                     struct formula_error *e);
/* A cell of the row as a value; a cell that is not of the column's kind fails the evaluation. */
struct value formula_cell(struct eval *x, int col, int64_t row);

/* ------------------------------------------------------------- functions */

/* One function. Arguments in `takes`, one letter each: n number, i whole number, t text, b bool, d
 * date or datetime, m datetime or time or date, x duration, a anything; after '|' optional ones; a
 * final '*' repeats the last. `gives`: n, i, t, b, d, x, or s the first argument's kind, u the
 * union of the arguments from the second on (if), v of all (coalesce). */
struct function {
    const char *name, *takes, *gives;
    bool aggregate;
    bool nulls; /* is called with nulls; others give null for one */
    struct value (*call)(struct eval *x, const struct value *arg, int n);
    const char *doc;
};
extern const struct function function_table[]; /* sorted by name; name NULL at the end */
const struct function *function_find(slice name);
/* Frees what functions kept for the evaluation. */
void function_close(struct eval *x);
void function_arity(const struct function *f, int *min, int *max);

#endif
