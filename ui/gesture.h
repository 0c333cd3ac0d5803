/* gesture.h - what a gesture means as a plan step. The file is never edited. */
#ifndef FETTLE_GESTURE_H
#define FETTLE_GESTURE_H

#include "model.h"

/* Appends a step made of op and args ("columns", array …) to the present plan, or to an empty one.
 * Says why when it cannot. */
void gesture_step(struct app *app, const struct json *step, const char *note);
/* The column's actions of Raw and Result: sort, drop, type, drop rows like this one. column: as the
 * step before the new one sees it. */
void gesture_sort(struct app *app, slice column);
void gesture_drop_column(struct app *app, slice column);
void gesture_drop_row(struct app *app, slice column, slice value);
/* Opens the form of a filter that keeps the rows with this value. */
void gesture_filter(struct app *app, slice column, slice value);
/* Opens the form of the op with the column filled in. */
void gesture_form(struct app *app, const char *op, slice column);
/* The op that suits the column best for `t`. */
const char *gesture_type_op(enum kind now, slice format);
void gesture_edit_step(struct app *app, int step);
void gesture_drop_step(struct app *app, int step);
void gesture_header(struct app *app);
/* The next table of the file; its plan starts anew. */
void gesture_region(struct app *app);
/* Opens the list of ops; the choice opens its form. */
void gesture_add(struct app *app);
/* The form's Enter: checks the step on the columns before it and takes it into the plan. */
void gesture_submit(struct app *app);
void gesture_undo(struct app *app, int by);
/* The columns as the step with this 0-based index sees them; NULL: not known. */
const struct table *gesture_columns_before(const struct app *app, int at);

#endif
