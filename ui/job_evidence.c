/* job_evidence.c - the jobs that say where a cell comes from and what a column holds. */
#include "job.h"

void job_explain(struct app *app, int64_t row, int col)
{
    (void)row;
    (void)col;
    app_say(app, STYLE_WARN, "! Provenance is not part of this build yet.");
}

void job_profile(struct app *app, const struct table *of)
{
    (void)app;
    (void)of;
}
