/* oprange.h - the argument that unpivot and wide_to_long share: a range of columns, or a list. */
#ifndef FETTLE_OPRANGE_H
#define FETTLE_OPRANGE_H

#include "op.h"

struct oprange {
    int from, to;
    struct op_columns columns;
    bool from_given, to_given, columns_given;
};

/* The three parameters; `range` is the struct oprange member of the op's argument struct. */
#define OPRANGE_PARAMS(args, range)                                                                \
    {.name = "from",                                                                               \
     .type = OP_COLUMN,                                                                            \
     .at = offsetof(args, range.from),                                                             \
     .optional = true,                                                                             \
     .given_at = offsetof(args, range.from_given),                                                 \
     .doc = "the first column of the range"},                                                      \
        {.name = "to",                                                                             \
         .type = OP_COLUMN,                                                                        \
         .at = offsetof(args, range.to),                                                           \
         .optional = true,                                                                         \
         .given_at = offsetof(args, range.to_given),                                               \
         .doc = "the last column of the range"},                                                   \
    {                                                                                              \
        .name = "columns", .type = OP_COLUMNS, .at = offsetof(args, range.columns),                \
        .optional = true, .given_at = offsetof(args, range.columns_given),                         \
        .doc = "the columns, instead of a range"                                                   \
    }

/* Either from and to in this order, or columns. */
bool oprange_check(const struct oprange *x, const struct table *in, struct op_run *run);
/* The chosen columns in their order, *n of them, and is[column] for each column of `in`. NULL when
 * memory ran out (reported). */
const int *oprange_columns(const struct oprange *x, const struct table *in, struct op_run *run,
                           int *n, bool **is);

#endif
