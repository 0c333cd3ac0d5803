/* cmdcache.h - the larger verbs of `fettle cache`: diff, export, import, verify. */
#ifndef FETTLE_CMDCACHE_H
#define FETTLE_CMDCACHE_H

#include "cmd.h"
#include "store.h"

/* What differs between two pins: the schemas they are for, and their steps or code. */
void cmdcache_diff(const struct pin *a, const struct pin *b, struct arena *arena, struct buf *out);
/* The live pins of the orca (NULL: of all) as JSON lines with digests. Returns how many, or -1. */
int cmdcache_export(struct store *s, const char *orca, struct arena *a, struct buf *out,
                    struct err *e);
/* Reads them back: every digest is checked before anything is added, and all are added or none.
 * Pins that are there already are left alone. */
bool cmdcache_import(struct store *s, slice text, const char *orca, const char *who, bool approve,
                     struct arena *a, int *added, int *known, struct err *e);

struct cmdcache_verified {
    int same, changed, skipped; /* recorded inputs */
};
/* Runs the pin again on the inputs of its recorded runs, as far as they are still there unchanged,
 * and compares the output bytes; records nothing. One line for each input to `out`. */
bool cmdcache_verify(const struct cmd_env *env, struct store *s, const struct pin *p,
                     struct buf *out, struct cmdcache_verified *v, struct err *e);

#endif
