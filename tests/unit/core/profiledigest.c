#include "profiledigest.h"

#include "mask.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>

/* A piece of a file with very short rows has very many of them. */
static void any_number_of_rows(void **state)
{
    enum { ROWS = 200000, DIFFERENT = 150000 };
    struct profiledigest d = {0};
    struct kinds_found f = {.kind = KIND_TEXT, .format = {"", 0}};
    struct reading r;
    slice *cell = calloc(ROWS, sizeof *cell);
    int32_t *row = calloc(ROWS, sizeof *row);
    uint64_t *hash = calloc(ROWS, sizeof *hash);
    char *text = calloc(ROWS, 8);
    int64_t masks = 0;

    (void)state;
    reading_init(&r, &f);
    for (int i = 0; i < ROWS; i++) {
        int n = i % 10 == 0 ? 0 : snprintf(text + (ptrdiff_t)i * 8, 8, "%d", i % DIFFERENT);

        cell[i] = (slice){text + (ptrdiff_t)i * 8, n};
        row[i] = i + 1;
    }
    for (int again = 0; again < 2; again++) {
        profiledigest_make(&d, again == 0 ? &r : NULL, cell, row, ROWS, hash);
        assert_int_equal(d.rows, ROWS);
        assert_int_equal(d.nulls, ROWS / 10);
        assert_int_equal(d.n, DIFFERENT - DIFFERENT / 10);
        assert_int_equal(d.seen[0].count, 2);
        assert_int_equal(d.seen[0].row, 2);
        assert_true(d.returned);
    }
    profiledigest_make(&d, &r, cell, row, ROWS, hash);
    for (int64_t i = 0; i < d.masks.n; i++) masks += d.masks.item[i].count;
    assert_int_equal(masks, ROWS - ROWS / 10);
    assert_int_equal(d.masks.n, 6); /* one to six digits */
    profiledigest_free(&d);
    free(cell);
    free(row);
    free(hash);
    free(text);
}

/* Values that are counted without looking at their letters have the masks that mask_of gives. */
static void masks_of_values(void **state)
{
    const slice cell[] = {S("1"),      S("-1"),    S("12"),   S("1.5"), S("-1.5"), S("10.5"),
                          S("1.25"),   S("1,234"), S("1234"), S(" 12"), S("n/a"),  S("1,234.5"),
                          S("1234.5"), S("0.5"),   S("00.5"), S("12 "), S("99"),   S("-99")};
    enum { CELLS = sizeof cell / sizeof *cell };
    const struct kinds_found f = {
        .kind = KIND_NUMBER, .format = {"", 0}, .number = {.decimal = '.', .group = ','}};
    int32_t row[CELLS] = {0};
    uint64_t hash[CELLS] = {0};
    struct profiledigest d = {0};
    struct reading r;
    int64_t masks = 0;

    (void)state;
    reading_init(&r, &f);
    profiledigest_make(&d, &r, cell, row, CELLS, hash);
    for (int i = 0; i < CELLS; i++) {
        char text[MASK_ROOM], other[MASK_ROOM];
        slice mask = mask_of(cell[i], text);
        const struct tally_item *x = tally_find(&d.masks, mask, slice_hash(mask));
        int64_t want = 0;

        for (int k = 0; k < CELLS; k++) want += slice_eq(mask, mask_of(cell[k], other));
        assert_non_null(x);
        assert_int_equal(x->count, want);
    }
    for (int64_t i = 0; i < d.masks.n; i++) masks += d.masks.item[i].count;
    assert_int_equal(masks, CELLS);
    profiledigest_free(&d);
}

/* Few rows behind many: nothing is left over. */
static void batches_of_all_sizes(void **state)
{
    struct profiledigest d = {0};
    slice cell[] = {S("a"), S("b"), S("a"), S("")};
    int32_t row[] = {1, 2, 3, 4};
    uint64_t hash[4] = {0}, one[1] = {0};

    (void)state;
    profiledigest_make(&d, NULL, cell, row, 4, hash);
    assert_int_equal(d.n, 2);
    assert_true(d.returned);
    assert_true(hash[0] == hash[2] && hash[0] != hash[1]);
    profiledigest_make(&d, NULL, cell + 1, row, 1, one);
    assert_int_equal(d.n, 1);
    assert_int_equal(d.seen[0].count, 1);
    assert_false(d.returned);
    profiledigest_free(&d);
}

int test_profiledigest(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_number_of_rows),
                                       cmocka_unit_test(masks_of_values),
                                       cmocka_unit_test(batches_of_all_sizes)};

    return run_group("profiledigest", tests);
}
