#include "inflate.h"

#ifdef FETTLE_ISAL
#include "err.h"
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>

/* The library has no call that says its version; this is what it was built against. */
#define VERSION FETTLE_ISAL

static void *isal_open(void)
{
    struct inflate_state *s = malloc(sizeof *s);

    if (s == NULL) err_no_memory();
    isal_inflate_init(s);
    s->crc_flag = ISAL_DEFLATE;
    return s;
}

static enum inflate_result isal_next(void *state, slice *in, char *out, ptrdiff_t cap,
                                     ptrdiff_t *made)
{
    struct inflate_state *s = state;
    union {
        const char *c;
        uint8_t *b;
    } from = {in->p}; /* next_in is not const either */
    uint32_t give = in->n > 1 << 30 ? 1U << 30 : (uint32_t)in->n;
    uint32_t room = cap > 1 << 30 ? 1U << 30 : (uint32_t)cap;
    ptrdiff_t used;
    int rc;

    s->next_in = from.b;
    s->avail_in = give;
    s->next_out = (uint8_t *)out;
    s->avail_out = room;
    rc = isal_inflate(s);
    used = give - s->avail_in;
    *made = (ptrdiff_t)(room - s->avail_out);
    /* whole bytes that were taken into its bit buffer, perhaps by an earlier call, and not needed
     */
    if (s->block_state == ISAL_BLOCK_FINISH && rc >= 0) used -= s->read_in_length / 8;
    *in = (slice){in->p + used, in->n - used};
    if (rc < 0) return INFLATE_BAD;
    return s->block_state == ISAL_BLOCK_FINISH ? INFLATE_END : INFLATE_MORE;
}

static uint32_t isal_crc(uint32_t crc, slice s)
{
    return crc32_gzip_refl(crc, (const unsigned char *)s.p, (uint64_t)s.n);
}

const struct inflate_engine inflate_isal = {
    .name = "ISA-L " VERSION,
    .open = isal_open,
    .next = isal_next,
    .close = free,
    .crc = isal_crc,
};
#endif
