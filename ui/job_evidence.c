/* job_evidence.c - the jobs that say where a cell comes from and what a column holds. */
#include "job.h"

void job_explain(struct app *app, int64_t row, int col)
{
    (void)row;
    (void)col;
    app_say(app, STYLE_WARN, "! Provenance is not part of this build yet.");
}

static void *run_profile(struct task *t, const void *p, struct arena *a, struct err *e)
{
    const struct table *const *of = p;
    struct made_profile *out = arena_new(a, struct made_profile, 1);

    task_progress(t, "counting");
    out->of = *of;
    return profile_table(*of, a, &out->p, e) ? out : NULL;
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
