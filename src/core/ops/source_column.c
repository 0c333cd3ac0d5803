/* source_column - a new column that says where the rows came from. */
#include "op.h"

struct args {
    slice to;
    int of;
    slice cell;
    bool cell_given;
};

enum { OF_FILE, OF_SHEET, OF_ROW, OF_CELL };
static const char *const of[] = {"file", "sheet", "row", "cell", NULL};

static const struct op_param param[] = {
    {.name = "to",
     .type = OP_NAME,
     .at = offsetof(struct args, to),
     .doc = "the new column, which becomes the last"},
    {.name = "of",
     .type = OP_CHOICE,
     .at = offsetof(struct args, of),
     .fallback = "\"file\"",
     .choice = of,
     .doc = "the file's name, the sheet's name, the number of the row in the source, or "
            "a cell of the sheet"},
    {.name = "cell",
     .type = OP_TEXT,
     .at = offsetof(struct args, cell),
     .optional = true,
     .given_at = offsetof(struct args, cell_given),
     .doc = "which cell of the sheet, like B2: a date or a name "
            "that stands above the table"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{\"to\":\"source\"}", "a\n1\n", "a,source\n1,hours.csv\n", NULL},
    {"{\"to\":\"sheet\",\"of\":\"sheet\"}", "a\n1\n", "a,sheet\n1,Sheet1\n", NULL},
    {"{\"to\":\"line\",\"of\":\"row\"}", "a\n1\n2\n", "a,line\n1,2\n2,3\n", NULL},
    {"{\"to\":\"note\",\"of\":\"cell\",\"cell\":\"A3\"}", "a,b\n1,2\n7,8\n",
     "a,b,note\n1,2,7\n7,8,7\n", NULL},
    {"{\"to\":\"x\",\"of\":\"cell\",\"cell\":\"B99\"}", "a\n1\n", NULL, "step_failed"},
    {"{\"to\":\"x\",\"of\":\"cell\",\"cell\":\"99\"}", "a\n1\n", NULL, "bad_argument"},
    {"{\"to\":\"x\",\"of\":\"cell\"}", "a\n1\n", NULL, "missing_argument"},
    {0}};

/* "B12" as row and column from 1. */
static bool read_cell(slice s, struct place *out)
{
    int64_t row = 0;
    uint32_t col = 0;
    ptrdiff_t i = 0;

    *out = (struct place){0};
    for (; i < s.n && i < 4; i++) {
        char c = (char)(s.p[i] | 0x20);

        if (c < 'a' || c > 'z') break;
        col = col * 26 + (uint32_t)(c - 'a' + 1);
    }
    out->col = col & 0xFFFFF;
    if (i == 0 || i == s.n || s.p[i] < '1' || s.p[i] > '9') return false;
    if (!slice_i64(slice_sub(s, i, s.n), &row) || row > INT32_MAX) return false;
    out->row = (int32_t)row;
    return true;
}

static bool check(const void *v, const struct table *in, struct op_run *run)
{
    const struct args *arg = v;
    struct place at;

    if (arg->of != OF_CELL && arg->cell_given) {
        op_fail(run, FAIL_BAD_ARGUMENT, "cell", "\"cell\" goes with \"of\": \"cell\" only");
        return false;
    }
    if (arg->of == OF_CELL && !arg->cell_given) {
        op_fail(run, FAIL_MISSING_ARGUMENT, "cell", "source_column needs \"cell\", like \"B2\"");
        return false;
    }
    if (arg->of == OF_CELL && !read_cell(arg->cell, &at)) {
        op_fail(run, FAIL_BAD_ARGUMENT, "cell", "\"%.*s\" is no cell; a cell is written like B2",
                SLICE_ARG(arg->cell));
        return false;
    }
    return op_fresh(run, "to", in, arg->to, -1);
}

/* Every row gets the text of one cell of the sheet, and its place. */
static bool put_cell(const struct args *arg, struct table *out, struct column *col,
                     struct op_run *run)
{
    const struct table *sheet = run->sheet;
    struct place at;

    if (run->names_only) return true;
    if (sheet == NULL) {
        op_fail(run, FAIL_STEP_FAILED, "cell", "the cells of the source sheet are not at hand");
        return false;
    }
    if (!read_cell(arg->cell, &at) || at.row > sheet->nrow || at.col > sheet->ncol) {
        op_fail(run, FAIL_STEP_FAILED, "cell",
                "there is no cell %.*s, the sheet has %lld rows and %d columns",
                SLICE_ARG(arg->cell), (long long)sheet->nrow, sheet->ncol);
        return false;
    }
    col->place = op_alloc(run, sizeof *col->place, out->nrow);
    if (col->place == NULL) return false;
    for (int64_t r = 0; r < out->nrow; r++) {
        col->cell[r] = sheet->col[at.col - 1].cell[at.row - 1];
        col->place[r] = at;
    }
    return true;
}

static bool put_row(const struct table *in, struct column *col, struct op_run *run)
{
    col->kind = KIND_INTEGER;
    for (int64_t r = 0; r < in->nrow; r++) {
        col->cell[r] = S("");
        if (in->source_row[r] == 0) continue;
        col->cell[r] = arena_printf(run->arena, "%d", in->source_row[r]);
        if (col->cell[r].p == NULL) return op_out_of_memory(run);
    }
    return true;
}

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    struct column *col;

    if (!op_share(run, out, in) || !op_insert(run, out, in->ncol, arg->to)) return false;
    col = &out->col[in->ncol];
    if (arg->of == OF_CELL) return put_cell(arg, out, col, run);
    if (arg->of == OF_ROW) return put_row(in, col, run);
    for (int64_t r = 0; r < out->nrow; r++)
        col->cell[r] = arg->of == OF_FILE ? run->source_name : run->sheet_name;
    return true;
}

const struct op op_source_column = {
    .name = "source_column",
    .version = 1,
    .group = "columns",
    .doc =
        "Add a column with the file's or sheet's name, the source row, or one cell of the sheet.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .keeps_rows = true,
    .in_parts = true,
    .check = check,
    .apply = apply,
};
