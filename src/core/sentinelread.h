/* sentinelread.h - the form of one sentinel, between the files sentinel*.c only. */
#ifndef FETTLE_SENTINELREAD_H
#define FETTLE_SENTINELREAD_H

#include "sentinelcheck.h"

/* What every sentinel may say besides its check's own members. */
extern const struct sentinel_member sentinelread_common[];
/* Reads the document s->doc against the columns of s->in; everything wrong is a failure. */
bool sentinelread(struct sentinel *s);

#endif
