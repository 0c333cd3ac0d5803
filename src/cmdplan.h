/* cmdplan.h - the verbs of `fettle plan` that work on plans alone: diff, patch, import. */
#ifndef FETTLE_CMDPLAN_H
#define FETTLE_CMDPLAN_H

#include "cmd.h"

bool cmdplan_diff(const struct cmd_env *env, struct err *e);
bool cmdplan_patch(const struct cmd_env *env, struct err *e);
bool cmdplan_import(const struct cmd_env *env, struct err *e);

#endif
