/* split - one column into several at a delimiter. */
#include "op.h"
#include "pattern.h"

#include "utf8.h"

struct args {
    int column;
    slice delimiter, pattern;
    bool delimiter_given, pattern_given, keep;
    struct op_texts to;
    int extra;
};

enum { FAIL, MERGE, DROP };
static const char *const extra[] = {"fail", "merge", "drop", NULL};

static const struct op_param param[] = {
    {.name = "column",
     .type = OP_COLUMN,
     .at = offsetof(struct args, column),
     .doc = "the column to split"},
    {.name = "delimiter",
     .type = OP_TEXT,
     .at = offsetof(struct args, delimiter),
     .optional = true,
     .given_at = offsetof(struct args, delimiter_given),
     .doc = "the text between the parts"},
    {.name = "pattern",
     .type = OP_PATTERN,
     .at = offsetof(struct args, pattern),
     .optional = true,
     .given_at = offsetof(struct args, pattern_given),
     .doc = "a pattern for what is between the parts, instead of a text"},
    {.name = "to",
     .type = OP_TEXTS,
     .at = offsetof(struct args, to),
     .doc = "the names of the new columns; missing parts are empty"},
    {.name = "extra",
     .type = OP_CHOICE,
     .at = offsetof(struct args, extra),
     .fallback = "\"fail\"",
     .choice = extra,
     .doc = "what to do when a cell has more parts: stop, leave the rest in the last column, or "
            "leave it out"},
    {.name = "keep",
     .type = OP_BOOL,
     .at = offsetof(struct args, keep),
     .fallback = "false",
     .doc = "keep the old column too"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"column\":\"name\",\"delimiter\":\",\",\"to\":[\"last\",\"first\"]}",
     "id,name\n1,\"Lee, Ann\"\n2,Roy\n", "id,last,first\n1,Lee,Ann\n2,Roy,\n", NULL},
    {"{\"column\":\"c\",\"pattern\":\"[-/"
     "]\",\"to\":[\"x\",\"y\"],\"extra\":\"merge\",\"keep\":true}",
     "c\n1-2/3\n", "c,x,y\n1-2/3,1,2/3\n", NULL},
    {"{\"column\":\"c\",\"delimiter\":\"-\",\"to\":[\"x\",\"y\"]}", "c\n1-2\n1-2-3\n", NULL,
     "step_failed"},
    {"{\"column\":\"c\",\"to\":[\"x\"]}", "c\n1\n", NULL, "missing_argument"},
    {0}};

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    bool ok = true;

    if (arg->delimiter_given == arg->pattern_given) {
        op_fail(run, arg->pattern_given ? FAIL_BAD_ARGUMENT : FAIL_MISSING_ARGUMENT, "delimiter",
                "split needs either \"delimiter\" or \"pattern\"");
        return false;
    }
    if (arg->delimiter_given && arg->delimiter.n == 0) {
        op_fail(run, FAIL_BAD_ARGUMENT, "delimiter", "\"delimiter\" must not be empty");
        return false;
    }
    for (int i = 0; i < arg->to.n; i++) {
        ok = op_fresh(run, "to", in, arg->to.at[i], arg->keep ? -1 : arg->column) && ok;
        for (int k = 0; k < i; k++) {
            if (!slice_eq(arg->to.at[k], arg->to.at[i])) continue;
            op_fail(run, FAIL_DUPLICATE_COLUMN, "to", "\"%.*s\" is given twice",
                    SLICE_ARG(arg->to.at[i]));
            ok = false;
        }
    }
    return ok;
}

/* Where the next delimiter of s begins and how long it is; false: there is none, or only an empty
 * match, which cannot separate anything. */
static bool find(const struct args *arg, const struct pattern *p, slice s, ptrdiff_t *at,
                 ptrdiff_t *n)
{
    slice group[1];

    if (p == NULL) {
        *at = slice_find(s, arg->delimiter);
        *n = arg->delimiter.n;
        return *at >= 0;
    }
    if (pattern_find(p, s, group, 1) <= 0 || group[0].n == 0) return false;
    *at = group[0].p - s.p;
    *n = group[0].n;
    return true;
}

/* Fills row r of the new columns; false when there are more parts than columns. */
static bool split_cell(const struct args *arg, const struct pattern *p, slice s, struct column *col,
                       int64_t r)
{
    ptrdiff_t at, n;
    int last = arg->to.n - 1, i = 0;

    for (; i < last && find(arg, p, s, &at, &n); i++) {
        column_put(&col[i], r, utf8_trim(slice_sub(s, 0, at)));
        s = slice_sub(s, at + n, s.n);
    }
    for (int k = i + 1; k <= last; k++) column_put(&col[k], r, S(""));
    if (i == last && arg->extra != MERGE && find(arg, p, s, &at, &n)) {
        if (arg->extra == FAIL) return false;
        s = slice_sub(s, 0, at);
    }
    column_put(&col[i], r, utf8_trim(s));
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct pattern *p = NULL;
    struct failure *f = NULL;
    struct err e = {0};
    const struct column *from = &in->col[arg->column];

    if (!op_share(run, out, in)) return false;
    for (int i = 0; i < arg->to.n; i++) {
        int at = arg->column + 1 + i;

        if (!op_insert(run, out, at, arg->to.at[i])) return false;
        out->col[at].source_col = from->source_col;
        out->col[at].place = from->place;
    }
    if (arg->pattern_given && (p = pattern_open(arg->pattern, false, &e)) == NULL) {
        op_fail(run, FAIL_BAD_ARGUMENT, "pattern", "%s", e.text);
        return false;
    }
    for (int64_t r = 0; r < in->nrow; r++) {
        if (split_cell(arg, p, from->cell[r], &out->col[arg->column + 1], r)) continue;
        if (f == NULL)
            f = op_fail(run, FAIL_STEP_FAILED, "to", "a cell has more than %d parts", arg->to.n);
        op_fail_cell(f, in, arg->column, r);
    }
    pattern_close(p);
    if (!arg->keep) {
        for (int c = arg->column; c + 1 < out->ncol; c++) out->col[c] = out->col[c + 1];
        out->ncol--;
    }
    return f == NULL;
}

const struct op op_split = {
    .name = "split",
    .version = 1,
    .group = "columns",
    .doc = "Split a column into several at a delimiter or a pattern; parts are trimmed.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .check = check,
    .apply = apply,
};
