#include "block.h"

#include "utf8.h"
#include <stdlib.h>

enum {
    BANDS_MAX = 20000, /* a sheet with more bands than anybody makes by hand is one with holes */
    PARTS_MAX = 64,
    DEPTH_MAX = 8,
    DEFINED_MAX = 200,
    SAMPLE = 60,
    SHORT_ROWS = 60 /* pages laid out by hand are seldom longer */
};

struct cutter {
    const struct raster *g;
    struct arena *a;
    struct block *block;
    int n, cap, bands;
    uint8_t *used; /* of each column, while a band is looked at */
    bool spaced;
    bool placed[DEFINED_MAX]; /* of the tables that the file defines */
};

static bool add_block(struct cutter *x, struct range at, bool defined)
{
    struct block b = {.at = at, .defined = defined};

    for (int64_t r = at.top - 1; r < at.bottom; r++) {
        int n = raster_filled(x->g, r, at.left, at.right);

        if (n > b.most) b.most = n;
    }
    if (x->n == x->cap) {
        int cap = x->cap > 0 ? x->cap * 2 : 64;
        struct block *more = arena_new(x->a, struct block, cap);

        if (more == NULL) return false;
        if (x->n > 0) memcpy(more, x->block, (size_t)x->n * sizeof *more);
        x->block = more;
        x->cap = cap;
    }
    x->block[x->n++] = b;
    return true;
}

/* What a part of a band is like. */
struct part {
    struct range at;
    int64_t first, last, rows; /* filled rows: the first, the last and how many */
    bool stub;                 /* begins with a column of words or dates that name its rows */
    bool dates;                /* that column holds dates or years */
    bool values;               /* has a column of numbers behind its first */
};

static void look_at_column(const struct raster *g, const struct part *p, int c, int *filled,
                           int *values, int *dates)
{
    int64_t step = p->last - p->first > SAMPLE ? (p->last - p->first) / SAMPLE : 1;

    *filled = *values = *dates = 0;
    for (int64_t r = p->first + (p->last > p->first); r <= p->last; r += step) {
        enum shape sh = raster_shape(g->s, c, r);

        if (sh == SHAPE_EMPTY) continue;
        ++*filled;
        *values += shape_is_value(sh);
        *dates += sh == SHAPE_DATE || sh == SHAPE_DATETIME || sh == SHAPE_YEAR;
    }
}

/* Does the column say the same in every row? Then it names none of them. */
static bool says_one_thing(const struct raster *g, const struct part *p, int c)
{
    slice first = {"", 0};
    int64_t n = 0;

    for (int64_t r = p->first; r <= p->last; r++) {
        slice v = utf8_trim(raster_cell(g, c, r));

        if (v.n == 0) continue;
        if (n++ == 0) first = v;
        if (!slice_eq(v, first)) return false;
    }
    return n > 2;
}

static struct part look_at(const struct raster *g, struct range at)
{
    struct part p = {.at = at, .first = -1};
    int filled, values, dates;

    for (int64_t r = at.top - 1; r < at.bottom; r++) {
        if (raster_filled(g, r, at.left, at.right) == 0) continue;
        if (p.first < 0) p.first = r;
        p.last = r;
        p.rows++;
    }
    if (p.first < 0) return p;
    look_at_column(g, &p, at.left - 1, &filled, &values, &dates);
    p.dates = dates * 2 > filled;
    p.stub = filled > 0 && (values * 2 < filled || p.dates) && !says_one_thing(g, &p, at.left - 1);
    for (int c = at.left; c < at.right && c < at.left + SAMPLE && !p.values; c++) {
        look_at_column(g, &p, c, &filled, &values, &dates);
        p.values = filled > 0 && values * 2 > filled;
    }
    return p;
}

static bool names_again(const struct raster *g, const struct part *x, const struct part *y)
{
    for (int c = x->at.left - 1; c < x->at.right; c++)
        for (int d = y->at.left - 1; d < y->at.right; d++)
            if (raster_cell(g, c, x->first).n > 0 &&
                slice_eq(raster_cell(g, c, x->first), raster_cell(g, d, y->first)))
                return true;
    return false;
}

/* Do the parts have the same names in the same order below a title each? */
static bool same_names(const struct raster *g, const struct part *x, const struct part *y)
{
    int n = x->at.right - x->at.left;
    int64_t r = x->first + 1;

    if (x->first != y->first || y->at.right - y->at.left != n || r > x->last || n < 1 ||
        raster_filled(g, x->first, x->at.left, x->at.right) != 1 ||
        raster_filled(g, y->first, y->at.left, y->at.right) != 1)
        return false;
    for (int c = 0; c <= n; c++) {
        slice name = utf8_trim(raster_cell(g, x->at.left - 1 + c, r));

        if (name.n == 0 || !slice_eq(name, utf8_trim(raster_cell(g, y->at.left - 1 + c, r))))
            return false;
    }
    return true;
}

