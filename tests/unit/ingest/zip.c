#include "unit.h"

#include "pack.h"
#include "zip.h"
#include "ziphead.h"
#include <stdio.h>
#include <unistd.h>

static bool read_part(struct zip *z, const struct zip_part *part, struct buf *got, struct err *e)
{
    struct zip_reader *r = zip_reader_open(z, part);
    slice piece;
    bool ok;

    while ((ok = zip_reader_next(r, &piece, e)) && piece.n > 0) buf_put(got, piece);
    zip_reader_close(r);
    return ok;
}

/* Opens the archive and reads one part; the text must be `want`, or with NULL the reading fails. */
static void reads(slice archive, const char *part, const char *want, const char *why)
{
    struct arena a;
    struct zip z;
    struct err e = {0};
    struct buf got = {0};
    const struct zip_part *p = NULL;
    bool ok;

    arena_init(&a, 1 << 20);
    ok = zip_open(&z, archive, NULL, &a, &e);
    if (ok) p = zip_find(&z, slice_z(part));
    ok = ok && p != NULL && read_part(&z, p, &got, &e);
    assert_int_equal(ok, want != NULL);
    if (ok) assert_slice(buf_slice(&got), want);
    if (!ok) assert_non_null(strstr(e.text, why));
    buf_free(&got);
    arena_free(&a);
}

static void plain_and_packed(void **state)
{
    struct arena a;
    struct pack p = {0};
    slice s;

    (void)state;
    arena_init(&a, 1 << 20);
    pack_add(&p, "a.txt", "stored");
    pack_deflate(&p, "dir/B.txt", S("packed packed packed"));
    pack_add(&p, "x\\y.txt", "backslash");
    s = pack_take(&p, &a);
    reads(s, "a.txt", "stored", NULL);
    reads(s, "DIR/b.TXT", "packed packed packed", NULL);
    reads(s, "x/y.txt", "backslash", NULL);
    arena_free(&a);
}

static void bytes_before_and_behind(void **state)
{
    struct arena a;
    struct pack p = {0};
    slice s;

    (void)state;
    arena_init(&a, 1 << 20);
    pack_deflate(&p, "a", S("hello hello hello"));
    s = pack_take(&p, &a);
    reads(arena_printf(&a, "#!/bin/sh\n%.*s", 0, ""), "a", NULL, "truncated");
    {
        struct buf b = {0};

        buf_putz(&b, "mail header\r\n\r\n");
        buf_put(&b, s);
        buf_putz(&b, "trailing line\r\n");
        reads(buf_slice(&b), "a", "hello hello hello", NULL);
        assert_true(zip_is(buf_slice(&b)));
        buf_free(&b);
    }
    arena_free(&a);
}

static void damage_is_found(void **state)
{
    struct arena a;
    struct pack p = {0};
    slice s, text = S("hello");

    (void)state;
    arena_init(&a, 1 << 20);
    pack_raw(&p, "crc", text, 0, 1, 5);
    pack_raw(&p, "longer", text, 0, pack_crc(text), 4);
    pack_raw(&p, "shorter", text, 0, pack_crc(text), 6);
    pack_raw(&p, "noise", text, 8, pack_crc(text), 5);
    pack_raw(&p, "method", text, 14, pack_crc(text), 5);
    s = pack_take(&p, &a);
    reads(s, "crc", NULL, "checksum");
    reads(s, "longer", NULL, "longer than it says");
    reads(s, "shorter", NULL, "shorter than it says");
    reads(s, "noise", NULL, "damaged");
    reads(s, "method", NULL, "method 14");
    arena_free(&a);
}

static void every_truncation_is_refused(void **state)
{
    struct arena a;
    struct pack p = {0};
    slice s;

    (void)state;
    arena_init(&a, 1 << 20);
    pack_deflate(&p, "a", S("hello hello hello"));
    s = pack_take(&p, &a);
    for (ptrdiff_t n = 0; n < s.n; n++) reads(slice_sub(s, 0, n), "a", NULL, "");
    arena_free(&a);
}

static void a_bomb_stops_early(void **state)
{
    struct arena a;
    struct pack p = {0};
    struct zip z;
    struct err e = {0};
    struct buf zeros = {0}, got = {0};

    (void)state;
    arena_init(&a, 64 << 20);
    memset(buf_reserve(&zeros, 32 << 20), 0, 32 << 20);
    zeros.n = 32 << 20;
    pack_deflate(&p, "bomb", buf_slice(&zeros));
    assert_true(zip_open(&z, pack_take(&p, &a), NULL, &a, &e));
    assert_false(read_part(&z, zip_find(&z, S("bomb")), &got, &e));
    assert_int_equal(e.code, E_LIMIT);
    assert_true(got.n < 4 << 20);
    buf_free(&zeros);
    buf_free(&got);
    arena_free(&a);
}

