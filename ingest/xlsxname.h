/* xlsxname.h - the defined names of a workbook: what they say of where tables and headings are. */
#ifndef FETTLE_XLSXNAME_H
#define FETTLE_XLSXNAME_H

#include "xlsxcells.h"

struct xlsxname {
    slice name; /* the file's own begin with "_xlnm." */
    slice ref;  /* "'Sheet 1'!$A$1:$D$9,Sheet2!$1:$3"; any other formula says nothing here */
};

/* Tells c, the cells of this sheet, what the name says of it: rows that head each printed page, and
 * ranges that have a name. E_LIMIT: too many. */
bool xlsxname_tell(const struct xlsxname *n, slice sheet, struct xlsxcells *c, struct err *e);

#endif
