/* match.h - how near a source's schema is to a pinned one (contracts.md 3). */
#ifndef FETTLE_MATCH_H
#define FETTLE_MATCH_H

#include "plan.h"
#include "schema.h"

enum match_level {
    MATCH_NONE,
    MATCH_NEAR,
    MATCH_ROLLING,
    MATCH_SUPERSET,
    MATCH_COMPATIBLE,
    MATCH_EXACT
};
const char *match_name(enum match_level l);

/* One difference between the pinned schema and this one. */
struct drift {
    const char *what;  /* added, removed, renamed, moved, kind, format */
    slice column;      /* as shown, in the pinned schema (added: in this one) */
    slice was, now;    /* name, kind, format or position before and after */
    double similarity; /* renamed: 0..1 */
};
struct match {
    enum match_level level;
    struct drift *drift;
    int ndrift;
};

/* `plan` is the pinned plan, or NULL for a transform; it decides compatible and superset. */
void match_schema(const struct schema *pinned, const struct plan *plan, const struct schema *now,
                  struct arena *a, struct match *out);
/* May a pin with this match run by itself? */
bool match_runs(const struct match *m, bool is_plan, bool rolling_accepted);
void match_json(const struct match *m, struct json_writer *w, const char *key, slice pin);

#endif
