/* launcher.h - the parts of fettle-box. Every step that fails says its name and ends the launcher:
 * nothing of a half-built box ever runs. */
#ifndef FETTLE_LAUNCHER_H
#define FETTLE_LAUNCHER_H

#include "boxwire.h"
#include <stdbool.h>

/* Reports the step with errno to the parent and exits. */
_Noreturn void launcher_fail(const char *step);

/* Compiles the system call filter into an anonymous file; its descriptor. */
int launcher_filter(const struct box_config *c);

/* Becomes the dedicated user when started as root. */
void launcher_uid(const struct box_config *c);
/* New user, mount, pid, network, ipc and uts namespaces; the caller's user is 65534 inside. */
void launcher_namespaces(void);
/* The packages, for a root that can reach them still; -1: there are none, or launcher_root does. */
int launcher_packages(const struct box_config *c);
/* The read-only view and pivot_root into it. shim: descriptor of the shim library. */
void launcher_root(const struct box_config *c, int shim, int packages);
/* Gives the private directory to the dedicated user, when there is one. */
void launcher_hand_over(const struct box_config *c);
/* Removes a private directory of a run with all that is in it. */
void launcher_remove(const char *dir);
/* Removes what killed runs of this user left beside `dir`. */
void launcher_sweep(const char *dir);

#endif
