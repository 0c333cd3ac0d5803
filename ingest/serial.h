/* serial.h - spreadsheet serial numbers (days since 1900 or 1904) as canonical text. */
#ifndef FETTLE_SERIAL_H
#define FETTLE_SERIAL_H

#include "kind.h"

enum { SERIAL_MAX = 40 };

/* Below 1: HH:MM:SS[.mmm]; whole: YYYY-MM-DD; else both with a T. The 1900 system's 29 February
 * 1900 (serial 60), which never was, is kept as Excel shows it. False when negative or past 9999:
 * it stays a number. Rounded to milliseconds. */
bool serial_date(double serial, bool date_1904, char out[SERIAL_MAX], ptrdiff_t *n,
                 enum kind *kind);
/* Elapsed time ([h]:mm:ss): hours are not wrapped at 24; negative ones have a minus. */
bool serial_elapsed(double serial, char out[SERIAL_MAX], ptrdiff_t *n);
/* An ISO 8601 duration of days and smaller ("PT30H11M0.5S", "-P1DT2H") in the same form. */
bool serial_iso_duration(slice s, char out[SERIAL_MAX], ptrdiff_t *n);

#endif
