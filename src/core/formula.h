/* formula.h - the formula language of metrics, derive and filter (operators.md). */
#ifndef FETTLE_FORMULA_H
#define FETTLE_FORMULA_H

#include "buf.h"
#include "failure.h"
#include "table.h"

struct formula; /* parsed; lives in an arena */

/* What is wrong, and where: a span of bytes of the text. */
struct formula_error {
    enum failure_code code; /* FAIL_FORMULA_SYNTAX, _NAME or _KIND */
    ptrdiff_t at, n;
    char text[200];
    slice suggestion; /* may be empty */
};

/* Syntax only; NULL on error. */
const struct formula *formula_parse(slice text, struct arena *a, struct formula_error *e);
/* The same tree, whatever the spelling. */
bool formula_same(const struct formula *x, const struct formula *y);
/* Looks names up among the columns and checks kinds; *kind is what it yields. Text columns that
 * hold numbers must be parsed first: using one as a number is FAIL_FORMULA_KIND. */
bool formula_bind(const struct formula *f, const struct table *in, struct arena *a, enum kind *kind,
                  struct formula_error *e);
/* Does it look at other rows than the one it is for? */
bool formula_has_aggregate(const struct formula *f);
/* The columns it reads (0-based), for lineage and plan_reads. */
void formula_reads(const struct formula *f, const struct table *in, struct arena *a, int **at,
                   int *n);

struct formula_counts {
    int64_t divisions_by_zero; /* each gave null */
    int64_t nulls;             /* rows whose result is null */
};
/* Evaluates for every row into out[0..nrow) as canonical text in the arena. */
bool formula_rows(const struct formula *f, const struct table *in, struct arena *a, slice *out,
                  struct formula_counts *counts, struct err *e);
/* The same as numbers, in the arena. NULL: the formula is no arithmetic, there are many rows, or a
 * result is not FIXED_EMPTY and has more digits; formula_rows is to tell. */
const struct fixed *formula_numbers(const struct formula *f, const struct table *in,
                                    struct arena *a);

/* The same for n groups of rows at once: aggregates look at the rows of one group, of[r] says which
 * row r is of, and the rest is taken from the group's row first[k]. */
bool formula_groups(const struct formula *f, const struct table *in, const int64_t *of,
                    const int64_t *first, int64_t n, struct arena *a, slice *out, struct err *e);

/* The same when the rows come in parts that are not kept. formula_folds: can that be? Not with
 * aggregates that need all values at once, or have a `by` of their own. */
bool formula_folds(const struct formula *f);
/* Of nothing yet; lives in `stay`. NULL when its limit is passed. */
struct formula_fold;
struct formula_fold *formula_fold_open(const struct formula *f, struct arena *stay);
/* Adds rows, of[r] being the group of row r, one of ngroup so far. `at` is the position of the
 * first: what depends on the order of rows sees them by it, whatever order they come in. The arena
 * is for the time of the call. */
bool formula_fold_rows(struct formula_fold *d, const struct table *in, const int64_t *of,
                       int64_t at, int64_t ngroup, struct arena *a, struct err *e);
/* out[i] is for group order[i]; row k of `first` is the first row of group k. Once only. */
bool formula_fold_end(struct formula_fold *d, const struct table *first, const int64_t *order,
                      struct arena *a, slice *out, struct err *e);

/* The three renderings; parse(symbolic) is the same formula. bound and cited are for one row; cited
 * names source cells ("Sheet1!C14"): sheet[place.source] is what stands before the "!", NULL or
 * empty for nothing. */
slice formula_symbolic(const struct formula *f, struct arena *a);
slice formula_bound(const struct formula *f, const struct table *in, int64_t row, struct arena *a);
slice formula_cited(const struct formula *f, const struct table *in, int64_t row,
                    const slice *sheet, struct arena *a);
/* A column's name and a text as a formula spells them: hours, [unit no], 'it''s'. */
void formula_put_name(struct buf *out, slice name);
void formula_put_text(struct buf *out, slice text);
/* The text with a caret line below the span, for people. */
slice formula_caret(slice text, const struct formula_error *e, struct arena *a);

#endif
