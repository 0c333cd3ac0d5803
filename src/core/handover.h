/* handover.h - tables on their way into the sandbox: as files of columns (wire.h) that the code
 * maps, so that numbers and dates need no copy. */
#ifndef FETTLE_HANDOVER_H
#define FETTLE_HANDOVER_H

#include "inspect.h"

enum handover_form {
    HANDOVER_TEXT,      /* cells as they were written */
    HANDOVER_CANONICAL, /* text in the canonical form of the column's kind (table.h); what is not of
                         * the kind as it was written */
    HANDOVER_TYPED      /* numbers, truth values, dates as such; a column with a cell that cannot be
                         * one is text, as it was written */
};

/* Writes the chosen table into the empty file fd; E_LIMIT when there is no room. */
bool handover_table(const struct inspection *in, enum handover_form form, int fd, struct err *e);
/* Writes a sheet's cells as they stand there, all of them text. */
bool handover_sheet(const struct inspection *in, int sheet, int fd, struct err *e);

#endif
