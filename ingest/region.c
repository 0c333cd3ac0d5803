#include "region.h"

#include "block.h"
#include "tablerow.h"
#include "totalword.h"
#include "utf8.h"
#include <stdlib.h>

enum { SAMPLE = 40, COLUMNS_SEEN = 300, HEADING_ROWS = 6, BLOCKS_SEEN = 200, GAP_ROWS = 4 };

/* Words over values say so with this confidence (header.c). */
static const double HEADING_SURE = 0.79;

struct finder {
    struct raster g;
    int sheet;
    struct arena *a;
    struct block *block;
    int nblock;
    struct region *region;
    int nregion;
    bool *taken;    /* of each block: it is in a table */
    bool *in_table; /* of each row: some table has it */
};

/* ---------------------------------------------------------- blocks into tables */

/* Share of the filled cells of row r that are of a class the table has in that column. */
static double row_fits(const struct finder *f, struct range at, int64_t r)
{
    int64_t n = at.bottom - at.top + 1, step = n > SAMPLE ? n / SAMPLE : 1;
    double good = 0, all = 0;

    for (int c = at.left - 1; c < at.right && c < at.left + COLUMNS_SEEN; c++) {
        int values = 0, texts = 0;
        bool mine;

        if (raster_cell(&f->g, c, r).n == 0) continue;
        mine = raster_value(&f->g, c, r);
        for (int64_t k = at.top - 1 + (n > 1); k < at.bottom; k += step) {
            if (raster_cell(&f->g, c, k).n == 0) continue;
            if (raster_value(&f->g, c, k))
                values++;
            else
                texts++;
        }
        all++;
        if (values + texts == 0)
            good += 0.3;
        else if ((mine ? values : texts) * 5 >= values + texts)
            good++;
    }
    return all > 0 ? good / all : 0;
}

/* Empty rows between two ranges, seen in the columns of the lower one. */
static int gap_between(const struct finder *f, struct range upper, struct range lower)
{
    int n = 0;

    for (int64_t r = upper.bottom; r < lower.top - 1 && n <= GAP_ROWS; r++)
        n += raster_filled(&f->g, r, lower.left, lower.right) == 0;
    return n;
}

/* How well the rows of a block fit the table above, but for those that name a group. */
static double rows_fit(const struct finder *f, struct range t, struct range at)
{
    double fit = 0;
    int n = 0;

    for (int64_t r = at.top - 1; r < at.bottom && n < SAMPLE; r++) {
        if (r + 1 < at.bottom && raster_filled(&f->g, r, at.left, at.right) < 2) continue;
        fit += row_fits(f, t, r);
        n++;
    }
    return n > 0 ? fit / n : 0;
}

static bool has_digit(slice s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9') return true;
    return false;
}

/* Is the block a lone row of totals, which need not fill all columns? */
static bool is_total_row(const struct finder *f, const struct block *b)
{
    slice rest;

    return b->at.top == b->at.bottom && b->most > 1 &&
           totalword_find(raster_cell(&f->g, b->at.left - 1, b->at.top - 1), NULL, 0, &rest) !=
               TOTALWORD_NONE &&
           has_digit(raster_cell(&f->g, b->at.right - 1, b->at.top - 1));
}

/* The first row from r on that the columns of t have cells in; the last one if none has. */
static int64_t row_behind(const struct finder *f, struct range t, int64_t r)
{
    while (r + 1 < f->g.nrow && raster_filled(&f->g, r, t.left, t.right) == 0) r++;
    return r < f->g.nrow ? r : f->g.nrow - 1;
}

/* Are the rows between the head of a page, and nothing else? */
static bool is_page_break(const struct finder *f, struct range t, struct range at)
{
    int heads = 0;

    for (int64_t r = t.bottom; r < at.top - 1; r++) {
        if (f->g.row[r].filled == 0) continue;
        if (!tablerow_page_head(&f->g, t, r)) return false;
        heads++;
    }
    return heads > 0;
}

