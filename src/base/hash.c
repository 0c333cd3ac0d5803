#include "hash.h"

#include "err.h"
#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>

struct hash {
    EVP_MD_CTX *ctx;
};

struct hash *hash_open(void)
{
    struct hash *h = malloc(sizeof *h);

    if (h == NULL || (h->ctx = EVP_MD_CTX_new()) == NULL ||
        EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL) != 1)
        err_no_memory(); /* libcrypto has no other reason */
    return h;
}

void hash_put(struct hash *h, slice s)
{
    int ok = s.n > 0 ? EVP_DigestUpdate(h->ctx, s.p, (size_t)s.n) : 1;

    assert(ok == 1);
    (void)ok;
}

digest hash_close(struct hash *h)
{
    static const char digit[] = "0123456789abcdef";
    unsigned char raw[HASH_BYTES];
    digest d;
    int ok = EVP_DigestFinal_ex(h->ctx, raw, NULL);

    assert(ok == 1);
    (void)ok;
    for (int i = 0; i < HASH_BYTES; i++) {
        d.hex[2 * i] = digit[raw[i] >> 4];
        d.hex[2 * i + 1] = digit[raw[i] & 15];
    }
    d.hex[HASH_HEX] = 0;
    EVP_MD_CTX_free(h->ctx);
    free(h);
    return d;
}

digest hash_sha256(slice s)
{
    struct hash *h = hash_open();

    hash_put(h, s);
    return hash_close(h);
}
