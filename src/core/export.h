/* export.h - a table out to a file: CSV, TSV, JSON lines, SQLite, XLSX. */
#ifndef FETTLE_EXPORT_H
#define FETTLE_EXPORT_H

#include "buf.h"
#include "hash.h"
#include "table.h"

struct export_options {
    const char *to; /* "csv", "tsv", "jsonl", "sqlite", "xlsx"; NULL: by suffix, else csv */
    bool no_header;
    /* [column][row] of the table, enum cell_type: a workbook keeps them cell by cell. NULL: columns
     * have the kinds that the table says. */
    const uint8_t *const *type;
};
/* Writes all or nothing ("-": standard output, text formats only). digest may be NULL. */
bool export_table(const struct table *t, const char *path, const struct export_options *o,
                  digest *d, struct err *e);
/* Rows that follow each other. */
struct export_batch {
    const slice *const *cell;    /* [column][row] */
    const uint8_t *const *type;  /* [column][row], enum cell_type; NULL: nothing is said of cells */
    const struct column *column; /* whose kinds the cells have where type is NULL; NULL: text */
    int64_t n;
};
/* An output that is written row by row; nothing of the table is held. */
struct export_rows;
/* NULL with e set; with e->code E_NONE when the format is none for it (export_by_rows). `shape`
 * gives the names, which are written first unless options.no_header. */
struct export_rows *export_rows_open(const char *path, const struct export_options *o,
                                     const struct table *shape, struct err *e);
/* The text of rows behind what is in out, where the format is text. Several threads may. */
void export_rows_make(const struct export_rows *x, const struct export_batch *b, struct buf *out);
/* Writes a batch, of which `made` is the text. */
bool export_rows_put(struct export_rows *x, const struct export_batch *b, slice made,
                     struct err *e);
/* Frees. keep: makes the file appear; else nothing was written. */
bool export_rows_close(struct export_rows *x, bool keep, struct err *e);
/* Can the format that export_table would choose be written row by row? */
bool export_by_rows(const char *path, const struct export_options *o);
/* Does the format that export_table would choose know kinds (numbers, booleans, dates)? */
bool export_keeps_kinds(const char *path, const struct export_options *o);
/* RFC 4180 with LF line ends, quotes only where needed. */
void export_csv(const struct table *t, char delimiter, bool header, struct buf *out);
/* How many cells begin with = + - @ TAB or CR and are not numbers (spreadsheet formula injection);
 * the first place of one. */
int64_t export_suspicious(const struct table *t, struct place *first);

#endif
