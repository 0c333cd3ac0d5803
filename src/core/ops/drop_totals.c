/* drop_totals - leave out rows that add up other rows (total.h says how they are told). */
#include "op.h"
#include "total.h"

struct args {
    struct op_columns columns;
    struct op_texts words;
    int check;
};

static const char *const check_by[] = {"auto", "label", "sum", NULL};

static const struct op_param param[] = {
    {.name = "columns",
     .type = OP_COLUMNS,
     .at = offsetof(struct args, columns),
     .optional = true,
     .doc = "where labels like \"Total\" stand; all columns of text when absent"},
    {.name = "words",
     .type = OP_TEXTS,
     .at = offsetof(struct args, words),
     .optional = true,
     .doc = "further words for totals; those of many languages are known"},
    {.name = "check",
     .type = OP_CHOICE,
     .at = offsetof(struct args, check),
     .fallback = "\"auto\"",
     .choice = check_by,
     .doc = "auto: a label and the arithmetic together; label: the label alone; sum: only rows "
            "whose numbers add up"},
    {.name = NULL}};

static const struct op_example example[] = {
    {"{}", "site,staff,h\nKöln,3,10\nBonn,2,20\nTotal Energies,5,77\nSumme,10,107\n",
     "site,staff,h\nKöln,3,10\nBonn,2,20\nTotal Energies,5,77\n", NULL},
    {"{}",
     "site,id,h\nKöln,1,\"1,5\"\nKöln,2,2\nSumme Köln,,\"3,5\"\nBonn,3,4\nSumme Bonn,,4\nGesamt,,"
     "\"7,5\"\n",
     "site,id,h\nKöln,1,\"1,5\"\nKöln,2,2\nBonn,3,4\n", NULL},
    {"{}", "site,id,h\nKöln,1,5\nKöln,2,6\n,,11\n", "site,id,h\nKöln,1,5\nKöln,2,6\n", NULL},
    {"{\"words\":[\"Alles\"],\"check\":\"label\"}", "a,h\nx,1\nAlles,9\n", "a,h\nx,1\n", NULL},
    {"{\"label\":7}", "a,b\n1,2\n", NULL, "unknown_argument"},
    {0}};

static bool apply(const void *v, const struct table *in, struct table *out, struct op_run *run)
{
    const struct args *arg = v;
    int64_t n = 0, *keep = op_alloc(run, sizeof *keep, in->nrow);
    bool *is = op_alloc(run, sizeof *is, in->nrow);

    if (keep == NULL || is == NULL) return false;
    if (total_find(in, arg->columns.at, arg->columns.n, arg->words.at, arg->words.n,
                   (enum total_check)arg->check, run->arena, is) < 0)
        return op_out_of_memory(run);
    for (int64_t r = 0; r < in->nrow; r++)
        if (!is[r]) keep[n++] = r;
    return op_pick(run, out, in, keep, n);
}

const struct op op_drop_totals = {
    .name = "drop_totals",
    .version = 1,
    .group = "rows",
    .doc = "Leave out rows that add up other rows: totals, subtotals, grand totals.",
    .args_size = sizeof(struct args),
    .param = param,
    .example = example,
    .reads_rows = true,
    .drops_totals = true,
    .apply = apply,
};
