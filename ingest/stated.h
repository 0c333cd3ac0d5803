/* stated.h - the kinds that a workbook itself gives its cells. */
#ifndef FETTLE_STATED_H
#define FETTLE_STATED_H

#include "sheet.h"

/* Sets the kind of each text column of t (made from the sheet, with its source places) whose filled
 * cells the workbook all stores as one kind: numbers, dates, times, booleans. Booleans become
 * "true" and "false". Text files state nothing, so nothing changes. False: E_LIMIT. */
bool stated_kinds(const struct sheet *s, struct table *t, struct err *e);

#endif
