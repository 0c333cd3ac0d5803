/* slice - keep the rows of a range. */
#include "op.h"

struct args {
    int64_t first, last;
    bool last_given;
};

static const struct op_param param[] = {{.name = "first",
                                         .type = OP_INT,
                                         .at = offsetof(struct args, first),
                                         .min = 1,
                                         .max = 2147483647,
                                         .doc = "the first row to keep, counted from 1"},
                                        {.name = "last",
                                         .type = OP_INT,
                                         .at = offsetof(struct args, last),
                                         .optional = true,
                                         .min = 1,
                                         .max = 2147483647,
                                         .given_at = offsetof(struct args, last_given),
                                         .doc = "the last row to keep; to the end when absent"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{\"first\":2,\"last\":3}", "a\n1\n2\n3\n4\n", "a\n2\n3\n", NULL},
    {"{\"first\":3}", "a\n1\n2\n3\n4\n", "a\n3\n4\n", NULL},
    {"{\"first\":3,\"last\":2}", "a\n1\n2\n3\n", NULL, "bad_argument"},
    {"{\"first\":1,\"last\":9}", "a\n1\n2\n3\n", NULL, "step_failed"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    (void)in;
    if (!arg->last_given || arg->first <= arg->last) return true;
    op_fail(run, FAIL_BAD_ARGUMENT, "last", "row %lld comes before row %lld", (long long)arg->last,
            (long long)arg->first);
    return false;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t last = arg->last_given ? arg->last : in->nrow, n = 0, *keep;
    int64_t want = arg->last_given ? arg->last : arg->first;

    if (run->names_only) return op_share(run, out, in);
    if (want > in->nrow) {
        op_fail(run, FAIL_STEP_FAILED, arg->last_given ? "last" : "first",
                "there is no row %lld, the table has %lld rows", (long long)want,
                (long long)in->nrow);
        return false;
    }
    keep = op_alloc(run, sizeof *keep, in->nrow);
    if (keep == NULL) return false;
    for (int64_t r = arg->first - 1; r < last; r++) keep[n++] = r;
    return op_pick(run, out, in, keep, n);
}

const struct op op_slice = {
    .name = "slice",
    .version = 1,
    .group = "rows",
    .doc = "Keep the rows from one position to another.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .check = check,
    .apply = apply,
};
