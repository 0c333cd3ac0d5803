#include "hash.h"

#include "err.h"
#include <nettle/sha2.h>
#include <stdlib.h>

_Static_assert(HASH_BYTES == SHA256_DIGEST_SIZE, "SHA-256");

struct hash {
    struct sha256_ctx ctx;
};

struct hash *hash_open(void)
{
    struct hash *h = malloc(sizeof *h);

    if (h == NULL) err_no_memory();
    sha256_init(&h->ctx);
    return h;
}

void hash_put(struct hash *h, slice s)
{
    if (s.n > 0) sha256_update(&h->ctx, (size_t)s.n, (const uint8_t *)s.p);
}

digest hash_close(struct hash *h)
{
    static const char digit[] = "0123456789abcdef";
    unsigned char raw[HASH_BYTES];
    digest d;

    sha256_digest(&h->ctx, HASH_BYTES, raw);
    for (int i = 0; i < HASH_BYTES; i++) {
        d.hex[2 * i] = digit[raw[i] >> 4];
        d.hex[2 * i + 1] = digit[raw[i] & 15];
    }
    d.hex[HASH_HEX] = 0;
    free(h);
    return d;
}

digest hash_sha256(slice s)
{
    struct hash *h = hash_open();

    hash_put(h, s);
    return hash_close(h);
}
