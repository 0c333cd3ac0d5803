#include "flow.h"

#include "task.h"
#include <stdlib.h>

/* Rows of a batch: as many as the first-level caches like, few enough for several threads. */
enum { BATCH_ROWS = 4096, BATCH_CELLS = 1 << 17 };

/* What one thread holds. */
struct worker {
    struct flow_batch batch;
    const slice **cell; /* [column] */
};

struct flow_own {
    struct arena arena;
    struct table table;
    int64_t at, rows; /* the next row; rows of a batch */
    const struct flow_use *use;
    struct worker worker[FLOW_THREADS_MAX];
};

struct flow *flow_open(const struct inspection *in, int header_rows, struct err *e)
{
    struct flow *f = calloc(1, sizeof *f);
    struct flow_own *o = calloc(1, sizeof *o);

    if (f == NULL || o == NULL) err_no_memory();
    f->own = o;
    arena_init(&o->arena, ARENA_NO_LIMIT);
    if (!inspect_table(in, header_rows, &o->arena, &o->table, e)) {
        flow_close(f);
        return NULL;
    }
    f->ncol = o->table.ncol;
    f->rows = o->table.nrow;
    f->left = in->chosen >= 0 ? in->region[in->chosen].at.left : 1;
    f->name = arena_new(&o->arena, slice, f->ncol + 1);
    for (int c = 0; c < f->ncol; c++) f->name[c] = o->table.col[c].name;
    o->rows = f->ncol > 0 ? BATCH_CELLS / f->ncol : BATCH_ROWS;
    if (o->rows > BATCH_ROWS) o->rows = BATCH_ROWS;
    if (o->rows < 1) o->rows = 1;
    return f;
}

void flow_close(struct flow *f)
{
    if (f == NULL) return;
    arena_free(&f->own->arena);
    free(f->own);
    free(f);
}

static bool take(void *ctx, int worker, bool *more, struct err *e)
{
    struct flow *f = ctx;
    struct flow_own *o = f->own;
    struct worker *w = &o->worker[worker];
    int64_t n = o->table.nrow - o->at;

    (void)e;
    *more = n > 0;
    if (n <= 0) return true;
    if (n > o->rows) n = o->rows;
    if (w->cell == NULL) w->cell = arena_new(&o->arena, const slice *, f->ncol + 1);
    for (int c = 0; c < f->ncol; c++) w->cell[c] = o->table.col[c].cell + o->at;
    w->batch = (struct flow_batch){
        .first = o->at, .nrow = n, .cell = w->cell, .source_row = o->table.source_row + o->at};
    o->at += n;
    return true;
}

static bool work(void *ctx, int worker, struct err *e)
{
    struct flow_own *o = ((struct flow *)ctx)->own;

    return o->use->work(o->use->ctx, worker, &o->worker[worker].batch, e);
}

static bool give(void *ctx, int worker, struct err *e)
{
    struct flow_own *o = ((struct flow *)ctx)->own;

    return o->use->give == NULL || o->use->give(o->use->ctx, worker, e);
}

bool flow_run(struct flow *f, int threads, const struct flow_use *use, struct err *e)
{
    static const struct task_line line = {take, work, give};

    f->own->use = use;
    f->own->at = 0;
    if (threads > FLOW_THREADS_MAX) threads = FLOW_THREADS_MAX;
    return task_line_run(&line, threads, f, e);
}
