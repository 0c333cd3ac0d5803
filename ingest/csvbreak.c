#include "csvbreak.h"

#include "err.h"
#include "shape.h"
#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS_LEAST = 3, /* of fewer, any short rows make up one */
    PARTS_MOST = 16,   /* rows in one, or pieces of one */
    PLACES_IN = 4      /* at most one place in so many rows: else that is how the file is */
};
/* csvfit_score of cells of the shapes of their columns; of one that is not, and in how many there
 * may be one. */
static const double FITS_SHAPE = 0.45, STRANGE = 0.15;
enum { STRANGE_IN = 8 };
/* How much better cells must fit as part of a row than by themselves, and where it is not even
 * clear that a line end is all that is wrong. */
static const double CLEARLY = 0.15, SURELY = 0.3, NEVER = 2;
static const double RARELY = 0.05; /* share of empty cells of a column that should have none */

struct finder {
    struct csvcut *rows;
    int columns;
    const struct csvfit *fit;
    struct arena *arena;
    slice *row; /* room for a row that is tried */
};

static bool is_remark(const struct finder *x, int64_t r)
{
    return x->rows->repair[r] == CSVROW_REMARK;
}

/* Does each cell look like those of its column? Few may not. */
static bool is_row(const struct finder *x, const slice *cell)
{
    int strange = 0;

    for (int c = 0; c < x->columns; c++) strange += csvfit_at(x->fit, cell[c], c) < STRANGE;
    return strange * STRANGE_IN <= x->columns &&
           csvfit_score(x->fit, cell, x->columns) >= FITS_SHAPE;
}

static bool is_whole(const struct finder *x, int64_t r)
{
    return r >= 0 && r < x->rows->n && csvcut_width(x->rows, r) == x->columns && !is_remark(x, r);
}

/* Does a whole row stand beside rows [r, r + n)? */
static bool among_rows(const struct finder *x, int64_t r, int n)
{
    return is_whole(x, r - 1) || is_whole(x, r + n);
}

/* ------------------------------------------------------------- rows that run together */

/* Cuts what stands between two rows into the last cell of one and the first of the next. */
static bool cut_between(const struct finder *x, slice s, slice *last, slice *first)
{
    ptrdiff_t at = csvfit_cut(x->fit, s, x->columns - 1, 0);

    if (at < 0) return false;
    *last = slice_sub(s, 0, at);
    *first = slice_sub(s, at, s.n);
    return true;
}

/* The n cells as `parts` rows; `shared`: neighbours share a cell. */
static bool part_row(const struct finder *x, const slice *cell, int parts, bool shared, slice *out)
{
    int w = x->columns, at = 0;

    for (int p = 0; p < parts; p++) {
        for (int c = 0; c < w; c++) {
            if (p > 0 && c == 0 && shared) continue; /* cut off the cell before */
            out[p * w + c] = cell[at++];
        }
        if (shared && p + 1 < parts &&
            !cut_between(x, cell[at - 1], &out[p * w + w - 1], &out[(p + 1) * w]))
            return false;
    }
    for (int p = 0; p < parts; p++)
        if (!is_row(x, out + p * w)) return false;
    return true;
}

static bool run_together(const struct finder *x, int64_t r, struct csvbreak *b)
{
    int n = csvcut_width(x->rows, r), w = x->columns;

    if (n < 2 * w - 1 || csvcut_in_block(x->rows, r) || !among_rows(x, r, 1)) return false;
    for (int shared = 0; shared < 2; shared++) {
        int each = w - shared, parts = (n - shared) / each;

        if (parts < 2 || parts > PARTS_MOST || parts * each + shared != n) continue;
        if (!part_row(x, csvcut_cells(x->rows, r), parts, shared, x->row)) continue;
        *b = (struct csvbreak){r, 1, parts, NULL};
        return true;
    }
    return false;
}

/* ------------------------------------------------------------- rows in pieces */

/* How well the n cells fit columns from c on, on average. */
static double fit_at(const struct finder *x, const slice *cell, int n, int c)
{
    double sum = 0;

    for (int i = 0; i < n && c + i < x->columns; i++) sum += csvfit_at(x->fit, cell[i], c + i);
    return n > 0 ? sum / n : 0;
}

/* The cell that a line end cut. Where something stands on both sides the line end was text, unless
 * both are one value. */
static slice mend_cell(const struct finder *x, slice left, slice right)
{
    slice glued;

    if (left.n == 0) return right;
    if (right.n == 0) return left;
    glued = arena_printf(x->arena, "%.*s%.*s", SLICE_ARG(left), SLICE_ARG(right));
    if (shape_is_value(shape_of(glued))) return glued;
    return arena_printf(x->arena, "%.*s\n%.*s", SLICE_ARG(left), SLICE_ARG(right));
}

/* How much better the cells behind a line end must fit as part of the row before; below 0 if they
 * may fit a little worse: beside a delimiter, and between words in the middle of whole rows, the
 * line end is seen to be wrong. */
static double more_wanted(const struct finder *x, int64_t r, int parts, bool lost, slice left,
                          slice right)
{
    bool open = left.n == 0 || right.n == 0;
    bool words = !shape_is_value(shape_of(left)) && !shape_is_value(shape_of(right));

    if (csvfit_trimmed(x->fit) && !open) return NEVER;
    if (lost) return is_whole(x, r - 1) && is_whole(x, r + parts) ? CLEARLY : SURELY;
    if (open || (words && is_whole(x, r - 1) && is_whole(x, r + parts))) return -CLEARLY;
    return CLEARLY;
}

