/* head - keep the first rows. */
#include "op.h"

struct args {
    int64_t rows;
};

static const struct op_param param[] = {{.name = "rows",
                                         .type = OP_INT,
                                         .at = offsetof(struct args, rows),
                                         .min = 0,
                                         .max = 2147483647,
                                         .doc = "how many rows at most"},
                                        {.name = NULL}};

static const struct op_example example[] = {{"{\"rows\":2}", "a\n1\n2\n3\n", "a\n1\n2\n", NULL},
                                            {"{\"rows\":9}", "a\n1\n", "a\n1\n", NULL},
                                            {"{}", "a\n1\n", NULL, "missing_argument"},
                                            {"{\"rows\":-1}", "a\n1\n", NULL, "bad_argument"},
                                            {0}};

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t *before = op_keep(run, sizeof *before, 1);

    run->whole = run->lanes > 0;
    if (before == NULL || !op_share(run, out, in)) return false;
    if (arg->rows - *before < out->nrow) out->nrow = arg->rows - *before;
    *before += out->nrow;
    return true;
}

const struct op op_head = {
    .name = "head",
    .version = 1,
    .group = "rows",
    .doc = "Keep the first rows, at most the given number.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .in_parts = true,
    .apply = apply,
};