/* Of parts that differ in case the one that is asked for, else the last; of equal names the last.
 */
static void names_are_found(void **state)
{
    static const char *const name[] = {"b/One", "a",     "B/one", "b/One", "b",
                                       "b/one", "B/ONE", "z",     "a"};
    struct arena a;
    struct pack p = {0};
    struct zip z;
    struct err e = {0};
    int n;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) pack_add(&p, name[i], "x");
    assert_true(zip_open(&z, pack_take(&p, &a), NULL, &a, &e));
    assert_int_equal(zip_find(&z, S("b/One")) - z.part, 3);
    assert_int_equal(zip_find(&z, S("B/one")) - z.part, 2);
    assert_int_equal(zip_find(&z, S("b/oNE")) - z.part, 6);
    assert_int_equal(zip_find(&z, S("A")) - z.part, 8);
    assert_int_equal(zip_find(&z, S("Z")) - z.part, 7);
    assert_null(zip_find(&z, S("b/")));
    assert_null(zip_find(&z, S("zz")));
    assert_null(zip_find(&z, S("")));
    assert_int_equal(zip_repeated(&z, &n) - z.part, 8);
    assert_int_equal(n, 2);
    arena_free(&a);
}

/* Large enough to be read ahead; wholly, and given up early. */
static void a_large_part_comes_whole(void **state)
{
    struct arena a;
    struct pack p = {0};
    struct zip z;
    struct err e = {0};
    struct buf text = {0}, got = {0};
    struct zip_reader *r;
    uint64_t x = 7;
    slice piece;

    (void)state;
    arena_init(&a, 64 << 20);
    while (text.n < 4 << 20) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        buf_printf(&text, "%llx,", (unsigned long long)(x >> 20));
    }
    pack_deflate(&p, "big", buf_slice(&text));
    assert_true(zip_open(&z, pack_take(&p, &a), NULL, &a, &e));
    assert_true(read_part(&z, zip_find(&z, S("big")), &got, &e));
    assert_true(slice_eq(buf_slice(&got), buf_slice(&text)));
    r = zip_reader_open(&z, zip_find(&z, S("big")));
    assert_true(zip_reader_next(r, &piece, &e) && piece.n > 0);
    zip_reader_close(r);
    buf_free(&text);
    buf_free(&got);
    arena_free(&a);
}

/* Small parts are there whole, of a large one the beginning, and then it is cut off. */
static void the_beginnings_of_parts(void **state)
{
    enum { EACH = 256 << 10 };
    struct arena a;
    struct pack p = {0};
    struct zip z;
    struct err e = {0};
    struct buf text = {0}, got = {0};
    FILE *f = tmpfile();
    uint64_t x = 7;
    slice file, head;

    (void)state;
    arena_init(&a, 64 << 20);
    while (text.n < 8 << 20) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        buf_printf(&text, "%llx,", (unsigned long long)(x >> 20));
    }
    pack_add(&p, "first", "one");
    pack_deflate(&p, "big", buf_slice(&text));
    pack_deflate(&p, "between", S("two"));
    pack_deflate(&p, "big too", buf_slice(&text));
    pack_add(&p, "last", "three");
    file = pack_take(&p, &a);
    assert_int_equal(fwrite(file.p, 1, (size_t)file.n, f), file.n);
    assert_int_equal(fflush(f), 0);
    assert_true(ziphead_read(fileno(f), EACH, &a, &head, &e));
    assert_int_equal(head.n, file.n);
    reads(head, "first", "one", NULL);
    reads(head, "between", "two", NULL);
    reads(head, "last", "three", NULL);
    assert_true(zip_open(&z, head, NULL, &a, &e));
    assert_false(read_part(&z, zip_find(&z, S("big")), &got, &e));
    assert_non_null(strstr(e.text, "cut off"));
    assert_true(got.n >= EACH && got.n < text.n);
    assert_memory_equal(got.p, text.p, got.n);
    assert_int_equal(ftruncate(fileno(f), file.n - 1), 0);
    assert_false(ziphead_read(fileno(f), EACH, &a, &head, &e));
    fclose(f);
    buf_free(&text);
    buf_free(&got);
    arena_free(&a);
}

int test_zip(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_and_packed),         cmocka_unit_test(bytes_before_and_behind),
        cmocka_unit_test(damage_is_found),          cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(a_bomb_stops_early),       cmocka_unit_test(names_are_found),
        cmocka_unit_test(a_large_part_comes_whole), cmocka_unit_test(the_beginnings_of_parts),
    };

    return run_group("zip", tests);
}
