/* flatten_header - several header rows become one name for each column. */
#include "op.h"

#include "buf.h"
#include "utf8.h"

struct args {
    int64_t rows;
    slice joiner;
    bool with_names;
};

static const struct op_param param[] = {{.name = "rows",
                                         .type = OP_INT,
                                         .at = offsetof(struct args, rows),
                                         .fallback = "2",
                                         .min = 1,
                                         .max = 1000,
                                         .doc = "how many of the first rows are header levels"},
                                        {.name = "joiner",
                                         .type = OP_TEXT,
                                         .at = offsetof(struct args, joiner),
                                         .fallback = "\" \"",
                                         .doc = "what stands between the levels of a name"},
                                        {.name = "with_names",
                                         .type = OP_BOOL,
                                         .at = offsetof(struct args, with_names),
                                         .fallback = "false",
                                         .doc = "the present column names are the uppermost level"},
                                        {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "column_1,column_2,column_3,column_4\n,Q1,,Note\nRegion,h,EUR,\nNorth,1,2,x\n",
     "Region,Q1 h,Q1 EUR,Note\nNorth,1,2,x\n", NULL},
    {"{\"rows\":1,\"joiner\":\"_\",\"with_names\":true}", ",Q1,\nRegion,h,EUR\nNorth,1,2\n",
     "Region,Q1_h,Q1_EUR\nNorth,1,2\n", NULL},
    {"{\"rows\":3}", "a\nb\n", NULL, "step_failed"},
    {0}};

/* Level l of column c as written; level 0 may be the names. */
static slice level(const struct args *arg, const struct table *in, int c, int64_t l)
{
    if (arg->with_names && l == 0) return utf8_trim(in->col[c].name);
    return utf8_trim(in->col[c].cell[arg->with_names ? l - 1 : l]);
}

/* A merged cell has its value in its first column only, so a level's value carries to the right
 * over empty cells - as long as the levels above do not change, and never on the lowest level,
 * where each column has its own name. A column with nothing below its own value keeps that alone.
 */
static bool name_columns(const struct args *arg, const struct table *in, struct table *out,
                         struct op_run *run)
{
    int64_t levels = arg->rows + (arg->with_names ? 1 : 0);
    slice *carried = op_alloc(run, sizeof *carried, levels);

    if (carried == NULL) return false;
    for (int c = 0; c < in->ncol; c++) {
        struct buf b = {0};
        slice last = {"", 0};
        bool below = false;

        for (int64_t l = levels - 1; l > 0 && !below; l--) below = level(arg, in, c, l).n > 0;
        for (int64_t l = 0; l < levels; l++) {
            slice own = level(arg, in, c, l), s = own;

            if (own.n > 0 || (l + 1 < levels && !below)) {
                /* A new group ends what the lower levels carried. */
                for (int64_t k = l; k + 1 < levels; k++) carried[k] = (slice){"", 0};
                if (l + 1 < levels) carried[l] = own;
            } else if (l + 1 < levels) {
                s = carried[l];
            }
            if (s.n == 0 || slice_eq(s, last)) continue;
            if (b.n > 0) buf_put(&b, arg->joiner);
            buf_put(&b, s);
            last = s;
        }
        out->col[c].name = buf_take(&b, run->arena);
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t n = 0, *keep;

    if (run->names_only) {
        run->columns_unknown = true;
        return op_share(run, out, in);
    }
    if (arg->rows > in->nrow) {
        op_fail(run, FAIL_STEP_FAILED, "rows", "there are no %lld rows, the table has %lld",
                (long long)arg->rows, (long long)in->nrow);
        return false;
    }
    keep = op_alloc(run, sizeof *keep, in->nrow);
    if (keep == NULL) return false;
    for (int64_t r = arg->rows; r < in->nrow; r++) keep[n++] = r;
    return op_pick(run, out, in, keep, n) && name_columns(arg, in, out, run);
}

const struct op op_flatten_header = {
    .name = "flatten_header",
    .version = 1,
    .group = "header",
    .doc = "Join the first rows into one name for each column; merged cells carry to the right.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .dynamic = true,
    .reads_rows = true,
    .apply = apply,
};
