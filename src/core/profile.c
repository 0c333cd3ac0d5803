/* profile.c - rows in, statistics out: batches are digested beside each other and taken in one
 * after the other, so that the result does not depend on the number of threads. */
#include "profile.h"

#include "profilecolumn.h"
#include "rowset.h"
#include "task.h"
#include <math.h>
#include <stdlib.h>

const double profile_quantile[PROFILE_QUANTILES] = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
const char *const profile_quantile_name[PROFILE_QUANTILES] = {"p01", "p05", "p25", "p50",
                                                              "p75", "p95", "p99"};

const char *profile_order_name(enum profile_order o)
{
    static const char *const name[] = {"none", "constant", "ascending", "descending"};

    return name[o];
}

/* Where the rows come from: a function that gives all of them, from the first on, in batches. */
struct feed {
    const void *from;
    bool (*run)(const void *from, int threads, const struct flow_use *use, struct err *e);
    int ncol;
    const slice *name;
};

/* What one thread knows and makes. */
struct worker {
    const struct reading **reading; /* of each column; NULL: not known when it last asked */
    struct profiledigest *digest;   /* of each column */
    uint64_t *row_hash;
    int64_t room, nrow;
};

/* One pass over the rows. */
struct pass {
    struct profilecolumn **column; /* [ncol] */
    const int *index;              /* of the columns in the flow */
    int ncol;
    bool count_rows;
    const struct profile_options *o;
    struct worker worker[FLOW_THREADS_MAX];
    struct rowset rows;
    int64_t nrow;
};

static void prepare(struct pass *p, struct worker *w, int64_t rows)
{
    if (w->digest == NULL) {
        w->digest = calloc((size_t)p->ncol + 1, sizeof *w->digest);
        w->reading = calloc((size_t)p->ncol + 1, sizeof *w->reading);
        if (w->digest == NULL || w->reading == NULL) err_no_memory();
    }
    if (w->room < rows) {
        w->room = rows;
        free(w->row_hash);
        w->row_hash = malloc((size_t)rows * sizeof *w->row_hash);
        if (w->row_hash == NULL) err_no_memory();
    }
    memset(w->row_hash, 0, (size_t)rows * sizeof *w->row_hash);
    w->nrow = rows;
}

static bool make_digests(void *ctx, int worker, const struct flow_batch *b, struct err *e)
{
    struct pass *p = ctx;
    struct worker *w = &p->worker[worker];

    if (p->o->cancelled != NULL && p->o->cancelled(p->o->data))
        return err_set(e, E_CANCEL, "cancelled");
    prepare(p, w, b->nrow);
    for (int c = 0; c < p->ncol; c++)
        profiledigest_make(&w->digest[c], w->reading[c], b->cell[p->index[c]], b->source_row,
                           b->nrow, w->row_hash);
    return true;
}

static bool take_in(void *ctx, int worker, struct err *e)
{
    struct pass *p = ctx;
    struct worker *w = &p->worker[worker];

    (void)e;
    for (int c = 0; c < p->ncol; c++) {
        profilecolumn_add(p->column[c], &w->digest[c]);
        w->reading[c] = profilecolumn_reading(p->column[c]);
    }
    if (p->count_rows && p->ncol > 0) rowset_add(&p->rows, w->row_hash, w->nrow);
    p->nrow += w->nrow;
    if (p->o->progress != NULL) p->o->progress(p->o->data, p->nrow);
    return true;
}

static void forget_workers(struct pass *p)
{
    for (int i = 0; i < FLOW_THREADS_MAX; i++) {
        struct worker *w = &p->worker[i];

        for (int c = 0; c < p->ncol && w->digest != NULL; c++) profiledigest_free(&w->digest[c]);
        free(w->digest);
        free(w->reading);
        free(w->row_hash);
        *w = (struct worker){0};
    }
}

static bool look(struct pass *p, const struct feed *f, struct err *e)
{
    const struct flow_use use = {make_digests, take_in, p};
    int threads = p->o->threads > 0 ? p->o->threads : task_processors();
    bool ok;

    p->nrow = 0;
    ok = f->run(f->from, threads < FLOW_THREADS_MAX ? threads : FLOW_THREADS_MAX, &use, e);
    forget_workers(p);
    return ok;
}

/* A second time for the columns whose beginning deceived. */
static bool look_again(const struct pass *first, const struct feed *f, struct arena *a,
                       struct err *e)
{
    struct pass p = {.o = first->o};
    int *index = arena_new(a, int, first->ncol + 1);

    p.index = index;
    p.column = arena_new(a, struct profilecolumn *, first->ncol + 1);
    if (index == NULL || p.column == NULL)
        return err_set(e, E_LIMIT, "%d columns do not fit the memory limit", first->ncol);
    for (int c = 0; c < first->ncol; c++) {
        if (!profilecolumn_deceived(first->column[c])) continue;
        index[p.ncol] = first->index[c];
        p.column[p.ncol++] = first->column[c];
    }
    return p.ncol == 0 || look(&p, f, e);
}

