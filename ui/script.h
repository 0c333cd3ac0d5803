/* script.h - the workbench without a terminal: keys from a file, screens to standard output. A bug
 * report is a script and a screen; so is a test.
 *
 *     size 100x30        the size from here on (before the first key: the start)
 *     key j              one key by its name (Enter, Ctrl-R, PgDn, Space …); key j 5: five times
 *     keys jjjl          one key for each character
 *     type some text     the same, for input lines
 *     screen             the screen, after all jobs ended
 *     screen NAME        with a line "--- NAME" before it
 *     orca WHO           as --orca
 *     # comment
 * Before each key all jobs are waited for. */
#ifndef FETTLE_SCRIPT_H
#define FETTLE_SCRIPT_H

#include "buf.h"
#include "options.h"

/* cols, rows: instead of the script's first size; 0: as it says, 80x24 by default. E_USAGE names
 * the line that is wrong. The screens are appended to out. */
bool script_run(const struct app_options *o, slice script, int rows, int cols, struct buf *out,
                struct err *e);

#endif
