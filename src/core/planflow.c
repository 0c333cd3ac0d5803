#include "planflow.h"

#include "flow.h"
#include "fs.h"
#include "planparts.h"

enum { THREADS = 2 }; /* one cuts the next part while the other runs the steps on this */

struct passing {
    struct flow *flow;
    struct planparts *parts;
    struct export_rows *lines;
    struct flow_batch batch[FLOW_THREADS_MAX];
    struct column *column; /* of a part */
    const slice **cell;    /* [column] of the result */
    struct buf text;
    struct planflow_made *made;
};

static bool write_rows(struct passing *p, const struct table *t, struct err *e)
{
    const struct export_batch b = {p->cell, NULL, t->col, t->nrow};

    for (int c = 0; c < t->ncol; c++) p->cell[c] = t->col[c].cell;
    buf_clear(&p->text);
    export_rows_make(p->lines, &b, &p->text);
    p->made->rows += t->nrow;
    return export_rows_put(p->lines, &b, buf_slice(&p->text), e);
}

static bool take(void *ctx, int worker, const struct flow_batch *b, struct err *e)
{
    struct passing *p = ctx;

    (void)e;
    p->batch[worker] = *b;
    return true;
}

static bool put(void *ctx, int worker, struct err *e)
{
    struct passing *p = ctx;
    const struct flow_batch *b = &p->batch[worker];
    struct table part = {.col = p->column, .ncol = p->flow->ncol, .nrow = b->nrow}, out;
    int32_t *row = (int32_t *)(uintptr_t)b->source_row; /* read only, as ops do */

    part.source_row = row;
    for (int c = 0; c < part.ncol; c++) part.col[c].cell = (slice *)(uintptr_t)b->cell[c];
    if (!planparts_put(p->parts, &part, &out))
        return err_set(e, E_FAILED, "the plan is to be applied to the whole table");
    return write_rows(p, &out, e);
}

/* The columns of the input, without rows. */
static bool heading(const struct flow *f, struct arena *a, struct table *out)
{
    struct err e = {0};

    if (!table_new(out, a, f->ncol, 0, &e)) return false;
    for (int c = 0; c < f->ncol; c++) {
        out->col[c].name = f->name[c];
        out->col[c].source_col = f->left + c;
    }
    return true;
}

static bool pass(struct passing *p, const char *path, const struct export_options *x,
                 const struct table *shape, struct arena *a, bool *done, struct err *e)
{
    const struct flow_use use = {take, put, p};
    struct table rest;
    struct err none = {0};
    bool keep;

    p->made->columns = shape->ncol;
    p->cell = arena_new(a, const slice *, shape->ncol);
    p->lines = p->cell != NULL ? export_rows_open(path, x, shape, &none) : NULL;
    if (p->lines == NULL) return true;
    *done = flow_run(p->flow, THREADS, &use, &none) &&
            planparts_end(p->parts, &rest, &p->made->failures, &p->made->warnings);
    if (*done) *done = write_rows(p, &rest, &none);
    keep = *done && p->made->failures.n == 0;
    buf_free(&p->text);
    return export_rows_close(p->lines, keep, e) || !keep;
}

bool planflow_write(const struct plan *plan, const struct inspection *in, int header_rows,
                    const struct plan_options *o, const char *path, const struct export_options *x,
                    struct arena *a, struct planflow_made *made, bool *done, struct err *e)
{
    struct passing p = {.made = made};
    struct table head, shape;
    struct err none = {0};
    bool ok = true;

    *done = false;
    *made = (struct planflow_made){.failures = {.arena = a}, .warnings = {.arena = a}};
    /* A table in memory is at hand, and what is written through cannot be taken back. */
    if (in->book->sample == NULL || in->chosen < 0 || !export_by_rows(path, x) ||
        fs_is_stream(path))
        return true;
    p.flow = flow_open(in, header_rows, &none);
    if (p.flow == NULL) return true;
    if (heading(p.flow, a, &head)) {
        p.column = head.col;
        p.parts = planparts_open(plan, &head, p.flow->most, o, a, &shape);
        if (p.parts != NULL) ok = pass(&p, path, x, &shape, a, done, e);
    }
    planparts_close(p.parts);
    flow_close(p.flow);
    return ok;
}
