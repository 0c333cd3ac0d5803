/* serial.h - elapsed time: spreadsheet serials (days) and ISO 8601 durations as canonical text. */
#ifndef FETTLE_SERIAL_H
#define FETTLE_SERIAL_H

#include "slice.h"

enum { SERIAL_MAX = 40 };

/* Elapsed time ([h]:mm:ss): hours are not wrapped at 24; negative ones have a minus. */
bool serial_elapsed(double serial, char out[SERIAL_MAX], ptrdiff_t *n);
/* An ISO 8601 duration of days and smaller ("PT30H11M0.5S", "-P1DT2H") in the same form. */
bool serial_iso_duration(slice s, char out[SERIAL_MAX], ptrdiff_t *n);

#endif
