/* limit.h - what a workbook or a packed text may cost at most. Each limit is said once, in
 * limit.def; options, records of runs and the manual come from there. */
#ifndef FETTLE_LIMIT_H
#define FETTLE_LIMIT_H

#include <stdint.h>

#define LIMIT(name, ...) LIMIT_##name,
enum limit_name {
#include "limit.def"
    LIMIT_COUNT
};
#undef LIMIT

struct limit {
    const char *key, *option; /* in records, on the command line */
    int64_t usual;
};
extern const struct limit limit_table[LIMIT_COUNT];

/* What was said; 0: the usual one. */
struct limits {
    int64_t at[LIMIT_COUNT];
};

/* The one that holds, in its own unit; limits may be NULL: all are the usual ones. */
int64_t limit_of(const struct limits *limits, enum limit_name name);
/* The same in bytes, for those in MiB. */
uint64_t limit_bytes(const struct limits *limits, enum limit_name name);

#endif
