/* calendar.h - dates of the proleptic Gregorian calendar as numbers of days. */
#ifndef FETTLE_CALENDAR_H
#define FETTLE_CALENDAR_H

#include <stdint.h>

/* Days since 1970-01-01 of a date, and back; years before 1 are 0, -1 ... */
int64_t calendar_days(int y, int m, int d);
void calendar_date(int64_t days, int *y, int *m, int *d);

#endif