/* How many of the rows of y are filled in x too. */
static int64_t shared_rows(const struct raster *g, const struct part *x, const struct part *y)
{
    int64_t n = 0;

    for (int64_t r = y->first; r <= y->last; r++)
        n += raster_filled(g, r, y->at.left, y->at.right) > 0 &&
             raster_filled(g, r, x->at.left, x->at.right) > 0;
    return n;
}

/* Is a single column beside a part one of its columns, rather than remarks or a helper? */
static bool column_belongs(const struct raster *g, const struct part *wide, const struct part *one)
{
    int filled, values, dates;

    if (one->first == wide->first) return one->rows * 4 >= wide->rows || one->last <= wide->last;
    look_at_column(g, one, one->at.left - 1, &filled, &values, &dates);
    /* Labels stand without a heading of their own; so may a column of sums. */
    if (shared_rows(g, wide, one) * 10 < one->rows * 7) return false;
    if (values * 2 > filled) return one->last == wide->last && one->rows * 2 >= wide->rows;
    return one->at.left < wide->at.left && !wide->stub && one->rows * 2 >= wide->rows;
}

/* Do two parts beside each other make one table? What has no words of its own to name its rows
 * leans on the part to its left; two parts that each name their rows, or the same columns, stand
 * alone. */
static bool parts_belong(const struct raster *g, const struct part *x, const struct part *y,
                         int gap)
{
    bool same = x->first == y->first && x->last == y->last;

    if (x->at.left == x->at.right && y->at.left == y->at.right)
        return same || x->rows < 4 || shared_rows(g, x, y) * 10 >= y->rows * 7;
    if (y->at.left == y->at.right) return column_belongs(g, x, y);
    if (x->at.left == x->at.right) return column_belongs(g, y, x);
    if (names_again(g, x, y) || same_names(g, x, y)) return false;
    if (!y->stub) {
        if (x->dates && y->dates) return false;
        return same || (x->stub && llabs(x->first - y->first) <= 2 && x->last - y->last >= 0 &&
                        x->last - y->last <= 2);
    }
    if (!same) return false;
    if (x->dates && y->dates) return false;
    return !(x->stub && x->values && y->values && (x->rows <= SHORT_ROWS || gap > 1));
}

static bool cut(struct cutter *x, struct range at, int depth);

static bool cut_band(struct cutter *x, struct range at, int depth)
{
    struct range part[PARTS_MAX], group[PARTS_MAX];
    int n = 0, ngroup = 0, from;

    memset(x->used + at.left, 0, (size_t)(at.right - at.left) + 1);
    for (int64_t r = at.top - 1; r < at.bottom; r++) {
        const struct raster_row *row = &x->g->row[r];
        int to = row->last + 1 < at.right ? row->last + 1 : at.right;

        for (int c = row->first + 1 > at.left ? row->first + 1 : at.left;
             row->filled > 0 && c <= to; c++)
            if (!x->used[c]) x->used[c] = utf8_trim(raster_cell(x->g, c - 1, r)).n > 0;
    }
    from = at.left;
    for (int c = at.left; c <= at.right + 1; c++) {
        if (c <= at.right && x->used[c]) continue;
        if (c > from && n < PARTS_MAX) part[n++] = (struct range){at.top, from, at.bottom, c - 1};
        if (c > from && n == PARTS_MAX) part[n - 1].right = c - 1;
        from = c + 1;
    }
    for (int i = 0; i < n;) {
        struct part mine = look_at(x->g, part[i]);

        while (++i < n) {
            struct part next = look_at(x->g, part[i]);

            if (at.bottom > at.top &&
                !parts_belong(x->g, &mine, &next, part[i].left - mine.at.right - 1))
                break;
            mine = look_at(x->g, (struct range){at.top, mine.at.left, at.bottom, part[i].right});
        }
        group[ngroup++] = mine.at;
    }
    if (ngroup < 2 || depth == DEPTH_MAX)
        return n == 0 || add_block(x, raster_shrink(x->g, at), false);
    for (int i = 0; i < ngroup; i++)
        if (!cut(x, group[i], depth + 1)) return false;
    return true;
}

/* In a double-spaced sheet the blank row between two like rows parts nothing. */
static bool goes_on(const struct cutter *x, struct range at, int64_t from, int64_t r)
{
    return x->spaced && r + 1 < at.bottom && x->g->row[from].filled > 1 &&
           x->g->row[r + 1].filled * 2 > x->g->row[from].filled;
}

static bool is_filled(const struct raster *g, int row, int col)
{
    return row >= 1 && col >= 1 && row <= g->nrow && col <= g->s->cells.ncol &&
           utf8_trim(raster_cell(g, col - 1, row - 1)).n > 0;
}

