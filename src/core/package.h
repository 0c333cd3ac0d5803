/* package.h - a written table described as a Data Package (version 2): hash, dialect, schema and
 * where it came from. */
#ifndef FETTLE_PACKAGE_H
#define FETTLE_PACKAGE_H

#include "hash.h"
#include "json.h"
#include "table.h"

struct package {
    const char *path; /* of the table's file */
    const char
        *folder;  /* that paths are relative to: where the package is written; ends with '/' */
    slice format; /* csv, tsv, jsonl ... */
    int64_t bytes;
    digest sha256;
    slice schema;      /* the Table Schema it meets, or empty: one from the kinds */
    slice source_name; /* of the file it was made from */
    digest source_sha256;
    const char *created; /* ISO 8601 */
};
/* False with E_USAGE when the table is not below the folder: a package points nowhere else. */
bool package_write(const struct package *p, const struct table *t, struct json_writer *w,
                   struct err *e);

#endif
