/* extract - parts of a cell, by the named groups of a pattern, as new columns. */
#include "op.h"
#include "pattern.h"

struct args {
    int column;
    slice pattern;
    bool ignore_case, keep;
    int other;
};

enum { EMPTY, FAIL };
static const char *const other[] = {"empty", "fail", NULL};

static const struct op_param param[] = {
    {.name = "column",
     .type = OP_COLUMN,
     .at = offsetof(struct args, column),
     .doc = "the column to look into"},
    {.name = "pattern",
     .type = OP_PATTERN,
     .at = offsetof(struct args, pattern),
     .doc = "a pattern with named groups; each group becomes a column of its name"},
    {.name = "ignore_case",
     .type = OP_BOOL,
     .at = offsetof(struct args, ignore_case),
     .fallback = "false",
     .doc = "the pattern takes capital and small letters as the same"},
    {.name = "other",
     .type = OP_CHOICE,
     .at = offsetof(struct args, other),
     .fallback = "\"empty\"",
     .choice = other,
     .doc = "what to do with a filled cell that does not match"},
    {.name = "keep",
     .type = OP_BOOL,
     .at = offsetof(struct args, keep),
     .fallback = "true",
     .doc = "keep the old column too"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"column\":\"c\",\"pattern\":\"(?<n>\\\\d+) (?<unit>\\\\w+)\"}", "c\n12 kg\n?\n",
     "c,n,unit\n12 kg,12,kg\n?,,\n", NULL},
    {"{\"column\":\"c\",\"pattern\":\"^(?<k>[^:]*):\",\"keep\":false,\"other\":\"fail\"}",
     "id,c\n1,a:b\n", "id,k\n1,a\n", NULL},
    {"{\"column\":\"c\",\"pattern\":\"(?<n>\\\\d)\",\"other\":\"fail\"}", "c\n1\nx\n", NULL,
     "step_failed"},
    {"{\"column\":\"c\",\"pattern\":\"\\\\d\"}", "c\n1\n", NULL, "bad_argument"},
    {0}};

static struct pattern *open_pattern(const struct args *arg, struct op_run *run)
{
    struct err e = {0};
    struct pattern *p = pattern_open(arg->pattern, arg->ignore_case, &e);

    if (p == NULL) op_fail(run, FAIL_BAD_ARGUMENT, "pattern", "%s", e.text);
    return p;
}

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    struct pattern *p = open_pattern(arg, run);
    int named = 0;
    bool ok = true;

    if (p == NULL) return false;
    for (int g = 1; g <= pattern_groups(p) && g < PATTERN_GROUPS; g++) {
        slice name = arena_copy(run->failures->arena, pattern_group_name(p, g));

        if (name.n == 0) continue;
        named++;
        ok = op_fresh(run, "pattern", in, name, arg->keep ? -1 : arg->column) && ok;
    }
    if (named == 0 || pattern_groups(p) >= PATTERN_GROUPS) {
        op_fail(run, FAIL_BAD_ARGUMENT, "pattern",
                "the pattern needs 1 to %d groups with names, like (?<year>\\d+)",
                PATTERN_GROUPS - 1);
        ok = false;
    }
    pattern_close(p);
    return ok;
}

static bool rows(const struct args *arg, const struct pattern *p, const struct table *in,
                 struct table *out, struct op_run *run)
{
    struct failure *f = NULL;
    slice group[PATTERN_GROUPS];

    for (int64_t r = 0; r < in->nrow; r++) {
        slice s = in->col[arg->column].cell[r];
        int found = pattern_find(p, s, group, pattern_groups(p) + 1), at = arg->column;

        if (found < 0) {
            op_fail_cell(op_fail(run, FAIL_LIMIT, "pattern",
                                 "the pattern takes too many steps on a cell: make it simpler"),
                         in, arg->column, r);
            return false;
        }
        if (found == 0 && arg->other == FAIL && !op_blank(s)) {
            if (f == NULL)
                f = op_fail(run, FAIL_STEP_FAILED, "pattern", "a cell does not match the pattern");
            op_fail_cell(f, in, arg->column, r);
        }
        for (int g = 1; g <= pattern_groups(p); g++)
            if (pattern_group_name(p, g).n > 0)
                column_put(&out->col[++at], r, found > 0 && group[g].p != NULL ? group[g] : S(""));
    }
    return f == NULL;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    const struct column *from = &in->col[arg->column];
    struct pattern *p = open_pattern(arg, run);
    int at = arg->column;
    bool ok = p != NULL && op_share(run, out, in);

    for (int g = 1; ok && g <= pattern_groups(p); g++) {
        slice name = arena_copy(run->arena, pattern_group_name(p, g));

        if (name.n == 0) continue;
        ok = op_insert(run, out, ++at, name);
        if (!ok) break;
        out->col[at].source_col = from->source_col;
        out->col[at].place = from->place;
    }
    ok = ok && rows(arg, p, in, out, run);
    pattern_close(p);
    if (ok && !arg->keep) {
        for (int c = arg->column; c + 1 < out->ncol; c++) out->col[c] = out->col[c + 1];
        out->ncol--;
    }
    return ok;
}

const struct op op_extract = {
    .name = "extract",
    .version = 1,
    .group = "columns",
    .doc = "Take parts out of a column, by the named groups of a pattern, into new columns.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .check = check,
    .apply = apply,
};
