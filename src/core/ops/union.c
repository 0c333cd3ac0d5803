/* union - the rows of a further table below those of this one. */
#include "op.h"

struct args {
    struct op_table with;
    int by, missing;
};

enum { NAME, POSITION };
static const char *const by[] = {"name", "position", NULL};
enum { MISSING_FAIL, MISSING_NULL };
static const char *const missing[] = {"fail", "null", NULL};

static const struct op_param param[] = {
    {.name = "with",
     .type = OP_TABLE,
     .at = offsetof(struct args, with),
     .doc = "the table whose rows follow"},
    {.name = "by",
     .type = OP_CHOICE,
     .at = offsetof(struct args, by),
     .fallback = "\"name\"",
     .choice = by,
     .doc = "which columns belong together: those of one name, or the first with the first"},
    {.name = "missing",
     .type = OP_CHOICE,
     .at = offsetof(struct args, missing),
     .fallback = "\"fail\"",
     .choice = missing,
     .doc = "what a column does that only one of them has: stop the step, or be empty in the rows "
            "of the other"},
    {.name = NULL}};

static const struct op_example_input input[] = {
    {"feb", "h,id\n2,8\n"}, {"notes", "id,note\n8,late\n"}, {"unnamed", "nr,hours\n8,2\n"},
    {"short", "id\n8\n"},   {"twice", "id,h,h\n8,3,4\n"},   {0}};

static const struct op_example example[] = {
    {"{\"with\":\"feb\"}", "id,h\n7,1\n", "id,h\n7,1\n8,2\n", NULL},
    {"{\"with\":\"notes\",\"missing\":\"null\"}", "id,h\n7,1\n", "id,h,note\n7,1,\n8,,late\n",
     NULL},
    {"{\"with\":\"unnamed\",\"by\":\"position\"}", "id,h\n7,1\n", "id,h\n7,1\n8,2\n", NULL},
    {"{\"with\":\"notes\"}", "id,h\n7,1\n", NULL, "unknown_column"},
    {"{\"with\":\"short\",\"by\":\"position\"}", "id,h\n7,1\n", NULL, "unknown_column"},
    {"{\"with\":\"twice\"}", "id,h,h\n7,1,2\n", NULL, "ambiguous_column"},
    {0}};

/* Column c of `in` is column partner[c] of the other table, or -1. The other table's columns that
 * have no partner are extra[0..nextra). */
struct pairing {
    int *partner, *extra;
    int nextra;
};

static bool pair(const struct args *arg, const struct table *in, struct pairing *p,
                 struct op_run *run)
{
    const struct table *other = arg->with.table;
    bool *taken = op_alloc(run, sizeof *taken, other->ncol);

    p->partner = op_alloc(run, sizeof *p->partner, in->ncol);
    p->extra = op_alloc(run, sizeof *p->extra, other->ncol);
    p->nextra = 0;
    if (taken == NULL || p->partner == NULL || p->extra == NULL) return false;
    for (int c = 0; c < in->ncol; c++) {
        int o = arg->by == NAME ? table_find(other, in->col[c].name, 1) : c < other->ncol ? c : -1;

        p->partner[c] = o;
        if (o >= 0) taken[o] = true;
    }
    for (int o = 0; o < other->ncol; o++)
        if (!taken[o]) p->extra[p->nextra++] = o;
    return true;
}

static bool names_are_single(const struct table *t, struct op_run *run)
{
    for (int c = 0; c < t->ncol; c++) {
        if (table_count_name(t, t->col[c].name) == 1) continue;
        op_fail(run, FAIL_AMBIGUOUS_COLUMN, "by",
                "several columns are named \"%.*s\": rename them, or pair them by \"position\"",
                SLICE_ARG(t->col[c].name));
        return false;
    }
    return true;
}

static void report_lone(const struct column *col, slice who, struct op_run *run)
{
    op_fail(run, FAIL_UNKNOWN_COLUMN, "with",
            "only %.*s has a column \"%.*s\": rename it, drop it, or say \"missing\":\"null\"",
            SLICE_ARG(who), SLICE_ARG(col->name));
}

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    struct pairing p;
    bool ok = true;

    if (arg->by == NAME && (!names_are_single(in, run) || !names_are_single(arg->with.table, run)))
        return false;
    if (!pair(arg, in, &p, run)) return false;
    if (arg->missing == MISSING_NULL) return true;
    for (int c = 0; c < in->ncol; c++)
        if (p.partner[c] < 0) {
            report_lone(&in->col[c], S("this table"), run);
            ok = false;
        }
    for (int i = 0; i < p.nextra; i++) {
        report_lone(&arg->with.table->col[p.extra[i]],
                    arena_printf(run->arena, "\"%.*s\"", SLICE_ARG(arg->with.name)), run);
        ok = false;
    }
    return ok;
}

/* Column o of out: the rows of `in`'s column c (-1: none), then those of the other table's column
 * b (-1: none). */
static bool stack(const struct args *arg, const struct table *in, int c, int b, struct table *out,
                  int o, int64_t below, struct op_run *run)
{
    const struct table *other = arg->with.table;
    const struct column *top = c >= 0 ? &in->col[c] : NULL;
    const struct column *bottom = b >= 0 ? &other->col[b] : NULL;
    struct column *col = &out->col[o];

    col->name = top != NULL ? top->name : bottom->name;
    col->kind = top == NULL      ? bottom->kind
                : bottom == NULL ? top->kind
                                 : op_kind_union(top->kind, bottom->kind);
    col->place = op_alloc(run, sizeof *col->place, out->nrow);
    if (col->place == NULL) return false;
    for (int64_t r = 0; r < in->nrow; r++) {
        column_put(col, r, top != NULL ? column_cell(top, r) : S(""));
        if (top != NULL) col->place[r] = table_place(in, c, r);
    }
    for (int64_t r = 0; r < below; r++) {
        int64_t at = in->nrow + r;

        column_put(col, at, bottom != NULL ? column_cell(bottom, r) : S(""));
        if (bottom == NULL) continue;
        col->place[at] = table_place(other, b, r);
        col->place[at].source = (uint32_t)arg->with.source & 0xFFF;
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t below = run->names_only ? 0 : arg->with.table->nrow;
    struct pairing p;

    if (!pair(arg, in, &p, run) || !op_new(run, out, in->ncol + p.nextra, in->nrow + below))
        return false;
    /* Rows of the other table have no row of this source. */
    if (in->nrow > 0) memcpy(out->source_row, in->source_row, (size_t)in->nrow * sizeof(int32_t));
    for (int c = 0; c < in->ncol; c++)
        if (!stack(arg, in, c, p.partner[c], out, c, below, run)) return false;
    for (int i = 0; i < p.nextra; i++)
        if (!stack(arg, in, -1, p.extra[i], out, in->ncol + i, below, run)) return false;
    return true;
}

const struct op op_union = {
    .name = "union",
    .version = 1,
    .group = "tables",
    .doc = "Put the rows of another table below those of this one.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .input = input,
    .check = check,
    .apply = apply,
};
