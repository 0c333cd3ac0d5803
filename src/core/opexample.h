/* opexample.h - the small CSV literals of op examples as tables and back. Examples are tests. */
#ifndef FETTLE_OPEXAMPLE_H
#define FETTLE_OPEXAMPLE_H

#include "op.h"

/* Comma, LF, optional quotes; the first line is the header, which is source row 1; short rows are
 * filled up. For literals of ours: memory is not limited and there is nothing to refuse. */
void opexample_table(const char *csv, struct arena *a, struct table *out);
/* The sheet that such a table came from: its header is row 1. */
void opexample_sheet(const struct table *t, struct arena *a, struct table *out);
/* The same notation back, quotes only where they are needed. */
slice opexample_csv(const struct table *t, struct arena *a);
/* The further tables that the op's examples name, *n of them. */
struct op_table *opexample_inputs(const struct op *op, struct arena *a, int *n);
/* Runs one example: the result as CSV, or what failed. False when a failure was added. */
bool opexample_run(const struct op *op, const struct op_example *x, struct arena *a,
                   struct table *in, struct table *out, struct failures *f);

#endif
