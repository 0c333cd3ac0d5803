/* frame.h - what every screen has: title, rule, message line, hint line; and the pages that lie
 * over a view (help, palette, forms, texts). */
#ifndef FETTLE_FRAME_H
#define FETTLE_FRAME_H

#include "model.h"

/* The part of the screen that belongs to the view. */
struct rect frame_body(const struct app *app, bool *has_summary);
void frame_draw(const struct app *app, struct screen *s);

/* Does an action as if its key had been pressed. */
void app_act(struct app *app, enum action a);

/* Keys of the page that lies over the view. True: taken. */
bool popup_key(struct app *app, int32_t key, slice pasted);
void popup_draw(const struct app *app, struct screen *s, struct rect body);
const char *popup_hint(const struct app *app);
/* Shows a text of our own making over the view. */
void popup_text(struct app *app, const char *title, slice text);

#endif
