#include "flow.h"

#include "flowdisk.h"
#include "sample.h"
#include "task.h"
#include <stdlib.h>

/* Rows of a batch: as many as the first-level caches like, few enough for several threads. */
enum { BATCH_ROWS = 4096, BATCH_CELLS = 1 << 17 };

/* What one thread holds. */
struct worker {
    struct flow_batch batch;
    const slice **cell; /* [column] */
    struct flowdisk_part *part;
};

struct flow_own {
    struct arena arena;
    const struct source *source;
    struct flowdisk *disk; /* NULL: the table is in memory */
    struct table table;
    int64_t at, rows; /* the next row; rows of a batch */
    const struct flow_use *use;
    struct worker worker[FLOW_THREADS_MAX];
};

/* The names from the heading in the sample; a column that only rows further on have is nameless. */
static bool open_disk(struct flow *f, const struct inspection *in, int header_rows, struct err *e)
{
    struct flow_own *o = f->own;
    int64_t head, first;
    bool headed;

    /* The columns of the sample's rows, no rows. */
    if (!inspect_heading(in, header_rows, &o->arena, &o->table, &head, &first, e)) return false;
    headed = first >= in->region[in->chosen].at.top;
    sample_learn(in->book);
    o->disk = flowdisk_open(in, first, head, e);
    if (o->disk == NULL) return false;
    f->ncol = flowdisk_columns(o->disk);
    f->rows = -1;
    f->most = flowdisk_rows(o->disk);
    f->name = arena_new(&o->arena, slice, f->ncol + 1);
    for (int c = 0; c < f->ncol; c++)
        f->name[c] = c < o->table.ncol ? o->table.col[c].name
                     : headed          ? (slice){"", 0}
                                       : arena_printf(&o->arena, "column_%d", c + 1);
    f->left = in->region[in->chosen].at.left;
    return true;
}

static bool open_memory(struct flow *f, const struct inspection *in, int header_rows, struct err *e)
{
    struct flow_own *o = f->own;

    if (!inspect_table(in, header_rows, &o->arena, &o->table, e)) return false;
    f->ncol = o->table.ncol;
    f->rows = f->most = o->table.nrow;
    f->left = in->chosen >= 0 ? in->region[in->chosen].at.left : 1;
    f->name = arena_new(&o->arena, slice, f->ncol + 1);
    for (int c = 0; c < f->ncol; c++) f->name[c] = o->table.col[c].name;
    o->rows = f->ncol > 0 ? BATCH_CELLS / f->ncol : BATCH_ROWS;
    if (o->rows > BATCH_ROWS) o->rows = BATCH_ROWS;
    if (o->rows < 1) o->rows = 1;
    return true;
}

struct flow *flow_open(const struct inspection *in, int header_rows, struct err *e)
{
    struct flow *f = calloc(1, sizeof *f);
    bool disk = in->book->sample != NULL && in->chosen >= 0;

    if (f == NULL || (f->own = calloc(1, sizeof *f->own)) == NULL) err_no_memory();
    arena_init(&f->own->arena, ARENA_NO_LIMIT);
    f->own->source = in->book->source;
    f->quirks = (struct quirks){.arena = &f->own->arena};
    if (disk ? open_disk(f, in, header_rows, e) : open_memory(f, in, header_rows, e)) return f;
    source_named(in->book->source, e);
    flow_close(f);
    return NULL;
}

void flow_close(struct flow *f)
{
    if (f == NULL) return;
    for (int i = 0; i < FLOW_THREADS_MAX; i++) flowdisk_part_free(f->own->worker[i].part);
    flowdisk_close(f->own->disk);
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
    if (o->disk != NULL) {
        if (w->part == NULL) w->part = flowdisk_part_new();
        flowdisk_take(o->disk, w->part, more);
        return true;
    }
    *more = n > 0;
    if (n <= 0) return true;
    if (n > o->rows) n = o->rows;
    if (w->cell == NULL) w->cell = arena_new(&o->arena, const slice *, f->ncol + 1);
    for (int c = 0; c < f->ncol; c++) w->cell[c] = o->table.col[c].cell + o->at;
    w->batch = (struct flow_batch){
        .order = o->at, .nrow = n, .cell = w->cell, .source_row = o->table.source_row + o->at};
    o->at += n;
    return true;
}

static bool work(void *ctx, int worker, struct err *e)
{
    struct flow_own *o = ((struct flow *)ctx)->own;
    struct worker *w = &o->worker[worker];

    if (o->disk != NULL && !flowdisk_work(o->disk, w->part, &w->batch, e))
        return source_named(o->source, e);
    return w->batch.nrow == 0 || o->use->work(o->use->ctx, worker, &w->batch, e);
}

static bool give(void *ctx, int worker, struct err *e)
{
    struct flow *f = ctx;
    struct flow_own *o = f->own;
    struct worker *w = &o->worker[worker];

    if (o->disk != NULL) flowdisk_give(o->disk, w->part, &f->quirks);
    return w->batch.nrow == 0 || o->use->give == NULL || o->use->give(o->use->ctx, worker, e);
}

bool flow_run(struct flow *f, int threads, const struct flow_use *use, struct err *e)
{
    static const struct task_line line = {take, work, give};

    f->own->use = use;
    f->own->at = 0;
    if (threads > FLOW_THREADS_MAX) threads = FLOW_THREADS_MAX;
    if (!task_line_run(&line, threads, f, e)) return false;
    if (f->own->disk != NULL) flowdisk_note(f->own->disk, &f->quirks);
    return true;
}
