/* job.h - the long work of the workbench. Each function starts one job from what the model holds;
 * its result comes as a message in its slot. What a job reads stays alive until it ended. */
#ifndef FETTLE_JOB_H
#define FETTLE_JOB_H

#include "model.h"

/* Starts fn in the slot; `in` lives in a, which the job takes over. Cancels what ran there. */
void job_start(struct app *app, enum slot slot, task_fn *fn, const void *in, struct arena *a);
/* A new job's arena `job_arena`, with room for its input in it. */
#define JOB(T, name)                                                                               \
    struct arena job_arena;                                                                        \
    T *name;                                                                                       \
    arena_init(&job_arena, ARENA_NO_LIMIT);                                                        \
    name = arena_new(&job_arena, T, 1)

/* A large file shows its first rows before the whole is begun: both at once take each other's time.
 */
void job_open(struct app *app);
void job_whole(struct app *app);
/* header_rows -1: as detected; region 0, sheet NULL: as the options say. */
void job_look(struct app *app, int header_rows);
void job_draft(struct app *app);
void job_apply(struct app *app, const struct json *doc);
void job_ways(struct app *app);
/* Asks the author for a plan, or for code (repair: of the code that failed last). */
void job_author(struct app *app, bool plan, bool repair, slice wish);
void job_run(struct app *app, slice code);
/* Code is in sight: interpreters start beside the screen, so that its first run is quick. */
void job_warm(struct app *app);
/* Shows a pin with its plan or code and its history over the view. */
void job_show_pin(struct app *app, slice orca, int64_t id);
void job_pins(struct app *app);
/* Pins what Result shows. */
void job_pin(struct app *app, slice note, bool rolling);
void job_pin_state(struct app *app, slice orca, int64_t id, enum pin_state to, slice note);
/* Takes an entry out of the failure queue. */
void job_dismiss(struct app *app, slice orca, int64_t id, slice note);
/* Puts the failed plan into the queue with the person's words. */
void job_leave(struct app *app, slice note);
void job_explain(struct app *app, int64_t row, int col);
/* Statistics of one column of the open file, which is a large one: of all its rows. */
void job_profile_file(struct app *app, slice column);
/* Statistics of a table that a job made. */
void job_profile(struct app *app, const struct table *of);

#endif
