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
/* Does the format that export_table would choose know kinds (numbers, booleans, dates)? */
bool export_keeps_kinds(const char *path, const struct export_options *o);
/* RFC 4180 with LF line ends, quotes only where needed. */
void export_csv(const struct table *t, char delimiter, bool header, struct buf *out);
/* How many cells begin with = + - @ TAB or CR and are not numbers (spreadsheet formula injection);
 * the first place of one. */
int64_t export_suspicious(const struct table *t, struct place *first);

#endif
