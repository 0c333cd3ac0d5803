/* readopt.h - what a person said about how to read a file, as JSON: kept with each run, so that the
 * run can be made again. */
#ifndef FETTLE_READOPT_H
#define FETTLE_READOPT_H

#include "json.h"
#include "source.h"

/* {"sheet":…,"header_rows":…}: only what was said; writes nothing when nothing was. */
void readopt_json(const struct read_options *o, struct json_writer *w, const char *key);
/* Reads it back; v NULL gives the defaults. */
struct read_options readopt_parse(const struct json *v, struct arena *a);

#endif
