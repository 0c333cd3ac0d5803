/* app.h - the workbench from outside: give it keys, mail and a size, take screens. It knows no
 * terminal; loop.c (with one) and script.c (without) drive it. */
#ifndef FETTLE_APP_H
#define FETTLE_APP_H

#include "model.h"

/* Starts on o->path, or at home. NULL with E_SYSTEM. */
struct app *app_open(const struct app_options *o, struct err *e);
void app_close(struct app *app);
/* One key press; pasted: the text of K_PASTE. */
void app_key(struct app *app, int32_t key, slice pasted);
/* Takes all mail of the jobs. */
void app_mail(struct app *app);
void app_resize(struct app *app, int rows, int cols);
/* Draws the whole screen; s gets the size of the app. */
void app_draw(struct app *app, struct screen *s);
/* What the driver has to do (quit, suspend, edit, copy, redraw), once. */
enum app_want app_take_want(struct app *app);
/* The editor returned; the file app->edit_path is read back and removed. */
void app_edited(struct app *app, bool ok);
/* Runs $VISUAL, $EDITOR or vi on app->edit_path; false: it could not or did not end well. The
 * driver gave the terminal away before. */
bool app_run_editor(const struct app *app);

#endif
