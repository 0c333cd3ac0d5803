/* xlsxsheet.h - the XML of one worksheet as cells. */
#ifndef FETTLE_XLSXSHEET_H
#define FETTLE_XLSXSHEET_H

#include "xlsxcells.h"

/* XLSXSHEET_SCAN: rows by the scanner where it can; XLSXSHEET_EXPAT: all by expat, the reference
 * that tests compare with. */
enum xlsxsheet_by { XLSXSHEET_SCAN, XLSXSHEET_EXPAT };

/* Parses a worksheet part into c (which stays open). Any prefixes, both namespaces. */
bool xlsxsheet_read(struct zip *z, const struct zip_part *part, struct xlsxcells *c,
                    enum xlsxsheet_by by, struct err *e);

#endif
