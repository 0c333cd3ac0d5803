/* migrate.h - the form of the cache, version by version. Used by the store only. */
#ifndef FETTLE_MIGRATE_H
#define FETTLE_MIGRATE_H

/* What takes the cache to a version from the one before; in order, several lines a version. */
struct migration {
    int version;
    const char *sql; /* NULL at the end */
};
extern const struct migration migrate_step[];
/* The version this program writes. */
int migrate_version(void);

#endif
