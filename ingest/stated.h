/* stated.h - the kinds that a workbook itself gives its cells. */
#ifndef FETTLE_STATED_H
#define FETTLE_STATED_H

#include "sheet.h"

/* Sets the kind of each text column of t (made from the sheet, with its source places) whose filled
 * cells the workbook all stores as one kind: numbers, dates, times, booleans. Booleans become
 * "true" and "false". Text files state nothing, so nothing changes. False: E_LIMIT. */
bool stated_kinds(const struct sheet *s, struct table *t, struct err *e);
/* What a cell of this type is. */
enum kind stated_kind(enum cell_type type, slice cell);
/* The types of the cells of t (made from the sheet, with its source places), [column][row], in t's
 * arena; *out NULL: the sheet states none. False: E_LIMIT. */
bool stated_types(const struct sheet *s, const struct table *t, const uint8_t *const **out,
                  struct err *e);

#endif
