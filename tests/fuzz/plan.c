/* Plans come from strangers: whatever the document says, checking and applying it to a small table
 * ends with a result or with failures, within its limits. */
#include "plan.h"
#include "opexample.h"
#include "planparts.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* One row after the other. */
static void run_in_parts(const struct plan *p, const struct table *in, struct plan_options o,
                         struct arena *a)
{
    struct failures f, warnings;
    struct table head = *in, shape, out;
    struct planparts *x;
    bool ok = true;

    o.keep_steps = false;
    head.nrow = 0;
    x = planparts_open(p, &head, in->nrow, &o, a, &shape);
    if (x == NULL) return;
    for (int64_t r = 0; ok && r < in->nrow; r++) {
        struct table part = *in;
        struct column *col = arena_new(a, struct column, in->ncol);

        if (col == NULL) break;
        for (int c = 0; c < in->ncol; c++) col[c] = in->col[c], col[c].cell += r;
        part.col = col;
        part.source_row += r;
        part.nrow = 1;
        ok = planparts_put(x, &part, &out);
    }
    if (ok) planparts_end(x, &out, &f, &warnings);
    planparts_close(x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct plan_options o = {.cells_max = 20000,
                             .source_name = S("hours.csv"),
                             .sheet_name = S("Sheet1"),
                             .keep_steps = true};
    struct arena a;
    struct failures f = {.arena = &a};
    struct plan_result out;
    struct plan plan;
    struct table in, names, sheet;
    struct buf b = {0};

    arena_init(&a, (size_t)64 << 20);
    opexample_table("region,name,h 1,h 2,c 1,c 2,tags,when,tags\n"
                    "North,Ann,\"1,5\",2,10,20,\"a, b\",31.03.2024,x\n"
                    ",Bob,3,4,30,40,,01.04.2024,y\nTotal,,\"4,5\",6,40,60,,,\n"
                    "South,,n/a,-,5,6,c;d,2.5.2024,z\n",
                    &a, &in);
    opexample_sheet(&in, &a, &sheet);
    o.sheet = &sheet;
    if (plan_parse_text((slice){(const char *)data, (ptrdiff_t)n}, &a, &plan, &f)) {
        int before = f.n;
        bool holds;

        /* Every further input is the same table; none of its own steps run. */
        for (int i = 0; i < plan.ninput; i++) plan.table[i].table = &in;
        holds = plan_check(&plan, &in, &a, &names, &f);

        assert(holds == (f.n == before));
        if (holds && !plan_apply(&plan, &in, &o, &a, &out, &f)) assert(f.n > before);
        run_in_parts(&plan, &in, o, &a);
        for (int i = 0; i < plan.nstep; i++) plan_step_text(&plan.step[i], &a);
        plan_digest(&plan, &a);
    } else {
        assert(f.n > 0);
    }
    for (int i = 0; i < f.n; i++) failure_text(&f.at[i], 3, &b);
    buf_free(&b);
    arena_free(&a);
    return 0;
}