/* Does block b go on with table t above it? */
static bool continues(const struct finder *f, struct range t, const struct block *b)
{
    struct range at = b->at;
    struct header_found h;
    bool total = is_total_row(f, b); /* whose label may stand over dates or numbers */

    /* One column further is still the table when the others are shared. */
    if (at.left < t.left - 1 || at.right > t.right + 1 || at.right < t.left || at.left > t.right)
        return false;
    if (gap_between(f, t, at) > GAP_ROWS && !is_page_break(f, t, at)) return false;
    /* Several rows fill the half of the columns, a lone one more. */
    if (b->most * 2 - (at.top == at.bottom ? 0.5 : 0) < tablerow_usual(&f->g, t) && !total)
        return false;
    tablerow_trim(&f->g, &at);
    /* The heading again goes on, unless the same rows follow: that is a copy. */
    if (header_same_row(f->g.s, t, t.top - 1, at.top - 1) &&
        (at.top == b->at.top || is_page_break(f, t, at)))
        return !header_same_row(f->g.s, t, row_behind(f, t, t.top), row_behind(f, t, at.top));
    if (!total && rows_fit(f, t, at) < 0.7) return false;
    if (at.bottom == at.top) return true;
    h = header_detect(&f->g, at);
    if (h.rows == 0 || h.confidence <= 0.72) return true;
    return h.confidence < HEADING_SURE && row_fits(f, t, at.top - 1) >= 0.7;
}

static struct region *last_above(struct finder *f, struct range at)
{
    for (int i = f->nregion - 1; i >= 0; i--) {
        struct range t = f->region[i].at;

        if (t.bottom < at.top && t.left <= at.right && at.left <= t.right) return &f->region[i];
    }
    return NULL;
}

static struct region *add_region(struct finder *f, struct range at)
{
    struct region *r;

    if (f->nregion == REGIONS_MAX) return NULL;
    tablerow_trim(&f->g, &at);
    r = &f->region[f->nregion++];
    *r = (struct region){.at = at, .sheet = f->sheet};
    return r;
}

static bool even_rows(const struct finder *f, struct range at)
{
    int first = raster_filled(&f->g, at.top - 1, at.left, at.right);

    for (int64_t r = at.top; r < at.bottom; r++)
        if (raster_filled(&f->g, r, at.left, at.right) != first) return false;
    return true;
}

static struct range joined(struct range x, struct range y)
{
    return (struct range){x.top < y.top ? x.top : y.top, x.left < y.left ? x.left : y.left,
                          x.bottom > y.bottom ? x.bottom : y.bottom,
                          x.right > y.right ? x.right : y.right};
}

/* A lone row of words, each once, that names the columns of the block below. */
static bool row_of_names(const struct finder *f, const struct block *b, const struct block *next)
{
    struct range at = b->at;
    struct header_found h;

    if (at.top != at.bottom || b->most * 10 < next->most * 7) return false;
    for (int c = at.left - 1; c < at.right; c++) {
        if (raster_value(&f->g, c, at.top - 1)) return false;
        for (int k = at.left - 1; k < c; k++)
            if (raster_cell(&f->g, c, at.top - 1).n > 0 &&
                slice_eq(raster_cell(&f->g, k, at.top - 1), raster_cell(&f->g, c, at.top - 1)))
                return false;
    }
    h = header_detect(&f->g, next->at);
    return h.rows == 0 || h.confidence < 0.75;
}

/* The next block below that has more than lone cells and stands under b. */
static const struct block *next_below(const struct finder *f, const struct block *b)
{
    for (const struct block *k = b + 1; k < f->block + f->nblock && k < b + BLOCKS_SEEN; k++)
        if (k->most > 1 && k->at.top > b->at.bottom && k->at.left <= b->at.right &&
            k->at.right >= b->at.left)
            return k;
    return NULL;
}

/* How many rows the block has, with those that it names where it is one row apart from them. */
static int rows_with_heading(const struct finder *f, const struct block *b)
{
    const struct block *next = next_below(f, b);
    int rows = b->at.bottom - b->at.top + 1;

    if (rows > 1 || next == NULL || b->most * 10 < next->most * 7 ||
        gap_between(f, b->at, next->at) > GAP_ROWS || b->at.left < next->at.left - 1 ||
        b->at.right > next->at.right + 1)
        return rows;
    return rows + next->at.bottom - next->at.top + 1;
}

/* What a value is, as far as a column of a table has one kind of them. */
static int kind_of(enum shape sh)
{
    if (sh == SHAPE_NUMBER || sh == SHAPE_YEAR) return 1;
    if (sh == SHAPE_DATE || sh == SHAPE_TIME || sh == SHAPE_DATETIME) return 2;
    return sh > SHAPE_MISSING ? 3 : 0;
}

/* Are the second cells of unlike kinds, as settings are, or the first ones labels with a colon? Of
 * a table, the second column has one kind of values below its name. */
