#include "unit.h"

#include "inflate.h"
#include "pack.h"

/* Raw deflate of s. */
static void deflate_raw(slice s, int level, struct buf *out)
{
    union {
        const char *c;
        Bytef *b;
    } in = {s.p};
    z_stream z = {0};

    assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = in.b;
    z.avail_in = (uInt)s.n;
    z.avail_out = (uInt)deflateBound(&z, (uLong)s.n);
    z.next_out = (Bytef *)buf_reserve(out, z.avail_out);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->n += z.total_out;
    deflateEnd(&z);
}

/* Unpacks in pieces of `step`; what stands behind the data must be left over. */
static void unpacks(const struct inflate_engine *engine, slice packed, ptrdiff_t tail, slice want,
                    ptrdiff_t step)
{
    void *state = engine->open();
    enum inflate_result got = INFLATE_MORE;
    struct buf out = {0};
    ptrdiff_t made;

    for (int rounds = 0; got == INFLATE_MORE; rounds++) {
        assert_true(rounds < 100000);
        got = engine->next(state, &packed, buf_reserve(&out, (size_t)step), step, &made);
        out.n += (size_t)made;
    }
    engine->close(state);
    assert_int_equal(got, INFLATE_END);
    assert_int_equal(packed.n, tail);
    assert_true(slice_eq(buf_slice(&out), want));
    buf_free(&out);
}

static const struct inflate_engine *const engine[] = {
    &inflate_zlib,
#ifdef FETTLE_ISAL
    &inflate_isal,
#endif
};
enum { ENGINES = sizeof engine / sizeof *engine };

static void all_engines_agree(void **state)
{
    static const ptrdiff_t step[] = {1 << 20, 4096, 61};
    struct buf text = {0};
    uint64_t x = 1;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        buf_printf(&text, "<c r=\"A%d\"><v>%u</v></c>", i, (unsigned)(x >> 50));
    }
    for (int level = 0; level <= 9; level += 3) {
        struct buf packed = {0};

        deflate_raw(buf_slice(&text), level, &packed);
        buf_putz(&packed, "PK\7\10tail");
        for (int i = 0; i < ENGINES; i++)
            for (int k = 0; k < 3; k++)
                unpacks(engine[i], buf_slice(&packed), 8, buf_slice(&text), step[k]);
        buf_free(&packed);
    }
    for (int i = 0; i < ENGINES; i++) {
        slice half = slice_sub(buf_slice(&text), 0, 1000);
        uint32_t crc = engine[i]->crc(engine[i]->crc(0, half),
                                      slice_sub(buf_slice(&text), 1000, (ptrdiff_t)text.n));

        assert_int_equal(crc, pack_crc(buf_slice(&text)));
    }
    buf_free(&text);
}

static void what_is_no_deflate_is_bad(void **state)
{
    char out[64];
    ptrdiff_t made;

    (void)state;
    for (int i = 0; i < ENGINES; i++) {
        void *s = engine[i]->open();
        slice in = S("\xFF\xFFnothing that unpacks");

        assert_int_equal(engine[i]->next(s, &in, out, sizeof out, &made), INFLATE_BAD);
        engine[i]->close(s);
    }
}

int test_inflate(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_engines_agree),
                                       cmocka_unit_test(what_is_no_deflate_is_bad)};

    return run_group("inflate", tests);
}