/* Does the first row of the range name each column, once? A range with a name alone may be a part
 * of a table, or its values. */
static bool names_columns(const struct raster *g, struct range d)
{
    for (int c = d.left - 1; c < d.right; c++) {
        if (!is_filled(g, d.top, c + 1) || raster_value(g, c, d.top - 1)) return false;
        for (int k = d.left - 1; k < c; k++)
            if (slice_eq(raster_cell(g, k, d.top - 1), raster_cell(g, c, d.top - 1))) return false;
    }
    return true;
}

/* Is the i-th range that the file speaks of a table? What is called one is; of a filter and a name
 * the first row must end where it says: they are forgotten when columns are added. */
static bool is_table(const struct raster *g, int i, struct range d)
{
    const struct sheet *s = g->s;

    if (i >= s->nfiltered && i < s->ndefined - s->nnamed) return true;
    return !is_filled(g, d.top, d.left - 1) && !is_filled(g, d.top, d.right + 1) &&
           (i < s->nfiltered || names_columns(g, d));
}

/* The next table inside the range that the file itself defines. */
static bool next_defined(struct cutter *x, struct range at, struct range *out)
{
    const struct sheet *s = x->g->s;

    for (int i = 0; i < s->ndefined && i < DEFINED_MAX; i++) {
        struct range d = s->defined[i];

        if (d.bottom > x->g->nrow) d.bottom = (int32_t)x->g->nrow;
        if (d.right > s->cells.ncol) d.right = s->cells.ncol;
        if (x->placed[i] || d.top < at.top || d.left < at.left || d.bottom > at.bottom ||
            d.right > at.right || d.bottom <= d.top || d.right <= d.left || !is_table(x->g, i, d))
            continue;
        x->placed[i] = true;
        *out = d;
        return true;
    }
    return false;
}

static bool cut_bands(struct cutter *x, struct range at, int depth)
{
    for (int64_t r = at.top - 1; r < at.bottom;) {
        int64_t from = r;

        if (raster_filled(x->g, r, at.left, at.right) == 0) {
            r++;
            continue;
        }
        while (r < at.bottom &&
               (raster_filled(x->g, r, at.left, at.right) > 0 || goes_on(x, at, from, r)))
            r++;
        if (++x->bands > BANDS_MAX) r = at.bottom;
        if (!cut_band(x,
                      raster_shrink(
                          x->g, (struct range){(int32_t)from + 1, at.left, (int32_t)r, at.right}),
                      depth))
            return false;
    }
    return true;
}

/* A defined table is a block; what lies around it is cut for itself. */
static bool cut(struct cutter *x, struct range at, int depth)
{
    struct range d;

    if (at.top > at.bottom || at.left > at.right) return true;
    if (!next_defined(x, at, &d)) return cut_bands(x, at, depth);
    return cut(x, (struct range){at.top, at.left, d.top - 1, at.right}, depth) &&
           cut(x, (struct range){d.top, at.left, d.bottom, d.left - 1}, depth) &&
           add_block(x, d, true) &&
           cut(x, (struct range){d.top, d.right + 1, d.bottom, at.right}, depth) &&
           cut(x, (struct range){d.bottom + 1, at.left, at.bottom, at.right}, depth);
}

/* Are blank rows between single rows everywhere: double spacing, which parts nothing? */
static bool double_spaced(const struct raster *g)
{
    int64_t bands = 0, lone = 0;

    for (int64_t r = 0; r < g->nrow; r++) {
        if (g->row[r].filled < 2 || (r > 0 && g->row[r - 1].filled > 0)) continue;
        bands++;
        lone += r + 1 >= g->nrow || g->row[r + 1].filled == 0;
    }
    return bands >= 4 && lone * 10 >= bands * 8;
}

static int by_place(const void *a, const void *b)
{
    const struct block *x = a, *y = b;

    if (x->at.top != y->at.top) return x->at.top < y->at.top ? -1 : 1;
    return x->at.left < y->at.left ? -1 : x->at.left > y->at.left;
}

bool block_find(const struct raster *g, struct arena *a, struct block **out, int *n)
{
    int ncol = g->s->cells.ncol;
    struct cutter x = {.g = g, .a = a, .used = arena_new(a, uint8_t, ncol + 2)};

    if (x.used == NULL) return false;
    x.spaced = double_spaced(g);
    if (g->nrow > 0 && ncol > 0 && !cut(&x, (struct range){1, 1, (int32_t)g->nrow, ncol}, 0))
        return false;
    if (x.n > 0) qsort(x.block, (size_t)x.n, sizeof *x.block, by_place);
    *out = x.block;
    *n = x.n;
    return true;
}
