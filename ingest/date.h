/* date.h - dates, times and durations as people write them, to and from the canonical form. */
#ifndef FETTLE_DATE_H
#define FETTLE_DATE_H

#include "arena.h"
#include "kind.h"

/* Patterns use YYYY YY MMMM (name) MMM (short name) MM M DD D hh h mm ss fff AP zz and literal
 * characters: "DD.MM.YYYY", "D-MMM-YY", "YYYY-MM-DDThh:mm:ss"; EEE is a weekday's name, which must
 * be the date's, ww an ISO week, which stands for its Monday ("YYYY-Www") unless E, its day from 1
 * for Monday, follows; DDD is the day of the year, q the quarter ("YYYY-Qq"). Without a day the
 * first of the month is meant. One digit is accepted for DD, MM and hh unless digits follow. Hours
 * beyond 23 without a date make a duration. */
struct date_style {
    slice pattern;
    int window; /* two-digit years: values below are 20xx, others 19xx; 0: 50 */
};

/* Reads one cell by one pattern; writes the canonical date, time or datetime to out (40 bytes) and
 * its length to *n, and what it is to *kind. Impossible dates (31.02.) are refused. */
bool date_read(slice cell, const struct date_style *style, char out[40], ptrdiff_t *n,
               enum kind *kind);

/* The pattern that fits most of n cells. When day and month cannot be told apart by any cell, or
 * some cells have one order and others the other, *ambiguous is true and the more usual order for
 * the separator is taken ('/' month first only when nothing speaks against it; '.' and '-' day
 * first). */
bool date_detect(const slice *cell, int64_t n, struct arena *a, struct date_style *style,
                 enum kind *kind, int64_t *fits, int64_t *filled, bool *ambiguous);

/* As date_detect for cells that are written in several ways: patterns until every cell is read, or
 * the rest has none, at most `max`; *fits counts the cells of all. Ways in which day and month
 * cannot be told apart are left out. The number of patterns. */
int date_detect_several(const slice *cell, int64_t n, struct arena *a, slice *pattern, int max,
                        int64_t *fits, int64_t *filled);

/* An Excel serial (1900 system unless date_1904) as canonical text: reading.md's rules. */
bool date_from_serial(double serial, bool date_1904, char out[40], ptrdiff_t *n, enum kind *kind);
/* 1..12 for a month name or short name in the common European languages, else 0. */
int date_month(slice word);

#endif
