/* drop_rows - leave out rows by a simple rule: position from an edge, or what a cell says. */
#include "op.h"
#include "pattern.h"

struct args {
    int64_t top, bottom;
    int column;
    bool column_given, matches_given;
    struct op_texts equals;
    slice matches;
    bool ignore_case, blank, keep;
};

static const struct op_param param[] = {
    {.name = "top",
     .type = OP_INT,
     .at = offsetof(struct args, top),
     .optional = true,
     .min = 1,
     .max = 1000000000,
     .doc = "this many rows from the top"},
    {.name = "bottom",
     .type = OP_INT,
     .at = offsetof(struct args, bottom),
     .optional = true,
     .min = 1,
     .max = 1000000000,
     .doc = "this many rows from the bottom"},
    {.name = "column",
     .type = OP_COLUMN,
     .at = offsetof(struct args, column),
     .optional = true,
     .given_at = offsetof(struct args, column_given),
     .doc = "the column that the rules below look at; the first when absent"},
    {.name = "equals",
     .type = OP_TEXTS,
     .at = offsetof(struct args, equals),
     .optional = true,
     .doc = "rows whose cell is one of these"},
    {.name = "matches",
     .type = OP_PATTERN,
     .at = offsetof(struct args, matches),
     .optional = true,
     .given_at = offsetof(struct args, matches_given),
     .doc = "rows whose cell matches this pattern (PCRE2)"},
    {.name = "ignore_case",
     .type = OP_BOOL,
     .at = offsetof(struct args, ignore_case),
     .fallback = "false",
     .doc = "the pattern takes capital and small letters as the same"},
    {.name = "blank",
     .type = OP_BOOL,
     .at = offsetof(struct args, blank),
     .fallback = "false",
     .doc = "rows whose cell is empty"},
    {.name = "keep",
     .type = OP_BOOL,
     .at = offsetof(struct args, keep),
     .fallback = "false",
     .doc = "keep those rows and leave out all others"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"matches\":\"^Summe \"}", "site,h\nKöln,1\nSumme Köln,1\nBonn,2\n",
     "site,h\nKöln,1\nBonn,2\n", NULL},
    {"{\"top\":1,\"bottom\":1}", "a\n1\n2\n3\n", "a\n2\n", NULL},
    {"{\"column\":\"h\",\"blank\":true}", "site,h\nKöln,1\nBonn,\n", "site,h\nKöln,1\n", NULL},
    {"{\"equals\":[\"x\",\"y\"],\"keep\":true}", "a,b\nx,1\nz,2\ny,3\n", "a,b\nx,1\ny,3\n", NULL},
    {"{}", "a\n1\n", NULL, "missing_argument"},
    {"{\"top\":4}", "a\n1\n", NULL, "step_failed"},
    {"{\"matches\":\"(\"}", "a\n1\n", NULL, "bad_argument"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;

    (void)in;
    if (arg->top > 0 || arg->bottom > 0 || arg->equals.n > 0 || arg->matches_given || arg->blank)
        return true;
    op_fail(run, FAIL_MISSING_ARGUMENT, NULL,
            "drop_rows needs a rule: top, bottom, equals, matches or blank");
    return false;
}

static bool among(const struct op_texts *l, slice s)
{
    for (int i = 0; i < l->n; i++)
        if (slice_eq(l->at[i], s)) return true;
    return false;
}

/* Marks the rows that a rule hits. */
static bool mark(const struct args *arg, const struct table *in, bool *hit, struct op_run *run)
{
    int c = arg->column_given ? arg->column : 0;
    struct pattern *p = NULL;
    struct err e = {0};

    if (arg->matches_given && (p = pattern_open(arg->matches, arg->ignore_case, &e)) == NULL) {
        op_fail(run, FAIL_BAD_ARGUMENT, "matches", "%s", e.text);
        return false;
    }
    for (int64_t r = 0; r < in->nrow; r++) {
        slice cell = in->ncol > 0 ? in->col[c].cell[r] : S("");
        int found = p != NULL ? pattern_find(p, cell, NULL, 0) : 0;

        if (found < 0) {
            op_fail_cell(op_fail(run, FAIL_LIMIT, "matches",
                                 "the pattern takes too many steps on a cell: make it simpler"),
                         in, c, r);
            pattern_close(p);
            return false;
        }
        hit[r] = found > 0 || r < arg->top || r >= in->nrow - arg->bottom ||
                 (arg->blank && op_blank(cell)) || among(&arg->equals, cell);
    }
    pattern_close(p);
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t n = 0, *keep;
    bool *hit;

    if (!run->names_only && arg->top + arg->bottom > in->nrow) {
        op_fail(run, FAIL_STEP_FAILED, arg->top > 0 ? "top" : "bottom",
                "%lld rows are to be left out at the edges, the table has %lld",
                (long long)(arg->top + arg->bottom), (long long)in->nrow);
        return false;
    }
    keep = op_alloc(run, sizeof *keep, in->nrow);
    hit = op_alloc(run, sizeof *hit, in->nrow);
    if (keep == NULL || hit == NULL || !mark(arg, in, hit, run)) return false;
    for (int64_t r = 0; r < in->nrow; r++)
        if (hit[r] == arg->keep) keep[n++] = r;
    return op_pick(run, out, in, keep, n);
}

const struct op op_drop_rows = {
    .name = "drop_rows",
    .version = 1,
    .group = "rows",
    .doc =
        "Leave out rows by their position or by what a cell says; a row goes when any rule hits.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .check = check,
    .drops_totals = true,
    .apply = apply,
};