static bool has_settings(const struct finder *f, struct range at)
{
    enum { FEW = 8 };
    int kinds[4] = {0}, n = 0, top = 0, colons = 0;

    for (int64_t r = at.top - 1; r < at.bottom; r++) {
        int kind = kind_of(raster_shape(f->g.s, at.left, r));

        colons += slice_ends(utf8_trim(raster_cell(&f->g, at.left - 1, r)), S(":"));
        if (r >= at.top && kind > 0) kinds[kind]++, n++;
    }
    for (int k = 1; k < 4; k++)
        if (kinds[k] > top) top = kinds[k];
    return colons * 10 >= (at.bottom - at.top + 1) * 9 || (n <= FEW ? top < n : top * 10 < n * 9);
}

/* Labels and values over a wider block, or over more of them that are. */
static bool is_label_list(const struct finder *f, const struct block *b, const struct block *next)
{
    struct range at = b->at;
    int labels = 0, rows = at.bottom - at.top + 1;

    if (next != NULL && b->most == 2 && next->most == 2 && rows <= 3)
        return is_label_list(f, next, next_below(f, next));
    if (next == NULL || b->most > 2 || next->most <= 2) return false;
    if (rows > 3 && header_detect(&f->g, at).confidence > HEADING_SURE &&
        (rows_with_heading(f, next) < rows || !has_settings(f, at)))
        return false;
    for (int64_t r = at.top - 1; r < at.bottom; r++) {
        slice s = utf8_trim(raster_cell(&f->g, at.left - 1, r));

        labels += s.n > 0 && !raster_value(&f->g, at.left - 1, r);
    }
    return labels * 10 >= rows * 8 && (rows <= 12 || rows_with_heading(f, next) > rows + 1);
}

/* The row that stands apart above its rows, or a list of labels and values: not the table yet. */
static bool is_lead(const struct finder *f, const struct block *b, const struct block *next)
{
    struct range at = b->at;
    int rows = at.bottom - at.top + 1;

    if (next == NULL || next->at.left > at.right || next->at.right < at.left) return false;
    if (rows == 1 && (next->most > b->most || next->at.bottom > next->at.top)) return true;
    if (rows > 1 && rows <= 4 && b->most * 2 <= next->most && rows_with_heading(f, next) > 4 &&
        (!even_rows(f, at) || header_detect(&f->g, at).rows == 0))
        return true;
    /* Titles, and one row under them: filters as a spreadsheet saves them. */
    tablerow_trim(&f->g, &at);
    if (rows > 1 && at.top == at.bottom && next->most > b->most &&
        next->at.bottom - next->at.top >= 3)
        return true;
    return is_label_list(f, b, next);
}

/* Is the block the heading, parted by a blank row, of the one below? The two together must have a
 * heading of just its rows, and the lower one none. */
static bool is_heading_of(const struct finder *f, const struct block *b, const struct block *next)
{
    struct range own = b->at, at;

    if (next->defined || own.left < next->at.left - 1 || own.right > next->at.right + 1 ||
        gap_between(f, own, next->at) > GAP_ROWS || own.bottom - own.top >= HEADING_ROWS ||
        is_label_list(f, next, next_below(f, next)))
        return false;
    if (row_of_names(f, b, next)) return true;
    if (b->most * 2 < next->most) return false;
    tablerow_trim(&f->g, &own);
    at = joined(own, next->at);
    return header_detect(&f->g, at).rows == own.bottom - own.top + 1 &&
           header_detect(&f->g, next->at).rows == 0;
}

/* Labels and values that end with the heading of the block below: its row; else an empty range. */
static struct range heading_at_end(const struct finder *f, const struct block *b,
                                   const struct block *next)
{
    struct block last = {.at = b->at, .most = 0};

    last.at.top = last.at.bottom;
    last.at = raster_shrink(&f->g, last.at);
    last.most = raster_filled(&f->g, last.at.top - 1, last.at.left, last.at.right);
    for (int64_t r = b->at.top - 1; r < b->at.bottom - 1; r++)
        if (raster_filled(&f->g, r, b->at.left, b->at.right) > 2) last.most = 0;
    return last.most > 2 && is_heading_of(f, &last, next) ? last.at : (struct range){0, 0, 0, 0};
}

