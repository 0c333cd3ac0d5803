/* request.h - the parts of a question to an author: shapes of cells and of messages. */
#ifndef FETTLE_REQUEST_H
#define FETTLE_REQUEST_H

#include "table.h"

/* Letters become A or a, digits 9, the rest stays: "München 04" is "Aaaaaaa 99". At most 40
 * characters, then "...". */
slice request_mask(slice cell, struct arena *a);

#endif
