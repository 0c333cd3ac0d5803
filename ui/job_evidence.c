/* job_evidence.c - the jobs that say where a cell comes from and what a column holds. */
#include "job.h"

#include "rawrows.h"

#include <inttypes.h>

struct explain_in {
    const struct made_look *look;
    const struct made_apply *apply;
    int64_t row;
    int col;
};

static void *run_explain(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct explain_in *in = p;
    const struct inspection *look = &in->look->in;
    struct made_explain *out = arena_new(a, struct made_explain, 1);

    task_progress(t, "following the cell back");
    return explain_result(&in->apply->plan, &in->apply->result, &in->apply->in,
                          look->book->sheet[look->region[look->chosen].sheet].name, in->row,
                          in->col, a, &out->x, e)
               ? out
               : NULL;
}

void job_explain(struct app *app, int64_t row, int col)
{
    JOB(struct explain_in, in);
    if (app->look == NULL || app->look->in.chosen < 0 || app->apply == NULL || !app->apply->ok) {
        arena_free(&job_arena);
        return;
    }
    *in = (struct explain_in){app->look, app->apply, row, col};
    job_start(app, SLOT_EXPLAIN, run_explain, in, &job_arena);
}

/* What the profile tells while it runs: every twentieth part of the rows. */
struct counting {
    struct task *task;
    int64_t rows, told;
};

static void tell_rows(void *data, int64_t rows)
{
    struct counting *c = data;

    if (c->rows == 0 || (rows - c->told) * 20 < c->rows) return;
    c->told = rows;
    task_progress(c->task, "counting: %" PRId64 " %% of %" PRId64 " rows", rows * 100 / c->rows,
                  c->rows);
}

static bool counting_cancelled(void *data)
{
    return task_cancelled(((struct counting *)data)->task);
}

static void *run_profile(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct table *const *of = p;
    struct made_profile *out = arena_new(a, struct made_profile, 1);
    struct counting c = {.task = t, .rows = (*of)->nrow};
    const struct profile_options o = {
        .cancelled = counting_cancelled, .progress = tell_rows, .data = &c};

    task_progress(t, "counting");
    out->of = *of;
    return profile_table(*of, &o, a, &out->p, e) ? out : NULL;
}

void job_profile(struct app *app, const struct table *of)
{
    JOB(const struct table *, in);
    *in = of;
    if (of == NULL) {
        arena_free(&job_arena);
        return;
    }
    job_start(app, SLOT_PROFILE, run_profile, in, &job_arena);
}

struct profile_file_in {
    const struct made_look *look;
    slice column;
    int64_t rows; /* about so many */
};

static void *run_profile_file(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct profile_file_in *in = p;
    struct made_profile *out = arena_new(a, struct made_profile, 1);
    struct counting c = {.task = t, .rows = in->rows};
    const struct profile_options o = {
        .cancelled = counting_cancelled, .progress = tell_rows, .data = &c};
    struct flow *f;
    int at = 0;
    bool ok;

    task_progress(t, "counting all rows");
    if ((f = flow_open(&in->look->in, in->look->header_rows, e)) == NULL) return NULL;
    while (at < f->ncol && !slice_eq(f->name[at], in->column)) at++;
    out->of = &in->look->table;
    out->one = true;
    ok = at < f->ncol ? profile_flow(f, &at, 1, &o, a, &out->p, e)
                      : err_set(e, E_FAILED, "no column \"%.*s\"", SLICE_ARG(in->column));
    flow_close(f);
    return ok ? out : NULL;
}

void job_profile_file(struct app *app, slice column)
{
    bool exact;

    JOB(struct profile_file_in, in);
    *in = (struct profile_file_in){app->look, arena_copy(&job_arena, column),
                                   rawrows_count(app, &exact)};
    job_start(app, SLOT_PROFILE, run_profile_file, in, &job_arena);
}
