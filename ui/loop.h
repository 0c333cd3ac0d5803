/* loop.h - the workbench on a terminal: one poll() over keys, signals and the jobs' mailbox. */
#ifndef FETTLE_LOOP_H
#define FETTLE_LOOP_H

#include "options.h"

/* Runs until the person leaves. E_TERM: no usable terminal. theme NULL: $FETTLE_THEME, else dark.
 */
bool loop_run(const struct app_options *o, const char *theme, struct err *e);

#endif
