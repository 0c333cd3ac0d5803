/* version.h - versions of Python distributions and what is demanded of them (PEP 440). */
#ifndef FETTLE_VERSION_H
#define FETTLE_VERSION_H

#include "slice.h"

/* Does the version meet all of the clauses, ">=1.2,!=1.5.*,<2"? No clause: every one does. A
 * version or a clause that is not as PEP 440 wants it is met by its own text only. */
bool version_fits(slice version, slice clauses);

#endif
