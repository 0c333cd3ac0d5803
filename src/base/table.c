#include "table.h"

static bool too_large(struct err *e, int64_t rows, int cols)
{
    return err_set(e, E_LIMIT, "a table of %lld rows and %d columns does not fit the memory limit",
                   (long long)rows, cols);
}

bool table_new(struct table *t, struct arena *a, int ncol, int64_t nrow, struct err *e)
{
    *t = (struct table){.arena = a, .ncol = ncol, .nrow = nrow};
    if (ncol > TABLE_COLUMNS_MAX)
        return err_set(e, E_LIMIT, "%d columns, the limit is %d", ncol, TABLE_COLUMNS_MAX);
    if (nrow > INT32_MAX) return too_large(e, nrow, ncol);
    t->col = arena_new(a, struct column, ncol);
    t->source_row = arena_new(a, int32_t, nrow);
    if (t->col == NULL || t->source_row == NULL) return too_large(e, nrow, ncol);
    for (int c = 0; c < ncol; c++) {
        t->col[c].kind = KIND_TEXT;
        t->col[c].name = (slice){"", 0};
        t->col[c].cell = arena_new(a, slice, nrow);
        if (t->col[c].cell == NULL) return too_large(e, nrow, ncol);
    }
    return true;
}

bool table_share(struct table *t, struct arena *a, const struct table *in, struct err *e)
{
    *t = *in;
    t->arena = a;
    t->col = arena_new(a, struct column, in->ncol);
    if (t->col == NULL) return too_large(e, in->nrow, in->ncol);
    if (in->ncol > 0) memcpy(t->col, in->col, (size_t)in->ncol * sizeof *t->col);
    return true;
}

bool table_own(struct table *t, int c, struct err *e)
{
    struct column *col = &t->col[c];
    slice *cell = arena_new(t->arena, slice, t->nrow);

    if (cell == NULL) return too_large(e, t->nrow, t->ncol);
    if (t->nrow > 0 && col->cell != NULL) memcpy(cell, col->cell, (size_t)t->nrow * sizeof *cell);
    col->cell = cell;
    col->number = NULL;
    if (col->place != NULL) {
        struct place *place = arena_new(t->arena, struct place, t->nrow);

        if (place == NULL) return too_large(e, t->nrow, t->ncol);
        if (t->nrow > 0) memcpy(place, col->place, (size_t)t->nrow * sizeof *place);
        col->place = place;
    }
    return true;
}

/* The rows keep[0..n) of what a column has of each row. */
static bool pick(struct column *to, const struct column *from, struct arena *a, const int64_t *keep,
                 int64_t n)
{
    *to = *from;
    if (from->cell != NULL) {
        to->cell = arena_new(a, slice, n);
        if (to->cell == NULL) return false;
        for (int64_t r = 0; r < n; r++) to->cell[r] = from->cell[keep[r]];
    }
    if (from->number != NULL) {
        struct fixed *number = arena_new(a, struct fixed, n);

        if (number == NULL) return false;
        for (int64_t r = 0; r < n; r++) number[r] = from->number[keep[r]];
        to->number = number;
    }
    if (from->place != NULL) {
        to->place = arena_new(a, struct place, n);
        if (to->place == NULL) return false;
        for (int64_t r = 0; r < n; r++) to->place[r] = from->place[keep[r]];
    }
    return true;
}

bool table_pick(struct table *t, struct arena *a, const struct table *in, const int64_t *keep,
                int64_t n, struct err *e)
{
    *t = (struct table){.arena = a, .ncol = in->ncol, .nrow = n};
    if (n > INT32_MAX) return too_large(e, n, in->ncol);
    t->col = arena_new(a, struct column, in->ncol);
    t->source_row = arena_new(a, int32_t, n);
    if (t->col == NULL || t->source_row == NULL) return too_large(e, n, in->ncol);
    for (int64_t r = 0; r < n; r++) t->source_row[r] = in->source_row[keep[r]];
    for (int c = 0; c < in->ncol; c++)
        if (!pick(&t->col[c], &in->col[c], a, keep, n)) return too_large(e, n, in->ncol);
    return true;
}

int table_find(const struct table *t, slice name, int nth)
{
    for (int c = 0; c < t->ncol; c++)
        if (slice_eq(t->col[c].name, name) && --nth == 0) return c;
    return -1;
}

int table_count_name(const struct table *t, slice name)
{
    int n = 0;

    for (int c = 0; c < t->ncol; c++) n += slice_eq(t->col[c].name, name);
    return n;
}

bool table_track(struct table *t, int c, struct err *e)
{
    struct column *col = &t->col[c];
    struct place *place;

    if (col->place != NULL) return true;
    place = arena_new(t->arena, struct place, t->nrow);
    if (place == NULL) return too_large(e, t->nrow, t->ncol);
    for (int64_t r = 0; r < t->nrow; r++) place[r] = table_place(t, c, r);
    col->place = place;
    return true;
}

const char *table_letters(int col, char out[8])
{
    char tmp[8];
    int n = 0;

    for (; col > 0 && n < 7; col = (col - 1) / 26) tmp[n++] = (char)('A' + (col - 1) % 26);
    for (int i = 0; i < n; i++) out[i] = tmp[n - 1 - i];
    out[n] = 0;
    return out;
}
