/* xlsxsheet.h - the XML of one worksheet as cells, by expat. */
#ifndef FETTLE_XLSXSHEET_H
#define FETTLE_XLSXSHEET_H

#include "xlsxcells.h"

/* Parses a worksheet part into c (which stays open). Any prefixes, both namespaces. */
bool xlsxsheet_read(struct zip *z, const struct zip_part *part, struct xlsxcells *c, struct err *e);

#endif