/* Do all its rows begin with "@" or "!": what a program declares above its data? */
static bool declares(const struct finder *f, const struct block *b)
{
    for (int64_t r = b->at.top - 1; r < b->at.bottom; r++) {
        slice s = raster_cell(&f->g, b->at.left - 1, r);

        if (s.n < 2 || (s.p[0] != '@' && s.p[0] != '!')) return false;
    }
    return b->at.bottom > b->at.top;
}

/* Lone cells and sentences that were cut at their commas, and nothing else, over other rows? */
static bool is_prose(const struct finder *f, const struct block *b, const struct block *next)
{
    if (next == NULL || tablerow_prose(&f->g, next->at, next->at.top - 1)) return false;
    for (int64_t r = b->at.top - 1; r < b->at.bottom; r++)
        if (raster_filled(&f->g, r, b->at.left, b->at.right) > 1 &&
            !tablerow_prose(&f->g, b->at, r))
            return false;
    return true;
}

/* What becomes of block i: a part of the table above, a table, a heading of the block below, or a
 * note. False: there are too many tables. */
static bool place_block(struct finder *f, int i)
{
    const struct block *b = &f->block[i], *next = next_below(f, b);
    struct region *t = last_above(f, b->at);
    struct range heading;

    if (b->defined) {
        f->taken[i] = true;
        return add_region(f, b->at) != NULL;
    }
    if (f->g.widest > 1 &&
        (b->most <= 1 || (next != NULL && (declares(f, b) || is_prose(f, b, next)))))
        return true;
    if (f->g.widest == 1) t = f->nregion > 0 ? &f->region[0] : add_region(f, b->at);
    if (t != NULL && (f->g.widest == 1 || continues(f, t->at, b))) {
        t->at = joined(t->at, b->at);
        f->taken[i] = true;
        return true;
    }
    if (next != NULL && is_heading_of(f, b, next)) {
        f->taken[next - f->block] = true;
        return add_region(f, joined(b->at, next->at)) != NULL;
    }
    if (next != NULL && (heading = heading_at_end(f, b, next)).top > 0) {
        f->taken[next - f->block] = true;
        return add_region(f, joined(heading, next->at)) != NULL;
    }
    if (is_lead(f, b, next)) return true;
    if (t != NULL && (b->at.top == b->at.bottom || b->at.right == b->at.left)) return true;
    f->taken[i] = true;
    return add_region(f, b->at) != NULL;
}

static bool link_blocks(struct finder *f)
{
    f->taken = arena_new(f->a, bool, f->nblock + 1);
    f->region = arena_new(f->a, struct region, REGIONS_MAX);
    if (f->taken == NULL || f->region == NULL) return false;
    for (int i = 0; i < f->nblock; i++)
        if (!f->taken[i] && !place_block(f, i)) return true;
    return true;
}

/* How many cells rows h and r share, in place; *mine and *theirs: filled cells. */
static int shared_names(const struct finder *f, struct range at, int64_t h, int64_t r, int *mine,
                        int *theirs)
{
    int same = 0;

    *mine = *theirs = 0;
    for (int c = at.left - 1; c < at.right; c++) {
        slice here = header_on_page(raster_cell(&f->g, c, r));

        *mine += here.n > 0;
        *theirs += raster_cell(&f->g, c, h).n > 0;
        same += here.n > 0 && slice_eq(here, header_on_page(raster_cell(&f->g, c, h)));
    }
    return same;
}

/* A heading in the middle: the same again goes on, another one begins a table. Gives the first row
 * (1-based) of a further table, or 0. */
static int32_t second_heading(const struct finder *f, struct range at, int depth)
{
    int64_t h = at.top - 2 + depth, body = at.top - 1 + depth;
    int mine, theirs;

    if (depth < 1) return 0;
    for (int64_t r = body + 1; r < at.bottom; r++) {
        int same;

        if (f->g.row[r].filled < 2) continue;
        if (!slice_eq(raster_cell(&f->g, at.left - 1, r), raster_cell(&f->g, at.left - 1, h)) &&
            !slice_eq(raster_cell(&f->g, at.left, r),
                      raster_cell(&f->g, at.left < at.right ? at.left : at.left - 1, h)))
            continue;
        same = shared_names(f, at, h, r, &mine, &theirs);
        if (same < 2 || same * 10 < theirs * 6 || same * 10 < mine * 6) continue;
        if (same == mine && same == theirs) {
            /* The same rows again below it: a copy of the table, no page break. */
            if (r + 1 < at.bottom &&
                header_same_row(f->g.s, at, row_behind(f, at, body), row_behind(f, at, r + 1)))
                return (int32_t)r + 1;
            continue;
        }
        return (int32_t)r + 1;
    }
    return 0;
}

