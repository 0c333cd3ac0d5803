/* The fast ways give what iconv gives, on any bytes in any of the sets. */
#include "recode.h"
#include "charset.h"
#include "unit.h"

#include <stdlib.h>

static uint32_t random_next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void same(slice in, const char *name)
{
    struct buf fast = {0}, exact = {0};
    int32_t fast_line = 0, exact_line = 0;
    struct recoder r, by_iconv;

    assert_true(recoder_init(&r, slice_z(name), false));
    assert_true(recoder_init(&by_iconv, slice_z(name), true));
    assert_int_equal(recode(&r, in, &fast, &fast_line), recode(&by_iconv, in, &exact, &exact_line));
    assert_int_equal(fast_line, exact_line);
    if (!slice_eq(buf_slice(&fast), buf_slice(&exact))) fail_msg("%s: the texts differ", name);
    buf_free(&fast);
    buf_free(&exact);
}

/* Bytes of which some, most or all are ASCII; long enough for several pieces now and then. */
static ptrdiff_t random_bytes(uint32_t *state, char *out, ptrdiff_t most)
{
    uint32_t high = random_next(state) % 5, how = random_next(state) % 16;
    ptrdiff_t n = (ptrdiff_t)(random_next(state) % (uint32_t)(how == 0 ? most : 200));

    for (ptrdiff_t i = 0; i < n; i++) {
        uint32_t r = random_next(state);

        out[i] = (char)(r % 4 < high ? r >> 8 & 0xFF : r % 31 == 0 ? '\n' : 'a' + r % 26);
    }
    return n;
}

static void every_set(void **ignored)
{
    enum { MOST = 80000, TEXTS = 60 };
    char *bytes = malloc(MOST);
    uint32_t state = 1;

    (void)ignored;
    for (const struct charset *set = charset_table; set->name != NULL; set++)
        for (int k = 0; k < TEXTS; k++)
            same((slice){bytes, random_bytes(&state, bytes, MOST)}, set->name);
    free(bytes);
}

static void sixteen_bits(void **ignored)
{
    enum { MOST = 80000, TEXTS = 400 };
    static const char *const name[] = {"utf-16le", "utf-16be"};
    char *bytes = malloc(MOST);
    uint32_t state = 2;

    (void)ignored;
    for (int k = 0; k < TEXTS; k++) {
        const char *as = name[k & 1];
        ptrdiff_t n = random_bytes(&state, bytes, MOST);

        /* Half of them mostly ASCII, with surrogates that stand alone or in pairs. */
        for (ptrdiff_t i = k & 1 ? 0 : 1; k % 4 < 2 && i < n; i += 2) {
            uint32_t r = random_next(&state) % 40;

            bytes[i] = (char)(r < 2 ? 0xD8 + r : r < 4 ? 0xDC + r : r < 6 ? 4 : 0);
        }
        same((slice){bytes, n}, as);
    }
    free(bytes);
}

int test_recode(void)
{
    const struct CMUnitTest t[] = {cmocka_unit_test(every_set), cmocka_unit_test(sixteen_bits)};

    return run_group("recode", t);
}
