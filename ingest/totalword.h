/* totalword.h - words that label totals and statistics, in the common European languages and some
 * others. */
#ifndef FETTLE_TOTALWORD_H
#define FETTLE_TOTALWORD_H

#include "slice.h"

enum totalword {
    TOTALWORD_NONE,
    TOTALWORD_PART, /* begins or ends with a total word: "Summe Köln", "North total" */
    TOTALWORD_ALL   /* is a total word: "Grand total:" */
};
/* Case, marks and blanks at the ends do not matter. more[0..nmore) are further words; `rest` is
 * what stands beside the word ("Köln"). */
enum totalword totalword_find(slice cell, const slice *more, int nmore, slice *rest);
/* Is the cell the name of a statistic of other rows: "Average", "Median", "Std. dev."? */
bool totalword_statistic(slice cell);

#endif
