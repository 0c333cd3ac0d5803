/* plan.h - an ordered list of op steps with metrics and sentinels (contracts.md 4). */
#ifndef FETTLE_PLAN_H
#define FETTLE_PLAN_H

#include "op.h"
#include "sentinel.h"
#include "source.h"
#include "target.h"

enum { PLAN_STEPS_MAX = 1000 };

struct plan_step {
    slice name;             /* the op's name as written */
    const struct op *op;    /* NULL: unknown */
    const struct json *doc; /* the step's object */
};

/* A further table that steps may name. Where it is read from; planinput.h reads it. */
struct plan_input {
    slice file;               /* beside the source; empty: another table of the source itself */
    slice sheet;              /* empty: not given */
    int region;               /* 0: not given */
    int header_rows;          /* -1: detect */
    const struct json *steps; /* what is done to it before it is used; NULL: nothing */
    bool refused;             /* its form is wrong, which was reported: it is not read */
};

struct plan {
    const struct json *doc; /* the whole document, normalised by plan_parse */
    slice sheet;            /* source.sheet; empty: not given */
    int region;             /* source.region; 0: not given */
    int header_rows;        /* source.header_rows; -1: detect */
    struct plan_input *input;
    struct op_table *table; /* [ninput]: the inputs' tables; NULL in it until they are read */
    int ninput;             /* -1: they cannot be told, which was reported */
    struct plan_step *step;
    int nstep;
    const struct json *metrics, *sentinels; /* arrays or NULL */
};

/* Reads the form of a plan/1 document: unknown members, wrong types and newer versions become
 * failures (those of single steps when the plan is checked). False when it cannot be used at all.
 */
bool plan_parse(const struct json *doc, struct arena *a, struct plan *out, struct failures *f);
/* The same from text; JSON syntax errors are a failure too. */
bool plan_parse_text(slice text, struct arena *a, struct plan *out, struct failures *f);

/* Finds every problem that can be known before running, on the columns of `in` (its cells are not
 * read). Goes on past a bad step as far as columns are known. True: no failure was added. When
 * `out` is not NULL it gets the columns after the last step (no rows), or no column at all where
 * they depend on cells or a step is too wrong to tell. */
bool plan_check(const struct plan *p, const struct table *in, struct arena *a, struct table *out,
                struct failures *f);

struct lineagecolumn;
struct plan_result {
    struct table table;  /* after the last step and the metrics */
    struct table *after; /* [nstep + 1]: after[0] is the input, after[i] follows step i; only when
                            asked for with keep_steps, else NULL */
    int done;            /* steps that ran */
    struct failures warnings;       /* sentinels of level "warn" that did not hold */
    struct sentinel_metric *metric; /* what drift sentinels want to know of this run later */
    int nmetric;
    struct lineagecolumn *lineage; /* for each column of the table, when it was asked for */
    struct target_check target;    /* how the target was met, and the rows that were rejected */
};
struct plan_options {
    bool keep_steps;
    bool lineage;      /* with keep_steps: say what each column was made of */
    int upto;          /* run only the first `upto` steps; 0: all */
    int64_t cells_max; /* 0: OP_CELLS_MAX */
    slice source_name, sheet_name;
    const struct table *sheet; /* all cells of the source sheet (struct sheet's), or NULL */
    slice target;              /* a Table Schema instead of the plan's; empty: the plan's */
    bool reject_rows; /* rows that fail the target are put aside instead of failing the plan */
    const struct sentinel_history *history; /* for the drift sentinels; NULL: there is no pin */
};

/* Checks and runs. False when a failure was added: the first broken step with its cells, failed
 * sentinels, target mismatches. out->table then is what was there before the broken step. */
bool plan_apply(const struct plan *p, const struct table *in, const struct plan_options *o,
                struct arena *a, struct plan_result *out, struct failures *f);

/* The columns (0-based, of the plan's input) that any step reads by name or position; `reads_all`
 * is set when a step looks at whole rows. For the superset match level. */
bool plan_reads(const struct plan *p, const struct table *in, struct arena *a,
                struct op_columns *out, bool *reads_all);

/* For each of the first n steps the columns (0-based) to go on with before it: those that it, a
 * later step or the result needs; the others may be left out without a difference to the result.
 * The columns are counted in the table that is left by then. NULL: that cannot be told before the
 * cells are known, or not within the arena's limit. */
struct op_columns *plan_needs(const struct plan *p, int n, const struct table *in, struct arena *a);

/* Its text on one line, members in their order (that of what group makes is that of its columns),
 * and a SHA-256 of what it says, however it is spelled. */
slice plan_text(const struct plan *p, struct arena *a);
digest plan_digest(const struct plan *p, struct arena *a);

/* Editing gives a new document; `at` is 0-based. The caller parses it again. */
const struct json *plan_with_step(const struct plan *p, int at, const struct json *step,
                                  bool replace, struct arena *a);
const struct json *plan_without_step(const struct plan *p, int at, struct arena *a);
/* A plan/1 document without steps for the given source choice. */
const struct json *plan_empty(slice sheet, int region, int header_rows, struct arena *a);
/* "unpivot Jan..Dec → month, hours": a step as people read it. */
slice plan_step_text(const struct plan_step *s, struct arena *a);

#endif
