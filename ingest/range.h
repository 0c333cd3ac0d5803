/* range.h - where cells stand in a sheet. */
#ifndef FETTLE_RANGE_H
#define FETTLE_RANGE_H

#include <stdint.h>

/* 1-based and inclusive, as in a spreadsheet. */
struct range {
    int32_t top, left, bottom, right;
};

#endif
