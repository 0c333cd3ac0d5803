/* problem.h - the problem page of the Plan view: why a plan was rejected or broke, the schema then
 * and now, and the ways on with their computed effects. */
#ifndef FETTLE_PROBLEM_H
#define FETTLE_PROBLEM_H

#include "model.h"

void problem_draw(const struct app *app, struct screen *s, struct rect body);
bool problem_act(struct app *app, enum action a);
const char *problem_hint(const struct app *app, enum action a);
bool problem_summary(const struct app *app, struct buf *out, enum style *style);
/* The step as a line of the list of steps: mark, number, text, rows, state. */
void problem_steps(const struct app *app, struct screen *s, struct rect r, bool compact);

/* What differs between this file and the pin that is nearest. Returns the row below. */
int problem_drift(const struct app *app, struct screen *s, struct rect r);

#endif
