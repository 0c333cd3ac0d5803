/* openlineage.h - a run as an OpenLineage RunEvent (specification 2-0-2) with column lineage. */
#ifndef FETTLE_OPENLINEAGE_H
#define FETTLE_OPENLINEAGE_H

#include "lineagecolumn.h"

struct openlineage {
    const char *namespace, *job; /* whose job it is, and its name */
    const char *time;            /* ISO 8601 */
    slice identity;              /* what makes this run this one: the run's id is its hash */
    const char *error;           /* why it failed; NULL: it did not */
    const slice *source;         /* [nsource] full paths: the source, then the further inputs */
    const struct table *const *source_table; /* [nsource]; NULL in it: not known */
    int nsource;
    const char *output; /* full path; NULL: nothing was written */
    const struct table *table;
    const struct lineagecolumn *column; /* for each column of the table; NULL: not known */
};
void openlineage_write(const struct openlineage *x, struct json_writer *w);

#endif