/* Rows [r, r + parts) as one. `lost`: the line end took the place of a delimiter. */
static bool join_rows(const struct finder *x, int64_t r, int parts, bool lost, slice *out)
{
    int at = 0;

    for (int p = 0; p < parts; p++) {
        const slice *cell = csvcut_cells(x->rows, r + p);
        int n = csvcut_width(x->rows, r + p), first = 0;
        double more = 0;

        if (p > 0) more = more_wanted(x, r, parts, lost, out[at - 1], cell[0]);
        if (p > 0 && !lost) {
            out[at - 1] = mend_cell(x, out[at - 1], cell[0]);
            first = 1;
        }
        if (p > 0 && fit_at(x, cell + first, n - first, at) <
                         fit_at(x, cell + first, n - first, first) + more)
            return false;
        for (int c = first; c < n; c++) out[at++] = cell[c];
    }
    return is_row(x, out);
}

/* But for the cell in question. */
static bool is_never_empty(const struct finder *x, int c)
{
    double share = csvfit_empty(x->fit, c);

    return share <= RARELY || share * (double)x->rows->n < 2;
}

/* A row whose last cell stands on the next line, or whose first cell stands on the one before. */
static bool end_apart(const struct finder *x, int64_t r, slice *out)
{
    int n = csvcut_width(x->rows, r), w = x->columns, c;
    int64_t whole = n == w ? r : r + 1;
    const slice *cell;
    slice apart;

    if (r + 1 >= x->rows->n || n + csvcut_width(x->rows, r + 1) != w + 1 || !is_whole(x, whole))
        return false;
    c = whole == r ? w - 1 : 0;
    cell = csvcut_cells(x->rows, whole);
    if (cell[c].n > 0 || !is_never_empty(x, c)) return false;
    memcpy(out, cell, (size_t)w * sizeof *out);
    apart = csvcut_cells(x->rows, whole == r ? r + 1 : r)[0];
    out[c] = apart;
    return csvfit_at(x->fit, apart, c) >= 0.5 &&
           (c == 0 || csvfit_at(x->fit, apart, c) >= csvfit_at(x->fit, apart, 0) + CLEARLY) &&
           is_row(x, out);
}

/* How many rows from r on have as many cells as one row, but for the ends that they share; 0: no
 * number of them. */
static int pieces_of(const struct finder *x, int64_t r)
{
    int sum = csvcut_width(x->rows, r), parts = 1;

    while (sum < x->columns && parts < PARTS_MOST && r + parts < x->rows->n) {
        int n = csvcut_width(x->rows, r + parts);

        if (n == 0 || n >= x->columns || is_remark(x, r + parts)) return 0;
        sum += n - 1;
        parts++;
    }
    return sum == x->columns && parts > 1 ? parts : 0;
}

static bool in_pieces(const struct finder *x, int64_t r, struct csvbreak *b)
{
    int n = csvcut_width(x->rows, r), w = x->columns, parts, next;

    if (n < 1 || n > w || r + 1 >= x->rows->n || is_remark(x, r + 1)) return false;
    next = csvcut_width(x->rows, r + 1);
    if (n == w ? next != 1 : csvcut_in_block(x->rows, r)) return false;
    *b = (struct csvbreak){r, 2, 1, NULL};
    if (among_rows(x, r, 2) && end_apart(x, r, x->row)) return true;
    if (n == w) return false;
    parts = pieces_of(x, r);
    b->from = parts;
    if (parts > 1 && among_rows(x, r, parts) && join_rows(x, r, parts, false, x->row)) return true;
    b->from = 2;
    return n > 1 && next > 1 && n + next == w && among_rows(x, r, 2) &&
           join_rows(x, r, 2, true, x->row);
}

/* Keeps the rows that were tried last. */
static bool keep(const struct finder *x, struct csvbreak *b)
{
    size_t size = (size_t)b->to * (size_t)x->columns;
    slice *cell = arena_new(x->arena, slice, size);

    if (cell == NULL) return false;
    memcpy(cell, x->row, size * sizeof *cell);
    b->cell = cell;
    return true;
}

const struct csvbreak *csvbreak_find(struct csvcut *rows, int columns, const struct csvfit *fit,
                                     struct arena *a, int64_t *n)
{
    struct finder x = {rows, columns, fit, a, NULL};
    struct csvbreak *out = NULL, b;
    int64_t cap = 0;
    bool ok = true;

    *n = 0;
    if (columns < COLUMNS_LEAST || columns > CSVFIT_COLUMNS) return NULL;
    x.row = malloc(PARTS_MOST * (size_t)columns * sizeof *x.row);
    if (x.row == NULL) err_no_memory();
    for (int64_t r = 1; ok && r < rows->n; r++) {
        if (is_remark(&x, r)) continue;
        if (!run_together(&x, r, &b) && !in_pieces(&x, r, &b)) continue;
        if (*n == cap) {
            struct csvbreak *more = arena_new(a, struct csvbreak, (cap = 2 * cap + 16));

            if (more != NULL && *n > 0) memcpy(more, out, (size_t)*n * sizeof *out);
            ok = more != NULL;
            out = more;
        }
        ok = ok && keep(&x, &b);
        if (ok) out[(*n)++] = b;
        r += b.from - 1;
    }
    free(x.row);
    if (!ok || *n * PLACES_IN > rows->n) *n = 0;
    return *n > 0 ? out : NULL;
}
