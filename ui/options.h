/* options.h - what the workbench starts with. */
#ifndef FETTLE_OPTIONS_H
#define FETTLE_OPTIONS_H

#include "author.h"

struct app_options {
    const char *path; /* NULL: home */
    struct read_options read;
    const char *orca, *cache, *who;
    const struct author *author;
    struct author_config author_config;
    slice target;     /* Table Schema that results are meant for; may be empty */
    bool clock_fixed; /* tests: durations are shown as 0 */
};

#endif
