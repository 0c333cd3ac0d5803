/* hash.h - SHA-256 (libnettle) and its hexadecimal form. */
#ifndef FETTLE_HASH_H
#define FETTLE_HASH_H

#include "slice.h"

enum { HASH_BYTES = 32, HASH_HEX = 64 };

/* 64 lower-case hexadecimal digits and a NUL. */
typedef struct {
    char hex[HASH_HEX + 1];
} digest;

digest hash_sha256(slice s);

/* The same in pieces. */
struct hash;
struct hash *hash_open(void);
void hash_put(struct hash *h, slice s);
/* Ends and frees h. */
digest hash_close(struct hash *h);

#endif