static bool finish_region(struct finder *f, int i)
{
    struct region *t = &f->region[i];
    struct header_found h;
    int32_t second;

    tablerow_trim(&f->g, &t->at);
    h = header_detect(&f->g, t->at);
    second = second_heading(f, t->at, h.rows);
    if (second > 0 && f->nregion < REGIONS_MAX) {
        memmove(t + 2, t + 1, (size_t)(f->nregion - i - 1) * sizeof *t);
        t[1] = (struct region){.at = t->at, .sheet = f->sheet};
        t[1].at.top = second;
        t->at.bottom = second - 1;
        f->nregion++;
        tablerow_trim(&f->g, &t->at);
        h = header_detect(&f->g, t->at);
    }
    t->header_rows = h.rows;
    t->confidence = h.confidence;
    t->role = arena_new(f->a, uint8_t, f->g.s->cells.nrow + 1);
    if (t->role == NULL) return false;
    for (int64_t r = 0; r < f->g.s->cells.nrow; r++)
        t->role[r] = f->g.row[r].filled > 0 ? ROLE_NOTE : ROLE_GAP;
    tablerow_roles(&f->g, t, &h);
    return true;
}

/* Notes above and below; those between two tables go to the nearer one, the lower one on a tie. */
static void place_notes(struct finder *f, int i)
{
    struct region *t = &f->region[i];
    int32_t from = 1, to = (int32_t)f->g.s->cells.nrow, top = 0, bottom = 0;

    for (int k = 0; k < f->nregion; k++) {
        struct range o = f->region[k].at;

        if (k == i || o.left > t->at.right || o.right < t->at.left) continue;
        if (o.bottom < t->at.top && o.bottom + 1 > from) from = o.bottom + 1;
        if (o.top > t->at.bottom && o.top - 1 < to) to = o.top - 1;
    }
    for (int32_t r = t->at.top - 1; r >= from; r--) {
        if (f->in_table[r - 1]) break;
        if (f->g.row[r - 1].filled == 0) continue;
        if (from > 1 && r - (from - 1) < t->at.top - r) break;
        top = r;
    }
    for (int32_t r = t->at.bottom + 1; r <= to; r++) {
        if (f->in_table[r - 1]) break;
        if (f->g.row[r - 1].filled == 0) continue;
        if (to < (int32_t)f->g.s->cells.nrow && r - t->at.bottom >= to + 1 - r) break;
        bottom = r;
    }
    if (top > 0) {
        t->preamble = (struct range){top, 1, t->at.top - 1, f->g.s->cells.ncol};
        for (int32_t r = top; r < t->at.top; r++)
            if (f->g.row[r - 1].filled == 1 && r == top) t->role[r - 1] = ROLE_TITLE;
    }
    if (bottom > 0) t->footer = (struct range){t->at.bottom + 1, 1, bottom, f->g.s->cells.ncol};
}

bool region_find(const struct workbook *b, int sheet, int first_id, struct arena *a,
                 struct region **out, int *n, struct err *e)
{
    struct finder *f;
    bool ok = false;

    *n = 0;
    *out = NULL;
    if (b->sheet[sheet].cells.nrow == 0) return true;
    f = calloc(1, sizeof *f);
    if (f == NULL) err_no_memory();
    f->sheet = sheet;
    f->a = a;
    if (!raster_init(&f->g, &b->sheet[sheet], a) || !block_find(&f->g, a, &f->block, &f->nblock) ||
        !link_blocks(f))
        goto full;
    f->in_table = arena_new(a, bool, f->g.nrow + 1);
    if (f->in_table == NULL) goto full;
    for (int i = 0; i < f->nregion; i++) {
        if (!finish_region(f, i)) goto full;
        for (int64_t r = f->region[i].at.top; r <= f->region[i].at.bottom; r++)
            f->in_table[r - 1] = true;
    }
    for (int i = 0; i < f->nregion; i++) {
        place_notes(f, i);
        f->region[i].id = first_id + i;
    }
    *out = arena_new(a, struct region, f->nregion + 1);
    if (*out == NULL) goto full;
    memcpy(*out, f->region, (size_t)f->nregion * sizeof **out);
    *n = f->nregion;
    ok = true;
full:
    free(f);
    return ok || err_set(e, E_LIMIT, "the sheet does not fit the memory limit");
}
