/* export.h - a table out to a file: CSV, TSV, JSON lines, SQLite, XLSX. */
#ifndef FETTLE_EXPORT_H
#define FETTLE_EXPORT_H

#include "buf.h"
#include "hash.h"
#include "table.h"

struct export_options {
    const char *to; /* "csv", "tsv", "jsonl", "sqlite", "xlsx"; NULL: by suffix, else csv */
    bool no_header;
};
/* Writes all or nothing ("-": standard output, text formats only). digest may be NULL. */
bool export_table(const struct table *t, const char *path, const struct export_options *o,
                  digest *d, struct err *e);
/* A text format whose lines come one after the other; nothing of the table is held. */
struct export_lines;
/* NULL with e set; with e->code E_NONE when the format is none of lines that need no kinds. `shape`
 * gives the names, of which the first line is written unless options.no_header. */
struct export_lines *export_lines_open(const char *path, const struct export_options *o,
                                       const struct table *shape, struct err *e);
/* The lines of n rows, [column][row], behind what is in out. Several threads may. */
void export_lines_make(const struct export_lines *x, const slice *const *cell, int64_t n,
                       struct buf *out);
void export_lines_put(struct export_lines *x, slice lines);
/* Frees. keep: makes the file appear; else nothing was written. */
bool export_lines_close(struct export_lines *x, bool keep, struct err *e);
/* Does the format that export_table would choose know kinds (numbers, booleans, dates)? */
bool export_keeps_kinds(const char *path, const struct export_options *o);
/* RFC 4180 with LF line ends, quotes only where needed. */
void export_csv(const struct table *t, char delimiter, bool header, struct buf *out);
/* How many cells begin with = + - @ TAB or CR and are not numbers (spreadsheet formula injection);
 * the first place of one. */
int64_t export_suspicious(const struct table *t, struct place *first);

#endif
