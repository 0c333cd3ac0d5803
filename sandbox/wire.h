/* wire.h - tables across the wall of the box. What comes back was written by foreign code: every
 * length, offset and name is checked against the bytes that are really there. */
#ifndef FETTLE_WIRE_H
#define FETTLE_WIRE_H

#include "buf.h"
#include "table.h"

/* Appends a table for the code to see: u32 "FTB1", u32 columns, u64 rows, i32 source row of each
 * row; then for each column u32 length of its name, u32 separator, u64 length of its body, name,
 * body. The body is the cells joined by the separator byte; a separator of 2^32-1 means that no
 * control character was free and u32 lengths of all cells come first. Native byte order. */
void wire_put_table(struct buf *out, const struct table *t);

/* Reads a result into the arena: u32 "FTR1", u32 columns, u64 rows, u32 has-index, u32 0; i64 index
 * of each row if there is one; then for each column u32 length of its name, u32 length of its
 * kind's name, u64 length of its body, name, kind, u32 length of each cell, body. Cells are copied,
 * must be UTF-8, and must be what their kind says (else the column is text). *index is NULL when
 * there is none. E_CODE with what is wrong; nothing is read outside `bytes`. */
bool wire_read_table(slice bytes, struct arena *a, struct table *out, int64_t **index,
                     struct err *e);

/* What an archive says its content would unpack to, in bytes; 0: no zip archive;
 * UINT64_MAX: one without its directory, which may be anything. For
 * keeping archive bombs out of the outputs. */
uint64_t wire_unpacked_size(slice bytes);

#endif
