/* rowtotal.h - is a row the sum or mean of rows above it? Words give the suspicion, arithmetic the
 * proof. */
#ifndef FETTLE_ROWTOTAL_H
#define FETTLE_ROWTOTAL_H

#include "inspect.h"

/* Row (0-based) inside the table `at`; roles of the rows above it must be set. */
bool rowtotal_is(const struct sheet *s, struct range at, int64_t row, const uint8_t *role);
/* Does the label name a total in one of the common European languages? *rest is what else it says
 * ("München" of "Summe München"), empty when it says nothing else. */
bool rowtotal_word(slice label, slice *rest);

#endif
