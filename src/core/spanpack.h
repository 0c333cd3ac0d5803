/* spanpack.h - spans of provenance that follow each other, as one: a filter cuts the rows of a
 * large table into tens of thousands of spans that differ only in how many source rows lie between
 * them. */
#ifndef FETTLE_SPANPACK_H
#define FETTLE_SPANPACK_H

#include "buf.h"
#include "store.h"

/* How many of span[0..n), n > 0, can stand as one that begins with the first and ends with the last
 * of them: as many as follow each other and differ in their source rows only, at most
 * SPANPACK_SPANS. When there are several, *out gets what tells them apart: for each a pair of
 * LEB128 numbers, the source rows left out before it (zigzag) and its rows less one. */
enum { SPANPACK_SPANS = 1024 };
int spanpack_put(const struct provenance_row *span, int n, struct buf *out);
/* The one of them that has the output row; span is the whole and becomes that. False: it is not
 * there, or what is packed makes no sense. */
bool spanpack_find(slice packed, int64_t row, struct provenance_row *span);

#endif
