/* wire.h - tables across the wall of the box. What comes back was written by foreign code: every
 * length, offset and name is checked against the bytes that are really there. */
#ifndef FETTLE_WIRE_H
#define FETTLE_WIRE_H

#include "buf.h"
#include "table.h"

/* A table for the code to see: a file that it maps. At the front the head, the columns, and their
 * names; then the vectors, each at a multiple of WIRE_PAGE; then chunks of text; at the end, at
 * chunks_at, a u64 for each batch of rows and each text column, batch by batch: where its chunk
 * is, a multiple of 8. Native byte order. */
enum { WIRE_PAGE = 4096 };
#define WIRE_TABLE_MAGIC 0x32425446u /* "FTB2" */
enum wire_form {
    WIRE_TEXT,  /* chunks of cells as text; `at` is the column's number among the text columns */
    WIRE_INT,   /* i64 */
    WIRE_FLOAT, /* f64; NaN: empty */
    WIRE_BOOL,  /* u8: 0, 1, 2: empty */
    WIRE_MOMENT /* i64, ns since 1970; the least: empty */
};
struct wire_table {
    uint32_t magic, ncol;
    uint64_t nrow, rows_at; /* i32 source row of each row */
    uint64_t nbatch, chunks_at;
};
struct wire_column {
    uint64_t name_at; /* the name, then the kind's name */
    uint32_t name_n, kind_n;
    uint64_t form, at, nulls;
};
struct wire_chunk {
    uint64_t nrow, body; /* then a u32 length for each row, then `body` bytes of cells */
};

/* Reads a result into the arena: u32 "FTR2", u32 columns, u64 rows, u32 has-index, u32 0; i64 index
 * of each row if there is one; then for each column u32 length of its name, u32 length of its
 * kind's name, u32 form, u32 0, u64 length of its body, name, kind, and the values: a vector as
 * above, or of WIRE_TEXT a u32 length of each cell and the body. Cells become canonical text.
 * Text is borrowed from `bytes`, which must live as long as the table; it must be UTF-8, and what
 * its kind says (else the column is text). *index is NULL when there is none. E_CODE with what is
 * wrong; nothing is read outside `bytes`. */
bool wire_read_table(slice bytes, struct arena *a, struct table *out, int64_t **index,
                     struct err *e);

/* What an archive says its content would unpack to, in bytes; 0: no zip archive;
 * UINT64_MAX: one without its directory, which may be anything. For
 * keeping archive bombs out of the outputs. */
uint64_t wire_unpacked_size(slice bytes);

#endif
