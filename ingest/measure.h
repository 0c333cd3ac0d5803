/* measure.h - units of measure and currencies as people write them in headings. */
#ifndef FETTLE_MEASURE_H
#define FETTLE_MEASURE_H

#include "slice.h"

/* The unit at the end of a column's name: "Depth (m)", "Depth [m]", "Depth in m", "Depth m";
 * empty: it names none. Units of one or two letters count in their own case only. Borrowed from
 * the name. */
slice measure_unit_of(slice name);

#endif