/* The columns index[0..n) of the feed; index NULL: all. */
static bool profile_feed(const struct feed *f, const int *index, int n,
                         const struct profile_options *o, struct arena *a, struct profile *out,
                         struct err *e)
{
    int ncol = index != NULL ? n : f->ncol, *all = arena_new(a, int, ncol + 1);
    struct pass p = {.o = o, .index = all, .ncol = ncol, .count_rows = true};
    bool ok;

    *out = (struct profile){.n = ncol};
    out->col = arena_new(a, struct profile_column, ncol + 1);
    p.column = arena_new(a, struct profilecolumn *, ncol + 1);
    if (all == NULL || out->col == NULL || p.column == NULL)
        return err_set(e, E_LIMIT, "%d columns do not fit the memory limit", ncol);
    for (int c = 0; c < ncol; c++) {
        all[c] = index != NULL ? index[c] : c;
        p.column[c] = profilecolumn_open(ncol);
    }
    rowset_init(&p.rows, 1 << 20);
    ok = look(&p, f, e);
    out->rows = p.nrow;
    out->duplicate_rows = rowset_again(&p.rows, &out->duplicates_exact);
    rowset_free(&p.rows);
    ok = ok && look_again(&p, f, a, e);
    for (int c = 0; c < ncol; c++) {
        if (ok) {
            profilecolumn_describe(p.column[c], a, &out->col[c]);
            out->col[c].name = arena_copy(a, f->name[all[c]]);
            out->col[c].index = all[c] + 1;
        }
        profilecolumn_close(p.column[c]);
    }
    return ok;
}

static bool run_flow(const void *from, int threads, const struct flow_use *use, struct err *e)
{
    return flow_run(*(struct flow *const *)from, threads, use, e);
}

bool profile_flow(struct flow *f, const int *index, int n, const struct profile_options *o,
                  struct arena *a, struct profile *out, struct err *e)
{
    const struct feed feed = {&f, run_flow, f->ncol, f->name};

    return profile_feed(&feed, index, n, o, a, out, e);
}

/* ----------------------------------------------------------------------- tables */

enum { TABLE_ROWS = 4096, TABLE_CELLS = 1 << 18 }; /* of a batch, at most */

struct table_run {
    const struct table *t;
    const struct flow_use *use;
    int64_t at, rows; /* the next row; rows of a batch */
    struct {
        struct flow_batch b;
        const slice **cell;
        int32_t row[TABLE_ROWS];
    } worker[FLOW_THREADS_MAX];
};

static bool table_take(void *ctx, int worker, bool *more, struct err *e)
{
    struct table_run *r = ctx;
    int64_t n = r->t->nrow - r->at;
    struct flow_batch *b = &r->worker[worker].b;

    (void)e;
    *more = n > 0;
    *b = (struct flow_batch){.order = r->at, .nrow = n < r->rows ? n : r->rows};
    r->at += b->nrow;
    return true;
}

static bool table_work(void *ctx, int worker, struct err *e)
{
    struct table_run *r = ctx;
    struct flow_batch *b = &r->worker[worker].b;

    if (r->worker[worker].cell == NULL) {
        r->worker[worker].cell = calloc((size_t)r->t->ncol + 1, sizeof(slice *));
        if (r->worker[worker].cell == NULL) err_no_memory();
    }
    for (int c = 0; c < r->t->ncol; c++) r->worker[worker].cell[c] = r->t->col[c].cell + b->order;
    for (int64_t i = 0; i < b->nrow; i++) r->worker[worker].row[i] = (int32_t)(b->order + i + 1);
    b->cell = r->worker[worker].cell;
    b->source_row = r->worker[worker].row;
    return r->use->work(r->use->ctx, worker, b, e);
}

static bool table_give(void *ctx, int worker, struct err *e)
{
    const struct table_run *r = ctx;

    return r->use->give(r->use->ctx, worker, e);
}

static bool run_table(const void *from, int threads, const struct flow_use *use, struct err *e)
{
    static const struct task_line line = {table_take, table_work, table_give};
    struct table_run *r = calloc(1, sizeof *r);
    bool ok;

    if (r == NULL) err_no_memory();
    r->t = from;
    r->rows = r->t->ncol > TABLE_CELLS / TABLE_ROWS ? TABLE_CELLS / r->t->ncol : TABLE_ROWS;
    if (r->rows < 1) r->rows = 1;
    r->use = use;
    ok = task_line_run(&line, threads, r, e);
    for (int i = 0; i < FLOW_THREADS_MAX; i++) free(r->worker[i].cell);
    free(r);
    return ok;
}

bool profile_table(const struct table *t, const struct profile_options *o, struct arena *a,
                   struct profile *out, struct err *e)
{
    slice *name = arena_new(a, slice, t->ncol + 1);
    const struct feed feed = {t, run_table, t->ncol, name};

    if (name == NULL) return err_set(e, E_LIMIT, "%d columns do not fit the memory limit", t->ncol);
    for (int c = 0; c < t->ncol; c++) name[c] = t->col[c].name;
    return profile_feed(&feed, NULL, 0, o, a, out, e);
}
